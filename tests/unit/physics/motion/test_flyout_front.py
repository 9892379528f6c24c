"""Time against speed at each point: what members are, on catalogue missiles and drawn airframes."""

from __future__ import annotations

import re

import numpy as np
import pytest

from skydome.catalogue import Catalogue
from skydome.engagement.tables import intercept, kill_factors
from skydome.engagement.tables.intercept import airframe_of, flyout_of, front_of
from skydome.engagement.tables.parameter_draws import ParameterDraw, drawn_scenario
from skydome.physics.motion.airframe import Airframe, Burn, air_thickness
from skydome.physics.motion.flyout import TIME_BUDGETS, flyout_front
from skydome.physics.motion.flyout_fan import COARSE, DELAY_SHARES, LAWS, families_of, fly_fan

CATALOGUE = Catalogue()
MISSILES = CATALOGUE.ids("missile")
RISE = {"9m96e": 0.02}  # how far the energy factor of the last member may rise with range


def drawn_airframes():
    """Return airframes of random size, thrust and drag, one in two with a second burn."""
    random = np.random.default_rng(3)
    for number in range(4):
        mass = 10 ** random.uniform(2, 3.3)
        share, time = random.uniform(0.25, 0.65), random.uniform(3, 14)
        burns = (Burn(0.0, time, share * mass),)
        if number % 2:
            first = burns[0]._replace(propellant_mass_kg=0.7 * share * mass)
            burns = (first, Burn(time, 5.0, 0.3 * share * mass, 0.0, random.uniform(0, 20)))
        diameter = 0.04 * mass ** (1 / 3) * random.uniform(0.8, 1.2)
        drag = random.uniform(0.8, 1.8)
        yield Airframe(mass, burns, 245.0, diameter, drag, random.uniform(250, 600))


@pytest.fixture(scope="module", params=[*MISSILES, *range(4)])
def case(request):
    """Return an airframe and its front."""
    if isinstance(request.param, str):
        entry = CATALOGUE.entry(request.param)
        return airframe_of(entry), front_of(entry)
    airframe = list(drawn_airframes())[request.param]
    return airframe, flyout_front(fly_fan(airframe))


def reached(front):
    return np.isfinite(front.time_of_flight_s[0])


def test_no_point_between_reached_points_is_missing(case):
    _, front = case
    for column in reached(front).T:
        if column.any():
            first, last = np.flatnonzero(column)[[0, -1]]
            assert column[first : last + 1].all()
    for values in front[2:]:
        assert (np.isfinite(values) == reached(front)).all()


def test_the_quickest_time_of_flight_never_falls_with_range(case):
    _, front = case
    steps = np.diff(front.time_of_flight_s[0], axis=0)
    assert steps[np.isfinite(steps)].min() >= 0


def test_a_later_member_arrives_later_and_faster_and_within_its_budget(case):
    _, front = case
    at = reached(front)
    time, speed = front.time_of_flight_s[:, at], front.speed_m_s[:, at]
    assert np.diff(time, axis=0).min() >= 0
    assert np.diff(speed, axis=0).min() >= 0
    # half a second is the tolerance of the repair that keeps times rising
    assert (time <= np.array(TIME_BUDGETS)[:, None] * time[0] + 0.5).all()


def test_the_quickest_alone_are_the_first_member_of_the_front():
    entry = CATALOGUE.entry("derby")
    alone, first = flyout_of(entry), front_of(entry).member(0)
    for one, other in zip(alone, first, strict=True):
        np.testing.assert_array_equal(one, other)


def test_nobody_arrives_slower_than_the_least_speed(case):
    airframe, front = case
    least = airframe.minimum_intercept_speed_m_s / air_thickness(front.altitude_m)
    speed = np.where(reached(front), front.speed_m_s[0], np.inf)
    assert (speed >= least * (1 - 1e-9)).all()


def test_the_second_burn_is_tried_at_several_delays():
    single = Airframe(300.0, (Burn(0.0, 5.0, 100.0),), 245.0, 0.2, 1.0, 300.0)
    pulses = single._replace(burns=(Burn(0.0, 4.0, 70.0), Burn(4.0, 3.0, 30.0, 0.0, 15.0)))
    assert len(families_of(single)) == len(LAWS)
    assert len(families_of(pulses)) == len(LAWS) * len(DELAY_SHARES)


def farthest_m(front):
    """Return the farthest range reached at each altitude, 0 where none is."""
    return np.where(reached(front), front.ground_range_m[:, None], 0.0).max(axis=0)


@pytest.mark.parametrize(
    ("newer", "older"),
    [("48n6e3", "48n6e2"), ("40n6e", "48n6e3"), ("9m96e2", "9m96e"), ("pac-3-mse", "pac-3-cri")],
)
def test_a_newer_missile_with_more_impulse_never_reaches_less(newer, older):
    ahead, behind = front_of(CATALOGUE.entry(newer)), front_of(CATALOGUE.entry(older))
    altitudes = min(len(ahead.altitude_m), len(behind.altitude_m))
    cell = np.diff(ahead.ground_range_m).max()
    assert (farthest_m(ahead)[:altitudes] >= farthest_m(behind)[:altitudes] - cell).all()


def test_more_propellant_in_one_body_never_reaches_less():
    body = Airframe(600.0, (Burn(0.0, 7.0, 220.0),), 245.0, 0.32, 1.2, 400.0)
    more = body._replace(launch_mass_kg=640.0, burns=(Burn(0.0, 7.0, 260.0),))
    assert more.burnt_out_mass_kg == body.burnt_out_mass_kg
    ranges = np.linspace(0, 200e3, 101)
    less_m, more_m = (farthest_m(flyout_front(fly_fan(one), ranges)) for one in (body, more))
    assert (more_m >= less_m).all()
    assert more_m.max() > less_m.max()


def energy_factors(missile, front, member, column):
    """Return ranges past burn-out and the energy factor there, at one altitude."""
    entry = CATALOGUE.entry(missile)
    thickness = air_thickness(front.altitude_m[column])
    factor = kill_factors.energy(entry, front.speed_m_s[member, :, column], thickness)
    coasting = front.time_of_flight_s[member, :, column] > airframe_of(entry).burn_out_s
    inside = front.ground_range_m <= 1e3 * entry.parameters["maximum_range"].value
    return factor[reached(front)[:, column] & coasting & inside]


@pytest.mark.parametrize("missile", [m for m in MISSILES if m != "thaad-interceptor"])
def test_past_burn_out_the_energy_factor_does_not_rise_with_range(missile):
    front, rise = front_of(CATALOGUE.entry(missile)), 0.0
    ceiling = 1e3 * CATALOGUE.entry(missile).parameters["maximum_altitude"].value
    for column in np.flatnonzero(front.altitude_m <= ceiling):
        factor = energy_factors(missile, front, len(TIME_BUDGETS) - 1, column)
        if factor.size:
            rise = max(rise, float((factor - np.minimum.accumulate(factor)).max()))
    assert rise <= RISE.get(missile, 0.01), rise


@pytest.mark.parametrize("missile", MISSILES)
def test_the_reach_that_the_drag_factors_page_states_is_the_fly_outs(missile):
    entry = CATALOGUE.entry(missile)
    text = " ".join(entry.parameters["drag_factor"].reason.split())
    reach, altitude, claim, residual = map(
        int,
        re.search(
            r"reaches (\d+) km against a target at (\d+) km; "
            r"the claim is (\d+) km \(([+-]\d+) %\)",
            text,
        ).groups(),
    )
    front = front_of(entry)
    column = list(front.altitude_m).index(altitude * 1e3)
    assert farthest_m(front)[column] / 1e3 == pytest.approx(reach, abs=0.6)
    assert 100 * (reach / claim - 1) == pytest.approx(residual, abs=0.6)


# airframes drawn from their ranges


@pytest.mark.parametrize("missile", ["40n6e", "9m96e2", "pac-3-mse"])
def test_a_coarse_fan_reaches_nearly_the_same_points_in_nearly_the_same_time(missile):
    """Differences between draws are far larger: of reach 10 % and more, of times 5 %."""
    airframe, fine = airframe_of(CATALOGUE.entry(missile)), front_of(CATALOGUE.entry(missile))
    fan = fly_fan(airframe, detail=COARSE)
    coarse = flyout_front(fan, fine.ground_range_m, fine.altitude_m)
    at, there = reached(fine), reached(coarse)
    assert (at & ~there).sum() < 0.01 * at.sum()
    assert (there & ~at).sum() < 0.01 * at.sum()
    both = at & there
    time = coarse.time_of_flight_s[0, both] / fine.time_of_flight_s[0, both] - 1
    speed = coarse.speed_m_s[-1, both] / fine.speed_m_s[-1, both] - 1
    assert abs(time.mean()) < 0.01
    assert np.sqrt((time**2).mean()) < 0.03
    assert abs(speed.mean()) < 0.02
    assert np.sqrt((speed**2).mean()) < 0.06


def test_drawn_airframes_are_flown_coarsely_and_the_same_from_the_cache(
    small, tmp_path, monkeypatch
):
    missile = small.missiles[0]
    nominal = drawn_scenario(small, ParameterDraw(None, 2)).entries[missile]
    drawn = drawn_scenario(small, ParameterDraw(1, 2)).entries[missile]
    fine = front_of(small.entries[missile])
    monkeypatch.setenv("SKYDOME_CACHE", str(tmp_path))
    for entry in (nominal, drawn):
        intercept._front.cache_clear()
        made = front_of(entry)
        intercept._front.cache_clear()
        again = front_of(entry)
        assert len(made.ground_range_m) < len(fine.ground_range_m)
        for one, other in zip(made, again, strict=True):
            assert one.dtype == other.dtype == np.float64
            assert np.array_equal(one, other, equal_nan=True)
    intercept._front.cache_clear()
