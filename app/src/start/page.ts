/** Start: four questions with answers already computed, what is running, what is new. */

import { get, type Schemas } from "../api/client";
import type { Page } from "../router";
import { jobCard, watch } from "../runs/jobs";
import { add, h } from "../ui/dom";
import { nothing, verdict } from "../ui/messages";
import { brief, count, span, when } from "../ui/numbers";

type Answer = Schemas["Answer"];
type RunLine = Schemas["RunLine"];

const DEEPER: Record<Answer["id"], string> = {
  raid: "Play the raid back",
  deal: "Open the deal's timeline",
  law: "Walk the statute",
  claims: "See every claim",
};

export const open: Page = async ({ root, signal }) => {
  const start = await get("/api/start", { signal });
  add(root, [
    h("h1", {}, "What does an air-defence system really do?"),
    verdict(`In short: ${start.answers.map((one) => one.short).join("; ")}.`,
      "These four answers about India's S-400 were computed before and come with Skydome, from open sources. Each card gives the verdict, the numbers behind it, and a page with the rest."),
    h("div", { class: "cards" }, start.answers.map((one) => card(one, start.demo))),
    h("div", { class: "columns" }, running(start.running, signal), news(start.news, start.version)),
  ]);
};

function card(one: Answer, demo: RunLine | null): HTMLElement {
  const page = one.id === "raid" ? (demo ? `/raid/${encodeURIComponent(demo.id)}` : "/runs?start=two_front") : one.page;
  const text = one.id === "raid" && !demo ? "Run this raid" : DEEPER[one.id];
  return h("section", { class: "card", "data-answer": one.id },
    h("h2", {}, one.question),
    h("p", { class: "said" }, one.verdict),
    h("p", {}, one.answer),
    h("p", { class: "note" }, one.note),
    one.id === "raid" && demo ? h("p", { class: "note own" }, `Your own run of it, ${demo.id}: ${leakersOf(demo)}.`) : null,
    h("a", { class: "open", href: page }, text),
  );
}

function leakersOf(run: RunLine): string {
  if (!run.leakers) return run.problem && run.problem !== "not read yet" ? run.problem : "it is being read, and named here when the page is opened again";
  const { mean, band_low, band_high } = run.leakers;
  const band = band_low !== null && band_high !== null ? ` (band ${span(band_low, band_high)})` : "";
  return `${brief(mean)} get through on average${band} in ${count(run.replications)} replications, ${when(run.created)} UTC`;
}

function running(jobs: readonly Schemas["Job"][], signal: AbortSignal): HTMLElement {
  const list = h("div", {}, jobs.map((job) => {
    const card = jobCard(job);
    watch(job, (now) => card.update(now), signal);
    return card.element;
  }));
  return h("section", {}, h("h2", {}, "What is running"),
    jobs.length ? list : nothing("Nothing is running. A run of an example takes about a minute.", h("a", { href: "/runs" }, "Start a run")));
}

function news(items: readonly Schemas["News"][], version: string): HTMLElement {
  return h("section", {}, h("h2", {}, `What is new in version ${version}`),
    h("dl", { class: "news" }, items.flatMap((one) => [h("dt", {}, one.title), h("dd", {}, one.text)])));
}
