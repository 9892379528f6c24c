"""The beam of a catalogue radar: its direction and its gain off the axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.tables.placement import PLATFORM
from skydome.physics.constants import SPEED_OF_LIGHT_M_S
from skydome.physics.radar import antenna

if TYPE_CHECKING:
    from skydome.arrays import Floats
    from skydome.scenario.resolved import ResolvedEntry


LEAST_COSINE = 0.1  # the model of scan loss is not valid near the plane of the array


class Beam(NamedTuple):
    """The beam of one radar. Gains are one-way ratios relative to the peak.

    A surveillance radar has a rotating fan, shaped in elevation: the envelope of its stacked or
    stepped beams, the lowest of which is on the horizon. An engagement radar points a ``pencil``
    beam at its target, and its array loses gain off its axis. An airborne radar ``looks_down`` as
    well as up: its fan is the same on both sides of the horizon.
    """

    entry: ResolvedEntry
    pencil: bool
    looks_down: bool = False

    def at_target(self, elevation_rad: Floats, off_axis_rad: Floats | float) -> Floats:
        """Return the gain towards targets; ``off_axis_rad`` is measured from the radar's facing."""
        if not self.pencil:
            return self._in_fan(np.asarray(elevation_rad))
        up = np.asarray(elevation_rad) - self.entry.si("boresight_elevation")
        off = np.arccos(np.clip(np.cos(up) * np.cos(off_axis_rad), LEAST_COSINE, 1.0))
        return np.asarray(10 ** (-antenna.scan_loss_db(off) / 10))

    def _in_fan(self, elevation_rad: Floats) -> Floats:
        """Return full gain up to the top of the fan, above it a gain falling as cosecant squared.

        Below the horizon the gain falls like that of the lowest beam, unless the radar looks down.
        """
        if self.looks_down:
            elevation_rad = np.abs(elevation_rad)
        top = self.entry.si("fan_width")
        shaped = antenna.cosecant_squared_fall(
            elevation_rad, top, self.entry.si("maximum_elevation")
        )
        flank = antenna.gaussian_beam_gain(
            np.minimum(elevation_rad, 0.0), self.entry.si("elevation_beamwidth")
        )
        return np.where(elevation_rad < top, flank, shaped)

    def at_surface(
        self,
        elevation_rad: Floats,
        surface_elevation_rad: Floats,
        off_axis_rad: Floats | float = 0.0,
    ) -> Floats:
        """Return the gain towards the surface below a target that the beam points at.

        A steered pencil beam has the same scan loss towards the surface as towards the target.
        """
        if not self.pencil:
            return self.at_target(surface_elevation_rad, 0.0)
        below = self._in_pencil(elevation_rad - surface_elevation_rad, "elevation_beamwidth")
        return below * self.at_target(elevation_rad, off_axis_rad)

    def towards(
        self, azimuth_off_rad: Floats, elevation_rad: Floats, other_elevation_rad: Floats | float
    ) -> Floats:
        """Return the gain towards another direction while the beam points at a target."""
        across = antenna.gaussian_beam_gain(
            np.arctan2(np.sin(azimuth_off_rad), np.cos(azimuth_off_rad)),
            self.entry.si("azimuth_beamwidth"),
        )
        if self.pencil:
            up = antenna.gaussian_beam_gain(
                elevation_rad - other_elevation_rad, self.entry.si("elevation_beamwidth")
            )
        else:
            up = self.at_target(np.asarray(other_elevation_rad), 0.0)
        return np.maximum(across * up, self.sidelobe_gain)

    def _in_pencil(self, off_rad: Floats, width: str) -> Floats:
        return antenna.beam_over_sidelobes_gain(off_rad, self.entry.si(width), self.sidelobe_gain)

    @property
    def sidelobe_gain(self) -> float:
        """Gain of the side lobes."""
        return float(10 ** (-self.entry.si("sidelobe_level") / 10))

    @property
    def peak_gain(self) -> float:
        """Gain of the peak over an isotropic antenna, from the widths of the beam."""
        return float(
            antenna.gain_of_beam(
                self.entry.si("azimuth_beamwidth"), self.entry.si("elevation_beamwidth")
            )
        )

    @property
    def wavelength_m(self) -> float:
        """Wavelength."""
        return SPEED_OF_LIGHT_M_S / self.entry.si("frequency")


def beam_of(entry: ResolvedEntry) -> Beam:
    """Return the beam of a radar by its role and platform."""
    pencil = entry.attributes["role"] == "engagement"
    return Beam(entry, pencil, looks_down=PLATFORM in entry.parameters)
