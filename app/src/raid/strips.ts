/** Which target channels are busy with what, over time. */

import type { Raid } from "../api/maps";
import { chart, isNarrow, Plot } from "../charts/plot";
import { figure } from "../ui/figure";
import { plain } from "../ui/names";

const ROW_PX = 9;
const SVG = "http://www.w3.org/2000/svg";

export interface Strips {
  element: HTMLElement;
  show: (t_s: number) => void;
}

/** Strips of the batteries that fired; `seek` is called with the time of a click. */
export function strips(raid: Raid, name: string, width: number, seek: (t_s: number) => void): Strips {
  const fired = new Set(raid.channels.filter((one) => one.spans.length).map((one) => one.unit));
  const rows = raid.channels.filter((one) => fired.has(one.unit));
  const names = rows.map((one) => `${one.unit} ${one.channel}`);
  const bars = rows.flatMap((one) => one.spans.map((span) => ({
    row: `${one.unit} ${one.channel}`, unit: one.unit, channel: one.channel, x1: span.start_s, x2: span.end_s,
    threat: raid.threats[span.threat]?.name ?? "", cls: raid.threats[span.threat]?.target_class ?? "",
  })));
  const firsts = new Map<string, string>();
  for (const one of rows) if (!firsts.has(one.unit)) firsts.set(one.unit, `${one.unit} ${one.channel}`);
  const left = isNarrow(width) ? 96 : 120, right = 12;
  const height = rows.length * ROW_PX + 50;
  const svg = chart({
    width, height, marginLeft: left, marginRight: right, marginTop: 8, marginBottom: 34,
    x: { domain: [0, raid.duration_s], label: "time, s", grid: true },
    y: { domain: names, axis: null, padding: 0.15 },
    marks: [
      Plot.barX(bars, { y: "row", x1: "x1", x2: "x2", fill: (one: { cls: string }) => `var(--${one.cls}, var(--ink))`, title: (one: { threat: string; unit: string; channel: number }) => `${one.unit}, channel ${one.channel}: ${one.threat}` }),
      Plot.ruleY([...firsts.values()], { y: (one: string) => one, stroke: "var(--line)", dy: -ROW_PX / 2 }),
      Plot.text([...firsts], { x: 0, y: (one: [string, string]) => one[1], text: (one: [string, string]) => one[0], textAnchor: "end", dx: -6, fontSize: isNarrow(width) ? 10 : 11 }),
    ],
  });
  const line = document.createElementNS(SVG, "line");
  line.setAttribute("y1", "4");
  line.setAttribute("y2", String(height - 32));
  line.setAttribute("stroke", "var(--leak)");
  line.setAttribute("stroke-width", "1.5");
  svg.append(line);
  const span = width - left - right;
  svg.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect();
    seek((((event.clientX - box.left) * (width / box.width) - left) / span) * raid.duration_s);
  });
  const element = figure({
    title: "Target channels in use", name: `${name}-channels`, svg,
    note: `Batteries that fired, one row a channel; a bar lasts from launch to intercept, its colour is the class of the target (${[...new Set(bars.map((one) => plain(one.cls)))].join(", ")}). A battery whose rows are all full cannot engage. Click sets the time.`,
    table: { columns: ["unit", "channel", "start_s", "end_s", "threat", "class"], rows: bars.map((one) => [one.unit, one.channel, one.x1, one.x2, one.threat, one.cls]) },
  });
  return {
    element,
    show: (t_s) => {
      const x = String(left + (t_s / raid.duration_s) * span);
      line.setAttribute("x1", x);
      line.setAttribute("x2", x);
    },
  };
}
