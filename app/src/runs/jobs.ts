/** Jobs: start one, follow its progress, cancel it, go on with it. */

import { address, get, post, type Schemas } from "../api/client";
import { button, h } from "../ui/dom";
import { count, timeLeft, when } from "../ui/numbers";

export type Job = Schemas["Job"];
type Asked = Partial<Schemas["JobRequest"]> & Pick<Schemas["JobRequest"], "kind">;

const FINAL = new Set(["done", "failed", "cancelled", "interrupted"]);
const STATES: Record<Job["state"], string> = {
  queued: "waiting", running: "running", done: "finished", failed: "failed", cancelled: "cancelled", interrupted: "interrupted",
};

export function begin(asked: Asked): Promise<Job> {
  return post<Job>("/api/jobs", {}, asked);
}

/** Call `changed` with each state of a job until it ended or the page is left. */
export function watch(job: Job, changed: (now: Job) => void, signal: AbortSignal): void {
  if (FINAL.has(job.state)) return;
  const events = new EventSource(address("/api/jobs/{job}/events", { job: job.id }));
  signal.addEventListener("abort", () => events.close());
  events.onmessage = (event: MessageEvent<string>) => {
    const now = JSON.parse(event.data) as Job;
    if (FINAL.has(now.state)) events.close(); // or the browser would connect again
    changed(now);
  };
}

export interface JobCard {
  element: HTMLElement;
  update: (job: Job) => void;
}

/** A job as a card that `update` keeps at its state. `resumed` is called with a job that goes on. */
export function jobCard(first: Job, resumed?: (job: Job) => void): JobCard {
  const element = h("section", { class: "job", "data-job": first.id });
  /** Another tab may have gone on with the job: show it as it is now, and watch it again. */
  const anew = async () => {
    const now = await get("/api/jobs/{job}", { names: { job: first.id } }).catch(() => null);
    if (!now) return;
    update(now);
    if (!FINAL.has(now.state)) resumed?.(now);
  };
  const act = (what: "cancel" | "resume") => async () => {
    try {
      const now = await post<Job>(`/api/jobs/{job}/${what}`, { job: first.id }, {});
      update(now);
      if (what === "resume") resumed?.(now);
    } catch (error) {
      await anew();
      element.append(h("p", { class: "cause", role: "alert" }, String((error as Error).message)));
    }
  };
  const update = (job: Job) => {
    element.dataset.state = job.state;
    element.replaceChildren(
      h("div", { class: "job-head" }, h("strong", {}, job.title), h("span", { class: tag(job) }, STATES[job.state])),
      ...progress(job),
      h("div", { class: "actions" }, ...actions(job, act)),
    );
  };
  update(first);
  return { element, update };
}

function tag(job: Job): string {
  return job.state === "done" ? "tag good" : job.state === "failed" ? "tag bad" : "tag";
}

function progress(job: Job): HTMLElement[] {
  const left = job.seconds_left === null ? "" : `, ${timeLeft(job.seconds_left)}`;
  const done = job.total ? `${count(job.done)} of ${count(job.total)}${left}` : "";
  const said = [job.message, job.state === "running" ? done : ""].filter(Boolean).join(": ");
  const times = job.finished ? `Ended ${when(job.finished)} UTC. ` : "";
  const parts = [h("p", { class: "soft" }, times + said)];
  if (job.state === "running" && job.total) {
    const bar = h("progress", { max: job.total, value: job.done, "aria-label": `Progress of ${job.title}` });
    parts.push(bar as HTMLElement as HTMLParagraphElement);
  }
  return parts;
}

function actions(job: Job, act: (what: "cancel" | "resume") => () => Promise<void>): HTMLElement[] {
  if (job.state === "queued" || job.state === "running") return [button("Cancel", () => void act("cancel")())];
  if (job.state === "done" && job.result !== null) {
    const id = encodeURIComponent(job.result);
    if (job.kind === "study") return [h("a", { href: `/studies/${id}` }, "Open the study")];
    return [h("a", { href: `/runs/${id}` }, "Open the run"), h("a", { href: `/raid/${id}` }, "Play it back")];
  }
  return [button(job.kind === "study" ? "Go on where it stopped" : "Run again", () => void act("resume")())];
}
