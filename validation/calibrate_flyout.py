"""Calibrate the interceptors' fly-out to what makers claim; prints a table for the catalogue.

Two numbers of each airframe are tuned, the propellant mass and the drag factor, until the fly-out
reproduces two claims: the maximum range against a target at 10 km, and either the greatest speed or
the average speed over that range. The drag factor alone is then tuned again to the lowest and the
highest range in dispute: that is its interval. Everything else is fixed beforehand and unsourced.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.optimize import brentq, least_squares

from skydome.physics.motion.flyout import Airframe, Fan, farthest_intercept, fly_fan

TARGET_ALTITUDE_M = 10_000.0


class Claim(NamedTuple):
    """What is claimed of a missile, in SI units; one of the two speeds is left open."""

    range_m: float
    lowest_range_m: float
    highest_range_m: float
    greatest_speed_m_s: float | None = None
    average_speed_m_s: float | None = None


class Performance(NamedTuple):
    """What the fly-out makes of an airframe."""

    range_m: float
    average_speed_m_s: float
    greatest_speed_m_s: float
    intercept_speed_m_s: float


_BIG = Airframe(1835.0, 1000.0, 245.0, 12.0, 0.519, 1.0, 500.0)
STARTS = {
    "48N6E2": _BIG,
    "48N6E3": _BIG,
    "40N6E": _BIG._replace(launch_mass_kg=1893.0, boost_time_s=14.0),
    "9M96E2": Airframe(420.0, 200.0, 245.0, 8.0, 0.24, 1.0, 500.0),
}
CLAIMS = {
    "48N6E2": Claim(200e3, 195e3, 200e3, greatest_speed_m_s=1_800),
    "48N6E3": Claim(250e3, 240e3, 250e3, greatest_speed_m_s=2_000),
    "40N6E": Claim(380e3, 250e3, 400e3, average_speed_m_s=1_190),
    "9M96E2": Claim(120e3, 120e3, 135e3, greatest_speed_m_s=1_350),
}


def fly(airframe: Airframe) -> Performance:
    """Return an airframe's performance by the same fan that its table is made of."""
    fan: Fan = fly_fan(airframe)
    farthest = farthest_intercept(fan, TARGET_ALTITUDE_M)
    return Performance(
        farthest.ground_range_m,
        farthest.ground_range_m / farthest.time_of_flight_s,
        float(np.nanmax(fan.speed_m_s)),
        farthest.speed_m_s,
    )


def calibrate(start: Airframe, claim: Claim) -> Airframe:
    """Return the airframe whose range and speed are the claimed ones."""

    def airframe(unknowns: np.ndarray) -> Airframe:
        propellant_kg = float(unknowns[0]) * start.launch_mass_kg
        return start._replace(propellant_mass_kg=propellant_kg, drag_factor=float(unknowns[1]))

    def misfit(unknowns: np.ndarray) -> list[float]:
        flown = fly(airframe(unknowns))
        misfits = [flown.range_m / claim.range_m - 1]
        if claim.greatest_speed_m_s is not None:
            misfits.append(flown.greatest_speed_m_s / claim.greatest_speed_m_s - 1)
        if claim.average_speed_m_s is not None:
            misfits.append(flown.average_speed_m_s / claim.average_speed_m_s - 1)
        return misfits

    fit = least_squares(misfit, [0.58, 1.0], bounds=([0.3, 0.05], [0.8, 5.0]), diff_step=1e-2)
    rounded = airframe(fit.x)._replace(
        propellant_mass_kg=float(round(fit.x[0] * start.launch_mass_kg))
    )
    return rounded._replace(drag_factor=drag_factor_for(rounded, claim.range_m))


def drag_factor_for(airframe: Airframe, range_m: float) -> float:
    """Return the drag factor at which an airframe reaches a range, all else equal."""

    def misfit(drag_factor: float) -> float:
        return fly(airframe._replace(drag_factor=drag_factor)).range_m - range_m

    return round(float(brentq(misfit, 0.01, 5.0, xtol=1e-3)), 3)


def main() -> None:
    """Calibrate every missile and print it."""
    table = Table(title=f"Calibrated to claims, target at {TARGET_ALTITUDE_M / 1e3:.0f} km")
    for heading in (
        *("missile", "fuel kg", "drag", "low", "high"),
        *("km", "mean m/s", "top m/s", "end m/s"),
    ):
        table.add_column(heading, justify="right")
    for name, start in STARTS.items():
        claim = CLAIMS[name]
        tuned = calibrate(start, claim)
        flown = fly(tuned)
        table.add_row(
            name,
            f"{tuned.propellant_mass_kg:.0f}",
            f"{tuned.drag_factor:.3f}",
            f"{drag_factor_for(tuned, claim.highest_range_m):.3f}",
            f"{drag_factor_for(tuned, claim.lowest_range_m):.3f}",
            f"{flown.range_m / 1e3:.1f}",
            *(f"{speed:.0f}" for speed in flown[1:]),
        )
    Console().print(table)


if __name__ == "__main__":
    main()
