/** The shapes of one answer at one altitude. */

import type { Shape } from "../map/adapter";
import type { Reach } from "./payload";
import { nearestStep } from "./state";

/** An answer with the name of its system, and whether it is the second of two. */
export interface Asked {
  reach: Reach;
  name: string;
  beside: boolean;
}

export function shapesOf({ reach, beside }: Asked, altitude_m: number): Shape[] {
  const step = reach.altitudes_m[nearestStep(reach.altitudes_m, altitude_m)];
  const prefix = beside ? "beside-" : "";
  const at = reach.layers.filter((one) => one.altitude_m === step && one.outline.length);
  return at.map((one): Shape => ({
    id: `${prefix}${one.kind}`,
    kind: "area",
    places: one.outline,
    colour: beside ? "good" : one.kind === "engage" ? "mark" : "blue",
    fill: one.kind === "engage" ? 0.16 : 0,
    dash: one.kind === "detect",
    width: one.kind === "engage" ? 2.5 : 1.5,
  }));
}

export function advertised({ reach, beside, name }: Asked): Shape[] {
  if (!reach.advertised) return [];
  return [{ id: beside ? "beside-advertised" : "advertised", kind: "area", places: reach.advertised.outline, colour: beside ? "good" : "ring", dash: true, width: 1.5, label: beside ? `advertised, ${name}` : "advertised" }];
}
