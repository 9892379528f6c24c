"""What a study found: means and bands at every point, differences between points, indices."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.analysis.intervals import Z_95, Estimate, as_data, mean_interval, variance_of_mean
from skydome.analysis.measures import greatest, in_flight, measures_of
from skydome.analysis.parameter_band import SHARE, band_of
from skydome.experiment.rare_blocks import answers_of
from skydome.sensitivity import budget, chaos, screening
from skydome.sensitivity.chaos import FEWEST_DRAWS
from skydome.study.draws import NOMINAL
from skydome.study.store import numbers

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from skydome.arrays import Floats
    from skydome.experiment.plan import Plan
    from skydome.experiment.rare_blocks import RareAnswer
    from skydome.scenario import ResolvedScenario
    from skydome.sensitivity.chaos import Chaos

RESAMPLES = 1_000
IN_FLIGHT_OFTEN = 0.1  # of the replications of a draw
INDEX_NAMES = {"mu_star": "effects", "first": "first-order indices", "total": "total indices"}


@dataclass(frozen=True)
class Line:
    """One measure at one point.

    ``nominal`` is its mean with the catalogue's own values, with the interval that chance gives.
    Nine in ten draws give means between ``low`` and ``high``, ``middle`` is their median; chance is
    taken off. ``parameter_share`` is the share of the variance of a single raid, over draws and
    chance, that is due to the parameters; None without draws.
    """

    measure: str
    of: str
    nominal: Estimate
    low: float
    middle: float
    high: float
    parameter_share: Estimate | None


@dataclass(frozen=True)
class Difference:
    """A point minus the first point, with the same random numbers and the same draws.

    ``nominal`` is the difference with the catalogue's own values; nine in ten draws give
    differences between ``low`` and ``high``; in ``share_below`` of the draws it is below zero.
    """

    measure: str
    nominal: Estimate
    low: float
    high: float
    share_below: float


@dataclass(frozen=True)
class Input:
    """What one input explains of the variance between draws, at one point.

    Values are None where the study does not support them; ``reason`` says why, and
    ``needed_draws`` how many draws would, where that can be estimated.
    """

    name: str
    total: Estimate | None
    first: Estimate | None
    significant: bool
    reason: str
    needed_draws: int | None


@dataclass(frozen=True)
class Sensitivity:
    """The inputs of one measure at one point, the most important first.

    ``explained`` is the cross-validated share of the variance that the expansion explains,
    ``chance_share`` the share of chance in the variance of the means, which is taken off, and
    ``unseen`` the share that is in no index; all None for a design that gives effects alone.
    ``kind`` is ``indices`` or ``effects`` (mean absolute elementary effects of a morris design, in
    the unit of the measure).
    """

    measure: str
    kind: str
    explained: float | None
    chance_share: float | None
    unseen: float | None
    inputs: tuple[Input, ...]


@dataclass(frozen=True)
class InFlight:
    """Threats that are still in flight at the end, means: neither killed nor through.

    ``nominal`` is with the catalogue's own values, ``drawn`` over all draws; ``share_of_draws`` of
    the draws leave one in ten replications or more with such a threat.
    """

    nominal: float
    drawn: float
    share_of_draws: float


@dataclass(frozen=True)
class PointAnswer:
    """One combination of the factors."""

    values: tuple[object, ...]
    lines: tuple[Line, ...]
    differences: tuple[Difference, ...]
    sensitivities: tuple[Sensitivity, ...]
    rare: tuple[RareAnswer, ...] = ()
    in_flight: InFlight = InFlight(0.0, 0.0, 0.0)

    def line(self, measure: str, of: str = "all") -> Line:
        """Return one line; KeyError where there is none."""
        return {(one.measure, one.of): one for one in self.lines}[measure, of]


@dataclass(frozen=True)
class Answer:
    """What a study found.

    ``refused`` says which indices are not printed at all, and how many draws would give them.
    """

    name: str
    title: str
    scenario: str
    factors: tuple[str, ...]
    draws: int
    parameters: int
    replications: int
    placements: int
    share: float
    points: tuple[PointAnswer, ...]
    refused: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        data: dict[str, Any] = as_data(self)
        return data


class PointRows:
    """The rows of one point, as arrays by cell.

    ``nominal`` has the replications of each placement, ``drawn`` [draw, replication] those of the
    draws, ``placement`` the placement of each draw; by measure and what it is of.
    """

    def __init__(self, plan: Plan, rows: pa.Table, point: int) -> None:
        here = rows.filter(numbers(rows["point"]) == point)
        draw, place = numbers(here["draw"]), numbers(here["placement"])
        order = np.lexsort((numbers(here["replication"]), draw))
        self.scenario: ResolvedScenario = plan.scenarios[point]
        self.placement = np.array([plan.placement(n + 1) for n in range(plan.draws)], dtype=int)
        self.strata: NDArray[np.int32] = place[draw == NOMINAL]
        self.values = measures_of(self.scenario, here)
        self.in_flight = in_flight(self.scenario, here)
        self._nominal = draw == NOMINAL
        self._order = order[draw[order] != NOMINAL]
        self._draws = plan.draws

    def nominal(self, key: tuple[str, str]) -> Floats:
        """Return the replications with the catalogue's values, shape (replications,)."""
        return self.of_nominal(self.values[key])

    def drawn(self, key: tuple[str, str]) -> Floats:
        """Return the replications of the draws, shape (draws, replications)."""
        return self.of_draws(self.values[key])

    def of_nominal(self, values: Floats) -> Floats:
        """Return what belongs to the catalogue's values of an array over all rows."""
        return np.asarray(values[self._nominal])

    def of_draws(self, values: Floats) -> Floats:
        """Return what belongs to draws of an array over all rows, shape (draws, replications)."""
        return np.asarray(values[self._order].reshape(self._draws, -1))

    def differences(self, key: tuple[str, str]) -> tuple[Floats, Floats]:
        """Return each draw's mean difference from the catalogue's values, and its noise.

        Both of shape (draws,); the noise is the variance that chance gives to the difference.
        """
        nominal, drawn = self.nominal(key), self.drawn(key)
        apart = np.array(
            [
                values - nominal[self.strata == place]
                for values, place in zip(drawn, self.placement, strict=True)
            ]
        )
        return apart.mean(axis=1), apart.var(axis=1, ddof=1) / apart.shape[1]


def answer_of(plan: Plan, rows: pa.Table, rare: pa.Table | None = None) -> Answer:
    """Return what the rows of a study say.

    Parameters
    ----------
    plan, rows
        The study, and the rows of all of its blocks.
    rare
        The rows of its blocks of rare outcomes, if there are any.
    """
    points = [PointRows(plan, rows, n) for n in range(len(plan.scenarios))]
    each = rows.num_rows // max(1, len(points) * len(plan.cells()))
    return Answer(
        name=plan.study.name,
        title=plan.study.title or plan.scenarios[0].title,
        scenario=plan.scenarios[0].name,
        factors=plan.factors,
        draws=plan.draws,
        parameters=len(plan.parameters),
        replications=each,
        placements=plan.placements,
        share=SHARE,
        points=tuple(
            PointAnswer(
                values=values,
                lines=tuple(_line(one, key) for key in one.values),
                differences=tuple(_differences(points[0], one)) if n else (),
                sensitivities=tuple(_sensitivities(plan, one)),
                rare=answers_of(plan, rare, n),
                in_flight=_in_flight(one),
            )
            for n, (values, one) in enumerate(zip(plan.values, points, strict=True))
        ),
        refused=forecast_of(plan) if plan.draws < FEWEST_DRAWS else (),
    )


def forecast_of(plan: Plan) -> tuple[str, ...]:
    """Return which indices a study's design is unlikely to give, each with the draws that would.

    That is known before anything is played: a rule for an index of 0.25 to within 0.1, see
    `skydome.sensitivity.budget`. The draws then decide for each input; with fewer than
    `FEWEST_DRAWS` nothing is analysed.
    """
    if not plan.draws:
        return ()
    kind, inputs = plan.study.design.kind, len(plan.inputs)
    names = ("mu_star",) if kind == "morris" else ("first", "total")
    verdicts = [(one, budget.supports(kind, plan.draws, inputs, one)) for one in names]
    return tuple(
        f"{INDEX_NAMES[name]} of {inputs:,} inputs take about {one.needed_draws:,} draws, "
        f"not {plan.draws:,}"
        for name, one in verdicts
        if not one.supported
    )


def _line(rows: PointRows, key: tuple[str, str]) -> Line:
    nominal = mean_interval(rows.nominal(key), rows.strata)
    if not len(rows.placement):
        return Line(*key, nominal, nominal.value, nominal.value, nominal.value, None)
    apart, noise = rows.differences(key)
    most = greatest(rows.scenario, *key)
    low, middle, high, _ = band_of(apart, float(noise.mean()), nominal.value, most)
    return Line(*key, nominal, low, middle, high, _parameter_share(rows, key, apart, noise))


def _in_flight(rows: PointRows) -> InFlight:
    nominal = float(rows.of_nominal(rows.in_flight).mean())
    if not len(rows.placement):
        return InFlight(nominal, 0.0, 0.0)
    draws = rows.of_draws(rows.in_flight)
    often = (draws > 0).mean(axis=1) >= IN_FLIGHT_OFTEN
    return InFlight(nominal, float(draws.mean()), float(often.mean()))


def _parameter_share(
    rows: PointRows, key: tuple[str, str], apart: Floats, noise: Floats
) -> Estimate | None:
    """Return the share of the parameters in the variance of one raid; bootstrap over draws."""
    within = rows.drawn(key).var(axis=1, ddof=1)

    def share(chosen: NDArray[np.int64]) -> Floats:
        between = apart[chosen].var(axis=-1, ddof=1) - noise[chosen].mean(axis=-1)
        total = np.maximum(between, 0) + within[chosen].mean(axis=-1)
        return np.asarray(np.maximum(between, 0) / np.where(total > 0, total, np.inf))

    count = len(apart)
    random = np.random.default_rng(0)
    drawn = share(random.integers(0, count, (RESAMPLES, count)))
    low, high = (float(one) for one in np.quantile(drawn, [0.025, 0.975]))
    value = float(share(np.arange(count)))
    return Estimate(value, min(low, value), max(high, value))


def _differences(first: PointRows, other: PointRows) -> list[Difference]:
    """Return how a point differs from the first one, with the same draws and random numbers."""
    found = []
    for key in (key for key in first.values if key[1] == "all"):
        here, there = first.nominal(key), other.nominal(key)
        if here.shape == there.shape:
            nominal = mean_interval(there - here, first.strata)
        else:
            value = float(there.mean() - here.mean())
            half = Z_95 * sqrt(
                variance_of_mean(here, first.strata) + variance_of_mean(there, other.strata)
            )
            nominal = Estimate(value, value - half, value + half)
        low = high = nominal.value
        below = float(nominal.value < 0)
        if len(first.placement):
            apart = other.drawn(key) - first.drawn(key)
            means = apart.mean(axis=1)
            noise = float((apart.var(axis=1, ddof=1) / apart.shape[1]).mean())
            low, _, high, _ = band_of(means, noise, 0.0, np.inf, least=-np.inf)
            below = float((means < 0).mean())
        found.append(Difference(key[0], nominal, low, high, below))
    return found


def _sensitivities(plan: Plan, rows: PointRows) -> list[Sensitivity]:
    if plan.draws < FEWEST_DRAWS:
        return []
    return [
        _effects(plan, rows, key)
        if plan.study.design.kind == "morris"
        else _indices(plan, rows, key)
        for key in rows.values
        if key[1] == "all"
    ]


def _indices(plan: Plan, rows: PointRows, key: tuple[str, str]) -> Sensitivity:
    values, noise = rows.differences(key)
    found = chaos.analyse(plan.design, values, noise)
    inputs = [_input(plan.inputs[n], found, n) for n in range(len(plan.inputs))]
    best = found.total if found.total.supported.any() else found.first
    order = np.argsort(-np.nan_to_num(best.value), kind="stable")
    return Sensitivity(
        measure=key[0],
        kind="indices",
        explained=found.q2,
        chance_share=found.noise_share,
        unseen=found.unseen,
        inputs=tuple(inputs[n] for n in order),
    )


def _input(name: str, found: Chaos, n: int) -> Input:
    def estimate(index: Any) -> Estimate | None:  # noqa: ANN401 - either kind of index
        if not index.supported[n]:
            return None
        return Estimate(float(index.value[n]), float(index.low[n]), float(index.high[n]))

    needed = float(found.total.needed_draws[n])
    return Input(
        name=name,
        total=estimate(found.total),
        first=estimate(found.first),
        significant=bool(found.total.significant[n]),
        reason=found.total.reasons[n],
        needed_draws=int(needed) if np.isfinite(needed) else None,
    )


def _effects(plan: Plan, rows: PointRows, key: tuple[str, str]) -> Sensitivity:
    values, noise = rows.differences(key)
    found = screening.analyse(plan.design, values, float(noise.mean()))
    inputs = [
        Input(
            name=name,
            total=Estimate(float(found.mu_star[n]), float(found.low[n]), float(found.high[n])),
            first=None,
            significant=bool(found.significant[n]),
            reason="",
            needed_draws=None,
        )
        for n, name in enumerate(plan.inputs)
    ]
    order = np.argsort(-found.mu_star, kind="stable")
    return Sensitivity(key[0], "effects", None, None, None, tuple(inputs[n] for n in order))
