"""The main findings as sentences, composed from computed numbers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.analysis.intervals import has_interval
from skydome.coverage import spread
from skydome.report.numbers import (
    NO_BREAK,
    altitude,
    count,
    interval,
    km,
    percent,
    percent_span,
    span,
    with_unit,
)
from skydome.report.style import plain
from skydome.report.verdict import cost_sentences, varied_leakers, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.analysis import Summary
    from skydome.analysis.summary import ClassLine
    from skydome.coverage import UnitCover
    from skydome.scenario import ResolvedScenario
    from skydome.scenario.resolved import ResolvedEntry

WORTH_SAYING = 0.005  # of a class: smaller shares are left to the table


class Finding(NamedTuple):
    """A headline sentence, and what a reader must know with it."""

    headline: str
    detail: str


def findings_of(
    summary: Summary,
    covers: list[UnitCover],
    target: ResolvedEntry,
    names: dict[str, str],
    *,
    sampled: bool = False,
) -> list[Finding]:
    """Return the findings, the raid's outcome first.

    Parameters
    ----------
    summary, covers, target
        The outcome; each unit's coverage, against this target.
    names
        Names of missiles by id.
    sampled
        Whether each placement drew its own parameter values.
    """
    makers = (
        _leakers(summary, sampled=sampled),
        _classes(summary),
        _never_engaged(summary),
        _reach(covers, target),
        _missiles(summary, names),
        _value(summary),
        _saturation(summary),
        _not_started(summary),
        _unfinished(summary),
    )
    return [finding for maker in makers for finding in maker]


def described(target: ResolvedEntry) -> str:
    """Return a target's name, radar cross-section and Swerling case."""
    rcs = with_unit(target.si("rcs"), "m2")
    return f"{target.name}, {rcs}, Swerling case {target.count('swerling')}"


def sentence_of(scenario: ResolvedScenario) -> str:
    """Return what was run, in one sentence."""
    waves = len({threat.wave for threat in scenario.threats})
    parts = (
        _plural(len(scenario.threats), "threat"),
        _plural(waves, "wave"),
        _plural(len(scenario.units), "unit"),
        _plural(len(scenario.batteries), "battery", "batteries"),
        _plural(len(scenario.networks), "network"),
        _plural(len(scenario.assets), "asset"),
        with_unit(scenario.duration_s, "s"),
        _plural(scenario.replications, "replication"),
        _plural(scenario.terrain.placements, "placement"),
    )
    return (
        "{} in {} against {} with {} in {}, defending {} over {}; {} spread over {} of the sites."
    ).format(*parts)


def _plural(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _leakers(summary: Summary, *, sampled: bool) -> Iterator[Finding]:
    causes = "site placement and uncertain parameters" if sampled else "site placement"
    band = span(*summary.leaked_band)
    apart = (
        f"Random variation alone gives a 95 % interval of {interval(summary.leaked)}."
        if has_interval(summary.leaked)
        else "All replications agree, so they give no interval."
    )
    placed = "" if summary.placements == 1 else f" Over {causes} the mean ranges from {band}."
    raid = sum(line.in_raid for line in summary.classes)
    headline = (
        f"{count(summary.leaked.value)} of the {raid:,} threats reach their target on average"
        f"{varied_leakers(summary)}."
        if has_interval(summary.leaked)
        else verdict_of(summary)[0]
    )
    yield Finding(headline, f"{apart}{placed}")


def _classes(summary: Summary) -> Iterator[Finding]:
    lines = sorted(
        (line for line in summary.classes if line.leaked_of_launched is not None), key=_leak_share
    )
    if not lines or not _apart(lines[0], lines[-1]):
        return
    most, least = lines[-1], lines[0]
    launched = sum(line.launched for line in summary.classes)
    killed = sum(line.killed for line in summary.classes)
    yield Finding(
        f"{percent(_leak_share(most))} of {_many(most)} leak, but only "
        f"{percent(_leak_share(least))} of {_many(least)}.",
        f"The kill rate of the whole raid, {percent(killed / launched)} of those launched, "
        "describes none of its classes.",
    )


def _apart(least: ClassLine, most: ClassLine) -> bool:
    """Return whether the intervals of two classes' shares leave a gap between them."""
    low, high = least.leaked_of_launched, most.leaked_of_launched
    return low is not None and high is not None and low.high < high.low


def _leak_share(line: ClassLine) -> float:
    return line.leaked_of_launched.value if line.leaked_of_launched else 0.0


def _many(line: ClassLine) -> str:
    """Return the plural of a class."""
    name = plain(line.target_class)
    return name if name.endswith("aircraft") else f"{name}s"


def _never_engaged(summary: Summary) -> Iterator[Finding]:
    def missing(line: ClassLine) -> float:
        return line.launched - line.engaged

    worst = max(summary.classes, key=missing)
    if missing(worst) < WORTH_SAYING * worst.in_raid:
        return
    survived = worst.survived_of_engaged
    detail = f"{count(worst.tracked)} are tracked, {count(worst.engaged)} engaged"
    if survived is not None:
        detail += f"; of those engaged, {percent(survived.value)} are not killed by the end"
    yield Finding(
        f"{count(missing(worst))} of {count(worst.launched)} {_many(worst)} are never fired at.",
        detail + ".",
    )


def _reach(covers: list[UnitCover], target: ResolvedEntry) -> Iterator[Finding]:
    low, high = 100.0, 10_000.0
    axis = list(covers[0].altitude_m)
    if low not in axis or high not in axis:
        return

    def medians(altitude_m: float) -> str:
        reach = [
            float(spread(cover.in_sector_m("engagement")).median_m[axis.index(altitude_m)])
            for cover in covers
        ]
        known = [value for value in reach if np.isfinite(value)]
        return _km_span(min(known), max(known)) if known else "nothing"

    shares = [float(cover.engagement.share[:, axis.index(low)].mean()) for cover in covers]
    ring = {cover.advertised_range_m for cover in covers}
    yield Finding(
        f"A unit reaches {medians(low)} against a target at {altitude(low)}, {medians(high)} at "
        f"{altitude(high)}. Advertised: {_km_span(min(ring), max(ring))}.",
        "Medians over the sector in which a unit can engage and over placements, from the least "
        f"to the greatest unit, against: {described(target)}. At {altitude(low)} a unit covers "
        f"{percent_span(min(shares), max(shares))} of the area in its advertised ring.",
    )


def _km_span(low: float, high: float) -> str:
    first, last = km(low), km(high)
    return (first if first == last else f"{first} to {last}") + NO_BREAK + "km"


def _missiles(summary: Summary, names: dict[str, str]) -> Iterator[Finding]:
    fired = sum(line.fired.value for line in summary.missiles)
    ready = sum(line.ready for line in summary.missiles)
    yield Finding(
        f"{count(fired)} missiles are fired on average, of {ready:,} ready at the start.",
        " ".join(cost_sentences(summary.cost, names)),
    )


def _value(summary: Summary) -> Iterator[Finding]:
    lost = summary.value_lost
    hit = max(summary.assets, key=lambda line: (line.hit_at_all.value, line.value))
    yield Finding(
        f"Assets worth {count(lost.value)} of {count(summary.value_total)} are hit on average.",
        (f"95 % interval of the mean: {interval(lost)}. " if has_interval(lost) else "")
        + f"Most often hit: {hit.asset}, in {percent(hit.hit_at_all.value)} of replications.",
    )


def _saturation(summary: Summary) -> Iterator[Finding]:
    busiest = max(summary.units, key=lambda line: line.saturated_share.value)
    if busiest.saturated_share.value < WORTH_SAYING:
        return
    yield Finding(
        f"{busiest.unit} has all of its {busiest.target_channels} channels in use for "
        f"{percent(busiest.saturated_share.value)} of the time.",
        "No battery is saturated for longer. A battery has its own channels, not the number "
        "advertised for the whole system.",
    )


def _unfinished(summary: Summary) -> Iterator[Finding]:
    flying = [
        (line.still_flying, line)
        for line in summary.classes
        if line.still_flying > WORTH_SAYING * line.in_raid
    ]
    if flying:
        parts = ", ".join(f"{count(number)} {_many(line)}" for number, line in flying)
        yield Finding(
            f"Still in flight when the run ends: {parts}.",
            "They count as neither killed nor leaked; a longer scenario would decide them.",
        )


def _not_started(summary: Summary) -> Iterator[Finding]:
    absent = [
        (line.in_raid - line.launched, line)
        for line in summary.classes
        if line.in_raid - line.launched > WORTH_SAYING * line.in_raid
    ]
    if absent:
        parts = ", ".join(f"{count(number)} {_many(line)}" for number, line in absent)
        yield Finding(
            f"Never started before the run ends: {parts}.",
            "No figure on this page says anything about them.",
        )
