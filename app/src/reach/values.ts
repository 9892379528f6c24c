/** The values that matter most to an answer, each with source and range; and how to cite it. */

import type { Reach } from "../api/maps";
import { h } from "../ui/dom";
import { km } from "../ui/numbers";
import { nearestStep } from "./state";

export function valuesList(reach: Reach, altitude_m: number): HTMLElement {
  const { values } = reach.values[nearestStep(reach.altitudes_m, altitude_m)] ?? { values: [] };
  return h("section", {},
    h("h2", {}, "What matters most here"),
    values.length
      ? h("ul", { class: "values" }, values.map((one) => h("li", {},
          `${one.name}: `, h("b", {}, one.value), ` (${one.low} to ${one.high}) makes it `,
          h("b", {}, `${km(one.range_low_m)} to ${km(one.range_high_m)}`),
          h("small", {}, `${one.source} (${one.grade}). ${one.reason}`), h("small", {}, h("code", {}, one.path)),
        )))
      : h("p", { class: "soft" }, "At this altitude no single value changes the range."),
    h("p", {}, h("small", {}, reach.values_note)),
  );
}

/** What the answer assumes: cross-section, antenna height, ground. */
export function assumptions(reach: Reach): HTMLElement {
  const lines = [
    `Cross-section ${reach.rcs_m2} m²; antennas at ${reach.mast_m.join(", ")} m.`,
    reach.terrain ? `Ground: ${reach.terrain.source}. ${reach.terrain.note}` : "Smooth ground without terrain.",
    reach.notional ? "The site is notional." : "",
    reach.provisional.length ? `Provisional entries: ${reach.provisional.join(", ")}.` : "",
    reach.confidence,
  ];
  return h("section", {}, h("h2", {}, "What this assumes"), h("ul", { class: "values" }, lines.filter(Boolean).map((line) => h("li", {}, line))));
}
