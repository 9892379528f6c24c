"""Random worlds whose units turn and move, and draws that all random worlds use."""

from __future__ import annotations

import numpy as np

from skydome.engagement.tables.columns import ragged, thresholds
from skydome.engagement.world import HIT, MOVE, NEVER, NOBODY, SEEN, SHUT, WHOLE, World


def some(rng: np.random.Generator, low: int, high: int, *shape: int) -> np.ndarray:
    return rng.integers(low, high, shape).astype(np.int32)


def window(rng: np.random.Generator, row: np.ndarray) -> np.ndarray:
    """Blank a row outside a stretch of it."""
    first, last = np.sort(rng.integers(0, len(row), 2))
    kept = np.zeros_like(row)
    kept[first:last] = row[first:last]
    return kept


def stanced(world: World, rng: np.random.Generator) -> World:
    """Let units with a radar of their own turn, move to a second site and shut down."""
    radars, units = len(world.radar_network), len(world.unit_network)
    own = {u: r for r, u in enumerate(world.radar_unit.tolist()) if u != NOBODY}
    stances = [(u, own.get(u, NOBODY), 0) for u in range(units)]  # unit, radar, site
    copied: list[tuple[int, int]] = []  # the radar that it is elsewhere, its first one or nobody
    for u, r in own.items():
        others = int(rng.integers(0, 3))
        moves = rng.random() < 0.6
        for site, count in enumerate((others, 1 + others if moves else 0)):
            for _ in range(count):
                stances.append((u, radars + len(copied), site))
                copied.append((r, NOBODY if site else r))
    world = _more_radars(world, rng, copied)
    world = _more_flights(world, rng, [u for u, _, _ in stances])
    sites = [[e for e, s in enumerate(stances) if s[::2] == (u, site)] for u, _, site in stances]
    most = max(2, *map(len, sites))
    facing = np.full((len(stances), most), NOBODY, dtype=np.int32)
    second = np.full(len(stances), NOBODY, dtype=np.int32)
    for e, (u, _, site) in enumerate(stances):
        others = [other for other in sites[e] if other != e]
        facing[e, : len(others)] = others
        far = [other for other, s in enumerate(stances) if s[::2] == (u, 1)]
        if far and site == 0:
            second[e] = far[sites[e].index(e)]
    world = world._replace(
        look_round=int(rng.integers(1, 12)),
        stance_radar=np.array([r for _, r, _ in stances], dtype=np.int32),
        stance_facing=facing,
        stance_turn=some(rng, 1, 15, len(stances), most),
        stance_second=second,
    )
    return _leaving(world, rng, own)


def _more_radars(world: World, rng: np.random.Generator, copied: list[tuple[int, int]]) -> World:
    """Add radars that are others at another place or facing, silent at first."""
    source = np.array([r for r, _ in copied], dtype=np.intp)
    radars, count = len(world.radar_network), len(source)
    rows = _rows(world.detection_first, world.detection_offset, world.detection_threshold)
    seen = [*rows]
    for r in source:
        for path in range(world.paths):
            row = rows[r * world.paths + path]
            seen.append(window(rng, rng.permutation(row)) if len(row) > 1 else row)
    detections = ragged(seen)
    names = ("network", "command", "unit", "period", "confirm_hits", "confirm_looks", "drop_misses")
    taken = {f"radar_{name}": getattr(world, f"radar_{name}") for name in names}
    nodes = world.change_node + np.where(world.change_node >= world.commands + radars, count, 0)
    return world._replace(
        **{name: np.concatenate([values, values[source]]) for name, values in taken.items()},
        radar_on=np.append(world.radar_on, some(rng, NEVER, NEVER + 1, count)),
        radar_second=np.append(world.radar_second, some(rng, NOBODY, 0, count)),
        radar_first=np.append(world.radar_first, np.array([r for _, r in copied], dtype=np.int32)),
        detection_first=detections.first,
        detection_offset=detections.offset,
        detection_threshold=detections.values.astype(np.uint32),
        change_node=nodes.astype(np.int32),
    )


def _more_flights(world: World, rng: np.random.Generator, unit_of: list[int]) -> World:
    """Add flights from other stances; most paths are in reach of one stance of a unit only."""
    missiles = world.unit_stock.shape[1]
    side = rng.integers(0, 3, world.paths)
    place_of = [unit_of[:e].count(u) for e, u in enumerate(unit_of)]

    def in_reach(row: np.ndarray, e: int, path: int) -> np.ndarray:
        several = unit_of.count(unit_of[e]) > 1
        out = several and place_of[e] % 3 != side[path] and rng.random() < 0.9
        return np.zeros_like(row) if out else row

    rows = _rows(world.flight_first, world.flight_offset, world.flight_scans)
    shots = []
    for e, u in enumerate(unit_of):
        for place in range(missiles * world.paths):
            row = rows[u * missiles * world.paths + place]
            shots.append(in_reach(row, e, place % world.paths))
    flights = ragged(shots)
    return world._replace(
        flight_first=flights.first,
        flight_offset=flights.offset,
        flight_scans=flights.values.astype(np.uint16),
        flight_least=np.zeros((*world.flight_least.shape[:2], len(flights.values)), np.uint8),
        flight_kill=some(rng, 0, WHOLE + 1, len(flights.values)).astype(np.uint16),
    )


def _leaving(world: World, rng: np.random.Generator, own: dict[int, int]) -> World:
    """Let some of the units that radiate from the start move or shut down."""
    taken = set(zip(world.change_kind.tolist(), world.change_node.tolist(), strict=True))
    homes, added = world.threat_homes.copy(), []
    for u, r in own.items():
        moves = (MOVE, world.commands + len(world.radar_network) + u)
        shuts = (SHUT, world.commands + r)
        for change in (moves, shuts):
            possible = change == shuts or world.stance_second[u] != NOBODY
            if world.radar_on[r] == 0 and possible and change not in taken and rng.random() < 0.5:
                trigger = int(rng.choice([NOBODY, HIT, SEEN] if change == moves else [SEEN]))
                added.append((*change, trigger))
                homes[rng.random(len(homes)) < 0.3] = r
    kinds, nodes, triggers = (
        (np.array(column, dtype=np.int32) for column in zip(*added, strict=True))
        if added
        else (np.zeros(0, dtype=np.int32),) * 3
    )
    count = len(added)
    plain = np.full(count, NOBODY, dtype=np.int32)
    return world._replace(
        threat_homes=homes,
        change_kind=np.append(world.change_kind, kinds),
        change_node=np.append(world.change_node, nodes),
        change_chance=np.append(
            world.change_chance, thresholds(np.where(triggers == NOBODY, 0.8, 0.0))
        ),
        change_first=np.append(world.change_first, some(rng, 0, world.scans, count)),
        change_window=np.append(world.change_window, some(rng, 0, 30, count)),
        change_trigger=np.append(world.change_trigger, triggers),
        change_delay=np.append(world.change_delay, some(rng, 0, 5, count)),
        change_next=np.append(world.change_next, plain),
        change_absence=np.append(world.change_absence, some(rng, 1, 60, count)),
        change_doctrine=np.append(world.change_doctrine, np.zeros(count, dtype=np.int32)),
        change_pack=np.append(world.change_pack, some(rng, 0, 20, count)),
    )


def _rows(first: np.ndarray, offset: np.ndarray, values: np.ndarray) -> list[np.ndarray]:
    """Return ragged rows as plain ones, from local scan 0 on."""
    return [
        np.concatenate([np.zeros(f, dtype=values.dtype), values[a:b]])
        for f, a, b in zip(first, offset, offset[1:], strict=False)
    ]
