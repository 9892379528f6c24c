/** "Cite": what to write beside a number taken from this page, and the address that shows it again. */

import { button, h } from "./dom";

/** One line for each answer that the page shows. */
export function cite(...texts: string[]): HTMLElement {
  const said = h("span", { role: "status", class: "soft" });
  const words = () => `${texts.join(" ")} Page: ${location.pathname}${location.search}`;
  return h("details", { class: "cite" },
    h("summary", {}, "Cite"),
    texts.map((text) => h("p", {}, h("code", {}, text))),
    h("p", {}, button("Copy citation and address", () => {
      navigator.clipboard.writeText(words()).then(
        () => { said.textContent = "Copied."; },
        () => { said.textContent = "The browser does not allow copying: select the text above."; },
      );
    }), " ", said),
  );
}
