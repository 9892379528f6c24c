"""The check that a sentence asks for: a rule each, by what the sentence names and measures."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from skydome.claims.draft import of_capability, of_deals, of_law, of_markets
from skydome.claims.draft.parsed import Mapped, parsed
from skydome.claims.registry import checks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from skydome.claims.draft.parsed import Sentence

MOST_NEAREST = 3
RULES: tuple[Callable[[Sentence], Iterator[Mapped]], ...] = (
    *of_deals.RULES,
    *of_capability.RULES,
    *of_markets.RULES,
    *of_law.RULES,
)


def mapped(text: str) -> list[Mapped]:
    """Return the checks that a sentence asks for, in the order of the rules."""
    sentence = parsed(text)
    return [found for rule in RULES for found in rule(sentence)]


def nearest(text: str) -> list[str]:
    """Return the names of the checks whose question shares most words with a sentence.

    Ties, and sentences that share none, go by what the sentence names.
    """
    words, sentence = _stems(text), parsed(text)
    kinds = [kind for kind in ("law", "catalogue", "country") if sentence.named(kind)]
    if sentence.says("sanction", "waive"):
        kinds = ["law", *kinds]
    hinted = [name for kind in [*kinds, "nothing"] for name in NEAR[kind]]
    scored = {
        name: len(words & _stems(f"{one.meaning} {name.replace('_', ' ')}"))
        for name, one in checks().items()
    }
    last = len(hinted)
    place = {name: hinted.index(name) if name in hinted else last for name in scored}
    best = sorted(scored, key=lambda name: (-scored[name], place[name], name))
    return best[:MOST_NEAREST]


NEAR = {
    "law": ("condition", "clause_says", "case_fact"),
    "catalogue": ("catalogue_value", "engagement_range", "deal_event"),
    "country": ("deal_event", "supplier_share", "on_record"),
    "nothing": ("on_record", "judgement", "outside"),
}


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
