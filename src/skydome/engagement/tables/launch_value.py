"""The value of a launch, and when it is less than that of waiting for a better one.

Backward induction over launches that are alternatives to each other, from the last chance to the
first, see `choose`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import inline_kernel, kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Floats, Ints, Longs

NEARLY = 1e-9  # closer values are equal: then the launch is made


class Launches(NamedTuple):
    """All launches, each with every trajectory that its missile may be given.

    ``first`` and ``offset`` are the rows of the launch tables, as in `columns.Ragged`. ``scans``
    [member, launch] is the time of flight by each member (trajectory), quickest first, 0 where
    there is none; ``share`` [member, launch] the share of the kill probability that remains at the
    intercept, in parts of `WHOLE`.
    """

    first: Ints
    offset: Longs
    scans: NDArray[np.uint16]
    share: NDArray[np.uint16]


class Terms(NamedTuple):
    """How a doctrine fires, as numbers for a kernel.

    A threat may be engaged ``engagements`` times, and again ``look`` scans after an intercept.
    Where ``interval`` is not 0, salvos come in pairs, the second one that many scans after the
    first. ``quickest`` is 1 if every missile flies the quickest member.
    """

    engagements: int
    look: int
    interval: int
    quickest: int


class Choice(NamedTuple):
    """By launch, its trajectory and the smallest number of engagements left for which it is made.

    ``worth`` is by set of alternatives: the kill probability before the first of its launches.
    """

    member: NDArray[np.uint8]
    least: NDArray[np.uint8]
    worth: Floats


def choose(launches: Launches, kill: Floats, terms: Terms, rows: Longs, own: int) -> Choice:
    """Return the best trajectory of each launch, and when to wait instead.

    With n engagements left, a launch in scan i that meets the threat f scans later and kills with
    probability P is worth Q(n, i) = P + (1 - P) V(n - 1, i + f + look). The value of the threat's
    future is V(n, i) = max(V(n, i + 1), the largest Q(n, i)), 0 after the last launch or with none
    left. A launch is made if Q(n, i) is at least V(n, i + 1), so that the last opportunity is
    taken.

    Parameters
    ----------
    launches
        Every launch.
    kill
        [member, launch] probability that the salvo kills.
    terms
        How the doctrine fires.
    rows
        [set, row] rows whose launches are alternatives; negative for none.
    own
        How many rows of each set are decided on; the others are only waited for. Each row is
        decided on in one set.
    """
    ends = launches.first + np.diff(launches.offset)
    value = np.zeros((terms.engagements + 1, int(ends.max(initial=0)) + 1))
    count = launches.scans.shape[1]
    found = Choice(
        np.zeros(count, dtype=np.uint8),
        np.zeros(count, dtype=np.uint8),
        np.zeros(len(rows)),
    )
    fill_choice(launches, kill, terms, rows, own, value, found)
    return found


@kernel
def fill_choice(
    launches: Launches,
    kill: Floats,
    terms: Terms,
    rows: Longs,
    own: int,
    value: Floats,
    found: Choice,
) -> None:
    """Go from the last launch of each set to its first; ``value`` is V, by n and scan."""
    first, offset = launches.first, launches.offset
    for s in range(rows.shape[0]):
        begin, end = value.shape[1], 0
        for place in range(rows.shape[1]):
            row = rows[s, place]
            length = offset[row + 1] - offset[row] if row >= 0 else 0
            if length > 0:
                begin = min(begin, first[row]) if place < own else begin
                end = max(end, first[row] + length)
        value[:, end] = 0.0
        for scan in range(end - 1, begin - 1, -1):
            value[:, scan] = value[:, scan + 1]
            for place in range(rows.shape[1]):
                row = rows[s, place]
                at = offset[row] + scan - first[row] if row >= 0 else -1
                if row >= 0 and offset[row] <= at < offset[row + 1]:
                    decided = place < own
                    weigh(launches.scans, kill, terms, value, found, at, scan, end, decided)
        if begin < end:
            found.worth[s] = value[terms.engagements, begin]


@inline_kernel
def weigh(
    scans: NDArray[np.uint16],
    kill: Floats,
    terms: Terms,
    value: Floats,
    found: Choice,
    at: int,
    scan: int,
    end: int,
    decided: bool,  # noqa: FBT001 - a kernel
) -> None:
    """Choose the trajectory of one launch, and compare launching with waiting for each n."""
    best, most = -1, -1.0
    for m in range(scans.shape[0]):
        if scans[m, at] > 0 and not (terms.quickest and best >= 0):
            worth = worth_of(scans[m, at], kill[m, at], terms, value, terms.engagements, scan, end)
            if worth > most + NEARLY:
                best, most = m, worth
    if best < 0:
        return
    least = 0
    for left in range(1, terms.engagements + 1):
        worth = worth_of(scans[best, at], kill[best, at], terms, value, left, scan, end)
        if worth < value[left, scan + 1] - NEARLY:
            least = left + 1
        value[left, scan] = max(value[left, scan], worth)
    if decided:
        found.member[at] = best
        found.least[at] = least


@inline_kernel
def worth_of(
    flight: int, kill: float, terms: Terms, value: Floats, left: int, scan: int, end: int
) -> float:
    """Return Q, see `choose`; the second salvo of a pair does not wait for the outcome."""
    again = scan + flight + terms.look
    if terms.interval > 0 and (terms.engagements - left) % 2 == 0:
        again = scan + terms.interval
    return float(kill + (1 - kill) * value[left - 1, min(again, end)])
