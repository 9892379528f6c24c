/** The stage of a playback: map or globe, clock, filters, strips and events, all at one time. */

import type { LonLat, Raid } from "../api/maps";
import { ground } from "../map/box";
import { add, button, h, select } from "../ui/dom";
import { files } from "../ui/figure";
import { saveCsv } from "../ui/download";
import { plain, several } from "../ui/names";
import { brief, clock } from "../ui/numbers";
import { onTheme } from "../ui/theme";
import { keep } from "../router";
import { coursesOf, flightsOf, placeAt } from "./course";
import { globeToggle } from "./globe_toggle";
import { eventLog } from "./log";
import { painterOf, threatAt, type Shown } from "./painter";
import { playback } from "./playback";
import { standing } from "./standing";
import type { RaidState } from "./state";
import { strips } from "./strips";

const SPEEDS = [1, 5, 10, 30, 60, 120];
const KEEP_MS = 400; // between writes of the time into the address

export interface Theatre {
  element: HTMLElement;
  below: HTMLElement;
  /** Begin, once the element is in the page. */
  start: () => void;
  show: (t_s: number, threat: number) => void;
}

export function theatre(raid: Raid, state: RaidState, pickers: HTMLElement, leakers: HTMLElement, signal: AbortSignal): Theatre {
  const classes = [...new Set(raid.threats.map((one) => one.target_class))];
  const chosen = raid.threats.findIndex((one) => one.name === state.chosen);
  const shown: Shown = { t_s: Math.min(state.t_s, raid.duration_s), classes: new Set(state.classes ?? classes), chosen: chosen < 0 ? null : chosen };
  const left = h("div", {}), below = h("div", {});
  const log = eventLog(raid);
  const name = `${raid.run}-${raid.replication}`;
  const side = h("aside", { class: "panel", "aria-label": "Choices, leakers and events" });
  const element = h("div", { class: "map-page" }, left, side);

  const start = () => {
    const map = ground(left, { name: "Map of the raid", centre: raid.centre, radius_m: radiusOf(raid), relief: true }, signal);
    const { adapter, local } = map;
    const courses = coursesOf(raid, local), flights = flightsOf(raid, local);
    const redrawStanding = () => adapter.show("standing", standing(raid));
    redrawStanding();
    onTheme(redrawStanding, signal);
    adapter.fit(extentOf(raid));
    const globe = globeToggle(map, raid, courses, shown, state.globe, signal);
    const occupied = strips(raid, name, left.clientWidth, (t_s) => clockwork.seek(t_s));
    const time = timeRow();
    const update = (t_s: number) => {
      shown.t_s = t_s;
      const course = shown.chosen === null ? undefined : courses[shown.chosen];
      const at = course && placeAt(course.t_s, course.xy, t_s);
      if (at) adapter.follow(...local.toPlace(...at));
      if (globe.active) globe.show();
      else adapter.repaint();
      occupied.show(t_s);
      log.show(t_s);
      time.show(t_s);
      kept();
    };
    let waitingToKeep = 0;
    const kept = () => {
      if (waitingToKeep) return;
      waitingToKeep = window.setTimeout(() => {
        waitingToKeep = 0;
        if (!signal.aborted) keep({ t: Math.round(shown.t_s), object: shown.chosen === null ? null : raid.threats[shown.chosen]?.name });
      }, KEEP_MS);
    };
    const clockwork = playback(raid.duration_s, shown.t_s, update, signal);

    function timeRow() {
      const play = button("Play", () => {
        if (clockwork.playing) clockwork.pause();
        else clockwork.play();
        label();
      }, "main");
      const label = () => { play.textContent = clockwork.playing ? "Pause" : "Play"; };
      const step = (to: number | null) => {
        clockwork.pause();
        if (to !== null) clockwork.seek(to);
      };
      const slider = h("input", { type: "range", min: 0, max: raid.duration_s, step: 1, value: shown.t_s, "aria-label": "Time of the raid, seconds" });
      slider.addEventListener("input", () => {
        const wanted = Number(slider.value); // before the pause shows the present time again
        clockwork.pause();
        clockwork.seek(wanted);
      });
      const output = h("output", {});
      const speed = select(SPEEDS.map((one) => ({ value: String(one), text: `${one}×` })), "30", (value) => { clockwork.speed = Number(value); });
      speed.setAttribute("aria-label", "Speed of the playback");
      const row = h("div", { class: "time-row", role: "group", "aria-label": "Time" }, play,
        h("span", { class: "actions" },
          button("Previous event", () => step(log.previous(shown.t_s))),
          button("Next event", () => step(log.next(shown.t_s)))),
        speed, slider, output);
      return {
        row,
        show: (t_s: number) => {
          slider.value = String(t_s);
          slider.setAttribute("aria-valuetext", clock(t_s));
          output.textContent = `${clock(t_s)} of ${clock(raid.duration_s)}`;
          label();
        },
      };
    }

    const choose = (threat: number | null) => {
      shown.chosen = threat;
      follow.value = threat === null ? "" : String(threat);
      update(shown.t_s);
    };
    const follow = select([{ value: "", text: "nothing" }, ...raid.threats.map((one, index) => ({ value: String(index), text: one.name }))],
      shown.chosen === null ? "" : String(shown.chosen), (value) => choose(value === "" ? null : Number(value)));
    const filters = classes.map((one) => {
      const box = h("input", { type: "checkbox", checked: shown.classes.has(one) });
      box.addEventListener("change", () => {
        const next = new Set(shown.classes);
        if (box.checked) next.add(one);
        else next.delete(one);
        shown.classes = next;
        keep({ classes: next.size === classes.length ? null : [...next].join(",") });
        adapter.paint(painterOf(courses, flights, shown));
        update(shown.t_s);
      });
      return h("label", { class: "check" }, box, ` ${several(one)}`);
    });

    adapter.paint(painterOf(courses, flights, shown));
    adapter.onClick((x, y) => {
      const places = (px: number, py: number) => adapter.pixel(...local.toPlace(px, py));
      choose(threatAt(courses, shown, places, x, y));
    });
    left.append(time.row, legend(classes, raid));
    add(side, [pickers,
      h("label", { class: "field" }, h("span", {}, "Follow an object (or click it)"), follow),
      h("fieldset", { class: "classes" }, h("legend", {}, "Show"), filters),
      leakers, log.element,
      files("events", [["CSV", () => saveCsv(`${name}-events`, { columns: ["t_s", "kind", "text", "threat", "unit"], rows: raid.events.map((one) => [one.t_s, one.kind, one.text, raid.threats[one.threat]?.name ?? "", one.unit]) })]])]);
    below.append(occupied.element);
    jump = (t_s, threat) => {
      clockwork.pause();
      shown.chosen = threat;
      follow.value = String(threat);
      clockwork.seek(t_s);
      map.frame.scrollIntoView({ block: "nearest" });
    };
    update(shown.t_s);
  };
  let jump: (t_s: number, threat: number) => void = () => undefined;
  return { element, below, start, show: (t_s, threat) => jump(t_s, threat) };
}

function legend(classes: string[], raid: Raid): HTMLElement {
  const reach = new Set(raid.contours.filter((one) => one.kind === "engagement")
    .map((one) => `${plain(one.target)}, ${brief(one.altitude_m)} m above ${one.above_ground ? "ground" : "the sea"}`));
  return h("ul", { class: "legend" },
    classes.map((one) => h("li", {}, h("i", { class: `class-${one}` }), several(one))),
    h("li", {}, h("i", { class: "shot" }), "missile in flight"),
    h("li", {}, h("b", {}, "× "), "killed"), h("li", { class: "leaked" }, h("b", {}, "○ "), "got through"),
    h("li", {}, "pale symbol: not tracked"), h("li", {}, "number: that many at this place"), h("li", {}, "blue square: site"), h("li", {}, "dot: asset"),
    reach.size ? h("li", {}, h("i", { class: "dash key-advertised" }), `where a battery can intercept: ${[...reach].join("; ")}`) : null);
}

function extentOf(raid: Raid): LonLat[] {
  return [
    ...raid.nodes.map((one): LonLat => [one.lon_deg, one.lat_deg]),
    ...raid.assets.map((one): LonLat => [one.lon_deg, one.lat_deg]),
    ...raid.threats.flatMap((one) => [0, one.lon_deg.length - 1].map((i): LonLat => [one.lon_deg[i] as number, one.lat_deg[i] as number])),
  ];
}

const METRES_PER_DEGREE = 111_195;

function radiusOf(raid: Raid): number {
  return 1.6 * METRES_PER_DEGREE * Math.max(2, ...extentOf(raid).map(([lon, lat]) => Math.hypot(lon - raid.centre.lon_deg, lat - raid.centre.lat_deg)));
}
