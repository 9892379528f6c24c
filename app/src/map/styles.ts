/** How shapes that stand still look on the flat map. */

import { Fill, Icon, Stroke, Style, Text } from "ol/style";
import CircleStyle from "ol/style/Circle";

import { colour } from "../ui/theme";
import type { Shape } from "./adapter";

const FONT = '12px system-ui, "Liberation Sans", Arial, sans-serif';

export function styleOf(shape: Shape): Style {
  const ink = colour(shape.colour);
  const style = new Style();
  if (shape.kind === "point") {
    if (!shape.bare) style.setImage(shape.icon
      ? new Icon({ declutterMode: "none", img: shape.icon, size: [shape.icon.width, shape.icon.height], scale: 1 / (window.devicePixelRatio || 1) })
      : new CircleStyle({ declutterMode: "none", radius: 4, fill: new Fill({ color: ink }), stroke: new Stroke({ color: colour("ground"), width: 1.5 }) }));
  } else {
    if (shape.width !== 0) style.setStroke(new Stroke({ color: ink, width: shape.width ?? 2, ...(shape.dash ? { lineDash: [7, 5] } : {}) }));
    if (shape.fill) style.setFill(new Fill({ color: faded(ink, shape.fill) }));
  }
  if (shape.label)
    style.setText(new Text({
      text: shape.label, font: FONT, offsetY: 17, fill: new Fill({ color: colour("ink") }),
      stroke: new Stroke({ color: colour("ground"), width: 3 }), overflow: true,
    }));
  return style;
}

/** A hexadecimal colour with this opacity. */
export function faded(ink: string, opacity: number): string {
  const part = (from: number) => parseInt(ink.slice(from, from + 2), 16);
  return `rgba(${part(1)}, ${part(3)}, ${part(5)}, ${opacity})`;
}
