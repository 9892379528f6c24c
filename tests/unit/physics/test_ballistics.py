"""Two-body arcs: closed forms, an independent integration, and what is refused."""

from __future__ import annotations

from math import cos, degrees, sin

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from skydome.physics.constants import EARTH_MU_M3_S2, EARTH_RADIUS_M
from skydome.physics.motion.ballistics import (
    LONGEST_RANGE_M,
    Arc,
    apogee_speed_m_s,
    arc_from_range_and_apogee,
    arc_position,
    maximum_range_m,
    minimum_energy_apogee_m,
    minimum_energy_arc,
)

ARCS = {
    "short": minimum_energy_arc(300e3),
    "middle": minimum_energy_arc(3_500e3),
    "long": minimum_energy_arc(12_000e3),
    "lofted": arc_from_range_and_apogee(787e3, 2_111e3),
    "very lofted": arc_from_range_and_apogee(1_001.2e3, 7_687.5e3),
    "depressed": arc_from_range_and_apogee(2_700e3, 300e3),
    "nearly an orbit": arc_from_range_and_apogee(19_900e3, 200e3),
}


def integrated(arc: Arc, times_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fly the arc from its launch speed and angle with a general-purpose integrator."""

    def motion(_: float, state: np.ndarray) -> np.ndarray:
        pull = -EARTH_MU_M3_S2 / np.hypot(state[0], state[1]) ** 3
        return np.array([state[2], state[3], pull * state[0], pull * state[1]])

    climb = arc.flight_path_angle_rad
    start = [0.0, EARTH_RADIUS_M, arc.speed_m_s * cos(climb), arc.speed_m_s * sin(climb)]
    span = (0.0, arc.flight_time_s)
    flown = solve_ivp(motion, span, start, method="DOP853", t_eval=times_s, rtol=1e-12, atol=1e-6)
    x, y = flown.y[0], flown.y[1]
    return EARTH_RADIUS_M * np.arctan2(x, y), np.hypot(x, y) - EARTH_RADIUS_M


@pytest.mark.parametrize("name", ARCS)
def test_an_arc_is_what_an_independent_integration_flies(name):
    arc = ARCS[name]
    times = np.linspace(0, arc.flight_time_s, 41)
    ground_range, altitude = arc_position(arc, times)
    flown_range, flown_altitude = integrated(arc, times)
    np.testing.assert_allclose(ground_range, flown_range, atol=0.05)
    np.testing.assert_allclose(altitude, flown_altitude, atol=0.05)


@pytest.mark.parametrize("name", ARCS)
def test_an_arc_starts_ends_and_peaks_where_it_says(name):
    arc = ARCS[name]
    ground_range, altitude = arc_position(arc, [0, arc.flight_time_s / 2, arc.flight_time_s])
    np.testing.assert_allclose(ground_range, [0, arc.range_m / 2, arc.range_m], atol=1e-3)
    np.testing.assert_allclose(altitude, [0, arc.apogee_m, 0], atol=1e-3)


@pytest.mark.parametrize("name", ARCS)
def test_energy_and_angular_momentum_are_one_number_each(name):
    arc = ARCS[name]
    radius = EARTH_RADIUS_M + arc.apogee_m
    launch = arc.speed_m_s**2 / 2 - EARTH_MU_M3_S2 / EARTH_RADIUS_M
    apogee = apogee_speed_m_s(arc) ** 2 / 2 - EARTH_MU_M3_S2 / radius
    assert launch == pytest.approx(apogee, rel=1e-12)
    assert launch == pytest.approx(-EARTH_MU_M3_S2 / (2 * arc.semi_major_axis_m), rel=1e-12)
    momentum = EARTH_RADIUS_M * arc.speed_m_s * cos(arc.flight_path_angle_rad)
    assert momentum == pytest.approx(radius * apogee_speed_m_s(arc), rel=1e-12)


@pytest.mark.parametrize(
    ("range_km", "speed_km_s", "angle_deg", "apogee_km", "time_s"),
    [
        (300, 1.6965, 44.326, 74.11, 251.0),
        (600, 2.3717, 43.651, 146.41, 360.4),
        (1000, 3.0161, 42.752, 239.94, 474.4),
    ],
)
def test_minimum_energy_matches_the_closed_form_values(
    range_km, speed_km_s, angle_deg, apogee_km, time_s
):
    arc = minimum_energy_arc(range_km * 1e3)
    assert arc.speed_m_s / 1e3 == pytest.approx(speed_km_s, abs=5e-5)
    assert degrees(arc.flight_path_angle_rad) == pytest.approx(angle_deg, abs=5e-4)
    assert arc.apogee_m / 1e3 == pytest.approx(apogee_km, abs=5e-3)
    assert arc.flight_time_s == pytest.approx(time_s, abs=0.05)


@pytest.mark.parametrize("range_m", [200.0, 50e3, 1_000e3, 10_000e3, 20_000e3])
def test_no_other_apogee_needs_less_speed(range_m):
    best = minimum_energy_arc(range_m)
    for factor in (0.9, 1.1):
        other = arc_from_range_and_apogee(range_m, factor * best.apogee_m)
        assert other.speed_m_s > best.speed_m_s


@pytest.mark.parametrize("range_m", [200.0, 50e3, 1_000e3, 10_000e3, 20_000e3])
def test_the_greatest_range_undoes_the_least_speed(range_m):
    assert maximum_range_m(minimum_energy_arc(range_m).speed_m_s) == pytest.approx(
        range_m, rel=1e-9
    )


def test_a_short_arc_is_the_parabola_of_a_flat_earth():
    gravity = EARTH_MU_M3_S2 / EARTH_RADIUS_M**2
    arc = arc_from_range_and_apogee(100.0, 5_000.0)
    assert arc.flight_time_s == pytest.approx(2 * np.sqrt(2 * 5_000 / gravity), rel=2e-3)
    assert np.tan(arc.flight_path_angle_rad) == pytest.approx(4 * 5_000 / 100, rel=2e-3)


@pytest.mark.parametrize(("range_km", "apogee_km"), [(690, 50), (430, 50), (400, 48)])
def test_a_quasi_ballistic_flight_is_refused(range_km, apogee_km):
    with pytest.raises(ValueError, match=f"{range_km} km that peaks at {apogee_km} km is quasi"):
        arc_from_range_and_apogee(range_km * 1e3, apogee_km * 1e3)


@pytest.mark.parametrize(
    ("range_km", "apogee_km"),
    [(2_700, 550), (787, 2_111), (690, 90), (690, 168), (300, 60), (100, 21), (10_000, 300)],
)
def test_lofted_and_depressed_flights_are_accepted(range_km, apogee_km):
    arc = arc_from_range_and_apogee(range_km * 1e3, apogee_km * 1e3)
    assert (arc.range_m, arc.apogee_m) == (range_km * 1e3, apogee_km * 1e3)


def test_the_least_accepted_apogee_is_a_single_threshold():
    def accepted(apogee_m):
        try:
            arc_from_range_and_apogee(690e3, apogee_m)
        except ValueError:
            return False
        return True

    answers = [accepted(apogee_m) for apogee_m in np.arange(10e3, 200e3, 2e3)]
    assert answers == sorted(answers)
    assert minimum_energy_apogee_m(690e3) > 10e3 + 2e3 * answers.index(True) > 60e3


def test_positions_keep_the_shape_of_the_times():
    arc = ARCS["short"]
    ground_range, altitude = arc_position(arc, np.full((3, 2), 100.0))
    assert ground_range.shape == altitude.shape == (3, 2)
    assert arc_position(arc, 100.0)[1].shape == ()


@pytest.mark.parametrize("time_s", [-1.0, 300.0, float("nan")])
def test_a_time_outside_the_flight_is_an_error(time_s):
    with pytest.raises(ValueError, match="allowed: 0 to 251"):
        arc_position(ARCS["short"], [10.0, time_s])


@pytest.mark.parametrize("range_m", [0.0, -1.0, LONGEST_RANGE_M, float("nan")])
def test_an_impossible_range_is_an_error(range_m):
    with pytest.raises(ValueError, match="the antipode"):
        minimum_energy_arc(range_m)


def test_an_impossible_apogee_or_speed_is_an_error():
    with pytest.raises(ValueError, match="apogee 0 m"):
        arc_from_range_and_apogee(300e3, 0)
    for speed_m_s in (0.0, 7_911.0):
        with pytest.raises(ValueError, match="at most 7910 m/s"):
            maximum_range_m(speed_m_s)
