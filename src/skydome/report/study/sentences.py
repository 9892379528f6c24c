"""What a study found, in sentences for the screen and the top of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.analysis.measures import IN_FLIGHT_WORTH_SAYING, LEAKED
from skydome.analysis.parameter_sweep import label, shown
from skydome.experiment.plan import ALTERNATIVE
from skydome.report.numbers import count, percent, span
from skydome.report.style import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from skydome.experiment.answer import Answer, Difference, Input, PointAnswer, Sensitivity

MOST_NAMED = 5


def sentences_of(found: Answer) -> list[str]:
    """Return the outcome at the first point, how the others differ, and what matters most."""
    return [*_outcome(found), *_against(found), *_matters(found)]


def where(found: Answer, point: PointAnswer) -> str:
    """Return a point by the values of its factors; empty without factors."""
    if found.factors == (ALTERNATIVE,):
        return str(point.values[0])
    parts = zip(short_names(found.factors), point.values, strict=True)
    return ", ".join(f"{name} = {shown(value)}" for name, value in parts)


def short_names(paths: Sequence[str]) -> list[str]:
    """Return the last part of each path, or the whole of it where two end alike."""
    last = [path.rpartition(".")[2] for path in paths]
    return [
        label(path) if last.count(name) > 1 else name
        for path, name in zip(paths, last, strict=True)
    ]


def _outcome(found: Answer) -> Iterator[str]:
    first = found.points[0]
    line, at = first.line(LEAKED), where(found, first)
    begin = f"With {at}, " if at and found.factors != (ALTERNATIVE,) else "On average "
    text = f"{begin}{count(line.nominal.value)} threats get through"
    if not found.draws:
        yield f"{text} (95 % interval {span(line.nominal.low, line.nominal.high)})."
        return
    yield f"{text}; {span(line.low, line.high)} when what is not known is varied."
    share = line.parameter_share
    if share is not None:
        yield (
            f"Of the spread of single raids, {percent(share.value)} is due to what is not known "
            f"(95 % interval {percent(share.low)} to {percent(share.high)}); the rest is chance."
        )


def _against(found: Answer) -> Iterator[str]:
    for point in found.points[1:]:
        one = next(one for one in point.differences if one.measure == LEAKED)
        change, low, high = one.nominal
        word = "more" if change > 0 else "fewer"
        name = where(found, point)
        if change == low == high == one.low == one.high == 0:
            yield f"{name}: no difference."
            continue
        if low <= 0 <= high:
            text = f"{name}: no clear difference ({low:+.2g} to {high:+.2g})"
        else:
            text = f"{name}: {count(abs(change))} {word} get through"
        if found.draws:
            agree = max(one.share_below, 1 - one.share_below)
            fewer = "fewer" if one.share_below >= 1 / 2 else "no fewer"
            text += f"; {fewer} in {percent(agree)} of draws ({varied_difference(one)})"
        yield f"{text}."


def _matters(found: Answer) -> Iterator[str]:
    sensitivity = leaked_sensitivity(found.points[0])
    if sensitivity is None:
        return
    seen = [one for one in sensitivity.inputs if one.significant]
    if sensitivity.kind == "effects":
        names = [one.name for one in seen[:MOST_NAMED]]
        yield (
            f"Largest effects on what gets through: {listed(names)}."
            if names
            else "No single value has an effect that stands out from chance."
        )
        return
    totals = [f"{one.name} ({percent(one.total.value)})" for one in seen if one.total]
    firsts = [f"{one.name} ({percent(one.first.value)})" for one in seen if one.first]
    if totals:
        yield f"Of the variance between draws, the most is due to {listed(totals[:MOST_NAMED])}."
    elif firsts:
        yield (
            "Of the variance between draws, these values explain the most by themselves: "
            f"{listed(firsts[:MOST_NAMED])}."
        )
    elif seen:
        yield f"What stands out from chance: {listed([one.name for one in seen[:MOST_NAMED]])}."
    if totals:
        return
    reason = reasons_of(sensitivity.inputs)
    needed = [one.needed_draws for one in sensitivity.inputs if one.needed_draws]
    more = f" About {max(needed):,} draws would give them." if needed else ""
    what = "shares with interactions" if firsts else "shares"
    yield f"These draws do not give {what}{': ' + reason if reason else ''}.{more}"


def in_flight_sentence(found: Answer) -> str | None:
    """Return how many threats are still in flight at the end, None where hardly any are."""
    most = max(found.points, key=lambda one: max(one.in_flight.nominal, one.in_flight.drawn))
    one = most.in_flight
    if max(one.nominal, one.drawn) < IN_FLIGHT_WORTH_SAYING:
        return None
    at = where(found, most)
    text = f"With {at}, " if at else ""
    text += f"{count(one.nominal)} threats are still in flight when the scenario ends"
    if found.draws:
        text += (
            f", and {count(one.drawn)} on average over the draws (in {percent(one.share_of_draws)} "
            "of them often)"
        )
    return (
        f"{text}. They are neither killed nor through, so that the true numbers may be higher; a "
        "longer duration_s settles them."
    )


def reasons_of(inputs: Iterable[Input]) -> str:
    """Return why inputs have no index, each reason once."""
    every = (part for one in inputs if one.reason for part in one.reason.split("; "))
    return "; ".join(dict.fromkeys(every))


def varied_difference(one: Difference) -> str:
    """Return the band of a difference over draws; one that chance explains has none."""
    if one.low == one.high:
        return "no more spread than chance gives"
    return f"{one.low:+.2f} to {one.high:+.2f}"


def leaked_sensitivity(point: PointAnswer) -> Sensitivity | None:
    """Return the sensitivity of the threats that get through, None where there is none."""
    return next((one for one in point.sensitivities if one.measure == LEAKED), None)
