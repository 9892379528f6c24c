"""How far a system sees and engages, and what it defends against ballistic missiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, model_validator

from skydome.claims.registry import Params, registered
from skydome.claims.study import measured
from skydome.claims.verdict import Answer, Calculation, Verdict, by_share
from skydome.claims.words import km, percent, span
from skydome.coverage.drawn import MEASURES, Asked
from skydome.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.claims.world import When, World
    from skydome.coverage.drawn import Drawn

Km = Annotated[float, Field(gt=0, le=10_000)]
Metres = Annotated[float, Field(ge=1, le=100_000)]
Text = Annotated[str, Field(min_length=1)]
WOULD_CHANGE = "other ranges in the catalogue, above all a measured value of what moves it most"


class _Level(Params):
    """A system, a target that flies level, and the bound that the claim gives."""

    system: Text
    target: Text
    altitude_m: Metres = 10_000.0
    at_least_km: Km | None = None
    at_most_km: Km | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> _Level:
        if (self.at_least_km is None) == (self.at_most_km is None):
            raise InputError("one bound is asked for", allowed="at_least_km or at_most_km")
        return self


class EngagementRange(_Level):
    """What `engagement_range` is asked."""


class DetectionRange(_Level):
    """What `detection_range` is asked; all radars of the system unless one is named."""

    radar: Text | None = None


class Footprint(Params):
    """What `footprint` is asked: that some ground, or at least an area, is defended."""

    system: Text
    against: Text
    at_least_km2: Annotated[float, Field(ge=0, le=1e7)] = 0.0


@registered("engagement_range", EngagementRange, dated=False)
def engagement_range(asked: EngagementRange, _when: When, world: World) -> Answer:
    """Ask this: how far does a system engage a target at an altitude."""
    question = Asked("engagement range", asked.system, asked.target, asked.altitude_m)
    return _bounded(question, asked, world, "engages")


@registered("detection_range", DetectionRange, dated=False)
def detection_range(asked: DetectionRange, _when: When, world: World) -> Answer:
    """Ask this: how far does a radar of a system detect a target at an altitude."""
    question = Asked(
        "detection range", asked.system, asked.target, asked.altitude_m, asked.radar or ""
    )
    return _bounded(question, asked, world, "detects")


@registered("footprint", Footprint, dated=False)
def footprint(asked: Footprint, _when: When, world: World) -> Answer:
    """Ask this: what ground does a system defend against a ballistic missile of a given range."""
    question = Asked("defended footprint", asked.system, asked.against)
    found, inputs = measured(question, world)
    least_m2 = asked.at_least_km2 * 1e6
    share = _share(found, lambda area: area > 0 and area >= least_m2)
    claim = f"at least {asked.at_least_km2:,.0f} km²" if least_m2 else "some ground"
    target = world.catalogue.entry(asked.against).name.lower()
    system = world.catalogue.entry(asked.system).name
    why = (
        f"{system}, alone, has an intercept against a {target} for {_value(found, 'm2')} of aim "
        f"points; {claim} is defended in {percent(share)} of draws"
    )
    return answered(question, found, inputs, share, why, world)


def _bounded(question: Asked, asked: _Level, world: World, verb: str) -> Answer:
    found, inputs = measured(question, world)
    if asked.at_least_km is not None:
        bound, claim = asked.at_least_km * 1e3, f"at least {asked.at_least_km:g} km"
        share = _share(found, lambda range_m: range_m >= bound)
    else:
        bound = (asked.at_most_km or 0.0) * 1e3
        claim = f"at most {asked.at_most_km:g} km"
        share = _share(found, lambda range_m: range_m <= bound)
    target = world.catalogue.entry(asked.target).name.lower()
    system = world.catalogue.entry(asked.system).name
    why = (
        f"{system} {verb} a {target} at {_altitude(asked.altitude_m)} out to {_value(found, 'm')}; "
        f"{claim} in {percent(share)} of draws"
    )
    return answered(question, found, inputs, share, why, world)


def answered(
    question: Asked, found: Drawn, inputs: str, share: float, why: str, world: World
) -> Answer:
    """Return the answer of a capability from the part of its draws in which the claim holds."""
    verdict = by_share(share)
    moved = ", ".join(name for name, _ in found.moved_by)
    decides = f"the value of {moved}" if moved else "a measured value of the uncertain parameters"
    return Answer(
        verdict,
        f"{why}.",
        "medium" if verdict is not Verdict.OPEN else "low",
        (calculation(question, found, inputs, share, world),),
        WOULD_CHANGE + (f" ({moved})" if moved else ""),
        decides if verdict is Verdict.OPEN else "",
        share,
        ("Kill is not included: an intercept exists, and may miss.",),
    )


def calculation(
    question: Asked, found: Drawn, inputs: str, share: float | None, world: World
) -> Calculation:
    """Return a study as a piece of evidence."""
    unit = MEASURES[question.measure]
    level = question.measure != "defended footprint"
    moved = ", ".join(f"{name} (rank correlation {rho:+.2f})" for name, rho in found.moved_by)
    command = f"skydome compare {question.system} --draws {min(world.draws, 64)}" + (
        f" --target {question.against} --altitude {question.altitude_m:g}"
        if level
        else f" --against {question.against}"
    )
    return Calculation(
        what=f"{question.measure} of {question.system} against {question.against}",
        result=f"{_value(found, unit)}; as claimed {span([found.claimed], unit)}",
        inputs={
            "system": question.system,
            "against": question.against,
            **({"altitude": _altitude(question.altitude_m)} if level else {}),
            **({"radar": question.radar} if question.radar else {}),
            "draws": f"{len(found.draws)} of every value with a range",
            **({"moves it most": moved} if moved else {}),
        },
        sha256=inputs,
        draws=len(found.draws),
        share=share,
        command=command,
    )


def _value(found: Drawn, unit: str) -> str:
    shown = span([found.assessed], unit)
    return f"{shown} ({span(found.draws, unit)} over the draws)"


def _share(found: Drawn, holds: Callable[[float], bool]) -> float:
    return sum(bool(holds(value)) for value in found.draws) / len(found.draws)


def _altitude(altitude_m: float) -> str:
    return km(altitude_m) if altitude_m >= 1e3 else f"{altitude_m:g} m"  # noqa: PLR2004 - a kilometre
