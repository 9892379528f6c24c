"""A catalogue radar prepared for calculation, and points relative to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats
    from skydome.engagement.tables.attenuation import GasLosses
    from skydome.engagement.tables.beam import Beam
    from skydome.scenario.resolved import Models, ResolvedEntry


class Polar(NamedTuple):
    """A path in polar coordinates around one site, by scan; azimuth clockwise from north."""

    ground_range_m: Floats
    azimuth_rad: Floats

    def at(self, chosen: Flags | NDArray[np.intp]) -> Polar:
        """Return some of the points."""
        return Polar(self.ground_range_m[chosen], self.azimuth_rad[chosen])


class Surface(NamedTuple):
    """The surface of a scenario at the frequency of one radar: ``gamma`` is 0 for the sea."""

    gamma: float
    height_deviation_m: float
    permittivity: complex


class Sensor(NamedTuple):
    """A catalogue radar prepared for calculation: one constant for its power, tables for the rest.

    ``loop_constant_m2`` is C in SNR = C·σ·g² / (R⁴·L), with g the gain relative to the peak. It is
    derived, never published: see `sensor_of`. ``detection`` contains Pd over `SNR_AXIS_DB` by
    Swerling case.
    """

    entry: ResolvedEntry
    loop_constant_m2: float
    gas: GasLosses
    rain_db_m: float
    rain_height_m: float
    detection: dict[int, Floats]
    beam: Beam
    surface: Surface
    models: Models

    @property
    def antenna_height_m(self) -> float:
        """Phase centre above the ground."""
        return self.entry.si("antenna_height")

    @property
    def nearest_m(self) -> float:
        """Range within which nothing is detected."""
        nearest = self.entry.parameters.get("minimum_range")
        return nearest.value if nearest else 0.0


class Geometry(NamedTuple):
    """Points relative to one radar: arrays that broadcast, altitudes above sea level.

    ``off_axis_rad`` is measured from the radar's facing. ``surface_seen`` marks points whose ground
    is in line of sight and produces clutter, ``jam_to_noise`` is the jamming relative to noise, and
    ``shadow_db`` the one-way diffraction loss of an edge in between.
    """

    ground_range_m: Floats
    altitude_m: Floats
    site_altitude_m: Floats | float
    off_axis_rad: Floats | float = 0.0
    surface_altitude_m: Floats | float = 0.0
    surface_seen: Flags | bool = False
    jam_to_noise: Floats | float = 0.0
    shadow_db: Floats | float = 0.0

    def at(self, chosen: Flags | slice | tuple[NDArray[np.intp], ...]) -> Geometry:
        """Return some of the points; all arrays must have one shape."""
        parts = (part[chosen] if isinstance(part, np.ndarray) else part for part in self)
        return Geometry._make(parts)
