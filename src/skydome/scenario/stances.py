"""Where radars and batteries stand, which way they may turn, and where they may move to."""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, NamedTuple

from skydome.scenario import resolved as r
from skydome.scenario.authored import Emission, Unit
from skydome.scenario.resolve_command import written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from skydome.catalogue import Entry
    from skydome.scenario.authored import Relocation, Sensor
    from skydome.yamlfile import Document, Key

DEGREES = 180 / pi
MOVED = ("moved", "turned")  # emission of radars that stand elsewhere than they begin
ALL_AROUND_DEG = 359.0  # a sector beyond which there is nothing to turn to


def site_of(name: str, unit: Unit | Sensor) -> r.Site:
    """Return a site of a unit or a sensor."""
    latitude, longitude = unit.at
    return r.Site(name=name, unit=unit.name, latitude_deg=latitude, longitude_deg=longitude)


def radar_of(
    name: str, entry: str, site: int, network: int, unit: Unit | Sensor, role: str
) -> r.Radar:
    """Return a radar as it stands at first."""
    emission = unit.emission if isinstance(unit, Unit) else Emission.model_validate({})
    acquires = role == "acquisition"
    shuts = emission.shut_down if acquires else emission.engagement_shut_down
    moves = acquires and shuts and emission.relocate_s is not None
    return r.Radar(
        name=name,
        unit=unit.name,
        entry=entry,
        site=site,
        network=network,
        facing_deg=unit.facing_deg,
        emission=getattr(emission, role),
        on_s=r.default(0.0, "s") if emission.at_s is None else written(emission, "at_s", "s"),
        warm_up_s=written(emission, "warm_up_s", "s"),
        shuts_down=shuts,
        moves_to=f"{name}-second" if moves else "",
        relocate_s=written(emission, "relocate_s", "s") if moves else r.default(0.0, "s"),
    )


def add_second_sites(
    sites: list[r.Site], radars: list[r.Radar], mast_raise_s: Callable[[str], float]
) -> None:
    """Give each acquisition radar that moves a second site, behind all other radars and sites.

    ``mast_raise_s`` returns, by catalogue id, how long a radar's mast takes to raise.
    """
    for radar in [radar for radar in radars if radar.moves_to]:
        sites.append(sites[radar.site].model_copy(update={"name": radar.moves_to}))
        second = {"name": radar.moves_to, "site": len(sites) - 1, "emission": "moved"}
        second |= {"mast_down": radar.relocate_s.value < mast_raise_s(radar.entry)}
        radars.append(radar.model_copy(update=second | {"moves_to": "", "shuts_down": False}))


def add_stances(
    sites: list[r.Site],
    radars: list[r.Radar],
    batteries: Iterable[r.Battery],
    units: dict[str, Unit],
    mast_raise_s: Callable[[str], float],
) -> list[r.Battery]:
    """Give batteries that turn or move their further sites and radars, behind all others.

    At a second site a radar works at the height of its vehicle unless setting up takes at least
    as long as raising its mast.
    """
    found = []
    for battery in batteries:
        unit = units[battery.unit]
        first = radars[battery.radar]
        places, down = [battery.site], False
        if battery.move is not None:
            sites.append(sites[battery.site].model_copy(update={"name": f"{battery.name}-second"}))
            places.append(len(sites) - 1)
            down = battery.move.set_up_s.value < mast_raise_s(first.entry)
        stances = []
        for second, site in enumerate(places):
            for n, facing in enumerate((unit.facing_deg, *unit.facings_deg)):
                number = battery.radar
                if second or n:
                    name = first.name + "-second" * second + f"-{facing:g}" * (n > 0)
                    moved = {"name": name, "site": site, "facing_deg": facing}
                    moved |= {"emission": "turned", "shuts_down": False}
                    moved |= {"mast_down": down and bool(second)}
                    number = len(radars)
                    radars.append(first.model_copy(update=moved))
                stances.append(
                    r.Stance(site=site, radar=number, facing_deg=facing, second=bool(second))
                )
        found.append(battery.model_copy(update={"stances": tuple(stances)}))
    return found


class Reader(NamedTuple):
    """What complains about a scenario's lines, and reads the catalogue as the scenario has it."""

    document: Document
    si: Callable[[Entry, str], r.Quantity]
    has: Callable[[Entry, str], bool]


class Conduct(NamedTuple):
    """How a unit's batteries turn, move and shut down, and the numbers of those that move."""

    slew_s: r.Quantity | None
    move: r.Move | None
    back_s: r.Quantity | None
    movers: frozenset[int]


def conduct_of(read: Reader, n: int, unit: Unit, system: Entry, radar: Entry) -> Conduct:
    """Return what a unit's batteries do, and refuse what they cannot."""
    count = round(read.si(system, "batteries").value)
    numbers = unit.relocation.batteries if unit.relocation else ()
    for at, number in enumerate(numbers):
        if number > count:
            key: Key = ("defence", n, "relocation", "batteries", at)
            problem = f"{unit.name} has no battery {number}"
            raise read.document.error(key, problem, ", ".join(map(str, range(1, count + 1))))
    back = unit.emission.engagement_back_s
    return Conduct(
        slew_s=_slew(read, n, unit, radar),
        move=_move(read, n, unit.relocation, system) if unit.relocation else None,
        back_s=None if back is None else written(unit.emission, "engagement_back_s", "s"),
        movers=frozenset(numbers or range(1, count + 1)),
    )


def _slew(read: Reader, n: int, unit: Unit, radar: Entry) -> r.Quantity | None:
    """Return the time of a turn if written; refuse facings of a radar without need or rate."""
    key: Key = ("defence", n, "facings_deg")
    if not unit.facings_deg:
        return None
    if read.si(radar, "sector_width").value * DEGREES >= ALL_AROUND_DEG:
        raise read.document.error(key, f"{radar.id} looks all around", "leave it out")
    if unit.slew_s is not None:
        return written(unit, "slew_s", "s")
    if not read.has(radar, "slew_rate"):
        allowed = f"slew_s, in seconds, or {radar.id}.slew_rate under parameters"
        raise read.document.error(key, f"{radar.id} has no slew_rate", allowed)
    return None


def _move(read: Reader, n: int, plan: Relocation, system: Entry) -> r.Move:
    """Return how batteries move; the catalogue says how long they set up."""
    if plan.set_up_s is not None:
        set_up = written(plan, "set_up_s", "s")
    elif read.has(system, "set_up_time"):
        set_up = read.si(system, "set_up_time")
    else:
        key: Key = ("defence", n, "relocation")
        problem, allowed = f"{system.id} has no set_up_time", "set_up_s, in seconds"
        raise read.document.error(key, problem, allowed)
    pack_up = r.default(set_up.value, "s", "taken to be as long as setting up")
    return r.Move(
        when=plan.when,
        at_s=r.default(0.0, "s") if plan.at_s is None else written(plan, "at_s", "s"),
        pack_up_s=pack_up if plan.pack_up_s is None else written(plan, "pack_up_s", "s"),
        travel_s=written(plan, "travel_s", "s"),
        set_up_s=set_up,
    )
