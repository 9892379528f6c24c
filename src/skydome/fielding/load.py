"""Find a deal by id or by path, read it, and check how its statements fit together."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel

from skydome import forms, yamlfile
from skydome.catalogue.parameter import Bibliography, Source
from skydome.errors import InputError
from skydome.fielding.dates import year_of
from skydome.fielding.deal import Deal, Future, Futures, Shock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from skydome.yamlfile import Document, Key

SHIPPED = Path(__file__).parent / "deals"
SOURCES_FILE = "sources.yaml"
ENDINGS = {".yaml", ".yml"}


def deal_ids() -> list[str]:
    """Return the ids of the shipped deals, in alphabetical order."""
    files = (file for file in SHIPPED.glob("*.yaml") if file.name != SOURCES_FILE)
    return sorted(file.stem.replace("_", "-") for file in files)


def shipped_deals() -> list[Deal]:
    """Return the shipped deals, in alphabetical order of their ids."""
    return [load_deal(deal_id) for deal_id in deal_ids()]


def load_deal(wanted: str | Path) -> Deal:
    """Return a shipped deal by its id, or a user's own by the path of its file.

    Raises
    ------
    InputError
        There is no such deal, or something in its file cannot be used.
    """
    document = yamlfile.read(_file_of(wanted))
    deal = forms.fill(Deal, document)
    for key, problem, allowed in _problems(deal):
        raise document.error(key, problem, allowed)
    _check_sources(document, deal, deal.sources)
    return deal


def with_futures(deal: Deal, path: Path | str, *, past: bool = False) -> Deal:
    """Return a deal with a user's own futures, and their sources, in place of its own.

    Parameters
    ----------
    deal, path
        The deal, and the file with the futures.
    past
        Whether a future may depart from the record before it ends, as a counterfactual.

    Raises
    ------
    InputError
        Something in the file cannot be used, or does not fit the deal.
    """
    document = yamlfile.read(path)
    given = forms.fill(Futures, document)
    hint = "" if past else "; an earlier one is a counterfactual and needs --as-of"
    for key, problem, allowed in _future_problems(deal, given.futures, hint, past=past):
        raise document.error(key, problem, allowed)
    _check_sources(document, given, given.sources)
    return deal.model_copy(
        update={"futures": given.futures, "sources": deal.sources | given.sources}
    )


@functools.cache
def bibliography() -> Mapping[str, Source]:
    """Return the publications that the shipped deals cite, by id."""
    return forms.fill(Bibliography, yamlfile.read(SHIPPED / SOURCES_FILE)).root


def _file_of(wanted: str | Path) -> Path:
    path = Path(wanted)
    named = path.suffix in ENDINGS or len(path.parts) != 1
    if named or path.exists():
        return path
    known = deal_ids()
    if str(wanted) not in known:
        problem = f"there is no deal {forms.quoted(str(wanted))}"
        hint = forms.did_you_mean(str(wanted), known)
        raise InputError(problem + hint, allowed=f"{', '.join(known)}, or a YAML file")
    return SHIPPED / f"{str(wanted).replace('-', '_')}.yaml"


# sources


def _check_sources(document: Document, form: BaseModel, own: dict[str, Source]) -> None:
    known = {**bibliography(), **own}
    for key, source in _cited(form, ()):
        if source not in known:
            hint = forms.did_you_mean(source, known)
            allowed = "an id under `sources` in this file, or of the shipped deals"
            raise document.error(key, f"there is no source {source!r}{hint}", allowed)


def _cited(form: object, key: Key) -> Iterator[tuple[Key, str]]:
    """Yield every source named anywhere in a form, with the path of its list."""
    if isinstance(form, tuple):
        for number, item in enumerate(form):
            yield from _cited(item, (*key, number))
    elif isinstance(form, BaseModel) and not isinstance(form, Source):
        for name in type(form).model_fields:
            value = getattr(form, name)
            if name == "source":
                yield from (((*key, name), source) for source in value)
            else:
                yield from _cited(value, (*key, name))


# how statements fit together

Problem = tuple["Key", str, str | None]


def _problems(deal: Deal) -> Iterator[Problem]:
    yield from _date_problems(deal)
    yield from _promise_problems(deal)
    yield from _notice_problems(deal)
    yield from _delivery_problems(deal)
    yield from _event_problems(deal)
    yield from _payment_problems(deal)
    yield from _crew_problems(deal)
    yield from _twice(("spares", "parts"), [part.name for part in deal.spares.parts])
    yield from _shock_problems(deal, deal.shocks, ())
    yield from _future_problems(deal, deal.futures, "; the past belongs under `shocks`")


def _date_problems(deal: Deal) -> Iterator[Problem]:
    if year_of(deal.record_ends) <= year_of(deal.contract.date):
        problem = f"the record ends before the contract of {deal.contract.date}"
        yield ("record_ends",), problem, "a later date"
    for number, used in enumerate(deal.missiles.used):
        yield from _within(deal, ("missiles", "used", number, "date"), used.date)


def _within(deal: Deal, key: Key, date: str) -> Iterator[Problem]:
    """Yield where a date lies outside the record."""
    if not year_of(deal.contract.date) <= year_of(date) <= year_of(deal.record_ends):
        problem = f"{date} lies outside the record"
        yield key, problem, f"{deal.contract.date} to {deal.record_ends}"


def _unit_problem(deal: Deal, key: Key, unit: int) -> Iterator[Problem]:
    if unit > deal.bought.count:
        problem = f"there is no unit {unit}: {deal.bought.count} were bought"
        yield key, problem, f"1 to {deal.bought.count}"


def _promise_problems(deal: Deal) -> Iterator[Problem]:
    for number, promise in enumerate(deal.promises):
        key = ("promises", number)
        yield from _unit_problem(deal, (*key, "unit"), promise.unit)
        if year_of(promise.by) <= year_of(deal.contract.date):
            yield (*key, "by"), f"{promise.by} is before the contract", "a later date"
        if promise.made is not None:
            yield from _within(deal, (*key, "made"), promise.made)
            if year_of(promise.by) <= year_of(promise.made):
                problem = f"{promise.by} is not after {promise.made}, when it was promised"
                yield (*key, "by"), problem, "a later date"
    dated = {promise.unit for promise in deal.promises if promise.made is not None}
    if deal.bought.count not in dated:
        problem = f"no dated promise names unit {deal.bought.count}, the last one"
        yield ("promises",), problem, f"one with `unit: {deal.bought.count}` and `made`"


def _notice_problems(deal: Deal) -> Iterator[Problem]:
    for number, notice in enumerate(deal.notices):
        key = ("notices", number)
        yield from _unit_problem(deal, (*key, "unit"), notice.unit)
        yield from _within(deal, (*key, "made"), notice.made)
        if notice.not_before is not None and year_of(notice.not_before) <= year_of(notice.made):
            problem = f"{notice.not_before} is not after {notice.made}, the day of the notice"
            yield (*key, "not_before"), problem, "a later date, or none where none was given"


def _delivery_problems(deal: Deal) -> Iterator[Problem]:
    yield from _twice(("deliveries",), [one.unit for one in deal.deliveries], "unit")
    before = 0.0
    for number, one in enumerate(sorted(deal.deliveries, key=lambda one: one.unit)):
        key = ("deliveries", deal.deliveries.index(one))
        yield from _unit_problem(deal, (*key, "unit"), one.unit)
        yield from _within(deal, (*key, "date"), one.date)
        if one.unit != number + 1:
            problem = f"unit {one.unit} is delivered and unit {number + 1} is not"
            yield (*key, "unit"), problem, "units numbered in the order of their arrival"
        if year_of(one.date) < before:
            problem = f"unit {one.unit} came before unit {number}"
            yield (*key, "date"), problem, "units numbered in the order of their arrival"
        ends = [year_of(date) for date in (one.earliest, one.date, one.latest) if date]
        if ends != sorted(ends):
            problem = f"{one.date} lies outside its own earliest and latest"
            yield key, problem, "earliest, date and latest in this order"
        before = year_of(one.date)


def _event_problems(deal: Deal) -> Iterator[Problem]:
    yield from _twice(("events",), [event.name for event in deal.events])
    for number, event in enumerate(deal.events):
        key = ("events", number)
        if year_of(event.date) > year_of(deal.record_ends):
            problem = f"{event.date} lies after the record"
            yield (*key, "date"), problem, f"{deal.record_ends} or earlier"
        ends = [year_of(date) for date in (event.earliest, event.date, event.latest) if date]
        if ends != sorted(ends):
            problem = f"{event.date} lies outside its own earliest and latest"
            yield key, problem, "earliest, date and latest in this order"
        if event.unit is not None:
            yield from _unit_problem(deal, (*key, "unit"), event.unit)


def _payment_problems(deal: Deal) -> Iterator[Problem]:
    paid = 0.0
    for number, payment in enumerate(deal.payments):
        yield from _within(deal, ("payments", number, "date"), payment.date)
        paid += payment.amount.value if payment.state == "paid" else 0.0
        most = deal.contract.value.range[1]
        if paid > most:
            problem = f"{paid:,.0f} USD are paid in all, more than the contract's {most:,.0f}"
            yield ("payments", number, "amount"), problem, "payments of this contract only"


def _crew_problems(deal: Deal) -> Iterator[Problem]:
    for number, group in enumerate(deal.crews.classes):
        if year_of(group.start) < year_of(deal.contract.date):
            problem = f"{group.start} is before the contract of {deal.contract.date}"
            yield ("crews", "classes", number, "start"), problem, "a later date"


def _shock_problems(deal: Deal, shocks: Iterable[Shock], place: Key) -> Iterator[Problem]:
    parts = [part.name for part in deal.spares.parts]
    names = list(shocks)
    yield from _twice((*place, "shocks"), [shock.name for shock in names])
    for number, shock in enumerate(names):
        key = (*place, "shocks", number)
        if shock.ends is not None and year_of(shock.ends) <= year_of(shock.begins):
            problem = f"{shock.ends} is not after {shock.begins}, when it begins"
            yield (*key, "ends"), problem, "a later date, or none where it does not end"
        for part in shock.parts or ():
            if part not in parts:
                hint = forms.did_you_mean(part, parts)
                yield (*key, "parts"), f"there is no part {part!r}{hint}", ", ".join(parts)
        if not any(_effects(shock)):
            allowed = ", ".join(EFFECTS)
            yield key, f"the shock {shock.name!r} changes nothing", f"at least one of {allowed}"


EFFECTS = ("delivery_speed", "spares_speed", "missile_speed", "demand_factor", "operated")


def _effects(shock: Shock) -> list[bool]:
    given = [getattr(shock, name) is not None for name in EFFECTS]
    return [*given, shock.kind == "payment_stop"]


def _future_problems(
    deal: Deal, futures: tuple[Future, ...], hint: str, *, past: bool = False
) -> Iterator[Problem]:
    yield from _twice(("futures",), [future.name for future in futures])
    first = deal.contract.date if past else deal.record_ends
    edge = f"the contract of {first}" if past else "the record ends"
    earliest = f"{first} or later{hint}"
    for number, future in enumerate(futures):
        key = ("futures", number)
        yield from _shock_problems(deal, future.shocks, key)
        for n, shock in enumerate(future.shocks):
            if year_of(shock.begins) < year_of(first):
                problem = f"{shock.begins} is before {edge}"
                yield (*key, "shocks", n, "begins"), problem, earliest
        open_ended = [shock.name for shock in deal.shocks if shock.ends is None]
        for n, lift in enumerate(future.lifts):
            if lift.shock not in open_ended:
                problem = f"no shock {lift.shock!r} is in force when the record ends"
                allowed = ", ".join(open_ended) or "no lifts: none is in force"
                yield (*key, "lifts", n, "shock"), problem, allowed
            if year_of(lift.date) < year_of(first):
                problem = f"{lift.date} is before {edge}"
                yield (*key, "lifts", n, "date"), problem, earliest
        for n, order in enumerate(future.missile_orders):
            if year_of(order.by) <= year_of(order.made):
                problem = f"{order.by} is not after {order.made}, when it was made"
                yield (*key, "missile_orders", n, "by"), problem, "a later date"


def _twice(place: Key, names: list[str] | list[int], field: str = "name") -> Iterator[Problem]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield (*place, number, field), f"{name!r} is given twice", "once"
