"""Numbers in the form in which people read them."""

from __future__ import annotations

from math import floor, isnan, log10, pi
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skydome.analysis import Estimate

NOTHING, NO_BREAK, MINUS = "–", "\u00a0", "−"
EXACT = 1e-9
# SI unit -> (from this magnitude up, size, name), largest first
READABLE: dict[str, tuple[tuple[float, float, str], ...]] = {
    "m": ((1e3, 1e3, "km"), (0, 1, "m")),
    "m2": ((0, 1, "m²"),),
    "s": ((7_200, 3_600, "h"), (120, 60, "min"), (0, 1, "s")),
    "m/s": ((0, 1, "m/s"),),
    "Hz": ((1e9, 1e9, "GHz"), (1e6, 1e6, "MHz"), (0, 1, "Hz")),
    "rad": ((0, pi / 180, "°"),),
    "USD": ((1e9, 1e9, "billion USD"), (1e6, 1e6, "million USD"), (0, 1, "USD")),
    "1": ((0, 1, ""),),
}
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def count(value: float) -> str:
    """Return a mean count: whole where it is whole, else to about three digits."""
    whole = abs(value - round(value)) < EXACT
    decimals = 0 if whole or abs(value) >= 100 else 1 if abs(value) >= 10 else 2  # noqa: PLR2004 - digits
    return _signed(f"{value:,.{decimals}f}")


def _signed(digits: str) -> str:
    """Return digits with a true minus, and none before zero."""
    nothing = not digits.strip("-0.,")
    return digits.lstrip("-") if nothing else digits.replace("-", MINUS)


def interval(estimate: Estimate | None) -> str:
    """Return the two bounds of an interval, a dash where there is none."""
    if estimate is None or estimate.low == estimate.high:
        return NOTHING
    return span(estimate.low, estimate.high)


def span(low: float, high: float) -> str:
    """Return a range of counts, one number where both bounds read the same."""
    first, last = count(low), count(high)
    return first if first == last else f"{first} to {last}"


def percent(share: float) -> str:
    """Return a share in per cent, to one decimal below ten."""
    if isnan(share):
        return NOTHING
    value = 100 * share
    whole = abs(value - round(value)) < EXACT or value >= 10  # noqa: PLR2004 - two digits are enough
    return _signed(f"{value:.{0 if whole else 1}f}") + NO_BREAK + "%"


def percent_span(low: float, high: float) -> str:
    """Return a range of shares in per cent."""
    first, last = percent(low), percent(high)
    return first if first == last else f"{first[:-2]} to {last}"


def km(range_m: float) -> str:
    """Return a range in whole kilometres, a dash where there is none."""
    return NOTHING if isnan(range_m) else f"{range_m / 1e3:.0f}"


def altitude(altitude_m: float) -> str:
    """Return an altitude in metres below 1 km, in kilometres from there."""
    return with_unit(altitude_m, "m")


def minutes(time_s: float) -> str:
    """Return a time in minutes, to one decimal where it is not whole."""
    value = time_s / 60
    digits = f"{value:.0f}" if abs(value - round(value)) < EXACT else f"{value:.1f}"
    return f"{_signed(digits)}{NO_BREAK}min"


def money(low: float, high: float) -> str:
    """Return a range of money in the unit of its upper bound."""
    size, unit = _scale(high, "USD")
    first, last = (count(value / size) for value in (low, high))
    return (first if first == last else f"{first} to {last}") + NO_BREAK + unit


def readable(value: float, unit: str, like: float | None = None) -> tuple[str, str]:
    """Return a value in SI as a number and a unit that people use.

    Parameters
    ----------
    value, unit
        In SI.
    like
        The unit is chosen for this value; for ``value`` itself where not given.
    """
    size, name = _scale(abs(value if like is None else like), unit)
    return _digits(value / size), name


def with_unit(value: float, unit: str) -> str:
    """Return a value in SI with its readable unit."""
    number, name = readable(value, unit)
    return f"{number}{'' if name in ('', '°') else NO_BREAK}{name}"


def _scale(value: float, unit: str) -> tuple[float, str]:
    for least, size, name in READABLE.get(unit, ((0, 1, unit),)):
        if value >= least:
            return size, name
    return 1, unit


def _digits(value: float) -> str:
    """Return at most four significant digits, powers of ten where they are shorter."""
    if value == 0:
        return "0"
    exponent = floor(log10(abs(value)))
    if exponent < -3:  # noqa: PLR2004 - a thousandth can still be read
        return f"{value / 10**exponent:.3g} × 10{str(exponent).translate(SUPERSCRIPTS)}"
    if exponent >= 3:  # noqa: PLR2004 - from a thousand on, no decimals
        return f"{value:,.0f}"
    return f"{value:.4g}"
