"""Conversion of values to columns of a world: integers, thresholds, rows with different windows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome.engagement.draw import CERTAIN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from skydome.arrays import Floats


def ints(values: Iterable[float]) -> NDArray[np.int32]:
    """Return values rounded to whole numbers of 32 bits."""
    return np.array([round(value) for value in values], dtype=np.int32)


def thresholds(probability: Floats) -> NDArray[np.uint32]:
    """Return probabilities as thresholds for 31-bit draws; 0 and 1 are exact."""
    return np.rint(np.clip(probability, 0.0, 1.0) * CERTAIN).astype(np.uint32)


class Ragged(NamedTuple):
    """Rows with different windows of local scans, in one flat array."""

    first: NDArray[np.int32]
    offset: NDArray[np.int64]
    values: NDArray[Any]


def in_any_row(offset: NDArray[np.int64], paths: int) -> NDArray[np.int32]:
    """Return 1 for each path with a value in any row; rows are ordered path by path."""
    found = (np.diff(offset) > 0).reshape(-1, paths).any(axis=0)
    return np.asarray(found, dtype=np.int32)


def ragged(rows: Iterable[NDArray[Any]]) -> Ragged:
    """Keep each row from its first to its last value that is not zero."""
    firsts, kept = [], []
    for row in rows:
        used = row.nonzero()[0]
        first, stop = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, 0)
        firsts.append(first)
        kept.append(row[first:stop])
    offset = np.zeros(len(kept) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in kept], out=offset[1:])
    return Ragged(np.array(firsts, dtype=np.int32), offset, np.concatenate(kept))
