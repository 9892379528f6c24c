"""Systems compared draw by draw: one between two others, one beyond all others, one cheaper."""

from __future__ import annotations

import hashlib
import json
from math import isnan
from statistics import median
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from skydome.claims.checks.reach import calculation
from skydome.claims.registry import Params, registered
from skydome.claims.study import measured
from skydome.claims.verdict import Answer, Calculation, Verdict, by_share
from skydome.claims.words import listed, percent, span, usd
from skydome.coverage.compare import POLICIES, Work, scenario_under, system_named
from skydome.coverage.drawn import MEASURES, Asked
from skydome.coverage.magazine import Both, published_price, ratio, ready_missiles
from skydome.errors import InputError

if TYPE_CHECKING:
    import numpy as np

    from skydome.claims.world import When, World
    from skydome.coverage.drawn import Drawn
    from skydome.coverage.magazine import Band

Text = Annotated[str, Field(min_length=1)]
Reach = Literal["engagement range", "detection range", "engaged area", "defended footprint"]
Price = Literal["system", "ready missile", "engaged area", "defended footprint"]
PRICE_DRAWS, PRICE_SEED = 2_000, 2018
KM2 = 1e6


class _Compared(Params):
    """A measure on one task."""

    system: Text
    measure: Reach
    against: Text
    altitude_m: Annotated[float, Field(ge=1, le=100_000)] = 10_000.0


class Between(_Compared):
    """What `between` is asked."""

    lower: Text
    upper: Text


class Exceeds(_Compared):
    """What `exceeds` is asked."""

    others: tuple[Text, ...] = Field(min_length=1, max_length=8)


class Cheaper(Params):
    """What `cheaper` is asked."""

    system: Text
    than: Text
    per: Price
    against: Text | None = None
    altitude_m: Annotated[float, Field(ge=1, le=100_000)] = 10_000.0


@registered("between", Between, dated=False)
def between(asked: Between, _when: When, world: World) -> Answer:
    """Ask this: does one system lie between two others on a measure."""
    studies = _studies(asked, (asked.lower, asked.system, asked.upper), world)
    low, own, high = (studies[name][0] for name in (asked.lower, asked.system, asked.upper))
    within = [a < b < c for a, b, c in zip(low.draws, own.draws, high.draws, strict=True)]
    share = sum(within) / len(within)
    shown = _shown(asked, studies, world)
    why = f"{_task(asked, world)}: {shown}; between the two in {percent(share)} of draws."
    return _answer(asked, studies, share, why, world)


@registered("exceeds", Exceeds, dated=False)
def exceeds(asked: Exceeds, _when: When, world: World) -> Answer:
    """Ask this: does one system go beyond every one of some others on a measure."""
    studies = _studies(asked, (asked.system, *asked.others), world)
    own = studies[asked.system][0]
    others = [studies[name][0].draws for name in asked.others]
    beyond = [value > max(draws[n] for draws in others) for n, value in enumerate(own.draws)]
    share = sum(beyond) / len(beyond)
    shown = _shown(asked, studies, world)
    why = f"{_task(asked, world)}: {shown}; beyond all others in {percent(share)} of draws."
    return _answer(asked, studies, share, why, world)


@registered("cheaper", Cheaper, dated=False)
def cheaper(asked: Cheaper, _when: When, world: World) -> Answer:
    """Ask this: is one system cheaper than another, for a system or for what it does."""
    if (asked.against is None) != (asked.per in {"system", "ready missile"}):
        problem = f"a price per {asked.per} " + (
            "needs a target" if asked.against is None else "has no target"
        )
        raise InputError(problem, field="against", allowed="a threat, for a price per area")
    bands = {name: _price(name, asked, world) for name in (asked.system, asked.than)}
    unknown = [name for name, band in bands.items() if isnan(band.value)]
    if unknown:
        missing = f"a published price of {listed(unknown)}"
        why = f"No price of {listed(unknown)} is published that is more than a guess."
        return Answer(Verdict.OPEN, why, "none", (), missing, missing)
    draws = {name: _drawn_price(name, band) for name, band in bands.items()}
    share = float((draws[asked.system] < draws[asked.than]).mean())
    verdict = by_share(share)
    unit = " a km²" if "area" in asked.per or "footprint" in asked.per else ""
    size = KM2 if unit else 1.0
    shown = " against ".join(
        f"{usd(band.value * size)}{unit} ({usd(band.low * size)} to {usd(band.high * size)})"
        for band in bands.values()
    )
    names = [world.catalogue.entry(system_named(n, world.catalogue)).name for n in bands]
    why = (
        f"Per {asked.per}, {names[0]} and {names[1]}: {shown}; the first is cheaper in "
        f"{percent(share)} of draws."
    )
    missing = "prices for like units that say what they include: radars, missiles, spares, training"
    evidence = Calculation(
        what=f"price per {asked.per}: {names[0]} and {names[1]}",
        result=shown,
        inputs={
            name: f"{usd(band.value * size)}{unit} ({usd(band.low * size)}–{usd(band.high * size)})"
            for name, band in bands.items()
        },
        sha256=_hash(asked, bands),
        draws=PRICE_DRAWS,
        seed=PRICE_SEED,
        share=share,
        command=f"skydome compare {asked.system} {asked.than}",
    )
    return Answer(
        verdict,
        why,
        "low",
        (evidence,),
        missing,
        missing if verdict is Verdict.OPEN else "",
        share,
        ("Export prices are not costs, and none is itemised.",),
    )


def _studies(
    asked: _Compared, systems: tuple[str, ...], world: World
) -> dict[str, tuple[Drawn, str]]:
    return {
        system: measured(Asked(asked.measure, system, asked.against, asked.altitude_m), world)
        for system in dict.fromkeys(systems)
    }


def _task(asked: _Compared, world: World) -> str:
    target = world.catalogue.entry(asked.against).name.lower()
    at = "" if asked.measure == "defended footprint" else f" at {asked.altitude_m / 1e3:g} km"
    return f"{asked.measure.capitalize()} against a {target}{at}"


def _shown(asked: _Compared, studies: dict[str, tuple[Drawn, str]], world: World) -> str:
    unit = MEASURES[asked.measure]
    return listed(
        f"{world.catalogue.entry(system_named(name, world.catalogue)).name} "
        f"{span([median(found.draws)], unit)} ({span(found.draws, unit)})"
        for name, (found, _) in studies.items()
    )


def _answer(
    asked: _Compared, studies: dict[str, tuple[Drawn, str]], share: float, why: str, world: World
) -> Answer:
    verdict = by_share(share)
    moved = listed([name for name, _ in studies[asked.system][0].moved_by] or ["uncertain values"])
    return Answer(
        verdict,
        why,
        "medium" if verdict is not Verdict.OPEN else "low",
        tuple(
            calculation(
                Asked(asked.measure, name, asked.against, asked.altitude_m),
                found,
                inputs,
                share if name == asked.system else None,
                world,
            )
            for name, (found, inputs) in studies.items()
        ),
        "other ranges in the catalogue",
        f"the value of {moved}" if verdict is Verdict.OPEN else "",
        share,
    )


def _price(name: str, asked: Cheaper, world: World) -> Band:
    """Return a price as a band in USD, or USD a square metre."""
    system = system_named(name, world.catalogue)
    against = asked.against or "fighter"
    falls = world.catalogue.entry(against).attributes.get("motion") == "ballistic"
    work = Work(
        targets=() if falls else (against,),
        altitudes_m=(asked.altitude_m,),
        ballistic=(against,) if falls else (),
        draws=1,
    )
    made = {p: scenario_under(system, p, work, world.catalogue) for p in POLICIES.values()}
    both = Both(made["assessed"], made["claimed"])
    cost, _ = published_price(both, system, "cost")
    if asked.per == "system":
        return cost
    if asked.per == "ready missile":
        return ratio(cost, both.counted(lambda s, end: sum(ready_missiles(s, end).values())))
    found, _ = measured(
        Asked("defended footprint" if falls else "engaged area", name, against, asked.altitude_m),
        world,
    )
    from skydome.coverage.magazine import Band

    values = (found.assessed, *found.draws)
    return ratio(cost, Band(found.assessed, min(values), max(values), found.claimed))


def _drawn_price(name: str, band: Band) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return draws of a price: triangular between its bounds, its peak at the value."""
    import numpy as np

    from skydome.fielding.sampling import latin_hypercube

    u = latin_hypercube(PRICE_SEED, PRICE_DRAWS, name)
    low, peak = band.low, band.value
    high = band.high if np.isfinite(band.high) else 100 * peak
    if low == high:
        return np.full(u.shape, peak)
    turn = (peak - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (peak - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - peak))
    return np.where(u < turn, rising, falling)


def _hash(asked: Cheaper, bands: dict[str, Band]) -> str:
    text = json.dumps([asked.model_dump(), {name: list(band) for name, band in bands.items()}])
    return hashlib.sha256(f"{text} {PRICE_DRAWS} {PRICE_SEED}".encode()).hexdigest()
