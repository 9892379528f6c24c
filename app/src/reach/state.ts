/** The state of the page Reach, as its address has it. */

export interface ReachState {
  system: string;
  target: string;
  altitude_m: number;
  mast_m: number | null;
  /** A notional place; null for the first of the list. */
  at: string | null;
  terrain: "none" | "shipped";
  beside: string | null;
  kind: "range" | "footprint";
}

const FIRST: ReachState = {
  system: "s-400-regiment", target: "fighter", altitude_m: 100, mast_m: null, at: null, terrain: "none", beside: null, kind: "range",
};

export function readState(query: URLSearchParams): ReachState {
  const number = (name: string) => {
    const text = query.get(name);
    const value = Number(text);
    return text && Number.isFinite(value) ? value : null;
  };
  return {
    system: query.get("system") || FIRST.system,
    target: query.get("target") || FIRST.target,
    altitude_m: number("altitude_m") ?? FIRST.altitude_m,
    mast_m: number("mast_m"),
    at: query.get("at") || null,
    terrain: query.get("terrain") === "shipped" ? "shipped" : "none",
    beside: query.get("beside") || null,
    kind: query.get("kind") === "footprint" ? "footprint" : "range",
  };
}

/** The step of a ladder of altitudes that is nearest to what was asked, by ratio. */
export function nearestStep(altitudes_m: readonly number[], wanted_m: number): number {
  const far = (value: number) => Math.abs(Math.log(Math.max(value, 1) / Math.max(wanted_m, 1)));
  let best = 0;
  altitudes_m.forEach((value, index) => {
    if (far(value) < far(altitudes_m[best] as number)) best = index;
  });
  return best;
}

/** The catalogue's id for a system that an address names by its beginning, as in `s-400`. */
export function fullId(systems: readonly { id: string }[], wanted: string): string {
  return (systems.find((one) => one.id === wanted) ?? systems.find((one) => one.id.startsWith(`${wanted}-`)))?.id ?? wanted;
}
