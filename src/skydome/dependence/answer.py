"""A question about a file of deliveries, and its answer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from math import isinf
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from skydome import forms
from skydome.dependence.counterfactual import MOST_LISTED, deals, find_deal, remove_deal
from skydome.dependence.names import Renaming, renamings
from skydome.dependence.published import Revised, by_window, published_shares
from skydome.dependence.read import read_record
from skydome.dependence.record import NOT_STATED, UNREADABLE
from skydome.dependence.shares import WINDOW_YEARS, Window, partners, windows
from skydome.dependence.trend import trend
from skydome.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from skydome.dependence.cell_values import Decimal
    from skydome.dependence.counterfactual import Deal
    from skydome.dependence.ranking import Ranking
    from skydome.dependence.record import Action, Delivery, Record
    from skydome.dependence.trend import Trend

Side = Literal["suppliers", "recipients"]
OTHER: dict[Side, Literal["recipient", "supplier"]] = {
    "suppliers": "recipient",
    "recipients": "supplier",
}


@dataclass(frozen=True)
class Question:
    """A question; ``None`` leaves the choice to the file.

    Attributes
    ----------
    file
        A download from the SIPRI Arms Transfers Database.
    recipient, supplier
        The importer, and the supplier whose share is reported in detail, the largest where not
        given. With ``customers`` it is the other way round.
    customers
        Return shares of a supplier's customers instead of a buyer's suppliers.
    window_years
        Length of the rolling windows; None for five, or for all years where there are fewer.
    first_year, last_year
        Use only these years.
    without, instead
        A deal to remove, and the supplier that replaces it.
    count_as
        Names that count as another one, such as a state and its earlier name.
    decimal
        The decimal sign.
    """

    file: Path | str
    recipient: str | None = None
    supplier: str | None = None
    customers: bool = False
    window_years: int | None = None
    first_year: int | None = None
    last_year: int | None = None
    without: str | None = None
    instead: str | None = None
    count_as: tuple[tuple[str, str], ...] = ()
    decimal: Decimal | None = None


class Counterfactual(NamedTuple):
    """The windows with one deal removed, or delivered by another supplier."""

    deal: Deal
    instead: str | None
    windows: tuple[Window, ...]


class SetAside(NamedTuple):
    """What the rows set aside could change.

    ``deliveries`` are those that may concern the country, each with the most TIV it may hold;
    ``assumed`` counts those whose TIV cannot be read, taken as at most the largest other one.
    ``windows`` are the windows without them.
    """

    deliveries: tuple[Delivery, ...]
    assumed: int
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class Answer:
    """Shares of the partners of one country, over time.

    Attributes
    ----------
    side
        Whose shares they are: ``suppliers`` of ``country``, or its customers (``recipients``).
    partner
        The partner that is reported in detail.
    deliveries
        The deliveries of ``country`` in the years asked for.
    years, windows
        Shares in single years and in rolling windows.
    trend
        The trend of the partner's yearly share; None where too few years have deliveries.
    published
        The published shares of this recipient and supplier, where there are any.
    set_aside
        Rows that cannot be read and may concern the country; None where there are none.
    renamings
        Partners that may be one country under two names.
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
    set_aside: SetAside | None = None
    renamings: tuple[Renaming, ...] = ()


def answer(question: Question) -> Answer:
    """Return shares, concentration and trend of one country in a file.

    Raises
    ------
    InputError
        The file cannot be used, or does not have what is asked for.
    """
    return answer_from(question, read_record(question.file, question.decimal))


def answer_from(question: Question, record: Record) -> Answer:
    """Return `answer` from a file that was read already.

    Raises
    ------
    InputError
        The file does not have what is asked for.
    """
    side = side_of(question, record)
    everyone = renamed(record, question.count_as)
    refuse_world(question, record, side)
    country = _country(question, side, everyone)
    first, last = span(question, record)
    mine = _of_country(everyone.deliveries, side, country, range(first, last + 1))
    if sum(one.tiv_million for one in mine) == 0:
        problem = f"{country} has no deliveries above 0 TIV from {first} to {last}"
        raise InputError(problem, file=record.path, allowed="other years, or another country")
    customers = side == "recipients"
    names = partners(mine, recipients=customers)
    partner = _partner(question, side, names)
    length = length_years(question, first, last)
    doubtful, assumed = doubtful_of(everyone, mine, side, country, range(first, last + 1))
    years = windows(mine, first, last, 1, recipients=customers, doubtful=doubtful)
    plain = windows(mine, first, last, length, recipients=customers)
    found = windows(mine, first, last, length, recipients=customers, doubtful=doubtful)
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
        windows=tuple(found),
        trend=_trend(years, partner),
        deals=tuple(deals(mine)) if record.listed == "deals" else (),
        without=_without(question, record, mine, (first, last, length), customers=customers),
        published=_published(side, country, partner),
        set_aside=SetAside(tuple(doubtful), assumed, tuple(plain)) if doubtful else None,
        renamings=tuple(renamings(mine, recipients=customers)),
    )


def side_of(question: Question, record: Record) -> Side:
    """Return whose shares are asked for.

    Raises
    ------
    InputError
        Customers are asked of a table of suppliers.
    """
    if record.listed == "deals":
        return "recipients" if question.customers else "suppliers"
    if question.customers and record.listed == "suppliers":
        problem = "the rows of this table are suppliers, so it has no customers"
        raise InputError(
            problem,
            file=record.path,
            field="--customers",
            allowed="a register, or a table that begins 'Imports by'",
        )
    return record.listed


def renamed(record: Record, count_as: tuple[tuple[str, str], ...]) -> Record:
    """Return a record with some names counted as others.

    Raises
    ------
    InputError
        The file does not have a name that is to count as another.
    """
    names = {name for one in record.deliveries for name in (one.supplier, one.recipient)}
    for old, _ in count_as:
        if old not in names:
            hint = forms.did_you_mean(old, names)
            problem = f"the file does not name {forms.quoted(old)}{hint}"
            raise InputError(problem, field="--count-as", allowed="a name in the file")
    new = dict(count_as)

    def changed(deliveries: Sequence[Delivery]) -> tuple[Delivery, ...]:
        return tuple(
            one._replace(
                supplier=new.get(one.supplier, one.supplier),
                recipient=new.get(one.recipient, one.recipient),
            )
            for one in deliveries
        )

    return replace(record, deliveries=changed(record.deliveries), doubtful=changed(record.doubtful))


def refuse_world(question: Question, record: Record, side: Side) -> None:
    """Refuse to report a table of the world's trade as one country's.

    Raises
    ------
    InputError
        A country is asked of such a table, or is on the side that the table lists.
    """
    own = OTHER[side]
    asked = question.recipient if own == "recipient" else question.supplier
    listed = {
        name.lower()
        for one in record.deliveries
        for name in [one.supplier if side == "suppliers" else one.recipient]
    }
    wrong_side = record.listed != "deals" and asked is not None and asked.lower() in listed
    if not record.world and not wrong_side:
        return
    trade = "exports" if side == "suppliers" else "imports"
    problem = (
        f"this is a table of the world's {trade}: it names no {own}, and its total is the world's"
        if record.world
        else f"{asked} is one of the {side} in this table, not its {own}"
    )
    allowed = f"a table of one {own}, or a trade register"
    if record.world:
        allowed += f"; without --{own} the command ranks the {side}"
    raise InputError(problem, file=record.path, allowed=allowed)


def _country(question: Question, side: Side, record: Record) -> str:
    own = OTHER[side]
    names = partners(record.deliveries, recipients=own == "recipient")
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
    deliveries: Sequence[Delivery], side: Side, country: str, years: range
) -> list[Delivery]:
    """Return the deliveries of a country in some years, or all where the file names no country."""
    own = OTHER[side]
    return [
        one._replace(recipient=country) if own == "recipient" else one._replace(supplier=country)
        for one in deliveries
        if getattr(one, own) in {country, NOT_STATED} and any(year in years for year in one.years)
    ]


def doubtful_of(
    record: Record, mine: list[Delivery], side: Side, country: str | None, years: range
) -> tuple[list[Delivery], int]:
    """Return the rows set aside that may concern a country, and how many have no readable TIV.

    Those are taken as at most the largest of ``mine``. Where no years can be read any are possible.
    ``country`` None takes the rows of everyone.
    """
    own = OTHER[side]
    found = [
        one._replace(years=one.years or tuple(years))
        for one in record.doubtful
        if country is None or getattr(one, own) in {country, NOT_STATED, UNREADABLE}
    ]
    found = [one for one in found if any(year in years for year in one.years)]
    largest = max((one.tiv_high_million for one in mine), default=0.0)
    bounded = [
        one._replace(tiv_high_million=largest) if isinf(one.tiv_high_million) else one
        for one in found
    ]
    return bounded, sum(isinf(one.tiv_high_million) for one in found)


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


def span(question: Question, record: Record) -> tuple[int, int]:
    """Return the first and the last year asked for.

    Raises
    ------
    InputError
        The file does not cover them, or they are in the wrong order.
    """
    first = record.first_year if question.first_year is None else question.first_year
    last = record.last_year if question.last_year is None else question.last_year
    for option, year in (("--first-year", first), ("--last-year", last)):
        if not record.first_year <= year <= record.last_year:
            allowed = f"{record.first_year} to {record.last_year}"
            raise InputError(f"the file does not cover {year}", field=option, allowed=allowed)
    if first > last:
        problem = f"{first} is after {last}"
        raise InputError(problem, field="--first-year", allowed="a year not after --last-year")
    return first, last


def length_years(question: Question, first: int, last: int) -> int:
    """Return the length of the windows asked for, or the usual five where they fit.

    Raises
    ------
    InputError
        No such window fits between the years.
    """
    longest = last - first + 1
    if question.window_years is None:
        return min(WINDOW_YEARS, longest)
    if not 1 <= question.window_years <= longest:
        problem = f"a window of {question.window_years} years does not fit in {first} to {last}"
        raise InputError(problem, field="--window", allowed=f"1 to {longest}")
    return question.window_years


def share_of(window: Window, partner: str) -> float | None:
    """Return a partner's share in a window, None where nothing was delivered."""
    if not window.shares:
        return None
    found = window.shares.get(partner)
    return 0.0 if found is None else found.value


def _trend(years: list[Window], partner: str) -> Trend | None:
    shares = [(one.first_year, share_of(one, partner)) for one in years]
    known = [(year, share) for year, share in shares if share is not None]
    return trend([year for year, _ in known], [share for _, share in known])


def _without(
    question: Question,
    record: Record,
    mine: list[Delivery],
    years_and_length: tuple[int, int, int],
    *,
    customers: bool,
) -> Counterfactual | None:
    if question.without is None:
        if question.instead is not None:
            problem = "no deal is removed, so nothing replaces one"
            raise InputError(problem, field="--instead", allowed="together with --without")
        return None
    if record.listed != "deals":
        problem = "a TIV table has no deals"
        raise InputError(problem, file=record.path, field="--without", allowed="a register")
    if customers and question.instead is not None:
        problem = "customers of one supplier cannot be given another supplier"
        raise InputError(problem, field="--instead", allowed="not with --customers")
    deal = find_deal(mine, question.without)
    kept = remove_deal(mine, deal, question.instead)
    if not kept:
        problem = "this deal is the only one"
        raise InputError(problem, field="--without", allowed="one deal of several")
    first, last, length = years_and_length
    found = windows(kept, first, last, length, recipients=customers)
    return Counterfactual(deal, question.instead, tuple(found))


def _published(side: Side, country: str, partner: str) -> tuple[Revised, ...]:
    known = {(one.recipient, one.supplier) for one in published_shares()}
    if side == "suppliers" and (country, partner) in known:
        return tuple(by_window(country, partner))
    return ()


# as JSON


def inputs_hash(found: Answer | Ranking) -> str:
    """Return the SHA-256 of the file and of the question."""
    asked = {key: value for key, value in vars(found.question).items() if key != "file"}
    digest = hashlib.sha256(found.record.path.read_bytes())
    digest.update(json.dumps(asked, sort_keys=True).encode())
    return digest.hexdigest()


def as_dict(found: Answer) -> dict[str, Any]:
    """Return an answer as plain data: shares from 0 to 1, TIV in millions."""
    counter, aside = found.without, found.set_aside
    return {
        **file_as_dict(found.record),
        "inputs_sha256": inputs_hash(found),
        "side": found.side,
        "country": found.country,
        "partner": found.partner,
        "first_year": found.first_year,
        "last_year": found.last_year,
        "windows": [window_as_dict(one) for one in found.windows],
        "years": [window_as_dict(one) for one in found.years],
        "trend": _trend_dict(found.trend),
        "deals": [deal._asdict() for deal in found.deals],
        "without": None
        if counter is None
        else {
            "deal": counter.deal._asdict(),
            "instead": counter.instead,
            "windows": [window_as_dict(one) for one in counter.windows],
        },
        "published": [
            {
                "first_year": one.first_year,
                "last_year": one.last_year,
                "values": [value.model_dump() for value in one.values],
            }
            for one in found.published
        ],
        "set_aside": None
        if aside is None
        else {
            "deliveries": [one._asdict() for one in aside.deliveries],
            "assumed": aside.assumed,
            "windows_without": [window_as_dict(one) for one in aside.windows],
        },
        "renamings": [one._asdict() for one in found.renamings],
    }


def file_as_dict(record: Record) -> dict[str, Any]:
    """Return how a file was read and what was done with its rows, as plain data."""
    actions: tuple[Action, ...] = ("dropped", "set aside", "flagged", "split", "left out")
    return {
        "file": str(record.path),
        "layout": record.layout,
        "encoding": record.encoding,
        "decimal": record.decimal,
        "title": record.title,
        "generated": None if record.generated is None else record.generated.isoformat(),
        "years_from": record.years_from,
        "years_without_data": record.years_without_data,
        "world": record.world,
        "rows": {
            "read": record.rows,
            "used": record.rows_used,
            **{action.replace(" ", "_"): record.count(action) for action in actions},
            "notes": [note._asdict() for note in record.notes],
        },
    }


def window_as_dict(one: Window) -> dict[str, Any]:
    """Return a window as plain data."""
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
