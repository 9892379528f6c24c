"""The stances of batteries as integer tables: radars, turns, second sites and absences."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.engagement.tables.columns import ints
from skydome.engagement.world import NEVER, NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.scenario.resolved import Battery, Change, ResolvedScenario, Stance


LOOK_ROUND_S = 10.0  # judgement: a crew does not reconsider its facing every second


def standing(scenario: ResolvedScenario) -> list[Battery]:
    """Return the batteries in their first stances, then in each of their other stances."""
    others = [
        battery.model_copy(update={"site": stance.site, "radar": stance.radar})
        for battery in scenario.batteries
        for stance in battery.stances[1:]
    ]
    return [*scenario.batteries, *others]


def stance_tables(scenario: ResolvedScenario) -> dict[str, Any]:
    """Return the tables of stances, numbered as `standing` has them."""
    batteries, radars = scenario.batteries, len(scenario.radars)
    numbers = _numbers(batteries)
    count = sum(map(len, numbers))
    most = max(1, *(len({s.facing_deg for s in b.stances}) - 1 for b in batteries))
    radar = np.full(count, NOBODY, dtype=np.int32)
    facing = np.full((count, most), NOBODY, dtype=np.int32)
    turn = np.zeros((count, most), dtype=np.int32)
    second = np.full(count, NOBODY, dtype=np.int32)
    first = np.arange(radars, dtype=np.int32)
    for battery, own in zip(batteries, numbers, strict=True):
        for stance, e in zip(battery.stances, own, strict=True):
            radar[e] = stance.radar
            first[stance.radar] = NOBODY if stance.second else battery.radar
            others = _others(battery, stance, own)
            facing[e, : len(others)] = [other for other, _ in others]
            turn[e, : len(others)] = [_turn(scenario, battery, stance, to) for _, to in others]
            far = _second(battery, stance)
            second[e] = NOBODY if far is None else own[far]
    return {
        "look_round": round(LOOK_ROUND_S / scenario.scan_s) if scenario.turns else 0,
        "stance_radar": radar,
        "stance_facing": facing,
        "stance_turn": turn,
        "stance_second": second,
        "radar_first": first,
        "change_absence": ints(_absence(scenario, change) for change in scenario.changes),
        "change_pack": ints(_pack(scenario, change) for change in scenario.changes),
    }


def _numbers(batteries: Iterable[Battery]) -> list[list[int]]:
    """Return the numbers of each battery's stances: first those in which batteries begin."""
    batteries = list(batteries)
    numbers, free = [], len(batteries)
    for u, battery in enumerate(batteries):
        numbers.append([u, *range(free, free + len(battery.stances) - 1)])
        free += len(battery.stances) - 1
    return numbers


def _others(battery: Battery, stance: Stance, own: list[int]) -> list[tuple[int, Stance]]:
    """Return the other stances at the same site, with their numbers."""
    pairs = zip(own, battery.stances, strict=True)
    return [(e, other) for e, other in pairs if other.site == stance.site and other != stance]


def _turn(scenario: ResolvedScenario, battery: Battery, stance: Stance, to: Stance) -> int:
    """Return the scans of a turn, the short way round; at least one."""
    time_s = battery.slew_s.value if battery.slew_s else _slew_s(scenario, battery, stance, to)
    return max(1, ceil(round(time_s / scenario.scan_s, 6)))


def _slew_s(scenario: ResolvedScenario, battery: Battery, stance: Stance, to: Stance) -> float:
    angle = abs((to.facing_deg - stance.facing_deg + 180.0) % 360.0 - 180.0)
    rate = scenario.entries[scenario.radars[battery.radar].entry].si("slew_rate")
    return float(np.radians(angle)) / rate


def _second(battery: Battery, stance: Stance) -> int | None:
    """Return the stance of a battery with the same facing at the second site."""
    if stance.second:
        return None
    for n, other in enumerate(battery.stances):
        if other.second and other.facing_deg == stance.facing_deg:
            return n
    return None


def _absence(scenario: ResolvedScenario, change: Change) -> float:
    """Return the scans for which a change takes its battery out of action; 0 for other changes."""
    for battery in scenario.batteries:
        if change.kind == "moves" and change.node == battery.name and battery.move:
            move = battery.move
            away_s = move.pack_up_s.value + move.travel_s.value + move.set_up_s.value
            return max(1.0, away_s / scenario.scan_s)
        if change.kind == "shuts" and change.node == scenario.radars[battery.radar].name:
            return NEVER if battery.back_s is None else battery.back_s.value / scenario.scan_s
    return 0.0


def _pack(scenario: ResolvedScenario, change: Change) -> float:
    moves = {b.name: b.move.pack_up_s.value for b in scenario.batteries if b.move}
    return moves.get(change.node, 0.0) / scenario.scan_s if change.kind == "moves" else 0.0
