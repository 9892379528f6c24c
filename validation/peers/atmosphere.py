"""The standard atmosphere against `fluids` and `ambiance`, from sea level to 80 km.

`fluids` carries the US Standard Atmosphere 1976, `ambiance` the ICAO one of 1993: the same layers
with a gas constant and a radius of the Earth rounded otherwise. Both take geometric heights, so
ours go through `geometric_to_geopotential_m`.
"""

from __future__ import annotations

import sys

from peers.report import Row, show
from skydome.physics import atmosphere

HEIGHTS_M = (0.0, 5e3, 11e3, 20e3, 32e3, 47e3, 60e3, 80e3)
SHARE = 2e-4
KELVIN = 0.02
METRES_PER_SECOND = 0.01


def rows_at(height_m: float, peer: str, theirs: tuple[float, float, float, float]) -> list[Row]:
    """Return the rows of one height; the tuple is temperature, pressure, density, sound."""
    level = float(atmosphere.geometric_to_geopotential_m(height_m))
    ours = (
        float(atmosphere.temperature_k(level)),
        float(atmosphere.pressure_pa(level)),
        float(atmosphere.density_kg_m3(level)),
        float(atmosphere.sound_speed_m_s(level)),
    )
    bars = (KELVIN, SHARE * ours[1], SHARE * ours[2], METRES_PER_SECOND)
    names = ("temperature", "pressure", "density", "speed of sound")
    units = ("K", "Pa", "kg/m³", "m/s")
    where = f"{height_m / 1e3:g} km, {peer}"
    return [
        Row(f"{name} at {where}", mine, other, bar, unit)
        for name, mine, other, bar, unit in zip(names, ours, theirs, bars, units, strict=True)
    ]


def main() -> list[Row]:
    """Compare with both packages at each height."""
    from ambiance import Atmosphere
    from fluids.atmosphere import ATMOSPHERE_1976

    rows = []
    for height in HEIGHTS_M:
        first = ATMOSPHERE_1976(height)
        rows += rows_at(height, "fluids", (first.T, first.P, first.rho, first.v_sonic))
        second = Atmosphere(height)
        numbers = (second.temperature, second.pressure, second.density, second.speed_of_sound)
        one, two, three, four = (float(number[0]) for number in numbers)
        rows += rows_at(height, "ambiance", (one, two, three, four))
    return rows


if __name__ == "__main__":
    sys.exit(show("Atmosphere: comparison with fluids and ambiance", main()))
