/** The shapes of one answer at one altitude. */

import type { LonLat, Reach } from "../api/maps";
import type { Shape } from "../map/adapter";
import { nearestStep } from "./state";

interface Ring {
  outline: readonly LonLat[];
}

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

export function advertised({ reach, beside }: Asked): Shape {
  return {
    id: beside ? "beside-advertised" : "advertised", kind: "area", places: reach.advertised.outline,
    colour: beside ? "good" : "ring", dash: true, width: 1.5,
  };
}

/** The names on the map, the site's first: where two would cover each other, the first one stays. */
export function labels(all: readonly { advertised: Ring; name: string }[], at: { lon_deg: number; lat_deg: number }): Shape[] {
  return [
    { id: "site", kind: "point", places: [[at.lon_deg, at.lat_deg]], colour: "ink", label: all.map((one) => one.name).join(" and ") },
    ...all.map((one, index): Shape => ({
      id: `advertised-${index}`, kind: "point", bare: true, colour: "ink", label: `${one.name}, advertised`,
      places: [one.advertised.outline.reduce((top, place) => (place[1] > top[1] ? place : top))],
    })),
  ];
}
