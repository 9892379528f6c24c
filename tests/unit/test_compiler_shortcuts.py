"""Numba gives the same answers with the shortcuts as without, and gives them less often."""

import copy
import gc
import operator
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


@pytest.fixture
def shortcuts():
    from skydome.compiler_shortcuts import take_shortcuts

    take_shortcuts()


@pytest.mark.usefixtures("shortcuts")
def test_options_are_equal_if_each_is():
    assert flags(nrt=True) == flags(nrt=True)
    assert hash(flags(nrt=True)) == hash(flags(nrt=True))
    assert flags(nrt=False) == flags()  # False is the default
    assert hash(flags(nrt=False)) == hash(flags())
    assert flags(nrt=True) != flags()
    assert flags() != flags(nrt=True)
    assert flags(nrt=True) != flags(nrt=True, forceinline=True)
    assert flags() != "options"


@pytest.mark.usefixtures("shortcuts")
def test_an_operator_is_resolved_once_for_the_same_types():
    from numba import float64, int64
    from numba.core.registry import cpu_target

    context = cpu_target.typing_context
    context.refresh()
    plus = context.resolve_value_type(operator.add)
    first = plus.get_call_type(context, (int64, float64), {})
    assert first.return_type == float64
    assert plus.get_call_type(context, (int64, float64), {}) is first
    assert plus.get_call_type(context, (int64, int64), {}).return_type == int64
    assert plus.get_impl_key(first) is not None


@pytest.mark.usefixtures("shortcuts")
def test_locations_are_shared_by_copies():
    from numba.core.ir import Loc

    place = Loc("a.py", 3)
    assert copy.deepcopy([place])[0] is place


def test_garbage_is_collected_again_after_a_compilation():
    from skydome.compiler_shortcuts import collector_paused

    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), collector_paused():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_a_kernel_is_compiled_without_the_collector():
    seen = []

    def compiled_with(compile_it):
        def compile_and_look(signature):
            seen.append(gc.isenabled())
            return compile_it(signature)

        return compile_and_look

    from skydome.compiler import _without_collector

    class Dispatcher:
        compile = staticmethod(compiled_with(lambda signature: signature))

    assert _without_collector(Dispatcher()).compile("x") == "x"
    assert seen == [False]
    assert gc.isenabled()
