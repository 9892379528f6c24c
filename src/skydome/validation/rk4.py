"""Ballistic flight once more, as plainly as it can be written: fixed steps, the fixed frame.

Shares nothing with `skydome.physics.motion.trajectory` but the standard atmosphere and the
constants: classical Runge-Kutta of fourth order, position and velocity in a frame that does not
turn, and air that does.
"""

from __future__ import annotations

import numpy as np

from skydome.physics.atmosphere import density_kg_m3, geometric_to_geopotential_m
from skydome.physics.constants import EARTH_MU_M3_S2, EARTH_RADIUS_M, EARTH_ROTATION_RAD_S

SPIN = np.array([0.0, 0.0, EARTH_ROTATION_RAD_S])


def impact(start: np.ndarray, ballistic_coefficient_kg_m2: float, step_s: float) -> np.ndarray:
    """Return time and impact point on the turning Earth: (s, m, m, m)."""
    state = np.concatenate([start[:3], start[3:] + np.cross(SPIN, start[:3])])
    time = 0.0
    while True:
        after = _step(state, ballistic_coefficient_kg_m2, step_s)
        heights = [float(np.linalg.norm(one[:3])) - EARTH_RADIUS_M for one in (state, after)]
        if heights[1] < 0:
            break
        state, time = after, time + step_s
    part = step_s * heights[0] / (heights[0] - heights[1])
    state, time = _step(state, ballistic_coefficient_kg_m2, part), time + part
    turn = -EARTH_ROTATION_RAD_S * time
    x, y, z = state[:3]
    return np.array(
        [time, x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn), z]
    )


def _step(state: np.ndarray, beta: float, step_s: float) -> np.ndarray:
    one = _rate(state, beta)
    two = _rate(state + step_s / 2 * one, beta)
    three = _rate(state + step_s / 2 * two, beta)
    four = _rate(state + step_s * three, beta)
    return np.asarray(state + step_s / 6 * (one + 2 * two + 2 * three + four))


def _rate(state: np.ndarray, beta: float) -> np.ndarray:
    position, velocity = state[:3], state[3:]
    radius = float(np.linalg.norm(position))
    density = float(density_kg_m3(geometric_to_geopotential_m(radius - EARTH_RADIUS_M)))
    through_air = velocity - np.cross(SPIN, position)
    drag = density * float(np.linalg.norm(through_air)) / (2 * beta)
    gravity = -EARTH_MU_M3_S2 / radius**3 * position
    return np.concatenate([velocity, gravity - drag * through_air])
