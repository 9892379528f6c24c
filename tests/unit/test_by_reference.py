"""Tuples of arrays packed for a kernel: types are shared where they are equal, and only there."""

import os
from typing import NamedTuple

import numpy as np
import pytest

if os.environ.get("SKYDOME_NO_JIT") == "1":
    pytest.skip("plain Python packs nothing", allow_module_level=True)

from skydome.by_reference import Packed


class Pair(NamedTuple):
    first: object
    second: object


class Other(NamedTuple):
    first: object
    second: object


ONES = np.ones(3, dtype=np.int32)


def test_the_same_kinds_have_one_type():
    one, other = Packed(Pair(ONES, 5)), Packed(Pair(np.zeros(7, dtype=np.int32), 6))
    assert one.kind is other.kind
    assert str(one.kind) == "Reference(Pair(array(int32, 1d, C), int64))"


@pytest.mark.parametrize(
    "different",
    [
        Pair(ONES.astype(np.int64), 5),
        Pair(np.ones((3, 1), dtype=np.int32), 5),
        Pair(np.ones(6, dtype=np.int32)[::2], 5),
        Pair(ONES, None),
        Pair(5, ONES),
        Other(ONES, 5),
    ],
)
def test_other_kinds_have_another(different):
    assert Packed(different).kind != Packed(Pair(ONES, 5)).kind


def test_an_array_that_cannot_be_written_counts_as_any_other():
    locked = ONES.copy()
    locked.setflags(write=False)
    assert Packed(Pair(locked, 5)).kind is Packed(Pair(ONES, 5)).kind
