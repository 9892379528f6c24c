/** What stands still in a raid: sites, assets, the coverage of batteries. */

import type { Raid } from "../api/maps";
import type { Shape } from "../map/adapter";
import { siteIcon } from "../map/symbols";

export function standing(raid: Raid): Shape[] {
  const rings = raid.contours.filter((one) => one.kind === "engagement").flatMap((one) =>
    one.rings.map((places, index): Shape => ({ id: `contour-${one.unit}-${index}`, kind: "line", places, colour: "ring", width: 0.8, dash: true })));
  // The most valuable first: where labels cover each other, the first one stays.
  const assets = [...raid.assets].sort((a, b) => b.value - a.value).map((one): Shape => ({ id: `asset-${one.name}`, kind: "point", places: [[one.lon_deg, one.lat_deg]], colour: "mark", label: one.name }));
  const places = new Map<string, Raid["nodes"][number]>();
  // A battery's symbol stands for its radar and command post at the same place.
  for (const one of raid.nodes) {
    const at = `${one.lon_deg.toFixed(2)}/${one.lat_deg.toFixed(2)}`;
    if (!places.has(at) || one.role === "battery") places.set(at, one);
  }
  const sites = [...places.values()].map((one): Shape => ({
    id: `site-${one.name}`, kind: "point", places: [[one.lon_deg, one.lat_deg]], colour: "friend", icon: siteIcon(one.role),
  }));
  return [...rings, ...assets, ...sites];
}
