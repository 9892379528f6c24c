"""The Cramér-Rao bound on unbiased filters, for a batch and step by step.

Everything is written with the bound itself, a covariance, rather than with its inverse, the
information, so that motion without noise needs no special case.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, "Estimation with Applications to Tracking and
   Navigation", 2001, section 3.5.
.. [2] P. Tichavský, C. H. Muravchik, A. Nehorai, "Posterior Cramér-Rao Bounds for Discrete-Time
   Nonlinear Filtering", IEEE Trans. Signal Processing 46 (1998) 1386.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.physics.estimation.steady import Covariance

if TYPE_CHECKING:
    from skydome.arrays import Floats


FEWEST_LOOKS = 2


def batch_bound(sigma_m: float, interval_s: float, looks: int) -> Covariance:
    """Return the bound after N looks at a target of constant velocity, one coordinate ([1]_).

    2(2N - 1) / (N(N + 1))·σ², 6 / (N(N + 1))·σ²/T and 12 / (N(N² - 1))·σ²/T², at the last look. A
    straight line fitted by least squares attains it.

    Raises
    ------
    ValueError
        Fewer than two looks.
    """
    if looks < FEWEST_LOOKS:
        raise ValueError("a position and a velocity need two looks or more")
    n, variance = float(looks), np.asarray(sigma_m**2)
    return Covariance(
        2 * (2 * n - 1) / (n * (n + 1)) * variance,
        6 / (n * (n + 1)) * variance / interval_s,
        12 / (n * (n * n - 1)) * variance / interval_s**2,
    )


def recursive_bound(
    first: Floats,
    transitions: Floats,
    process_noise: Floats,
    measurement_matrix: Floats,
    measurement_noises: Floats,
    detection_probability: float = 1.0,
) -> Floats:
    """Return the bound along a trajectory: the recursion of Tichavský and others for added noise.

    J ← (Q + F·J⁻¹·Fᵀ)⁻¹ + Pd·Hᵀ·R⁻¹·H [2]_. With F and R taken along one true trajectory it bounds
    the error on that trajectory; where trajectories differ, average over them.

    Parameters
    ----------
    first
        Covariance before the first step, (n, n), positive definite.
    transitions
        F of each step, linearised at the truth, (K, n, n).
    process_noise
        Q, (n, n); may be zero.
    measurement_matrix
        H, (m, n).
    measurement_noises
        R of each step at the truth, (K, m, m).
    detection_probability
        Share of looks that see the target. The result is then the information-reduction bound: a
        little below the true one, since it averages information instead of covariance.

    Returns
    -------
    Covariances after each step, (K, n, n).
    """
    bound, found = first, np.empty_like(transitions)
    for step, (motion, noise) in enumerate(zip(transitions, measurement_noises, strict=True)):
        ahead = motion @ bound @ motion.T + process_noise
        seen = measurement_matrix.T @ np.linalg.solve(noise, measurement_matrix)
        found[step] = np.linalg.inv(np.linalg.inv(ahead) + detection_probability * seen)
        bound = found[step]
    return found


def constant_velocity_transition(interval_s: float, dimensions: int = 3) -> Floats:
    """Return F of constant velocity; positions first, then velocities."""
    upper = np.diag(np.full(dimensions, interval_s), dimensions)
    motion = np.eye(2 * dimensions) + upper[: 2 * dimensions, : 2 * dimensions]
    return np.asarray(motion, np.float64)


def constant_velocity_noise(interval_s: float, density_m2_s3: float, dimensions: int = 3) -> Floats:
    """Return Q of white acceleration of a spectral density; order as for the transition."""
    t = interval_s
    one = density_m2_s3 * np.array([[t**3 / 3, t**2 / 2], [t**2 / 2, t]])
    return np.asarray(np.kron(one, np.eye(dimensions)), np.float64)
