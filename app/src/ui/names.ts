/** Names of the catalogue's classes, for people. */

export function plain(name: string): string {
  return name.replaceAll("_", " ");
}

const PLURALS: Record<string, string> = { aircraft: "aircraft", stealth_aircraft: "stealth aircraft" };

export function several(name: string): string {
  return PLURALS[name] ?? `${plain(name)}s`;
}
