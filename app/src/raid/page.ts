/** Raid: one replication played back on a map, with the reason for each leaker. */

import { get } from "../api/client";
import type { Raid } from "../api/maps";
import { go, keep, type Page, type Visit } from "../router";
import { cite } from "../ui/cite";
import { add, field, h, select } from "../ui/dom";
import { computing } from "../ui/computing";
import { nothing, verdict } from "../ui/messages";
import { plain, several } from "../ui/names";
import { brief, count } from "../ui/numbers";
import { fitted } from "../charts/plot";
import { causesFigure } from "./causes_figure";
import { leakerList } from "./leakers";
import { readState } from "./state";
import { theatre } from "./theatre";

const FIGURE_PX = 760;
const SAMPLES = [32, 128, 512]; // of replications, seconds to a minute

export const open: Page = async (visit) => {
  const { root, names, signal } = visit;
  const runs = await get("/api/runs", { signal });
  add(root, [h("h1", {}, "Raid: playback of one replication")]);
  const id = names.run ?? (runs.find((one) => one.leakers) ?? runs[0])?.id;
  if (!id) {
    add(root, [verdict("There is no run yet to play back."),
      nothing("A run plays a scenario many times; any of its replications can then be played back here.", h("a", { href: "/runs?start=two_front" }, "Start a run"))]);
    return;
  }
  if (!names.run) history.replaceState(null, "", `/raid/${encodeURIComponent(id)}${location.search}`);
  await openRun(visit, id, runs.map((one) => ({ value: one.id, text: `${one.id}: ${one.title ?? one.scenario}` })));
};

async function openRun({ root, query, signal }: Visit, id: string, runs: { value: string; text: string }[]): Promise<void> {
  const state = readState(query);
  const wait = computing("playing the replication again", signal);
  root.append(wait);
  const [raid, many] = await Promise.all([
    get("/api/runs/{run}/raid/{replication}", { names: { run: id, replication: state.replication }, signal }),
    get("/api/runs/{run}/replications", { names: { run: id }, signal }),
  ]);
  if (signal.aborted) return;
  wait.remove();
  const pickers = h("div", { class: "controls" },
    field("Run", select(runs, id, (run) => go(`/raid/${encodeURIComponent(run)}`))),
    field("Replication", replicationPicker(id, state.replication, many.named, many.replications)));
  const leakers = leakerList(raid, `${id}-${raid.replication}`, (t_s, threat) => stage.show(t_s, threat));
  const stage = theatre(raid, state, pickers, leakers, signal);
  const cited = h("div", {}, cite(raid.cite));
  add(root, [verdict(...sentences(raid)), stage.element, stage.below, h("div", { id: "causes-place" }), cited]);
  stage.start();
  void addCauses(root, id, (text) => cited.replaceChildren(cite(raid.cite, text)), signal);
}

/** What happened, and what was the commonest reason. */
function sentences(raid: Raid): [string, string] {
  const total = raid.threats.length, leaked = raid.leakers.length;
  const top = Object.entries(raid.causes).sort((a, b) => b[1] - a[1])[0];
  const why = top ? `. The commonest cause: ${raid.cause_names[top[0]] ?? top[0]} (${top[1]} of ${leaked})` : "";
  const classes = new Map<string, number>();
  for (const one of raid.leakers) {
    const name = raid.threats[one.threat]?.target_class ?? "";
    classes.set(name, (classes.get(name) ?? 0) + 1);
  }
  const who = [...classes].map(([name, n]) => `${n} ${n === 1 ? plain(name) : several(name)}`).join(", ");
  return [
    `In this replication ${leaked} of ${total} threats got through${who ? ` (${who})` : ""}${why}.`,
    `${raid.title}. Replication ${count(raid.replication)}: one random play of this raid, with the sites at placement ${raid.placement + 1} of those drawn within their radius. It is an example, not a result: the chart at the end counts causes over many.`,
  ];
}

function replicationPicker(id: string, now: string, named: Readonly<Record<string, number>>, total: number): HTMLElement {
  const to = (replication: string) => go(`/raid/${encodeURIComponent(id)}?replication=${replication}`);
  const options = Object.entries(named).map(([name, number]) => ({ value: name, text: `${name} (${count(number)})` }));
  if (!(now in named)) options.push({ value: now, text: `number ${now}` });
  const number = h("input", { type: "number", min: 0, max: total - 1, "aria-label": `Replication by number, 0 to ${total - 1}`, placeholder: `or 0 to ${count(total - 1)}` });
  number.addEventListener("change", () => {
    if (number.reportValidity() && number.value !== "") to(String(Number(number.value)));
  });
  return h("span", { class: "pair" }, select(options, now, to), number);
}

async function addCauses(root: HTMLElement, id: string, citing: (text: string) => void, signal: AbortSignal, sample = SAMPLES[0] as number): Promise<void> {
  const place = root.querySelector("#causes-place");
  if (!place) return;
  place.replaceChildren(computing(`playing ${sample} replications again to count the causes of leaks`, signal));
  try {
    const causes = await get("/api/runs/{run}/causes", { names: { run: id }, query: { sample }, signal });
    if (signal.aborted) return;
    citing(causes.cite);
    const more = causes.replications > (SAMPLES[0] as number)
      ? field("Replications played again", select(SAMPLES.map((one) => ({ value: String(one), text: `about ${one}` })), String(sample), (wanted) => void addCauses(root, id, citing, signal, Number(wanted))))
      : null;
    place.replaceChildren(causes.lines.length
      ? causesFigure(causes, fitted(FIGURE_PX), more)
      : nothing(`Nothing got through in ${brief(causes.sampled)} replications.`, more));
  } catch (error) {
    if (!signal.aborted) place.replaceChildren(nothing(`Causes over replications: ${(error as Error).message}`));
  }
  if (!signal.aborted) keep({});
}
