from __future__ import annotations

import numpy as np
import pytest

from skydome.physics.estimation import accuracy, measurement


def test_more_signal_measures_better_until_the_fixed_error():
    assert measurement.range_accuracy_m(50.0, 1e6) == pytest.approx(14.98962, rel=1e-6)
    assert measurement.range_accuracy_m(1e12, 1e6, 5.0) == pytest.approx(5.0)
    assert measurement.angle_accuracy_rad(50.0, 0.016) == pytest.approx(0.001)
    assert measurement.angle_accuracy_rad(np.array([50.0, 200.0]), 0.016)[1] == pytest.approx(5e-4)


def test_conversion_has_the_moments_of_the_sampled_position():
    sigma = np.array([[300.0, 0.05, 0.03]])
    polar = np.array([[60e3, 0.7, 0.2]])
    position, covariance = np.empty((1, 3)), np.empty((1, 3, 3))
    measurement.converted_measurements(polar, sigma, position, covariance)
    rng = np.random.default_rng(3)
    reach, azimuth, elevation = (polar[0] + rng.standard_normal((400_000, 3)) * sigma[0]).T
    sampled = np.stack(
        [
            reach * np.cos(elevation) * np.sin(azimuth),
            reach * np.cos(elevation) * np.cos(azimuth),
            reach * np.sin(elevation),
        ]
    )
    assert position[0] == pytest.approx(sampled.mean(axis=1), abs=20)
    spread = np.sqrt(np.diag(covariance[0]))
    apart = (covariance[0] - np.cov(sampled)) / np.outer(spread, spread)
    assert np.abs(apart).max() < 0.01


def test_conversion_is_consistent_where_the_plain_one_is_not():
    rng = np.random.default_rng(4)
    truth, sigma = np.array([100e3, 0.3, 0.1]), np.array([50.0, 0.05, 0.02])
    polar = truth + rng.standard_normal((20_000, 3)) * sigma
    positions, covariances = np.empty((20_000, 3)), np.empty((20_000, 3, 3))
    measurement.converted_measurements(
        polar, np.broadcast_to(sigma, polar.shape).copy(), positions, covariances
    )
    reach, azimuth, elevation = truth
    place = reach * np.array(
        [
            np.cos(elevation) * np.sin(azimuth),
            np.cos(elevation) * np.cos(azimuth),
            np.sin(elevation),
        ]
    )
    off = positions - place
    squared = np.einsum("ni,nij,nj->n", off, np.linalg.inv(covariances), off)
    assert squared.mean() == pytest.approx(3.0, rel=0.05)


def test_track_accuracy_orders_as_it_must():
    radar = accuracy.Measures(1e6, np.radians(1.5), np.radians(1.5), 10.0, 2e-4)
    usual = {"snr": 50.0, "slant_range_m": 100e3, "revisit_s": 5.0, "acceleration_m_s2": 5.0}
    here = accuracy.track_accuracy_m(radar, **usual)
    assert accuracy.track_accuracy_m(radar, **{**usual, "slant_range_m": 200e3}) > here
    assert accuracy.track_accuracy_m(radar, **{**usual, "revisit_s": 10.0}) > here
    assert accuracy.track_accuracy_m(radar, **{**usual, "snr": 500.0}) < here
    assert accuracy.track_accuracy_m(radar, **usual, detection_probability=0.6) > here
    assert accuracy.track_accuracy_m(radar, **usual, ahead_s=10.0) > here
    faint = {**usual, "snr": 1.0}
    assert accuracy.track_accuracy_m(radar, **faint) == accuracy.track_accuracy_m(
        radar, **{**usual, "snr": accuracy.LEAST_SNR}
    )


def test_track_never_does_worse_than_one_measurement_seen_each_time():
    radar = accuracy.Measures(1e6, 0.02, 0.02)
    reach = np.geomspace(1e3, 400e3, 20)
    found = accuracy.track_accuracy_m(radar, 50.0, reach, 10.0, 50.0)
    one = np.sqrt(
        measurement.range_accuracy_m(50.0, 1e6) ** 2
        + 2 * (reach * measurement.angle_accuracy_rad(50.0, 0.02)) ** 2
    )
    assert np.all(found <= one)
    assert found[0] > 0.9 * one[0]
