"""The market: shares, trends, ranks, origin of the stock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from skydome.claims.draft.parsed import Mapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.claims.draft.dates import Dated
    from skydome.claims.draft.parsed import Sentence
    from skydome.claims.draft.quantities import Quantity

SUPPLIERS = frozenset({"Russia", "United States", "France", "Israel"})
ARMS = r"\barms\b|armament|weapon|defen[cs]e|\bshare|supplier|import"
DOWN = r"downward|\bfall|\bfell\b|\bdeclin|\bdropp|\bshrank|\bshrink"
UP = r"\bupward|\brise|\brising|\brose\b|\bgrew\b|\bgrow"
STOCK = r"\borigin\b|inventory|\bstock|\bin service|\barsenal|-made|\bequipment"


def suppliers_in(one: Sentence) -> list[str]:
    """Return the suppliers named, in the order of the sentence."""
    return [name for name in one.named("country") if name in SUPPLIERS]


def shares(one: Sentence) -> Iterator[Mapped]:
    """Yield a supplier's share of India's imports, with its window where there is one."""
    found, suppliers = one.of("share"), suppliers_in(one)
    if one.says(r"\boil\b"):
        for share in found:
            yield Mapped(share.start, share.end, "outside", {"subject": "oil imports"}, "")
    elif suppliers and one.says(ARMS) and not is_change(one):
        for share in found:
            yield (
                _stock(share, suppliers[0]) if one.says(STOCK) else _share(one, share, suppliers[0])
            )


def _share(one: Sentence, share: Quantity, supplier: str) -> Mapped:
    windows: list[Dated] = [dated for dated in one.dates if dated.kind == "window"]
    near = [w for w in windows if w.start >= share.start][:1] or windows[-1:]
    asked: dict[str, Any] = {"recipient": "India", "supplier": supplier, "percent": share.value}
    asked |= {"window": near[0].value} if near else {}
    reading = near[0].words if near else "the latest window then known"
    return Mapped(share.start, share.end, "supplier_share", asked, reading)


def _stock(share: Quantity, origin: str) -> Mapped:
    asked = {"recipient": "India", "origin": origin, "at_least": share.low}
    return Mapped(share.start, share.end, "stock_share", asked, "of equipment in service")


def is_change(one: Sentence) -> bool:
    """Return whether two shares are the ends of a change."""
    return one.says(DOWN, UP) and one.says(r"\bfrom\b.*\bto\b")


def majority(one: Sentence) -> Iterator[Mapped]:
    """Yield most of India's arms, without a number."""
    suppliers = suppliers_in(one)
    if suppliers and one.says(r"\bmost of\b", r"\bmajority\b") and one.says("arms|weapon"):
        asked = {"recipient": "India", "supplier": suppliers[0], "at_least": 50}
        yield Mapped(0, len(one.text), "supplier_share", asked, "more than half of imports")


def trend(one: Sentence) -> Iterator[Mapped]:
    """Yield a falling or rising share."""
    suppliers, down, up = suppliers_in(one), one.says(DOWN), one.says(UP)
    shared = one.of("share")
    if suppliers and one.says("share", "arms") and (down or up) and (not shared or is_change(one)):
        direction = "down" if down else "up"
        asked = {"recipient": "India", "supplier": suppliers[0], "direction": direction}
        yield Mapped(0, len(one.text), "share_trend", asked, "windows that do not overlap")


def ranks(one: Sentence) -> Iterator[Mapped]:
    """Yield India's rank among importers, and the rank of its suppliers."""
    if "India" not in one.named("country"):
        return
    whole, second = (0, len(one.text)), one.says("second[- ](largest|biggest)")
    suppliers = suppliers_in(one)
    if one.says(r"(largest|biggest) (\w+ )?(importer|buyer|recipient)"):
        asked: dict[str, Any] = {"recipient": "India", "rank": 2 if second else 1}
        yield Mapped(*whole, "importer_rank", asked, "deliveries of major arms")
    elif suppliers and not second and one.says(r"(largest|biggest|main|top) (\w+ )?suppliers?"):
        asked = {"recipient": "India", "suppliers": suppliers}
        yield Mapped(*whole, "largest_suppliers", asked, "by deliveries of major arms")


RULES = (shares, majority, trend, ranks)
