"""Worlds made by hand, in which the kernel's answer is known in closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement import reference
from skydome.engagement.record import width
from skydome.engagement.sizes import plain_world
from skydome.engagement.state import State, new_state
from skydome.engagement.tables.columns import ragged, thresholds
from skydome.engagement.tables.defaults import each
from skydome.engagement.tables.kills import LEVELS, level_thresholds
from skydome.engagement.world import LOOK, PER_TARGET, WHOLE, World

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 20_000


class Setting(NamedTuple):
    """One or more layers (networks of one unit each) against equal threats on one path.

    Every radar looks once a scan, from the threat's first scan on, and sees it with one
    probability, certain unless said; a launch is possible in the scans of the window, and every
    missile flies ``flight`` scans. ``raid_correlation`` is that of single shots in one replication.
    """

    threats: int = 1
    layers: int = 1
    kill_probability: float = 0.7
    salvo: int = 1
    engagements: int = 1
    channels: int = 100
    stock: int = 1_000
    flight: int = 1
    window: int = 20
    length: int = 24
    scans: int = 26
    jitter: int = 0
    common_failure: float = 0.0
    common_level: int = PER_TARGET
    raid_correlation: float = 0.0
    detection_probability: float = 1.0
    confirm_hits: int = 1
    confirm_looks: int = 1
    policy: int = LOOK


def build(setting: Setting) -> World:
    """Return the world of a setting."""
    s = setting
    seen = thresholds(np.full(s.length, s.detection_probability))
    shots = np.full(s.window, s.flight, dtype=np.uint16)
    layer = np.arange(s.layers, dtype=np.int32)
    detections, flights = ragged([seen] * s.layers), ragged([shots] * s.layers)

    return plain_world(
        scans=s.scans,
        threat_start=each(s.threats, 0),
        threat_jitter=each(s.threats, s.jitter),
        threat_path=each(s.threats, 0),
        threat_length=each(s.threats, s.length),
        threat_class=each(s.threats, 0),
        threat_asset=each(s.threats, 0),
        radar_network=layer,
        unit_network=layer,
        networks=s.layers,
        radar_period=each(s.layers, 1),
        radar_confirm_hits=each(s.layers, s.confirm_hits),
        radar_confirm_looks=each(s.layers, s.confirm_looks),
        radar_drop_misses=each(s.layers, 1),
        detection_first=detections.first,
        detection_offset=detections.offset,
        detection_threshold=detections.values,
        unit_reaction=each(s.layers, 0),
        unit_target_channels=each(s.layers, s.channels),
        unit_missile_channels=each(s.layers, s.channels * s.salvo),
        unit_launcher=np.arange(s.layers + 1, dtype=np.int32),
        unit_stock=np.zeros((s.layers, 1), dtype=np.int32),
        launcher_missile=each(s.layers, 0),
        launcher_capacity=each(s.layers, s.stock),
        launcher_reload=each(s.layers, 1),
        flight_first=flights.first,
        flight_offset=flights.offset,
        flight_scans=flights.values,
        flight_kill=np.full(len(flights.values), WHOLE, dtype=np.uint16),
        kill_threshold=thresholds(np.array([[s.kill_probability]])),
        common_threshold=thresholds(np.array([s.common_failure])),
        common_level=each(1, s.common_level),
        raid_kill=_raid_kill(s),
        label_salvo=np.array([[s.salvo]], dtype=np.int32),
        policy=each(1, s.policy),
        engagements=each(1, s.engagements),
        assets=1,
        paths=1,
    )


def _raid_kill(s: Setting) -> NDArray[np.uint32]:
    """Return the levels of a raid's effectiveness; none where shots are independent."""
    if s.raid_correlation == 0:
        return np.zeros((0, 0, 0), dtype=np.uint32)
    levels = level_thresholds(s.kill_probability, s.raid_correlation, LEVELS)
    # A copy: the cached levels are read-only, another type for the compiler than any other world's.
    return levels.reshape(1, 1, LEVELS).copy()


# columns of a row of these worlds, which have one class, one missile and one asset
TRACKED, LEAKED, FIRED = 1, 4, 5


def play(setting: Setting, replications: int) -> NDArray[np.int32]:
    """Return one row a replication."""
    world = build(setting)
    rows = np.zeros((replications, width(world)), dtype=np.int32)
    reference.run(world, new_state(world), SEED, 0, 1, rows)
    return rows


def play_one(world: World, state: State, replication: int) -> None:
    """Run one replication and leave its end in ``state``."""
    row = np.zeros((1, width(world)), dtype=np.int32)
    reference.run(world, state, SEED, replication, 1, row)
