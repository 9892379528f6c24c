"""What shortens Numba's own work on a kernel, in Python, and changes no code that it makes.

More than half of the time to compile a kernel is Numba's bookkeeping. Apart from `skydome.compiler`
because it needs Numba when it is imported.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from numba.core.compiler_lock import global_compiler_lock
from numba.core.targetconfig import TargetConfig

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def shortcuts() -> Iterator[None]:
    """Compile one kernel without what Numba does for nothing; the rest of the process as before.

    No garbage is looked for among what is mostly kept. And compiler options are compared by those
    that were set: Numba reads all 26 by name, and hashes them, at each of 30,000 looks into its
    caches.
    """
    with global_compiler_lock:
        collects, equal, hashed = gc.isenabled(), TargetConfig.__eq__, TargetConfig.__hash__
        gc.disable()
        TargetConfig.__eq__ = _equal_if_set
        TargetConfig.__hash__ = _hash_of_kind
        try:
            yield
        finally:
            TargetConfig.__eq__, TargetConfig.__hash__ = equal, hashed
            if collects:
                gc.enable()


def _equal_if_set(self: Any, other: Any) -> bool:  # noqa: ANN401 - Numba's types are its own
    """Return whether two sets of options are equal: any other option has the default in both."""
    if type(self) is not type(other):
        return False
    mine, its = self._values, other._values  # noqa: SLF001 - as its class does
    return mine == its or all(
        getattr(self, name) == getattr(other, name) for name in mine.keys() | its.keys()
    )


def _hash_of_kind(self: Any) -> int:  # noqa: ANN401 - the same
    """Return one number for all sets of options of a kind: a process has a handful of them."""
    return hash(type(self))
