"""The fly-out table read like its users do, against flights integrated to exactly the point."""

from __future__ import annotations

import numpy as np
import pytest

from skydome.engagement.tables.intercept import cells_of, read
from skydome.physics.constants import STANDARD_GRAVITY_M_S2
from skydome.physics.motion.airframe import (
    MAX_NORMAL_FORCE_COEFFICIENT,
    Airframe,
    Burn,
    lateral_acceleration_m_s2,
    speed_for_lateral_acceleration_m_s,
)
from skydome.physics.motion.flyout import flyout_front, specific_energy_j_kg
from skydome.physics.motion.flyout_fan import fly_fan
from skydome.physics.motion.flyout_flight import body_of, fly_all

# catalogue missiles: large, of the longest reach, small
AIRFRAMES = {
    "48N6E3": Airframe(1835.0, (Burn(0.0, 12.0, 1180.0),), 245.0, 0.519, 1.5, 500.0),
    "40N6E": Airframe(1893.0, (Burn(0.0, 14.0, 1238.0),), 245.0, 0.519, 1.5, 500.0),
    "9M96E2": Airframe(420.0, (Burn(0.0, 8.0, 193.0),), 245.0, 0.24, 1.0, 400.0),
}
POINTS = 40
EDGE_CELLS = 3


def crossings(flown, times, level):
    """Return what flights have where a quantity first rises over, and last falls below, a level.

    ``flown`` is (quantity, other quantity, speed), each [flight, time]. Yields [flight, (other
    quantity, time, speed)], NaN without a crossing.
    """
    quantity, other, speed = flown
    above = quantity >= level
    for steps in (above[:, 1:] & ~above[:, :-1], ~above[:, 1:] & above[:, :-1]):
        last = steps.shape[1] - 1 - steps[:, ::-1].argmax(axis=1)
        at, rows = last, np.arange(len(last))
        low, high = quantity[rows, at], quantity[rows, at + 1]
        share = (level - low) / np.where(high == low, np.nan, high - low)
        values = [
            first[rows, at] + share * (first[rows, at + 1] - first[rows, at])
            for first in (other, np.broadcast_to(times, other.shape), speed)
        ]
        yield np.where(steps.any(axis=1)[:, None], np.array(values).T, np.nan)


def quickest(fan, table, row, column, ground_range, altitude):
    """Return the least time, and its speed, of flights through a point by the cell's families.

    Elevations around those of the cell's corners, 0.6 mrad apart; between two that pass on either
    side of the point, linear. Flat paths are compared over the range, steep ones at the altitude.
    """
    cell = (slice(row, row + 2), slice(column, column + 2))
    burn, end = fan.airframe.burn_out_s, np.nanmax(table.time_of_flight_s[cell]) + 15
    times = np.concatenate([np.arange(0, burn, 0.25), np.arange(burn, end, 0.25)])
    angles = table.launch_elevation_rad[cell]
    elevations = np.arange(angles.min() - 0.01, angles.max() + 0.01, 0.0006)
    best = (np.nan, np.nan)
    for number in np.unique(table.family[cell]):
        rows = [np.empty((1, elevations.size, times.size)) for _ in range(3)]
        law = np.array([fan.families[int(number)][:2]]) * MAX_NORMAL_FORCE_COEFFICIENT
        fly_all(body_of(fan.airframe, 0.0), law, elevations, 1.0, times, *rows)
        x, height, speed = (of[0] for of in rows)
        ways = [(flown, altitude) for flown in crossings((x, height, speed), times, ground_range)]
        ways += [(flown, ground_range) for flown in crossings((height, x, speed), times, altitude)]
        for flown, wanted in ways:
            miss = flown[:, 0] - wanted
            for shot in np.flatnonzero(miss[1:] * miss[:-1] <= 0):
                share = miss[shot] / (miss[shot] - miss[shot + 1])
                time, fast = flown[shot, 1:] + share * (flown[shot + 1, 1:] - flown[shot, 1:])
                if not time >= best[0]:
                    best = (time, fast)
    return best


@pytest.fixture(scope="module", params=AIRFRAMES)
def errors(request):
    """Return errors of time and speed, and whether the point is beside the envelope's edge."""
    fan = fly_fan(AIRFRAMES[request.param])
    table = flyout_front(fan).member(0)
    random = np.random.default_rng(20)
    result = []
    while len(result) < POINTS:
        ground_range = random.uniform(3e3, table.ground_range_m[-1])
        altitude = random.choice([random.uniform(0, 1e3), random.uniform(0, 30e3)])
        at = (np.array([ground_range]), np.array([altitude]))
        cells = cells_of(table, *at)
        read_s, read_m_s = (
            read(values, cells)[0] for values in (table.time_of_flight_s, table.speed_m_s)
        )
        if np.isnan(read_s):
            continue
        row = int(np.searchsorted(table.ground_range_m, ground_range) - 1)
        column = int(np.searchsorted(table.altitude_m, altitude) - 1)
        time, speed = quickest(fan, table, row, column, ground_range, altitude)
        ahead = table.time_of_flight_s[row : row + 2 + EDGE_CELLS, column : column + 2]
        edge = np.isnan(ahead).any() or row + 2 + EDGE_CELLS > table.ground_range_m.size
        result.append((read_s - time, read_m_s - speed, edge))
    return np.array(result)


def test_the_tables_time_of_flight_error_against_direct_integration_is_bounded(errors):
    time = np.abs(errors[:, 0])
    assert np.isfinite(time).mean() > 0.95
    assert np.nanpercentile(time, 95) < 0.8
    assert np.nanmean(errors[:, 0]) < 0.4
    assert np.nanmax(time) < 15


def test_the_tables_arrival_speed_is_that_of_the_flight(errors):
    assert np.nanpercentile(np.abs(errors[:, 1]), 95) < 35


def test_the_energy_left_is_kinetic_and_potential():
    table = flyout_front(fly_fan(AIRFRAMES["9M96E2"])).member(0)
    energy = specific_energy_j_kg(table)
    at = (60, 10)
    expected = table.speed_m_s[at] ** 2 / 2 + STANDARD_GRAVITY_M_S2 * table.altitude_m[10]
    assert energy[at] == pytest.approx(expected)
    assert (np.isnan(energy) == np.isnan(table.time_of_flight_s)).all()


def test_a_missile_turns_harder_where_air_is_thick_and_it_is_fast():
    airframe = AIRFRAMES["9M96E2"]
    low, high, slow = lateral_acceleration_m_s2(
        airframe, np.array([900.0, 900.0, 450.0]), np.array([0.0, 20e3, 0.0])
    )
    area = np.pi * 0.24**2 / 4
    assert low == pytest.approx(0.5 * 1.225 * 900**2 * area * 3.5 / 227, rel=1e-4)
    assert high < low / 10
    assert slow == pytest.approx(low / 4)


def test_the_speed_for_an_acceleration_is_its_inverse():
    # 9M96E2 at 10 km: sqrt(2 * 227 kg * 147.1 m/s2 / (0.41351 kg/m3 * 0.045239 m2 * 3.5)), 15 g
    speed = speed_for_lateral_acceleration_m_s(AIRFRAMES["9M96E2"], 15 * 9.80665, 10e3)
    assert speed == pytest.approx(1010, abs=1)
