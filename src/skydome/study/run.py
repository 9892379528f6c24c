"""From a resolved scenario to a result, in memory or in a folder."""

from __future__ import annotations

from concurrent.futures import CancelledError
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from skydome.engagement.tables.build import Tables, build_tables
from skydome.engagement.tables.elevation import elevation_of
from skydome.errors import InputError
from skydome.folders import COMPILING
from skydome.study.demand import check_memory
from skydome.study.draws import may_be_drawn, submit_draws, table_of
from skydome.study.lanes import Lanes
from skydome.study.precompile import compiled_ahead, is_compiled
from skydome.study.progress import silent
from skydome.study.result_folder import check_target
from skydome.study.runner import run_blocks
from skydome.study.store import Result, Writer, row_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor, Future

    from skydome.arrays import Ints
    from skydome.scenario import ResolvedScenario


MOST_COMPARED = 1_000


def compile_tables(
    scenario: ResolvedScenario,
    progress: Callable[[str, int, int | None], None] = silent,
    executor: Executor | None = None,
) -> Tables:
    """Return the integer tables of a scenario over its terrain.

    An executor builds the placements of its sites side by side.

    Raises
    ------
    InputError
        The terrain named in the scenario does not exist, the tables do not fit in memory, or a
        value does not fit in them.
    """
    check_memory(scenario)
    done = 0

    def one_more() -> None:
        nonlocal done
        done += 1
        progress("tables", done, scenario.terrain.placements)

    progress("terrain", 0, 1)
    ground = elevation_of(scenario)
    progress("terrain", 1, 1)
    progress("tables", 0, scenario.terrain.placements)
    try:
        return build_tables(scenario, ground, one_more, executor)
    except OverflowError:
        problem = "a value is too large for the integer tables"
        raise InputError(problem, field=scenario.name, allowed="values of this world") from None


def simulate(
    scenario: ResolvedScenario,
    *,
    threads: int | None = None,
    block: int | None = None,
    tables: Tables | None = None,
    draws: int = 0,
) -> Result:
    """Run a scenario and return its result.

    The same scenario, seed and version give the same rows for any ``threads`` and ``block``.

    Parameters
    ----------
    scenario
        From `skydome.load`; its seed and replications are used.
    threads, block
        Division of the work.
    tables
        From `compile_tables`, if they were made before.
    draws
        Also play so many draws of the uncertain parameters, see `skydome.study.draws`.
    """
    with Lanes(threads) as lanes:
        tables = tables or compile_tables(scenario, executor=lanes.first)
        varied = draws > 0 and may_be_drawn(scenario)
        played = submit_draws(lanes.beside, scenario, draws) if varied else []
        blocks = list(run_blocks(scenario, tables.worlds, lanes=lanes, block=block))
        rows = row_table(scenario, 0, np.concatenate(blocks))
        drawn = table_of(scenario, draws, played) if varied else None
    return Result(scenario, tables.sha256, rows, draws=drawn)


def run_to_folder(
    scenario: ResolvedScenario,
    folder: Path | str,
    *,
    threads: int | None = None,
    block: int | None = None,
    for_seconds: float | None = None,
    replace: bool = False,
    other: ResolvedScenario | None = None,
    draws: int = 0,
    progress: Callable[[str, int, int | None], None] = silent,
) -> Path:
    """Run a scenario into a result folder and return the folder.

    Parameters
    ----------
    for_seconds
        Start no more replications after this time; the result contains those that are complete.
    replace
        Whether an earlier result in the folder may be replaced.
    other
        The same scenario under another policy: its first `MOST_COMPARED` replications are run
        with the same seed, so that they can be compared replication by replication.
    draws
        As in `simulate`.
    progress
        Called with a stage, the amount done, and the total, None if unknown.

    Raises
    ------
    InputError
        The folder cannot be used; or as in `compile_tables`.
    """
    target = Path(folder)
    check_target(target, replace=replace)
    with Lanes(threads) as lanes:
        beside = _Beside(lanes, scenario, other, draws if may_be_drawn(scenario) else 0)
        compiled = is_compiled(ruled=scenario.ruled)
        if for_seconds is None and compiled:
            check_memory(scenario)
            beside.start(scenario.replications)
        with compiled_ahead(ruled=scenario.ruled):
            tables = compile_tables(scenario, progress, lanes.first)
            if not is_compiled(ruled=scenario.ruled):
                progress(COMPILING, 0, None)
        if for_seconds is None and not compiled:
            beside.start(scenario.replications)
        total = None if for_seconds else scenario.replications
        progress("replications", 0, total)
        blocks = run_blocks(
            scenario,
            tables.worlds,
            lanes=lanes,
            block=block,
            for_seconds=for_seconds,
            progress=lambda done: progress("replications", done, total),
        )
        with Writer(target, scenario, tables.sha256, replace=replace) as writer:
            done = 0
            for rows in blocks:
                writer.add(rows)
                done += len(rows)
            if for_seconds is not None:
                beside.start(done)
            beside.finish(writer, progress)
    return target


class _Beside:
    """What a run plays beside its replications: another policy, and draws of the parameters.

    If the time for replications is limited, it begins after them, so as to take none of that time;
    if not, it begins before their tables are built, unless their kernel has yet to be compiled.
    """

    def __init__(
        self,
        lanes: Lanes,
        scenario: ResolvedScenario,
        other: ResolvedScenario | None,
        draws: int,
    ) -> None:
        self.lanes, self.scenario, self.other, self.draws = lanes, scenario, other, draws
        self._tables: Future[Tables] | None = None
        self._played: list[Future[Ints]] = []

    def start(self, replications: int) -> None:
        """Begin with all of it, after or beside that number of replications."""
        if self.other is not None:
            changed = {"seed": self.scenario.seed, "replications": min(replications, MOST_COMPARED)}
            self.other = self.other.model_copy(update=changed)
            self._tables = self.lanes.beside.submit(compile_tables, self.other, self._go_on)
        if self.draws > 0:
            self._played = submit_draws(self.lanes.beside, self.scenario, self.draws)

    def _go_on(self, _stage: str, _done: int, _total: int | None) -> None:
        """Stop building tables when the run has failed or was interrupted."""
        if self.lanes.closed:
            raise CancelledError

    def finish(self, writer: Writer, progress: Callable[[str, int, int | None], None]) -> None:
        """Wait for all of it, and let a writer store it with its result."""
        if self.other is not None and self._tables is not None:
            stage, other = f"under {self.other.policy}", self.other
            progress(stage, 0, other.replications)
            tables = self._tables.result()
            blocks = run_blocks(
                other,
                tables.worlds,
                lanes=self.lanes,
                progress=lambda done: progress(stage, done, other.replications),
            )
            rows = row_table(other, 0, np.concatenate(list(blocks)))
            writer.compare(Result(other, tables.sha256, rows))
        if self.draws > 0:
            stage, total = "draws of uncertain parameters", len(self._played)
            table = table_of(
                self.scenario,
                self.draws,
                self._played,
                progress=lambda done: progress(stage, done, total),
            )
            writer.vary(table)
