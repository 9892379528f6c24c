/** The ground that a system defends against a ballistic missile. */

import type { LonLat } from "../api/maps";
import { ground } from "../map/box";
import { cite } from "../ui/cite";
import { h } from "../ui/dom";
import { tableFigure } from "../ui/figure";
import { verdict } from "../ui/messages";

interface Footprint {
  site: { lon_deg: number; lat_deg: number };
  outline: LonLat[];
  sentences: string[];
  cite: string;
}

export function footprintText(found: unknown): HTMLElement {
  const [lead, ...more] = (found as Footprint).sentences;
  return verdict(lead ?? "", ...more);
}

export function drawFootprint(stage: HTMLElement, side: HTMLElement, below: HTMLElement, found: unknown, name: string, signal: AbortSignal): void {
  const one = found as Footprint;
  stage.replaceChildren();
  const map = ground(stage, { name: "Map of the ground defended", centre: one.site, radius_m: 400_000, relief: false }, signal);
  map.adapter.show("footprint", [{ id: "footprint", kind: "area", places: one.outline, colour: "mark", fill: 0.2 }]);
  map.adapter.show("site", [{ id: "site", kind: "point", places: [[one.site.lon_deg, one.site.lat_deg]], colour: "ink", label: name }]);
  map.adapter.fit(one.outline);
  side.replaceChildren(cite(one.cite));
  below.replaceChildren(h("details", {}, h("summary", {}, "Outline as numbers"),
    tableFigure("Outline", "footprint", { columns: ["lon_deg", "lat_deg"], rows: one.outline.map(([lon, lat]) => [lon, lat]) })));
}
