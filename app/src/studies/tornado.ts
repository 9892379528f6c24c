/** Which uncertain values an answer depends on, and what the study cannot tell. */

import { chart, Plot } from "../charts/plot";
import { h } from "../ui/dom";
import { figure } from "../ui/figure";
import { nothing } from "../ui/messages";
import { brief } from "../ui/numbers";
import type { Estimate, Found, Input, Sensitivity } from "./found";

const MOST_BARS = 15;

export function tornado(found: Found, sensitivity: Sensitivity | undefined): HTMLElement {
  if (!sensitivity) return nothing(`This study has ${found.draws} draws: too few to say which value matters.`);
  const effects = sensitivity.kind === "effects";
  const index = (one: Input): Estimate | null => one.total ?? one.first;
  const rows = sensitivity.inputs.flatMap((one) => {
    const estimate = index(one);
    return estimate ? [{ name: one.name, value: estimate[0], low: estimate[1], high: estimate[2], significant: one.significant, which: one.total ? "total" : "first-order" }] : [];
  }).slice(0, MOST_BARS);
  if (!rows.length) return h("div", {}, nothing("No index can be given from these draws."), limits(found, sensitivity));
  const svg = chart({
    width: 760, height: 24 * rows.length + 55, marginLeft: 290, marginRight: 40, marginBottom: 38,
    x: { label: effects ? "mean absolute effect, leakers" : "share of the variance between draws", grid: true, zero: true },
    y: { domain: rows.map((one) => one.name), label: null },
    marks: [
      Plot.barX(rows, { y: "name", x: "value", fill: (one: { significant: boolean }) => (one.significant ? "var(--blue)" : "var(--line)"), insetTop: 3, insetBottom: 3 }),
      Plot.ruleY(rows, { y: "name", x1: "low", x2: "high", stroke: "var(--ink)", strokeWidth: 1.5 }),
      Plot.ruleX([0]),
    ],
  });
  return h("div", {}, figure({
    title: "What the number of leakers depends on", name: `${found.name}-sensitivity`, svg,
    note: `${effects ? "Effects" : `${rows[0]?.which === "total" ? "Total" : "First-order"} indices`} with 95 % interval; pale bars cannot be told from none.`,
    table: { columns: ["input", "index", "value", "low_95", "high_95", "significant"], rows: rows.map((one) => [one.name, one.which, one.value, one.low, one.high, String(one.significant)]) },
  }), limits(found, sensitivity));
}

function limits(found: Found, one: Sensitivity): HTMLElement {
  const missing = one.inputs.filter((input) => !input.total && !input.first && input.reason);
  const needed = Math.max(0, ...one.inputs.map((input) => input.needed_draws ?? 0));
  const lines = [
    one.unseen === null ? "" : `${brief(100 * one.unseen)} % of the variance is in interactions that ${found.draws} draws cannot show.`,
    one.chance_share === null ? "" : `Chance made ${brief(100 * one.chance_share)} % of the variance of the draws' means; it is taken off.`,
    needed ? `About ${needed.toLocaleString("en")} draws would be needed for what is missing.` : "",
    missing.length ? `${missing.length} inputs have no index: ${[...new Set(missing.map((input) => input.reason))].slice(0, 2).join("; ")}.` : "",
  ].filter(Boolean);
  return lines.length ? h("section", {}, h("h3", {}, "What this study cannot tell"), h("ul", {}, lines.map((line) => h("li", {}, line)))) : h("div", {});
}
