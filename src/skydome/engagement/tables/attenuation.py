"""Gas attenuation, tabulated once per radar frequency and cached on disk."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import source_hash
from skydome.folders import cache_folder, kept_arrays, read_cached_arrays, write_cached_arrays
from skydome.physics.waves import propagation

if TYPE_CHECKING:
    from skydome.arrays import Floats


RANGE_AXIS_M = np.concatenate([np.arange(0.0, 50e3, 2e3), np.arange(50e3, 1_000.1e3, 10e3)])
ALTITUDE_AXIS_M = np.concatenate(
    [np.arange(0.0, 1e3, 100.0), np.arange(1e3, 20e3, 1e3), [20e3, 30e3, 50e3, 100e3, 200e3]]
)


class GasLosses(NamedTuple):
    """One-way gas loss from an antenna near sea level, or in flight: dB [ground range, altitude].

    The table assumes an antenna near sea level. For an antenna on a mountain, which looks through
    thinner air, the loss is overstated, by a decibel or two at 400 km.
    """

    loss_db: Floats

    def one_way_db(self, ground_range_m: Floats, altitude_m: Floats) -> Floats:
        """Return the loss to points, one way."""
        return propagation.interpolate_loss_db(
            RANGE_AXIS_M, ALTITUDE_AXIS_M, self.loss_db, ground_range_m, altitude_m
        )


@lru_cache(maxsize=64)
def gas_losses(frequency_hz: float, antenna_height_m: float) -> GasLosses:
    """Return the gas losses for one radar frequency and antenna height.

    They are kept in the cache: draws of the parameters have many antenna heights.
    """
    profile = _profile(frequency_hz)

    def integrated() -> dict[str, Floats]:
        loss_db = propagation.gas_path_loss_db(
            profile.altitudes_m,
            profile.attenuation_db_m,
            antenna_height_m,
            RANGE_AXIS_M,
            ALTITUDE_AXIS_M,
        )
        return {"loss_db": loss_db}

    asked = f"{source_hash('models')} {frequency_hz!r} {antenna_height_m!r}"
    return GasLosses(kept_arrays("gas-losses", asked, integrated)["loss_db"])


@lru_cache(maxsize=64)
def _profile(frequency_hz: float) -> propagation.GasProfile:
    """Return the gas profile, cached on disk: the exact sum needs the slow import of itur."""
    file = cache_folder("gas") / f"itur-{version('itur')}-{frequency_hz:.0f}-hz.npz"
    stored = read_cached_arrays(file)
    if stored is not None and set(stored) == set(propagation.GasProfile._fields):
        return propagation.GasProfile(**stored)
    profile = propagation.gas_profile(frequency_hz)
    write_cached_arrays(file, profile._asdict())
    return profile
