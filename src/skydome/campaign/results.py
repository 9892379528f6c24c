"""Results of a campaign, day by day: means over replications with their 95 % intervals."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome.analysis.intervals import Estimate, mean_interval
from skydome.engagement.record import columns
from skydome.study.variants import threats_coming

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from skydome.arrays import Floats
    from skydome.campaign.load import Plan
    from skydome.scenario import ResolvedScenario

    Ints = NDArray[np.int64]


class Fought(NamedTuple):
    """One day of one future, by replication.

    ``counters`` are rows of the engagement's columns, ``delivered`` the missiles that came in the
    morning, ``morning`` and ``evening`` all missiles, ``up`` which nodes that may be lost are
    in action, replications × nodes.
    """

    counters: NDArray[np.int32]
    delivered: Ints
    morning: Ints
    evening: Ints
    up: NDArray[np.bool_]


@dataclass(frozen=True)
class Day:
    """One day; each estimate is of one campaign.

    ``value_hit`` is the value of assets hit that day, ``value_lost`` of those hit by then.
    ``left`` are missiles after the raid, on launchers, in stocks and depots. ``nodes_up`` counts
    the nodes that may be lost and begin the day in action. ``against_first`` is leakers here less
    leakers under the first future, replication by replication.
    """

    day: int
    threats: int
    leaked: Estimate
    value_hit: Estimate
    value_lost: Estimate
    fired: Estimate
    delivered: Estimate
    left: Estimate
    nodes_up: Estimate
    against_first: Estimate


@dataclass(frozen=True)
class FutureOutcome:
    """One future; ``leaked`` and ``against_first`` are of all days together."""

    name: str
    title: str
    days: tuple[Day, ...]
    leaked: Estimate
    against_first: Estimate


@dataclass(frozen=True)
class Campaign:
    """All futures of a campaign.

    ``missiles`` is the number at the beginning, ``nodes`` are those that may be lost,
    ``tables_sha256`` is the digest of the tables of all days.
    """

    name: str
    title: str
    scenario: str
    seed: int
    replications: int
    placements: int
    missiles: int
    nodes: tuple[str, ...]
    value_total: float
    courses: tuple[FutureOutcome, ...]
    tables_sha256: str

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return asdict(self)


def summarised(
    plan: Plan, fought: Mapping[str, Sequence[Fought]], missiles: int, tables_sha256: str
) -> Campaign:
    """Return means over replications; ``missiles`` is the number at the beginning."""
    scenario, form = plan.scenario, plan.form
    first = fought[form.futures[0].name]
    courses = []
    for future in form.futures:
        leaks = [_leaked(plan, day) for day in fought[future.name]]
        before = [_leaked(plan, day) for day in first]
        courses.append(
            FutureOutcome(
                name=future.name,
                title=future.title,
                days=tuple(_days(plan, fought[future.name], first)),
                leaked=_mean(scenario, np.sum(leaks, axis=0)),
                against_first=_mean(scenario, np.sum(leaks, axis=0) - np.sum(before, axis=0)),
            )
        )
    return Campaign(
        name=form.name,
        title=form.title,
        scenario=scenario.name,
        seed=scenario.seed,
        replications=scenario.replications,
        placements=scenario.terrain.placements,
        missiles=missiles,
        nodes=tuple(change.node for change in scenario.changes if change.kind == "lost"),
        value_total=sum(asset.value for asset in scenario.assets),
        courses=tuple(courses),
        tables_sha256=tables_sha256,
    )


def _days(plan: Plan, days: Sequence[Fought], first: Sequence[Fought]) -> list[Day]:
    found, hit = [], np.zeros((len(days[0].counters), len(plan.scenario.assets)), dtype=np.bool_)
    values = np.array([asset.value for asset in plan.scenario.assets])
    for number, (day, other) in enumerate(zip(days, first, strict=True), 1):
        scenario = plan.raids[number - 1]
        today = _columns(scenario, day, "hits", [asset.name for asset in scenario.assets]) > 0
        hit |= today
        leaked = _leaked(plan, day)
        fired = _columns(scenario, day, "fired", scenario.missiles).sum(axis=1)
        found.append(
            Day(
                day=number,
                threats=threats_coming(scenario),
                leaked=_mean(scenario, leaked),
                value_hit=_mean(scenario, today @ values),
                value_lost=_mean(scenario, hit @ values),
                fired=_mean(scenario, fired),
                delivered=_mean(scenario, day.delivered),
                left=_mean(scenario, day.evening),
                nodes_up=_mean(scenario, day.up.sum(axis=1)),
                against_first=_mean(scenario, leaked - _leaked(plan, other)),
            )
        )
    return found


def _leaked(plan: Plan, day: Fought) -> Ints:
    scenario = plan.scenario
    return np.asarray(_columns(scenario, day, "leaked", scenario.target_classes).sum(axis=1))


def _columns(scenario: ResolvedScenario, day: Fought, what: str, names: Sequence[str]) -> Ints:
    place = {name: n for n, name in enumerate(columns(scenario))}
    return day.counters[:, [place[f"{what}.{name}"] for name in names]].astype(np.int64)


def _mean(scenario: ResolvedScenario, sample: Ints | Floats) -> Estimate:
    placement = np.arange(len(sample)) % scenario.terrain.placements
    return mean_interval(sample, placement)
