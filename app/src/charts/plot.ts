/**
 * Charts by Observable Plot, as SVG that the page's policy accepts.
 *
 * Plot puts a style element into each chart, which the policy refuses; it is taken out before the
 * chart enters the page, and ui/parts.css has what it would have said.
 */

import * as Plot from "@observablehq/plot";

export { Plot };

export function chart(options: Plot.PlotOptions): SVGSVGElement {
  const made = Plot.plot({ ...options, figure: false, style: { overflow: "visible" } }) as unknown as SVGSVGElement;
  for (const style of made.querySelectorAll("style")) style.remove();
  // Names of groups without a role are none that a screen reader could say; the figure has one.
  for (const part of made.querySelectorAll("[aria-label], [aria-description]")) {
    part.removeAttribute("aria-label");
    part.removeAttribute("aria-description");
  }
  return made;
}

/** The width that a chart may have in this column. */
export function widthOf(column: Element, most = 760): number {
  return Math.max(320, Math.min(most, column.clientWidth || most));
}
