/** Causes of leaks summed over replications. */

import type { Causes } from "../api/maps";
import { chart, nameAxis, nameMargin, Plot } from "../charts/plot";
import { h } from "../ui/dom";
import { figure } from "../ui/figure";
import { plain } from "../ui/names";
import { brief, count } from "../ui/numbers";

export function causesFigure(causes: Causes, width: number, more: HTMLElement | null): HTMLElement {
  const all = causes.lines.filter((one) => one.target_class === "").sort((a, b) => b.leaked.value - a.leaked.value);
  const name = (cause: string) => causes.cause_names[cause] ?? cause;
  const marginLeft = nameMargin(width, 160);
  const parts = causes.lines.filter((one) => one.target_class !== "");
  const svg = chart({
    width, height: 34 * all.length + 50, marginLeft, marginRight: 60, marginBottom: 38,
    x: { label: "leakers per replication", grid: true, zero: true },
    y: { domain: all.map((one) => name(one.cause)), label: null },
    marks: [
      Plot.barX(parts, Plot.stackX({ y: (one: Line) => name(one.cause), x: (one: Line) => one.leaked.value, fill: (one: Line) => `var(--${one.target_class}, var(--edge))`, title: (one: Line) => `${plain(one.target_class)}: ${brief(one.leaked.value)}` })),
      nameAxis(marginLeft),
      // A wide line in the ground's colour below keeps the interval visible on every bar.
      ...([["var(--ground)", 6], ["var(--ink)", 2]] as const).map(([stroke, strokeWidth]) =>
        Plot.ruleY(all, { y: (one: Line) => name(one.cause), x1: (one: Line) => one.leaked.low, x2: (one: Line) => one.leaked.high, stroke, strokeWidth })),
      Plot.text(all, { y: (one: Line) => name(one.cause), x: (one: Line) => Math.max(one.leaked.high, one.leaked.value), text: (one: Line) => brief(one.leaked.value), textAnchor: "start", dx: 5 }),
      Plot.ruleX([0]),
    ],
  });
  const classes = [...new Set(parts.map((one) => one.target_class))];
  return h("section", { id: "causes" },
    figure({
      title: "Why threats got through, over replications", name: `${causes.run}-causes`, svg,
      note: `To find a cause, a replication is played again event by event, which takes time: ${count(causes.sampled)} of ${count(causes.replications)} were, the same number at each placement. They let ${brief(causes.total.value)} through on average, all replications ${brief(causes.all_replications)}. Black lines: 95 % interval from chance, ${causes.sampled < causes.replications ? "narrower with more of them" : "over all replications"}. ${causes.definition}`,
      table: {
        columns: ["cause", "class", "leakers_per_replication", "low_95", "high_95"],
        rows: causes.lines.map((one) => [name(one.cause), one.target_class || "all", one.leaked.value, one.leaked.low, one.leaked.high]),
      },
    }),
    more,
    h("ul", { class: "legend" }, classes.map((one) => h("li", {}, h("i", { class: `class-${one}` }), plain(one)))),
    h("dl", { class: "news" }, all.flatMap((one) => [h("dt", {}, name(one.cause)), h("dd", {}, `${sentence(causes.meanings[one.cause])}It would take ${causes.remedies[one.cause] ?? "another defence"}.`)])),
  );
}

function sentence(clause: string | undefined): string {
  return clause ? `${clause.charAt(0).toUpperCase()}${clause.slice(1)}. ` : "";
}

type Line = Causes["lines"][number];
