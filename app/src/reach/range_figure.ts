/** Range by altitude of one system or two. */

import { chart, fitted, isNarrow, Plot } from "../charts/plot";
import { figure } from "../ui/figure";
import type { Asked } from "./shapes";
import type { ReachState } from "./state";

interface Row {
  series: string;
  system: string;
  altitude_m: number;
  low: number;
  median: number;
  high: number;
  colour: string;
  dash: string;
}

export function rangeFigure(all: Asked[], state: ReachState): HTMLElement {
  const rows = all.flatMap(rowsOf);
  const rings = all.flatMap(({ reach, name, beside }) => [{ x: reach.advertised.range_m / 1000, name, colour: beside ? "var(--good)" : "var(--ring)" }]);
  const width = fitted(900), narrow = isNarrow(width);
  const svg = chart({
    width, height: 300, marginLeft: narrow ? 48 : 62, marginRight: narrow ? 16 : 130, marginBottom: 40,
    x: { label: "distance, km", grid: true, zero: true },
    y: { label: "target altitude, m", type: "log", grid: true, ticks: 5, tickFormat: "~s" },
    marks: [
      Plot.ruleX(rings, { x: "x", stroke: "colour", strokeDasharray: "6 4" }),
      Plot.ruleY(rows, { y: "altitude_m", x1: "low", x2: "high", stroke: "colour", strokeOpacity: 0.35, strokeWidth: 5 }),
      ...["5 4", "none"].map((dash) => Plot.line(rows.filter((one) => one.dash === dash), { x: "median", y: "altitude_m", z: "series", stroke: "colour", strokeWidth: 2, strokeDasharray: dash })),
      Plot.dot(rows, { x: "median", y: "altitude_m", fill: "colour", r: 2.5 }),
      // On a phone the legend of the map has to do.
      narrow ? null : Plot.text(rows.filter((one) => one.dash === "none"), Plot.selectLast({ x: "median", y: "altitude_m", z: "series", text: "system", dx: 6, textAnchor: "start", fill: "colour" })),
    ],
  });
  return figure({
    title: "Range by target altitude", name: `reach-${state.system}-${state.target}`, svg,
    note: "Point: the median direction; the wide pale line spans the worst and the best direction within the sector. Dashed vertical: the advertised range. Dashed curve: detection; full curve: engagement.",
    table: {
      columns: ["series", "altitude_m", "nearest_km", "median_km", "farthest_km"],
      rows: rows.map((row) => [row.series, row.altitude_m, row.low, row.median, row.high]),
    },
  });
}

function rowsOf({ reach, name, beside }: Asked): Row[] {
  const colours = { detect: beside ? "var(--good)" : "var(--blue)", engage: beside ? "var(--good)" : "var(--mark)" };
  return reach.layers.flatMap((one) => {
    const { min, median, max } = one.range_m;
    if (min === null || median === null || max === null || one.altitude_m <= 0) return [];
    return [{
      series: `${one.kind}, ${name}`, system: name, altitude_m: one.altitude_m, low: min / 1000, median: median / 1000, high: max / 1000,
      colour: colours[one.kind], dash: one.kind === "detect" ? "5 4" : "none",
    }];
  });
}
