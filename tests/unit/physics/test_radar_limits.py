from __future__ import annotations

from math import radians

import numpy as np
import pytest

from skydome.physics import earth
from skydome.physics.radar import jamming, radar_equation, range_limits

NEEDED = 18.9
RADAR = range_limits.Surveillance(
    NEEDED * 200e3**4, NEEDED, 0.1, 20.0, radians(1.5), radians(6.0), radians(40.0), 150.0
)
HILLS = range_limits.Surface(0.05, 10.0)
ALTITUDES_M = np.array([30.0, 100.0, 300.0, 1000.0])


def limits(rcs=0.5, **more):
    return range_limits.range_limits(RADAR, HILLS, ALTITUDES_M, rcs, **more)


def test_the_horizon_is_that_of_the_earth():
    assert limits().horizon_m == pytest.approx(earth.horizon_range_m(20.0, ALTITUDES_M))


def test_in_the_nose_the_noise_limited_range_is_the_quoted_one():
    slant = radar_equation.scaled_range_m(200e3, 1.0, 0.5)
    altitude = 20.0 + slant * np.sin(radians(3.0)) + slant**2 / (2 * 8.4947e6)
    ground = earth.ground_range_at_elevation_m(radians(3.0), 20.0, altitude)
    snr = range_limits.target_snr(RADAR, ground, altitude, 0.5)
    assert snr == pytest.approx(NEEDED, rel=0.02)


def test_jamming_shortens_every_range_and_agrees_with_the_closed_forms():
    constant, ratio = 1e12, 60.0
    found = limits(jam_constant_m2=constant, stand_off_to_noise=ratio)
    assert np.all(found.self_screening_m < found.noise_m)
    assert found.stand_off_m[0] == pytest.approx(found.noise_m[0] / 61**0.25, rel=0.1)
    assert np.all(found.stand_off_m < found.noise_m)
    gain = 0.5  # near the horizon, one way
    closed = jamming.self_screening_range_m(
        RADAR.loop_constant_m2 * gain**2, 0.5, NEEDED, constant * gain
    )
    assert found.self_screening_m[0] == pytest.approx(float(closed), rel=0.05)
    free = limits()
    assert free.self_screening_m == pytest.approx(free.noise_m)
    assert free.stand_off_m == pytest.approx(free.noise_m)


def test_a_canceller_uncovers_what_clutter_hid_within_the_radars_own_horizon():
    own_horizon = float(earth.horizon_range_m(20.0, 0.0))
    bare, cancelled = limits(), limits(improvement=1e4)
    assert np.all((bare.hidden_to_m > 10e3) & (bare.hidden_to_m < own_horizon))
    assert np.all(cancelled.hidden_to_m[:2] == 0)


def test_high_in_a_cosecant_squared_beam_clutter_hides_more_than_below():
    # the target is seen by the weak part of the beam, the ground under it by the strong one
    cancelled = limits(improvement=1e4).hidden_to_m
    assert np.all(np.diff(cancelled[1:]) > 0)
    assert np.all(cancelled < limits().hidden_to_m)


def test_no_clutter_beyond_the_radars_own_horizon():
    ground = np.array([5e3, 15e3, 19e3, 60e3])
    level = range_limits.clutter_to_noise(RADAR, HILLS, ground, 100.0)
    assert np.all(level[:2] > 0)
    assert np.all(level[2:] == 0)
