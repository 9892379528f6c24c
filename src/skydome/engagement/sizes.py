"""The sizes of a world's tables: names, the columns they follow from, and checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.engagement.fields import check_columns, declared, given_sizes, plain_column
from skydome.engagement.jam_scales import GROWTHS, LOOKS, STEPS
from skydome.engagement.world import BEST, CASES, NOBODY, SENTINELS, World

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SIZES = {
    "R": "radars, relays last",
    "O": "radars without the relays",
    "W": "relays",
    "N": "networks",
    "G": "groups",
    "S": "command posts",
    "Q": "command posts with a limit",
    "U": "fire units (batteries)",
    "H": "target channels of the unit that has most",
    "L": "launchers",
    "K": "missile types",
    "T": "threats",
    "C": "target classes",
    "bins": "equally likely levels of a raid's effectiveness; 0 if raids do not differ",
    "B": "labels",
    "P": "distinct paths",
    "A": "assets",
    "D": "doctrines",
    "X": "changes that may come",
    "E": "stances",
    "F": "other facings of the unit that has most",
    "J": "intermittent and airborne jammers, those on board of threats last",
    "V": "looks in the detection tables",
    "Z": "launches in the flight tables",
    "points": "positions of jammers, one jammer after another",
    "kinds": "kinds of look: a radar's detection curve at one fluctuation case",
    "openings": "states that replications may open with",
    "opening": "integers of such a state",
    "scans": "scans of a replication",
}
# default sizes of a world; a size that is not listed must follow from a column
USUAL = {
    "D": "1",
    "F": "1",
    "X": "0",
    "Q": "0",
    "W": "0",
    "J": "0",
    "points": "0",
    "kinds": "0",
    "openings": "0",
    "opening": "0",
    "bins": "0",
    "S": "N",
    "G": "N",
    "E": "U",
    "B": "C",
    "C": "B",
}
TABLED = {
    "levels": STEPS + 1,
    "LOOKS": LOOKS,
    "GROWTHS": GROWTHS,
    "BEST": BEST,
    "CASES": CASES,
}  # of `jam_scales`

TABLES = declared(World)
# the rules without which some fields are empty, and the worlds that use them
RULES: dict[str, Callable[[World], bool]] = {
    "jammers": lambda world: world.jammers > 0,
    "own_tracks": lambda world: world.any_track == 0,
    "loaders": lambda world: bool((world.unit_loaders != NOBODY).any()),
    "turns": lambda world: world.look_round > 0,
    "openings": lambda world: len(world.opening) > 0,
    "depots": lambda world: len(world.depot) > 0,
    "correlation": lambda world: world.raid_kill.size > 0,
}


def sizes_of(columns: Mapping[str, Any]) -> dict[str, int]:
    """Return the size of every axis, from the columns of a world or by default.

    Raises
    ------
    ValueError
        A column has the wrong number of axes.
    """
    sizes = given_sizes(TABLES, columns)
    for name, usual in USUAL.items():
        if name not in sizes and (usual.isdigit() or usual in sizes):
            sizes[name] = int(usual) if usual.isdigit() else sizes[usual]
    sizes["O"] = sizes.get("R", 0) - sizes["W"]
    return sizes | TABLED


def at_work(world: World) -> set[str]:
    """Return the names of the `RULES` that are active in a world."""
    return {name for name, works in RULES.items() if works(world)}


def check_world(world: World) -> World:
    """Return the world if its columns match their declarations.

    Raises
    ------
    ValueError
        Names a column of a wrong type or shape, or one that refers to things that do not exist.
    """
    columns = world._asdict()
    check_columns(TABLES, columns, sizes_of(columns), at_work(world), SENTINELS)
    return world


def plain_world(**given: Any) -> World:  # noqa: ANN401 - arrays and numbers
    """Return a world with the given columns, in which only the rules that they use are active.

    The sizes follow from the columns. Kernels for it are compiled with every rule until
    `with_rules` states that there is none.

    Raises
    ------
    TypeError
        A column without a plain value is missing, or there is no such column.
    ValueError
        As `check_world`.
    """
    unknown = sorted(given.keys() - TABLES.keys())
    if unknown:
        raise TypeError(f"World has no field {', '.join(unknown)}")
    return check_world(World(**plain_columns(given)))


def plain_columns(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return all columns of a world: the given ones, and plain values of the others."""
    sizes = sizes_of(given)
    columns = {"rules": np.zeros(1, dtype=np.int32), **given}
    for name in TABLES:
        if name not in columns:
            columns[name] = plain_column(name, TABLES, sizes, columns)
    return columns


def resized(world: World, **sizes: int) -> World:
    """Return a world with a different number of doctrines, labels or the like.

    Every column in which an axis changes its length gets its plain values; the caller then sets
    those that differ.
    """
    columns, changed = world._asdict(), sizes.keys()
    kept = {
        name: columns[name]
        for name, (field, _) in TABLES.items()
        if not changed & set(field.shape.replace("*", " ").replace("+", " ").split())
    }
    full = sizes_of(columns) | sizes
    fresh = {name: plain_column(name, TABLES, full, kept) for name in TABLES if name not in kept}
    return World(**kept | fresh)
