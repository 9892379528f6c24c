/** The deal, the law and the claims: the pages that the commands write, in a frame. */

import { get } from "../api/client";
import type { Page } from "../router";
import { add, h } from "../ui/dom";
import { verdict } from "../ui/messages";
import { onTheme, theme } from "../ui/theme";

export const open: Page = async ({ root, names, signal }) => {
  const answers = await get("/api/answers", { signal });
  const one = answers.find((answer) => answer.id === names.answer);
  if (!one) throw new Error(`There is no answer called ${names.answer}; there are ${answers.map((a) => a.id).join(", ")}.`);
  if (one.id === "raid") {
    // Its page is the latest run, played back.
    location.replace("/raid");
    return;
  }
  const page = `/pages/answers/${encodeURIComponent(one.id)}`;
  document.title = `${one.question} · Skydome`;
  const frame = h("iframe", { class: "frame", src: page, title: one.question, sandbox: "allow-same-origin allow-popups" });
  // The page runs no script; its styles for light and dark follow this attribute.
  const follow = () => { if (frame.contentDocument) frame.contentDocument.documentElement.dataset.theme = theme(); };
  frame.addEventListener("load", follow);
  onTheme(follow, signal);
  add(root, [
    h("h1", {}, one.question),
    verdict(one.verdict, one.note),
    h("p", { class: "actions" }, h("a", { href: page, target: "_blank" }, "Open the page alone, to print or save it")),
    frame,
  ]);
};
