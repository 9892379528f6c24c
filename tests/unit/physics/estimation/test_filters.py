from __future__ import annotations

import numpy as np
import pytest

from skydome.physics.constants import EARTH_RADIUS_M
from skydome.physics.estimation import ballistic, bounds, kalman
from skydome.physics.motion import ballistics


def matrices(dimensions, interval, density):
    return (
        bounds.constant_velocity_transition(interval, dimensions),
        bounds.constant_velocity_noise(interval, density, dimensions),
    )


@pytest.mark.parametrize("dimensions", [1, 2, 3])
def test_kernels_are_the_textbook_matrices(dimensions):
    rng = np.random.default_rng(dimensions)
    size = 2 * dimensions
    root = rng.standard_normal((4, size, size))
    covariances, states = root @ root.transpose(0, 2, 1), rng.standard_normal((4, size))
    part = rng.standard_normal((4, dimensions, dimensions))
    noises = part @ part.transpose(0, 2, 1) + np.eye(dimensions)
    measured = rng.standard_normal((4, dimensions))
    motion, added = matrices(dimensions, 2.5, 0.7)
    seen = np.eye(dimensions, size)
    ahead, spread = states @ motion.T, motion @ covariances @ motion.T + added
    innovation = seen @ spread @ seen.T + noises
    gain = spread @ seen.T @ np.linalg.inv(innovation)
    surprise = measured - ahead[:, :dimensions]
    kalman.predict(states, covariances, 2.5, 0.7)
    assert covariances == pytest.approx(spread)
    distances = kalman.update(states, covariances, measured, noises)
    assert states == pytest.approx(ahead + np.einsum("nij,nj->ni", gain, surprise))
    assert covariances == pytest.approx(spread - gain @ innovation @ gain.transpose(0, 2, 1))
    assert distances == pytest.approx(
        np.einsum("ni,nij,nj->n", surprise, np.linalg.inv(innovation), surprise)
    )


def test_filter_without_manoeuvre_is_the_batch_bound():
    looks, sigma, interval = 10, 30.0, 2.0
    states, covariances = kalman.start(np.zeros((1, 1)), np.full((1, 1, 1), sigma**2), 1e5)
    for _ in range(looks - 1):
        kalman.predict(states, covariances, interval, 0.0)
        kalman.update(states, covariances, np.zeros((1, 1)), np.full((1, 1, 1), sigma**2))
    bound = bounds.batch_bound(sigma, interval, looks)
    found = (covariances[0, 0, 0], covariances[0, 0, 1], covariances[0, 1, 1])
    assert found == pytest.approx(tuple(bound), rel=1e-5)


def test_recursive_bound_is_the_covariance_of_the_linear_filter():
    motion, added = matrices(3, 2.0, 5.0)
    first = np.diag([100.0**2] * 3 + [50.0**2] * 3)
    noise = np.diag([30.0**2, 40.0**2, 50.0**2])
    steps = 12
    bound = bounds.recursive_bound(
        first, np.tile(motion, (steps, 1, 1)), added, np.eye(3, 6), np.tile(noise, (steps, 1, 1))
    )
    states, covariances = np.zeros((1, 6)), first[None].copy()
    for k in range(steps):
        kalman.predict(states, covariances, 2.0, 5.0)
        kalman.update(states, covariances, np.zeros((1, 3)), noise[None])
        assert covariances[0] == pytest.approx(bound[k], rel=1e-8)


def test_batch_bound_needs_two_looks():
    with pytest.raises(ValueError, match="two looks"):
        bounds.batch_bound(1.0, 1.0, 1)


def test_free_fall_is_the_two_body_arc():
    arc = ballistics.minimum_energy_arc(600e3)
    axes = ballistic.local_axes(48.0, 31.0)
    climb = arc.flight_path_angle_rad
    velocity = arc.speed_m_s * np.array([0.0, np.cos(climb), np.sin(climb)]) @ axes
    state, transition = np.concatenate([EARTH_RADIUS_M * axes[2], velocity]), np.empty((6, 6))
    ballistic.propagate(state, transition, 200.0, 0.0)
    ground_range, height = ballistics.arc_position(arc, 200.0)
    radius = np.linalg.norm(state[:3])
    assert radius - EARTH_RADIUS_M == pytest.approx(height, abs=1e-3)
    across = EARTH_RADIUS_M * np.arccos(state[:3] @ axes[2] / radius)
    assert across == pytest.approx(ground_range, abs=1e-3)


@pytest.mark.parametrize("drag", [0.0, 1 / 5000])
def test_transition_is_the_derivative_of_the_motion(drag):
    state = np.array([0.0, 0.0, EARTH_RADIUS_M + 25e3, 900.0, 300.0, -1200.0])
    found = np.empty((6, 6))
    numeric, waste = np.empty((6, 6)), np.empty((6, 6))
    for k in range(6):
        step = np.zeros(6)
        step[k] = 1.0 if k < 3 else 0.01
        above, below = state + step, state - step
        ballistic.propagate(above, waste, 8.0, drag)
        ballistic.propagate(below, waste, 8.0, drag)
        numeric[:, k] = (above - below) / (2 * step[k])
    ballistic.propagate(state, found, 8.0, drag)
    assert found == pytest.approx(numeric, abs=1e-5)


def test_drag_slows_and_prediction_spreads():
    states = np.array([[0.0, 0.0, EARTH_RADIUS_M + 20e3, 0.0, 0.0, -1500.0]] * 2)
    covariances = np.tile(np.diag([1e4] * 3 + [1e2] * 3), (2, 1, 1))
    ballistic.predict(states, covariances, 5.0, np.array([0.0, 1 / 3000]), 1.0)
    assert -states[1, 5] < 1500 < -states[0, 5]
    assert np.all(covariances[:, 0, 0] > 1e4)
    assert covariances == pytest.approx(covariances.transpose(0, 2, 1))
