"""What no record and no calculation settles: judgements, and what is outside; and arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from skydome.claims.registry import Params, registered
from skydome.claims.verdict import Answer, Calculation, Verdict
from skydome.claims.words import listed

if TYPE_CHECKING:
    from skydome.claims.world import When, World

Text = Annotated[str, Field(min_length=1)]
OPERATIONS = {"sum": "+", "product": "×", "ratio": "/", "difference": "−"}


class Judgement(Params):
    """What `judgement` is told: why nothing can settle it."""

    because: Text


class Outside(Params):
    """What `outside` is told: the subject that no wing of Skydome covers."""

    subject: Text


class Arithmetic(Params):
    """What `arithmetic` is asked: whether the claim's own numbers agree."""

    operation: Literal["sum", "product", "ratio", "difference"]
    numbers: tuple[float, ...] = Field(min_length=2, max_length=20)
    equals: float
    within: Annotated[float, Field(ge=0, le=1)] = Field(0.02, description="relative tolerance")
    unit: Text = "1"


@registered("judgement", Judgement, dated=False)
def judgement(asked: Judgement, _when: When, _world: World) -> Answer:
    """Ask this: is this a value, a motive, a need or a might-have-been that no record settles."""
    return Answer(
        Verdict.JUDGEMENT, f"A judgement: {asked.because}.", "none", (), "nothing on record"
    )


@registered("outside", Outside, dated=False)
def outside(asked: Outside, _when: When, _world: World) -> Answer:
    """Ask this: is this about something that no wing of Skydome covers."""
    why = f"Outside: {asked.subject} is in no record that Skydome holds."
    return Answer(Verdict.OUTSIDE, why, "none", (), f"a record of {asked.subject}", asked.subject)


@registered("arithmetic", Arithmetic, dated=False)
def arithmetic(asked: Arithmetic, _when: When, _world: World) -> Answer:
    """Ask this: do the claim's own numbers agree with one another."""
    import hashlib
    from math import prod

    numbers = asked.numbers
    found = {
        "sum": sum(numbers),
        "product": prod(numbers),
        "ratio": numbers[0] / prod(numbers[1:]) if all(numbers[1:]) else float("inf"),
        "difference": numbers[0] - sum(numbers[1:]),
    }[asked.operation]
    close = abs(found - asked.equals) <= asked.within * max(abs(asked.equals), 1e-12)
    sign = f" {OPERATIONS[asked.operation]} "
    terms = sign.join(f"{one:g}" for one in numbers)
    unit = "" if asked.unit == "1" else f" {asked.unit}"
    why = f"{terms} = {found:g}{unit}; the claim is {asked.equals:g}{unit}."
    evidence = Calculation(
        what=f"the {asked.operation} of {listed(f'{one:g}' for one in numbers)}",
        result=f"{found:g}{unit}",
        inputs={f"number {n}": f"{one:g}" for n, one in enumerate(numbers, 1)},
        sha256=hashlib.sha256(asked.model_dump_json().encode()).hexdigest(),
    )
    verdict = Verdict.HOLDS if close else Verdict.FAILS
    return Answer(verdict, why, "high", (evidence,), "other numbers in the document")
