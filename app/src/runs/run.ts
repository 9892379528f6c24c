/** One run: its answer, its tables, how leakers spread over replications, its report. */

import { get, type Schemas } from "../api/client";
import { chart, fitted, nameAxis, nameMargin, Plot } from "../charts/plot";
import type { Page } from "../router";
import { cite } from "../ui/cite";
import { add, h } from "../ui/dom";
import { figure, tableFigure } from "../ui/figure";
import { verdict } from "../ui/messages";
import { plain } from "../ui/names";
import { brief, count, span } from "../ui/numbers";

type Run = Schemas["Run"];

export const open: Page = async ({ root, names, signal }) => {
  const id = names.run as string, there = encodeURIComponent(id);
  const [run, many] = await Promise.all([
    get("/api/runs/{run}", { names: { run: id }, signal }), get("/api/runs/{run}/replications", { names: { run: id }, signal }),
  ]);
  const [lead, ...more] = run.sentences;
  add(root, [
    h("h1", {}, `${run.line.title ?? run.line.scenario} (${id})`),
    verdict(lead ?? "", ...more),
    h("p", { class: "actions" }, h("a", { href: `/raid/${there}` }, "Play back its worst replication"),
      h("a", { href: `/pages/runs/${there}/report`, target: "_blank" }, "Full report"), h("a", { href: "/runs" }, "All runs")),
    h("div", { class: "columns" }, classFigure(run), spread(id, many)),
    classTable(run), unitTable(run), missileTable(run), assetTable(run), cite(run.cite),
  ]);
};

function classFigure(run: Run): HTMLElement {
  const rows = run.classes;
  const name = (one: Run["classes"][number]) => `${plain(one.target_class)} (${one.in_raid})`;
  const width = fitted(560), marginLeft = nameMargin(width, 150);
  const svg = chart({
    width, height: 46 * rows.length + 55, marginLeft, marginRight: 40, marginBottom: 38,
    x: { label: "leakers per replication", grid: true, zero: true }, y: { domain: rows.map(name), label: null },
    marks: [
      nameAxis(marginLeft),
      Plot.barX(rows, { y: name, x: (one: Run["classes"][number]) => one.leaked.value, fill: (one: Run["classes"][number]) => `var(--${one.target_class}, var(--edge))`, insetTop: 6, insetBottom: 14 }),
      Plot.ruleY(rows, { y: name, x1: "placement_low", x2: "placement_high", stroke: "var(--ink)", strokeWidth: 2.5, dy: 11 }),
      Plot.ruleY(rows.filter((one) => one.band_low !== null), { y: name, x1: "band_low", x2: "band_high", stroke: "var(--edge)", strokeWidth: 2.5, dy: 16 }),
      Plot.ruleX([0]),
    ],
  });
  const drawn = rows.some((one) => one.band_low !== null);
  const key = h("ul", { class: "legend" },
    h("li", {}, h("i", { class: "wide" }), "bar: mean; colour: class"),
    h("li", {}, h("i", {}), `black line: means at the ${run.placements} placements of the sites`),
    drawn ? h("li", {}, h("i", { class: "key-edge" }), "grey line: nine in ten draws of the uncertain values") : null);
  return figure({
    title: "Leakers by class", name: `${run.line.id}-leakers`, svg, key,
    note: `In brackets: number in the raid.${drawn ? "" : " This run was made without draws of the uncertain values, so that it has no band of them."}`,
    table: { columns: ["class", "in_raid", "leaked_mean", "low_95", "high_95", "placement_low", "placement_high", "band_low", "band_high"], rows: rows.map((one) => [one.target_class, one.in_raid, one.leaked.value, one.leaked.low, one.leaked.high, one.placement_low, one.placement_high, one.band_low, one.band_high]) },
  });
}

function spread(id: string, many: Schemas["Replications"]): HTMLElement {
  const svg = chart({
    width: fitted(560), height: 260, marginLeft: 60, marginBottom: 38,
    x: { label: "leakers in a replication" }, y: { label: "share of replications, %", grid: true },
    marks: [
      Plot.rectY(many.histogram, { x1: (one: Bin) => one.leakers - 0.5, x2: (one: Bin) => one.leakers + 0.5, y: (one: Bin) => (100 * one.replications) / many.replications, fill: "var(--blue)", inset: 0.5 }),
      Plot.ruleY([0]),
    ],
  });
  return figure({
    title: "How leakers spread over replications", name: `${id}-replications`, svg,
    note: `${count(many.replications)} replications. ${Object.entries(many.named).map(([name, number]) => `${name}: number ${count(number)}`).join("; ")}.`,
    table: { columns: ["leakers", "replications"], rows: many.histogram.map((one) => [one.leakers, one.replications]) },
  });
}

type Bin = Schemas["Bin"];

function classTable(run: Run): HTMLElement {
  const drawn = run.classes.some((one) => one.band_low !== null);
  const columns = ["Class", "In raid", "Tracked", "Engaged", "Killed", "Leaked", "95 % interval", "Over placements", ...(drawn ? ["Over uncertain values"] : [])];
  const band = (low: number | null, high: number | null) => (low === null || high === null ? "–" : span(low, high));
  return tableFigure("Classes, means per replication", `${run.line.id}-classes`,
    { columns: ["class", "in_raid", "tracked", "engaged", "killed", "leaked", "low_95", "high_95", "placement_low", "placement_high", "band_low", "band_high"], rows: run.classes.map((one) => [one.target_class, one.in_raid, one.tracked, one.engaged, one.killed, one.leaked.value, one.leaked.low, one.leaked.high, one.placement_low, one.placement_high, one.band_low, one.band_high]) },
    { columns, rows: run.classes.map((one) => [plain(one.target_class), one.in_raid, brief(one.tracked), brief(one.engaged), brief(one.killed), brief(one.leaked.value), span(one.leaked.low, one.leaked.high), span(one.placement_low, one.placement_high), ...(drawn ? [band(one.band_low, one.band_high)] : [])]) });
}

function unitTable(run: Run): HTMLElement {
  const rows = run.units.map((one) => [one.unit, one.target_channels, brief(one.channels_in_use.value), `${brief(100 * one.saturated_share.value)} %`]);
  return tableFigure("Batteries: target channels", `${run.line.id}-batteries`, { columns: ["Battery", "Target channels", "In use, mean over the raid", "Time with all in use"], rows });
}

function missileTable(run: Run): HTMLElement {
  const rows = run.missiles.map((one) => [one.name, one.ready, brief(one.fired.value), span(one.fired.low, one.fired.high)]);
  return tableFigure("Missiles", `${run.line.id}-missiles`, { columns: ["Missile", "Ready", "Fired, mean", "95 % interval"], rows });
}

function assetTable(run: Run): HTMLElement {
  const rows = run.assets.map((one) => [one.asset, brief(one.value), brief(one.hits.value), `${brief(100 * one.hit_at_all.value)} %`]);
  return tableFigure("Assets", `${run.line.id}-assets`, { columns: ["Asset", "Value", "Hits, mean", "Hit at all"], rows });
}
