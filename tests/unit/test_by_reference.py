"""Named tuples of arrays that a kernel takes as one address."""

import os
from typing import Any, NamedTuple

import numpy as np
import pytest

from skydome.compiler import engagement_kernel

pytestmark = pytest.mark.skipif(
    os.environ.get("SKYDOME_NO_JIT") == "1", reason="nothing is compiled"
)


class Tables(NamedTuple):
    """One field of each kind that `World` has."""

    scans: int
    rules: Any
    line: np.ndarray
    cube: np.ndarray


@engagement_kernel
def read(tables: Tables, found: np.ndarray) -> None:
    found[0] = tables.scans
    found[1] = len(tables.line)
    for i in range(len(tables.line)):
        found[2] += tables.line[i]
    found[3] = tables.cube.shape[0] * 100 + tables.cube.shape[1] * 10 + tables.cube.shape[2]
    found[4] = tables.cube[1, 2, 3]
    tables.line[0] = -7


def tables_of(line):
    cube = np.arange(24, dtype=np.uint16).reshape(2, 3, 4)
    return Tables(-5, None, np.array(line, dtype=np.int32), cube)


def values(tables):
    found = np.zeros(5, dtype=np.int64)
    read(tables, found)
    return found.tolist()


def test_every_kind_of_field_is_read_and_written_where_it_lies():
    tables = tables_of([3, 4, 5])
    # cube[1, 2, 3] is the last of 24
    assert values(tables) == [-5, 3, 12, 234, 23]
    assert tables.line.tolist() == [-7, 4, 5]
    # the same tuple again: its arrays have changed in place, -7 + 4 + 5 = 2
    assert values(tables)[2] == 2


class Place(NamedTuple):
    """Real numbers, as a radar of `skydome.coverage` has them."""

    scan: int
    east_m: float
    axis_m: np.ndarray
    north_m: float


@engagement_kernel
def read_place(place: Place, found: np.ndarray) -> None:
    found[0] = place.east_m
    found[1] = place.north_m
    found[2] = place.axis_m[1]
    found[3] = place.scan


def test_real_numbers_are_read_as_they_are():
    found = np.zeros(4)
    read_place(Place(3, -0.1, np.array([5.0, 6.5]), np.float64(1e300)), found)
    assert found.tolist() == [-0.1, 1e300, 6.5, 3.0]


def test_another_tuple_is_not_taken_for_the_last_one():
    # freed and made anew, a tuple may have the address in memory of one before it
    for number in range(50):
        assert values(tables_of([number]))[2] == number


def test_a_read_only_array_needs_no_kernel_of_its_own(monkeypatch):
    values(tables_of([1]))
    monkeypatch.setattr(
        "numba.core.compiler.compile_extra",
        lambda *_, **__: pytest.fail("compiled again"),
    )
    tables = tables_of([1])
    tables.cube.flags.writeable = False
    assert values(tables)[4] == 23


def test_a_short_whole_number_is_widened():
    assert values(tables_of([2])._replace(scans=np.int32(-9)))[:3] == [-9, 1, 2]


def test_what_no_kernel_can_read_is_refused():
    with pytest.raises(TypeError, match="complex128 in a tuple passed by reference"):
        values(tables_of([1])._replace(scans=1j))


class Pair(NamedTuple):
    first: object
    second: object


class Other(NamedTuple):
    first: object
    second: object


ONES = np.ones(3, dtype=np.int32)


def kind_of(value):
    from skydome.by_reference import Packed

    return Packed(value).kind


def test_the_same_kinds_have_one_type():
    kind = kind_of(Pair(ONES, 5))
    assert kind_of(Pair(np.zeros(7, dtype=np.int32), 6)) is kind
    assert str(kind) == "Reference(Pair(array(int32, 1d, C), int64))"


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
    assert kind_of(different) != kind_of(Pair(ONES, 5))
