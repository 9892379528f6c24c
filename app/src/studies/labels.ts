/** Uncertain values in words, as the server names them. */

import type { Schemas } from "../api/client";

export type Labels = Schemas["Study"]["labels"];

/** What an input is called; a group, or a value that is none of the catalogue, keeps its name. */
export function labelOf(name: string, labels: Labels): string {
  return labels[name]?.text ?? name;
}

/** The value of an input and its range, empty where it has none. */
export function rangeOf(name: string, labels: Labels): string {
  const one = labels[name];
  return one ? `${one.value} (${one.low} to ${one.high})` : "";
}
