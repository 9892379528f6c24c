"""Filters against the statistics they claim: consistency, and the bound no filter beats."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import stats

from skydome.physics.constants import EARTH_RADIUS_M
from skydome.physics.estimation import ballistic, bounds, confirmation, kalman, steady
from skydome.physics.estimation.measurement import converted_measurements

if TYPE_CHECKING:
    from skydome.arrays import Floats


RUNS = 2_000
CONFIDENCE = 0.999


class Scored(NamedTuple):
    """Errors and covariances of every run at the last look."""

    errors: Floats
    covariances: Floats

    @property
    def nees(self) -> float:
        """Mean over runs of the normalised estimation error squared."""
        whitened = np.linalg.solve(self.covariances, self.errors[..., None])[..., 0]
        return float(np.mean(np.sum(self.errors * whitened, axis=1)))


def is_consistent(scored: Scored) -> bool:
    """Return whether the mean lies between the chi-square bounds for this number of runs."""
    freedom = scored.errors.size
    low, high = stats.chi2.ppf([(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], freedom) / RUNS
    return bool(low <= scored.nees <= high)


def constant_velocity(interval_s: float, density: float, sigma_m: float, looks: int) -> Scored:
    """Run the filter on targets that move as it believes, in three dimensions."""
    rng = np.random.default_rng(11)
    motion = bounds.constant_velocity_transition(interval_s)
    spread = np.linalg.cholesky(bounds.constant_velocity_noise(interval_s, density))
    truth = rng.standard_normal((RUNS, 6)) * np.array([0.0] * 3 + [200.0] * 3)
    noises = np.tile(sigma_m**2 * np.eye(3), (RUNS, 1, 1))

    def look() -> Floats:
        seen: Floats = truth[:, :3] + sigma_m * rng.standard_normal((RUNS, 3))
        return seen

    states, covariances = kalman.start(look(), noises, 200.0)
    for _ in range(looks - 1):
        truth = truth @ motion.T + rng.standard_normal((RUNS, 6)) @ spread.T
        kalman.predict(states, covariances, interval_s, density)
        kalman.update(states, covariances, look(), noises)
    return Scored(states - truth, covariances)


def test_constant_velocity_filter_is_consistent() -> None:
    """The errors are as large as the filter says."""
    assert is_consistent(constant_velocity(2.0, 5.0, 50.0, 20))


def test_constant_velocity_filter_settles_where_the_closed_form_says() -> None:
    """Errors of many runs against Bar-Shalom's gains."""
    interval, density, sigma = 2.0, 5.0, 50.0
    scored = constant_velocity(interval, density, sigma, 30)
    gains = steady.alpha_beta_white_noise(np.sqrt(density * interval**3) / sigma)
    settled = steady.covariance_with_misses(gains, interval, sigma, 1.0)
    off = float(np.mean(scored.errors[:, :3] ** 2)) / float(settled.position_m2)
    assert abs(off - 1) < 5 * np.sqrt(2 / (3 * RUNS))


def test_converted_measurements_keep_the_filter_consistent() -> None:
    """Range and angles of a wide beam far out: the filter still knows how far off it is."""
    rng = np.random.default_rng(12)
    sigmas = np.tile([40.0, 0.01, 0.01], (RUNS, 1))
    truth = np.tile([60e3, 80e3, 9e3, -200.0, 50.0, 0.0], (RUNS, 1))
    truth[:, 3:] += 100.0 * rng.standard_normal((RUNS, 3))
    middle = truth[0, 3:].copy()
    middle[:] = [-200.0, 50.0, 0.0]
    positions, noises = np.empty((RUNS, 3)), np.empty((RUNS, 3, 3))

    def look() -> None:
        east, north, up = truth[:, :3].T
        reach = np.linalg.norm(truth[:, :3], axis=1)
        polar = np.column_stack([reach, np.arctan2(east, north), np.arcsin(up / reach)])
        polar += sigmas * rng.standard_normal((RUNS, 3))
        converted_measurements(polar, sigmas, positions, noises)

    look()
    states, covariances = kalman.start(positions, noises, 100.0)
    states[:, 3:] = middle
    for _ in range(9):
        truth[:, :3] += 4.0 * truth[:, 3:]
        kalman.predict(states, covariances, 4.0, 0.0)
        look()
        kalman.update(states, covariances, positions, noises)
    # the conversion leaves a dependence of second order: five percent, not a chi-square bound
    assert abs(Scored(states - truth, covariances).nees / 6 - 1) < 0.05


def test_ballistic_filter_is_consistent_and_near_its_bound() -> None:
    """A missile coming down into the air: errors above the posterior bound, and close to it."""
    rng = np.random.default_rng(13)
    interval, sigma, drag, looks = 1.0, 80.0, 1 / 5000, 25
    start = np.array([0.0, 0.0, EARTH_RADIUS_M + 60e3, 900.0, 0.0, -1200.0])
    first = np.diag([200.0**2] * 3 + [50.0**2] * 3)
    states = start + rng.standard_normal((RUNS, 6)) * np.sqrt(np.diag(first))
    covariances, noises = np.tile(first, (RUNS, 1, 1)), np.tile(sigma**2 * np.eye(3), (RUNS, 1, 1))
    truth, transitions = start.copy(), np.empty((looks, 6, 6))
    for k in range(looks):
        ballistic.propagate(truth, transitions[k], interval, drag)
        ballistic.predict(states, covariances, interval, np.full(RUNS, drag), 0.0)
        seen = truth[:3] + sigma * rng.standard_normal((RUNS, 3))
        kalman.update(states, covariances, seen, noises)
    scored = Scored(states - truth, covariances)
    assert is_consistent(scored)
    bound = bounds.recursive_bound(
        first, transitions, np.zeros((6, 6)), np.eye(3, 6), noises[:looks]
    )[-1]
    ratio = np.mean(np.sum(scored.errors[:, :3] ** 2, axis=1)) / np.trace(bound[:3, :3])
    assert 1 - 5 * np.sqrt(2 / (3 * RUNS)) < ratio < 1.1


def test_confirmation_is_as_frequent_as_the_chain_says() -> None:
    """Plain simulation of three of five against the chain."""
    rng = np.random.default_rng(14)
    runs, looks, chance = 40_000, 12, 0.45
    hits = rng.random((runs, looks)) < chance
    windows = np.stack([hits[:, max(0, k - 4) : k + 1].sum(axis=1) for k in range(looks)], axis=1)
    simulated = np.mean(np.maximum.accumulate(windows >= 3, axis=1), axis=0)
    exact = confirmation.confirmation_by_look([chance] * looks, 3, 5)
    assert np.all(np.abs(simulated - exact) < 5 * np.sqrt(0.25 / runs))
