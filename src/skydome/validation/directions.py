"""Whether a better defence lets fewer threats through, and what should not matter does not.

Each `Change` is a pair of scenarios: a worse and a better one, or two that must give the same. Both
are played with the same random numbers, so that the difference is known far better than either.
"""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import yaml

from skydome.engagement import event
from skydome.engagement.record import columns, width
from skydome.engagement.state import new_state
from skydome.engagement.tables.build import build_world
from skydome.engagement.tables.elevation import elevation_of
from skydome.scenario import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.arrays import Ints
    from skydome.engagement.world import World
    from skydome.scenario import ResolvedScenario

    Written = dict[str, Any]

UNLIMITED = 1_000  # missiles on each launcher

SITE, NEAR_ORIGIN, FAR_ORIGIN = [28, 75], [28, 74], [28, 71]
LOAD = {"48n6e3": 6, "40n6e": 2}


class Change(NamedTuple):
    """A worse and a better scenario, as functions of what they change."""

    name: str
    worse: Callable[[Written], None]
    better: Callable[[Written], None]


class Compared(NamedTuple):
    """Mean leakers before and after a change, their difference and its standard error."""

    worse: float
    better: float
    difference: float
    error: float

    @property
    def errors(self) -> float:
        """Return the difference in standard errors: positive where the better one leaks more."""
        if self.error == 0:
            return float(np.sign(self.difference) * (1e9 if self.difference else 0))
        return self.difference / self.error


def scenario_text(raid: str = "mixed", **doctrine: Any) -> Written:  # noqa: ANN401 - as written
    """Return one battery against a raid, as a person would write it.

    Parameters
    ----------
    raid
        ``cruise``: 12 low cruise missiles; ``saturation``: 40 of them; ``mixed``: 12, with six
        fighters and eight drones.
    doctrine
        Fields of the doctrine.
    """
    return {
        "name": "directions",
        "title": "One battery",
        "replications": 2_000,
        "duration_s": 900,
        "seed": 6,
        "terrain": {"flat": True, "placements": 1},
        "parameters": {
            "s-400-regiment.batteries": _said(1, "1"),
            "92n6e.antenna_height": _said(24, "m"),
        },
        "assets": [{"name": "power-station", "at": SITE, "value": 5}],
        "defence": [_unit("home", SITE)],
        "doctrine": {"salvo": 1, "engagements": 3, "assessment_s": 5, **doctrine},
        "raid": _raids()[raid],
    }


def _said(value: float, unit: str) -> Written:
    return {
        "value": value,
        "unit": unit,
        "source": "scenario-author",
        "confidence": "unsourced",
        "reason": "a value to compare with another one",
    }


def _unit(name: str, at: list[int], facing_deg: int = 270) -> Written:
    return {
        "name": name,
        "system": "s-400-regiment",
        "at": at,
        "facing_deg": facing_deg,
        "network": "one",
        "load": LOAD,
    }


def _wave(name: str, threat: str, count: int, origin: list[int]) -> Written:
    return {
        "name": name,
        "threat": threat,
        "count": count,
        "origin": origin,
        "to": "power-station",
        "start_s": 30,
        "jitter_s": 120,
    }


def _raids() -> dict[str, list[Written]]:
    return {
        "cruise": [_wave("cruise", "cruise-missile-low", 12, NEAR_ORIGIN)],
        "saturation": [_wave("cruise", "cruise-missile-low", 40, NEAR_ORIGIN)],
        "mixed": [
            _wave("cruise", "cruise-missile-low", 12, [28, 73]),
            _wave("fighters", "fighter", 6, FAR_ORIGIN),
            _wave("drones", "one-way-drone", 8, NEAR_ORIGIN),
        ],
    }


def _nothing(_: Written) -> None:
    """Change nothing."""


def _set(name: str, value: float, unit: str) -> Callable[[Written], None]:
    def change(written: Written) -> None:
        written["parameters"][name] = _said(value, unit)

    return change


def _channels(targets: int) -> Callable[[Written], None]:
    def change(written: Written) -> None:
        written["parameters"]["92n6e.target_channels"] = _said(targets, "1")
        written["parameters"]["92n6e.missile_channels"] = _said(2 * targets, "1")

    return change


def _kill(probability: float) -> Callable[[Written], None]:
    return _set("48n6e3.kill_probability.cruise_missile", probability, "1")


def _rain(mm_h: float) -> Callable[[Written], None]:
    def change(written: Written) -> None:
        written["weather"] = {"rain_mm_h": mm_h}

    return change


def _jamming(density_w_hz: float) -> Callable[[Written], None]:
    jammer = {"name": "stand-off", "at": FAR_ORIGIN, "density_w_hz": density_w_hz}

    def change(written: Written) -> None:
        written["jamming"] = [jammer]

    return change


def _battery_at(at: list[int], facing_deg: int) -> Callable[[Written], None]:
    def change(written: Written) -> None:
        written["defence"].append(_unit("far", at, facing_deg))

    return change


def _split(written: Written) -> None:
    """Write the first wave as two of half its size."""
    wave = written["raid"].pop(0)
    half = wave["count"] // 2
    parts = [wave | {"name": f"{wave['name']}-{n}", "count": half} for n in (1, 2)]
    written["raid"][:0] = parts


def _shifted(degrees: int) -> Callable[[Written], None]:
    def change(written: Written) -> None:
        for thing in (*written["assets"], *written["defence"]):
            thing["at"] = [thing["at"][0], thing["at"][1] + degrees]
        for wave in written["raid"]:
            wave["origin"] = [wave["origin"][0], wave["origin"][1] + degrees]

    return change


BETTER = [
    Change("target channels 6 to 10", _channels(6), _channels(10)),
    Change("mast 24 to 39 m", _nothing, _set("92n6e.antenna_height", 39, "m")),
    Change(
        "reaction 30 to 4 s",
        _set("55k6e.reaction_time", 30, "s"),
        _set("55k6e.reaction_time", 4, "s"),
    ),
    Change("48N6E3 kill probability 0.5 to 0.7", _kill(0.5), _kill(0.7)),
    Change("rain 20 to 0 mm/h", _rain(20), _rain(0)),
    Change("jamming 1 to 0.001 W/Hz", _jamming(1.0), _jamming(0.001)),
    Change("a second battery 150 km away", _nothing, _battery_at([27, 74], 270)),
    Change("a second battery 240 km away", _nothing, _battery_at([26, 76], 300)),
]
SAME = [
    Change("one wave as two", _nothing, _split),
    Change("everything 8 degrees farther east", _nothing, _shifted(8)),
]


def compare(change: Change, base: Written, replications: int, *, unlimited: bool) -> Compared:
    """Return mean leakers under a change, with the same random numbers before and after."""
    leaked = []
    for adapt in (change.worse, change.better):
        written = copy.deepcopy(base)
        adapt(written)
        leaked.append(leakers(resolved(written), replications, unlimited=unlimited))
    worse, better = leaked
    difference = better - worse
    error = float(difference.std(ddof=1) / np.sqrt(replications))
    return Compared(float(worse.mean()), float(better.mean()), float(difference.mean()), error)


def resolved(written: Written) -> ResolvedScenario:
    """Return a scenario in its resolved form."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "directions.yaml"
        file.write_text(yaml.safe_dump(written), encoding="utf-8")
        return load(file)


def leakers(scenario: ResolvedScenario, replications: int, *, unlimited: bool) -> Ints:
    """Return leakers of each replication, on the scenario's first placement."""
    world = build_world(scenario, elevation_of(scenario), 0)
    world = with_unlimited_stock(world) if unlimited else world
    rows = np.zeros((replications, width(world)), dtype=np.int32)
    state, agenda = new_state(world), event.new_agenda(world)
    event.run(world, state, agenda, scenario.seed, 0, 1, rows)
    leaked = [n for n, name in enumerate(columns(scenario)) if name.startswith("leaked.")]
    return np.asarray(rows[:, leaked].sum(axis=1, dtype=np.int32))


def with_unlimited_stock(world: World) -> World:
    """Return a world whose launchers never run empty."""
    full = np.where(world.unit_full > 0, UNLIMITED, 0).astype(np.int32)
    capacity = np.full_like(world.launcher_capacity, UNLIMITED)
    return world._replace(unit_full=full, launcher_capacity=capacity)
