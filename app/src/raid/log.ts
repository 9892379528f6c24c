/** The events around the present time. */

import type { Raid } from "../api/maps";
import { h } from "../ui/dom";
import { clock } from "../ui/numbers";
import { before } from "./course";

const LINES = 12;

export interface EventLog {
  element: HTMLElement;
  show: (t_s: number) => void;
  next: (t_s: number) => number | null;
  previous: (t_s: number) => number | null;
}

export function eventLog(raid: Raid): EventLog {
  const times = raid.events.map((one) => one.t_s);
  const list = h("ol", { class: "log", "aria-label": "Events up to this time" });
  let shown = -2;
  return {
    element: h("section", {}, h("h2", {}, "Events"), list),
    show: (t_s) => {
      const last = before(times, t_s);
      if (last === shown) return;
      shown = last;
      const first = Math.max(0, last - LINES + 1);
      list.replaceChildren(...raid.events.slice(first, last + 1).reverse().map((one, index) =>
        h("li", { class: index === 0 ? "now" : "" }, h("time", {}, clock(one.t_s)), h("span", {}, one.text))));
      if (last < 0) list.replaceChildren(h("li", {}, h("time", {}, ""), h("span", {}, "Nothing has happened yet.")));
    },
    next: (t_s) => times.find((one) => one > t_s + 1e-6) ?? null,
    previous: (t_s) => {
      const earlier = times.filter((one) => one < t_s - 1e-6);
      return earlier[earlier.length - 1] ?? null;
    },
  };
}
