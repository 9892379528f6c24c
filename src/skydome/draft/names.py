"""Names of scenarios made from any text, and systems and threats that a text may mean."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.catalogue import Catalogue

LONGEST = 40
WORDS = re.compile(r"[a-z]+|[0-9]+")
# words that say what sort of thing a system is, not which
COMMON = frozenset({"battery", "regiment", "firing", "unit", "flight", "or", "sam", "system"})
# Aircraft by type to the generic threat that stands for them; anything else is a fighter.
STEALTH = ("f 35", "f 22", "f 117", "b 2", "b 21", "j 20", "j 35", "su 57", "stealth")
LARGE = (
    *("kc 135", "kc 46", "kc 10", "c 130", "c 17", "c 12", "c 5", "b 52", "b 1", "e 3", "p 8"),
    *("tu 95", "tu 22", "tu 160", "il 76", "tanker", "transport", "bomber", "awacs"),
)


def clean(text: str, taken: set[str], instead: str) -> str:
    """Return a name of letters, digits, - and _ that is not taken yet, and take it."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    base = re.sub(r"[^A-Za-z0-9_]+", "-", ascii_text).strip("-_")[:LONGEST].rstrip("-_") or instead
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name


def system_meant(texts: Iterable[str], catalogue: Catalogue) -> str:
    """Return the system that a text names, by its id or by its name; empty where none does."""
    entries = {entry: catalogue.entry(entry).name for entry in catalogue.ids("system")}
    return _meant(texts, entries)


def threat_meant(texts: Iterable[str], catalogue: Catalogue) -> str:
    """Return the threat that a text names, by its id or by its name; empty where none does."""
    entries = {entry: catalogue.entry(entry).name for entry in catalogue.ids("threat")}
    return _meant(texts, entries)


def aircraft_meant(kind: str) -> str:
    """Return the generic threat that stands for a type of aircraft."""
    words = _spaced(kind)
    if any(f" {mark} " in words for mark in STEALTH):
        return "stealth-fighter"
    return "large-aircraft" if any(f" {mark} " in words for mark in LARGE) else "fighter"


def _spaced(text: str) -> str:
    return f" {' '.join(WORDS.findall(text.lower()))} "


def _meant(texts: Iterable[str], entries: dict[str, str]) -> str:
    """Return the entry whose telling words are all in a text; the one with the most of them."""
    for text in texts:
        if text in entries:
            return text
        here = set(_spaced(text).split())
        fits: dict[str, int] = {}
        for entry, name in entries.items():
            for label in (entry, name):
                telling = set(_spaced(label).split()) - COMMON
                if telling and telling <= here:
                    fits[entry] = max(len(telling), fits.get(entry, 0))
        if fits:
            return max(fits, key=lambda entry: fits[entry])
    return ""
