"""Tracking by the names that case files use."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from skydome.physics.estimation import (
    association,
    bounds,
    confirmation,
    kalman,
    measurement,
    metrics,
    steady,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def kalata_alpha(tracking_index: float) -> float:
    """Gain on position, acceleration drawn anew for each interval."""
    return float(steady.alpha_beta(tracking_index).alpha)


def kalata_beta(tracking_index: float) -> float:
    """Gain on velocity, acceleration drawn anew for each interval."""
    return float(steady.alpha_beta(tracking_index).beta)


def kalata_beta_at(alpha: float) -> float:
    """Gain on velocity that belongs to a gain on position."""
    from scipy import optimize

    index = optimize.brentq(lambda one: kalata_alpha(one) - alpha, 1e-6, 1e6)
    return kalata_beta(float(index))


def white_noise_alpha(density_t3_over_variance: float) -> float:
    """Gain on position, white acceleration; the argument is q·T³/σ²."""
    return float(steady.alpha_beta_white_noise(math.sqrt(density_t3_over_variance)).alpha)


def white_noise_beta(density_t3_over_variance: float) -> float:
    """Gain on velocity, white acceleration."""
    return float(steady.alpha_beta_white_noise(math.sqrt(density_t3_over_variance)).beta)


def batch_position_variance(looks: int) -> float:
    """Bound on the position at the last look, over the variance of a measurement."""
    return float(bounds.batch_bound(1.0, 1.0, looks).position_m2)


def batch_velocity_variance(looks: int) -> float:
    """Bound on the velocity, over (σ/T)²."""
    return float(bounds.batch_bound(1.0, 1.0, looks).velocity_m2_s2)


def batch_velocity_gain(looks: int) -> float:
    """Gain of a growing-memory filter on velocity, times T: covariance over σ²."""
    return float(bounds.batch_bound(1.0, 1.0, looks).cross_m2_s)


def expected_looks(detection_probability: float, m: int, n: int) -> float:
    """Mean number of looks until m of n."""
    return confirmation.expected_looks(detection_probability, m, n)


def detection_for_confirmation(confirmed: float, m: int, n: int) -> float:
    """Return the detection probability with which a first hit becomes a track that often."""
    from scipy import optimize

    def short(chance: float) -> float:
        return confirmation.confirmed_after_first_hit(chance, m, n) - confirmed

    return float(optimize.brentq(short, 1e-6, 1 - 1e-6))


def correct_association(targets_m3: float, innovation_sigma2_m2: float, dimensions: int) -> float:
    """Chance that a track gets its own detection; the innovation is alike in every direction."""
    determinant = innovation_sigma2_m2**dimensions
    return association.correct_association_probability(targets_m3, determinant, dimensions)


def track_purity(
    interval_s: float,
    density_m2_s3: float,
    sigma_m: float,
    scans: int,
    targets_m3: float,
    speed_sigma_m_s: float,
) -> float:
    """Mean chance of the right detection over the scans after the first, in three dimensions."""
    noise = sigma_m**2 * np.eye(3)
    states, covariances = kalman.start(np.zeros((1, 3)), noise[None], speed_sigma_m_s)
    found = []
    for _ in range(scans):
        kalman.predict(states, covariances, interval_s, density_m2_s3)
        ahead = covariances[0, :3, :3].copy()
        wider = association.widened_noise(ahead, noise, targets_m3)
        determinant = float(np.linalg.det(ahead + wider))
        found.append(association.correct_association_probability(targets_m3, determinant))
        kalman.update(states, covariances, np.zeros((1, 3)), wider[None])
    return float(np.mean(found))


def gate(probability: float, dimensions: int) -> float:
    """Chi-square quantile."""
    return association.gate_threshold(probability, dimensions)


def assignment_cost(rows: str, miss_cost: float) -> float:
    """Cost of the best assignment; rows are separated by semicolons, "inf" forbids."""
    costs = np.array([[float(one) for one in row.split()] for row in rows.split(";")])
    chosen = association.assign(costs, miss_cost)
    return float(sum(costs[i, j] if j >= 0 else miss_cost for i, j in enumerate(chosen)))


def ospa(truths: str, tracks: str, cutoff_m: float, order: float) -> float:
    """OSPA of points on a line."""
    return metrics.ospa(_points(truths), _points(tracks), cutoff_m, order)


def gospa(truths: str, tracks: str, cutoff_m: float, order: float) -> float:
    """GOSPA of points on a line, α = 2."""
    return metrics.gospa(_points(truths), _points(tracks), cutoff_m, order).total


def range_accuracy_m(snr_db: float, bandwidth_mhz: float) -> float:
    """Error of a measured range."""
    return float(measurement.range_accuracy_m(10 ** (snr_db / 10), bandwidth_mhz * 1e6))


def _points(text: str) -> NDArray[np.float64]:
    return np.array([[float(one)] for one in text.split()])


MODELS: dict[str, Callable[..., float]] = {
    "estimation.kalata_alpha": kalata_alpha,
    "estimation.kalata_beta": kalata_beta,
    "estimation.kalata_beta_at": kalata_beta_at,
    "estimation.white_noise_alpha": white_noise_alpha,
    "estimation.white_noise_beta": white_noise_beta,
    "estimation.batch_position_variance": batch_position_variance,
    "estimation.batch_velocity_variance": batch_velocity_variance,
    "estimation.batch_velocity_gain": batch_velocity_gain,
    "estimation.expected_looks": expected_looks,
    "estimation.detection_for_confirmation": detection_for_confirmation,
    "estimation.correct_association": correct_association,
    "estimation.track_purity": track_purity,
    "estimation.gate": gate,
    "estimation.assignment_cost": assignment_cost,
    "estimation.ospa": ospa,
    "estimation.gospa": gospa,
    "estimation.range_accuracy_m": range_accuracy_m,
}
