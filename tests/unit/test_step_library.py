"""Steps of a kernel are compiled into their callers, under short names."""

import os

import numpy as np
import pytest

from skydome.compiler import engagement_kernel, stage_kernel, step_kernel

pytestmark = pytest.mark.skipif(
    os.environ.get("SKYDOME_NO_JIT") == "1", reason="nothing is compiled"
)


@step_kernel
def one_more(number):
    return number + 1


@stage_kernel
def doubled(number):
    return 2 * one_more(number)


@engagement_kernel
def fill(numbers):
    for n in range(len(numbers)):
        numbers[n] = doubled(n)


def machine_code(dispatcher, *types):
    """Compile a function and return whether there is machine code of it."""
    dispatcher.compile(types)
    (compiled,) = dispatcher.overloads.values()
    engine = compiled.library._codegen._engine
    return engine.is_symbol_defined(compiled.fndesc.llvm_func_name)


def test_a_kernel_does_what_its_steps_say():
    numbers = np.zeros(3, dtype=np.int64)
    fill(numbers)
    assert numbers.tolist() == [2, 4, 6]


def test_only_a_whole_kernel_has_machine_code():
    import numba

    assert not machine_code(one_more, numba.int64)
    assert not machine_code(doubled, numba.int64)

    @numba.njit
    def alone(number):
        return number

    assert machine_code(alone, numba.int64)


def test_the_name_of_a_step_is_short_and_says_which_tables_it_takes():
    from numba.core.itanium_mangler import mangle_type
    from numba.types import NamedUniTuple, float64, int64

    from skydome.by_reference import Reference
    from skydome.engagement.world import World

    names = {
        mangle_type(Reference(NamedUniTuple(number, len(World._fields), World)))
        for number in (int64, float64)
    }
    assert len(names) == 2
    assert max(map(len, names)) < 64
