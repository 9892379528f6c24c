/** A flat map with its ground: lines, relief, statement, and a button that saves the picture. */

import { files } from "../ui/figure";
import { h } from "../ui/dom";
import { saveCanvas } from "../ui/download";
import type { MapAdapter, MapBox } from "./adapter";
import { flatMap } from "./flat";
import { linesNear, STATEMENT } from "./lines";
import { around, type Place, type Projection } from "./projection";

export interface Ground {
  frame: HTMLElement;
  adapter: MapAdapter;
  local: Projection;
  tools: HTMLElement;
  note: HTMLElement;
}

export interface About {
  name: string;
  centre: Place;
  /** How far from the centre lines and relief are drawn. */
  radius_m: number;
  relief: boolean;
}

/** A map in a frame; the frame has to be in the page before places are shown. */
export function ground(parent: HTMLElement, about: About, signal: AbortSignal): Ground {
  const local = around(about.centre);
  const box: MapBox = h("div", { class: "map" });
  const tools = h("div", { class: "map-tools" });
  const note = h("p", { class: "map-note" }, STATEMENT);
  const frame = h("div", { class: "map-box" }, box, tools, note);
  parent.append(frame);
  const adapter = flatMap(box, local, about, signal);
  adapter.show("lines", []);
  void linesNear(local, about.radius_m).then((lines) => {
    if (!signal.aborted) adapter.show("lines", lines);
  });
  tools.append(files(about.name, [["PNG", () => saveCanvas(about.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"), adapter.picture())]]));
  return { frame, adapter, local, tools, note };
}
