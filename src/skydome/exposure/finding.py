"""The result of an examination: findings, each with the clauses and facts that decided it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from skydome.exposure.case import Case
    from skydome.exposure.fact import Known
    from skydome.exposure.logic import Value
    from skydome.exposure.settle import Settling
    from skydome.exposure.statute import Statute

NOT_ADVICE = "Not legal advice."
VERDICTS: dict[Value, str] = {True: "met", False: "not met", None: "unknown"}
ANSWERS: dict[Value, str] = {True: "true", False: "false", None: "unknown"}


@dataclass(frozen=True)
class Node:
    """One line of the tree: a clause, a fact, or how several are joined.

    Attributes
    ----------
    join
        ``all``, ``any`` or ``at least 5`` of the children, where there are several.
    before
        The value without the changes of ``--set``.
    """

    kind: Literal["clause", "fact", "group", "not"]
    name: str
    value: Value
    before: Value
    join: str = ""
    children: tuple[Node, ...] = ()
    heading: str = ""
    text: str = ""
    summary: str = ""
    parallel: str = ""
    actor: str = ""
    modality: str = ""
    note: str = ""
    period: str = ""
    in_force: bool = True
    sha256: str = ""
    source: tuple[str, ...] = ()
    known: Known | None = None
    changed: bool = False
    settled_by: str = ""
    guidance: str = ""
    short: str = ""

    @property
    def moved(self) -> bool:
        """Whether the changes of ``--set`` gave another value."""
        return self.value != self.before


def _line(node: Node, fact: str) -> Node | None:
    if node.kind == "fact":
        return node if node.name == fact else None
    return next((one for child in node.children if (one := _line(child, fact))), None)


class Open(NamedTuple):
    """An unknown fact that decides the finding, as it is or apart from official acts."""

    fact: str
    asks: str
    settled_by: str
    why: str


@dataclass(frozen=True)
class Finding:
    """A condition of the law: met, not met or unknown, and why.

    Attributes
    ----------
    acts
        The official acts that it asks for.
    apart
        The value over every completion if these acts were done, or not done, as it asks for, and
        in time.
    apart_before
        ``apart`` without the changes of ``--set``.
    by_completions
        The value over every completion of the unknown facts; differs from ``value`` only where a
        fact of ``mixed`` is unknown.
    """

    name: str
    clause: str
    citation: str
    tree: Node
    value: Value
    before: Value
    by_completions: Value
    repeated: tuple[str, ...]
    mixed: tuple[str, ...]
    unknown: tuple[Open, ...]
    if_met: Settling
    if_not_met: Settling
    ambiguities: tuple[tuple[int, str], ...]
    acts: tuple[str, ...]
    apart: Value
    apart_before: Value
    apart_met: Settling
    apart_not_met: Settling

    def line(self, fact: str) -> Node:
        """Return the line of a fact in the tree.

        Raises
        ------
        KeyError
            The finding does not ask for this fact.
        """
        found = _line(self.tree, fact)
        if found is None:
            raise KeyError(fact)
        return found

    @property
    def moved(self) -> bool:
        """Whether the changes of ``--set`` gave another value."""
        return self.value != self.before


class Line(NamedTuple):
    """One date of the calendar.

    Attributes
    ----------
    given
        Whether the case has the date it counts from; otherwise it counts from the as-of date.
    """

    clause: str
    what: str
    after: str
    start: str
    due: str
    given: bool
    note: str


class Item(NamedTuple):
    """One of the sanctions on the menu.

    Attributes
    ----------
    open
        The unknown facts that decide whether the sanction could have an effect.
    chosen_in
        The precedents, by case, in which it was imposed.
    moved
        Whether the changes of ``--set`` gave it another value, or another effect.
    """

    clause: str
    heading: str
    counts: int
    imposed: Value
    effective: Value
    why: str
    source: tuple[str, ...]
    open: tuple[str, ...]
    chosen_in: tuple[str, ...]
    note: str
    moved: bool


@dataclass(frozen=True)
class Menu:
    """The sanctions to choose from, with the number that the duty asks for."""

    clause: str
    counting: str
    items: tuple[Item, ...]
    least: int
    imposed: int
    assumed: int
    enough: Finding


@dataclass(frozen=True)
class Exposure:
    """The statute applied clause by clause to one case on one date.

    Attributes
    ----------
    changes
        What ``--set`` asked for, as text by name.
    relief
        The findings for waivers, delay and termination, in the order of the law.
    cautions
        What limits the text of the law at hand.
    """

    case: Case
    as_of: date
    text_versions: tuple[str, ...]
    law: Statute
    changes: dict[str, str]
    exposure: Finding
    relief: tuple[Finding, ...]
    menu: Menu | None
    calendar: tuple[Line, ...]
    cautions: tuple[str, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The finding of exposure, then those of waivers, delay and termination."""
        return (self.exposure, *self.relief)
