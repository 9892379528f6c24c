"""Divisions by periods are products with reciprocals: exact for all scans that there can be."""

import numpy as np
import pytest

from skydome.engagement.state import reciprocals


@pytest.mark.parametrize("first", [1, 20_001, 40_001])
def test_the_product_is_the_quotient_rounded_down(first):
    """Scenarios last at most 14,400 scans; 2^15 leaves room for a phase and a period.

    Around each multiple of the divisor a wrong reciprocal is first seen, so those are enough.
    """
    divisors = np.arange(first, first + 20_000, 7)
    whole = reciprocals(divisors.astype(np.int32))
    for multiple in range(5):
        for beside in (-1, 0, 1):
            scans = np.clip(divisors * multiple + beside, 0, 2**15)
            assert (scans * whole >> 32 == scans // divisors).all()


def test_small_divisors_over_every_scan():
    scans = np.arange(2**15)
    for divisor in (1, 2, 3, 5, 6, 7, 10, 12, 127, 3_600):
        (whole,) = reciprocals(np.array([divisor], dtype=np.int32))
        assert (scans * whole >> 32 == scans // divisor).all()


def test_a_divisor_of_zero_counts_as_one():
    # worlds that are made to compile a kernel have periods of 0
    assert reciprocals(np.zeros(1, dtype=np.int32)).tolist() == [2**32]
