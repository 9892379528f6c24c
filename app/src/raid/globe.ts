import type { Raid } from "../api/maps";
import type { Course } from "./course";
import type { Shown } from "./painter";

export async function openGlobe(_place: HTMLElement, _raid: Raid, _courses: readonly Course[], _signal: AbortSignal): Promise<{ show: (shown: Shown) => void; hide: (hidden: boolean) => void }> {
  await Promise.resolve();
  return { show: () => undefined, hide: () => undefined };
}
