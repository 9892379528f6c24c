"""Columns with one value for all rows, for worlds built by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from skydome.arrays import Ints


def each(count: int, value: int) -> Ints:
    """Return a column of this length with one value."""
    return np.full(count, value, dtype=np.int32)
