from typing import NamedTuple

import numpy as np

from skydome.compiler import engagement_kernel


class Mixed(NamedTuple):
    first: float
    values: np.ndarray
    number: int
    last: float


@engagement_kernel
def summed(mixed):
    return mixed.first + mixed.values[1] * mixed.number + mixed.last


def test_a_tuple_taken_by_address_may_have_floats_between_arrays_and_integers():
    """0.5 + 2.25 × 3 - 0.125 = 7.125."""
    mixed = Mixed(0.5, np.array([1.0, 2.25]), 3, -0.125)
    assert summed(mixed) == 7.125
    assert summed(mixed._replace(first=np.float64(1e-300), number=0)) == -0.125
