/** The form that starts a run or a study. */

import type { Schemas } from "../api/client";
import { field, h } from "../ui/dom";

type Asked = Partial<Schemas["JobRequest"]> & Pick<Schemas["JobRequest"], "kind">;
const REPLICATIONS = 400;

export function startForm(scenarios: readonly Schemas["ScenarioLine"][], query: URLSearchParams, start: (asked: Asked) => Promise<void>): HTMLElement {
  const groups = (["run", "study"] as const).map((kind) => h("optgroup", { label: kind === "run" ? "Run a scenario" : "Run a study" },
    scenarios.filter((one) => one.kind === kind).map((one) => h("option", { value: `${kind}/${one.id}` }, `${one.id}: ${one.title}${one.shipped ? "" : " (workspace)"}`))));
  const what = h("select", { name: "what" }, groups);
  const wanted = query.get("start") ?? "single_battery";
  if (scenarios.some((one) => one.kind === "run" && one.id === wanted)) what.value = `run/${wanted}`;
  const replications = h("input", { type: "number", min: 1, max: 1_000_000, value: REPLICATIONS, name: "replications" });
  const seed = h("input", { type: "number", min: 0, placeholder: "as written", name: "seed" });
  const set = h("input", { type: "text", placeholder: "doctrine.salvo=1", name: "set" });
  const said = h("p", { class: "cause", role: "alert" });
  const submit = h("button", { type: "submit", class: "main" }, "Start");
  const only = [replications, seed, set];
  const fit = () => { for (const one of only) one.disabled = what.value.startsWith("study/"); };
  what.addEventListener("change", fit);
  fit();
  const form = h("form", { class: "start" },
    field("Scenario or study", what), field("Replications", replications), field("Seed", seed),
    field("Change a field (PATH=VALUE)", set), submit);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    said.textContent = "";
    submit.disabled = true;
    start(asked(what.value, replications.value, seed.value, set.value))
      .catch((error: unknown) => { said.textContent = (error as Error).message; })
      .finally(() => { submit.disabled = false; });
  });
  return h("div", {}, form, said);
}

function asked(what: string, replications: string, seed: string, set: string): Asked {
  const cut = what.indexOf("/"), kind = what.slice(0, cut), id = what.slice(cut + 1);
  if (kind === "study") return { kind: "study", study: id };
  return {
    kind: "run", scenario: id,
    ...(replications ? { replications: Number(replications) } : {}),
    ...(seed ? { seed: Number(seed) } : {}),
    ...(set.trim() ? { set: [set.trim()] } : {}),
  };
}
