"""One typed sentence, answered by the checks that it maps to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from skydome.claims.circulating import Recognised, recognised
from skydome.claims.draft.sentence import mapped, nearest
from skydome.claims.registry import checks
from skydome.claims.verdict import Answer, Verdict, combined
from skydome.claims.world import When

if TYPE_CHECKING:
    from datetime import date

    from skydome.claims.draft.parsed import Mapped
    from skydome.claims.world import World


class Typed(NamedTuple):
    """A sentence with its answers; ``nearest`` names checks where none was mapped."""

    sentence: str
    answers: tuple[tuple[Mapped, Answer], ...]
    errors: tuple[Recognised, ...]
    nearest: tuple[str, ...]

    @property
    def verdict(self) -> Verdict | None:
        """The verdict of the whole, None where no check fits."""
        found = [answer.verdict for _, answer in self.answers]
        return combined(found) if found else None


def typed(sentence: str, world: World, day: date) -> Typed:
    """Return the answers to a sentence, about a day and with what is known on it.

    Raises
    ------
    InputError
        A check cannot be asked what the sentence gives.
    """
    known = checks()
    found = mapped(sentence)
    answers = tuple(
        (
            one,
            known[one.check].answer(
                known[one.check].form.model_validate(one.asked), When(day, day), world
            ),
        )
        for one in found
    )
    errors = tuple(recognised(sentence))
    return Typed(sentence, answers, errors, () if answers else tuple(nearest(sentence)))
