/** Where things are at a time: derived from the replication, never kept. */

import type { Raid, Shot, Threat } from "../api/maps";
import { projected, type Projection } from "../map/projection";

export interface Course {
  threat: Threat;
  index: number;
  t_s: readonly number[];
  /** Map metres, x and y in turn. */
  xy: Float64Array;
  /** Times in which some network keeps a track. */
  tracked: readonly (readonly [number, number])[];
}

export interface Flight {
  shot: Shot;
  xy: Float64Array;
}

export function coursesOf(raid: Raid, projection: Projection): Course[] {
  const tracked: [number, number][][] = raid.threats.map(() => []);
  for (const one of raid.tracks) tracked[one.threat]?.push([one.start_s, one.end_s]);
  return raid.threats.map((threat, index) => ({
    threat, index, t_s: threat.t_s, xy: projected(projection, threat.lon_deg, threat.lat_deg), tracked: tracked[index] ?? [],
  }));
}

export function flightsOf(raid: Raid, projection: Projection): Flight[] {
  return raid.shots.map((shot) => ({ shot, xy: projected(projection, shot.lon_deg, shot.lat_deg) }));
}

/** The last position of `t_s` that is not after `at`; -1 before the first. */
export function before(t_s: readonly number[], at: number): number {
  let low = 0, high = t_s.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((t_s[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The position at a time on a course given by points, or null outside of it. */
export function placeAt(t_s: readonly number[], xy: Float64Array, at: number): [number, number] | null {
  const from = before(t_s, at);
  const last = t_s.length - 1;
  if (from < 0 || at > (t_s[last] as number)) return null;
  if (from === last) return [xy[2 * last] as number, xy[2 * last + 1] as number];
  const start = t_s[from] as number, part = (at - start) / ((t_s[from + 1] as number) - start || 1);
  const x = xy[2 * from] as number, y = xy[2 * from + 1] as number;
  return [x + part * ((xy[2 * from + 2] as number) - x), y + part * ((xy[2 * from + 3] as number) - y)];
}

export function isTracked(course: Course, at: number): boolean {
  return course.tracked.some(([start, end]) => start <= at && at <= end);
}

export type State = "not yet" | "flying" | "killed" | "leaked" | "gone";

export function stateAt(course: Course, at: number): State {
  const { threat } = course;
  if (at < (threat.t_s[0] ?? 0)) return "not yet";
  if (at < threat.end_s) return "flying";
  return threat.end === "flying" ? "gone" : threat.end;
}
