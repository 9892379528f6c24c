"""Capabilities: ranges, ballistic missiles, channels, comparisons, endurance, leakage."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from skydome.claims.draft.parsed import SYSTEMS, Mapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.claims.draft.parsed import Sentence
    from skydome.claims.draft.quantities import Quantity

KM, MONTH_S, MINUTE_S = 1e3, 86_400.0 * 365.25 / 12, 60.0
RADARS = frozenset(["91n6e", "92n6e", "96l6e", "gamma-de"])
BALLISTIC = {300.0: "ballistic-missile-300km", 1000.0: "ballistic-missile-1000km"}
BALLISTIC |= {3000.0: "ballistic-missile-3000km"}
OF_THE_TARGET = r"(missiles?|targets?) (with|of|having) (a |an )?(maximum |launch )?(range|reach)"


def ranges(one: Sentence) -> Iterator[Mapped]:
    """Yield ranges of systems, radars and missiles, against aircraft or ballistic missiles."""
    for length in one.of("length"):
        if one.says(r"ballistic"):
            yield from _against_ballistic(one, length)
        elif one.says(SEES) and (one.systems or _radars(one)):
            yield _detection(one, length)
        elif one.says(REACHES):
            yield from _engagement(one, length)


SEES = r"\bdetect|\bradars?\b|\bsees?\b|\btrack|\bspot"
REACHES = (
    r"\brange\b|\breach|\bout to\b|\bengag|\bshoot|\bshot\b|\bhit|\bintercept|\bdestroy|\bdown\b"
)


def _radars(one: Sentence) -> list[str]:
    return [name for name in one.named("catalogue") if name in RADARS]


def _missiles(one: Sentence) -> list[str]:
    named = one.named("catalogue")
    return [name for name in named if name not in SYSTEMS and name not in RADARS]


def _against_ballistic(one: Sentence, length: Quantity) -> Iterator[Mapped]:
    """Yield a defence against missiles of a range, or the reach against any of them."""
    km = length.high / KM
    if one.says(OF_THE_TARGET) and one.systems:
        nearest = min(BALLISTIC, key=lambda known: abs(known - km))
        asked: dict[str, Any] = {"system": one.systems[0], "against": BALLISTIC[nearest]}
        reading = f"defends ground against missiles of {nearest:,.0f} km range, the nearest"
        yield Mapped(length.start, length.end, "footprint", asked, reading)
        return
    asked = {
        "entry": (_missiles(one) or ["40n6e"])[0],
        "parameter": "maximum_range_ballistic",
        "bound": "at least",
        "value": km,
        "unit": "km",
    }
    yield Mapped(length.start, length.end, "catalogue_value", asked, "against ballistic missiles")


def _detection(one: Sentence, length: Quantity) -> Mapped:
    radars = _radars(one)
    asked: dict[str, Any] = {"system": (one.systems or ["s-400-regiment"])[0]}
    asked |= {"target": target(one), "at_least_km": length.high / KM}
    asked |= {"radar": radars[0]} if radars else {}
    reading = f"a {target(one)} at 10 km altitude"
    return Mapped(length.start, length.end, "detection_range", asked, reading)


def _engagement(one: Sentence, length: Quantity) -> Iterator[Mapped]:
    km, missiles = length.high / KM, _missiles(one)
    if missiles:
        asked: dict[str, Any] = {"entry": missiles[0], "parameter": "maximum_range", "value": km}
        asked |= {"unit": "km"}
        yield Mapped(length.start, length.end, "catalogue_value", asked, "against aircraft")
    elif one.systems:
        low = one.says(r"\blow\b|\blow-fl|cruise|drone")
        altitude, aimed = (50.0 if low else 10_000.0), target(one)
        asked = {"system": one.systems[0], "target": aimed, "altitude_m": altitude}
        asked |= {"at_least_km": km}
        reading = f"a {aimed} at {altitude:,.0f} m altitude"
        yield Mapped(length.start, length.end, "engagement_range", asked, reading)


def target(one: Sentence) -> str:
    """Return the target of the catalogue that a sentence means."""
    if one.says("stealth", r"\bF-35", r"\bF-22"):
        return "stealth-fighter"
    if one.says("cruise"):
        return "cruise-missile-low"
    return "one-way-drone" if one.says(r"\bdrones?\b") else "fighter"


def ballistic(one: Sentence) -> Iterator[Mapped]:
    """Yield the ability to intercept ballistic missiles, where no range is given."""
    if one.systems and not one.of("length") and one.says(r"ballistic missiles?"):
        for against in ("ballistic-missile-300km", "ballistic-missile-1000km"):
            asked = {"system": one.systems[0], "against": against}
            yield Mapped(0, len(one.text), "footprint", asked, f"against {against}")


def compared(one: Sentence) -> Iterator[Mapped]:
    """Yield one system between two others, beyond another, or cheaper than it."""
    whole = (0, len(one.text))
    if one.says(r"\bbetween\b") and len(one.systems) == 3:  # noqa: PLR2004 - one between two
        asked = dict(zip(("system", "lower", "upper"), one.systems, strict=True))
        asked |= {"measure": "defended footprint", "against": "ballistic-missile-300km"}
        yield Mapped(*whole, "between", asked, "ground defended, 300 km missile")
    elif len(one.systems) == 2:  # noqa: PLR2004 - one and another
        first, second = one.systems
        if one.says(r"\bcheaper|costs? less|less expensive"):
            asked = {"system": first, "than": second, "per": "system"}
            yield Mapped(*whole, "cheaper", asked, "the price of one system")
        elif one.says(r"more expensive|dearer|costs? more"):
            asked = {"system": second, "than": first, "per": "system"}
            yield Mapped(*whole, "cheaper", asked, "the price of one system")
        elif one.says(r"fa[r]?ther|further|longer range|longer reach|more range|out-?range"):
            yield _beyond(one, first, second)


def _beyond(one: Sentence, first: str, second: str) -> Mapped:
    measure = "detection range" if one.says(SEES) else "engagement range"
    asked: dict[str, Any] = {"system": first, "others": [second], "measure": measure}
    asked |= {"against": target(one)}
    reading = f"{measure}, a {target(one)} at 10 km altitude"
    return Mapped(0, len(one.text), "exceeds", asked, reading)


def channels(one: Sentence) -> Iterator[Mapped]:
    """Yield how many targets are engaged at once: by one battery's radar."""
    if "s-400-regiment" not in one.systems:
        return
    for match in re.finditer(ENGAGED, one.text, re.IGNORECASE):
        asked: dict[str, Any] = {"entry": "92n6e", "parameter": "target_channels"}
        asked |= {"bound": "at least"} | {"value": float(match["n"]), "unit": "1"}
        yield Mapped(match.start("n"), match.end("n"), "catalogue_value", asked, "one battery")


ENGAGED = (
    r"\b(engag\w+|attack\w*|shoot\w*( at)?|fir\w+ (at|on)) (up to )?"
    r"(?P<n>\d{1,3}) (targets?|at (once|a time))"
)


def endurance(one: Sentence) -> Iterator[Mapped]:
    """Yield a time after which half of the batteries fail without parts."""
    if not one.says(r"\bspares?\b|spare parts|without parts|cut[- ]?off") or not one.says(STOPS):
        return
    for time in one.of("duration"):
        if time.high > MONTH_S / 2:
            asked = {"deal": "india-2018", "within_months": round(time.high / MONTH_S, 1)}
            reading = "half of India's batteries down within this time without parts"
            yield Mapped(time.start, time.end, "cut_off", asked, reading)


STOPS = r"\bfail|\bstop|\bground|\bdown\b|\buseless|\binoperab|\bout of (action|service)|\bhalt"
RULES = (ranges, ballistic, compared, channels, endurance)
