/** Which uncertain values an answer depends on, and what the study cannot tell. */

import { chart, fitted, nameAxis, nameMargin, Plot } from "../charts/plot";
import { h } from "../ui/dom";
import { figure } from "../ui/figure";
import { nothing } from "../ui/messages";
import { brief } from "../ui/numbers";
import { labelOf, rangeOf, type Labels } from "./labels";
import type { Estimate, Found, Input, Sensitivity } from "./found";

const MOST_BARS = 15;

export function tornado(found: Found, sensitivity: Sensitivity | undefined, labels: Labels): HTMLElement {
  if (!sensitivity) return nothing(`This study has ${found.draws} draws: too few to say which value matters.`);
  const effects = sensitivity.kind === "effects";
  const whole = sensitivity.inputs.some((one) => one.total);
  const which = effects ? "effect" : whole ? "total" : "first-order";
  const rows = rowsOf(sensitivity.inputs, whole, labels);
  if (!rows.length) return h("div", {}, nothing("No index can be given from these draws."), limits(found, sensitivity));
  const bars = rows.filter((one) => one.value !== null);
  const without = rows.filter((one) => one.value === null);
  const width = fitted(860), marginLeft = nameMargin(width, 350);
  const svg = chart({
    width, height: 24 * rows.length + 55, marginLeft, marginRight: 40, marginBottom: 38,
    x: { label: effects ? "mean absolute effect, leakers" : `share of the variance between draws (${which} index)`, labelAnchor: "right", grid: true, zero: true },
    y: { domain: rows.map((one) => one.label), label: null },
    marks: [
      nameAxis(marginLeft),
      Plot.barX(bars, { y: "label", x: (one: Row) => Math.max(0, one.value ?? 0), fill: (one: Row) => (one.significant ? "var(--blue)" : "var(--line)"), insetTop: 3, insetBottom: 3, title: (one: Row) => [one.name, one.range].filter(Boolean).join(": ") }),
      ...([["var(--ground)", 4], ["", 1.5]] as const).map(([ground, strokeWidth]) =>
        Plot.ruleY(bars, { y: "label", x1: "low", x2: "high", stroke: (one: Row) => ground || (one.significant ? "var(--ink)" : "var(--edge)"), strokeWidth })),
      Plot.text(without, { y: "label", x: 0, text: () => "stands out; its share needs more draws", textAnchor: "start", dx: 6, fill: "var(--blue)" }),
      Plot.ruleX([0]),
    ],
  });
  return h("div", {}, figure({
    title: "What the number of leakers depends on", name: `${found.name}-sensitivity`, svg,
    note: `${effects ? "Effects" : whole ? "Total indices" : "First-order indices"} with 95 % interval. Blue: stands out from chance, listed first. Pale: not distinguishable from no effect.${ranges(rows)}`,
    table: { columns: ["input", "label", "value_and_range", "index", "value", "low_95", "high_95", "significant"], rows: rows.map((one) => [one.name, one.label, one.range, which, one.value, one.low, one.high, String(one.significant)]) },
  }), limits(found, sensitivity));
}

interface Row {
  name: string;
  label: string;
  range: string;
  value: number | null;
  low: number | null;
  high: number | null;
  significant: boolean;
}

/** The values and ranges of what stands out. */
function ranges(rows: readonly Row[]): string {
  const known = rows.filter((one) => one.significant && one.range);
  return known.length ? ` What stands out: ${known.map((one) => `${one.label}, ${one.range}`).join("; ")}.` : "";
}

/** What stands out from chance first, also without an index; then the rest by size. */
function rowsOf(inputs: readonly Input[], whole: boolean, labels: Labels): Row[] {
  const rows = inputs.map((one): Row => {
    const [value, low, high]: Estimate | [null, null, null] = (whole ? one.total : one.first) ?? [null, null, null];
    return { name: one.name, label: labelOf(one.name, labels), range: rangeOf(one.name, labels), value, low, high, significant: one.significant };
  });
  // Two inputs of one label would share a row.
  for (const one of rows) if (rows.filter((other) => other.label === one.label).length > 1) one.label = `${one.label} [${one.name}]`;
  const there = rows.filter((one) => one.significant || one.value !== null);
  return [...there.filter((one) => one.significant), ...there.filter((one) => !one.significant)].slice(0, MOST_BARS);
}

function limits(found: Found, one: Sensitivity): HTMLElement {
  const missing = one.inputs.filter((input) => !input.total && !input.first && input.reason);
  const needed = Math.max(0, ...one.inputs.map((input) => input.needed_draws ?? 0));
  const lines = [
    one.unseen === null || missing.some((input) => input.reason.includes("interactions")) ? "" : `${brief(100 * one.unseen)} % of the variance comes from values that act together, which ${found.draws} draws cannot show.`,
    one.chance_share === null ? "" : `Chance, not the values, made ${brief(100 * one.chance_share)} % of the variance between draws; it is taken off.`,
    needed ? `About ${needed.toLocaleString("en")} draws would be needed for the shares that are missing.` : "",
    missing.length ? `${missing.length === 1 ? "One value has" : `${missing.length} values have`} no share: ${[...new Set(missing.flatMap((input) => input.reason.split("; ")))].join("; ")}.` : "",
  ].filter(Boolean);
  return lines.length ? h("section", {}, h("h3", {}, "What this study cannot tell"), h("ul", {}, lines.map((line) => h("li", {}, line)))) : h("div", {});
}
