/** What a study found, as `skydome study report --json` prints it. */

/** Value, lower and upper bound of the 95 % interval. */
export type Estimate = [value: number, low: number, high: number];

export interface Input {
  name: string;
  total: Estimate | null;
  first: Estimate | null;
  significant: boolean;
  reason: string;
  needed_draws: number | null;
}

export interface Sensitivity {
  measure: string;
  kind: "indices" | "effects";
  explained: number | null;
  chance_share: number | null;
  unseen: number | null;
  inputs: Input[];
}

export interface Line {
  measure: string;
  of: string;
  nominal: Estimate;
  low: number;
  middle: number;
  high: number;
  parameter_share: Estimate | null;
}

export interface Difference {
  measure: string;
  nominal: Estimate;
  low: number;
  high: number;
  share_below: number;
}

export interface Point {
  values: unknown[];
  lines: Line[];
  differences: Difference[];
  sensitivities: Sensitivity[];
}

export interface Found {
  name: string;
  title: string;
  factors: string[];
  draws: number;
  parameters: number;
  replications: number;
  placements: number;
  share: number;
  points: Point[];
}

export const LEAKED = "leaked";

/** The factors of a point and their values, as a name. */
export function where(found: Found, point: Point): string {
  return found.factors.map((factor, n) => `${factor.split(".").pop()} ${shown(point.values[n])}`).join(", ") || "all";
}

export function shown(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

export function leaked(point: Point): Line | undefined {
  return point.lines.find((one) => one.measure === LEAKED && one.of === "all");
}
