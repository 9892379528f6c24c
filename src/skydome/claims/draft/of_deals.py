"""Deals: value, payments, units, people, dates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from skydome.claims.draft.parsed import Mapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.claims.draft.dates import Dated
    from skydome.claims.draft.parsed import Sentence
    from skydome.claims.draft.quantities import Quantity


def money(one: Sentence) -> Iterator[Mapped]:
    """Yield the value of the Indian contract, an advance, a sum of sales in a year."""
    for sum_ in one.of("money"):
        asked: dict[str, Any]
        if one.says(r"\badvance\b", r"\btranche\b", r"\bdown payment\b", r"\binstal"):
            asked = {"deal": "india-2018", "about_usd": sum_.value}
            yield _at(sum_, "deal_payment", asked, "paid by then, to a tenth")
        elif one.says(r"\bsales?\b", r"\bsuppl", r"\bexports?\b") and one.says("arms|weapons"):
            asked = {"usd": sum_.value, "fact": "russian-sales-to-india"}
            yield _at(sum_, "money_a_year", asked, "a sum in one year")
        elif one.on_india and one.says(PRICED) and not one.says(r"\bwaive", r"threshold"):
            more = one.says(r"more than|\bover\b|exceed")
            asked = {"deal": "india-2018", "more_than_usd" if more else "usd": sum_.value}
            yield _at(sum_, "deal_value", asked, "the contract of October 2018")


PRICED = (
    r"\bdeals?\b|\bcontract|\bworth\b|\bpurchas|\bpaid\b|\bpays?\b|\bcosts?\b|\bprice|"
    r"\bbought\b|\bfor the S-?400"
)


def _at(found: Quantity | Dated, check: str, asked: dict[str, Any], reading: str) -> Mapped:
    return Mapped(found.start, found.end, check, asked, reading)


def units(one: Sentence) -> Iterator[Mapped]:
    """Yield the number of units bought, and people sent to train."""
    for count in one.of("count"):
        people = count.noun in {"soldier", "personnel", "officer", "people", "specialist"}
        if people and one.says("train"):
            asked: dict[str, Any] = {"deal": "india-2018", "about": round(count.value)}
            yield _at(count, "deal_people", asked, "people on a course")
        elif one.on_india and count.noun in UNITS and one.says(BOUGHT):
            asked = {"deal": "india-2018", "units": round(count.value)}
            yield _at(count, "deal_terms", asked, "units bought")


UNITS = frozenset({"regiment", "squadron", "system", "unit"})
BOUGHT = r"\bcontract|\bdeal\b|\bbought\b|\bbuy|\bpurchas|\border"
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": 5, "all": 5}
UNIT = r"regiment|squadron|unit|system|battery"


def dated(one: Sentence) -> Iterator[Mapped]:
    """Yield an event on record in the window that a date of the sentence gives."""
    for date in one.dates:
        if date.kind == "date" and date.value[:4].isdigit() and date.value[2:3] != "-":
            found = _event(one, *bounds(date.value))
            if found is not None:
                check, asked, reading = found
                yield _at(date, check, asked, reading)


def bounds(written: str) -> tuple[str, str]:
    """Return the first and the last day that a date can mean."""
    from skydome.exposure import dates as calendar

    span = calendar.parse(written)
    return span.first.isoformat(), span.last.isoformat()


def _event(one: Sentence, first: str, last: str) -> tuple[str, dict[str, Any], str] | None:
    by = one.says(r"\b(by|before|until|no later than) (the end of )?\w* ?\d{4}")
    window = {"last": last} if by else {"first": first, "last": last}
    unit = _unit(one.text)
    turkey = "Turkey" in one.named("country")
    if one.on_india and unit and one.says(r"deliver|arriv|receiv|hand(ed)? over"):
        asked: dict[str, Any] = {"deal": "india-2018", "unit": unit} | window
        return "deal_delivery", asked, f"regiment {unit} delivered"
    for pattern, event, reading in EVENTS_OF_TURKEY if turkey else EVENTS_OF_INDIA:
        if (turkey or one.on_india) and one.says(pattern):
            asked = {"deal": "turkey-2017" if turkey else "india-2018", "event": event} | window
            return "deal_event", asked, reading
    return None


EVENTS_OF_INDIA = (
    (
        r"deliver\w*\b.{0,25}\b(begin|began|start)|(begin|began|start)\w* (to )?deliver",
        "deliveries-begin",
        "deliveries begin",
    ),
    (r"\bsign|\bcontract|\binked\b|\bbought\b", "contract-signed", "the contract"),
    ("agreement", "agreement-goa", "the agreement"),
)
EVENTS_OF_TURKEY = (
    (
        r"(?=.*\bF-35).*(remov|exclu|expel|eject|kick|suspend|thrown)",
        "f-35-exclusion",
        "Turkey's exclusion from the F-35 programme",
    ),
    ("sanction", "sanctions-on-ssb", "sanctions on Turkey's agency"),
)


def _unit(text: str) -> int | None:
    """Return the number of the unit that is meant, None where none is."""
    words = "|".join(ORDINALS)
    found = re.search(rf"\b({words})\b( [\w-]+){{0,2}} ({UNIT})", text, re.IGNORECASE)
    return ORDINALS[found[1].lower()] if found else None


RULES = (money, dated, units)
