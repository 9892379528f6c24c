/** The form that starts a run or a study. */

import { get, type Schemas } from "../api/client";
import { field, h } from "../ui/dom";

type Asked = Partial<Schemas["JobRequest"]> & Pick<Schemas["JobRequest"], "kind">;
type Field = Schemas["ScenarioField"];
const REPLICATIONS = 400;
const LIST = "fields-of-scenario";

export function startForm(scenarios: readonly Schemas["ScenarioLine"][], query: URLSearchParams, start: (asked: Asked) => Promise<void>, signal: AbortSignal): HTMLElement {
  const groups = (["run", "study"] as const).map((kind) => h("optgroup", { label: kind === "run" ? "Run a scenario" : "Run a study" },
    scenarios.filter((one) => one.kind === kind).map((one) => h("option", { value: `${kind}/${one.id}` }, `${one.id}: ${one.title}${one.shipped ? "" : " (workspace)"}`))));
  const what = h("select", { name: "what" }, groups);
  const wanted = query.get("start") ?? "single_battery";
  if (scenarios.some((one) => one.kind === "run" && one.id === wanted)) what.value = `run/${wanted}`;
  const replications = h("input", { type: "number", min: 1, max: 1_000_000, value: REPLICATIONS, name: "replications" });
  const seed = h("input", { type: "number", min: 0, placeholder: "as written", name: "seed" });
  const changes = changeField(signal);
  const said = h("p", { class: "cause", role: "alert" });
  const submit = h("button", { type: "submit", class: "main" }, "Start");
  const only = [replications, seed, changes.input];
  const fit = () => {
    const study = what.value.startsWith("study/");
    for (const one of only) one.disabled = study;
    changes.of(study ? null : what.value.slice("run/".length));
  };
  what.addEventListener("change", fit);
  fit();
  const form = h("form", { class: "start" },
    field("Scenario or study", what), field("Replications", replications), field("Seed", seed),
    changes.element, submit);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    said.textContent = "";
    submit.disabled = true;
    start(asked(what.value, replications.value, seed.value, changes.input.value))
      .catch((error: unknown) => { said.textContent = (error as Error).message; })
      .finally(() => { submit.disabled = false; });
  });
  return h("div", {}, form, changes.now, said);
}

interface ChangeField {
  element: HTMLElement;
  input: HTMLInputElement;
  /** What the field that is being written is now. */
  now: HTMLElement;
  /** Offer the fields of a scenario, null for none. */
  of: (scenario: string | null) => void;
}

/** A field for one change, which offers every path that the scenario has. */
function changeField(signal: AbortSignal): ChangeField {
  const input = h("input", { type: "text", placeholder: "doctrine.salvo=1", name: "set", list: LIST, autocomplete: "off", spellcheck: "false" });
  const list = h("datalist", { id: LIST });
  const now = h("p", { class: "soft", role: "status" });
  let known = new Map<string, Field>();
  const say = () => {
    const path = input.value.split("=")[0]?.trim() ?? "";
    const one = known.get(path);
    if (one) now.textContent = `${one.text || one.path} is ${one.value || "not set"} now.`;
    else now.textContent = path && known.size ? unknown(path, [...known.keys()]) : "";
  };
  input.addEventListener("input", say);
  let asking = new AbortController();
  const of = (scenario: string | null) => {
    asking.abort();
    asking = new AbortController();
    known = new Map();
    list.replaceChildren();
    say();
    if (scenario === null) return;
    get("/api/scenarios/fields", { query: { scenario }, signal: AbortSignal.any([signal, asking.signal]) }).then(({ fields }) => {
      known = new Map(fields.map((one) => [one.path, one]));
      list.replaceChildren(...fields.map((one) => h("option", { value: `${one.path}=`, label: [one.text, one.value].filter(Boolean).join(": ") || one.path })));
      say();
    }, () => undefined); // the field works without; Start says what is wrong
  };
  return { element: h("div", { class: "wide" }, field("Change a field (PATH=VALUE)", input), list), input, now, of };
}

/** A path that is no field yet: how many fields contain what is written, and the first of them. */
function unknown(path: string, paths: string[]): string {
  const found = paths.filter((one) => one.includes(path));
  if (!found.length) return `No field of this scenario contains ${path}.`;
  const shown = found.slice(0, 4).join(", ");
  return `${found.length === 1 ? "One field contains" : `${found.length} fields contain`} this: ${shown}${found.length > 4 ? " …" : ""}`;
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
