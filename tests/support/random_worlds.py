"""Worlds drawn at random, small and with every rule at work."""

from __future__ import annotations

import numpy as np

from skydome.engagement.tables import ragged, thresholds
from skydome.engagement.world import WHOLE, World


def random_world(seed: int) -> World:
    """Return a world with some of everything; the seed decides all."""
    rng = np.random.default_rng(seed)
    threats, paths, classes, missiles = (int(n) for n in rng.integers([1, 1, 1, 1], [16, 6, 4, 4]))
    networks = int(rng.integers(1, 4))
    radars, units = (networks + int(n) for n in rng.integers(0, 4, 2))
    scans, longest = (int(n) for n in rng.integers([40, 30], [200, 160]))
    path_length = rng.integers(10, longest, paths)
    path = rng.integers(paths, size=threats)

    def some(low: int, high: int, *shape: int) -> np.ndarray:
        return rng.integers(low, high, shape).astype(np.int32)

    def spread(count: int) -> np.ndarray:
        """Every network has at least one."""
        return rng.permutation(
            np.concatenate([np.arange(networks), some(0, networks, count - networks)])
        ).astype(np.int32)

    chance = rng.choice([0.1, 0.5, 0.9, 1.0])
    detections = ragged(
        _window(rng, thresholds(np.full(length + 1, chance) * rng.random(length + 1) ** 0.3))
        for _ in range(radars)
        for length in path_length
    )
    flights = ragged(
        _window(rng, rng.integers(0, 2, length + 1) * rng.integers(1, 25, length + 1)).astype(
            np.uint16
        )
        for _ in range(units * missiles)
        for length in path_length
    )
    launchers = some(1, 4, units)
    looks = some(1, 6, radars)
    return World(
        scans=scans,
        threat_start=some(-30, scans, threats),
        threat_jitter=some(0, 20, threats),
        threat_path=path.astype(np.int32),
        threat_length=path_length[path].astype(np.int32),
        threat_class=some(0, classes, threats),
        threat_asset=some(0, 2, threats),
        threat_hold=some(1, 12, threats),
        radar_network=spread(radars),
        radar_period=some(1, 12, radars),
        radar_confirm_hits=np.minimum(some(1, 5, radars), looks),
        radar_confirm_looks=looks,
        radar_drop_misses=some(1, 6, radars),
        detection_first=detections.first,
        detection_offset=detections.offset,
        detection_threshold=detections.values.astype(np.uint32),
        unit_network=spread(units),
        unit_reaction=some(0, 15, units),
        unit_target_channels=some(1, 4, units),
        unit_missile_channels=some(1, 7, units),
        unit_launcher=np.concatenate([[0], np.cumsum(launchers)]).astype(np.int32),
        unit_reserve=some(0, 2, units, missiles),
        unit_stock=some(0, 6, units, missiles),
        launcher_missile=some(0, missiles, int(launchers.sum())),
        launcher_capacity=some(1, 5, int(launchers.sum())),
        launcher_reload=np.repeat(some(1, 40, units), launchers).astype(np.int32),
        flight_first=flights.first,
        flight_offset=flights.offset,
        flight_scans=flights.values.astype(np.uint16),
        flight_kill=some(0, WHOLE + 1, len(flights.values)).astype(np.uint16),
        kill_threshold=thresholds(rng.random((missiles, classes))),
        common_threshold=thresholds(rng.choice([0.0, 0.2], missiles)),
        common_level=some(0, 2, missiles),
        class_salvo=some(1, 4, classes),
        class_reserved=some(0, 2, classes),
        missile_order=rng.permutation(missiles).astype(np.int32),
        engagements=int(rng.integers(1, 6)),
        assessment=int(rng.integers(0, 8)),
        assets=2,
        networks=networks,
        paths=paths,
    )


def width(world: World) -> int:
    """Return the number of columns of a world's rows."""
    units, missiles = world.unit_stock.shape
    return 5 * len(world.class_salvo) + missiles + world.assets + 2 * units + 4


def _window(rng: np.random.Generator, row: np.ndarray) -> np.ndarray:
    """Blank a row outside a stretch of it."""
    first, last = np.sort(rng.integers(0, len(row), 2))
    kept = np.zeros_like(row)
    kept[first:last] = row[first:last]
    return kept
