/** Causes of leaks summed over replications. */

import type { Causes } from "../api/maps";
import { chart, Plot } from "../charts/plot";
import { cite } from "../ui/cite";
import { h } from "../ui/dom";
import { figure } from "../ui/figure";
import { plain } from "../ui/names";
import { brief, count } from "../ui/numbers";

export function causesFigure(causes: Causes, width: number): HTMLElement {
  const all = causes.lines.filter((one) => one.target_class === "").sort((a, b) => b.leaked.value - a.leaked.value);
  const name = (cause: string) => causes.cause_names[cause] ?? cause;
  const parts = causes.lines.filter((one) => one.target_class !== "");
  const svg = chart({
    width, height: 34 * all.length + 50, marginLeft: 150, marginRight: 60, marginBottom: 38,
    x: { label: "leakers per replication", grid: true, zero: true },
    y: { domain: all.map((one) => name(one.cause)), label: null },
    marks: [
      Plot.barX(parts, Plot.stackX({ y: (one: Line) => name(one.cause), x: (one: Line) => one.leaked.value, fill: (one: Line) => `var(--${one.target_class}, var(--edge))`, title: (one: Line) => `${plain(one.target_class)}: ${brief(one.leaked.value)}` })),
      Plot.ruleY(all, { y: (one: Line) => name(one.cause), x1: (one: Line) => one.leaked.low, x2: (one: Line) => one.leaked.high, stroke: "var(--ink)", strokeWidth: 2 }),
      Plot.text(all, { y: (one: Line) => name(one.cause), x: (one: Line) => Math.max(one.leaked.high, one.leaked.value), text: (one: Line) => brief(one.leaked.value), textAnchor: "start", dx: 5 }),
      Plot.ruleX([0]),
    ],
  });
  const classes = [...new Set(parts.map((one) => one.target_class))];
  return h("section", { id: "causes" },
    figure({
      title: "Why threats got through, over replications", name: `${causes.run}-causes`, svg,
      note: `Mean of ${count(causes.sampled)} of ${count(causes.replications)} replications, played again (${brief(causes.total.value)} leakers each; all replications: ${brief(causes.all_replications)}); lines are 95 % intervals of chance. Colours: ${classes.map(plain).join(", ")}. ${causes.definition}`,
      table: {
        columns: ["cause", "class", "leakers_per_replication", "low_95", "high_95"],
        rows: causes.lines.map((one) => [name(one.cause), one.target_class || "all", one.leaked.value, one.leaked.low, one.leaked.high]),
      },
    }),
    h("ul", { class: "legend" }, classes.map((one) => h("li", {}, h("i", { class: `class-${one}` }), plain(one)))),
    h("dl", { class: "news" }, all.flatMap((one) => [h("dt", {}, name(one.cause)), h("dd", {}, `It would take ${causes.remedies[one.cause] ?? "another defence"}.`)])),
    cite(causes.cite),
  );
}

type Line = Causes["lines"][number];
