/** The shapes of one answer at one altitude. */

import type { Reach } from "../api/maps";
import type { Shape } from "../map/adapter";
import { nearestStep } from "./state";

/** An answer with the name of its system, and whether it is the second of two. */
export interface Asked {
  reach: Reach;
  name: string;
  beside: boolean;
}

export function shapesOf({ reach, beside }: Asked, altitude_m: number): Shape[] {
  const step = reach.altitudes_m[nearestStep(reach.altitudes_m, altitude_m)];
  const at = reach.layers.filter((one) => one.altitude_m === step);
  return at.flatMap((one) => one.rings.map((places, index): Shape => ({
    id: `${beside ? "beside-" : ""}${one.kind}-${index}`,
    kind: "area",
    places,
    colour: beside ? "good" : one.kind === "engage" ? "mark" : "blue",
    fill: one.kind === "engage" ? 0.18 : 0,
    dash: one.kind === "detect",
    width: one.kind === "engage" ? 2.5 : 1.5,
  })));
}

export function advertised({ reach, beside, name }: Asked): Shape {
  return {
    id: beside ? "beside-advertised" : "advertised", kind: "area", places: reach.advertised.outline,
    colour: beside ? "good" : "ring", dash: true, width: 1.5, label: `advertised: ${name}`,
  };
}
