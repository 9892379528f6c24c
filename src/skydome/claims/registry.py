"""The checks by name. A new check is one function with one registration."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.claims.verdict import Answer
    from skydome.claims.world import When, World


class Params(BaseModel):
    """What a check is asked: frozen, and closed to names it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Asked = TypeVar("Asked", bound=Params)


class Check(NamedTuple):
    """One named question.

    Attributes
    ----------
    dated
        Whether its answer depends on the day; a capability does not.
    """

    name: str
    form: type[Params]
    answer: Callable[[Any, When, World], Answer]
    meaning: str
    dated: bool


CHECKS: dict[str, Check] = {}


def registered(
    name: str, form: type[Asked], *, dated: bool = True
) -> Callable[[Callable[[Asked, When, World], Answer]], Callable[[Asked, When, World], Answer]]:
    """Register a function as the check of a name; its docstring's first line is what it asks."""

    def keep(
        function: Callable[[Asked, When, World], Answer],
    ) -> Callable[[Asked, When, World], Answer]:
        if name in CHECKS:
            raise ValueError(f"there are two checks {name!r}")
        meaning = (function.__doc__ or "").strip().splitlines()[0].removeprefix("Ask this: ")
        CHECKS[name] = Check(name, form, function, meaning, dated)
        return function

    return keep


def checks() -> dict[str, Check]:
    """Return every check by name, each module of the folder read once."""
    folder = Path(__file__).parent / "checks"
    for file in sorted(folder.glob("*.py")):
        if file.stem != "__init__":
            import_module(f"skydome.claims.checks.{file.stem}")
    return CHECKS
