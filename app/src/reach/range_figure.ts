/** Range by altitude of one system or two. */

import { chart, Plot } from "../charts/plot";
import { figure } from "../ui/figure";
import type { Asked } from "./shapes";
import type { ReachState } from "./state";

interface Row {
  series: string;
  altitude_m: number;
  low: number;
  median: number;
  high: number;
  colour: string;
  dash: string;
}

export function rangeFigure(all: Asked[], altitude_m: number, state: ReachState): HTMLElement {
  const rows = all.flatMap(rowsOf);
  const rings = all.flatMap(({ reach, name, beside }) => reach.advertised ? [{ x: reach.advertised.range_m / 1000, name, colour: beside ? "var(--good)" : "var(--ring)" }] : []);
  const svg = chart({
    width: 900, height: 300, marginLeft: 62, marginRight: 130, marginBottom: 40,
    x: { label: "distance, km", grid: true, zero: true },
    y: { label: "target altitude, m", type: "log", grid: true, ticks: 5, tickFormat: "~s" },
    marks: [
      Plot.ruleX(rings, { x: "x", stroke: "colour", strokeDasharray: "6 4" }),
      Plot.ruleY([altitude_m], { stroke: "var(--edge)", strokeDasharray: "2 3" }),
      Plot.ruleY(rows, { y: "altitude_m", x1: "low", x2: "high", stroke: "colour", strokeOpacity: 0.35, strokeWidth: 5 }),
      Plot.line(rows, { x: "median", y: "altitude_m", z: "series", stroke: "colour", strokeWidth: 2, strokeDasharray: "dash" }),
      Plot.dot(rows, { x: "median", y: "altitude_m", fill: "colour", r: 2.5 }),
      Plot.text(rows, Plot.selectLast({ x: "median", y: "altitude_m", z: "series", text: "series", dx: 6, textAnchor: "start", fill: "colour" })),
    ],
  });
  return figure({
    title: "Range by target altitude", name: `reach-${state.system}-${state.target}`, svg,
    note: "Point: median over bearings; the wide line spans the nearest and the farthest bearing. Dashed vertical: the advertised range. Dotted horizontal: the altitude chosen.",
    table: {
      columns: ["series", "altitude_m", "nearest_km", "median_km", "farthest_km"],
      rows: rows.map((row) => [row.series, row.altitude_m, row.low, row.median, row.high]),
    },
  });
}

function rowsOf({ reach, name, beside }: Asked): Row[] {
  const colours = { detect: beside ? "var(--good)" : "var(--blue)", engage: beside ? "var(--good)" : "var(--mark)" };
  return reach.layers.filter((one) => one.outline.length && one.altitude_m > 0).map((one) => ({
    series: `${one.kind}${reach && beside ? `, ${name}` : ""}`,
    altitude_m: one.altitude_m,
    low: one.range_m.min / 1000, median: one.range_m.median / 1000, high: one.range_m.max / 1000,
    colour: colours[one.kind], dash: one.kind === "detect" ? "5 4" : "none",
  }));
}
