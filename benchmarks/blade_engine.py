"""Play a raid with the engine of Panopticon BLADE, timed; run by an interpreter that has it.

    PYTHON benchmarks/blade_engine.py < raid.json

Reads one object (see `blade_race.raid_for_blade`) and writes one: for each replication, seconds of
the processor, aircraft killed, aircraft that arrived, and missiles fired. BLADE needs Python 3.12
or newer, and nothing of Skydome is used here. Aircraft appear when they set out; sites fire as
BLADE's own doctrine has it. Its chance comes from `random`, which is seeded.
"""

from __future__ import annotations

import json
import random
import sys
import time
from importlib import import_module
from typing import Any

ATTACKER, DEFENDER = "attacker", "defender"
FULL, RATE = 1.0, 1.0  # fuel, and what an hour takes of it; range is set by the speed then


def unit(kind: str, name: str, side: str, at: list[float], **more: Any) -> Any:  # noqa: ANN401
    """Return a unit of BLADE."""
    made = getattr(import_module(f"blade.units.{kind}"), kind)
    return made(
        id=name, name=name, side_id=side, class_name=kind, latitude=at[0], longitude=at[1], **more
    )


def missiles(raid: dict[str, Any], site: str, at: list[float]) -> Any:  # noqa: ANN401
    """Return the missiles of one site: as far as they fly in the time that their fuel lasts."""
    kind = raid["missile"]
    hours = kind["range_nmi"] / kind["speed_kn"]
    return unit(
        "Weapon",
        f"{site}-missiles",
        DEFENDER,
        at,
        altitude=0,
        heading=0,
        speed=kind["speed_kn"],
        current_fuel=hours,
        max_fuel=hours,
        fuel_rate=RATE,
        range=kind["range_nmi"],
        lethality=kind["lethality"],
        max_quantity=kind["ready"],
        current_quantity=kind["ready"],
    )


def game_of(raid: dict[str, Any]) -> Any:  # noqa: ANN401
    """Return a game with the sites and no aircraft yet."""
    side = import_module("blade.Side").Side
    relations = import_module("blade.Relationships").Relationships({DEFENDER: [ATTACKER]})
    sites = [
        unit(
            "Facility",
            f"site-{n}",
            DEFENDER,
            at,
            range=raid["detection_nmi"],
            weapons=[missiles(raid, f"site-{n}", at)],
        )
        for n, at in enumerate(raid["sites"])
    ]
    scenario = import_module("blade.Scenario").Scenario(
        sides=[side(ATTACKER, ATTACKER), side(DEFENDER, DEFENDER)],
        duration=raid["seconds"],
        facilities=sites,
        relationships=relations,
    )
    return import_module("blade.Game").Game(scenario)


def aircraft_of(raid: dict[str, Any], number: int) -> Any:  # noqa: ANN401
    """Return one aircraft on its way."""
    flight = raid["aircraft"][number]
    return unit(
        "Aircraft",
        f"aircraft-{number}",
        ATTACKER,
        flight["origin"],
        altitude=10_000,
        heading=0,
        speed=raid["aircraft_kn"],
        current_fuel=FULL,
        max_fuel=FULL,
        fuel_rate=RATE,
        range=0,
        route=[list(flight["to"])],
    )


def play(raid: dict[str, Any]) -> dict[str, float]:
    """Play one replication and return what it came to."""
    game = game_of(raid)
    world, arrived = game.current_scenario, 0
    starts: dict[int, list[int]] = {}
    for number, flight in enumerate(raid["aircraft"]):
        starts.setdefault(int(flight["start_s"]), []).append(number)
    began = time.process_time()
    for second in range(raid["seconds"]):
        world.aircraft.extend(aircraft_of(raid, number) for number in starts.get(second, ()))
        game.step("")
        there = [one for one in world.aircraft if not one.route]
        for one in there:
            world.aircraft.remove(one)
        arrived += len(there)
    left = sum(kind.current_quantity for site in world.facilities for kind in site.weapons)
    return {
        "seconds": time.process_time() - began,
        "killed": len(raid["aircraft"]) - arrived - len(world.aircraft),
        "arrived": arrived,
        "fired": raid["missile"]["ready"] * len(raid["sites"]) - left,
    }


def main() -> None:
    """Read a raid, play it, and write the outcomes."""
    raid = json.load(sys.stdin)
    random.seed(raid["seed"])
    json.dump([play(raid) for _ in range(raid["replications"])], sys.stdout)


if __name__ == "__main__":
    main()
