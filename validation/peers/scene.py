"""The scene of the tracking race: fifty targets that cross, clutter, one list of detections."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.physics.estimation.bounds import (
    constant_velocity_noise,
    constant_velocity_transition,
)

if TYPE_CHECKING:
    from skydome.arrays import Floats


TARGETS = 50
INTERVAL_S = 2.0
DENSITY_M2_S3 = 1.0
DETECTION_PROBABILITY = 0.9
FALSE_ALARMS = 50
START_M = 8e3
MISS_M = 2e3
SPEEDS_M_S = (150.0, 300.0)
HEIGHTS_M = (2e3, 10e3)
# East, north and up of the space that clutter fills.
CLUTTER_M = np.array([[-30e3, 30e3], [-30e3, 30e3], [1e3, 11e3]])
POSITION_SIGMA_M = 50.0
# Range, azimuth and elevation: a surveillance radar of a degree and a half of beam at 20 dB.
POLAR_SIGMA = np.array([30.0, 2e-3, 2e-3])
RADAR_M = np.array([0.0, -60e3, 0.0])


class Scene(NamedTuple):
    """Truth and detections; the radar stands at the origin of the polar ones."""

    truths: Floats
    """Positions, (scans, targets, 3)."""
    positions: list[Floats]
    """Detections as positions, one (M, 3) a scan."""
    polar: list[Floats]
    """Detections as range, azimuth from north, elevation; the same targets and looks."""


def crossing(scans: int, seed: int) -> Scene:
    """Return a scene: all targets pass near the middle at about the same time."""
    rng = np.random.default_rng(seed)
    truths = _fly(rng, scans)
    seen = rng.random(truths.shape[:2]) < DETECTION_PROBABILITY
    noise = rng.standard_normal(truths.shape)
    positions, polar = [], []
    for k in range(scans):
        low, high = CLUTTER_M.T
        clutter = rng.uniform(low, high, (rng.poisson(FALSE_ALARMS), 3))
        order = rng.permutation(int(seen[k].sum()) + len(clutter))
        there, disturbed = truths[k][seen[k]], noise[k][seen[k]]
        positions.append(np.vstack([there + POSITION_SIGMA_M * disturbed, clutter])[order])
        looked = np.vstack([_polar(there) + POLAR_SIGMA * disturbed, _polar(clutter)])
        polar.append(looked[order])
    return Scene(truths, positions, polar)


def _fly(rng: np.random.Generator, scans: int) -> Floats:
    """Targets of nearly constant velocity that start on a circle and head for the middle."""
    bearing = rng.uniform(0, 2 * np.pi, TARGETS)
    aim = rng.uniform(-MISS_M, MISS_M, (TARGETS, 2))
    start = START_M * np.column_stack([np.sin(bearing), np.cos(bearing)])
    way = (aim - start) / np.linalg.norm(aim - start, axis=1)[:, None]
    speed = rng.uniform(*SPEEDS_M_S, TARGETS)
    state = np.zeros((TARGETS, 6))
    state[:, :2], state[:, 2] = start, rng.uniform(*HEIGHTS_M, TARGETS)
    state[:, 3:5] = way * speed[:, None]
    motion = constant_velocity_transition(INTERVAL_S)
    spread = np.linalg.cholesky(constant_velocity_noise(INTERVAL_S, DENSITY_M2_S3))
    truths = np.empty((scans, TARGETS, 3))
    for k in range(scans):
        truths[k] = state[:, :3]
        state = state @ motion.T + rng.standard_normal(state.shape) @ spread.T
    return truths


def _polar(positions: Floats) -> Floats:
    east, north, up = (positions - RADAR_M).T
    reach = np.sqrt(east**2 + north**2 + up**2)
    return np.column_stack([reach, np.arctan2(east, north), np.arcsin(up / reach)])
