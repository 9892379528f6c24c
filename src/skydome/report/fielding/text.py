"""A timeline in words and tables: what the screen and the page both say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from skydome.fielding.dates import month_text, year_of
from skydome.fielding.endurance import LONGEST_YEARS
from skydome.fielding.record import judged_share
from skydome.report.numbers import NOTHING, count, percent, percent_span
from skydome.report.style import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from skydome.fielding import Course, Timeline
    from skydome.fielding.backtest import Standing
    from skydome.fielding.endurance import Endurance, Spread
    from skydome.fielding.timeline import Band, Year

Align = Literal["left", "right"]
BINDS = {
    "payments": "payments",
    "deliveries": "deliveries",
    "crews": "crews",
    "spares": "spares and upkeep",
    "storage": "kept in storage",
    None: "nothing",
}
QUARTERS_A_YEAR = 4


class Words(NamedTuple):
    """A table: title, names of columns with their side, rows of text, a note below."""

    title: str
    header: tuple[str, ...]
    aligned: tuple[Align, ...]
    rows: Sequence[tuple[str, ...]]
    caption: str


def summary(found: Timeline) -> list[str]:
    """Return what a timeline says, in a few sentences."""
    low, median, high = found.stretch
    bought = found.deal.bought
    first, last = (month_text(found.promised_dates[n]) for n in (0, -1))
    came = sum(year_of(one.date) <= found.as_of for one in found.deal.deliveries)
    record = (
        f"Bought: {bought.count} ({bought.name}); {came} delivered by {month_text(found.as_of)}, "
        f"promised at first for {first} to {last}."
    )
    slip = (
        f"A promise of this deal takes {median:.2f} times as long as it says (8 in 10 draws: "
        f"{low:.2f} to {high:.2f}), learned from the promises on record of {_deals(found)}."
    )
    return [record, slip]


def _deals(found: Timeline) -> str:
    return listed(dict.fromkeys(one.deal for one in found.standings))


def headline(course: Course) -> str:
    """Return the battery-years of one future, as one sentence."""
    years = course.battery_years
    low, median, high = years.operational_share
    return (
        f"{course.title}: {count(years.delivered[1])} of {count(years.promised[1])} promised "
        f"battery-years delivered ({percent(years.delivered_share[1])}), "
        f"{count(years.operational[1])} operational ({percent(median)}; 8 in 10 draws "
        f"{percent_span(low, high)})."
    )


def promise_table(found: Timeline) -> Words:
    """Return the deal's promises beside their outcomes, and what the model would have said."""
    rows = [_promise(one) for one in found.standings if one.deal == found.deal.id]
    return Words(
        "Promise against outcome",
        ("unit", "promised on", "for", "as it was said", "outcome", "slip, months", "model then"),
        ("right", "left", "left", "left", "left", "right", "left"),
        rows,
        "Model then: tenth, median and ninetieth, with what was known on that day; held or failed "
        "by the outcome, or open. A slip with + still grows.",
    )


def _promise(one: Standing) -> tuple[str, ...]:
    came = "not yet" if one.outcome is None else month_text(one.outcome)
    due = one.outcome is not None or one.slip_months > 0
    slip = f"{one.slip_months:.0f}".replace("-0", "0").replace("-", "−") if due else "not due"
    model = NOTHING
    if one.low is not None and one.median is not None and one.high is not None:
        verdict = {True: "held", False: "failed", None: "open"}[one.inside]
        dates = " · ".join(month_text(date) for date in (one.low, one.median, one.high))
        model = f"{dates}, {verdict}"
    return (
        str(one.unit),
        "not recorded" if one.made is None else month_text(one.made),
        month_text(one.promised),
        one.words,
        came,
        slip + ("+" if one.outcome is None and due else ""),
        model,
    )


def year_table(found: Timeline, course: Course) -> Words:
    """Return one future year by year: the last quarter's means, and what binds."""
    able = course.leaked is not None
    header = ("year", "promised", "delivered", "crewed", "operational", "available", "missiles")
    extra = ("leakers", "value lost") if able else ()
    numbers: list[Align] = ["right" for _ in (*header, *extra)]
    return Words(
        f"{course.title} ({course.name})",
        (*header, *extra, "binds", "battery-years held back by it"),
        (*numbers, "left", "right"),
        list(_years(found, course)),
        "Batteries in the last quarter, means over draws, with the tenth to the ninetieth.",
    )


def _years(found: Timeline, course: Course) -> Iterator[tuple[str, ...]]:
    for n, year in enumerate(course.years):
        last = QUARTERS_A_YEAR * n + QUARTERS_A_YEAR - 1
        extra = [
            count(float(band.mean[last])) for band in (course.leaked, course.value_lost) if band
        ]
        there = course.operated.mean[last] > 0
        yield (
            str(year.year),
            count(float(found.promised[last])),
            count(float(course.delivered.mean[last])),
            count(float(course.crewed.mean[last])),
            _spread(course.operational, last),
            percent(float(course.availability.mean[last])) if there else NOTHING,
            f"{course.missiles.mean[last]:,.0f}",
            *extra,
            BINDS[year.binding],
            _held(year),
        )


def _spread(band: Band, at: int) -> str:
    low, high = count(float(band.low[at])), count(float(band.high[at]))
    mean = count(float(band.mean[at]))
    return mean if low == high == mean else f"{mean} ({low}–{high})"


def _held(year: Year) -> str:
    return NOTHING if year.binding is None else f"{year.held_back[year.binding]:.1f}"


def missile_table(found: Timeline) -> Words:
    """Return missiles on launchers, on transporters and in depots, by year and future."""
    lasts = range(QUARTERS_A_YEAR - 1, len(found.quarters), QUARTERS_A_YEAR)
    sides: list[Align] = ["right" for _ in range(len(found.futures) + 1)]
    return Words(
        "Missiles at the end of the year",
        ("year", *(course.title for course in found.futures)),
        tuple(sides),
        [
            (str(int(found.quarters[last])), *(_places(course, last) for course in found.futures))
            for last in lasts
        ],
        "On launchers + on transporters + in depots, means over draws, after firing in training "
        "and in war and with what is out of date taken off.",
    )


def _places(course: Course, at: int) -> str:
    places = (course.ready, course.reload, course.depot)
    return " + ".join(f"{band.mean[at]:,.0f}" for band in places)


def endurance_table(found: Timeline) -> Words:
    """Return the months left after a total cut-off, by stock policy."""
    header = ("stock", "million USD", "working before", "months until half work")
    return Words(
        "Operation left after a total cut-off of depot repair, by stock policy",
        (*header, "months, cannibalising", "first out"),
        ("left", "right", "right", "right", "right", "left"),
        [_policy(one) for one in found.endurance],
        "All batteries bought; median with tenth to ninetieth. Cannibalising: until the scarcest "
        "class fills half its places.",
    )


def _policy(one: Endurance) -> tuple[str, ...]:
    before = one.availability
    return (
        one.policy,
        f"{one.spares_usd / 1e6:,.1f}",
        f"{percent(before.median)} ({percent_span(before.low, before.high)})",
        _months(one.months),
        _months(one.months_cannibalised),
        one.first_out.replace("-", " "),
    )


def _months(spread: Spread) -> str:
    longest = 12 * LONGEST_YEARS
    low, median, high = (f"over {longest:.0f}" if m >= longest else f"{m:.0f}" for m in spread)
    return median if low == high else f"{median} ({low}–{high})"


def caveats(found: Timeline) -> list[str]:
    """Return how the model did, and how much of the deal is judged."""
    counts = judged_share(found.deal)
    judged = (
        f"{counts.get('unsourced', 0)} of the {sum(counts.values())} numbers and statements of "
        "this deal are judgements, marked as such in its file."
    )
    return [*_back_test(found), judged, *_capability(found)]


def _back_test(found: Timeline) -> Iterator[str]:
    score = found.score
    yield (
        f"Back-test: {score.inside} of {score.known} known outcomes lay inside the model's 8-in-10 "
        f"interval; its median was {score.model_error_months:.1f} months off on average, the "
        f"promises {score.promise_error_months:.1f}."
    )
    if score.overdue:
        yield (
            f"Of {score.overdue} promises past due with nothing delivered, the interval of "
            f"{score.refuted} has passed too; they are {score.promise_late_months:.0f} months late "
            f"so far on average, the model's medians {score.model_late_months:.0f}."
        )


def _capability(found: Timeline) -> Iterator[str]:
    able = found.capability
    if able is not None:
        yield (
            f"Leakers and value lost: {able.scenario} run with its first 0 to {able.units} units, "
            f"{able.replications:,} replications each, straight between whole units; "
            f"{able.in_raid} threats, value {count(able.value_total)}."
        )
