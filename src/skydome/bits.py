"""Bits counted and found by one machine instruction each, for which Numba has no name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


def count_bits(bits: int) -> int:
    """Return how many bits of a number are set."""
    return int(bits).bit_count()


def lowest_bit(bits: np.uint64) -> int:
    """Return the place of the lowest set bit; there must be one."""
    return (int(bits) & -int(bits)).bit_length() - 1


if os.environ.get("SKYDOME_NO_JIT") != "1":
    from llvmlite import ir
    from numba.core import types
    from numba.extending import intrinsic

    def _count(_typing: Any, bits: Any) -> Any:  # noqa: ANN401 - Numba's types are its own
        def write(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:  # noqa: ANN401 - the same
            return builder.ctpop(values[0])

        return bits(bits), write

    def _find(_typing: Any, bits: Any) -> Any:  # noqa: ANN401 - the same
        def write(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:  # noqa: ANN401 - the same
            never_zero = ir.Constant(ir.IntType(1), 1)
            return builder.cttz(values[0], never_zero)

        return types.int64(bits), write

    count_bits, lowest_bit = intrinsic(_count), intrinsic(_find)
