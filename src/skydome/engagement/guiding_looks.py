"""Which look a radar guides by in each scan, found once instead of in every scan of every flight.

A radar guides a missile by its latest look with a detection probability of one half or more without
passing jammers, as long as it coasts. Which look that is depends on the tables alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.engagement.world import UNGUIDED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Ints
    from skydome.engagement.world import World

EVEN = 2**30  # threshold of a detection probability of one half, from which a radar can guide
NONE = 2**15  # and more: no look guides in this scan, but in one that is so many scans on
NONE_LEFT = 2**16 - 1  # nor in a later one


def guiding_looks(world: World) -> NDArray[np.uint16]:
    """Return, for each look in the detection tables, the scans back to the look that guides.

    Where there is none the number is `NONE` plus the scans to the next look that has one, or
    `NONE_LEFT`. There is none if the radar could not guide at any look, or not at the latest,
    within the time that it coasts.

    Parameters
    ----------
    world
        Tables of a world with passing jammers.

    Returns
    -------
    scans
        One number a look, V of them.
    """
    count = len(world.detection_threshold)
    at, lengths = np.arange(count), np.diff(world.detection_offset)
    rows = np.repeat(np.arange(len(lengths)), lengths)
    able = world.detection_errors[:, 0] != UNGUIDED
    guides = able & (world.detection_threshold >= EVEN)
    latest = np.maximum.accumulate(np.where(guides, at, -1))
    unable = np.maximum.accumulate(np.where(able, -1, at))
    coasts = at - latest <= np.minimum(world.radar_coast[rows // world.paths], NONE - 1)
    found = coasts & (latest >= world.detection_offset[rows]) & (latest > unable)
    coming = np.minimum.accumulate(np.where(found, at, count)[::-1])[::-1]
    ahead = np.where(coming < world.detection_offset[rows + 1], coming - at, NONE_LEFT)
    return np.where(found, at - latest, np.minimum(NONE + ahead, NONE_LEFT)).astype(np.uint16)


def same_accuracy(world: World) -> Ints:
    """Return, for each missile type, the first that needs the same track accuracy, K of them."""
    _, first, kind = np.unique(world.missile_accuracy, return_index=True, return_inverse=True)
    return first[kind].astype(np.int32)
