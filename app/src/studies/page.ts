/** One study: what it found, what the answer depends on, and what it cannot tell. */

import { get, type Schemas } from "../api/client";
import type { Page } from "../router";
import { cite } from "../ui/cite";
import { add, h } from "../ui/dom";
import { tableFigure } from "../ui/figure";
import { nothing, verdict } from "../ui/messages";
import { plain } from "../ui/names";
import { brief, count, span } from "../ui/numbers";
import { LEAKED, where, type Found } from "./found";
import { points } from "./heat_map";
import { responses } from "./responses";
import { tornado } from "./tornado";

export const open: Page = async ({ root, names, signal }) => {
  const id = names.study as string;
  const study = await get("/api/studies/{study}", { names: { study: id }, signal });
  const found = study.found as unknown as Found | null;
  const [lead, ...more] = study.sentences;
  add(root, [h("h1", {}, `${study.line.title} (study ${id})`), verdict(lead ?? "This study has no answer yet.", ...more)]);
  if (!found) {
    add(root, [nothing(progressOf(study.line), h("a", { href: "/runs" }, "Runs and studies"))]);
    return;
  }
  const first = found.points[0];
  add(root, [
    h("p", { class: "actions" }, h("a", { href: `/pages/studies/${encodeURIComponent(id)}/report`, target: "_blank" }, "Full report"), h("a", { href: "/runs" }, "All runs and studies")),
    h("p", { class: "soft" }, `${count(found.parameters)} uncertain values were drawn ${count(found.draws)} times from their ranges; each draw was played ${count(found.replications)} times, with the sites at ${count(found.placements)} placements.`),
    points(found),
    tornado(found, first?.sensitivities.find((one) => one.measure === LEAKED), study.labels),
    responses(id, study.responses, study.labels),
    measures(found), differences(found),
    cite(`Skydome ${study.line.version ?? ""}, study ${found.name}: ${found.title}, ${found.draws} draws, ${found.replications} replications.`),
  ]);
};

function progressOf(line: Schemas["StudyLine"]): string {
  return `${count(line.blocks_done)} of ${count(line.blocks)} blocks are finished. Start the study again to go on where it stopped.`;
}

function measures(found: Found): HTMLElement {
  const rows = found.points.flatMap((point) => point.lines.map((line) => [
    where(found, point), line.measure, plain(line.of), brief(line.nominal[0]), span(line.nominal[1], line.nominal[2]), span(line.low, line.high),
    line.parameter_share ? `${brief(100 * line.parameter_share[0])} %` : "–",
  ]));
  return tableFigure("Measures", `${found.name}-measures`, { columns: ["Point", "Measure", "Of", "Mean", "95 % interval", `Band (${brief(100 * found.share)} % of draws)`, "Variance due to parameters"], rows });
}

function differences(found: Found): HTMLElement {
  const rows = found.points.flatMap((point) => point.differences.map((one) => [
    where(found, point), one.measure, brief(one.nominal[0]), span(one.nominal[1], one.nominal[2]), span(one.low, one.high), `${brief(100 * one.share_below)} %`,
  ]));
  if (!rows.length) return h("div", {});
  return tableFigure("Differences from the first point, with the same random numbers", `${found.name}-differences`, { columns: ["Point", "Measure", "Difference", "95 % interval", "Band", "Draws below zero"], rows });
}
