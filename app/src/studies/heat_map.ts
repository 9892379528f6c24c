/** Leakers at every combination of the factors: a heat map of two, points and bands otherwise. */

import { chart, fitted, isNarrow, nameAxis, nameMargin, Plot } from "../charts/plot";
import { h } from "../ui/dom";
import { figure } from "../ui/figure";
import { brief } from "../ui/numbers";
import { leaked, shown, where, type Found } from "./found";

export function points(found: Found): HTMLElement {
  if (!found.factors.length) return h("div", {});
  return found.factors.length === 2 ? heatMap(found) : bands(found);
}

function cells(found: Found) {
  return found.points.flatMap((point) => {
    const line = leaked(point);
    return line ? [{ name: where(found, point), x: shown(point.values[1]), y: shown(point.values[0]), value: line.nominal[0], low: line.low, high: line.high, ilow: line.nominal[1], ihigh: line.nominal[2] }] : [];
  });
}

function tableOf(found: Found) {
  return { columns: [...found.factors, "leaked_mean", "low_95", "high_95", "band_low", "band_high"], rows: found.points.map((point) => {
    const line = leaked(point);
    return [...point.values.map(shown), ...(line?.nominal ?? [null, null, null]), line?.low ?? null, line?.high ?? null];
  }) };
}

function heatMap(found: Found): HTMLElement {
  const rows = cells(found);
  const xs = [...new Set(rows.map((one) => one.x))], ys = [...new Set(rows.map((one) => one.y))];
  const values = rows.map((one) => one.value), middle = (Math.min(...values) + Math.max(...values)) / 2;
  const width = fitted(760), marginLeft = isNarrow(width) ? 70 : 150;
  const words = ({ value, low, high }: { value: number; low: number; high: number }) =>
    `${brief(value)}${isNarrow(width) ? "\n" : "  "}(${brief(low)} to ${brief(high)})`;
  const svg = chart({
    width, height: 52 * ys.length + 60, marginLeft, marginTop: 28, marginBottom: 40,
    x: { domain: xs, label: found.factors[1] ?? "" }, y: { domain: ys, label: found.factors[0] ?? "" },
    color: { type: "linear", scheme: "blues", domain: [Math.min(0, ...values), Math.max(...values)] },
    marks: [
      Plot.cell(rows, { x: "x", y: "y", fill: "value", inset: 1 }),
      Plot.text(rows, { x: "x", y: "y", text: words, fill: (one: { value: number }) => (one.value > middle ? "#ffffff" : "#10151a"), className: "paint" }),
    ],
  });
  return figure({ title: "Leakers over two factors", name: `${found.name}-map`, svg, note: "Mean; in brackets nine in ten draws of the uncertain values.", table: tableOf(found) });
}

function bands(found: Found): HTMLElement {
  const rows = cells(found);
  const width = fitted(760), marginLeft = nameMargin(width, 200);
  const svg = chart({
    width, height: 36 * rows.length + 55, marginLeft, marginRight: 40, marginBottom: 38,
    x: { label: "leakers per replication", grid: true, zero: true }, y: { domain: rows.map((one) => one.name), label: null },
    marks: [
      nameAxis(marginLeft),
      Plot.ruleY(rows, { y: "name", x1: "low", x2: "high", stroke: "var(--edge)", strokeOpacity: 0.5, strokeWidth: 8 }),
      Plot.ruleY(rows, { y: "name", x1: "ilow", x2: "ihigh", stroke: "var(--ink)", strokeWidth: 3 }),
      Plot.dot(rows, { y: "name", x: "value", fill: "var(--mark)", r: 4.5 }),
    ],
  });
  return figure({ title: "Leakers at each combination", name: `${found.name}-points`, svg, note: "Point: with the catalogue's values. Thin line: 95 % interval (chance). Wide line: nine in ten draws of the uncertain values.", table: tableOf(found) });
}
