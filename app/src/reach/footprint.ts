/** The ground that a system defends against a ballistic missile. */

import type { Footprint } from "../api/maps";
import { ground } from "../map/box";
import { cite } from "../ui/cite";
import { add, h } from "../ui/dom";
import { tableFigure } from "../ui/figure";
import { labels } from "./shapes";

const KM2 = 1e-6;

export function drawFootprint(stage: HTMLElement, side: HTMLElement, below: HTMLElement, one: Footprint, signal: AbortSignal): void {
  const { advertised, polygons, site } = one;
  stage.replaceChildren();
  const map = ground(stage, { name: "Map of the ground defended", centre: site, radius_m: advertised.range_m * 2, relief: false }, signal);
  map.adapter.show("ring", [{ id: "advertised", kind: "area", places: advertised.outline, colour: "ring", dash: true, width: 1.5 }]);
  map.adapter.show("footprint", polygons.map(([places = [], ...holes], index) => ({ id: `footprint-${index}`, kind: "area", places, holes, colour: "mark", fill: 0.2 })));
  map.adapter.show("labels", labels([{ advertised, name: one.system_name }], site));
  map.adapter.fit([...advertised.outline, ...polygons.flat(2)]);
  stage.append(h("ul", { class: "legend" },
    h("li", {}, h("i", { class: "dash key-advertised" }), "advertised range"),
    h("li", {}, h("i", { class: "area key-engage" }), "ground defended")));
  side.replaceChildren();
  add(side, [h("h2", {}, "Area"),
    h("p", {}, `${Math.round(one.area_m2 * KM2).toLocaleString("en")} km², attack from bearing ${Math.round(one.bearing_deg)}°, which the system faces.`),
    one.note ? h("p", {}, h("small", {}, one.note)) : null,
    h("p", {}, h("small", {}, "The dashed ring is the longest range against ballistic missiles that is claimed for one of its missiles, from the site."))]);
  const rows = polygons.flat().flatMap((ring, index) => ring.map(([lon, lat]) => [`ring ${index + 1}`, lon, lat]));
  below.replaceChildren(
    h("details", {}, h("summary", {}, "Outline as numbers"), tableFigure("Outline", "footprint", { columns: ["ring", "lon_deg", "lat_deg"], rows })),
    cite(one.cite),
  );
}
