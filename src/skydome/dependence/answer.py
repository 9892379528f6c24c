"""What a person asks of a file of deliveries, and the answer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from skydome import forms
from skydome.dependence.counterfactual import MOST_LISTED, deals, find_deal, without
from skydome.dependence.published import Revised, by_window, published_shares
from skydome.dependence.read import read_record
from skydome.dependence.record import NOT_STATED
from skydome.dependence.shares import WINDOW_YEARS, Window, partners, windows
from skydome.dependence.trend import trend
from skydome.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from skydome.dependence.cell_values import Decimal
    from skydome.dependence.counterfactual import Deal
    from skydome.dependence.record import Delivery, Record
    from skydome.dependence.trend import Trend

Side = Literal["suppliers", "recipients"]
OTHER: dict[Side, Literal["recipient", "supplier"]] = {
    "suppliers": "recipient",
    "recipients": "supplier",
}


@dataclass(frozen=True)
class Question:
    """What is asked; ``None`` leaves the choice to the file.

    Attributes
    ----------
    file
        A download from the SIPRI Arms Transfers Database.
    recipient, supplier
        Whose imports, and whose share of them is followed: the largest where not given. Among
        customers it is the other way round.
    customers
        Shares of a supplier's customers instead of a buyer's suppliers.
    window_years
        Length of the rolling windows.
    first_year, last_year
        Only these years.
    without, instead
        A deal to leave out, and the supplier that would have taken its place.
    count_as
        Names that count as another one, such as a state and what it was called before.
    decimal
        The decimal sign.
    """

    file: Path | str
    recipient: str | None = None
    supplier: str | None = None
    customers: bool = False
    window_years: int = WINDOW_YEARS
    first_year: int | None = None
    last_year: int | None = None
    without: str | None = None
    instead: str | None = None
    count_as: tuple[tuple[str, str], ...] = ()
    decimal: Decimal | None = None


class Counterfactual(NamedTuple):
    """The windows as they would be without one deal, nothing or something else in its place."""

    deal: Deal
    instead: str | None
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class Answer:
    """Shares of the partners of one country, over time.

    Attributes
    ----------
    side
        What the shares are of: ``suppliers`` of ``country``, or its customers (``recipients``).
    partner
        The one that is followed.
    deliveries
        Of ``country``, in the years asked for.
    years, windows
        The same shares in single years and in rolling windows.
    trend
        Of the partner's yearly share; None where too few years have deliveries.
    published
        What was published for this recipient and supplier, where anything is held.
    """

    question: Question
    record: Record
    side: Side
    country: str
    partner: str
    first_year: int
    last_year: int
    deliveries: tuple[Delivery, ...]
    partners: tuple[str, ...]
    years: tuple[Window, ...]
    windows: tuple[Window, ...]
    trend: Trend | None
    deals: tuple[Deal, ...]
    without: Counterfactual | None
    published: tuple[Revised, ...]


def answer(question: Question) -> Answer:
    """Return shares, concentration and trend of what a file says.

    Raises
    ------
    InputError
        The file cannot be used, or does not hold what is asked for.
    """
    record = read_record(question.file, question.decimal)
    side = _side(question, record)
    mine = _renamed(record.deliveries, question.count_as)
    country = _country(question, side, mine)
    first, last = _span(question, record)
    mine = _of_country(mine, side, country, range(first, last + 1))
    if sum(one.tiv_million for one in mine) == 0:
        problem = f"{country} has no deliveries above 0 TIV from {first} to {last}"
        raise InputError(problem, file=record.path, allowed="other years, or another country")
    customers = side == "recipients"
    names = partners(mine, recipients=customers)
    partner = _partner(question, side, names)
    length = _length(question, first, last)
    years = windows(mine, first, last, 1, recipients=customers)
    return Answer(
        question=question,
        record=record,
        side=side,
        country=country,
        partner=partner,
        first_year=first,
        last_year=last,
        deliveries=tuple(mine),
        partners=tuple(names),
        years=tuple(years),
        windows=tuple(windows(mine, first, last, length, recipients=customers)),
        trend=_trend(years, partner),
        deals=tuple(deals(mine)) if record.listed == "deals" else (),
        without=_without(question, record, mine, (first, last, length), customers=customers),
        published=_published(side, country, partner),
    )


def _side(question: Question, record: Record) -> Side:
    if record.listed == "deals":
        return "recipients" if question.customers else "suppliers"
    if question.customers and record.listed == "suppliers":
        problem = "the rows of this table are suppliers, so it tells nothing of customers"
        raise InputError(
            problem,
            file=record.path,
            field="--customers",
            allowed="a register, or a table that begins 'Imports by'",
        )
    return record.listed


def _renamed(
    deliveries: tuple[Delivery, ...], count_as: tuple[tuple[str, str], ...]
) -> list[Delivery]:
    names = {name for one in deliveries for name in (one.supplier, one.recipient)}
    for old, _ in count_as:
        if old not in names:
            hint = forms.did_you_mean(old, names)
            problem = f"the file does not name {forms.quoted(old)}{hint}"
            raise InputError(problem, field="--count-as", allowed="a name of the file")
    new = dict(count_as)
    return [
        one._replace(
            supplier=new.get(one.supplier, one.supplier),
            recipient=new.get(one.recipient, one.recipient),
        )
        for one in deliveries
    ]


def _country(question: Question, side: Side, deliveries: list[Delivery]) -> str:
    own = OTHER[side]
    names = partners(deliveries, recipients=own == "recipient")
    asked = question.recipient if own == "recipient" else question.supplier
    if asked is not None and names == [NOT_STATED]:
        return asked
    if asked is not None:
        return _known(asked, names, f"--{own}")
    if len(names) > 1:
        problem = f"the file has deliveries {_word(own)} {len(names)} countries"
        raise InputError(problem, field=f"--{own}", allowed=f"one of {_listed(names)}")
    return names[0]


def _of_country(
    deliveries: list[Delivery], side: Side, country: str, years: range
) -> list[Delivery]:
    """Return the deliveries of a country in some years, or all where the file names no country."""
    own = OTHER[side]
    return [
        one._replace(recipient=country) if own == "recipient" else one._replace(supplier=country)
        for one in deliveries
        if getattr(one, own) in {country, NOT_STATED} and any(year in years for year in one.years)
    ]


def _word(own: str) -> str:
    return "to" if own == "recipient" else "from"


def _partner(question: Question, side: Side, names: list[str]) -> str:
    option = "supplier" if side == "suppliers" else "recipient"
    asked = getattr(question, option)
    if asked is not None:
        return _known(asked, names, f"--{option}")
    known = [name for name in names if not name.lower().startswith("unknown")]
    return (known or names)[0]


def _known(asked: str, names: list[str], option: str) -> str:
    by_small = {name.lower(): name for name in names}
    if asked.lower() not in by_small:
        hint = forms.did_you_mean(asked, names)
        problem = f"{forms.quoted(asked)} has no deliveries here{hint}"
        raise InputError(problem, field=option, allowed=_listed(names))
    return by_small[asked.lower()]


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return ", ".join(names[:MOST_LISTED]) + more


def _span(question: Question, record: Record) -> tuple[int, int]:
    first = record.first_year if question.first_year is None else question.first_year
    last = record.last_year if question.last_year is None else question.last_year
    for option, year in (("--first-year", first), ("--last-year", last)):
        if not record.first_year <= year <= record.last_year:
            allowed = f"{record.first_year} to {record.last_year}"
            raise InputError(f"{year} is not in the file", field=option, allowed=allowed)
    if first > last:
        problem = f"{first} is after {last}"
        raise InputError(problem, field="--first-year", allowed="a year not after --last-year")
    return first, last


def _length(question: Question, first: int, last: int) -> int:
    span = last - first + 1
    if not 1 <= question.window_years <= span:
        problem = f"{first} to {last} hold no window of {question.window_years} years"
        raise InputError(problem, field="--window", allowed=f"1 to {span}")
    return question.window_years


def share_of(window: Window, partner: str) -> float | None:
    """Return a partner's share in a window, None where nothing was delivered."""
    if not window.shares:
        return None
    found = window.shares.get(partner)
    return 0.0 if found is None else found.value


def _trend(years: list[Window], partner: str) -> Trend | None:
    told = [(one.first_year, share_of(one, partner)) for one in years]
    known = [(year, share) for year, share in told if share is not None]
    return trend([year for year, _ in known], [share for _, share in known])


def _without(
    question: Question,
    record: Record,
    mine: list[Delivery],
    span: tuple[int, int, int],
    *,
    customers: bool,
) -> Counterfactual | None:
    if question.without is None:
        if question.instead is not None:
            problem = "no deal is left out, so nothing stands in its place"
            raise InputError(problem, field="--instead", allowed="together with --without")
        return None
    if record.listed != "deals":
        problem = "a TIV table has no deals"
        raise InputError(problem, file=record.path, field="--without", allowed="a register")
    if customers and question.instead is not None:
        problem = "among customers no supplier can stand in the place of another"
        raise InputError(problem, field="--instead", allowed="not with --customers")
    deal = find_deal(mine, question.without)
    kept = without(mine, deal, question.instead)
    if not kept:
        problem = "nothing is left without this deal"
        raise InputError(problem, field="--without", allowed="one deal of several")
    first, last, length = span
    found = windows(kept, first, last, length, recipients=customers)
    return Counterfactual(deal, question.instead, tuple(found))


def _published(side: Side, country: str, partner: str) -> tuple[Revised, ...]:
    held = {(one.recipient, one.supplier) for one in published_shares()}
    if side == "suppliers" and (country, partner) in held:
        return tuple(by_window(country, partner))
    return ()


# as JSON


def inputs_hash(found: Answer) -> str:
    """Return the SHA-256 of the file and of what was asked of it."""
    asked = {k: v for k, v in vars(found.question).items() if k != "file"}
    digest = hashlib.sha256(found.record.path.read_bytes())
    digest.update(json.dumps(asked, sort_keys=True).encode())
    return digest.hexdigest()


def as_dict(found: Answer) -> dict[str, Any]:
    """Return an answer as plain data: shares from 0 to 1, TIV in millions."""
    record, counter = found.record, found.without
    return {
        "file": str(record.path),
        "inputs_sha256": inputs_hash(found),
        "layout": record.layout,
        "encoding": record.encoding,
        "decimal": record.decimal,
        "title": record.title,
        "side": found.side,
        "country": found.country,
        "partner": found.partner,
        "first_year": found.first_year,
        "last_year": found.last_year,
        "years_from": record.years_from,
        "rows": {
            "read": record.rows,
            "used": record.rows_used,
            **{
                action.replace(" ", "_"): record.count(action)
                for action in ("dropped", "flagged", "split", "left out")
            },
            "notes": [note._asdict() for note in record.notes],
        },
        "windows": [_window(one) for one in found.windows],
        "years": [_window(one) for one in found.years],
        "trend": _trend_dict(found.trend),
        "deals": [deal._asdict() for deal in found.deals],
        "without": None
        if counter is None
        else {
            "deal": counter.deal._asdict(),
            "instead": counter.instead,
            "windows": [_window(one) for one in counter.windows],
        },
        "published": [
            {
                "first_year": one.first_year,
                "last_year": one.last_year,
                "values": [value.model_dump() for value in one.values],
            }
            for one in found.published
        ],
    }


def _window(one: Window) -> dict[str, Any]:
    found = one.concentration
    return {
        "first_year": one.first_year,
        "last_year": one.last_year,
        "tiv_million": one.tiv_million,
        "shares": {name: share._asdict() for name, share in one.shares.items()},
        "concentration": None
        if found is None
        else found._asdict() | {"effective_partners": found.effective_partners},
        "estimated_share": one.estimated_share,
        "split_share": one.split_share,
    }


def _trend_dict(found: Trend | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return found._asdict() | {
        "theil_sen": found.theil_sen._asdict(),
        "least_squares": found.least_squares._asdict(),
        "strongest": None if found.strongest is None else found.strongest._asdict(),
        "breaks": [one._asdict() for one in found.breaks],
    }
