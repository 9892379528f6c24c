"""The smallest sets of facts that would settle a formula that is still unknown.

A set gives each of a few unknown facts a value. With these values the formula is true (or false)
whatever the other unknown facts are, and no fact of the set can be left out. The sets are the
prime implicants of the formula, or of its negation, under the known facts.
"""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, NamedTuple

from skydome.exposure.logic import AtLeast, Clause, Fact, Never, Not, facts_of, mixed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from skydome.exposure.logic import Formula, Value

MOST_SETS = 5_000  # sets kept at any clause; beyond, only the smaller sets are looked for
SIZES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)  # where the search stops if they grow too many
MOST_CONSENSUS = 400  # sets of a formula with facts in both directions


class Settling(NamedTuple):
    """Sets of facts, smallest first.

    Attributes
    ----------
    complete_to
        The sets are all those of up to this number of facts; ``None`` where they are all there are.
    """

    sets: tuple[dict[str, bool], ...]
    complete_to: int | None


class _TooManyError(Exception):
    """More sets than are kept."""


def settling(formula: Formula, facts: Mapping[str, Value], *, to: bool) -> Settling:
    """Return the minimal sets of unknown facts that would make a formula true, or false.

    All of them, as long as no clause on the way has more than `MOST_SETS`; otherwise all up to
    the size in ``complete_to``. A set is a whole number with two bits per fact. Sets are joined
    clause by clause, and a set that contains another is dropped.
    """
    names = facts_of(formula)
    search = _Search({name: n for n, name in enumerate(names)}, facts)
    found, reached = _largest(search, formula, to)
    both = [search.number[name] for name in mixed(formula) if facts.get(name) is None]
    if both:
        found, whole = _consensus(found, both)
        reached = reached if whole else (reached or 0)
    sets = [_named(names, term) for term in sorted(found, key=lambda t: (t.bit_count(), t))]
    return Settling(tuple(sets), reached)


def _largest(search: _Search, formula: Formula, to: bool) -> tuple[list[int], int | None]:  # noqa: FBT001 - the value that is sought
    """Return every set, or all up to the largest size that does not give too many."""
    try:
        return search.terms(formula, to, None), None
    except _TooManyError:
        pass
    found: tuple[list[int], int] = ([], 0)
    for size in SIZES:
        try:
            found = search.terms(formula, to, size), size
        except _TooManyError:
            break
    return found


def _named(names: list[str], term: int) -> dict[str, bool]:
    return {name: bool(term >> (2 * n) & 1) for n, name in enumerate(names) if term >> (2 * n) & 3}


class _Search:
    """Joins sets clause by clause: bit 2n is fact n true, bit 2n + 1 fact n false."""

    def __init__(self, number: dict[str, int], facts: Mapping[str, Value]) -> None:
        self.number = number
        self._facts = facts
        self._low_bits = sum(1 << (2 * n) for n in number.values())

    def terms(self, formula: Formula, to: bool, size: int | None) -> list[int]:  # noqa: FBT001 - the value that is sought
        """Return sets that make a formula ``to``, none of which contains another."""
        match formula:
            case Fact(name):
                known = self._facts.get(name)
                if known is not None:
                    return [0] if known == to else []
                return [1 << (2 * self.number[name] + (not to))]
            case Never():
                return [] if to else [0]
            case Not(part):
                return self.terms(part, not to, size)
            case Clause(_, part):
                return self.terms(part, to, size)
            case AtLeast(count, parts):
                needed = count if to else len(parts) - count + 1
                return self._at_least(needed, [self.terms(part, to, size) for part in parts], size)

    def _at_least(self, needed: int, parts: list[list[int]], size: int | None) -> list[int]:
        """Return sets that make at least ``needed`` of the parts come out as wanted."""
        needed -= parts.count([0])
        if needed <= 0:
            return [0]
        reached: list[list[int]] = [[0], *([] for _ in range(needed))]
        seen, shared = 0, 0
        for part in (part for part in parts if part and part != [0]):
            asked = self._facts_in(part)
            seen, shared = seen | asked, shared | seen & asked
            for n in range(needed, 0, -1):
                more = reached[n] + self._joined(reached[n - 1], part, size)
                # sets of parts that share no fact cannot contain one another
                reached[n] = _minimal(more) if shared else _few(more)
        return reached[needed]

    def _facts_in(self, terms: list[int]) -> int:
        """Return the facts of some sets, as the lower of each one's two bits."""
        bits = functools.reduce(operator.or_, terms, 0)
        return (bits | bits >> 1) & self._low_bits

    def _joined(self, left: list[int], right: list[int], size: int | None) -> list[int]:
        if len(left) * len(right) > 4 * MOST_SETS:
            raise _TooManyError
        both = (one | other for one in left for other in right)
        possible = (term for term in both if not term & term >> 1 & self._low_bits)
        return [term for term in possible if size is None or term.bit_count() <= size]


def _few(terms: list[int]) -> list[int]:
    if len(terms) > MOST_SETS:
        raise _TooManyError
    return terms


def _minimal(terms: list[int]) -> list[int]:
    """Drop each set that contains another."""
    kept: list[int] = []
    for term in sorted(set(terms), key=int.bit_count):
        if not any(term & other == other for other in kept):
            kept.append(term)
    return _few(kept)


def _consensus(terms: list[int], both: list[int]) -> tuple[list[int], bool]:
    """Add what two sets that differ only in the value of one fact settle together.

    Repeated until nothing is new, this gives every prime implicant. Returns the sets, and whether
    they are all.

    Reference: W. V. Quine, A way to simplify truth functions, American Mathematical Monthly 62,
    1955, 627-631.
    """
    while len(terms) <= MOST_CONSENSUS:
        added = [
            (one | other) & ~(3 << 2 * n)
            for n in both
            for one in terms
            if one >> (2 * n) & 1
            for other in terms
            if other >> (2 * n + 1) & 1 and not _clash(one, other, n, both)
        ]
        closed = _minimal(terms + added)
        if set(closed) == set(terms):
            return closed, True
        terms = closed
    return terms, False


def _clash(one: int, other: int, fact: int, both: list[int]) -> bool:
    """Return whether two sets contradict each other in a fact other than the one."""
    union = one | other
    return any(union >> (2 * n) & 3 == 3 for n in both if n != fact)  # noqa: PLR2004 - both bits of a fact
