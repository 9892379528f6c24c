"""A deal over time as one self-contained page of HTML: no network, no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel

from skydome._version import __version__
from skydome.catalogue.parameter import Parameter
from skydome.fielding import bibliography
from skydome.fielding.dates import month_text
from skydome.fielding.record import judged_share
from skydome.report.fielding import text as words
from skydome.report.fielding.figure import WIDEST, fielding_uri, promises_uri
from skydome.report.numbers import count, money
from skydome.report.template import rendered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.catalogue.parameter import Source
    from skydome.fielding import Deal, Timeline

PLURAL = ("year", "month", "day", "missile")
CONFIDENCE = {
    "sourced": "sourced",
    "derived": "derived",
    "calibrated_to_claim": "calibrated to claim",
    "unsourced": "judgement",
}


class Number(NamedTuple):
    """One number of the deal as the page lists it."""

    name: str
    value: str
    span: str
    confidence: str
    reason: str
    dispute: str | None
    sources: tuple[int, ...]


def fielding_page(found: Timeline) -> bytes:
    """Return the page of a timeline: the same bytes for the same timeline."""
    return rendered("fielding.html.j2", _context(found)).encode()


def _context(found: Timeline) -> dict[str, Any]:
    deal = found.deal.model_copy(update={"futures": tuple(c.future for c in found.futures)})
    sources = _bibliography(deal)
    return {
        "version": __version__,
        "deal": found.deal,
        "timeline": found,
        "as_of": month_text(found.as_of),
        "summary": words.summary(found),
        "headlines": [words.headline(course) for course in found.futures],
        "figure": fielding_uri(found),
        "promises_figure": promises_uri(found),
        "titles": [words.title(course) for course in found.futures],
        "units": words.unit_table(found),
        "promises": words.promise_table(found),
        "years": [words.year_table(found, course) for course in found.futures],
        "in_figure": WIDEST,
        "counterfactual": any(course.counterfactual for course in found.futures),
        "endurance": words.endurance_table(found),
        "missiles": words.missile_table(found),
        "caveats": words.caveats(found),
        "spares_model": "VARI-METRIC" if found.settings.vari else "METRIC",
        "payments": [
            (payment.date, count(payment.amount.value / 1e6), payment.state, payment.reason)
            for payment in found.deal.payments
        ],
        "events": [(event.date, event.words, event.reason) for event in found.deal.events],
        "numbers": list(_numbers(deal, sources)),
        "confidences": judged_share(found.deal),
        "sources": [(number, source) for number, source in sources.values()],
    }


def _bibliography(deal: Deal) -> dict[str, tuple[int, Source]]:
    """Return the sources that a deal cites, numbered in the order of their ids."""
    known = {**bibliography(), **deal.sources}
    cited = sorted({source for _, form in _walk(deal, "") for source in form.source})
    return {name: (number, known[name]) for number, name in enumerate(cited, 1)}


def _walk(form: object, name: str) -> Iterator[tuple[str, Any]]:
    """Yield everything in a deal that names its sources, with its path."""
    if isinstance(form, tuple):
        for number, item in enumerate(form, 1):
            own = getattr(item, "name", None)
            yield from _walk(item, f"{name}, {own or number}")
    elif isinstance(form, BaseModel):
        if "source" in type(form).model_fields:
            yield name, form
        for field in type(form).model_fields:
            below = f"{name}: {field}" if name else field
            yield from _walk(getattr(form, field), below.replace("_", " "))


def _numbers(deal: Deal, sources: dict[str, tuple[int, Source]]) -> Iterator[Number]:
    for name, form in _walk(deal, ""):
        if isinstance(form, Parameter):
            low, high = form.range
            yield Number(
                name,
                _shown(form.unit, form.value),
                "–" if low == high else _shown(form.unit, low, high),
                CONFIDENCE[form.confidence],
                form.reason,
                form.dispute,
                tuple(sources[source][0] for source in form.source),
            )


def _shown(unit: str, *values: float) -> str:
    """Return a number, or a range, with its unit."""
    if unit == "USD":
        return money(values[0], values[-1])
    name = f"{unit}s" if unit in PLURAL and values != (1,) else unit
    numbers = " to ".join(f"{value:,.6g}" for value in values)
    return numbers if unit == "1" else f"{numbers} {name}"
