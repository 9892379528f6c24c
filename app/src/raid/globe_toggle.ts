/** The toggle between map and globe; the globe's code is loaded when it is first asked for. */

import type { Raid } from "../api/maps";
import type { Ground } from "../map/box";
import { STATEMENT } from "../map/lines";
import { keep } from "../router";
import { button, h } from "../ui/dom";
import type { Course } from "./course";
import type { Shown } from "./painter";

export interface GlobeToggle {
  readonly active: boolean;
  show: () => void;
}

interface Globe {
  show: (shown: Shown) => void;
  hide: (hidden: boolean) => void;
}

export function globeToggle(map: Ground, raid: Raid, courses: readonly Course[], shown: Shown, at_once: boolean, signal: AbortSignal): GlobeToggle {
  let globe: Globe | null = null, active = false;
  const place = h("div", { class: "globe", hidden: true });
  map.frame.prepend(place);
  map.tools.before(place);
  const toggle = button("Globe", () => void turn(!active));
  toggle.setAttribute("aria-pressed", "false");
  map.tools.prepend(toggle);
  const turn = async (to: boolean) => {
    active = to;
    toggle.setAttribute("aria-pressed", String(to));
    keep({ view: to ? "globe" : null });
    if (to && !globe) {
      toggle.textContent = "Loading …";
      const { openGlobe } = await import("./globe");
      if (signal.aborted) return;
      place.hidden = false;
      globe = await openGlobe(place, raid, courses, signal);
      toggle.textContent = "Globe";
    }
    place.hidden = !active;
    map.note.textContent = active ? `${STATEMENT} Globe: CesiumJS. Without terrain and marks of kills and leaks, which the map has.` : STATEMENT;
    globe?.hide(!active);
    if (active) globe?.show(shown);
    else map.adapter.repaint();
  };
  if (at_once) void turn(true);
  return {
    get active() { return active && globe !== null; },
    show: () => globe?.show(shown),
  };
}
