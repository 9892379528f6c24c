"""The value of a launch, and when it is less than that of waiting for a better one.

Backward induction over launches that are alternatives to each other, from the last chance to the
first, see `choose`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import inline_kernel, innermost_kernel, kernel

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
    value = np.zeros((int(ends.max(initial=0)) + 1, terms.engagements + 1))
    count = launches.scans.shape[1]
    found = Choice(
        np.zeros(count, dtype=np.uint8),
        np.zeros(count, dtype=np.uint8),
        np.zeros(len(rows)),
    )
    fill_choice(*launches[:3], kill, terms, rows, own, value, *found)
    return found


# Arrays are passed one by one: of each array in a tuple, a step counts the references at each call.
@kernel
def fill_choice(
    first: Ints,
    offset: Longs,
    scans: NDArray[np.uint16],
    kill: Floats,
    terms: Terms,
    rows: Longs,
    own: int,
    value: Floats,
    member: NDArray[np.uint8],
    least: NDArray[np.uint8],
    worth: Floats,
) -> None:
    """Go from the last launch of each set to its first; ``value`` is V, by scan and n."""
    begins = np.empty(rows.shape[1], dtype=np.int64)
    stops, starts = np.empty_like(begins), np.empty_like(begins)
    for s in range(rows.shape[0]):
        count, decided = rows_with_launches(first, offset, rows[s], own, begins, stops, starts)
        end, begin = 0, value.shape[0]
        for i in range(count):
            end = max(end, stops[i])
            begin = min(begin, begins[i]) if i < decided else begin
        for scan in range(end, begin - 1, -1):
            start_with_waiting(value, scan, end)
            for i in range(count):
                if begins[i] <= scan < stops[i]:
                    at = starts[i] + scan - begins[i]
                    m = best_member(scans, kill, terms, value, at, scan, end)
                    if m >= 0:
                        flight, chance = scans[m, at], kill[m, at]
                        waits = weigh(flight, chance, terms, value, scan, end)
                        if i < decided:
                            member[at], least[at] = m, waits
        if begin < end:
            worth[s] = value[begin, terms.engagements]


@inline_kernel
def rows_with_launches(
    first: Ints,
    offset: Longs,
    rows: Longs,
    own: int,
    begins: Longs,
    stops: Longs,
    starts: Longs,
) -> tuple[int, int]:
    """Write the scans and the place of each row with a launch; count them, and the own ones.

    A row counts once: the best unit is an alternative to itself in some sets.
    """
    count, decided = 0, 0
    for place in range(rows.size):
        row = rows[place]
        length = offset[row + 1] - offset[row] if row >= 0 else 0
        for i in range(count):
            if length > 0 and starts[i] == offset[row]:
                length = 0
        if length > 0:
            begins[count], stops[count] = first[row], first[row] + length
            starts[count] = offset[row]
            count += 1
            decided += place < own
    return count, decided


@innermost_kernel
def start_with_waiting(value: Floats, scan: int, end: int) -> None:
    """Let the future be worth in a scan what it is worth in the next one, 0 at the end."""
    for left in range(value.shape[1]):
        value[scan, left] = 0.0 if scan == end else value[scan + 1, left]


@innermost_kernel
def best_member(
    scans: NDArray[np.uint16],
    kill: Floats,
    terms: Terms,
    value: Floats,
    at: int,
    scan: int,
    end: int,
) -> int:
    """Return the member that a launch flies with all engagements left, -1 where there is none."""
    best, most = -1, -1.0
    for m in range(scans.shape[0]):
        if scans[m, at] > 0:
            if terms.quickest or scans.shape[0] == 1:
                return m
            worth = worth_of(scans[m, at], kill[m, at], terms, value, terms.engagements, scan, end)
            if worth > most + NEARLY:
                best, most = m, worth
    return best


@innermost_kernel
def weigh(flight: int, kill: float, terms: Terms, value: Floats, scan: int, end: int) -> int:
    """Compare a launch with waiting; return the least engagements left with which it is made."""
    least = 0
    for left in range(1, terms.engagements + 1):
        worth = worth_of(flight, kill, terms, value, left, scan, end)
        if worth < value[scan + 1, left] - NEARLY:
            least = left + 1
        value[scan, left] = max(value[scan, left], worth)
    return least


@innermost_kernel
def worth_of(
    flight: int, kill: float, terms: Terms, value: Floats, left: int, scan: int, end: int
) -> float:
    """Return Q, see `choose`; the second salvo of a pair does not wait for the outcome."""
    again = scan + flight + terms.look
    if terms.interval > 0 and (terms.engagements - left) % 2 == 0:
        again = scan + terms.interval
    return float(kill + (1 - kill) * value[min(again, end), left - 1])
