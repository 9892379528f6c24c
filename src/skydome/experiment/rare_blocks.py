"""The rare outcomes of a study: one block a world, and what the blocks say together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from skydome.analysis.measures import LEAKED, LOST
from skydome.engagement.record import columns
from skydome.engagement.tables.build import build_shared_world
from skydome.engagement.tables.parameter_draws import with_shares
from skydome.errors import InputError
from skydome.experiment import rare, tilting
from skydome.experiment.player import Cell, scenario_of
from skydome.experiment.rare import Outcome
from skydome.experiment.store import RARE
from skydome.sensitivity.tail import Tail, probability
from skydome.study.draws import NOMINAL
from skydome.study.store import column_of, numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats, Ints
    from skydome.experiment.form import Rare
    from skydome.experiment.plan import Plan
    from skydome.scenario import ResolvedScenario

MOST_REFUSED = 0.1  # share of draws without an estimate, beyond which there is no band
BAND = (0.05, 0.5, 0.95)


class RareTask(NamedTuple):
    """All that a worker needs to estimate one rare outcome in one world."""

    scenario_json: str
    number: int
    point: int
    cell: Cell
    measure: str
    of: str
    outcome: Outcome
    replications: int


@dataclass(frozen=True)
class RareAnswer:
    """The probability of one rare outcome at one point.

    ``nominal`` is that with the catalogue's own values, over the placements. Nine in ten draws give
    probabilities between ``low`` and ``high``; ``middle`` is their median and ``mean`` the
    probability where the values are as likely as their ranges say. All four are None where too many
    draws give no estimate: ``refused_draws`` of ``draws``.
    """

    name: str
    nominal: Tail
    refused: str
    needed_replications: int | None
    draws: int
    refused_draws: int
    low: float | None
    middle: float | None
    high: float | None
    mean: float | None


def name_of(one: Rare) -> str:
    """Return a rare outcome in words."""
    what = one.measure if one.of == "all" else f"{one.measure}: {one.of.replace('_', ' ')}"
    if one.at_least is not None:
        return f"{what} ≥ {one.at_least:g}"
    return f"{what} ≤ {one.at_most:g}"


def check(one: Rare, scenario: ResolvedScenario) -> None:
    """Refuse an outcome that a scenario does not have.

    Raises
    ------
    InputError
        The class is not in the raid, or no replication can have the outcome.
    """
    if one.of != "all" and (one.measure != LEAKED or one.of not in scenario.target_classes):
        allowed = ", ".join(("all", *(scenario.target_classes if one.measure == LEAKED else ())))
        raise InputError(f"the raid has no {one.of}", field="rare.of", allowed=allowed)
    hostile = [t for t in scenario.threats if one.of in ("all", t.target_class)]
    most = len(hostile) if one.measure == LEAKED else sum(a.value for a in scenario.assets)
    if one.at_least is not None and not 0 < one.at_least <= most:
        problem = f"{one.at_least:g} cannot be reached"
        raise InputError(problem, field="rare.at_least", allowed=f"more than 0, at most {most:g}")


def tasks_of(plan: Plan) -> Iterator[tuple[str, RareTask]]:
    """Yield name and task of every block."""
    for number, one in enumerate(plan.study.rare):
        outcome = _outcome(one)
        cells = [cell for cell in plan.cells() if cell[0] <= one.draws]
        for point, text in enumerate(plan.texts):
            for n, (draw, place) in enumerate(cells):
                share = plan.placements if draw == NOMINAL else 1
                yield (
                    f"{RARE}{number:02}-{point:04}-{n:06}",
                    RareTask(
                        text,
                        number,
                        point,
                        Cell(draw, place, plan.shares(draw)),
                        one.measure,
                        one.of,
                        outcome,
                        -(-one.replications // share),
                    ),
                )


def play_rare(task: RareTask) -> pa.Table:
    """Return a block's rows: outcome, point, draw, placement, replication, value, ln of the ratio.

    ``tilt`` is what was added to the log odds of a kill. The rows are a function of the task.
    """
    scenario, grid = scenario_of(task.scenario_json)
    drawn = with_shares(scenario, task.cell.shares)
    world = build_shared_world(drawn, grid, task.cell.placement)
    against = tilting.why_not(world)
    if against:
        allowed = "a scenario without them, or a study without `rare`"
        raise InputError(
            f"rare outcomes are not estimated with {against}", field="rare", allowed=allowed
        )
    played = rare.play(
        world,
        task.outcome,
        value_of(scenario, task.measure, task.of),
        _classes(scenario, task.of),
        seed=scenario.seed,
        first=task.cell.placement,
        stride=scenario.terrain.placements,
        count=task.replications,
    )
    count = task.replications
    whole = np.full(count, 1, dtype=np.int32)
    found: dict[str, NDArray[Any]] = {
        "outcome": whole * task.number,
        "point": whole * task.point,
        "draw": whole * task.cell.draw,
        "placement": whole * task.cell.placement,
        "replication": played.replication,
        "value": played.value,
        "log_ratio": played.log_ratio,
        "tilted": whole * int(played.tilt != tilting.untilted(world)),
        "tilt": np.full(count, played.tilt.shots),
    }
    return pa.table({name: column_of(values) for name, values in found.items()})


def value_of(scenario: ResolvedScenario, measure: str, of: str) -> Callable[[Ints], Floats]:
    """Return the function that gives a measure of rows of counters."""
    names = columns(scenario)
    if measure == LOST:
        hits = [names.index(f"hits.{asset.name}") for asset in scenario.assets]
        values = np.array([asset.value for asset in scenario.assets], dtype=np.float64)
        return lambda rows: np.asarray((rows[:, hits] > 0) @ values)
    wanted = scenario.target_classes if of == "all" else (of,)
    leaked = [names.index(f"leaked.{name}") for name in wanted]
    return lambda rows: np.asarray(rows[:, leaked].sum(axis=1), dtype=np.float64)


def _classes(scenario: ResolvedScenario, of: str) -> Flags:
    return np.array([of in ("all", name) for name in scenario.target_classes])


def answers_of(plan: Plan, rows: pa.Table | None, point: int) -> tuple[RareAnswer, ...]:
    """Return the rare outcomes of one point; none where their blocks are not finished."""
    if rows is None:
        return ()
    found = []
    for number, one in enumerate(plan.study.rare):
        mask = (numbers(rows["outcome"]) == number) & (numbers(rows["point"]) == point)
        if mask.any():
            found.append(_answer(name_of(one), _outcome(one), rows.filter(mask)))
    return tuple(found)


def _answer(name: str, outcome: Outcome, rows: pa.Table) -> RareAnswer:
    draw = numbers(rows["draw"])
    nominal = _tail(outcome, rows.filter(draw == NOMINAL))
    tails = [_tail(outcome, rows.filter(draw == n)) for n in np.unique(draw) if n != NOMINAL]
    bad = [one for one in tails if one.refused]
    found: list[float | None] = [None] * 4
    if tails and len(bad) <= MOST_REFUSED * len(tails):
        each = np.array([one.probability for one in tails])
        found = [*(float(one) for one in np.quantile(each, BAND)), float(each.mean())]
    return RareAnswer(
        name, nominal, nominal.refused, nominal.needed_replications, len(tails), len(bad), *found
    )


def _tail(outcome: Outcome, rows: pa.Table) -> Tail:
    return probability(outcome.happened(numbers(rows["value"])), _weights(rows))


def _weights(rows: pa.Table) -> Floats:
    ratio, tilted = numbers(rows["log_ratio"]), numbers(rows["tilted"]) == 1
    return np.where(
        tilted, rare.weights_of(ratio, tilted=True), rare.weights_of(ratio, tilted=False)
    )


def weighted(plan: Plan, rows: pa.Table) -> pa.Table:
    """Return rows of rare outcomes with two more columns: ``happened``, 0 or 1, and ``weight``.

    The mean of their product is the probability. ``outcome`` counts from 0 in the study's order.
    """
    number, value = numbers(rows["outcome"]), numbers(rows["value"])
    happened = np.zeros(rows.num_rows, dtype=np.int32)
    for n, one in enumerate(plan.study.rare):
        here = number == n
        happened[here] = _outcome(one).happened(value[here])
    return rows.append_column("happened", column_of(happened)).append_column(
        "weight", column_of(_weights(rows))
    )


def _outcome(one: Rare) -> Outcome:
    bound = one.at_least if one.at_least is not None else one.at_most
    return Outcome(float(bound or 0.0), one.at_least is not None)
