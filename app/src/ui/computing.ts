/**
 * Waiting for a calculation: what is done, the time passed, and whether kernels are being compiled.
 *
 * The first calculation on a machine compiles kernels for a minute or two. The number of compiled
 * ones grows meanwhile; the page says so once it has seen it grow.
 */

import { get } from "../api/client";
import { h } from "./dom";
import { clock } from "./numbers";

const LOOK_MS = 1000;

/** A line that is there until it is taken out of the page, or the page is left. */
export function computing(what: string, signal: AbortSignal): HTMLElement {
  const start = performance.now();
  const said = h("span", { role: "status" }, `Working: ${what}.`);
  const passed = h("span", { class: "passed", "aria-hidden": "true" });
  const element = h("p", { class: "waiting" }, said, " ", passed);
  let first: number | null = null;
  const look = async () => {
    if (signal.aborted || (first !== null && !element.isConnected)) return;
    passed.textContent = `${clock((performance.now() - start) / 1000)} so far.`;
    const { compiled } = await get("/api/kernels", { signal });
    first ??= compiled;
    if (compiled > first || compiled === 0) {
      const words = `Compiling kernels, once on this machine (${compiled} so far), before ${what}. This takes a minute or two.`;
      if (said.textContent !== words) said.textContent = words;
    }
    setTimeout(() => void look().catch(() => undefined), LOOK_MS);
  };
  void look().catch(() => undefined); // the calculation itself says what is wrong
  return element;
}
