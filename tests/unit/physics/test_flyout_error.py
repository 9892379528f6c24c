"""The fly-out table read like its users do, against flights integrated to exactly the point."""

from __future__ import annotations

import numpy as np
import pytest

from skydome.engagement.tables.intercept import cells_of, read
from skydome.physics.constants import STANDARD_GRAVITY_M_S2
from skydome.physics.motion.flyout import (
    Airframe,
    _fly_all,
    fly_fan,
    flyout_table,
    lateral_acceleration_m_s2,
    specific_energy_j_kg,
)

# the catalogue's missiles with the largest and the smallest error, and the one of longest reach
AIRFRAMES = {
    "48N6E3": Airframe(1835.0, 1183.0, 245.0, 12.0, 0.519, 1.562, 500.0),
    "40N6E": Airframe(1893.0, 1172.0, 245.0, 14.0, 0.519, 0.603, 500.0),
    "9M96E2": Airframe(420.0, 191.0, 245.0, 8.0, 0.24, 0.894, 400.0),
}
POINTS = 40
EDGE_CELLS = 3


def direct(airframe, bend, elevation, times, ground_range):
    """Return altitude, time and speed of one flight over a ground range, None if it falls short."""
    x, altitude, speed = (np.empty((1, 1, times.size)) for _ in range(3))
    _fly_all(airframe, np.array([bend]), np.array([elevation]), times, x, altitude, speed)
    beyond = np.flatnonzero(x[0, 0] >= ground_range)
    if beyond.size == 0:
        return None
    span = slice(beyond[0] - 1, beyond[0] + 1)
    return tuple(
        np.interp(ground_range, x[0, 0, span], of)
        for of in (altitude[0, 0, span], times[span], speed[0, 0, span])
    )


def through(airframe, bend, angle, times, ground_range, altitude):
    """Return time and speed of the flight through a point, sought from an elevation on."""
    step = 1e-3
    before = direct(airframe, bend, angle, times, ground_range)
    for _ in range(10):
        now = direct(airframe, bend, angle + step, times, ground_range)
        if before is None or now is None or now[0] == before[0]:
            return None
        angle += step
        if abs(now[0] - altitude) < 1:
            return now[1:]
        rate = (now[0] - before[0]) / step
        step, before = np.clip((altitude - now[0]) / rate, -0.05, 0.05), now
    return None


def quickest(fan, table, row, column, ground_range, altitude):
    """Return the least time, and its speed, of flights through a point with bends near its own."""
    cell = (slice(row, row + 2), slice(column, column + 2))
    burn, end = fan.airframe.boost_time_s, np.nanmax(table.time_of_flight_s[cell]) + 15
    times = np.concatenate([np.arange(0, burn, 0.1), np.arange(burn, end, 0.1)])
    own = np.searchsorted(fan.bend, table.bend[cell])
    bends = fan.bend[max(own.min() - 1, 0) : own.max() + 2]
    angles = {table.launch_elevation_rad[row + step, column + step] for step in (0, 1)}
    flown = [
        through(fan.airframe, bend, angle, times, ground_range, altitude)
        for bend in bends
        for angle in angles
    ]
    return min((one for one in flown if one), default=(np.nan, np.nan))


@pytest.fixture(scope="module", params=AIRFRAMES)
def errors(request):
    """Return errors of time and speed, and whether the point is beside the envelope's edge."""
    fan = fly_fan(AIRFRAMES[request.param])
    table = flyout_table(fan)
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
    assert np.nanpercentile(time, 95) < 0.4
    assert np.nanmax(time[errors[:, 2] == 0]) < 0.6
    assert np.nanmax(time) < 2.0


def test_the_tables_arrival_speed_is_that_of_the_flight(errors):
    assert np.nanpercentile(np.abs(errors[:, 1]), 95) < 30


def test_the_energy_left_is_kinetic_and_potential():
    table = flyout_table(fly_fan(AIRFRAMES["9M96E2"]))
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
    assert low == pytest.approx(0.5 * 1.225 * 900**2 * area * 3.5 / 229, rel=1e-4)
    assert high < low / 10
    assert slow == pytest.approx(low / 4)
