"""Arms transfers: a supplier's share, its trend, an importer's rank, and shares of a stock."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from skydome.claims.registry import Params, registered
from skydome.claims.verdict import Answer, Record, Verdict, Witness, from_witnesses
from skydome.claims.words import listed
from skydome.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from skydome.claims.world import When, World
    from skydome.dependence import PublishedRank, PublishedShare

Text = Annotated[str, Field(min_length=1)]
Percent = Annotated[float, Field(ge=0, le=100)]
PUBLISHED = 3  # SIPRI publishes its editions in March
HALF = 0.5  # published shares are rounded to whole per cent
REVISION = 5.0  # points by which editions of one window have differed
TWO = 2
FLOW = "TIV of deliveries of major arms: a flow, not a stock, and not a price"
CHANGE = "a later edition, which revises earlier windows"


class SupplierShare(Params):
    """What `supplier_share` is asked: the share in a window, or in the latest known on the day."""

    recipient: Text
    supplier: Text
    window: Annotated[str, Field(pattern=r"^\d{4}-\d{4}$")] | None = None
    percent: Percent | None = None
    at_least: Percent | None = None
    at_most: Percent | None = None


class ShareTrend(Params):
    """What `share_trend` is asked."""

    recipient: Text
    supplier: Text
    direction: Literal["down", "up"]


class ImporterRank(Params):
    """What `importer_rank` is asked: the rank in the latest window known on the day."""

    recipient: Text
    rank: Annotated[int, Field(ge=1, le=50)] = 1


class LargestSuppliers(Params):
    """What `largest_suppliers` is asked."""

    recipient: Text
    suppliers: tuple[Text, ...] = Field(min_length=1, max_length=6)


class StockShare(Params):
    """What `stock_share` is asked: the part of equipment in service of one origin."""

    recipient: Text
    origin: Text
    at_least: Percent


@registered("supplier_share", SupplierShare)
def supplier_share(asked: SupplierShare, when: When, _world: World) -> Answer:
    """Ask this: is a supplier's share of a country's arms imports as the claim says."""
    bounds = [asked.percent, asked.at_least, asked.at_most]
    if sum(one is not None for one in bounds) != 1:
        raise InputError("one share is asked for", allowed="percent, at_least or at_most")
    known = _values(asked.recipient, asked.supplier, when)
    values, near = _in_the_window(known, asked.window)
    if not values:
        when_asked = f" in {asked.window.replace('-', '–')}" if asked.window else ""
        missing = (
            f"a published share of {asked.supplier} in {asked.recipient}'s imports{when_asked}"
        )
        beside = "; ".join(f"{one.window}: {one.percent:g} ({one.edition})" for one in near)
        tail = f" Windows beside it, per cent by edition: {beside}." if near else ""
        why = f"No open source read gives {missing}.{tail}"
        return Answer(Verdict.OPEN, why, "none", tuple(_records(near)), missing, missing)
    percents = [one.percent for one in values]
    low, high = min(percents) - HALF, max(percents) + HALF
    said = ", ".join(f"{one.percent:g} ({one.edition})" for one in values)
    if asked.percent is not None:
        holds, claim = low <= asked.percent <= high, f"{asked.percent:g} per cent"
    elif asked.at_least is not None:
        holds, claim = min(percents) >= asked.at_least, f"at least {asked.at_least:g} per cent"
    else:
        holds, claim = max(percents) <= (asked.at_most or 0), f"at most {asked.at_most:g} per cent"
    why = (
        f"{asked.supplier}'s share of {asked.recipient}'s deliveries in {values[0].window}: "
        f"{said} per cent, by edition; the claim is {claim}."
    )
    return _answer(Verdict.HOLDS if holds else Verdict.FAILS, why, _records(values))


def _in_the_window(
    known: list[PublishedShare], window: str | None
) -> tuple[list[PublishedShare], list[PublishedShare]]:
    """Return the shares of a window, or of the latest, and those of windows a year off."""
    if window is None:
        latest = max((one.last_year for one in known), default=0)
        return [one for one in known if one.last_year == latest], []
    first, last = map(int, window.split("-"))
    off = [(one, abs(one.first_year - first) + abs(one.last_year - last)) for one in known]
    return [one for one, by in off if by == 0], [one for one, by in off if by == 1]


@registered("share_trend", ShareTrend)
def share_trend(asked: ShareTrend, when: When, _world: World) -> Answer:
    """Ask this: has a supplier's share fallen, or risen, window by window that do not overlap."""
    values = _values(asked.recipient, asked.supplier, when)
    chain, rounding = _chain(values)
    if len(chain) < TWO:
        missing = f"two windows of {asked.supplier}'s share that do not overlap"
        return Answer(
            Verdict.OPEN, f"These are not published: {missing}.", "none", (), missing, missing
        )
    sign = -1 if asked.direction == "down" else 1
    along = [sign * (b.percent - a.percent) > rounding for a, b in pairwise(chain)]
    verdict = Verdict.HOLDS if all(along) else Verdict.IN_PART if any(along) else Verdict.FAILS
    said = ", ".join(f"{one.percent:g} ({one.window})" for one in chain)
    editions = {one.edition for one in chain}
    of = f"edition of {editions.pop()}" if len(editions) == 1 else "different editions"
    why = (
        f"{asked.supplier}'s share of {asked.recipient}'s deliveries, windows that do not overlap, "
        f"{of}: {said} per cent."
    )
    return _answer(verdict, why, _records(chain))


def _chain(values: list[PublishedShare]) -> tuple[list[PublishedShare], float]:
    """Return windows that do not overlap, and the least difference that is more than noise.

    Of one edition where one has two such windows, the latest one that has; SIPRI revises earlier
    windows by up to five points, so that across editions a smaller difference may be a revision.
    """
    for edition in sorted({one.edition for one in values}, reverse=True):
        chain = _apart([one for one in values if one.edition == edition])
        if len(chain) >= TWO:
            return chain, 2 * HALF
    return _apart(values), REVISION


@registered("importer_rank", ImporterRank)
def importer_rank(asked: ImporterRank, when: When, _world: World) -> Answer:
    """Ask this: is a country the largest importer of arms, by the latest window then known."""
    from skydome.dependence import published_ranks

    about = [
        one
        for one in published_ranks(asked.recipient, _year(when))
        if one.edition <= _edition(when.about)
    ]
    if not about:
        missing = f"a published rank of {asked.recipient}"
        return Answer(
            Verdict.OPEN,
            f"This was not published by then: {missing}.",
            "none",
            (),
            missing,
            missing,
        )
    latest = about[-1]
    first = "" if latest.largest is None else f", after {latest.largest}"
    share = "" if latest.percent is None else f" with {latest.percent:g} per cent of the world"
    why = (
        f"In {latest.window}, the latest window known by {latest.edition}, {asked.recipient} "
        f"ranks {latest.rank}{first}{share}; measured in deliveries of major arms."
    )
    record = Record(
        f"{asked.recipient} ranks {latest.rank} among importers in {latest.window}",
        str(latest.edition),
        "sourced",
        FLOW,
        (_rank_witness(latest),),
        f"skydome dependence --published --known-by {latest.edition}",
    )
    verdict = Verdict.HOLDS if latest.rank == asked.rank else Verdict.FAILS
    return _answer(verdict, why, [record])


@registered("largest_suppliers", LargestSuppliers)
def largest_suppliers(asked: LargestSuppliers, when: When, _world: World) -> Answer:
    """Ask this: are these the largest suppliers of a country, in the latest window then known."""
    from skydome.dependence import published_concentrations

    windows = [
        one
        for one in published_concentrations(asked.recipient)
        if one.edition <= min(_year(when), _edition(when.about))
    ]
    if not windows:
        missing = f"an edition that gives the largest suppliers of {asked.recipient}"
        return Answer(
            Verdict.OPEN, f"This is not published: {missing}.", "none", (), missing, missing
        )
    latest = windows[-1]
    ranked = sorted(latest.shares, key=lambda one: -one.percent)
    names = [one.supplier for one in ranked[: len(asked.suppliers)]]
    said = listed(f"{one.supplier} {one.percent:g}" for one in ranked)
    both = [name for name in asked.suppliers if name in names]
    verdict = (
        Verdict.HOLDS
        if len(both) == len(asked.suppliers)
        else Verdict.IN_PART
        if both
        else Verdict.FAILS
    )
    wrong = [name for name in asked.suppliers if name not in names]
    note = f"; not among the {len(asked.suppliers)} largest: {listed(wrong)}" if wrong else ""
    why = f"{latest.window} ({latest.edition}), per cent of deliveries: {said}{note}."
    return _answer(verdict, why, _records(ranked))


@registered("stock_share", StockShare)
def stock_share(asked: StockShare, when: When, _world: World) -> Answer:
    """Ask this: is at least this part of a country's equipment in service of one origin."""
    from skydome.dependence import gaps, published_stocks

    found = [
        one
        for one in published_stocks(asked.recipient, asked.origin)
        if one.year <= when.known.year
    ]
    missing = f"an open inventory of {asked.recipient}'s major equipment by origin"
    if not found:
        return Answer(
            Verdict.OPEN,
            f"This is not published: {missing}.",
            "none",
            (),
            missing,
            missing,
            None,
            gaps()[:1],
        )
    records = [
        Record(
            f"{one.percent:g} per cent of {one.of}",
            str(one.year),
            one.confidence,
            "a published estimate, no inventory: its list and weights were not read",
            (
                Witness(
                    f"stock-{one.year}",
                    one.of,
                    one.publisher,
                    str(one.year),
                    one.address,
                    one.grade,
                    own=False,
                    known_on=f"{one.year}-12-31",
                ),
            ),
            "skydome dependence --published",
        )
        for one in found
    ]
    holds = all(one.percent >= asked.at_least for one in found)
    said = listed(f"{one.percent:g} per cent ({one.year})" for one in found)
    why = (
        f"No inventory is open; published estimates of {asked.origin}'s part of the equipment "
        f"in service: {said}."
    )
    answer = _answer(Verdict.HOLDS if holds else Verdict.FAILS, why, records)
    return Answer(answer.verdict, why, "low", answer.evidence, missing, "", None, gaps()[:1])


def _year(when: When) -> int:
    return _edition(when.known)


def _edition(day: date) -> int:
    """Return the latest edition that is out on a day: that of its year from April on."""
    return day.year if day.month > PUBLISHED else day.year - 1


def _values(recipient: str, supplier: str, when: When) -> list[PublishedShare]:
    """Return the sourced shares known on the day, of windows that ended before the claim's day."""
    from skydome.dependence import by_window

    return [
        value
        for one in by_window(recipient, supplier, _year(when))
        for value in one.values
        if value.confidence == "sourced" and value.last_year < when.about.year
    ]


def _apart(values: list[PublishedShare]) -> list[PublishedShare]:
    """Return windows that do not overlap, backwards from the latest; of two editions the later."""
    best: dict[int, PublishedShare] = {}
    for one in sorted(values, key=lambda one: one.edition):
        best[one.last_year] = one
    chain: list[PublishedShare] = []
    before = 10_000
    for year in sorted(best, reverse=True):
        if year < before:
            chain.append(best[year])
            before = best[year].first_year
    return chain[::-1]


def _records(values: Iterable[PublishedShare]) -> list[Record]:
    return [
        Record(
            f"{one.supplier} {one.percent:g} per cent of deliveries in {one.window}",
            str(one.edition),
            one.confidence,
            FLOW,
            (_share_witness(one),),
            f"skydome dependence --published --supplier '{one.supplier}'",
        )
        for one in values
    ]


def _share_witness(one: PublishedShare) -> Witness:
    name = f"sipri-{one.edition}-{one.window}"
    title = f"SIPRI fact sheet of {one.edition}, as reported"
    return Witness(
        name,
        title,
        one.publisher,
        str(one.edition),
        one.address or "",
        one.grade,
        own=False,
        known_on=f"{one.edition}-03-31",
    )


def _rank_witness(one: PublishedRank) -> Witness:
    name = f"sipri-{one.edition}-rank"
    title = f"SIPRI fact sheet of {one.edition}, as reported"
    day = f"{one.edition}-03-31"
    return Witness(
        name,
        title,
        one.publisher,
        str(one.edition),
        one.address,
        one.grade,
        own=False,
        known_on=day,
    )


def _answer(verdict: Verdict, why: str, records: list[Record]) -> Answer:
    witnesses = [witness for one in records for witness in one.witnesses]
    return Answer(
        verdict, why, from_witnesses(witnesses), tuple(records), CHANGE, "", None, (FLOW,)
    )
