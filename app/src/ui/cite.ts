/** "Cite": what to write beside a number taken from this page, and the address that shows it again. */

import { button, h } from "./dom";

export function cite(text: string): HTMLElement {
  const said = h("span", { role: "status", class: "soft" });
  const words = () => `${text} Page: ${location.pathname}${location.search}`;
  const shown = h("code", {}, text);
  return h("details", { class: "cite" },
    h("summary", {}, "Cite"),
    h("p", {}, shown),
    h("p", {}, button("Copy citation and address", () => {
      navigator.clipboard.writeText(words()).then(
        () => { said.textContent = "Copied."; },
        () => { said.textContent = "The browser does not allow copying: select the text above."; },
      );
    }), " ", said),
  );
}
