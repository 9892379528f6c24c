"""Whether a threat can fly the way that a wave is written to take."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.catalogue import Entry
    from skydome.scenario.authored import Scenario, Wave
    from skydome.yamlfile import Document

    Si = Callable[[Entry, str], float]


def check_way(document: Document, scenario: Scenario, n: int, entry: Entry, si: Si) -> None:
    """Refuse a wave that its threat cannot fly.

    Parameters
    ----------
    document, scenario
        Where complaints point, and what is written.
    n, entry
        Number of the wave in the raid, and its threat.
    si
        Returns a parameter of an entry in SI, as the scenario has it.

    Raises
    ------
    InputError
        The way is longer than the threat can fly, or turns or peaks as it cannot.
    """
    _check_reach(document, scenario, n, entry, si)
    _check_route(document, scenario, n, entry, si)


def distance_m(scenario: Scenario, wave: Wave) -> float:
    """Return the length of the geodesic from a wave's origin to its asset."""
    from pyproj import Geod

    to = next(asset.at for asset in scenario.assets if asset.name == wave.to)
    _, _, distance = Geod(ellps="WGS84").inv(wave.origin[1], wave.origin[0], to[1], to[0])
    return float(distance)


def flown_m(scenario: Scenario, wave: Wave) -> float:
    """Return how far a wave flies without waypoints."""
    return wave.release_range_m or distance_m(scenario, wave)


def _check_reach(document: Document, scenario: Scenario, n: int, entry: Entry, si: Si) -> None:
    """Refuse a wave that begins farther from its asset than its threat can fly."""
    wave = scenario.raid[n]
    distance = distance_m(scenario, wave)
    flown = flown_m(scenario, wave)
    if flown > distance:
        problem = f"the origin is {distance / 1e3:.0f} km from {wave.to}"
        allowed = f"at most {distance:.0f}"
        raise document.error(("raid", n, "release_range_m"), problem, allowed)
    reach = si(entry, "range") if "range" in entry.parameters else flown
    if flown > reach:
        problem = f"{wave.to} is {flown / 1e3:.0f} km away; {entry.id} reaches {reach / 1e3:.0f}"
        allowed = f"a nearer origin, or release_range_m of at most {reach:.0f}"
        raise document.error(("raid", n, "origin"), problem, allowed)


def _check_route(document: Document, scenario: Scenario, n: int, entry: Entry, si: Si) -> None:
    """Refuse waypoints of what cannot turn, an apogee of what does not fly an arc."""
    wave, motion = scenario.raid[n], entry.attributes["motion"]
    if wave.apogee_m is not None and motion != "ballistic":
        problem = f"{wave.threat} does not fly a ballistic arc"
        raise document.error(("raid", n, "apogee_m"), problem, "leave it out")
    if not wave.via:
        return
    from skydome.physics.motion.waypoints import plan_route, route_length_m  # brings the compiler

    if motion != "level" or "bank_limit" not in entry.parameters:
        problem = f"{wave.threat} flies straight"
        allowed = "no waypoints, or a level threat with a bank_limit"
        raise document.error(("raid", n, "via"), problem, allowed)
    if wave.release_range_m is not None:
        problem = "a flight through waypoints begins at its origin"
        raise document.error(("raid", n, "release_range_m"), problem, "leave it out")
    to = next(asset.at for asset in scenario.assets if asset.name == wave.to)
    speed = wave.speed_m_s or si(entry, "speed")
    latitudes, longitudes = zip(wave.origin, *wave.via, to, strict=True)
    try:
        route = plan_route(latitudes, longitudes, speed, si(entry, "bank_limit"))
    except ValueError as refused:
        problem, _, allowed = str(refused).partition("; allowed: ")
        raise document.error(("raid", n, "via"), problem, allowed) from None
    flown = route_length_m(route)
    if "range" in entry.parameters and flown > si(entry, "range"):
        reach = si(entry, "range") / 1e3
        problem = f"this way is {flown / 1e3:.0f} km long; {entry.id} reaches {reach:.0f}"
        raise document.error(("raid", n, "via"), problem, "a shorter way")
