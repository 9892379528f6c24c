/** The map of the page Reach. */

import type { LonLat } from "../api/maps";
import type { MapAdapter } from "../map/adapter";
import { ground, type Ground } from "../map/box";
import { button, h } from "../ui/dom";
import { km } from "../ui/numbers";
import { advertised, labels, type Asked } from "./shapes";

const MARGIN = 2.2;
const LEAST_M = 60_000;

export function reachMap(stage: HTMLElement, all: Asked[], relief: boolean, signal: AbortSignal): MapAdapter {
  const centre = (all[0] as Asked).reach.site;
  const farthest = Math.max(LEAST_M, ...all.flatMap(({ reach }) => [reach.advertised.range_m, ...reach.layers.map((layer) => layer.range_m.max ?? 0)]));
  stage.replaceChildren();
  const map = ground(stage, { name: "Map of reach", centre, radius_m: farthest * MARGIN, relief }, signal);
  for (const each of all) map.adapter.show(each.beside ? "ring-beside" : "ring", [advertised(each)]);
  map.adapter.show("labels", labels(all.map(({ reach, name }) => ({ advertised: reach.advertised, name })), centre));
  const places: LonLat[] = all.flatMap(({ reach }) => [...reach.advertised.outline, ...reach.layers.filter((layer) => layer.kind === "engage").flatMap((layer) => layer.rings.flat())]);
  map.adapter.fit(places);
  zooms(map, all, places);
  stage.append(legend(all));
  return map.adapter;
}

/** Buttons that show the ring, or what is reached within it. */
function zooms({ adapter, tools }: Ground, all: Asked[], places: LonLat[]): void {
  const { lon_deg, lat_deg } = (all[0] as Asked).reach.site;
  const reached = () => [[lon_deg, lat_deg] as LonLat, ...["reach", "beside"].flatMap((layer) => adapter.shapes(layer)).flatMap((shape) => shape.places)];
  tools.prepend(button("What is reached", () => adapter.fit(reached().length > 1 ? reached() : places)), button("Whole ring", () => adapter.fit(places)));
}

function legend(all: Asked[]): HTMLElement {
  const [, second] = all;
  return h("ul", { class: "legend" },
    h("li", {}, h("i", { class: "dash key-advertised" }), `advertised range, ${km((all[0] as Asked).reach.advertised.range_m)}`),
    h("li", {}, h("i", { class: "dash key-detect" }), "can be detected at this altitude"),
    h("li", {}, h("i", { class: "area key-engage" }), "can be engaged at this altitude"),
    second ? h("li", {}, h("i", { class: "area key-beside" }), `${second.name}: advertised (dashed, ${km(second.reach.advertised.range_m)}) and reached`) : null,
  );
}
