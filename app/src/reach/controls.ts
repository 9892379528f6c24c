/** The choices of the page Reach. */

import type { Schemas } from "../api/client";
import { add, field, h, select } from "../ui/dom";
import type { ReachState } from "./state";

type Systems = readonly Schemas["SystemLine"][];
type Targets = readonly Schemas["TargetLine"][];
type Sites = readonly Schemas["ReachSite"][];

export function controls(state: ReachState, systems: Systems, targets: Targets, sites: Sites, change: (part: Partial<ReachState>) => void): HTMLElement {
  const box = h("div", {});
  const footprint = state.kind === "footprint";
  const ballistic = (one: Schemas["TargetLine"]) => one.motion === "ballistic";
  const shown = systems.filter((one) => !footprint || one.footprints);
  const fit = targets.filter((one) => !footprint || ballistic(one));
  const kinds = [{ value: "range", text: "Range by altitude" }, { value: "footprint", text: "Ground defended (ballistic)" }];
  add(box, [
    field("What to show", select(kinds, state.kind, (kind) => change(kind === "footprint"
      ? { kind, target: targets.find(ballistic)?.id ?? state.target, system: systems.find((one) => one.footprints && one.id === state.system)?.id ?? systems.find((one) => one.footprints)?.id ?? state.system }
      : { kind: "range", target: targets.find((one) => !ballistic(one) && one.id === "fighter")?.id ?? state.target }))),
    field("System", select(shown.map((one) => ({ value: one.id, text: one.name })), state.system, (system) => change({ system }))),
    field(footprint ? "Ballistic missile" : "Target", select(fit.map((one) => ({ value: one.id, text: one.name })), state.target, (target) => change({ target }))),
  ]);
  add(box, [field("Place (notional)", select(sites.map((one) => ({ value: one.id, text: placeText(one) })), state.at ?? sites[0]?.id ?? "", (at) => change({ at: at === sites[0]?.id ? null : at })))]);
  if (!footprint) add(box, [
    field("Compare with", select([{ value: "", text: "nothing" }, ...systems.filter((one) => one.id !== state.system).map((one) => ({ value: one.id, text: one.name }))], state.beside ?? "", (beside) => change({ beside: beside || null }))),
    field("Antenna height", mast(state, change), "empty: as in the catalogue"),
    terrain(state, change),
  ]);
  return box;
}

function placeText(one: Sites[number]): string {
  return `${one.name}: ${Math.abs(one.lat_deg)}° ${one.lat_deg < 0 ? "S" : "N"}, ${Math.abs(one.lon_deg)}° ${one.lon_deg < 0 ? "W" : "E"}, faces ${one.facing_deg}°`;
}

function mast(state: ReachState, change: (part: Partial<ReachState>) => void): HTMLInputElement {
  const input = h("input", { type: "number", min: 1, max: 1000, step: 1, placeholder: "metres", value: state.mast_m ?? "" });
  input.addEventListener("change", () => change({ mast_m: input.value === "" ? null : Number(input.value) }));
  return input;
}

function terrain(state: ReachState, change: (part: Partial<ReachState>) => void): HTMLElement {
  const input = h("input", { type: "checkbox", checked: state.terrain === "shipped" });
  input.addEventListener("change", () => change({ terrain: input.checked ? "shipped" : "none" }));
  return h("label", { class: "check" }, input, " With terrain (shipped, coarse grid)");
}
