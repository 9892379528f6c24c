/** The values that matter most to an answer, each with source and range; and how to cite it. */

import { cite } from "../ui/cite";
import { h } from "../ui/dom";
import { brief, span } from "../ui/numbers";
import type { Reach } from "./payload";

export function valuesList(reach: Reach): HTMLElement {
  return h("div", {},
    h("h2", {}, "What matters most"),
    h("ul", { class: "values" }, reach.values.map((one) => h("li", {},
      `${one.name}: `, h("b", {}, `${brief(one.value)} ${one.unit}`), ` (${span(one.low, one.high)})`,
      h("small", {}, `${one.source}; ${one.grade}`), h("small", {}, h("code", {}, one.path)),
    ))),
    cite(reach.cite),
  );
}
