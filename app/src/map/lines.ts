/**
 * Coastlines and borders from Natural Earth (public domain) at 1:50 million, by way of the
 * package world-atlas. The boundaries are not authoritative.
 */

import address from "world-atlas/countries-50m.json?url";

import type { LonLat } from "../api/maps";
import type { Shape } from "./adapter";
import type { Projection } from "./projection";

export const STATEMENT = "Lines: Natural Earth. Boundaries are not authoritative.";

/** The part of TopoJSON that is used: arcs, quantised and delta-encoded. */
interface Topology {
  arcs: [number, number][][];
  transform: { scale: [number, number]; translate: [number, number] };
}

let asked: Promise<LonLat[][]> | null = null;

/** Every coastline and border once, in longitude and latitude. */
export function worldLines(): Promise<LonLat[][]> {
  asked ??= fetch(address).then(async (response) => decoded((await response.json()) as Topology));
  return asked;
}

export function decoded({ arcs, transform: { scale, translate } }: Topology): LonLat[][] {
  return arcs.map((arc) => {
    let x = 0, y = 0;
    return arc.map(([dx, dy]): LonLat => {
      x += dx;
      y += dy;
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  });
}

/** The lines that come within `radius_m` of the centre of a map. */
export async function linesNear(projection: Projection, radius_m: number): Promise<Shape[]> {
  const near = (await worldLines()).filter((line) => line.some(([lon, lat], index) =>
    // every eighth point will do to find out
    index % 8 === 0 && Math.hypot(...projection.toMap(lon, lat)) < radius_m));
  return near.map((places, index) => ({ id: `line-${index}`, kind: "line", places, colour: "border", width: 0.8 }));
}
