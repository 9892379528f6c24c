/** Reach: what a system is advertised to cover, and what it covers of a target at an altitude. */

import { get, type Schemas } from "../api/client";
import type { Reach, ReachValues } from "../api/maps";
import type { Page, Visit } from "../router";
import { keep } from "../router";
import { cite } from "../ui/cite";
import { add, h } from "../ui/dom";
import { computing } from "../ui/computing";
import { failure, verdict } from "../ui/messages";
import { metres } from "../ui/numbers";
import { controls } from "./controls";
import { drawFootprint } from "./footprint";
import { rangeFigure } from "./range_figure";
import { shapesOf, type Asked } from "./shapes";
import { fullId, nearestStep, readState, type ReachState } from "./state";
import { assumptions, valuesList } from "./values";
import { reachMap } from "./view";

export const open: Page = async (visit) => {
  const [systems, targets, sites] = await Promise.all([
    get("/api/systems", { signal: visit.signal }), get("/api/targets", { signal: visit.signal }), get("/api/reach/sites", { signal: visit.signal }),
  ]);
  new ReachPage(visit, systems, targets, sites).start();
};

class ReachPage {
  private state: ReachState;
  private readonly top = h("div", {});
  private readonly stage = h("div", {});
  private readonly side = h("div", { class: "panel" });
  private readonly below = h("div", {});
  private readonly pickers = h("div", { class: "controls" });
  private asking = new AbortController();
  /** Those of the first system; null until they are computed. */
  private values: ReachValues | null = null;
  private shown = 0;

  constructor(
    private readonly visit: Visit,
    private readonly systems: readonly Schemas["SystemLine"][],
    private readonly targets: readonly Schemas["TargetLine"][],
    private readonly sites: readonly Schemas["ReachSite"][],
  ) {
    const asked = readState(visit.query);
    const ballistic = (one: Schemas["TargetLine"]) => one.motion === "ballistic";
    if (asked.kind === "footprint" && !visit.query.get("target")) asked.target = targets.find(ballistic)?.id ?? asked.target;
    this.state = { ...asked, system: fullId(systems, asked.system), beside: asked.beside && fullId(systems, asked.beside) };
  }

  start(): void {
    add(this.visit.root, [
      h("h1", {}, "What does a system reach?"),
      this.top,
      h("div", { class: "map-page" }, this.stage, h("aside", { "aria-label": "Choices and values" }, this.pickers, this.side)),
      this.below,
    ]);
    this.ask();
  }

  private change(part: Partial<ReachState>): void {
    this.state = { ...this.state, ...part };
    keep({ ...this.state, altitude_m: this.state.altitude_m, kind: this.state.kind === "range" ? null : this.state.kind });
    this.ask();
  }

  private ask(): void {
    this.asking.abort();
    this.asking = new AbortController();
    this.visit.signal.addEventListener("abort", () => this.asking.abort());
    this.pickers.replaceChildren(controls(this.state, this.systems, this.targets, this.sites, (part) => this.change(part)));
    const { signal } = this.asking;
    const what = this.state.kind === "footprint" ? "finding the ground defended" : "finding the range at each altitude and bearing";
    this.top.replaceChildren(computing(what, signal));
    void this.load(signal).catch((error: unknown) => {
      if (signal.aborted) return;
      this.top.replaceChildren(verdict("This cannot be shown."));
      this.stage.replaceChildren(failure(error));
      this.side.replaceChildren();
      this.below.replaceChildren();
    });
  }

  private async load(signal: AbortSignal): Promise<void> {
    this.visit.root.dataset.loaded = this.visit.root.dataset.values = "no";
    if (!this.stage.hasChildNodes()) this.stage.append(h("div", { class: "map-box" }));
    if (this.state.kind === "footprint") await this.loadFootprint(signal);
    else await this.loadRange(signal);
    this.visit.root.dataset.loaded = "yes";
  }

  private async loadRange(signal: AbortSignal): Promise<void> {
    const { system, target, mast_m, at, terrain, beside } = this.state;
    const query = { system, target, mast_m, at, terrain };
    const two = beside && beside !== system ? beside : null;
    const { first: one, second: other } = two
      ? await get("/api/reach/pair", { query: { ...query, beside: two }, signal })
      : { first: await get("/api/reach", { query, signal }), second: null };
    if (signal.aborted) return;
    const all: Asked[] = [{ reach: one, name: this.nameOf(system), beside: false }];
    if (other) all.push({ reach: other, name: this.nameOf(beside as string), beside: true });
    const map = reachMap(this.stage, all, terrain === "shipped", signal);
    const step = nearestStep(one.altitudes_m, this.state.altitude_m);
    const slider = this.slider(one, step, (now) => show(now));
    this.stage.prepend(slider);
    this.below.replaceChildren(rangeFigure(all, this.state), assumptions(one), cite(one.cite));
    const show = (now: number) => {
      const altitude_m = one.altitudes_m[now] as number;
      this.state.altitude_m = altitude_m;
      keep({ altitude_m });
      for (const each of all) map.show(each.beside ? "beside" : "reach", shapesOf(each, altitude_m));
      this.shown = now;
      this.say(all, altitude_m);
    };
    this.values = null;
    this.side.replaceChildren(computing("varying each value of the catalogue between its bounds", signal));
    show(step);
    void this.loadValues(all, signal);
  }

  /** The values that matter most: they take longer than the ranges, and change none. */
  private async loadValues(all: Asked[], signal: AbortSignal): Promise<void> {
    const { system, target, mast_m } = this.state;
    try {
      const found = await get("/api/reach/values", { query: { system, target, mast_m }, signal });
      if (signal.aborted) return;
      this.values = found;
      this.say(all, this.state.altitude_m);
    } catch (error) {
      if (!signal.aborted) this.side.replaceChildren(failure(error));
    }
    this.visit.root.dataset.values = "yes";
  }

  private say(all: Asked[], altitude_m: number): void {
    this.top.replaceChildren(this.sentences(all, altitude_m));
    if (this.values) this.side.replaceChildren(valuesList(this.values, this.shown));
  }

  private async loadFootprint(signal: AbortSignal): Promise<void> {
    const found = await get("/api/footprint", { query: { system: this.state.system, threat: this.state.target, at: this.state.at }, signal });
    if (signal.aborted) return;
    drawFootprint(this.stage, this.side, this.below, found, signal);
    this.top.replaceChildren(verdict(found.sentence));
  }

  private sentences(all: Asked[], altitude_m: number): HTMLElement {
    const text = ({ reach }: Asked) => reach.sentences[nearestStep(reach.altitudes_m, altitude_m)] ?? "";
    const why = ({ reach }: Asked) => reach.reasons[nearestStep(reach.altitudes_m, altitude_m)] || null;
    const [first, second] = all as [Asked, Asked?];
    const lead = [text(first), this.values?.sentences[this.shown]].filter(Boolean).join(" ");
    return verdict(lead, why(first), second ? [text(second), why(second)].filter(Boolean).join(" ") : null);
  }

  private slider(one: Reach, step: number, moved: (step: number) => void): HTMLElement {
    const value = h("output", { class: "soft" });
    const input = h("input", { type: "range", min: 0, max: one.altitudes_m.length - 1, step: 1, value: step, id: "altitude", "aria-label": "Target altitude" });
    const say = () => {
      const altitude_m = one.altitudes_m[Number(input.value)] as number;
      const above = one.layers.find((layer) => layer.altitude_m === altitude_m)?.above === "ground" ? "above ground" : "above sea level";
      const text = `${metres(altitude_m)} ${above}`;
      value.textContent = text;
      input.setAttribute("aria-valuetext", text);
    };
    input.addEventListener("input", () => {
      say();
      moved(Number(input.value));
    });
    say();
    return h("div", { class: "altitude" }, h("label", { for: "altitude" }, "Target altitude: ", value), input);
  }

  private nameOf(id: string): string {
    return this.systems.find((one) => one.id === id)?.name ?? id;
  }
}
