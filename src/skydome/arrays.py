"""The array types of the whole package, by what their elements are."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int32]  # values in tables and rows
Longs: TypeAlias = NDArray[np.int64]  # sums, offsets, histories of bits
Places: TypeAlias = NDArray[np.uint32]  # positions in other arrays: never negative
Thresholds: TypeAlias = NDArray[np.uint32]  # a 31-bit draw below it is a hit
