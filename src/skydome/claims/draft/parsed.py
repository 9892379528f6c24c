"""A sentence with what it names and measures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from skydome.claims.draft.dates import dates
from skydome.claims.draft.names import names
from skydome.claims.draft.quantities import quantities

if TYPE_CHECKING:
    from skydome.claims.draft.dates import Dated
    from skydome.claims.draft.names import Named
    from skydome.claims.draft.quantities import Quantity


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

    @property
    def systems(self) -> list[str]:
        """The air-defence systems named."""
        return [name for name in self.named("catalogue") if name in SYSTEMS]

    @property
    def on_india(self) -> bool:
        """Whether it can be about India's purchase: it names no other buyer."""
        others = {"Turkey", "China"} & set(self.named("country"))
        systems = self.named("catalogue")
        named = "s-400-regiment" in systems or "India" in self.named("country")
        return not others and (named or not (systems or self.named("country")))

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
