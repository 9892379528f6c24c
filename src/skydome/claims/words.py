"""Numbers and dates as the sentences of an audit give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

BILLION, MILLION, KM, KM2 = 1e9, 1e6, 1e3, 1e6
ALL, HALF = 1.0, 0.5


def km(metres: float) -> str:
    """Return a distance in kilometres."""
    return f"{metres / KM:,.0f} km"


def km2(square_metres: float) -> str:
    """Return an area in square kilometres to two digits."""
    return f"{float(f'{square_metres / KM2:.2g}'):,.0f} km²"


def span(values: Iterable[float], unit: str) -> str:
    """Return the least and the greatest of some values in SI, one where they read the same."""
    shown = {"m": km, "m2": km2}[unit]
    found = list(values)
    low, high = shown(min(found)), shown(max(found))
    return low if low == high else f"{low.split(' ', maxsplit=1)[0]} to {high}"


def usd(value: float) -> str:
    """Return an amount of dollars in billions or millions."""
    if abs(value) >= BILLION:
        return f"{value / BILLION:.4g} billion USD"
    return f"{value / MILLION:,.4g} million USD" if abs(value) >= MILLION else f"{value:,.0f} USD"


def percent(share: float) -> str:
    """Return a share of draws in whole per cent; neither 0 nor 100 where it is not exactly that."""
    whole = round(100 * share)
    if whole in {0, 100} and share not in {0.0, 1.0}:
        return "less than 1 %" if whole == 0 else "more than 99 %"
    return f"{whole} %"


def listed(words: Iterable[str]) -> str:
    """Return words as a list in a sentence: a, b and c; nothing where there are none."""
    found = list(words)
    if not found:
        return ""
    *first, last = found
    return f"{', '.join(first)} and {last}" if first else last


def sentence(text: str) -> str:
    """Return a text with a capital at its beginning and one full stop at its end."""
    stripped = text.strip().rstrip(".")
    return f"{stripped[:1].upper()}{stripped[1:]}."
