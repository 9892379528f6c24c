/** What moves in a raid at a time: threats with trails, missiles, engagement lines, ends. */

import type { Painting } from "../map/adapter";
import { threatIcon } from "../map/symbols";
import { colour } from "../ui/theme";
import { before, isTracked, placeAt, stateAt, type Course, type Flight } from "./course";

const TRAIL_S = 120;
const MARK_S = 30; // for which an end is shown large
const CLICK_PX = 16;
const PILE_PX = 10;
const BESIDE = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [-1, -1]];

export interface Shown {
  t_s: number;
  classes: ReadonlySet<string>;
  chosen: number | null;
}

export function painterOf(courses: readonly Course[], flights: readonly Flight[], shown: Shown): (painting: Painting) => void {
  return (painting) => {
    drawTrails(painting, courses, shown);
    drawFlights(painting, courses, flights, shown);
    drawEnds(painting, courses, shown);
    drawThreats(painting, courses, shown);
  };
}

function inView(shown: Shown, course: Course): boolean {
  return shown.classes.has(course.threat.target_class);
}

/** One path for each class: strokes are what costs time. */
function drawTrails({ context, toPixel }: Painting, courses: readonly Course[], shown: Shown): void {
  const paths = new Map<string, Path2D>();
  for (const course of courses) {
    if (!inView(shown, course) || stateAt(course, shown.t_s) !== "flying") continue;
    const now = placeAt(course.t_s, course.xy, shown.t_s);
    if (!now) continue;
    const path = paths.get(course.threat.target_class) ?? new Path2D();
    paths.set(course.threat.target_class, path);
    const start = placeAt(course.t_s, course.xy, Math.max(shown.t_s - TRAIL_S, course.t_s[0] as number));
    if (start) path.moveTo(...toPixel(...start));
    const from = before(course.t_s, shown.t_s - TRAIL_S) + 1, to = before(course.t_s, shown.t_s);
    for (let i = Math.max(0, from); i <= to; i++)
      path.lineTo(...toPixel(course.xy[2 * i] as number, course.xy[2 * i + 1] as number));
    path.lineTo(...toPixel(...now));
  }
  context.lineWidth = 1.5;
  context.globalAlpha = 0.75;
  for (const [name, path] of paths) {
    context.strokeStyle = colour(name);
    context.stroke(path);
  }
  context.globalAlpha = 1;
}

function drawFlights({ context, toPixel }: Painting, courses: readonly Course[], flights: readonly Flight[], shown: Shown): void {
  const lines = new Path2D(), paths = new Path2D(), missiles = new Path2D();
  for (const { shot, xy } of flights) {
    if (shown.t_s < shot.launch_s || shown.t_s > shot.end_s) continue;
    const course = courses[shot.threat];
    if (!course || !inView(shown, course)) continue;
    const now = placeAt(shot.t_s, xy, shown.t_s);
    if (!now) continue;
    const at = toPixel(...now), from = toPixel(xy[0] as number, xy[1] as number);
    paths.moveTo(...from);
    paths.lineTo(...at);
    missiles.moveTo(at[0] + 2.5, at[1]);
    missiles.arc(at[0], at[1], 2.5, 0, 2 * Math.PI);
    const target = placeAt(course.t_s, course.xy, shown.t_s);
    if (target) {
      lines.moveTo(...at);
      lines.lineTo(...toPixel(...target));
    }
  }
  const ink = colour("shot");
  context.strokeStyle = context.fillStyle = ink;
  context.lineWidth = 1.5;
  context.stroke(paths);
  context.setLineDash([3, 4]);
  context.lineWidth = 1;
  context.stroke(lines);
  context.setLineDash([]);
  context.fill(missiles);
}

function drawEnds({ context, toPixel }: Painting, courses: readonly Course[], shown: Shown): void {
  for (const course of courses) {
    const state = stateAt(course, shown.t_s);
    if ((state !== "killed" && state !== "leaked") || !inView(shown, course)) continue;
    const last = course.t_s.length - 1;
    const [x, y] = toPixel(course.xy[2 * last] as number, course.xy[2 * last + 1] as number);
    const size = shown.t_s - course.threat.end_s < MARK_S ? 6 : 3;
    context.strokeStyle = colour(state === "killed" ? "soft" : "leak");
    context.lineWidth = state === "killed" ? 1.2 : 2;
    context.beginPath();
    if (state === "killed") {
      context.moveTo(x - size, y - size);
      context.lineTo(x + size, y + size);
      context.moveTo(x + size, y - size);
      context.lineTo(x - size, y + size);
    } else context.arc(x, y, size + 2, 0, 2 * Math.PI);
    context.stroke();
  }
}

interface Pile {
  course: Course;
  tracked: boolean;
  x: number;
  y: number;
  count: number;
}

/** Threats of one class that lie upon each other are one symbol with their number. */
function piles(courses: readonly Course[], shown: Shown, { toPixel, width, height }: Painting): Pile[] {
  const found: Pile[] = [];
  for (const course of courses) {
    if (!inView(shown, course) || stateAt(course, shown.t_s) !== "flying") continue;
    const place = placeAt(course.t_s, course.xy, shown.t_s);
    if (!place) continue;
    const [x, y] = toPixel(...place);
    if (x < -20 || y < -20 || x > width + 20 || y > height + 20) continue;
    const tracked = isTracked(course, shown.t_s), alone = course.index === shown.chosen;
    const pile = alone ? undefined : found.find((one) => one.course.index !== shown.chosen && one.tracked === tracked
      && one.course.threat.target_class === course.threat.target_class && Math.hypot(one.x - x, one.y - y) < PILE_PX);
    if (pile) pile.count += 1;
    else found.push({ course, tracked, x, y, count: 1 });
  }
  return found;
}

function drawThreats(painting: Painting, courses: readonly Course[], shown: Shown): void {
  const { context } = painting, ratio = window.devicePixelRatio || 1;
  const taken: [number, number][] = [];
  for (const pile of piles(courses, shown, painting)) {
    const icon = threatIcon(pile.course.threat.target_class);
    const w = icon.width / ratio, h = icon.height / ratio;
    const [x, y] = aside(pile, taken, w);
    taken.push([x, y]);
    if (x !== pile.x || y !== pile.y) {
      context.strokeStyle = colour("ink");
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(pile.x, pile.y);
      context.lineTo(x, y);
      context.stroke();
    }
    context.globalAlpha = pile.tracked ? 1 : 0.45;
    context.drawImage(icon, x - w / 2, y - h / 2, w, h);
    context.globalAlpha = 1;
    if (pile.count > 1) label(context, String(pile.count), x + w / 2 + 1, y - h / 2 + 8);
    if (pile.course.index === shown.chosen) {
      context.strokeStyle = colour("ink");
      context.lineWidth = 2;
      context.strokeRect(x - w / 2 - 4, y - h / 2 - 4, w + 8, h + 8);
      label(context, pile.course.threat.name, x + w / 2 + 7, y + 4);
    }
  }
}

/** Where a symbol is drawn: at its place, or beside it where another class is drawn already. */
function aside({ x, y }: Pile, taken: readonly [number, number][], width: number): [number, number] {
  const free = (px: number, py: number) => taken.every(([tx, ty]) => Math.hypot(tx - px, ty - py) >= 0.8 * width);
  for (const [dx, dy] of [[0, 0], ...BESIDE] as [number, number][])
    if (free(x + dx * width, y + dy * width)) return [x + dx * width, y + dy * width];
  return [x, y];
}

/** A text with a rim in the ground's colour, which keeps it legible on anything. */
function label(context: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  context.font = '600 12px system-ui, "Liberation Sans", sans-serif';
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = colour("ground");
  context.strokeText(text, x, y);
  context.fillStyle = colour("ink");
  context.fillText(text, x, y);
}

/** The threat that is drawn nearest to a pixel, if it is near enough to be meant. */
export function threatAt(courses: readonly Course[], shown: Shown, toPixel: (x: number, y: number) => [number, number], px: number, py: number): number | null {
  let best: number | null = null, least = CLICK_PX;
  for (const course of courses) {
    if (!inView(shown, course) || stateAt(course, shown.t_s) !== "flying") continue;
    const place = placeAt(course.t_s, course.xy, shown.t_s);
    if (!place) continue;
    const [x, y] = toPixel(...place);
    const far = Math.hypot(x - px, y - py);
    if (far < least) [best, least] = [course.index, far];
  }
  return best;
}
