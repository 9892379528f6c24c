"""The JSON of a scenario of Panopticon BLADE."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from skydome.draft.found import Contents, Found, SetAside
from skydome.errors import InputError
from skydome.forms import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST_BYTES = 64_000_000
EXPECTED = "a scenario that BLADE has saved"
# what a scenario of BLADE has and one of Skydome has no place for
NOT_CARRIED = {
    "weapons": "missiles in flight at the start",
    "doctrine": "BLADE's doctrine; write Skydome's",
    "relationships": "alliances; Skydome has one side that defends and one that attacks",
    "missions": "missions other than strikes at a target",
}


def read(file: Path, side: str | None) -> Contents:
    """Return facilities and bases of the side that defends, and aircraft of the others.

    Aircraft of one class that start within one degree and fly to one target are one wave.

    Raises
    ------
    InputError
        The file is no scenario of BLADE, or has no such side.
    """
    scenario = _scenario(file)
    names = _sides(scenario)
    defends = _defender(file, scenario, names, side)
    ours = [one for one in _objects(scenario, "facilities") if _side(one, names) == defends]
    bases = [one for one in _objects(scenario, "airbases") if _side(one, names) == defends]
    points = [one for one in _objects(scenario, "referencePoints") if _side(one, names) == defends]
    aside: list[SetAside] = []
    found = [*_places(ours, "unit", aside), *_places([*bases, *points], "asset", aside)]
    found += _waves(scenario, names, defends, aside)
    _set_aside(scenario, names, defends, aside)
    title = str(scenario.get("name") or "")
    return Contents(title, found, aside, _whole(scenario.get("duration")))


def _scenario(file: Path) -> dict[str, Any]:
    try:
        content = file.read_bytes()
        if len(content) > LARGEST_BYTES:
            raise InputError("the file is too large", file=file, allowed=f"{LARGEST_BYTES:,} bytes")
        document = json.loads(content)
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        raise InputError(f"cannot be read: {reason}", file=file) from None
    except (ValueError, RecursionError):
        raise InputError("this is not JSON", file=file, allowed=EXPECTED) from None
    scenario = document.get("currentScenario") if isinstance(document, dict) else None
    if not isinstance(scenario, dict):
        raise InputError("there is no currentScenario in it", file=file, allowed=EXPECTED)
    return scenario


def _objects(scenario: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    some = scenario.get(kind)
    return [one for one in some if isinstance(one, dict)] if isinstance(some, list) else []


def _sides(scenario: dict[str, Any]) -> dict[str, str]:
    """Return the name of each side by its id; older files name sides, newer ones their ids."""
    return {str(one.get("id")): str(one.get("name")) for one in _objects(scenario, "sides")}


def _side(one: dict[str, Any], names: dict[str, str]) -> str:
    return str(one.get("sideName") or names.get(str(one.get("sideId")), ""))


def _defender(file: Path, scenario: dict[str, Any], names: dict[str, str], side: str | None) -> str:
    known = list(names.values())
    if side is not None and side not in known:
        problem = f"there is no side {side!r}{did_you_mean(side, known)}"
        raise InputError(problem, file=file, field="--side", allowed=", ".join(known))
    if side is not None:
        return side
    counts = Counter(_side(one, names) for one in _objects(scenario, "facilities"))
    if not counts:
        raise InputError("no side has a facility", file=file, allowed=EXPECTED)
    return counts.most_common(1)[0][0]


def _places(some: list[dict[str, Any]], role: str, aside: list[SetAside]) -> Iterator[Found]:
    for one in some:
        kind, name = str(one.get("className") or ""), str(one.get("name") or "")
        at = _position(one)
        if at is None:
            aside.append(SetAside(name, "it has no position"))
            continue
        yield Found(f"{role}", name, *at, words=(kind,), said=kind, role=role)


def _position(one: dict[str, Any]) -> tuple[float, float] | None:
    try:
        latitude, longitude = float(one["latitude"]), float(one["longitude"])
    except (KeyError, TypeError, ValueError):
        return None
    inside = abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004 - degrees
    return (latitude, longitude) if inside else None


def _aircraft(scenario: dict[str, Any]) -> list[dict[str, Any]]:
    """Return aircraft in flight and those on bases, where these are."""
    parked = [
        {**one, "latitude": base.get("latitude"), "longitude": base.get("longitude")}
        for base in _objects(scenario, "airbases")
        for one in _objects(base, "aircraft")
    ]
    return [*_objects(scenario, "aircraft"), *parked]


def _targets(scenario: dict[str, Any]) -> dict[str, str]:
    """Return the name of what each aircraft flies to, from its own target or its mission's."""
    names = {
        str(one.get("id")): str(one.get("name"))
        for kind in ("facilities", "airbases", "ships", "referencePoints")
        for one in _objects(scenario, kind)
    }
    aims: dict[str, str] = {}
    for mission in _objects(scenario, "missions"):
        targets = mission.get("assignedTargetIds")
        units = mission.get("assignedUnitIds")
        if isinstance(targets, list) and targets and isinstance(units, list):
            aims |= {str(unit): names.get(str(targets[0]), "") for unit in units}
    for one in _aircraft(scenario):
        if one.get("targetId"):
            aims[str(one.get("id"))] = names.get(str(one["targetId"]), "")
    return aims


def _waves(
    scenario: dict[str, Any], names: dict[str, str], defends: str, aside: list[SetAside]
) -> Iterator[Found]:
    aims, groups = _targets(scenario), Counter[tuple[str, int, int, str]]()
    first: dict[tuple[str, int, int, str], str] = {}
    for one in _aircraft(scenario):
        if _side(one, names) == defends:
            continue
        at = _position(one)
        if at is None:
            aside.append(SetAside(str(one.get("name")), "it has no position"))
            continue
        key = (
            str(one.get("className") or ""),
            round(at[0]),
            round(at[1]),
            aims.get(str(one.get("id")), ""),
        )
        groups[key] += 1
        first.setdefault(key, str(one.get("name") or "wave"))
    for key, count in groups.items():
        kind, latitude, longitude, to = key
        yield Found(
            "aircraft", first[key], latitude, longitude, (kind,), kind, "threat", count, to=to
        )


def _set_aside(
    scenario: dict[str, Any], names: dict[str, str], defends: str, aside: list[SetAside]
) -> None:
    """List what cannot be carried over, a line for each sort of thing."""
    own = sum(_side(one, names) == defends for one in _aircraft(scenario))
    if own:
        aside.append(SetAside(f"{own} aircraft of {defends}", "Skydome's defence has no aircraft"))
    for kind in ("facilities", "airbases"):
        others = [one for one in _objects(scenario, kind) if _side(one, names) != defends]
        if others:
            listed = ", ".join(str(one.get("name")) for one in others)
            aside.append(
                SetAside(f"{kind} of the attacker: {listed}", "only its aircraft are used")
            )
    ships = [str(one.get("name")) for one in _objects(scenario, "ships")]
    if ships:
        aside.append(SetAside(f"ships: {', '.join(ships)}", "Skydome has no ships"))
    if any(one.get("route") for one in _aircraft(scenario)):
        aside.append(SetAside("routes of aircraft", "waves fly straight; write via for waypoints"))
    if any(one.get("weapons") for one in _objects(scenario, "facilities")):
        why = "the catalogue's missiles are used, with its magazines and kill probabilities"
        aside.append(SetAside("weapons of facilities, their numbers and lethality", why))
    aside += [SetAside(kind, why) for kind, why in NOT_CARRIED.items() if scenario.get(kind)]
    why = "the catalogue's are used"
    aside.append(SetAside("speeds, altitudes, fuel and ranges of aircraft and facilities", why))


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and value > 0 else None
