"""Parts of kernels without machine code, and what shortens a compilation."""

import gc
import os

import numpy as np
import pytest

from skydome.compiler import inline_kernel

pytestmark = pytest.mark.skipif(
    os.environ.get("SKYDOME_NO_JIT") == "1", reason="nothing is compiled"
)


@inline_kernel
def half(number):
    return number / 2


@inline_kernel
def sum_of(numbers):
    total = 0.0
    for number in numbers:
        total += number
    return total


def test_a_part_of_a_kernel_has_machine_code_only_once_python_calls_it():
    import numba

    half.compile((numba.float64,))
    (part,) = half.overloads.values()
    engine = part.library._codegen._engine
    assert not engine.is_symbol_defined(part.fndesc.llvm_func_name)
    assert half(3.0) == 1.5
    assert half(3) == 1.5
    assert half(5.0) == 2.5
    assert not engine.is_symbol_defined(part.fndesc.llvm_func_name)


def test_a_part_that_python_calls_with_other_types_is_compiled_for_each():
    assert sum_of(np.array([1.0, 2.0])) == 3.0
    assert sum_of(np.array([1, 2], dtype=np.int32)) == 3.0
    assert sum_of(np.array([1.0, 2.5])) == 3.5


def test_a_part_that_python_calls_wrongly_says_so():
    from numba.core.errors import TypingError

    with pytest.raises(TypingError):
        half("a")


def flags(**options):
    from numba.core.compiler import Flags

    made = Flags()
    for name, value in options.items():
        setattr(made, name, value)
    return made


def test_options_are_equal_if_each_is():
    from skydome.compiler_shortcuts import shortcuts

    with shortcuts():
        assert flags(nrt=True) == flags(nrt=True)
        assert hash(flags(nrt=True)) == hash(flags(nrt=True))
        assert flags(nrt=False) == flags()  # False is the default
        assert hash(flags(nrt=False)) == hash(flags())
        assert flags(nrt=True) != flags()
        assert flags() != flags(nrt=True)
        assert flags(nrt=True) != flags(nrt=True, forceinline=True)
        assert flags() != "options"


def test_after_a_compilation_everything_is_as_before():
    from numba.core.targetconfig import TargetConfig

    from skydome.compiler_shortcuts import shortcuts

    before = TargetConfig.__eq__, TargetConfig.__hash__
    with shortcuts():
        assert not gc.isenabled()
        assert TargetConfig.__eq__ is not before[0]
        with shortcuts():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), shortcuts():
        raise ZeroDivisionError
    assert gc.isenabled()
    assert (TargetConfig.__eq__, TargetConfig.__hash__) == before


def test_a_kernel_is_compiled_without_the_collector():
    from skydome.compiler import _quickly

    class Dispatcher:
        @staticmethod
        def compile(signature):
            return signature, gc.isenabled()

    assert _quickly(Dispatcher()).compile("x") == ("x", False)
    assert gc.isenabled()
