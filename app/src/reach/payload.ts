/** What the server answers about reach. */

import { get } from "../api/client";
import type { Reach as Sketch } from "../api/maps";

export type Reach = Sketch;

export async function reachOf(system: string, target: string, mast_m: number | null, terrain: string, signal: AbortSignal): Promise<Reach> {
  return (await get("/api/reach", { query: { system, target, mast_m, terrain }, signal })) as unknown as Reach;
}
