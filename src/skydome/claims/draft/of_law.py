"""The law: exceptions, waivers, amounts, sanctions imposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from skydome.claims.draft.parsed import Mapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.claims.draft.parsed import Sentence

CASES = {"India": "india-s-400", "Turkey": "turkey-ssb", "China": "china-edd"}
NOBODY = (
    r"\bno exception|not exempt|no country|nothing of the kind|\bnot (\w+ )?(exempt|sanction)|"
    r"\bnever\b|\bno sanctions|\bno waiver|\bnot (\w+ )?waive"
)


def law(one: Sentence) -> Iterator[Mapped]:
    """Yield what the law says of countries, exceptions and amounts, and what was imposed."""
    if not one.named("law") and not one.says("sanction", "waive"):
        return
    found = _asked(one)
    if found is not None:
        check, asked, reading = found
        yield Mapped(0, len(one.text), check, asked, reading)


def _asked(one: Sentence) -> tuple[str, dict[str, Any], str] | None:
    denied = one.says(NOBODY)
    if one.says(r"exempt", r"\bexception\b") and "India" in one.named("country"):
        asked = {"sections": ["9525", "9530"], "words": ["India"], "claim": denied}
        return "clause_lacks", asked, "an exception for India in the text"
    if one.says(r"blanket", r"country-specific"):
        asked = {"sections": ["9525", "9530"], "words": ["India", "Turkey"]}
        return "clause_lacks", asked, "no country is named"
    if one.of("money") and one.says("waive", "threshold", "below", "limit"):
        asked = {"sections": ["9525"], "words": ["$", "million"], "claim": False}
        return "clause_lacks", asked, "an amount in section 9525"
    return _of_a_case(one, denied=denied)


def _of_a_case(one: Sentence, *, denied: bool) -> tuple[str, dict[str, Any], str] | None:
    buyers = [name for name in one.named("country") if name in CASES]
    if not buyers and not one.on_india:
        return None
    case = CASES[buyers[0] if buyers else "India"]
    if one.says(IMPOSED):
        asked: dict[str, Any] = {"case": case, "fact": "sanctions_imposed", "claim": not denied}
        return "case_fact", asked, "sanctions imposed under section 231, as last stated"
    return _of_india(one, denied=denied) if case == CASES["India"] else None


def _of_india(one: Sentence, *, denied: bool) -> tuple[str, dict[str, Any], str] | None:
    case = {"case": CASES["India"]}
    if one.says(r"waive") and one.says(r"\beligible|\bqualif|\bmeets?\b|\bentitled"):
        asked: dict[str, Any] = case | {"finding": "modified waiver", "claim": "met"}
        reading = "every condition of the modified waiver, official acts apart"
        return "condition", asked | {"apart": True}, reading
    if one.says(GRANTED):
        asked = case | {"fact": "modified_waiver_certified"}
        return "case_fact", asked | {"claim": not denied}, "the President's certificate"
    if one.says(r"could|risk|may\b|might") and one.says("sanction"):
        asked = case | {"finding": "exposure"}
        return "condition", asked | {"claim": "possible"}, "nothing excludes it"
    return None


IMPOSED = r"\b(was|were|has been|have been|is|imposed)\b.{0,30}sanction|sanctions? (was|were|on)"
GRANTED = r"(grant|got|receiv|obtain|given|issued)\w*\b.{0,30}\bwaiver|waiver.{0,20}\bgrant"
RULES = (law,)
