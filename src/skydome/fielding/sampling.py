"""Uniform numbers with an address: a seed and a name give the same ones in any order of work."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from skydome.arrays import Floats


def latin_hypercube(seed: int, draws: int, name: str, columns: int = 1) -> Floats:
    """Return uniform numbers between 0 and 1, one in each ``draws``-th part, in random order.

    Parameters
    ----------
    seed, name
        The address: the same name has the same luck in every future and after every edit of
        other names.
    draws, columns
        Shape, (draws, columns), or (draws,) for one column.

    Notes
    -----
    A Latin hypercube over names (McKay, Beckman, Conover 1979) from NumPy's PCG64.
    """
    words = [seed & 0xFFFFFFFF, seed >> 32, zlib.crc32(name.encode())]
    source = np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))
    parts = np.stack([source.permutation(draws) for _ in range(columns)], axis=1)
    found = (parts + source.random((draws, columns))) / draws
    return found[:, 0] if columns == 1 else found
