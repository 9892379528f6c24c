"""The same scenario under draws of its uncertain parameters: what ignorance adds to chance.

The catalogue's own values are played at a few placements of the sites first, then each draw at one
of these placements, all with the random numbers of the same replications. The difference between a
draw and the catalogue's values at its placement is then due to the parameters, but for what chance
leaves (`skydome.analysis.parameter_band`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from skydome.engagement import event
from skydome.engagement.record import columns
from skydome.engagement.state import new_state
from skydome.engagement.tables.build import build_drawn_world
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.parameter_draws import ParameterDraw, drawable, is_sampled
from skydome.study.lanes import Lanes
from skydome.study.store import column_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor, Future

    from skydome.arrays import Ints
    from skydome.scenario import ResolvedScenario
    from skydome.terrain import Grid

DRAWS = 64
REPLICATIONS = 32  # of each draw
MOST_PLACEMENTS = 8
NOMINAL = 0  # number of the catalogue's own values in a table of draws


def may_be_drawn(scenario: ResolvedScenario) -> bool:
    """Return whether a scenario has values to draw that its placements do not draw already."""
    return not is_sampled(scenario) and bool(drawable(scenario))


def run_draws(
    scenario: ResolvedScenario,
    draws: int = DRAWS,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> pa.Table:
    """Return what draws of the uncertain parameters give, replication by replication.

    Parameters
    ----------
    scenario
        Any resolved one; its seed counts, its number of replications does not.
    draws
        How many, from 2.
    threads
        All cores where not given. The rows are the same for any number.
    progress
        Called with the number of worlds that were played.

    Returns
    -------
    Arrow table, one row a replication: ``draw`` (0 for the catalogue's own values), ``placement``,
    ``replication`` and the counters of a result.

    Raises
    ------
    InputError
        The terrain that the scenario names does not reach as far as the radars of a draw.
    """
    with Lanes(threads) as lanes:
        return table_of(scenario, draws, submit_draws(lanes.beside, scenario, draws), progress)


def submit_draws(executor: Executor, scenario: ResolvedScenario, draws: int) -> list[Future[Ints]]:
    """Have an executor play all worlds of a plan, in its order; raises as `run_draws` does."""
    grid = elevation_of(scenario, drawn=True)
    return [executor.submit(play, scenario, grid, draws, *one) for one in plan(scenario, draws)]


def table_of(
    scenario: ResolvedScenario,
    draws: int,
    played: Sequence[Future[Ints]],
    progress: Callable[[int], None] = lambda _done: None,
) -> pa.Table:
    """Return the table of worlds that are being played; ``progress`` is as in `run_draws`."""
    blocks = []
    progress(sum(world.done() for world in played))
    for world in played:
        blocks.append(world.result())
        progress(sum(one.done() for one in played))
    return draw_table(scenario, draws, np.concatenate(blocks))


def plan(scenario: ResolvedScenario, draws: int) -> Iterator[tuple[int, int]]:
    """Yield draw and placement of every world in the order in which a table has them."""
    placements = min(scenario.terrain.placements, MOST_PLACEMENTS, draws)
    yield from ((NOMINAL, placement) for placement in range(placements))
    yield from ((draw, (draw - 1) % placements) for draw in range(1, draws + 1))


def draw_table(scenario: ResolvedScenario, draws: int, counters: Ints) -> pa.Table:
    """Return the counters of all worlds of a plan as a table with named columns."""
    work = np.array(list(plan(scenario, draws)), dtype=np.int32)
    each = len(counters) // len(work)
    placement = np.repeat(work[:, 1], each)
    turn = np.tile(np.arange(each, dtype=np.int64), len(work))
    named = {
        "draw": np.repeat(work[:, 0], each),
        "placement": placement,
        "replication": placement + turn * scenario.terrain.placements,
        **{name: counters[:, n] for n, name in enumerate(columns(scenario))},
    }
    return pa.table({name: column_of(values) for name, values in named.items()})


def play(scenario: ResolvedScenario, grid: Grid, draws: int, draw: int, placement: int) -> Ints:
    """Return the rows of one draw: replications that the scenario plays at this placement."""
    one = ParameterDraw(None if draw == NOMINAL else draw - 1, draws)
    world = build_drawn_world(scenario, grid, one, placement)
    rows = np.zeros((REPLICATIONS, len(columns(scenario))), dtype=np.int32)
    scratch = new_state(world), event.new_agenda(world)
    event.run(world, *scratch, scenario.seed, placement, scenario.terrain.placements, rows)
    return rows
