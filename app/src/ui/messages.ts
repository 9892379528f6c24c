/** Verdicts, notes and failures: the sentences on top of a page. */

import { h, type Child } from "./dom";

/** The plain-language answer on top of a page; announced when it changes. */
export function verdict(lead: string, ...more: Child[]): HTMLElement {
  return h("div", { class: "verdict", role: "status" }, h("p", { class: "lead" }, lead), more.map((one) => h("p", {}, one)));
}

export function failure(error: unknown): HTMLElement {
  const text = error instanceof Error ? error.message : String(error);
  return h("section", { class: "failure", role: "alert" },
    h("h1", {}, "This did not work"),
    h("p", {}, text),
    h("p", {}, h("a", { href: "/" }, "Start page")),
  );
}

/** Shown where there is nothing yet: what it would be, and what to do. */
export function nothing(text: string, ...actions: Child[]): HTMLElement {
  return h("div", { class: "nothing" }, h("p", {}, text), actions.length ? h("p", { class: "actions" }, actions) : null);
}

export function waiting(text: string): HTMLElement {
  return h("p", { class: "waiting", role: "status" }, text);
}
