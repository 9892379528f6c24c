"""From a resolved scenario to a result, in memory or in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from skydome.engagement.tables.build import Tables, build_tables
from skydome.engagement.tables.elevation import elevation_of
from skydome.errors import InputError
from skydome.folders import COMPILING
from skydome.study.demand import check_memory
from skydome.study.draws import may_be_drawn, plan, run_draws
from skydome.study.precompile import compiled_ahead, is_compiled
from skydome.study.progress import silent
from skydome.study.result_folder import check_target
from skydome.study.runner import run_blocks
from skydome.study.store import Result, Writer, row_table

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from skydome.scenario import ResolvedScenario


MOST_COMPARED = 1_000


def compile_tables(
    scenario: ResolvedScenario,
    progress: Callable[[str, int, int | None], None] = silent,
) -> Tables:
    """Return the integer tables of a scenario over its terrain.

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
        return build_tables(scenario, ground, one_more)
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
    tables = tables or compile_tables(scenario)
    blocks = list(run_blocks(scenario, tables.worlds, threads=threads, block=block))
    rows = row_table(scenario, 0, np.concatenate(blocks))
    varied = draws > 0 and may_be_drawn(scenario)
    drawn = run_draws(scenario, draws, threads=threads) if varied else None
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
    with compiled_ahead(ruled=scenario.ruled):
        tables = compile_tables(scenario, progress)
        if not is_compiled(ruled=scenario.ruled):
            progress(COMPILING, 0, None)
    total = None if for_seconds else scenario.replications
    progress("replications", 0, total)
    blocks = run_blocks(
        scenario,
        tables.worlds,
        threads=threads,
        block=block,
        for_seconds=for_seconds,
        progress=lambda done: progress("replications", done, total),
    )
    with Writer(target, scenario, tables.sha256, replace=replace) as writer:
        done = 0
        for rows in blocks:
            writer.add(rows)
            done += len(rows)
        if other is not None:
            changed = {"seed": scenario.seed, "replications": min(done, MOST_COMPARED)}
            writer.compare(_compared(other.model_copy(update=changed), threads, progress))
        if draws > 0 and may_be_drawn(scenario):
            writer.vary(_varied(scenario, draws, threads, progress))
    return target


def _varied(
    scenario: ResolvedScenario,
    draws: int,
    threads: int | None,
    progress: Callable[[str, int, int | None], None],
) -> pa.Table:
    """Return what draws of the uncertain parameters give."""
    stage, total = "draws of uncertain parameters", len(list(plan(scenario, draws)))
    progress(stage, 0, total)
    return run_draws(
        scenario, draws, threads=threads, progress=lambda done: progress(stage, done, total)
    )


def _compared(
    other: ResolvedScenario, threads: int | None, progress: Callable[[str, int, int | None], None]
) -> Result:
    """Return the result of another policy."""
    stage = f"under {other.policy}"
    progress(stage, 0, 1)
    result = simulate(other, threads=threads)
    progress(stage, 1, 1)
    return result
