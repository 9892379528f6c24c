"""Lines that no assignment's leak lies below: what a mixed-integer program can hold of exp(-s).

With s the sum of -ln(1 - p) over the missiles fired at a threat, what leaks of it is exp(-s):
convex, so a tangent bounds it from below. Missiles come whole, so s takes certain values only;
between two neighbours of them the chord is a line that nothing possible lies below either, and a
higher one.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.assignment.problem import Problem, Real

FIRST_LINES = 8  # a threat, from no missile to the best one and a little more
FURTHEST_FIRST_LINE = 1.2  # times the best missile's -ln(1 - p)
NEIGHBOURS = 64  # sums of missiles that are listed for chords
SAME = 1e-9  # sums nearer than this are one


class Line(NamedTuple):
    """What leaks of a threat is at least ``height - slope * s``."""

    height: float
    slope: float


@dataclass
class Lines:
    """The lines of each threat, none twice, and the sums that its missiles can make."""

    problem: Problem
    of: list[dict[Line, None]] = field(init=False)
    sums: list[list[float]] = field(init=False)

    def __post_init__(self) -> None:
        threats = range(len(self.problem.threats))
        self.of = [{} for _ in threats]
        self.sums = [possible_sums(-self.problem.log_survival[:, t]) for t in threats]

    def touch_first(self) -> None:
        """Add lines from no missile to a little more than the best one."""
        most = -self.problem.log_survival.min(axis=0)
        for share in np.linspace(0, FURTHEST_FIRST_LINE, FIRST_LINES):
            self.touch(share * most)

    def touch(self, exponents: Real, threats: Iterable[int] | None = None) -> None:
        """Add the lines that touch each threat's curve at a sum."""
        for t in range(len(self.of)) if threats is None else threats:
            for line in lines_at(float(exponents[t]), self.sums[t]):
                self.of[t][line] = None


def possible_sums(steps: Real) -> list[float]:
    """Return the smallest sums that whole numbers of steps can make, from 0, in order."""
    steps = np.unique(steps[steps > 0])
    sums = [0.0]
    ahead = [(float(step), n) for n, step in enumerate(steps)]
    while ahead and len(sums) < NEIGHBOURS:
        least, n = heapq.heappop(ahead)
        if least - sums[-1] > SAME:
            sums.append(least)
        for m in range(n, len(steps)):
            heapq.heappush(ahead, (least + float(steps[m]), m))
    return sums


def lines_at(exponent: float, sums: list[float]) -> list[Line]:
    """Return the highest lines below exp(-s), where s is possible, that touch it at an exponent.

    Chords to the neighbours among the possible sums; beyond those listed, the tangent.
    """
    after = bisect_right(sums, exponent + SAME)
    if after == len(sums):
        height = np.exp(-exponent)
        return [Line(float(height * (1 + exponent)), float(height))]
    at_a_sum = after > 1 and abs(sums[after - 1] - exponent) <= SAME
    firsts = (after - 2, after - 1) if at_a_sum else (after - 1,)
    return [_chord(sums[n], sums[n + 1]) for n in firsts]


def _chord(low: float, high: float) -> Line:
    slope = (np.exp(-low) - np.exp(-high)) / (high - low)
    return Line(float(np.exp(-low) + slope * low), float(slope))
