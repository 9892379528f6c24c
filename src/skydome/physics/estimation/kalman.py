"""Kalman filters of constant velocity for many tracks at once.

A state is d positions followed by their d velocities, d = 1, 2 or 3; a measurement is a position
with a covariance of its own (`measurement.converted_measurements` makes one of range and angles).
Acceleration is white noise of one spectral density in every direction ([1]_, section 6.2.2), so
intervals need not be equal. Arrays change in place.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, "Estimation with Applications to Tracking and
   Navigation", 2001, sections 5.2 and 6.2.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import inline_kernel, kernel

if TYPE_CHECKING:
    from skydome.arrays import Floats


@inline_kernel
def predict_one(state: Floats, covariance: Floats, interval_s: float, density: float) -> None:
    """Carry one track over an interval: x ← F·x, P ← F·P·Fᵀ + Q."""
    d, t = state.size // 2, interval_s
    for i in range(d):
        state[i] += t * state[d + i]
        for j in range(d):
            covariance[i, j] += t * (covariance[d + i, j] + covariance[i, d + j])
            covariance[i, j] += t * t * covariance[d + i, d + j]
    for i in range(d):
        for j in range(d):
            covariance[i, d + j] += t * covariance[d + i, d + j]
            covariance[d + i, j] += t * covariance[d + i, d + j]
        covariance[i, i] += density * t * t * t / 3
        covariance[i, d + i] += density * t * t / 2
        covariance[d + i, i] += density * t * t / 2
        covariance[d + i, d + i] += density * t


@inline_kernel
def whiten(
    state: Floats,
    covariance: Floats,
    measured: Floats,
    noise: Floats,
    factor: Floats,
    surprise: Floats,
) -> float:
    """Return the squared Mahalanobis distance of a measurement from a predicted track.

    Writes the Cholesky factor of the innovation covariance S = P + R and the innovation divided by
    it, both of which `update_one` uses.
    """
    distance = 0.0
    for i in range(measured.size):
        rest = measured[i] - state[i]
        for j in range(i + 1):
            value = covariance[i, j] + noise[i, j]
            for k in range(j):
                value -= factor[i, k] * factor[j, k]
            if j < i:
                factor[i, j] = value / factor[j, j]
                rest -= factor[i, j] * surprise[j]
            else:
                factor[i, i] = math.sqrt(value)
        surprise[i] = rest / factor[i, i]
        distance += surprise[i] ** 2
    return distance


@inline_kernel
def update_one(
    state: Floats, covariance: Floats, factor: Floats, surprise: Floats, rows: Floats
) -> None:
    """Take a measurement into a track, after `whiten`: x ← x + K·ν, P ← P - K·S·Kᵀ.

    ``rows`` is room for P·Hᵀ·L⁻ᵀ, (2d, d); both results follow from it without an inverse, and P
    stays symmetric to the last bit.
    """
    d = state.size // 2
    for i in range(2 * d):
        for j in range(d):
            value = covariance[i, j]
            for k in range(j):
                value -= rows[i, k] * factor[j, k]
            rows[i, j] = value / factor[j, j]
    for i in range(2 * d):
        for j in range(2 * d):
            for k in range(d):
                covariance[i, j] -= rows[i, k] * rows[j, k]
        for k in range(d):
            state[i] += rows[i, k] * surprise[k]


@kernel
def predict(states: Floats, covariances: Floats, interval_s: float, density_m2_s3: float) -> None:
    """Carry N tracks over an interval.

    Parameters
    ----------
    states, covariances
        Shapes (N, 2d) and (N, 2d, 2d); changed.
    interval_s, density_m2_s3
        Time, and spectral density of the acceleration.
    """
    for i in range(states.shape[0]):
        predict_one(states[i], covariances[i], interval_s, density_m2_s3)


@kernel
def update(states: Floats, covariances: Floats, measured: Floats, noises: Floats) -> Floats:
    """Take one measurement into each of N tracks.

    Parameters
    ----------
    states, covariances
        Shapes (N, 2d) and (N, 2d, 2d); changed.
    measured, noises
        Positions (N, d) and their covariances (N, d, d).

    Returns
    -------
    Squared Mahalanobis distance of each measurement, (N,): chi-square with d degrees of freedom if
    the filter's model is true.
    """
    d = measured.shape[1]
    factor, surprise, rows = np.empty((d, d)), np.empty(d), np.empty((2 * d, d))
    distances = np.empty(states.shape[0])
    for i in range(states.shape[0]):
        distances[i] = whiten(states[i], covariances[i], measured[i], noises[i], factor, surprise)
        update_one(states[i], covariances[i], factor, surprise, rows)
    return distances


def start(measured: Floats, noises: Floats, speed_sigma_m_s: float) -> tuple[Floats, Floats]:
    """Return states and covariances of tracks begun by one measurement each.

    Position as measured, velocity zero with a wide spread: one-point initiation.

    Parameters
    ----------
    measured, noises
        Shapes (N, d) and (N, d, d).
    speed_sigma_m_s
        Standard deviation of each component of velocity before anything is known of it.
    """
    count, d = measured.shape
    states, covariances = np.zeros((count, 2 * d)), np.zeros((count, 2 * d, 2 * d))
    states[:, :d], covariances[:, :d, :d] = measured, noises
    covariances[:, range(d, 2 * d), range(d, 2 * d)] = speed_sigma_m_s**2
    return states, covariances
