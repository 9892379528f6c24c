/** Runs side by side: leakers with interval and band, class by class, and where missiles went. */

import { get, type Schemas } from "../api/client";
import { chart, fitted, nameAxis, nameMargin, Plot } from "../charts/plot";
import type { Page } from "../router";
import { cite } from "../ui/cite";
import { add, h } from "../ui/dom";
import { figure, tableFigure } from "../ui/figure";
import { nothing, verdict } from "../ui/messages";
import { plain } from "../ui/names";
import { brief, span } from "../ui/numbers";

type Run = Schemas["Run"];

export const open: Page = async ({ root, query, signal }) => {
  const ids = [...new Set(query.getAll("run"))];
  add(root, [h("h1", {}, "Compare runs")]);
  if (ids.length < 2) {
    add(root, [nothing("Choose two or more runs in the list to compare them.", h("a", { href: "/runs" }, "Runs and studies"))]);
    return;
  }
  const { runs, problem } = await get("/api/runs/compare", { query: { run: ids }, signal });
  add(root, [
    verdict(lead(runs), problem, "Intervals are of chance only; bands are over uncertain parameters. Runs with the same seed share their random numbers."),
    totals(runs), classes(runs), missiles(runs),
    cite(runs.map((one) => one.cite).join("; ")),
  ]);
};

function lead(runs: readonly Run[]): string {
  const with_mean = runs.flatMap((one) => (one.line.leakers ? [{ id: one.line.id, ...one.line.leakers }] : [])).sort((a, b) => a.mean - b.mean);
  const best = with_mean[0], worst = with_mean[with_mean.length - 1];
  if (!best || !worst) return "These runs have no answer yet.";
  const apart = best.high < worst.low ? "" : " Their intervals overlap: chance alone may make this difference.";
  return `Fewest leakers: ${best.id} with ${brief(best.mean)}; most: ${worst.id} with ${brief(worst.mean)}.${apart}`;
}

function totals(runs: readonly Run[]): HTMLElement {
  const rows = runs.flatMap((one) => (one.line.leakers ? [{ id: one.line.id, ...one.line.leakers }] : []));
  const width = fitted(760), marginLeft = nameMargin(width, 170);
  const svg = chart({
    width, height: 40 * rows.length + 55, marginLeft, marginRight: 50, marginBottom: 38,
    x: { label: "leakers per replication", grid: true, zero: true }, y: { domain: rows.map((one) => one.id), label: null },
    marks: [
      nameAxis(marginLeft),
      Plot.ruleY(rows.filter((one) => one.band_low !== null), { y: "id", x1: "band_low", x2: "band_high", stroke: "var(--edge)", strokeOpacity: 0.5, strokeWidth: 8 }),
      Plot.ruleY(rows, { y: "id", x1: "low", x2: "high", stroke: "var(--ink)", strokeWidth: 3 }),
      Plot.dot(rows, { y: "id", x: "mean", fill: "var(--mark)", r: 4.5 }),
    ],
  });
  return figure({
    title: "Leakers, all classes", name: "compare-leakers", svg, note: "Point: mean. Thin line: 95 % interval of the mean (chance). Wide line: nine in ten draws of the uncertain parameters.",
    table: { columns: ["run", "mean", "low_95", "high_95", "band_low", "band_high"], rows: rows.map((one) => [one.id, one.mean, one.low, one.high, one.band_low, one.band_high]) },
  });
}

function classes(runs: readonly Run[]): HTMLElement {
  const names = [...new Set(runs.flatMap((one) => one.classes.map((line) => line.target_class)))];
  const cell = (run: Run, name: string) => {
    const line = run.classes.find((one) => one.target_class === name);
    return line ? `${brief(line.leaked.value)} of ${line.in_raid} (${span(line.leaked.low, line.leaked.high)})` : "not in this raid";
  };
  return tableFigure("Leakers by class, with 95 % interval", "compare-classes", { columns: ["Class", ...runs.map((one) => one.line.id)], rows: names.map((name) => [plain(name), ...runs.map((run) => cell(run, name))]) });
}

function missiles(runs: readonly Run[]): HTMLElement {
  const names = [...new Set(runs.flatMap((one) => one.missiles.map((line) => line.name)))];
  const cell = (run: Run, name: string) => {
    const line = run.missiles.find((one) => one.name === name);
    return line ? `${brief(line.fired.value)} of ${line.ready}` : "not held";
  };
  return tableFigure("Missiles fired", "compare-missiles", { columns: ["Missile", ...runs.map((one) => one.line.id)], rows: names.map((name) => [name, ...runs.map((run) => cell(run, name))]) });
}
