"""The outcome of a run in plain sentences, for the screen and the top of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.analysis.intervals import has_interval, unseen_share
from skydome.analysis.measures import IN_FLIGHT_WORTH_SAYING
from skydome.engagement.tables.magazines import capacity_of
from skydome.report.numbers import count, money, percent, span
from skydome.report.style import listed
from skydome.scenario.far_units import far_units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.analysis import Estimate, Summary
    from skydome.analysis.money import Cost
    from skydome.scenario import ResolvedScenario

KM = 1e3
WORTH_SAYING = 0.005  # of a threat: fewer are rounding


def verdict_of(summary: Summary, names: dict[str, str] | None = None) -> list[str]:
    """Return the outcome: threats that got through, what never took part, assets hit, missiles.

    Parameters
    ----------
    summary
        From `skydome.analysis.summarise`.
    names
        Names of missiles by id; the ids where not given.
    """
    return [
        *_leakers(summary),
        *_drawn(summary),
        *_not_decided(summary),
        _value(summary),
        _missiles(summary),
        *cost_sentences(summary.cost, names or {}),
    ]


def far_sentences(scenario: ResolvedScenario) -> list[str]:
    """Return a sentence for every unit that is too far from the raid to take part."""
    return [
        f"{one.unit} takes no part: the raid comes no nearer than {one.nearest_m / KM:,.0f} km, "
        f"and its radars see at most {one.reach_m / KM:,.0f} km."
        for one in far_units(scenario)
    ]


def load_sentences(scenario: ResolvedScenario) -> list[str]:
    """Return a sentence for every unit whose launchers are loaded with more than it holds.

    A run fires what `load` puts on the launchers; what a system is known to hold counts in
    `skydome compare`, so that the two may differ.
    """
    found = []
    for unit, system in scenario.units.items():
        batteries = [battery for battery in scenario.batteries if battery.unit == unit]
        loaded = sum(sum(capacity_of(scenario, battery)) for battery in batteries)
        held = scenario.entries[system].parameters["missiles_held"]
        if loaded > held.value:
            found.append(
                f"{unit} starts with {loaded:,} missiles on its launchers; the catalogue has "
                f"{held.value:,.0f} ({held.low:,.0f} to {held.high:,.0f}) for one {system}. Fewer "
                "launchers in `load` give fewer."
            )
    return found


def _leakers(summary: Summary) -> Iterator[str]:
    raid = sum(line.in_raid for line in summary.classes)
    number, leaked = summary.replications, summary.leaked
    varied = varied_leakers(summary)
    if leaked.value == 0:
        yield (
            f"None of the {raid:,} threats reaches its target in {number:,} "
            f"replication{'' if number == 1 else 's'}{varied}; what happens in fewer than "
            f"{percent(unseen_share(number))} of replications may go unseen."
        )
    elif number == 1:
        yield (
            f"{count(leaked.value)} of the {raid:,} threats reach their target in the only "
            f"replication: too few for an interval{varied}."
        )
    else:
        text = f"On average {count(leaked.value)} of the {raid:,} threats reach their target"
        if varied:
            yield f"{text}{varied}."
            yield f"With the catalogue's own values: {_interval(leaked)}; {_band(summary)}."
        else:
            yield f"{text} ({_interval(leaked)}; {_band(summary)})."


def varied_leakers(summary: Summary) -> str:
    """Return the end of a sentence: how many get through over the ranges of the parameters."""
    band = summary.parameter_band
    if band is None:
        return ""
    line = band.of("leaked")
    return f"; {span(line.low, line.high)} when what is not known is varied"


def _drawn(summary: Summary) -> Iterator[str]:
    """Yield what the bands of uncertain parameters are."""
    band = summary.parameter_band
    if band is not None:
        yield (
            f"{band.parameters:,} uncertain parameters were varied, each over its range; "
            f"{percent(band.share)} of {band.draws:,} draws lie between the two figures."
        )


def _interval(estimate: Estimate) -> str:
    """Return the interval in words."""
    if not has_interval(estimate):
        return "the same in every replication"
    return f"95 % interval {span(estimate.low, estimate.high)}"


def _band(summary: Summary) -> str:
    low, high = summary.leaked_band
    if summary.placements == 1:
        return "one placement of the sites"
    return f"{span(low, high)} depending on where the sites are placed"


def _not_decided(summary: Summary) -> Iterator[str]:
    """Yield what became neither a kill nor a leaker: threats that did not start, or still fly."""
    absent = sum(line.in_raid - line.launched for line in summary.classes)
    if absent > WORTH_SAYING:
        yield (
            f"{count(absent)} threats do not start before the scenario ends, so the figures say "
            "nothing about them."
        )
    flying = sum(line.still_flying for line in summary.classes)
    if flying > WORTH_SAYING:
        yield f"{count(flying)} are still in flight at the end: neither killed nor through."
    band = summary.parameter_band
    if band is not None and band.in_flight > IN_FLIGHT_WORTH_SAYING:
        yield (
            f"When what is not known is varied, {count(band.in_flight)} are still in flight at the "
            "end, so that more may get through than the figures say: a longer duration_s settles "
            "it."
        )


def _value(summary: Summary) -> str:
    lost, total = summary.value_lost, count(summary.value_total)
    known = [_interval(lost)] if has_interval(lost) else []
    known += _varied(summary, "value lost")
    said = f" ({'; '.join(known)})" if known else ""
    return f"Assets worth {count(lost.value)} of {total} are hit on average{said}."


def _missiles(summary: Summary) -> str:
    fired = sum(line.fired.value for line in summary.missiles)
    ready = sum(line.ready for line in summary.missiles)
    varied = "".join(f" ({text})" for text in _varied(summary, "fired"))
    text = f"{count(fired)} missiles are fired on average{varied}"
    return f"{text}; {ready:,} are ready at the start."


def _varied(summary: Summary, measure: str) -> list[str]:
    """Return the band of a measure over the ranges of the parameters, where there is one."""
    band = summary.parameter_band
    lines = [] if band is None else [one for one in band.lines if one.measure == measure]
    return [f"{span(one.low, one.high)} when varied" for one in lines if one.of == "all"]


def cost_sentences(cost: Cost, names: dict[str, str]) -> Iterator[str]:
    """Yield what the missiles fired cost; a guess is called one, and has its range alone."""
    if cost.unknown:
        yield f"Their cost is unknown: no price is published for {_listed(cost.unknown, names)}."
    elif cost.range_usd is not None and cost.guessed:
        low, _, high = cost.range_usd
        yield (
            f"Their cost is a guess, {money(low, high)}: no price is published for "
            f"{_listed(cost.guessed, names)}."
        )
    elif cost.spent_usd is not None and cost.range_usd is not None:
        low, nominal, high = cost.range_usd
        if high > 0:
            mean = money(nominal, nominal)
            yield f"They cost {mean} on average, {money(low, high)} over the range of prices."
    if cost.lot_usd is not None and (cost.unknown or cost.guessed):
        low, _, high = cost.lot_usd
        yield f"At the published mean price of a mixed lot they would cost {money(low, high)}."


def _listed(missiles: tuple[str, ...], names: dict[str, str]) -> str:
    return listed([names.get(missile, missile) for missile in missiles])
