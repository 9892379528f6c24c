"""A timeline as sentences and tables, for the screen and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from skydome.fielding.dates import month_text, year_of
from skydome.fielding.delivery import latest_promises
from skydome.fielding.endurance import LONGEST_YEARS
from skydome.fielding.record import judged_share
from skydome.report.numbers import NOTHING, count, percent, percent_span
from skydome.report.style import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from skydome.fielding import Projection, Timeline
    from skydome.fielding.backtest import JudgedPromise
    from skydome.fielding.endurance import Endurance, Spread
    from skydome.fielding.projection import Band, Year

Align = Literal["left", "right"]
SHORTFALLS = {
    "payments": "payments",
    "deliveries": "deliveries",
    "crews": "crews",
    "spares": "spares and upkeep",
    "storage": "kept in storage",
    None: "nothing",
}
QUARTERS_A_YEAR = 4
LEAST_SPARE_CREWS = 0.5  # batteries
LAST_DATE = 2100.0  # later counts as never


class TextTable(NamedTuple):
    """A table: title, names and alignment of columns, rows of text, a note below."""

    title: str
    header: tuple[str, ...]
    aligned: tuple[Align, ...]
    rows: Sequence[tuple[str, ...]]
    caption: str


def summary(found: Timeline) -> list[str]:
    """Return the state of a deal in a few sentences."""
    low, median, high = found.stretch
    bought = found.deal.bought
    first, last = (month_text(found.promised_dates[n]) for n in (0, -1))
    came = sum(year_of(one.date) <= found.as_of for one in found.deal.deliveries)
    record = (
        f"Bought: {bought.count} ({bought.name}); {came} delivered by {month_text(found.as_of)}. "
        f"First promised for {first} to {last}."
    )
    slip = (
        f"A delivery of this deal takes {median:.2f} times as long as promised (8 in 10 draws: "
        f"{low:.2f} to {high:.2f}), estimated from the promises of {_deals(found)}."
    )
    return [record, slip, *_notices(found)]


def _notices(found: Timeline) -> Iterator[str]:
    """Yield the notices of no delivery that are known by then."""
    for notice in found.deal.notices:
        if year_of(notice.made) <= found.as_of:
            until = f", not before {notice.not_before}" if notice.not_before else ""
            yield (
                f'Notice of {notice.made}: "{notice.words}", unit {notice.unit} and later{until}. '
                "It takes back the promises made before it."
            )


def _deals(found: Timeline) -> str:
    return listed(dict.fromkeys(one.deal for one in found.promises))


def title(course: Projection) -> str:
    """Return the title of a future, marked where it departs from what happened."""
    return f"{course.title} [counterfactual]" if course.counterfactual else course.title


def headline(course: Projection) -> str:
    """Return the battery-years of one future, as one sentence."""
    years = course.battery_years
    low, median, high = years.operational_share
    return (
        f"{title(course)}: {count(years.delivered[1])} of {count(years.promised[1])} promised "
        f"battery-years delivered ({percent(years.delivered_share[1])}), "
        f"{count(years.operational[1])} operational ({percent(median)}; 8 in 10 draws "
        f"{percent_span(low, high)})."
    )


def unit_table(found: Timeline) -> TextTable:
    """Return the date of each unit: promised first and last, delivered or expected."""
    latest = latest_promises(found.deal, found.as_of)
    came = {
        one.unit: month_text(year_of(one.date))
        for one in found.deal.deliveries
        if year_of(one.date) <= found.as_of
    }
    rows = []
    for n, date in enumerate(found.promised_dates):
        first = f"({month_text(date)})" if found.interpolated[n] else month_text(date)
        last = month_text(year_of(latest[n + 1].by)) if n + 1 in latest else NOTHING
        dates = [_expected(found, course, n, came.get(n + 1)) for course in found.futures]
        rows.append((str(n + 1), first, last, *dates))
    sides: list[Align] = ["left" for _ in range(2 + len(found.futures))]
    return TextTable(
        "Delivery of each unit, on record or expected",
        ("unit", "first promised", "last promised", *(title(c) for c in found.futures)),
        ("right", *sides),
        rows,
        "Expected: median with 10 % and 90 % points. In brackets: no promise of its own, evenly "
        "spaced between its neighbours.",
    )


def _expected(found: Timeline, course: Projection, unit: int, came: str | None) -> str:
    arrival = course.arrivals[unit]
    if came is not None and arrival[-1] <= found.as_of:
        return f"{came}, delivered"
    low, median, high = (month_text(date) if date <= LAST_DATE else "never" for date in arrival)
    return median if low == high else f"{median} ({low} to {high})"


def promise_table(found: Timeline) -> TextTable:
    """Return the deal's promises with their outcomes and the model's forecast of the day."""
    rows = [_promise(one) for one in found.promises if one.deal == found.deal.id]
    return TextTable(
        "Promise against outcome",
        ("unit", "promised on", "for", "in words", "outcome", "slip, months", "forecast that day"),
        ("right", "left", "left", "left", "left", "right", "left"),
        rows,
        "Forecast: 10 %, 50 % and 90 % points from what was known on that day; the outcome lies "
        "inside, outside, or is open. A slip with + is still growing.",
    )


def _promise(one: JudgedPromise) -> tuple[str, ...]:
    came = "not yet" if one.outcome is None else month_text(one.outcome)
    due = one.outcome is not None or one.slip_months > 0
    slip = f"{one.slip_months:.0f}".replace("-0", "0").replace("-", "−") if due else "not due"
    model = NOTHING
    if one.low is not None and one.median is not None and one.high is not None:
        verdict = {True: "inside", False: "outside", None: "open"}[one.inside]
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


def year_table(found: Timeline, course: Projection) -> TextTable:
    """Return one future year by year: the last quarter's means, and the main shortfall."""
    able = course.leaked is not None
    header = ("year", "promised", "delivered", "crewed", "operational", "available", "missiles")
    extra = ("leakers", "value lost") if able else ()
    numbers: list[Align] = ["right" for _ in (*header, *extra)]
    return TextTable(
        f"{title(course)} ({course.name})",
        (*header, *extra, "main shortfall", "battery-years lost to it"),
        (*numbers, "left", "right"),
        list(_years(found, course)),
        "Batteries in the last quarter, means over draws, with 10 % and 90 % points. Crewed: "
        f"delivered and with a whole crew{_spare_crews(course)}.",
    )


def _spare_crews(course: Projection) -> str:
    """Say how many batteries the crews could man where that is more than are delivered."""
    most = max(course.crews_for.mean - course.crewed.mean)
    if most < LEAST_SPARE_CREWS:
        return ""
    last = count(float(course.crews_for.mean[-1]))
    return f"; the trained crews would suffice for {last} batteries at the end"


def _years(found: Timeline, course: Projection) -> Iterator[tuple[str, ...]]:
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
            SHORTFALLS[year.binding],
            _held(year),
        )


def _spread(band: Band, at: int) -> str:
    low, high = count(float(band.low[at])), count(float(band.high[at]))
    mean = count(float(band.mean[at]))
    return mean if low == high == mean else f"{mean} ({low}–{high})"


def _held(year: Year) -> str:
    return NOTHING if year.binding is None else f"{year.held_back[year.binding]:.1f}"


def missile_table(found: Timeline) -> TextTable:
    """Return missiles on launchers, on transporters and in depots, by year and future."""
    lasts = range(QUARTERS_A_YEAR - 1, len(found.quarters), QUARTERS_A_YEAR)
    sides: list[Align] = ["right" for _ in range(len(found.futures) + 1)]
    return TextTable(
        "Missiles at the end of the year",
        ("year", *(title(course) for course in found.futures)),
        tuple(sides),
        [
            (str(int(found.quarters[last])), *(_places(course, last) for course in found.futures))
            for last in lasts
        ],
        "On launchers + on transporters + in depots, means over draws, less those fired in "
        "training and war and those past their shelf life.",
    )


def _places(course: Projection, at: int) -> str:
    places = (course.ready, course.reload, course.depot)
    return " + ".join(f"{band.mean[at]:,.0f}" for band in places)


def endurance_table(found: Timeline) -> TextTable:
    """Return the months of operation after a total cut-off, by stock of spares."""
    header = ("stock", "million USD", "working before", "months until half work")
    return TextTable(
        "Months of operation after a total cut-off of depot repair, by stock of spares",
        (*header, "months, cannibalising", "first out"),
        ("left", "right", "right", "right", "right", "left"),
        [_policy(one) for one in found.endurance],
        "All batteries bought; median with 10 % and 90 % points. Cannibalising: until the scarcest "
        "class of parts fills half its places.",
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
    """Return the score of the back-test, and the share of judgements in the deal."""
    counts = judged_share(found.deal)
    judged = (
        f"{counts.get('unsourced', 0)} of the {sum(counts.values())} numbers and statements of "
        "this deal are judgements without a source, and marked so in its file."
    )
    return [*_back_test(found), judged, *_capability(found)]


def _back_test(found: Timeline) -> Iterator[str]:
    score = found.score
    yield (
        f"Back-test over {score.deliveries} deliveries with {score.promises} dated promises: "
        f"{score.promises_inside} of the {score.promises} forecasts contain the outcome in their "
        f"8-in-10 interval. Promises about one delivery share its outcome, so that each delivery "
        f"counts once: {score.inside:.1f} of {score.deliveries} are inside. The median forecast is "
        f"{score.model_error_months:.1f} months off on average, the promise "
        f"{score.promise_error_months:.1f}."
    )
    if score.overdue:
        yield (
            f"Past due with nothing delivered: {score.overdue_promises} promises about "
            f"{score.overdue} {'unit' if score.overdue == 1 else 'units'}. The whole interval of "
            f"{score.refuted} has passed as well. The promises are {score.promise_late_months:.0f} "
            f"months late so far on average, the median forecasts {score.model_late_months:.0f}."
        )


def _capability(found: Timeline) -> Iterator[str]:
    able = found.capability
    if able is not None:
        yield (
            f"Leakers and value lost: {able.scenario} run with its first 0 to {able.units} units, "
            f"{able.replications:,} replications each, linear between whole numbers of units; "
            f"{able.in_raid} threats, value {count(able.value_total)}."
        )
