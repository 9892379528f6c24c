"""What every command shares: progress, tables, JSON."""

from __future__ import annotations

import json
import sys
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from skydome.cli.pace import Pace, in_words
from skydome.folders import COMPILING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

Progressing: TypeAlias = "Callable[[str, int, int | None], None]"

MOST_THREADS = 256
LINE_S = 5.0  # between two lines of progress in a file or a pipe
BAR_S = 0.5  # between two looks at whether kernels are being compiled

CITE = "To cite: Skydome {version}, result {name}, seed {seed}, tables {tables}."


def print_json(data: Any) -> None:  # noqa: ANN401 - whatever JSON holds
    """Print data as JSON; a number that is not finite is an error."""
    typer.echo(json.dumps(data, indent=1, allow_nan=False))


def note_other_version(folder: object, version: str) -> None:
    """Say on standard error where another version of Skydome wrote a result that this one reads."""
    from skydome._version import __version__

    if version != __version__:
        problem = (
            f"{folder}: Skydome {version} wrote this result, and this is Skydome {__version__}"
        )
        typer.echo(f"{problem}; its columns fit and are shown as they are.", err=True)


def settings(written: list[str] | None) -> dict[str, object]:
    """Return the values of ``--set PATH=VALUE`` by path; a later one replaces an earlier one."""
    from skydome.scenario.settings import parse_setting

    return dict(parse_setting(text) for text in written or [])


def check_bounds(option: str, value: float | None, low: float, high: float) -> None:
    """Raise InputError where an option is given and lies outside its bounds."""
    from skydome.errors import InputError

    if value is not None and not low <= value <= high:
        raise InputError(
            f"{value:,} is out of bounds", field=option, allowed=f"{low:,} to {high:,}"
        )


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Callable[[str, int, int | None], None]]:
    """Show on standard error how far long work is; the one way to show progress.

    On a terminal these are bars. Into a file or a pipe goes a line every few seconds, from the
    fifth second on, so that short work prints nothing. Standard output is never touched: a command
    that prints JSON shows progress as well, unless ``quiet`` is set.

    Yields
    ------
    Callable
        ``report(stage, done, total)``, to call from the work: the stage in a word or two, how much
        of it is done, and how much there is, None where that is not known.
    """
    if quiet:
        yield lambda _stage, _done, _total: None
    elif sys.stderr.isatty():
        with _bars() as report:
            yield report
    else:
        with _lines() as report:
            yield report


@contextmanager
def _bars() -> Iterator[Callable[[str, int, int | None], None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[str, Any] = {}
        pace = Pace()

        def report(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total, left="")
            now = time.monotonic()
            pace.note(stage, done, total, now)
            bar.update(tasks[stage], completed=done, total=total, left=_left(pace.left_s(now)))

        with _compiling_shown(bar):
            yield report


@contextmanager
def _compiling_shown(bar: Progress) -> Iterator[None]:
    """Show a line under the bars for as long as kernels are compiled."""
    task = bar.add_task(COMPILING, total=None, visible=False, left="")
    ended = threading.Event()

    def tick() -> None:
        while not ended.wait(BAR_S):
            bar.update(task, visible=is_compiling())

    ticker = threading.Thread(target=tick, daemon=True)
    ticker.start()
    try:
        yield
    finally:
        ended.set()
        ticker.join()
        bar.update(task, visible=False)


def _left(seconds: float | None) -> str:
    """Return the time left in words, nothing where it is unknown or next to nothing."""
    return "" if seconds is None or seconds < 1 else f"about {in_words(seconds)} left"


def is_compiling() -> bool:
    """Return whether another thread compiles a kernel, or reads one from the cache."""
    module = sys.modules.get("numba.core.compiler_lock")
    if module is None:
        return False
    lock = module.global_compiler_lock._lock  # noqa: SLF001 - Numba asks only for its own thread
    free: bool = lock.acquire(blocking=False)
    if free:
        lock.release()
    return not free


@contextmanager
def _lines() -> Iterator[Callable[[str, int, int | None], None]]:
    """Print the latest stage every `LINE_S` seconds, also while the work reports nothing."""
    began, latest, ended = time.monotonic(), ["working"], threading.Event()
    pace = Pace()

    def report(stage: str, done: int, total: int | None) -> None:
        pace.note(stage, done, total, time.monotonic())
        counted = f": {done:,}" if total is None else f": {done:,} of {total:,}"
        latest[0] = stage + (counted if done or total is not None else "")

    def tick() -> None:
        while not ended.wait(LINE_S):
            now, compiling = time.monotonic(), is_compiling()
            stage, left = (COMPILING, "") if compiling else (latest[0], _left(pace.left_s(now)))
            taken = ", ".join(part for part in (f"{now - began:.0f} s", left) if part)
            with suppress(ValueError, OSError):  # standard error was closed
                print(f"{stage} ({taken})", file=stream, flush=True)

    stream = sys.stderr
    ticker = threading.Thread(target=tick, daemon=True)
    ticker.start()
    try:
        yield report
    finally:
        ended.set()
        ticker.join()


def interval(estimate: tuple[float, float, float] | None, digits: int = 2) -> str:
    """Return an estimate as ``1.23 (1.20–1.26)``.

    A dash stands for an estimate that does not exist, and for the interval where all replications
    agree: they give no interval.
    """
    if estimate is None:
        return "–"
    value, low, high = estimate
    if low == high:
        return f"{value:.{digits}f} (–)"
    return f"{value:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"
