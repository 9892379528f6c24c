/** The list of leakers: who got through, why, and the chain of what happened to it. */

import type { Raid } from "../api/maps";
import { button, h } from "../ui/dom";
import { files } from "../ui/figure";
import { saveCsv } from "../ui/download";
import { plain } from "../ui/names";
import { clock } from "../ui/numbers";

export function leakerList(raid: Raid, name: string, goTo: (t_s: number, threat: number) => void): HTMLElement {
  const rows = raid.leakers.map((one) => {
    const threat = raid.threats[one.threat];
    return [threat?.name ?? "", threat?.target_class ?? "", one.asset, one.arrived_s, raid.cause_names[one.cause] ?? one.cause, one.cause_text];
  });
  return h("section", { "aria-label": "Leakers" },
    h("div", { class: "figure-head" }, h("h2", {}, `Leakers and why (${raid.leakers.length})`),
      files("leakers", [["CSV", () => saveCsv(`${name}-leakers`, { columns: ["threat", "class", "asset", "arrived_s", "cause", "explanation"], rows })]])),
    raid.leakers.length ? h("div", { class: "leakers", tabindex: "0", role: "group", "aria-label": "List of leakers" }, raid.leakers.map((one) => leaker(raid, one, goTo))) : h("p", {}, "Nothing got through in this replication."),
  );
}

function leaker(raid: Raid, one: Raid["leakers"][number], goTo: (t_s: number, threat: number) => void): HTMLElement {
  const threat = raid.threats[one.threat];
  return h("details", { class: "leaker", "data-threat": threat?.name ?? "" },
    h("summary", {}, h("b", {}, threat?.name ?? "?"), ` (${plain(threat?.target_class ?? "")}) `,
      h("span", { class: "cause" }, raid.cause_names[one.cause] ?? one.cause)),
    h("p", {}, one.cause_text),
    h("ul", { class: "chain" }, one.chain.map((step) => h("li", {}, h("span", { class: "soft" }, clock(step.t_s)), h("span", {}, step.text)))),
    h("p", {}, button("Show its first step on the map", () => goTo(one.chain[0]?.t_s ?? 0, one.threat)), " ",
      button("Show its arrival", () => goTo(Math.max(0, one.arrived_s - 1), one.threat))),
  );
}
