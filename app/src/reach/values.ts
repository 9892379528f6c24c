/** The values that matter most to an answer, each with source and range; and how to cite it. */

import type { Reach, ReachValues } from "../api/maps";
import { h } from "../ui/dom";
import { km } from "../ui/numbers";

export function valuesList(found: ReachValues, step: number): HTMLElement {
  const { values, kind } = found.values[step] ?? { values: [], kind: "engage" };
  const it = kind === "engage" ? "the engagement range" : "the detection range";
  return h("section", {},
    h("h2", {}, "What matters most here"),
    values.length
      ? h("ul", { class: "values" }, values.map((one) => h("li", {},
          `${one.name}: `, h("b", {}, one.value), ` (${one.low} to ${one.high}) makes ${it} `,
          h("b", {}, `${km(one.range_low_m)} to ${km(one.range_high_m)}`),
          h("small", {}, `${one.source} (${one.grade}). ${one.reason}`), h("small", {}, h("code", {}, one.path)),
        )))
      : h("p", { class: "soft" }, "At this altitude no single value changes the range."),
    h("p", {}, h("small", {}, found.note)),
  );
}

/** What the answer assumes: cross-section, antenna height, ground. */
export function assumptions(reach: Reach): HTMLElement {
  const lines = [
    `Cross-section ${reach.rcs_m2} m²; antennas at ${reach.mast_m.join(", ")} m.`,
    reach.terrain ? `Ground: ${reach.terrain.source}. ${reach.terrain.note}` : "Smooth ground without terrain.",
    `The site is notional, and the system faces bearing ${Math.round(reach.facing_deg)}°.`,
    reach.provisional.length ? `Provisional entries: ${reach.provisional.join(", ")}.` : "",
    reach.confidence,
  ];
  return h("section", {}, h("h2", {}, "What this assumes"), h("ul", { class: "values" }, lines.filter(Boolean).map((line) => h("li", {}, line))));
}
