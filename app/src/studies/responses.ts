/** How the number of leakers moves with the inputs that matter most. */

import type { Schemas } from "../api/client";
import { chart, fitted, Plot } from "../charts/plot";
import { h } from "../ui/dom";
import { figure } from "../ui/figure";
import { labelOf, type Labels } from "./labels";

type Response = Schemas["Response"];

export function responses(study: string, curves: readonly Response[], labels: Labels): HTMLElement {
  if (!curves.length) return h("div", {});
  return h("section", {}, h("h2", {}, "Response curves"), h("div", { class: "columns" }, curves.map((one) => curve(study, one, labelOf(one.input, labels)))));
}

function curve(study: string, one: Response, label: string): HTMLElement {
  const draws = one.value.map((x, n) => ({ x, y: one.leaked[n] as number }));
  const bins = one.centre.map((x, n) => ({ x, low: one.low[n] as number, middle: one.middle[n] as number, high: one.high[n] as number }));
  const svg = chart({
    width: fitted(420), height: 230, marginLeft: 48, marginBottom: 40,
    x: { label: one.unit ? `value, ${one.unit}` : "value", nice: true, ticks: 5 }, y: { label: "leakers", grid: true, zero: true },
    marks: [
      Plot.dot(draws, { x: "x", y: "y", r: 2, fill: "var(--blue)", fillOpacity: 0.35 }),
      Plot.areaY(bins, { x: "x", y1: "low", y2: "high", fill: "var(--drone)", fillOpacity: 0.25 }),
      Plot.line(bins, { x: "x", y: "middle", stroke: "var(--drone)", strokeWidth: 2 }),
    ],
  });
  return figure({
    title: label, name: `${study}-response-${one.input.replaceAll(/[^\w.-]+/g, "-")}`, svg,
    note: "Points: means of the draws. Line and band: median and 8 in 10 draws of each eighth.",
    table: { columns: ["value", "leaked_mean"], rows: draws.map(({ x, y }) => [x, y]) },
  });
}
