"""Shortcuts in Numba's compilation, which change its time and no code that it makes.

More than half of the time to compile a kernel is Numba's own bookkeeping, in Python. Much of it
answers the same question thousands of times. Apart from `skydome.compiler` because it needs Numba
when it is imported.
"""

from __future__ import annotations

import functools
import gc
import operator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from numba.core import ir, targetconfig, types
from numba.core.compiler_lock import global_compiler_lock

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN = (types.Number, types.Boolean, types.Literal, types.Array, types.BaseTuple)  # type: ignore[attr-defined]
OPERATORS = {id(function) for function in vars(operator).values() if callable(function)}


@functools.cache
def take_shortcuts() -> None:
    """Put the shortcuts in place, once in a process."""
    _compare_set_options_only()
    _remember_operators()
    _share_locations()


@contextmanager
def collector_paused() -> Iterator[None]:
    """Search for no garbage while something is compiled: what is made is mostly kept."""
    with global_compiler_lock:
        enabled = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if enabled:
                gc.enable()


def _compare_set_options_only() -> None:
    """Compare compiler options by those that were set: others have the default in both.

    Numba reads all 26 by name, for the hash as well, at each look into the cache of an overload.
    """
    config = targetconfig.TargetConfig
    equal = config.__eq__

    def equal_if_set(self: Any, other: Any) -> Any:  # noqa: ANN401 - Numba's types are its own
        if type(self) is not type(other):
            return equal(self, other)
        mine, its = self._values, other._values  # noqa: SLF001 - as its class does
        return mine == its or all(
            getattr(self, name) == getattr(other, name) for name in mine.keys() | its.keys()
        )

    config.__eq__ = equal_if_set
    config.__hash__ = lambda self: hash(type(self))  # a process has a handful of them


def _remember_operators() -> None:
    """Find the signature of an operator on numbers and arrays once for the same types.

    Numba tries each of its overloads in turn, a dozen for a sum of two integers.
    """
    resolve = types.Function.get_call_type
    known: dict[tuple[int, Any], Any] = {}
    asked: list[Any] = []  # keeps the functions alive by whose id an answer is known

    def get_call_type(self: Any, context: Any, args: Any, kws: Any) -> Any:  # noqa: ANN401 - the same
        if kws or id(self.typing_key) not in OPERATORS:
            return resolve(self, context, args, kws)
        if not all(isinstance(one, PLAIN) for one in args):
            return resolve(self, context, args, kws)
        key = id(self), tuple(args)
        if key not in known:
            found = resolve(self, context, args, kws)
            asked.append(self)
            known[key] = found
        return known[key]

    types.Function.get_call_type = get_call_type  # type: ignore[method-assign]


def _share_locations() -> None:
    """Copy code without copying the places in a file where it is written."""
    ir.Loc.__deepcopy__ = lambda self, _memo: self
