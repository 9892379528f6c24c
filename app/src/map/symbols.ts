/** Military symbols (MIL-STD-2525) as pictures, drawn once for each set of options. */

import ms from "milsymbol";

import { theme } from "../ui/theme";

/** 2525 codes: identity and symbol set, then the entity. */
const THREATS: Record<string, string> = {
  aircraft: "10060100001101000000", // hostile fixed-wing aircraft
  stealth_aircraft: "10060100001101040000", // fighter
  drone: "10060100001103000000", // unmanned aircraft
  cruise_missile: "10060200001100000000", // missile
  supersonic_missile: "10060200001100000000",
  ballistic_missile: "10060200001100000000",
  glide_bomb: "10060100001200000000", // weapon
};
const SITES: Record<string, string> = {
  battery: "10031000001301020000", // friendly air-defence missile unit
  "command post": "10031002001301000000", // with the mark of a headquarters
  radar: "10031500002203000000", // radar
};
const ASSET = "10031000001100000000";

const kept = new Map<string, HTMLCanvasElement>();

function drawn(code: string, size: number): HTMLCanvasElement {
  const ratio = window.devicePixelRatio || 1;
  const key = `${code}/${size}/${ratio}/${theme()}`;
  const there = kept.get(key);
  if (there) return there;
  const made = new ms.Symbol(code, { size, colorMode: theme() === "dark" ? "Dark" : "Light", outlineWidth: 0, strokeWidth: 5 }).asCanvas(ratio);
  kept.set(key, made);
  return made;
}

export function threatIcon(target_class: string, size = 14): HTMLCanvasElement {
  return drawn(THREATS[target_class] ?? "10060100000000000000", size);
}

export function siteIcon(role: string, size = 13): HTMLCanvasElement {
  return drawn(SITES[role] ?? ASSET, size);
}
