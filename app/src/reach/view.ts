/** The map of the page Reach. */

import type { LonLat } from "../api/maps";
import type { MapAdapter } from "../map/adapter";
import { ground } from "../map/box";
import { h } from "../ui/dom";
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
  stage.append(legend(all));
  return map.adapter;
}

function legend(all: Asked[]): HTMLElement {
  const [, second] = all;
  return h("ul", { class: "legend" },
    h("li", {}, h("i", { class: "dash key-advertised" }), "advertised range"),
    h("li", {}, h("i", { class: "dash key-detect" }), "can be detected"),
    h("li", {}, h("i", { class: "area key-engage" }), "can be engaged"),
    second ? h("li", {}, h("i", { class: "area key-beside" }), second.name) : null,
  );
}
