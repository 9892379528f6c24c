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
    share: float
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
    found[5] = tables.share * 4
    tables.line[0] = -7


def tables_of(line):
    cube = np.arange(24, dtype=np.uint16).reshape(2, 3, 4)
    return Tables(-5, None, -0.75, np.array(line, dtype=np.int32), cube)


def values(tables):
    found = np.zeros(6, dtype=np.int64)
    read(tables, found)
    return found.tolist()


def test_every_kind_of_field_is_read_and_written_where_it_lies():
    tables = tables_of([3, 4, 5])
    # cube[1, 2, 3] is the last of 24
    assert values(tables) == [-5, 3, 12, 234, 23, -3]
    assert tables.line.tolist() == [-7, 4, 5]
    # the same tuple again: its arrays have changed in place, -7 + 4 + 5 = 2
    assert values(tables)[2] == 2


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
        values(tables_of([1])._replace(scans=0.5j))
