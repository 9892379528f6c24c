"""Names of one country that follow each other in a file, such as Soviet Union and Russia."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.dependence.record import Delivery

# a state, or its earlier name -> the state that continues it, as SIPRI writes them
SUCCESSORS = {
    "Soviet Union": "Russia",
    "Czechoslovakia": "Czechia",
    "Czech Republic": "Czechia",
    "Yugoslavia": "Serbia",
    "Serbia and Montenegro": "Serbia",
    "East Germany (GDR)": "Germany",
    "Germany, FR": "Germany",
    "West Germany": "Germany",
    "Turkey": "Turkiye",
    "Macedonia": "North Macedonia",
    "Macedonia (FYROM)": "North Macedonia",
    "Swaziland": "eSwatini",
    "Cape Verde": "Cabo Verde",
    "Burma": "Myanmar",
    "Zaire": "DR Congo",
    "North Yemen": "Yemen",
    "Yemen Arab Republic (North Yemen)": "Yemen",
    "South Yemen": "Yemen",
    "North Vietnam": "Viet Nam",
    "Vietnam": "Viet Nam",
    "UAE": "United Arab Emirates",
    "Ivory Coast": "Cote d'Ivoire",
    "Rhodesia": "Zimbabwe",
    "Ceylon": "Sri Lanka",
}
LONGEST_OVERLAP_YEARS = 1
LONGEST_GAP_YEARS = 5  # a supplier may deliver nothing for some years
SHORTEST_WORD = 4
COMMON_WORDS = {
    *("republic", "united", "states", "kingdom", "south", "north", "east", "west", "saint"),
    *("democratic", "people's", "islands", "guinea", "arab", "rebels", "unknown", "supplier"),
    *("recipient", "suppliers", "recipients", "group", "rebel", "central", "equatorial"),
}


class Renaming(NamedTuple):
    """Two names of a file, the second from ``year`` on, that may be one country."""

    old: str
    new: str
    old_last_year: int
    year: int


def renamings(deliveries: Sequence[Delivery], *, recipients: bool = False) -> list[Renaming]:
    """Return the pairs of suppliers, or of recipients, that follow each other in time as one.

    Two names count as such where the first is known as an earlier name of the second, or where
    the distinctive words of one are all in the other, and the second begins when the first ends.
    """
    spans: dict[str, tuple[int, int]] = {}
    for one in deliveries:
        name = one.recipient if recipients else one.supplier
        if name and one.tiv_million > 0:
            first, last = spans.get(name, (one.years[0], one.years[-1]))
            spans[name] = min(first, one.years[0]), max(last, one.years[-1])
    found = [
        Renaming(old, new, spans[old][1], spans[new][0])
        for old in spans
        for new in spans
        if old != new and _follows(spans[old], spans[new]) and _may_be_one(old, new)
    ]
    return sorted(found, key=lambda one: (one.year, one.old))


def _follows(old: tuple[int, int], new: tuple[int, int]) -> bool:
    gap = new[0] - old[1]
    return old[0] < new[0] and -LONGEST_OVERLAP_YEARS <= gap - 1 <= LONGEST_GAP_YEARS


def _may_be_one(old: str, new: str) -> bool:
    if SUCCESSORS.get(old) == new:
        return True
    if "(" in old + new:  # armed groups carry the name of their country in brackets
        return False
    words = _words(old), _words(new)
    return bool(words[0] & words[1]) and (words[0] <= words[1] or words[1] <= words[0])


def _words(name: str) -> set[str]:
    """Return the distinctive words of a name, in small letters and without accents."""
    split = unicodedata.normalize("NFKD", name.lower())
    plain = "".join(sign for sign in split if not unicodedata.combining(sign))
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", plain)
    return {word for word in words if len(word) >= SHORTEST_WORD} - COMMON_WORDS
