/** What every page has: header with the places, and the part in which a page draws itself. */

import { h } from "./dom";
import { themeButton } from "./theme";

const PLACES = [
  { path: "/", text: "Start", within: /^\/($|answers\/)/ },
  { path: "/reach", text: "Reach", within: /^\/reach/ },
  { path: "/raid", text: "Raid", within: /^\/raid/ },
  { path: "/runs", text: "Runs and studies", within: /^\/(runs|studies|jobs)/ },
];

export function shell(body: HTMLElement): HTMLElement {
  const page = h("main", { id: "page", tabindex: "-1" });
  const links = PLACES.map((one) => h("a", { href: one.path }, one.text));
  body.append(
    h("a", { class: "skip", href: "#page", onclick: () => page.focus() }, "Skip to the page"),
    h("header", { class: "top" },
      h("a", { class: "brand", href: "/" }, "Skydome"),
      h("nav", { "aria-label": "Pages" }, links),
      themeButton(),
    ),
    page,
  );
  return page;
}

export function markPlace(path: string): void {
  document.querySelectorAll(".top nav a").forEach((link, index) => {
    if (PLACES[index]?.within.test(path)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
}
