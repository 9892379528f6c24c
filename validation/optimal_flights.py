"""Compare fly-out tables with optimal control: a second implementation of the best arrival.

A 48N6E3-class body with plain drag flies by fixed steps under a lift schedule of seven nodes; a
global optimiser chooses launch elevation and schedule for the greatest speed at a point within a
time. The table's members come from constant normal-force coefficients instead. Takes some minutes.
"""

from __future__ import annotations

from math import atan2, cos, pi, radians, sin, sqrt
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.optimize import differential_evolution

from skydome.compiler import kernel
from skydome.physics.atmosphere import density_and_sound_speed, geometric_to_geopotential_kernel
from skydome.physics.constants import EARTH_MU_M3_S2, EARTH_RADIUS_M, STANDARD_GRAVITY_M_S2
from skydome.physics.motion.airframe import (
    MAX_NORMAL_FORCE_COEFFICIENT,
    NORMAL_FORCE_SLOPE_PER_RAD,
    Airframe,
    Burn,
    axial_force_coefficient,
)
from skydome.physics.motion.flyout import TIME_BUDGETS, flyout_front
from skydome.physics.motion.flyout_fan import fly_fan

if TYPE_CHECKING:
    from skydome.arrays import Floats

MISSILE = Airframe(1835.0, (Burn(0.0, 12.0, 1183.0),), 245.0, 0.519, 1.0, 500.0)
ALTITUDE_M = 10e3
POINTS_M = (46e3, 80e3, 130e3, 200e3)
STEP_S = 0.1
MISSED = 1e5


@kernel
def arrival(
    plan: Floats, range_m: float, altitude_m: float, time_s: float
) -> tuple[float, float, float]:
    """Return miss distance, speed and time of one flight over a range.

    ``plan`` is launch elevation, end of the schedule, and shares of the greatest lift, upward
    positive, evenly spaced from burn-out to that end.
    """
    area, mass, burn_s = pi * 0.519**2 / 4, 1835.0, 12.0
    flow = 1183.0 / burn_s
    x, y, vx, vy, time, before = 0.0, EARTH_RADIUS_M + 30.0, 0.0, 0.0, 0.0, 0.0
    nodes = plan.size - 2
    while time < time_s:
        radius, speed = sqrt(x * x + y * y), sqrt(vx * vx + vy * vy)
        height = radius - EARTH_RADIUS_M
        density, sound = density_and_sound_speed(float(geometric_to_geopotential_kernel(height)))
        force = 0.5 * density * speed**2 * area
        drag = force * axial_force_coefficient(speed / sound)
        gravity = EARTH_MU_M3_S2 / radius**3
        ax, ay = -gravity * x, -gravity * y
        if time < burn_s - 1e-9:
            along_x, along_y = cos(plan[0]), sin(plan[0])
            thrust = flow * 245.0 * STANDARD_GRAVITY_M_S2
            forward = (thrust - drag) / mass + ax * along_x + ay * along_y
            ax, ay = forward * along_x, forward * along_y
            mass -= flow * STEP_S
        else:
            place = (time - burn_s) / max(plan[1] - burn_s, 1e-3) * (nodes - 1)
            place = min(max(place, 0.0), nodes - 1 - 1e-9)
            node = int(place)
            share = plan[2 + node] + (place - node) * (plan[3 + node] - plan[2 + node])
            lift = share * force * MAX_NORMAL_FORCE_COEFFICIENT
            drag += lift * lift / (NORMAL_FORCE_SLOPE_PER_RAD * max(force, 1e-9))
            along_x, along_y = vx / speed, vy / speed
            ax += (-drag * along_x - lift * along_y) / mass
            ay += (-drag * along_y + lift * along_x) / mass
        x += (vx + ax * STEP_S / 2) * STEP_S
        y += (vy + ay * STEP_S / 2) * STEP_S
        vx += ax * STEP_S
        vy += ay * STEP_S
        time += STEP_S
        over = EARTH_RADIUS_M * atan2(x, y)
        height = sqrt(x * x + y * y) - EARTH_RADIUS_M
        if over >= range_m > before:
            return abs(height - altitude_m), sqrt(vx * vx + vy * vy), time
        if height < -50:
            break
        before = over
    return MISSED + max(range_m - before, 0.0), 0.0, time


def best_arrival(range_m: float, time_s: float) -> tuple[float, float]:
    """Return speed and time of the fastest arrival within a time, by differential evolution."""

    def cost(plan: Floats) -> float:
        miss, speed, _ = arrival(plan, range_m, ALTITUDE_M, time_s)
        return float(0.5 * miss + 5 * max(0.0, miss - 300) - speed)

    bounds = [(radians(2), radians(89)), (14.0, time_s), *[(-1.0, 1.0)] * 7]
    found = differential_evolution(
        cost, bounds, maxiter=350, popsize=14, tol=1e-7, seed=1, polish=False
    )
    _, speed, time = arrival(found.x, range_m, ALTITUDE_M, time_s)
    return speed, time


def main() -> None:
    """Print the fastest arrival of each method within 1.5 times the quickest time."""
    front = flyout_front(fly_fan(MISSILE), np.array(POINTS_M), (0.0, ALTITUDE_M))
    table = Table(title=f"Fastest arrival at {ALTITUDE_M / 1e3:.0f} km altitude")
    for heading in ("range km", "optimal m/s", "in s", "table m/s", "in s", "quickest s"):
        table.add_column(heading, justify="right")
    for row, range_m in enumerate(POINTS_M):
        times, speeds = front.time_of_flight_s[:, row, -1], front.speed_m_s[:, row, -1]
        speed, time = best_arrival(range_m, TIME_BUDGETS[-1] * times[0])
        values = (range_m / 1e3, speed, time, speeds[-1], times[-1], times[0])
        table.add_row(*(f"{value:.0f}" for value in values))
    Console().print(table)


if __name__ == "__main__":
    main()
