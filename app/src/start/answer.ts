/** The deal, the law and the claims: the pages that the commands write, in a frame. */

import { get } from "../api/client";
import type { Page } from "../router";
import { add, h } from "../ui/dom";
import { verdict } from "../ui/messages";

export const open: Page = async ({ root, names, signal }) => {
  const answers = await get("/api/answers", { signal });
  const one = answers.find((answer) => answer.id === names.answer);
  if (!one) throw new Error(`There is no answer called ${names.answer}; there are ${answers.map((a) => a.id).join(", ")}.`);
  const page = `/pages/answers/${encodeURIComponent(one.id)}`;
  document.title = `${one.question} · Skydome`;
  add(root, [
    h("h1", {}, one.question),
    verdict(one.answer, one.note),
    h("p", { class: "actions" }, h("a", { href: page, target: "_blank" }, "Open the page alone, to print or save it")),
    h("iframe", { class: "frame", src: page, title: one.question, sandbox: "allow-same-origin allow-popups" }),
  ]);
};
