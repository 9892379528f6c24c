"""Mutants against tests: each in a forked process that exchanges the code of one function.

The tests are collected once, with every kernel as plain Python (``SKYDOME_NO_JIT=1``). A first run
notes which test runs which lines and how long it takes: the functions are compiled with a call
before each statement, which costs far less than a tracer. Each mutant then gets a process of its
own, forked before any test has run, in which the tests that run its line are run, the quickest
first, until one fails. That takes tens of milliseconds where a fresh interpreter would take
seconds.
"""

from __future__ import annotations

import builtins
import gc
import itertools
import os
import pickle
import signal
import sys
import tempfile
import time
from math import inf
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import pytest
from _pytest.runner import runtestprotocol

from mutation import marked_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from types import CodeType

    from mutation import Mutant

EXAMPLES = 10  # of a property test; a mutant that only rarer examples find is not pinned
SLOWEST_S = 12.0  # processor seconds of one test as its lines are noted; more, and it is left out
LONGEST_S = 20.0  # processor seconds of tests for one mutant; the slowest are left out
PATIENCE = 2.0  # how much longer than that a mutant may take, before it counts as endless
Place: TypeAlias = tuple[str, int]  # file, and first line of a function in it
KILLED, ENDLESS, SURVIVED, UNREACHED = "killed", "endless", "survived", "unreached"


class Timed(NamedTuple):
    """What one test did in the first run."""

    passed: bool
    seconds: float
    lines: frozenset[tuple[str, int]]  # of the mutated files, by file


class Verdict(NamedTuple):
    """What became of one mutant."""

    mutant: Mutant
    outcome: str


class MutationRun:
    """A pytest plug-in that runs mutants instead of tests.

    Parameters
    ----------
    mutants
        What to run.
    root
        The repository.
    jobs
        Processes at once.
    heard
        Called with each verdict.
    minutes
        No mutant is begun after this time from the first mutant on.
    """

    def __init__(
        self,
        mutants: Sequence[Mutant],
        root: Path,
        jobs: int,
        heard: Callable[[Verdict], None],
        minutes: float = inf,
    ) -> None:
        self.mutants, self.root, self.jobs, self.heard = mutants, root, jobs, heard
        self.minutes = minutes
        self.verdicts: list[Verdict] = []
        self.failed: list[str] = []  # tests that fail, or are too slow, without any mutant
        self.used = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run every mutant against the tests that call its function."""
        np.seterr(over="ignore")  # compiled kernels wrap round in silence
        items = [item for item in session.items if "installed_command" not in names(item)]
        for item in items:
            shorten(item)
        functions = live_functions({str(self.root / m.file) for m in self.mutants})
        timed = first_run(items, self.jobs, functions)
        self.failed = [item.nodeid for item, t in zip(items, timed, strict=True) if not t.passed]
        self.used = len(items) - len(self.failed)
        order = sorted(range(len(items)), key=lambda n: timed[n].seconds)
        queue = []
        for mutant in self.mutants:
            file = str(self.root / mutant.file)
            lines = {(file, line) for line in mutant.lines}
            reached = [n for n in order if timed[n].passed and lines & timed[n].lines]
            total = list(itertools.accumulate(timed[n].seconds for n in reached))
            chosen = [n for n, spent in zip(reached, total, strict=True) if spent <= LONGEST_S]
            changed = functions.get((file, mutant.code.co_firstlineno), [])
            queue.append((mutant, changed, [items[n] for n in chosen]))
        seconds = {item.nodeid: t.seconds for item, t in zip(items, timed, strict=True)}
        end = time.monotonic() + 60 * self.minutes
        in_time = itertools.takewhile(lambda _: time.monotonic() < end, queue)
        for verdict in run_all(in_time, seconds, self.jobs):
            self.verdicts.append(verdict)
            self.heard(verdict)
        return True


def names(item: pytest.Item) -> Sequence[str]:
    """Return the fixtures that a test asks for."""
    return getattr(item, "fixturenames", ())


def shorten(item: pytest.Item) -> None:
    """Let a property test draw few examples, always the same, and not look for the least one."""
    from hypothesis import Phase, settings  # not before pytest

    test = getattr(item, "obj", None)
    test = getattr(test, "__func__", test)
    own = getattr(test, "_hypothesis_internal_use_settings", None)
    if own is not None and test is not None:
        short = settings(
            own,
            max_examples=min(own.max_examples, EXAMPLES),
            database=None,
            derandomize=True,
            phases=(Phase.explicit, Phase.generate),
        )
        test._hypothesis_internal_use_settings = short  # noqa: SLF001 - it has no public name


def live_functions(files: set[str]) -> dict[Place, list[FunctionType]]:
    """Return the functions of some files that exist by now, by file and first line."""
    found: dict[Place, list[FunctionType]] = {}
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename in files:
            code = thing.__code__
            found.setdefault((code.co_filename, code.co_firstlineno), []).append(thing)
    return found


def first_run(
    items: Sequence[pytest.Item], jobs: int, functions: Mapping[Place, list[FunctionType]]
) -> list[Timed]:
    """Run every test as it is, each in a forked process, and note what each runs and takes."""
    found: set[tuple[str, int]] = set()
    marked = marked_functions(functions, found)
    with tempfile.TemporaryDirectory() as folder:
        running = 0
        for number, item in enumerate(items):
            if running == jobs:
                os.wait()
                running -= 1
            if fork_quiet() == 0:
                try:
                    timed = time_one(item, marked, found)
                    (Path(folder) / str(number)).write_bytes(pickle.dumps(timed))
                finally:
                    os._exit(0)
            running += 1
        for _ in range(running):
            os.wait()
        return [noted(Path(folder) / str(number)) for number in range(len(items))]


def noted(file: Path) -> Timed:
    """Read what a test of the first run did; where its process died it takes no part."""
    if not file.exists():
        return Timed(passed=False, seconds=0.0, lines=frozenset())
    found: Timed = pickle.loads(file.read_bytes())  # noqa: S301 - written by this program
    return found


def marked_functions(
    functions: Mapping[Place, list[FunctionType]], found: set[tuple[str, int]]
) -> list[tuple[FunctionType, CodeType]]:
    """Return functions, each with its code changed to add the lines that it runs to a set."""
    marked = []
    for number, file in enumerate(sorted({file for file, _ in functions})):
        called = f"__mark_{number}__"
        setattr(builtins, called, lambda line, file=file: found.add((file, line)))
        for code in marked_codes(Path(file), called):
            live = functions.get((file, code.co_firstlineno), [])
            marked += [(function, code) for function in live]
    return marked


def time_one(
    item: pytest.Item, marked: Sequence[tuple[FunctionType, CodeType]], found: set[tuple[str, int]]
) -> Timed:
    """Run one test, and note the lines that it runs."""
    for function, code in marked:
        function.__code__ = code
    signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, SLOWEST_S)
    start = time.process_time()
    passed = False
    try:
        passed = passes(item, None)
    except TimeoutError:  # it came between the stages of a test
        pass
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return Timed(passed, time.process_time() - start, frozenset(found))


def give_up(_: int, __: object) -> None:
    """End a test that takes too long."""
    raise TimeoutError


def passes(item: pytest.Item, after: pytest.Item | None) -> bool:
    """Say whether a test passes that runs before another; one that is skipped pins nothing."""
    reports = runtestprotocol(item, log=False, nextitem=after)
    return all(report.passed for report in reports)


def run_all(
    queue: Iterable[tuple[Mutant, list[FunctionType], list[pytest.Item]]],
    seconds: dict[str, float],
    jobs: int,
) -> Iterator[Verdict]:
    """Run mutants, some at once, and yield what became of each."""
    running: dict[int, Mutant] = {}
    for mutant, functions, items in queue:
        if not functions or not items:
            yield Verdict(mutant, UNREACHED)
            continue
        if len(running) == jobs:
            yield wait(running)
        patience = PATIENCE * (1.0 + sum(seconds[item.nodeid] for item in items))
        child = fork_quiet()
        if child == 0:
            run_one(mutant.code, functions, items, patience)
        running[child] = mutant
    while running:
        yield wait(running)


def wait(running: dict[int, Mutant]) -> Verdict:
    """Wait for one of the running mutants."""
    child, status = os.wait()
    mutant = running.pop(child)
    if os.WIFSIGNALED(status):
        return Verdict(mutant, ENDLESS)
    return Verdict(mutant, KILLED if os.WEXITSTATUS(status) else SURVIVED)


def run_one(
    code: CodeType, functions: list[FunctionType], items: list[pytest.Item], patience: float
) -> None:
    """Run tests against one mutant until one fails, and end this process."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, patience)
    for function in functions:
        function.__code__ = code
    survived = all(passes(*pair) for pair in zip(items, [*items[1:], None], strict=True))
    os._exit(0 if survived else 1)


def fork_quiet() -> int:
    """Fork; the child writes nothing."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
    return child
