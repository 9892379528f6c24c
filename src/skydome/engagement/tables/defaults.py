"""Columns of one value, as hand-made worlds have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from skydome.arrays import Ints


def each(count: int, value: int) -> Ints:
    """Return one value for each of a number of things."""
    return np.full(count, value, dtype=np.int32)
