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

const LEAST_PX = 280, NARROW_PX = 560;

/** The width of a chart: `most`, or what the page has on a phone. */
export function fitted(most: number): number {
  const page = document.querySelector("#page");
  if (!page) return most;
  const { paddingLeft, paddingRight } = getComputedStyle(page);
  const room = Math.floor(page.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight));
  return Math.max(LEAST_PX, Math.min(most, room));
}

/** Whether a chart of this width has to do with less: shorter names, fewer words. */
export function isNarrow(width: number): boolean {
  return width < NARROW_PX;
}

/** The margin for names on the left: at most two fifths of a narrow chart. */
export function nameMargin(width: number, wanted: number): number {
  return isNarrow(width) ? Math.min(wanted, Math.round(0.4 * width)) : wanted;
}

/** The axis of names for such a margin; what does not fit loses its middle. */
export function nameAxis(margin: number) {
  const em = 10, tick = 12;
  return Plot.axisY({ label: null, lineWidth: (margin - tick) / em, textOverflow: "ellipsis-middle" });
}
