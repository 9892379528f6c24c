"""The benchmark raid: 100 threats, 8 units, 4 missile types, 600 one-second scans.

Threats fly straight at one of eight batteries, each with one radar, in two networks of four. The
geometry is flat and artificial; the tables have the shape and density of those of a real scenario.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.engagement.sizes import plain_world
from skydome.engagement.tables.columns import ragged, thresholds
from skydome.engagement.tables.defaults import each
from skydome.engagement.world import WHOLE, World, with_rules

if TYPE_CHECKING:
    from numpy.typing import NDArray

THREATS, UNITS, NETWORKS, SCANS, CLASSES = 100, 8, 2, 600, 4
REACH_M = np.array([40e3, 90e3, 130e3, 200e3])  # of the four missile types
MISSILE_M_S = np.array([900.0, 1_000.0, 1_100.0, 1_200.0])
SPEED_M_S = np.array([250.0, 220.0, 600.0, 300.0])  # of the four classes
SEEN_M = np.array([190e3, 60e3, 150e3, 110e3])  # range of even chances, by class
KILL = np.array(
    [[0.7, 0.6, 0.5, 0.55], [0.7, 0.55, 0.5, 0.5], [0.65, 0.5, 0.45, 0.45], [0.6, 0.4, 0.4, 0.4]]
)
LENGTHS = np.array([520, 420, 300, 460])


def build(threats: int = THREATS, units: int = UNITS, longer: int = 1) -> World:
    """Return the benchmark's tables, or those of a raid of another size.

    Parameters
    ----------
    threats, units
        A multiple of four units.
    longer
        Scans and flights are so many times as long.
    """
    rng = np.random.default_rng(400)
    unit_at = np.column_stack([np.linspace(0, 280e3, units), np.zeros(units)])
    classes = np.arange(threats, dtype=np.int32) % CLASSES
    lengths = LENGTHS * longer
    ranges = [_ranges(rng, unit_at, int(c), int(lengths[c])) for c in classes]
    detections = ragged(
        _detection(ranges[t][u], int(classes[t])) for u in range(units) for t in range(threats)
    )
    flights = ragged(
        _flights(ranges[t][u], k)
        for u in range(units)
        for k in range(len(REACH_M))
        for t in range(threats)
    )

    network = (np.arange(units) * NETWORKS // units).astype(np.int32)
    launchers = np.tile(np.array([0, 1, 2, 3], dtype=np.int32), units)
    world = plain_world(
        scans=SCANS * longer,
        threat_start=rng.integers(0, 60 * longer, threats).astype(np.int32),
        threat_jitter=each(threats, 30),
        threat_path=np.arange(threats, dtype=np.int32),
        threat_length=lengths[classes].astype(np.int32),
        threat_class=classes,
        threat_asset=(np.arange(threats) % units).astype(np.int32),
        threat_hold=each(threats, 3),
        radar_network=network,
        unit_network=network,
        networks=NETWORKS,
        radar_period=np.array([2, 4, 6, 10] * (units // 4), dtype=np.int32),
        radar_confirm_hits=each(units, 2),
        radar_confirm_looks=each(units, 3),
        radar_drop_misses=each(units, 3),
        detection_first=detections.first,
        detection_offset=detections.offset,
        detection_threshold=detections.values,
        unit_reaction=each(units, 8),
        unit_target_channels=each(units, 6),
        unit_missile_channels=each(units, 12),
        unit_launcher=np.arange(0, 4 * units + 1, 4, dtype=np.int32),
        unit_stock=np.full((units, 4), 16, dtype=np.int32),
        launcher_missile=launchers,
        launcher_capacity=np.where(launchers == 0, 16, 8).astype(np.int32),
        launcher_reload=each(4 * units, 180),
        flight_first=flights.first,
        flight_offset=flights.offset,
        flight_scans=flights.values,
        flight_kill=np.full(len(flights.values), WHOLE, dtype=np.uint16),
        kill_threshold=thresholds(KILL),
        label_salvo=np.array([[1, 1, 2, 1]], dtype=np.int32),
        label_reserved=np.array([[0, 0, 1, 0]], dtype=np.int32),
        unit_reserve=np.ones((1, units, 4), dtype=np.int32),
        engagements=each(1, 4),
        assessment=each(1, 4),
        assets=units,
        paths=threats,
    )
    return with_rules(world)


def _ranges(
    rng: np.random.Generator, unit_at: NDArray[np.float64], target_class: int, length: int
) -> NDArray[np.float64]:
    """Return the range from every unit to a threat in each of its scans, units × scans."""
    speed = SPEED_M_S[target_class]
    aim, bearing = unit_at[rng.integers(len(unit_at))], rng.uniform(-0.8, 0.8)
    back = speed * (length - np.arange(length + 1.0))
    track = aim + back[:, None] * np.array([np.sin(bearing), np.cos(bearing)])
    return np.asarray(np.linalg.norm(track[None, :, :] - unit_at[:, None, :], axis=2) + 1e3)


def _detection(range_m: NDArray[np.float64], target_class: int) -> NDArray[np.uint32]:
    snr = 18.9 * (SEEN_M[target_class] / range_m) ** 4
    chance = 10 ** (-6 / (1 + snr))  # Swerling 1, one pulse, false alarms 1e-6
    return thresholds(np.where(chance > 1e-3, chance, 0.0))


def _flights(range_m: NDArray[np.float64], k: int) -> NDArray[np.uint16]:
    """Return scans to the intercept of a missile of constant speed, by launch scan."""
    scans = np.ceil(range_m / MISSILE_M_S[k]).astype(int)
    inside = (range_m < REACH_M[k]) & (range_m > 2e3)
    found = np.zeros(len(range_m), dtype=np.uint16)
    for meeting in np.flatnonzero(inside):
        launch = meeting - scans[meeting]
        if launch >= 0 and found[launch] == 0:
            found[launch] = scans[meeting]
    return found
