"""The check that a sentence asks for: a rule each, by what the sentence names and measures."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from skydome.claims.draft.dates import dates
from skydome.claims.draft.names import names
from skydome.claims.draft.quantities import quantities
from skydome.claims.registry import checks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from skydome.claims.draft.dates import Dated
    from skydome.claims.draft.names import Named
    from skydome.claims.draft.quantities import Quantity

MOST_NEAREST = 3
KM = 1e3


class Mapped(NamedTuple):
    """One check that a sentence asks for; ``start`` and ``end`` are what it hangs on."""

    start: int
    end: int
    check: str
    asked: dict[str, Any]
    reading: str


class Sentence(NamedTuple):
    """A sentence with all that was found in it; places count from its own beginning."""

    text: str
    quantities: list[Quantity]
    dates: list[Dated]
    names: list[Named]

    def says(self, *patterns: str) -> bool:
        """Return whether any of some patterns is in the sentence."""
        return any(re.search(pattern, self.text, re.IGNORECASE) for pattern in patterns)

    def named(self, kind: str) -> list[str]:
        """Return the ids named, of one kind, in the order of the sentence."""
        return list(dict.fromkeys(one.id for one in self.names if one.kind == kind))

    def of(self, kind: str) -> list[Quantity]:
        """Return the quantities of a kind."""
        return [one for one in self.quantities if one.kind == kind]


def parsed(text: str) -> Sentence:
    """Return a sentence with its quantities, dates and names; a date's digits are no count."""
    dated = dates(text)
    measured = [
        one
        for one in quantities(text)
        if not any(one.start < other.end and other.start < one.end for other in dated)
    ]
    return Sentence(text, measured, dated, names(text))


def mapped(text: str) -> list[Mapped]:
    """Return the checks that a sentence asks for, in the order of the rules."""
    sentence = parsed(text)
    return [found for rule in RULES for found in rule(sentence)]


def nearest(text: str) -> list[str]:
    """Return the names of the checks whose question shares most words with a sentence."""
    words = _stems(text)
    scored = {
        name: len(words & _stems(f"{one.meaning} {name.replace('_', ' ')}"))
        for name, one in checks().items()
    }
    best = sorted(scored, key=lambda name: (-scored[name], name))
    return best[:MOST_NEAREST]


@cache
def _stems(text: str) -> frozenset[str]:
    found = re.findall(r"[a-z]{4,}", text.lower())
    return frozenset(word[:6] for word in found if word not in DULL)


DULL = frozenset(
    [
        "this",
        "that",
        "with",
        "from",
        "does",
        "will",
        "have",
        "been",
        "they",
        "their",
        "what",
        "when",
        "which",
        "whether",
    ]
)

# rules


def _money(one: Sentence) -> Iterator[Mapped]:
    """Yield the value of the Indian contract, an advance, a sum of sales in a year."""
    for money in one.of("money"):
        if one.says(r"\badvance\b", r"\btranche\b", r"\bdown payment\b"):
            asked = {"deal": "india-2018", "about_usd": money.value}
            yield Mapped(money.start, money.end, "deal_payment", asked, "paid by then, to a tenth")
        elif one.says(r"\bsales?\b", r"\bsuppl", r"\bexports?\b") and one.says("arms|weapons"):
            asked = {"usd": money.value, "fact": "russian-sales-to-india"}
            yield Mapped(money.start, money.end, "money_a_year", asked, "a sum in one year")
        elif _is_indian_deal(one) and one.says(
            r"\bdeal\b", r"\bcontract", r"\bworth\b", r"\bpurchase"
        ):
            more = one.says(r"more than|over|exceed")
            key = "more_than_usd" if more else "usd"
            yield Mapped(
                money.start,
                money.end,
                "deal_value",
                {"deal": "india-2018", key: money.value},
                "the contract of October 2018",
            )


def _is_indian_deal(one: Sentence) -> bool:
    """Return whether a sentence can be about India's purchase: it names no other buyer."""
    others = {"Turkey", "China"} & set(one.named("country"))
    systems = one.named("catalogue")
    named = "s-400-regiment" in systems or "India" in one.named("country")
    return not others and (named or not (systems or one.named("country")))


def _range(one: Sentence) -> Iterator[Mapped]:
    """Yield ranges of systems and missiles, against aircraft or ballistic missiles."""
    named = one.named("catalogue")
    for length in one.of("length"):
        if not one.says(r"\brange\b", r"\breach", r"\bout to\b", r"\bengage", r"\bshoot", r"\bhit"):
            continue
        km = length.high / KM
        missiles = [name for name in named if name not in SYSTEMS and name not in RADARS]
        radars = [name for name in named if name in RADARS]
        systems = [name for name in named if name in SYSTEMS]
        if one.says(r"ballistic"):
            entry = missiles[0] if missiles else "40n6e"
            asked: dict[str, Any] = {
                "entry": entry,
                "parameter": "maximum_range_ballistic",
                "bound": "at least",
                "value": km,
                "unit": "km",
            }
            yield Mapped(
                length.start, length.end, "catalogue_value", asked, "against ballistic missiles"
            )
        elif missiles:
            asked = {"entry": missiles[0], "parameter": "maximum_range", "value": km, "unit": "km"}
            yield Mapped(length.start, length.end, "catalogue_value", asked, "against aircraft")
        elif radars or (systems and one.says("detect|radar|see|track")):
            asked = {"system": (systems or ["s-400-regiment"])[0], "target": _target(one)}
            asked |= {"at_least_km": km} | ({"radar": radars[0]} if radars else {})
            yield Mapped(length.start, length.end, "detection_range", asked, "at 10 km altitude")
        elif systems:
            target, altitude = _target(one), 50.0 if one.says("low") else 10_000.0
            asked = {"system": systems[0], "target": target, "altitude_m": altitude}
            asked |= {"at_least_km": km}
            yield Mapped(length.start, length.end, "engagement_range", asked, f"a {target}")


def _target(one: Sentence) -> str:
    if one.says("stealth", r"\bF-35\b", r"\bF-22\b"):
        return "stealth-fighter"
    if one.says("cruise"):
        return "cruise-missile-low"
    return "one-way-drone" if one.says(r"\bdrones?\b") else "fighter"


def _ballistic(one: Sentence) -> Iterator[Mapped]:
    """Yield the ability to intercept ballistic missiles, where no range is given."""
    systems = [name for name in one.named("catalogue") if name in SYSTEMS]
    if systems and not one.of("length") and one.says(r"ballistic missiles?"):
        for against in ("ballistic-missile-300km", "ballistic-missile-1000km"):
            asked = {"system": systems[0], "against": against}
            yield Mapped(0, len(one.text), "footprint", asked, f"against {against}")


def _between(one: Sentence) -> Iterator[Mapped]:
    """Yield one system between two others."""
    systems = [name for name in one.named("catalogue") if name in SYSTEMS]
    if one.says(r"\bbetween\b") and len(systems) == 3:  # noqa: PLR2004 - one between two
        asked = {
            "system": systems[0],
            "lower": systems[1],
            "upper": systems[2],
            "measure": "defended footprint",
            "against": "ballistic-missile-300km",
        }
        yield Mapped(0, len(one.text), "between", asked, "ground defended, 300 km missile")


def _shares(one: Sentence) -> Iterator[Mapped]:
    """Yield a supplier's share of India's imports, with its window where there is one."""
    suppliers = [name for name in one.named("country") if name in SUPPLIERS]
    windows = [dated for dated in one.dates if dated.kind == "window"]
    shares = one.of("share")
    if one.says(r"\boil\b"):
        for share in shares:
            yield Mapped(share.start, share.end, "outside", {"subject": "oil imports"}, "")
        return
    if not suppliers or not one.says("arms", "weapon", "defen[cs]e", "share", "supplier", "import"):
        return
    for share in shares:
        near = [w for w in windows if w.start >= share.start][:1] or windows[-1:]
        asked: dict[str, Any] = {
            "recipient": "India",
            "supplier": suppliers[0],
            "percent": share.value,
        }
        asked |= {"window": near[0].value} if near else {}
        yield Mapped(share.start, share.end, "supplier_share", asked, near[0].words if near else "")


def _majority(one: Sentence) -> Iterator[Mapped]:
    """Yield most of India's arms, without a number."""
    suppliers = [name for name in one.named("country") if name in SUPPLIERS]
    if suppliers and one.says(r"\bmost of\b", r"\bmajority\b") and one.says("arms|weapon"):
        asked = {"recipient": "India", "supplier": suppliers[0], "at_least": 50}
        yield Mapped(0, len(one.text), "supplier_share", asked, "more than half of imports")


def _trend(one: Sentence) -> Iterator[Mapped]:
    """Yield a falling or rising share."""
    suppliers = [name for name in one.named("country") if name in SUPPLIERS]
    down = one.says(r"downward", r"\bfall", r"\bfell\b", r"\bdeclin", r"\bdropp")
    up = one.says(r"\bupward", r"\brise", r"\brising", r"\brose\b")
    if (
        suppliers
        and one.says("share", "arms", "armaments")
        and (down or up)
        and not one.of("share")
    ):
        asked = {
            "recipient": "India",
            "supplier": suppliers[0],
            "direction": "down" if down else "up",
        }
        yield Mapped(0, len(one.text), "share_trend", asked, "windows that do not overlap")


def _rank(one: Sentence) -> Iterator[Mapped]:
    """Yield India's rank among importers."""
    if "India" in one.named("country") and one.says(
        r"largest (arms |weapons )?(importer|buyer)", r"biggest (arms |weapons )?(importer|buyer)"
    ):
        rank = 2 if one.says("second[- ](largest|biggest)") else 1
        asked = {"recipient": "India", "rank": rank}
        yield Mapped(0, len(one.text), "importer_rank", asked, "deliveries of major arms")


def _deliveries(one: Sentence) -> Iterator[Mapped]:
    """Yield when deliveries of the Indian deal begin, or the contract is signed."""
    if not _is_indian_deal(one):
        return
    for dated in one.dates:
        if dated.kind != "date" or not dated.value[:4].isdigit() or dated.value[2:3] == "-":
            continue
        first, last = _bounds(dated.value)
        window = {"deal": "india-2018", "first": first, "last": last}
        if one.says(r"deliver\w*\b.{0,25}\b(begin|began|start)", r"(begin|began|start)\w* deliver"):
            asked = window | {"event": "deliveries-begin"}
            yield Mapped(dated.start, dated.end, "deal_event", asked, "deliveries begin")
        elif one.says(r"\bsign", r"\bcontract", r"\binked\b"):
            asked = window | {"event": "contract-signed"}
            yield Mapped(dated.start, dated.end, "deal_event", asked, "the contract")
        elif one.says("agreement"):
            asked = window | {"event": "agreement-goa"}
            yield Mapped(dated.start, dated.end, "deal_event", asked, "the agreement")


def _bounds(written: str) -> tuple[str, str]:
    from skydome.exposure import dates as calendar

    span = calendar.parse(written)
    return span.first.isoformat(), span.last.isoformat()


def _units(one: Sentence) -> Iterator[Mapped]:
    """Yield the number of units bought, and people sent to train."""
    for count in one.of("count"):
        people = count.noun in {"soldier", "personnel", "officer", "people", "specialist"}
        if people and one.says("train"):
            asked: dict[str, Any] = {"deal": "india-2018", "about": round(count.value)}
            yield Mapped(count.start, count.end, "deal_people", asked, "people on a course")
        elif (
            _is_indian_deal(one)
            and count.noun in {"regiment", "squadron", "system", "unit"}
            and one.says(r"\bcontract", r"\bdeal\b", r"\bbought\b", r"\bbuy", r"\bpurchase")
        ):
            asked = {"deal": "india-2018", "units": round(count.value)}
            yield Mapped(count.start, count.end, "deal_terms", asked, "units bought")


def _law(one: Sentence) -> Iterator[Mapped]:
    """Yield what the law says of countries, exceptions and amounts."""
    if not one.named("law") and not one.says("sanction", "waiver"):
        return
    whole = (0, len(one.text))
    if one.says(r"exempt", r"\bexception\b") and "India" in one.named("country"):
        asked: dict[str, Any] = {"sections": ["9525", "9530"], "words": ["India"]}
        asked |= {"claim": one.says(r"\bno exception|not exempt|no country|nothing of the kind")}
        yield Mapped(*whole, "clause_lacks", asked, "an exception for India in the text")
    elif one.says(r"blanket", r"country-specific"):
        asked = {"sections": ["9525", "9530"], "words": ["India", "Turkey"]}
        yield Mapped(*whole, "clause_lacks", asked, "no country is named")
    elif one.of("money") and one.says("waiver", "threshold", "below", "limit"):
        asked = {"sections": ["9525"], "words": ["$", "million"], "claim": False}
        yield Mapped(*whole, "clause_lacks", asked, "an amount in section 9525")
    elif one.says(r"could|risk|may|might") and one.says("sanction") and _is_indian_deal(one):
        asked = {"case": "india-s-400", "finding": "exposure", "claim": "possible"}
        yield Mapped(*whole, "condition", asked, "nothing excludes it")


SYSTEMS = frozenset(
    [
        "s-400-regiment",
        "patriot-battery",
        "thaad-battery",
        "mrsam-battery",
        "akash-battery",
        "akash-ng-battery",
        "qrsam-battery",
    ]
)
RADARS = frozenset(["91n6e", "92n6e", "96l6e", "gamma-de"])
SUPPLIERS = frozenset({"Russia", "United States", "France", "Israel"})
RULES: tuple[Callable[[Sentence], Iterator[Mapped]], ...] = (
    _money,
    _range,
    _ballistic,
    _between,
    _shares,
    _majority,
    _trend,
    _rank,
    _deliveries,
    _units,
    _law,
)
