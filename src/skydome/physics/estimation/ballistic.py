"""An extended Kalman filter for a target in free fall, with or without air.

Six states, position and velocity in Cartesian axes through the centre of a non-rotating spherical
Earth (as in `physics.ballistics`). Gravity is that of a point mass; drag is
ρ·|v|·v / (2·β), with the density of the standard atmosphere and a ballistic coefficient
β = m / (C·A) in kg/m² that is known. Position is what is measured, so `kalman.update` does the
rest of the work.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, "Estimation with Applications to Tracking and
   Navigation", 2001, section 10.3 (extended Kalman filter).
.. [2] X. R. Li, V. P. Jilkov, "Survey of Maneuvering Target Tracking. Part II: Motion Models of
   Ballistic and Space Targets", IEEE Trans. AES 46 (2010) 96.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import inline_kernel, kernel
from skydome.physics.atmosphere import density_and_sound_speed, geometric_to_geopotential_kernel
from skydome.physics.constants import EARTH_MU_M3_S2, EARTH_RADIUS_M

if TYPE_CHECKING:
    from skydome.arrays import Floats


LONGEST_STEP_S = 1.0
# Classical Runge-Kutta: how far along the last slope each stage looks, and what its slope weighs.
REACHES = (0.0, 0.5, 0.5, 1.0)
WEIGHTS = (1 / 6, 1 / 3, 1 / 3, 1 / 6)
DENSITY_STEP_M = 10.0
AIRLESS_M = 120e3


@inline_kernel
def _density(radius_m: float) -> float:
    height = radius_m - EARTH_RADIUS_M
    if height > AIRLESS_M:
        return 0.0
    level: float = geometric_to_geopotential_kernel(max(height, 0.0))  # type: ignore[assignment]
    return density_and_sound_speed(level)[0]


@inline_kernel
def _rates(state: Floats, drag_m2_kg: float, rate: Floats, jacobian: Floats) -> None:
    """Time derivative of a state, and the lower half (3, 6) of its Jacobian."""
    radius = math.sqrt(state[0] ** 2 + state[1] ** 2 + state[2] ** 2)
    speed = math.sqrt(state[3] ** 2 + state[4] ** 2 + state[5] ** 2)
    pull = EARTH_MU_M3_S2 / radius**3
    air = 0.5 * drag_m2_kg * _density(radius)
    thinner = 0.0
    if air > 0:
        above, below = _density(radius + DENSITY_STEP_M), _density(radius - DENSITY_STEP_M)
        thinner = 0.5 * drag_m2_kg * (above - below) / (2 * DENSITY_STEP_M)
    for i in range(3):
        rate[i] = state[3 + i]
        rate[3 + i] = -pull * state[i] - air * speed * state[3 + i]
        for j in range(3):
            out, along = state[j] / radius, state[3 + j] / max(speed, 1e-9)
            jacobian[i, j] = (
                3 * pull * state[i] * out / radius - thinner * out * speed * state[3 + i]
            )
            jacobian[i, 3 + j] = -air * along * state[3 + i]
        jacobian[i, i] -= pull
        jacobian[i, 3 + i] -= air * speed


@inline_kernel
def _slopes(
    state: Floats, transition: Floats, drag_m2_kg: float, rate: Floats, turn: Floats, half: Floats
) -> None:
    """Write the derivatives of the state and of its transition matrix."""
    _rates(state, drag_m2_kg, rate, half)
    for j in range(6):
        for i in range(3):
            turn[i, j] = transition[3 + i, j]
            total = 0.0
            for k in range(6):
                total += half[i, k] * transition[k, j]
            turn[3 + i, j] = total


@inline_kernel
def _blend(
    state: Floats,
    transition: Floats,
    share: float,
    rate: Floats,
    turn: Floats,
    to_state: Floats,
    to_transition: Floats,
) -> None:
    """Write a point on the way: state + share·rate, and the same for the transition."""
    for i in range(6):
        to_state[i] = state[i] + share * rate[i]
        for j in range(6):
            to_transition[i, j] = transition[i, j] + share * turn[i, j]


@kernel
def propagate(state: Floats, transition: Floats, interval_s: float, drag_m2_kg: float) -> None:
    """Carry one state over an interval, with the matrix that carries small errors along.

    Classical Runge-Kutta steps of at most one second, for the motion and its variation together.

    Parameters
    ----------
    state
        Position and velocity (6,), m and m/s from the centre of the Earth; changed.
    transition
        Written: ∂(state after)/∂(state before), (6, 6).
    interval_s
        Time to go, zero or more.
    drag_m2_kg
        1/β; zero for a fall without air.
    """
    for i in range(6):
        for j in range(6):
            transition[i, j] = 1.0 if i == j else 0.0
    steps = max(math.ceil(interval_s / LONGEST_STEP_S), 1)
    step, half = interval_s / steps, np.empty((3, 6))
    state0, turn0 = np.empty(6), np.empty((6, 6))
    at_state, at_turn = np.empty(6), np.empty((6, 6))
    rate, turn = np.zeros(6), np.zeros((6, 6))
    for _ in range(steps):
        for stage in range(4):
            if stage == 0:
                _blend(state, transition, 0.0, rate, turn, state0, turn0)
            _blend(state0, turn0, step * REACHES[stage], rate, turn, at_state, at_turn)
            _slopes(at_state, at_turn, drag_m2_kg, rate, turn, half)
            _blend(state, transition, step * WEIGHTS[stage], rate, turn, state, transition)


@inline_kernel
def _turn(covariance: Floats, transition: Floats, moved: Floats) -> None:
    """P ← Φ·P·Φᵀ, symmetric to the last bit; ``moved`` is room for Φ·P."""
    for i in range(6):
        for j in range(6):
            moved[i, j] = 0.0
            for k in range(6):
                moved[i, j] += transition[i, k] * covariance[k, j]
    for i in range(6):
        for j in range(i + 1):
            total = 0.0
            for k in range(6):
                total += moved[i, k] * transition[j, k]
            covariance[i, j] = covariance[j, i] = total


@kernel
def predict(
    states: Floats,
    covariances: Floats,
    interval_s: float,
    drags_m2_kg: Floats,
    density_m2_s3: float,
) -> None:
    """Carry N ballistic tracks over an interval: the prediction of the extended Kalman filter.

    Parameters
    ----------
    states, covariances
        Shapes (N, 6) and (N, 6, 6); changed.
    interval_s
        Time to go.
    drags_m2_kg
        1/β of each track, (N,).
    density_m2_s3
        Spectral density of the acceleration that the model leaves out.
    """
    transition, moved, t = np.empty((6, 6)), np.empty((6, 6)), interval_s
    for n in range(states.shape[0]):
        propagate(states[n], transition, t, drags_m2_kg[n])
        _turn(covariances[n], transition, moved)
        for i in range(3):
            covariances[n, i, i] += density_m2_s3 * t * t * t / 3
            covariances[n, i, 3 + i] += density_m2_s3 * t * t / 2
            covariances[n, 3 + i, i] += density_m2_s3 * t * t / 2
            covariances[n, 3 + i, 3 + i] += density_m2_s3 * t


def local_axes(latitude_deg: float, longitude_deg: float) -> Floats:
    """Return east, north and up of a place as rows, (3, 3), in axes through the Earth's centre.

    On the sphere up is away from the centre. A local vector v is ``v @ axes`` in those axes.
    """
    latitude, longitude = math.radians(latitude_deg), math.radians(longitude_deg)
    sine, cosine = math.sin(latitude), math.cos(latitude)
    return np.array(
        [
            [-math.sin(longitude), math.cos(longitude), 0.0],
            [-sine * math.cos(longitude), -sine * math.sin(longitude), cosine],
            [cosine * math.cos(longitude), cosine * math.sin(longitude), sine],
        ]
    )
