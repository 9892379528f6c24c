"""Uniform random numbers addressed by seed and name, whatever the order of computation."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from skydome.arrays import Floats


def latin_hypercube(seed: int, draws: int, name: str, columns: int = 1) -> Floats:
    """Return uniform numbers on 0 to 1, one in each of ``draws`` equal parts, in random order.

    Parameters
    ----------
    seed, name
        The address: a name has the same numbers in every future, whatever other names are used.
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
