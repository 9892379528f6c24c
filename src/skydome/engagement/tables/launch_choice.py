"""Which flight a missile is given: the quickest, or the one that kills most probably."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Floats


# A smaller gain in the kill share is not worth a later intercept.
EQUAL_SHARE = 0.01


def choose_member(
    flight_scans: NDArray[np.uint16], kill_share: Floats, guidance: Literal["energy", "quickest"]
) -> NDArray[np.intp]:
    """Return the member that each launch flies.

    Parameters
    ----------
    flight_scans
        Scans from launch to intercept [member, launch scan], 0 where there is no launch.
    kill_share
        Factor of the circumstances on the kill probability, [member, launch scan].
    guidance
        ``energy``: the largest kill share, the earliest intercept among shares within
        `EQUAL_SHARE` of it. ``quickest``: the earliest intercept.
    """
    launched = flight_scans > 0
    share = np.where(launched, kill_share, -1.0)
    best = share.max(axis=0) - (EQUAL_SHARE if guidance == "energy" else np.inf)
    late = np.iinfo(flight_scans.dtype).max
    return np.asarray(np.where(launched & (share >= best), flight_scans, late).argmin(axis=0))
