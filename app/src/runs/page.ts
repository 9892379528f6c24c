/** Runs and studies: what is stored, what is running, and the form that starts more. */

import { get } from "../api/client";
import { go, type Page, type Visit } from "../router";
import { add, button, h } from "../ui/dom";
import { files } from "../ui/figure";
import { saveCsv } from "../ui/download";
import { nothing, verdict } from "../ui/messages";
import { breakable } from "../ui/names";
import { brief, count, span, when } from "../ui/numbers";
import { begin, jobCard, watch, type Job } from "./jobs";
import { startForm } from "./start_form";
import type { Schemas } from "../api/client";

type RunLine = Schemas["RunLine"];
const LOOK_AGAIN_MS = 1500;

export const open: Page = async (visit) => {
  const { root, query, signal } = visit;
  const [runs, studies, scenarios, jobs, workspace] = await Promise.all([
    get("/api/runs", { signal }), get("/api/studies", { signal }), get("/api/scenarios", { signal }), get("/api/jobs", { signal }), get("/api/workspace", { signal }),
  ]);
  const lists = h("div", {}), work = h("div", {});
  const refresh = async () => {
    const [now, then] = await Promise.all([get("/api/runs", { signal }), get("/api/studies", { signal })]);
    if (!signal.aborted) drawLists(lists, now, then, visit, refresh);
  };
  const added = (job: Job) => follow(job, work, refresh, signal);
  add(root, [
    h("h1", {}, "Runs and studies"),
    verdict(summary(runs, studies), "A run plays one scenario many times; a study varies what is uncertain and says which of it matters."),
    h("section", {}, h("h2", {}, "Start"), startForm(scenarios, query, async (asked) => added(await begin(asked)), signal)),
    work, lists, aside(workspace.set_aside),
  ]);
  for (const job of [...jobs].reverse()) if (job.state !== "done" && job.state !== "cancelled") added(job);
  const missing = jobs.find((job) => job.state === "done" && job.kind === "run" && !runs.some((one) => one.id === job.result));
  if (missing) void untilListed(missing.result, refresh, signal);
  drawLists(lists, runs, studies, visit, refresh);
};

function summary(runs: readonly RunLine[], studies: readonly Schemas["StudyLine"][]): string {
  if (!runs.length && !studies.length) return "Nothing is stored in this workspace yet: start a run below.";
  const latest = runs.find((one) => one.headline);
  return latest?.headline ? `Latest run, ${latest.id}: ${latest.headline}` : `${count(runs.length)} runs and ${count(studies.length)} studies are stored.`;
}

/** What is in the workspace and is not listed, with the reason. */
function aside(found: readonly Schemas["SetAside"][]): HTMLElement | null {
  if (!found.length) return null;
  return h("details", {}, h("summary", {}, `Set aside: ${count(found.length)}`),
    h("ul", {}, found.map((one) => h("li", {}, `${one.name}: ${one.reason}`))));
}

/** A job stays on the page until it ended and its result is in the list. */
function follow(first: Job, work: HTMLElement, refresh: () => Promise<void>, signal: AbortSignal): void {
  const watched = (job: Job) => watch(job, (now) => {
    card.update(now);
    if (now.state === "done") void untilListed(now.result, refresh, signal);
  }, signal);
  const card = jobCard(first, watched);
  work.prepend(card.element);
  watched(first);
}

const TRIES = 20;

/** A result is listed shortly after its job ended: look until it is. */
async function untilListed(result: string | null, refresh: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let tries = 0; tries < TRIES && !signal.aborted; tries++) {
    await refresh();
    const there = (list: readonly { id: string }[]) => list.some((one) => one.id === result);
    if (there(await get("/api/runs", { signal })) || there(await get("/api/studies", { signal }))) break;
    await new Promise((next) => setTimeout(next, LOOK_AGAIN_MS));
  }
  if (!signal.aborted) await refresh();
}

function drawLists(place: HTMLElement, runs: readonly RunLine[], studies: readonly Schemas["StudyLine"][], visit: Visit, refresh: () => Promise<void>): void {
  place.replaceChildren(runList(runs), studyList(studies));
  if (runs.some((one) => one.problem === "not read yet") || studies.some((one) => one.problem === "not read yet"))
    setTimeout(() => { if (!visit.signal.aborted) void refresh(); }, LOOK_AGAIN_MS);
}

const COLUMNS = ["run", "scenario", "replications", "leakers_mean", "interval_low", "interval_high", "band_low", "band_high", "created_utc", "version"];

function runList(runs: readonly RunLine[]): HTMLElement {
  if (!runs.length) return h("section", {}, h("h2", {}, "Runs"), nothing("No run yet. Choose a scenario above and press Start: single_battery takes a few seconds, two_front about a minute."));
  const chosen = new Set<string>();
  const compare = button("Compare the chosen runs", () => go(`/runs/compare?${[...chosen].map((id) => `run=${encodeURIComponent(id)}`).join("&")}`));
  const said = h("small", {}, "Choose two or more.");
  const changed = () => {
    compare.disabled = chosen.size < 2 || chosen.size > 8;
    said.textContent = chosen.size > 8 ? "Eight at most." : chosen.size < 2 ? "Choose two or more." : `${chosen.size} chosen.`;
  };
  changed();
  const table = runs.map((one) => [one.id, one.scenario, one.replications, one.leakers?.mean ?? null, one.leakers?.low ?? null, one.leakers?.high ?? null, one.leakers?.band_low ?? null, one.leakers?.band_high ?? null, one.created, one.version]);
  return h("section", {},
    h("div", { class: "figure-head" }, h("h2", {}, "Runs"), files("list of runs", [["CSV", () => saveCsv("runs", { columns: COLUMNS, rows: table })]])),
    h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Runs" }, h("table", {},
      h("thead", {}, h("tr", {}, h("th", { class: "lesser", scope: "col" }, "Compare"), h("th", { scope: "col" }, "Run"), h("th", { class: "lesser", scope: "col" }, "Scenario"),
        h("th", { class: "num lesser", scope: "col" }, "Replications"),
        ["Leakers, mean", "95 % interval (chance)"].map((text) => h("th", { class: "num", scope: "col" }, text)),
        h("th", { class: "num lesser", scope: "col" }, "Band (uncertain values)"),
        h("th", { class: "lesser", scope: "col" }, "Written, UTC"), h("th", { scope: "col" }, "Playback"))),
      h("tbody", {}, runs.map((one) => runRow(one, chosen, changed))))),
    h("p", { class: "soft lesser" }, "Leakers: threats that get through, per replication. Interval: where chance leaves the mean. Band: what nine in ten draws of the uncertain values give, usually the wider of the two.",
      runs.some((one) => one.leakers?.band_low === null) ? " Not drawn: the run was made without such draws, as runs with a time limit and those with --draws 0 are." : ""),
    h("p", { class: "soft phone-only" }, "A wider screen also shows scenario, replications, band and date, and compares runs."),
    h("p", { class: "actions lesser" }, compare, said));
}

function reading(problem: string): string {
  return problem === "not read yet" ? "being read …" : problem;
}

function runRow(one: RunLine, chosen: Set<string>, changed: () => void): HTMLElement {
  const id = encodeURIComponent(one.id);
  const box = h("input", { type: "checkbox", "aria-label": `Compare ${one.id}` });
  box.addEventListener("change", () => {
    if (box.checked) chosen.add(one.id);
    else chosen.delete(one.id);
    changed();
  });
  const numbers = one.leakers;
  const trouble = () => (one.problem ? h("small", { class: "soft" }, reading(one.problem)) : null);
  return h("tr", { "data-run": one.id },
    h("td", { class: "lesser" }, numbers ? box : ""), h("th", { scope: "row" }, h("a", { href: `/runs/${id}` }, breakable(one.id)), h("span", { class: "phone-only" }, trouble())),
    h("td", { class: "lesser" }, one.title ?? one.scenario, trouble()),
    h("td", { class: "num lesser" }, numbers ? count(one.replications) : ""),
    h("td", { class: "num" }, numbers ? brief(numbers.mean) : ""),
    h("td", { class: "num" }, numbers ? span(numbers.low, numbers.high) : ""),
    h("td", { class: "num lesser" }, numbers && numbers.band_low !== null && numbers.band_high !== null ? span(numbers.band_low, numbers.band_high) : numbers ? h("span", { class: "soft" }, "not drawn") : ""),
    h("td", { class: "lesser" }, when(one.created)),
    h("td", {}, numbers ? h("a", { href: `/raid/${id}`, "aria-label": `Play back ${one.id}` }, "Play back") : ""));
}

function studyList(studies: readonly Schemas["StudyLine"][]): HTMLElement {
  if (!studies.length) return h("section", {}, h("h2", {}, "Studies"), nothing("No study yet. A study says which uncertain values an answer depends on: choose one above under Start."));
  return h("section", {}, h("h2", {}, "Studies"), h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Studies" }, h("table", {},
    h("thead", {}, h("tr", {}, ["Study", "Title", "Finished", "Written, UTC"].map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, studies.map((one) => h("tr", { "data-study": one.id },
      h("th", { scope: "row" }, h("a", { href: `/studies/${encodeURIComponent(one.id)}` }, breakable(one.id))),
      h("td", {}, one.title, one.problem ? h("small", { class: "soft" }, reading(one.problem)) : null),
      h("td", {}, one.problem ? "" : one.finished ? "yes" : `${count(one.blocks_done)} of ${count(one.blocks)} blocks`),
      h("td", {}, when(one.created))))))));
}
