"""An answer in sentences, so that every page and the command line say the same."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from skydome.dependence.layouts import DELIMITER_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.dependence.answer import Answer
    from skydome.dependence.inventory import Stock
    from skydome.dependence.record import Action, Note, Record
    from skydome.dependence.shares import Window
    from skydome.dependence.trend import Slope, Trend

LAYOUT_WORDS = {
    "register-16": "trade register of 16 columns",
    "register-17": "trade register of 17 columns",
    "tiv-table": "TIV table",
}
MOST_LINES = 8
STOCK_AND_FLOW = (
    "Deliveries are a flow, an inventory is a stock: neither is added to the other, and the share "
    "of one says nothing of the share of the other."
)
TIV = (
    "TIV measures military capability transferred, not prices paid. These are calculations from "
    "the file by Skydome, not by SIPRI."
)


def read_as(record: Record) -> str:
    """Return how a file was read, and what became of its rows."""
    shown = (
        f"Read as a {LAYOUT_WORDS[record.layout]} (header in line {record.header_line}, "
        f"{record.encoding}, {DELIMITER_WORDS[record.delimiter]}s, decimal {record.decimal}). "
        f"Rows: {record.rows:,} read, {record.rows_used:,} used, "
        f"{record.count('dropped'):,} dropped"
    )
    parts = [f"{record.count('flagged'):,} flagged", f"{record.count('split'):,} split over years"]
    columns = record.count("left out")
    if columns:
        parts.append(f"{columns:,} columns left out")
    return f"{shown}; {', '.join(parts)}."


class Noted(NamedTuple):
    """Rows with one note in common."""

    action: Action
    reason: str
    rows: int
    lines: str
    details: tuple[str, ...]


def noted(notes: Iterable[Note]) -> list[Noted]:
    """Return what became of rows, by action and reason, with the first lines of each."""
    groups: dict[tuple[Action, str], list[Note]] = defaultdict(list)
    for note in notes:
        groups[note.action, note.reason].append(note)
    return [
        Noted(action, reason, len(group), _lines(group), tuple(note.detail for note in group))
        for (action, reason), group in sorted(groups.items())
    ]


def _lines(notes: list[Note]) -> str:
    lines = list(dict.fromkeys(note.line for note in notes))
    more = f" and {len(lines) - MOST_LINES:,} more" if len(lines) > MOST_LINES else ""
    return ", ".join(str(line) for line in lines[:MOST_LINES]) + more


def described(found: Answer) -> list[str]:
    """Return what was found, a sentence or two for each matter."""
    first, last = found.windows[0], found.windows[-1]
    told = [_counted(found), _alone(found), _followed(found, first, last), _doubt(found, last)]
    told += _concentrated(found, last)
    told += _trend(found)
    if found.without is not None:
        told.append(_without(found))
    return [sentence for sentence in told if sentence]


def percent(share: float, decimals: int = 0) -> str:
    """Return a share in per cent."""
    return f"{100 * share:.{decimals}f} %".replace("-", "−")


def _share(window: Window, partner: str) -> str:
    if not window.shares:
        return "nothing was delivered at all"
    share = window.shares.get(partner)
    return percent(0.0 if share is None else share.value)


def _counted(found: Answer) -> str:
    used, all_of_them = len(found.deliveries), len(found.record.deliveries)
    word = "to" if found.side == "suppliers" else "from"
    span = f"{found.first_year} to {found.last_year}"
    return f"Of {all_of_them:,} deliveries in the file {used:,} are {word} {found.country}, {span}."


def _alone(found: Answer) -> str:
    """Warn of a download that was limited to one partner: its share is always the whole."""
    every = {
        one.supplier if found.side == "suppliers" else one.recipient
        for one in found.record.deliveries
    }
    if len(every) > 1:
        return ""
    noun = found.side.removesuffix("s")
    return (
        f"The file names no other {noun} than {found.partner}: where the download was limited to "
        "one, its share is 100 % whatever the others did."
    )


def _followed(found: Answer, first: Window, last: Window) -> str:
    what = "imports" if found.side == "suppliers" else "exports"
    told = f"{found.partner} in {found.country}'s {what} of major arms: "
    told += f"{_share(first, found.partner)} in {first.name}"
    return told + (f", {_share(last, found.partner)} in {last.name}." if last != first else ".")


def _doubt(found: Answer, last: Window) -> str:
    share = last.shares.get(found.partner)
    if share is None:
        return ""
    ends = percent(share.low), percent(share.high)
    told = f"The file allows {ends[0]} to {ends[1]} in {last.name}"
    if ends[0] == ends[1]:
        told = f"The file leaves no whole per cent open in {last.name}"
    elif last.split_share > 0:
        told += (
            f": {percent(last.split_share)} of that window's TIV comes from deals that reach "
            "beyond it; the file gives their TIV for all years in one, and it is split equally"
        )
    return f"{told}; {percent(last.estimated_share)} of its TIV is marked as an estimate."


def _concentrated(found: Answer, last: Window) -> list[str]:
    now = last.concentration
    if now is None:
        return []
    told = f"Concentration in {last.name}: HHI {now.hhi:.2f}, as of {now.effective_partners:.1f} "
    told += f"{found.side} of equal size"
    if now.high - now.low > 0.005:  # noqa: PLR2004 - what two decimals show
        told += f"; {now.low:.2f} to {now.high:.2f} over who the unknown ones are"
    return [f"{told}."]


def _trend(found: Answer) -> list[str]:
    trend = found.trend
    if trend is None:
        return ["There are too few years with deliveries for a trend."]
    line, sen = trend.least_squares, trend.theil_sen
    verdict = "falls" if line.high < 0 else "rises" if line.low > 0 else "shows no clear trend"
    told = (
        f"{found.partner}'s yearly share {verdict}: {_points(line)} points a year by least squares "
        f"(95 % of lines where a year resembles the one before it with correlation "
        f"{trend.autocorrelation:.2f}), {_points(sen)} by the median of pairs (years taken as "
        f"independent); {trend.years} years."
    )
    if any(one.split_share > 0 for one in found.years):
        told += " Single years rest on deals split equally over their years."
    return [told, *_breaks(trend)]


def _points(slope: Slope) -> str:
    ends = f"{100 * slope.low:+.1f} to {100 * slope.high:+.1f}"
    return f"{100 * slope.per_year:+.1f} ({ends})".replace("-", "−")


def _breaks(trend: Trend) -> list[str]:
    strongest = trend.strongest
    if strongest is None:
        return ["There are too few years to look for a break."]
    tests = (
        f"p {strongest.p_value:.3f} with years shuffled, {strongest.p_value_correlated:.3f} with "
        "their autocorrelation kept"
    )
    where = f"{strongest.year}, 95 % of resamples {strongest.low} to {strongest.high}"
    if not strongest.found:
        return [f"No break in the line is shown; the likeliest is {where} ({tests})."]
    told = [f"The line breaks in {where} ({tests})."]
    others = [one for one in trend.breaks if one.year != strongest.year]
    told += [f"It breaks again in {one.year}, {one.low} to {one.high}." for one in others]
    return told


def _without(found: Answer) -> str:
    counter = found.without
    if counter is None:
        return ""
    deal, last = counter.deal, counter.windows[-1]
    place = f"with {counter.instead} in its place" if counter.instead else "with nothing instead"
    touched = [
        n
        for n, window in enumerate(found.windows)
        if window.first_year <= deal.last_year and window.last_year >= deal.first_year
    ]
    n = max(touched, key=lambda n: _difference(found, n), default=len(found.windows) - 1)
    most = found.windows[n]
    told = (
        f"Without {deal.designation or deal.id} ({deal.supplier}, {deal.first_year} to "
        f"{deal.last_year}, {deal.tiv_million:,.0f} million TIV), {place}, {found.partner}'s share "
        f"would be {_share(last, found.partner)} in {last.name}"
    )
    if most.last_year != last.last_year:
        would = _share(counter.windows[n], found.partner)
        told += f"; most changes in {most.name}, {_share(most, found.partner)} to {would}"
    return f"{told}."


def _difference(found: Answer, n: int) -> float:
    def value(window: Window) -> float:
        share = window.shares.get(found.partner)
        return 0.0 if share is None else share.value

    if found.without is None:
        return 0.0
    return abs(value(found.windows[n]) - value(found.without.windows[n]))


def stock_and_flow(found: Answer, stocks: list[Stock]) -> str:
    """Return why both stand apart, and which of the inventories are of another country."""
    others = {one.inventory.country for one in stocks} - {found.country}
    if not others:
        return STOCK_AND_FLOW
    return (
        f"{STOCK_AND_FLOW} The deliveries are {found.country}'s, not {', '.join(sorted(others))}'s."
    )


def stock_described(one: Stock) -> list[str]:
    """Return what share of an inventory is of one origin."""
    inventory, total = one.inventory, one.by_counts
    shares = ", ".join(
        f"{part.category} {percent(part.share)} ({percent(part.low)} to {percent(part.high)})"
        for part in one.categories
    )
    return [
        f"{inventory.title}, {inventory.as_of}: of {one.origin} origin are {shares}.",
        (
            f"Of the whole it is between {percent(one.least)} and {percent(one.greatest)}, "
            f"whatever one category counts against another; {percent(total.share)} where every "
            "unit counts alike."
        ),
    ]
