"""What optimal fire would have saved: the first replications, decision by decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.analysis.intervals import mean_interval, ratio_interval
from skydome.report.numbers import count, interval, percent
from skydome.study.event_text import clock
from skydome.study.optimum import optima_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from skydome.analysis import Estimate
    from skydome.study import Optimum, Result

MOST_REPLICATIONS = 24  # a second or so each
MOST_SHOWN = 8
NOTHING = 5e-4  # what three decimals show


class SavedRow(NamedTuple):
    """One measure: its expected sum over all fire, and how much more the best fire would give."""

    name: str
    fire: str
    more: str
    more_interval: str
    share: str


class Moment(NamedTuple):
    """One decision that was not the best."""

    replication: int
    time: str
    network: str
    candidates: int
    engaged: int
    value: str
    best: str


class Saved(NamedTuple):
    """The section; ``leakers`` is None where no engagement missed."""

    replications: int
    rules: list[str]
    decisions: str
    apart: str
    rows: list[SavedRow]
    through: str
    leakers: str
    moments: list[Moment]
    priced: bool


def saved_of(result: Result, progress: Callable[[str, int, int | None], None]) -> Saved:
    """Return what the best fire of each scan would have saved in the first replications.

    Raises
    ------
    InputError
        Units draw their targets, see `skydome.study.optimum.check_rules`.
    """
    replications = min(MOST_REPLICATIONS, result.rows.num_rows)
    found = list(optima_of(result, replications, progress))
    optima = [optimum for optimum, _ in found]
    placement = np.arange(replications) % result.scenario.terrain.placements
    missed, leaked = (np.array([pair[n] for _, pair in found]) for n in range(2))
    kills = np.array([one.forgone_kills for one in optima])
    through = ratio_interval(leaked, missed, placement)
    doctrines = result.scenario.doctrines
    return Saved(
        replications=replications,
        rules=sorted({doctrine.assignment for doctrine in doctrines}),
        decisions=_mean(optima, placement, lambda one: len(one.decisions)),
        apart=_mean(
            optima, placement, lambda one: sum(d.forgone_value > NOTHING for d in one.decisions)
        ),
        rows=[_row(name, optima, placement) for name in ("value", "kills")],
        through=percent(through.value) if through else "",
        leakers=count(float(kills.mean()) * through.value) if through else "",
        moments=_moments(optima),
        priced=any(doctrine.scarcity.value or any(doctrine.prices) for doctrine in doctrines),
    )


def _mean(
    optima: Sequence[Optimum], placement: NDArray[np.int64], of: Callable[[Optimum], float]
) -> str:
    return count(_estimate([of(one) for one in optima], placement).value)


def _estimate(values: Sequence[float], placement: NDArray[np.int64]) -> Estimate:
    return mean_interval(np.array(values, dtype=np.float64), placement)


def _row(name: str, optima: list[Optimum], placement: NDArray[np.int64]) -> SavedRow:
    fire = _estimate([sum(getattr(d, name) for d in one.decisions) for one in optima], placement)
    more = _estimate([getattr(one, f"forgone_{name}") for one in optima], placement)
    share = percent(more.value / fire.value) if fire.value else ""
    titles = {"value": "value of the threats killed", "kills": "threats killed"}
    return SavedRow(titles[name], count(fire.value), count(more.value), interval(more), share)


def _moments(optima: list[Optimum]) -> list[Moment]:
    """Return the decisions farthest from the best fire, the farthest first."""
    every = [(one.replication, decision) for one in optima for decision in one.decisions]
    worst = sorted(every, key=lambda pair: (-pair[1].forgone_value, pair[0], pair[1].time_s))
    return [
        Moment(
            replication=replication,
            time=clock(decision.time_s),
            network=decision.network,
            candidates=decision.candidates,
            engaged=decision.engaged,
            value=f"{decision.value:.2f}",
            best=f"{decision.best_value:.2f}",
        )
        for replication, decision in worst[:MOST_SHOWN]
        if decision.forgone_value > NOTHING
    ]
