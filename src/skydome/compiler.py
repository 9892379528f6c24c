"""The one module that knows the compiler: its options, its cache and its switch.

``SKYDOME_NO_JIT=1`` runs every kernel as plain Python, for debugging and coverage.

Numba's disk cache looks at the file of the function it compiles, not at the helpers that
function calls, so an edited helper would go unseen. The cache folder therefore carries a hash
of every file that may hold such a helper. There are two families of kernels: those of the
engagement, which take half a minute to compile, and those of physics, terrain and table builders.
Neither calls the other, so an edit of one family leaves the cache of the other in place.
"""

from __future__ import annotations

import functools
import hashlib
import os
import pickle
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    P = ParamSpec("P")
    R = TypeVar("R")

TABLES = "engagement/tables"  # models too: it builds what the engagement reads
COMPILED_BY = ("step_library.py", "compiler_shortcuts.py")
FAMILIES = {
    "engagement": (
        *COMPILED_BY,
        "by_reference.py",
        "bits.py",
        "assignment/rule.py",
        "engagement",
    ),
    "models": (
        *COMPILED_BY,
        "physics",
        "terrain",
        "coverage/kernels.py",
        TABLES,
        "engagement/draw.py",
    ),
}


def kernel_sources(family: str) -> list[Path]:
    """Return every source file that may hold a kernel of a family, or a step of one."""
    package = Path(__file__).parent
    files = [Path(__file__)]
    for place in FAMILIES[family]:
        found = sorted((package / place).rglob("*.py")) or [package / place]
        builders = package / TABLES
        files += [f for f in found if place == TABLES or builders not in f.parents]
    return files


@functools.cache
def source_hash(family: str) -> str:
    """Return a hash of the sources of a family of kernels, 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for file in kernel_sources(family):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def kernel_cache(family: str) -> Path:
    """Return the folder in which compiled kernels of a family are kept."""
    from skydome.folders import cache_folder

    return cache_folder(f"kernels-{family}-{source_hash(family)}")


def compiled_kernels() -> int:
    """Return how many compiled signatures of this version's kernels are in the cache."""
    return sum(1 for family in FAMILIES for _ in kernel_cache(family).rglob("*.nbc"))


def _family_of(module: str) -> str:
    tables = module.startswith("skydome.engagement.tables")
    return "engagement" if module.startswith("skydome.engagement.") and not tables else "models"


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of numbers and arrays; it runs without the interpreter lock."""
    if os.environ.get("SKYDOME_NO_JIT") == "1":
        return function
    import numba

    _set_cache_folder(function)
    dispatcher = numba.njit(cache=True, **_MODEL)(function)
    compiled: Callable[P, R] = _with_forgiving_cache(_quickly(dispatcher))
    return compiled


def inline_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a small step of a larger kernel; only that kernel is cached on disk."""
    if os.environ.get("SKYDOME_NO_JIT") == "1":
        return _wrapping(function)
    return _part_of_callers(function, **_MODEL)


def innermost_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile what costs less than a call of it; always into its caller.

    A loop with a call in it cannot be turned into vector instructions either.
    """
    if os.environ.get("SKYDOME_NO_JIT") == "1":
        return _wrapping(function)
    return _part_of_callers(function, forceinline=True, **_MODEL)


# Kernels of models do allocate. None is called by C, so none needs an entry for it.
_MODEL = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}


def _wrapping(function: Callable[P, R]) -> Callable[P, R]:
    """Let a plain function of 64-bit integers wrap round as compiled code does, without a warning.

    The random numbers are products modulo 2**64.
    """
    import numpy as np

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        with np.errstate(over="ignore"):
            return function(*args, **kwargs)

    return wrapped


# An engagement kernel allocates nothing, and the compiler is told so (no "nrt", its memory
# manager): else it counts references to each of the state's arrays at each use, which made a
# replication fifty to a hundred times slower. A step of it is called by other steps only, never
# by Python, so it needs no entry for Python (a third of the time to compile); it is compiled into
# its caller, since passing the world and the state along costs more than most steps do.
_ENGAGEMENT = {"nogil": True, "error_model": "numpy", "_nrt": False, "no_cfunc_wrapper": True}
_STAGE = {**_ENGAGEMENT, "no_cpython_wrapper": True}
_STEP = {**_STAGE, "forceinline": True}


def step_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a stage of an engagement kernel; it allocates nothing and only kernels call it."""
    if os.environ.get("SKYDOME_NO_JIT") == "1":
        return function
    compiled: Callable[P, R] = _of_plain_numbers(_compiled_step(function, **_STEP))
    return compiled


def stage_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile what a step is, but apart: long, seldom run, or called from several places."""
    if os.environ.get("SKYDOME_NO_JIT") == "1":
        return function
    compiled: Callable[P, R] = _of_plain_numbers(_compiled_step(function, **_STAGE))
    return compiled


def rule_kernel(otherwise: Callable[..., R]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Compile a stage that only a rule needs; for a world without rules, ``otherwise`` instead.

    Such a world has None for `World.rules`, another type for the compiler than any array. What a
    scenario does not use is then not compiled for it, which is half of all there is to compile.
    ``otherwise`` returns what the stage would return if its rule is not at work.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        if os.environ.get("SKYDOME_NO_JIT") == "1":
            return function
        import numba

        dispatcher = _compiled_step(function, **_STAGE)

        def choose(arguments: Any, _: Any) -> Any:  # noqa: ANN401 - Numba's types are its own
            world = arguments[0].target
            rules = world.types[world.fields.index("rules")]
            return otherwise if rules == numba.types.none else function

        dispatcher._compiler._get_implementation = choose  # noqa: SLF001 - as its generated functions do
        compiled: Callable[P, R] = _of_plain_numbers(dispatcher)
        return compiled

    return decorate


def outline_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Copy a function that only calls others into its caller before that is compiled.

    Whatever calls a step is optimised with all that the step calls, and so is what calls that:
    each level above the steps would take as long as the whole.
    """
    if os.environ.get("SKYDOME_NO_JIT") == "1":
        return function
    compiled: Callable[P, R] = _compiled_step(function, inline="always", **_STAGE)
    return compiled


def engagement_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a whole engagement kernel; it allocates nothing, and is cached on disk."""
    if os.environ.get("SKYDOME_NO_JIT") == "1":
        return function
    import numba

    _set_cache_folder(function)
    from skydome.by_reference import taking_addresses

    dispatcher = _with_forgiving_cache(numba.njit(cache=True, **_ENGAGEMENT)(function))
    compiled = _quickly(_counting_from_the_start(dispatcher))
    return functools.wraps(function)(taking_addresses(compiled))


def _compiled_step(function: Callable[..., Any], **options: Any) -> Any:  # noqa: ANN401 - Numba's types are its own
    import numba

    from skydome.step_library import StepCompiler

    return numba.njit(pipeline_class=StepCompiler, **options)(function)


def _part_of_callers(function: Callable[P, R], **options: Any) -> Callable[P, R]:  # noqa: ANN401 - Numba's types are its own
    """Compile a function as a part of its callers, and whole only if Python calls it."""
    import numba

    dispatcher = _of_plain_numbers(_compiled_step(function, no_cpython_wrapper=True, **options))
    insert = dispatcher._insert  # noqa: SLF001 - Numba has no public name for it
    dispatcher._insert = lambda *_: None  # noqa: SLF001 - what is part of a caller has no address
    whole = functools.cache(lambda: numba.njit(**options)(function))

    def compile_for_python(*arguments: Any) -> Any:  # noqa: ANN401 - any function's
        entry = whole()._compile_for_args(*arguments)  # noqa: SLF001 - the same
        insert([whole().typeof_pyval(one)._code for one in arguments], entry, False)  # noqa: SLF001 - the same
        return entry

    dispatcher._compile_for_args = compile_for_python  # noqa: SLF001 - the same
    compiled: Callable[P, R] = dispatcher
    return compiled


def _quickly(dispatcher: Any) -> Any:  # noqa: ANN401 - the same
    """Let a kernel be compiled with `skydome.compiler_shortcuts`."""
    compile_it = dispatcher.compile

    def compile_quickly(signature: Any) -> Any:  # noqa: ANN401 - the same
        from skydome.compiler_shortcuts import shortcuts

        with shortcuts():
            return compile_it(signature)

    dispatcher.compile = compile_quickly
    return dispatcher


def _of_plain_numbers(dispatcher: Any) -> Any:  # noqa: ANN401 - Numba's types are its own
    """Let a step be compiled once, for whole numbers of 64 bits, and its callers widen theirs.

    Else it is compiled anew for each mixture of constants and of 32 and 64 bits that it is called
    with.
    """
    import numba.types

    find = dispatcher.get_call_template

    def widen(number: Any) -> Any:  # noqa: ANN401 - the same
        plain = numba.types.unliteral(number)
        whole = isinstance(plain, numba.types.Integer) and plain != numba.types.uint64
        return numba.types.int64 if whole else plain

    def find_plain(args: Any, kws: Any) -> Any:  # noqa: ANN401 - the same
        return find(tuple(map(widen, args)), {name: widen(kws[name]) for name in kws})

    dispatcher.get_call_template = find_plain
    return dispatcher


def _counting_from_the_start(dispatcher: Any) -> Any:  # noqa: ANN401 - the same
    """Let a kernel, and the steps it is compiled with, take each index as it stands.

    Python counts a negative index from the end, which no kernel means; to ask at each access costs
    an eighth of the run and a fifth of the compilation.
    """
    from numba.core import types
    from numba.core.compiler_lock import global_compiler_lock
    from numba.np import arrayobj

    compile_it, fix = dispatcher.compile, arrayobj.fix_integer_index

    def as_it_stands(context: Any, builder: Any, kind: Any, index: Any, _size: Any) -> Any:  # noqa: ANN401 - the same
        return context.cast(builder, index, kind, types.intp if kind.signed else types.uintp)

    def compile_so(signature: Any) -> Any:  # noqa: ANN401 - the same
        with global_compiler_lock:
            arrayobj.fix_integer_index = as_it_stands
            try:
                return compile_it(signature)
            finally:
                arrayobj.fix_integer_index = fix

    dispatcher.compile = compile_so
    return dispatcher


@functools.cache
def _spare_linear_algebra() -> None:
    """Load Numba's array functions without SciPy's linear algebra, which takes 0.2 s.

    Numba imports it, before the first kernel is loaded, only to see whether it is there. No kernel
    here uses it; one that does still has it imported when it is compiled.
    """
    from numba.np import linalg

    check = linalg.ensure_blas
    linalg.ensure_blas = lambda: None
    try:
        from numba.np import arraymath

        arraymath.ensure_blas = check
    finally:
        linalg.ensure_blas = check


def _set_cache_folder(function: Callable[..., Any]) -> None:
    """Choose the cache of the kernel that is compiled next: Numba asks when it is decorated."""
    import numba

    _spare_linear_algebra()
    numba.config.CACHE_DIR = str(kernel_cache(_family_of(function.__module__)))


def _with_forgiving_cache(dispatcher: Any) -> Any:  # noqa: ANN401 - Numba's types are its own
    """Let a kernel be compiled where its cached copy cannot be read, or kept nowhere.

    A file that a full disk or a killed process cut short raises almost any error when it is
    loaded; Numba itself forgives none of them.
    """
    from skydome.folders import warn_once

    stored = dispatcher._cache  # noqa: SLF001 - Numba has no public name for it
    load, save = stored.load_overload, stored.save_overload

    def load_if_readable(*arguments: Any) -> Any:  # noqa: ANN401 - the same
        try:
            return load(*arguments)
        except Exception:  # noqa: BLE001 - see above
            with suppress(OSError):
                stored.flush()  # a new index in place of a damaged one
            return None

    def save_if_possible(*arguments: Any) -> None:  # noqa: ANN401 - the same
        try:
            save(*arguments)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as problem:
            warn_once(Path(stored.cache_path), str(problem) or "a damaged file")

    stored.load_overload, stored.save_overload = load_if_readable, save_if_possible
    return dispatcher
