"""Compare the interceptors' fly-out with what makers claim; prints a table for the catalogue.

Nothing is fitted to a range. The propellant of four missiles is set so that the greatest speed is
the claimed one; this script prints what it would have to be. The drag factor is 1, the generic
curve, but for the body that the 48N6E2, 48N6E3 and 40N6E share: there it follows from the 40N6E's
published mean speed, and the mean speed at other factors is printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.optimize import brentq

from skydome.catalogue import Catalogue
from skydome.engagement.tables.intercept import airframe_of
from skydome.physics.motion.flyout import FlyoutFront, flyout_front
from skydome.physics.motion.flyout_fan import Family, fly_fan

if TYPE_CHECKING:
    from skydome.physics.motion.airframe import Airframe

FREE_FLIGHT = (Family(0.0, 0.0),)
SHARED_BODY = {"48n6e2": 1_800.0, "48n6e3": 2_000.0, "40n6e": None}
FACTORS = (1.0, 1.2, 1.5, 1.8)
# The mean speed is taken over this share of the reach: at its very edge missiles arrive slowly.
MOST_OF_REACH = 0.95


class Claim(NamedTuple):
    """What is claimed of a missile: a range, against a target at an altitude."""

    range_km: float
    altitude_km: float


CLAIMS = {
    "48n6e2": Claim(200, 10),
    "48n6e3": Claim(250, 10),
    "40n6e": Claim(400, 10),
    "9m96e": Claim(40, 10),
    "9m96e2": Claim(120, 10),
    "akash-missile": Claim(25, 10),
    "akash-ng-missile": Claim(60, 10),
    "barak-8": Claim(70, 10),
    "derby": Claim(15, 5),
    "derby-mr": Claim(50, 8),
    "pac-2-gem-t": Claim(160, 10),
    "pac-3-cri": Claim(45, 10),
    "pac-3-mse": Claim(120, 10),
    "python-5": Claim(15, 5),
    "qrsam-missile": Claim(30, 5),
    "thaad-interceptor": Claim(200, 40),
}


def front_at(airframe: Airframe, altitude_km: float) -> FlyoutFront:
    """Return the flights of an airframe to sea level and to one altitude."""
    return flyout_front(fly_fan(airframe), altitude_m=(0.0, altitude_km * 1e3))


def reach_km(front: FlyoutFront) -> float:
    """Return the farthest range of a front at its last altitude."""
    reached = np.isfinite(front.time_of_flight_s[0, :, -1])
    return float(front.ground_range_m[reached][-1]) / 1e3


def mean_speed_m_s(front: FlyoutFront, member: int) -> float:
    """Return the mean speed over `MOST_OF_REACH` of the reach."""
    at = MOST_OF_REACH * reach_km(front) * 1e3
    time = np.interp(at, front.ground_range_m, front.time_of_flight_s[member, :, -1])
    return float(at / time)


def greatest_speed_m_s(airframe: Airframe) -> float:
    """Return the greatest speed on any flight."""
    return float(np.nanmax(fly_fan(airframe, 50, FREE_FLIGHT).speed_m_s))


def propellant_for_speed_kg(airframe: Airframe, speed_m_s: float) -> float:
    """Return the propellant of a single burn with which an airframe has a greatest speed."""
    (burn,) = airframe.burns

    def excess(mass_kg: float) -> float:
        burns = (burn._replace(propellant_mass_kg=mass_kg),)
        return greatest_speed_m_s(airframe._replace(burns=burns)) - speed_m_s

    low, high = 0.3 * airframe.launch_mass_kg, 0.8 * airframe.launch_mass_kg
    return float(brentq(excess, low, high, xtol=0.5))


def compare() -> Table:
    """Return reach against claim, missile by missile."""
    catalogue = Catalogue()
    table = Table(title="Reach of the fly-out against claims")
    for heading in ("missile", "target km", "claim km", "reach km", "residual", "mean m/s", "top"):
        table.add_column(heading, justify="right")
    for name, claim in CLAIMS.items():
        airframe = airframe_of(catalogue.entry(name))
        front = front_at(airframe, claim.altitude_km)
        reach = reach_km(front)
        table.add_row(
            name,
            f"{claim.altitude_km:g}",
            f"{claim.range_km:g}",
            f"{reach:.0f}",
            f"{100 * (reach / claim.range_km - 1):+.0f} %",
            " to ".join(f"{mean_speed_m_s(front, member):.0f}" for member in (-1, 0)),
            f"{greatest_speed_m_s(airframe):.0f}",
        )
    return table


def shared_body() -> Table:
    """Return mean speed and reach of the shared body by its drag factor, top speeds kept."""
    catalogue = Catalogue()
    table = Table(title="The body of 48N6E2, 48N6E3 and 40N6E by its drag factor")
    for heading in ("factor", "missile", "propellant kg", "reach km", "mean m/s"):
        table.add_column(heading, justify="right")
    for factor in FACTORS:
        empty = 0.0
        for name, speed in SHARED_BODY.items():
            airframe = airframe_of(catalogue.entry(name))._replace(drag_factor=factor)
            (burn,) = airframe.burns
            if speed is None:
                mass = airframe.launch_mass_kg - empty
            else:
                mass = propellant_for_speed_kg(airframe, speed)
                empty = airframe.launch_mass_kg - mass
            flown = airframe._replace(burns=(burn._replace(propellant_mass_kg=mass),))
            front = front_at(flown, 10.0)
            means = " to ".join(f"{mean_speed_m_s(front, member):.0f}" for member in (-1, 0))
            table.add_row(f"{factor:g}", name, f"{mass:.0f}", f"{reach_km(front):.0f}", means)
    return table


if __name__ == "__main__":
    console = Console()
    console.print(compare())
    console.print(shared_body())
