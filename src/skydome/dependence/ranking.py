"""All recipients of a file, or all suppliers, by their share of its deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from skydome.dependence.answer import (
    OTHER,
    Answer,
    Side,
    answer_from,
    doubtful_of,
    file_as_dict,
    inputs_hash,
    length_years,
    renamed,
    side_of,
    span,
    window_as_dict,
)
from skydome.dependence.names import Renaming, renamings
from skydome.dependence.read import read_record
from skydome.dependence.record import NOT_STATED
from skydome.dependence.shares import partners, windows
from skydome.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.dependence.answer import Question
    from skydome.dependence.record import Delivery, Record
    from skydome.dependence.shares import Share, Window


class Ranked(NamedTuple):
    """One recipient, or supplier, in the last window.

    ``share`` is of all deliveries in the file, ``largest`` its largest partner with that partner's
    share, empty in a table. ``earlier_rank`` and ``earlier_share`` are those of the window that
    ends before the last one begins, None where there is none or nothing was delivered in it.
    """

    rank: int
    name: str
    tiv_million: float
    share: Share
    largest: str
    largest_share: float | None
    earlier_rank: int | None
    earlier_share: float | None


@dataclass(frozen=True)
class Ranking:
    """Shares and ranks of all recipients, or of all suppliers, of a file.

    Attributes
    ----------
    listed
        What is ranked: ``recipients`` by their share of imports, ``suppliers`` by exports.
    of
        The one partner of all of them, None where the file has many, is a world table, or does not
        say.
    doubtful
        Rows set aside; they widen the bounds of the shares.
    """

    question: Question
    record: Record
    listed: Side
    of: str | None
    first_year: int
    last_year: int
    windows: tuple[Window, ...]
    ranked: tuple[Ranked, ...]
    doubtful: tuple[Delivery, ...]
    renamings: tuple[Renaming, ...]


def answer_or_rank(question: Question) -> Answer | Ranking:
    """Return the answer for one country, or the ranking where a file has many and none is named.

    Raises
    ------
    InputError
        The file cannot be used, or does not have what is asked for.
    """
    record = read_record(question.file, question.decimal)
    side = side_of(question, record)
    own = OTHER[side]
    asked = question.recipient if own == "recipient" else question.supplier
    names = partners(record.deliveries, recipients=own == "recipient")
    everyone = asked is None and (record.world or len(names) > 1 or names == [NOT_STATED])
    followed = question.supplier if own == "recipient" else question.recipient
    if not everyone or (followed is not None and not record.world):
        return answer_from(question, record)
    if question.without is not None or question.instead is not None:
        problem = f"a deal is removed from the record of one {own}"
        raise InputError(problem, field="--without", allowed=f"together with --{own}")
    table = record.world or names == [NOT_STATED]
    return _rank(question, record, record.listed if table else _ranked_side(side))


def _ranked_side(side: Side) -> Side:
    """Return what a register ranks: the side that one country has to be chosen of."""
    return "recipients" if side == "suppliers" else "suppliers"


def _rank(question: Question, record: Record, listed: str) -> Ranking:
    side: Side = "recipients" if listed == "recipients" else "suppliers"
    recipients = side == "recipients"
    everyone = renamed(record, question.count_as)
    first, last = span(question, record)
    length = length_years(question, first, last)
    years = range(first, last + 1)
    mine = [one for one in everyone.deliveries if any(year in years for year in one.years)]
    doubtful, _ = doubtful_of(everyone, mine, side, None, years)
    found = windows(mine, first, last, length, recipients=recipients, doubtful=doubtful)
    if not found[-1].shares:
        problem = f"nothing was delivered in {found[-1].name}"
        raise InputError(problem, file=record.path, allowed="other years, or longer windows")
    others = partners(mine, recipients=not recipients)
    return Ranking(
        question=question,
        record=record,
        listed=side,
        of=others[0] if len(others) == 1 and others[0] != NOT_STATED else None,
        first_year=first,
        last_year=last,
        windows=tuple(found),
        ranked=tuple(_ranked(mine, found, length, recipients=recipients)),
        doubtful=tuple(doubtful),
        renamings=tuple(renamings(mine, recipients=recipients)),
    )


def _ranked(
    deliveries: Sequence[Delivery], found: Sequence[Window], length: int, *, recipients: bool
) -> list[Ranked]:
    last = found[-1]
    before = found[-1 - length] if len(found) > length else None
    earlier = {} if before is None else ranks(before)
    own: dict[str, list[Delivery]] = {}
    for one in deliveries:
        own.setdefault(one.recipient if recipients else one.supplier, []).append(one)
    rows = []
    for name, rank in ranks(last).items():
        share = last.shares[name]
        largest, part = _largest(own[name], last, recipients=recipients)
        before_share = before.shares[name].value if before and name in before.shares else None
        tiv = share.value * last.tiv_million
        row = Ranked(rank, name, tiv, share, largest, part, earlier.get(name), before_share)
        rows.append(row)
    return rows


def ranks(window: Window) -> dict[str, int]:
    """Return the rank of each partner with deliveries in a window; equal shares share a rank."""
    order = sorted(
        (name for name, share in window.shares.items() if share.value > 0),
        key=lambda name: (-window.shares[name].value, name),
    )
    found: dict[str, int] = {}
    for place, name in enumerate(order, start=1):
        before = order[place - 2] if place > 1 else None
        equal = before and window.shares[before].value == window.shares[name].value
        found[name] = found[before] if before and equal else place
    return found


def _largest(
    deliveries: Sequence[Delivery], window: Window, *, recipients: bool
) -> tuple[str, float | None]:
    """Return the largest partner of one country in a window and its share."""
    length = window.last_year - window.first_year + 1
    (one,) = windows(
        deliveries, window.first_year, window.last_year, length, recipients=not recipients
    )
    known = {name: share.value for name, share in one.shares.items() if name != NOT_STATED}
    if not known:
        return "", None
    name = max(known, key=lambda name: (known[name], name))
    return name, known[name]


def ranking_as_dict(found: Ranking) -> dict[str, Any]:
    """Return a ranking as plain data: shares from 0 to 1, TIV in millions."""
    return {
        **file_as_dict(found.record),
        "inputs_sha256": inputs_hash(found),
        "listed": found.listed,
        "of": found.of,
        "first_year": found.first_year,
        "last_year": found.last_year,
        "windows": [window_as_dict(one) | {"ranks": ranks(one)} for one in found.windows],
        "ranked": [one._asdict() | {"share": one.share._asdict()} for one in found.ranked],
        "set_aside": [one._asdict() for one in found.doubtful],
        "renamings": [one._asdict() for one in found.renamings],
    }
