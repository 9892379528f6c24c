/** Names of the catalogue's classes, for people. */

export function plain(name: string): string {
  return name.replaceAll("_", " ");
}

/** A name that may be broken after its signs, not within its words. */
export function breakable(name: string): (string | HTMLElement)[] {
  return name.split(/(?<=[-_./])/).flatMap((part, index) => (index ? [document.createElement("wbr"), part] : [part]));
}

const PLURALS: Record<string, string> = { aircraft: "aircraft", stealth_aircraft: "stealth aircraft" };

export function several(name: string): string {
  return PLURALS[name] ?? `${plain(name)}s`;
}
