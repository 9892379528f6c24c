"""Tables that powers of jammers are added up with, from the tables of a world.

A jammer far off the beam is heard through the side lobes, whatever its direction. What that gives
is found once; and what all jammers give through the side lobes is the least that they give.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from skydome.engagement.jam_scales import DECIBEL, FAINT, LOUD
from skydome.engagement.world import NOWHERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Ints, Longs
    from skydome.engagement.world import World

ONE = 2**16  # the power of a radar's noise
TENS = np.rint(ONE * 10.0 ** (np.arange(FAINT, LOUD + 1) / 10)).astype(np.int64)
PARTS = np.rint(ONE * 10.0 ** (np.arange(DECIBEL) / (10 * DECIBEL))).astype(np.int64)
OCTAVES = np.rint(10 * DECIBEL * np.log10(2) * np.arange(48)).astype(np.int64)
FRACTIONS = np.rint(10 * DECIBEL * np.log10(1 + np.arange(4096) / 4096)).astype(np.int64)
MOST_OCTAVES = 45  # above `ONE`: more than any sum of powers
# A Gaussian beam: its loss in dB grows with the square of the angle. It is 10·log10(2) dB half a
# beamwidth off the axis (half power), so 40·log10(2) dB at one beamwidth.
FALL, FALL_BITS = 6_165, 23


def powers(level: Ints) -> Longs:
    """Return the powers of levels, in `ONE`, as `skydome.engagement.rules.jammed_looks.power`."""
    bounded = np.clip(level, FAINT * DECIBEL, LOUD * DECIBEL)
    tens, part = TENS[(bounded >> 8) - FAINT], PARTS[bounded & 255]
    return np.where(
        level < FAINT * DECIBEL, 0, (tens >> 16) * part + ((tens & 0xFFFF) * part >> 16)
    )


def least_totals() -> Longs:
    """Return, for each level from 0 on, the least total power whose level is above it.

    The inverse of `skydome.engagement.rules.jammed_looks.level_of`.
    """
    octave, fraction = np.arange(MOST_OCTAVES)[:, None], np.arange(len(FRACTIONS))
    levels = (OCTAVES[:MOST_OCTAVES, None] + FRACTIONS).ravel()
    totals = ((len(FRACTIONS) + fraction) << (octave + 4)).ravel()
    return np.asarray(totals[np.searchsorted(levels, np.arange(levels[-1]), side="right")])


def side_lobe_powers(world: World) -> NDArray[np.int64]:
    """Return the power of each point of a jammer through each radar's side lobes, O × points."""
    level = world.jam_level - world.jam_floor[:, None]
    return np.where(world.jam_level == NOWHERE, 0, powers(level))


def side_lobe_turns(world: World) -> Ints:
    """Return each radar's least angle of azimuth from which a jammer is in its side lobes.

    Whatever its elevation: the gain that a fan loses at an elevation is left out.
    """
    fall = world.jam_fall.min(axis=1, initial=0)
    needed = np.maximum(world.jam_floor.astype(np.int64) - fall, 0) << FALL_BITS
    turns = [math.isqrt(max(-(-int(one) // FALL) - 1, 0)) + 1 if one else 0 for one in needed]
    return np.array(turns, dtype=np.int32)
