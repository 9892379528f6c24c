"""Bits counted and found, compiled and in plain Python."""

import numpy as np
import pytest

from skydome.bits import count_bits, lowest_bit
from skydome.compiler import kernel


@kernel
def count(bits):
    return count_bits(bits)


@kernel
def find(bits):
    return lowest_bit(bits)


@pytest.mark.parametrize(("bits", "how_many"), [(0, 0), (1, 1), (0b1011, 3), (2**62 + 1, 2)])
def test_set_bits_are_counted(bits, how_many):
    assert count(bits) == how_many


@pytest.mark.parametrize("place", [0, 1, 31, 32, 63])
def test_the_lowest_bit_is_found_whatever_is_above_it(place):
    alone = np.uint64(1 << place)
    assert find(alone) == place
    assert find(alone | np.uint64(1 << 63)) == place
