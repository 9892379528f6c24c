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
        How many rows of each set are decided on; the others are only waited for. A row that is
        decided on in several sets has the same launches as alternatives in each.
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
    """Go from the last launch of each set to its first; ``value`` is V, by scan and n.

    Sets of the same launches have the same V, so one induction does for all of them.
    """
    sets, most = rows.shape
    launched, decided = np.empty_like(rows), np.empty(rows.shape, dtype=np.bool_)
    count, begin = np.empty(sets, dtype=np.int64), np.empty(sets, dtype=np.int64)
    for s in range(sets):
        count[s] = rows_with_launches(offset, rows[s], own, launched[s], decided[s])
        begin[s] = first_scan(first, launched[s], decided[s], count[s], value.shape[0])
    leader, later = np.arange(sets), np.full(sets, -1)
    join_same_sets(offset.size, launched, decided, count, leader, later)
    begins, stops = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    for s in range(sets):
        if leader[s] != s or count[s] == 0:
            continue
        end = 0
        for i in range(count[s]):
            row = launched[s, i]
            begins[i], stops[i] = first[row], first[row] + offset[row + 1] - offset[row]
            end = max(end, stops[i])
        earliest = first_scan(first, launched[s], decided[s], count[s], value.shape[0])
        for scan in range(end, earliest - 1, -1):
            start_with_waiting(value, scan, end)
            for i in range(count[s]):
                if begins[i] <= scan < stops[i]:
                    at = offset[launched[s, i]] + scan - begins[i]
                    m = best_member(scans, kill, terms, value, at, scan, end)
                    waits = (
                        0 if m < 0 else weigh(scans[m, at], kill[m, at], terms, value, scan, end)
                    )
                    if m >= 0 and decided[s, i]:
                        member[at], least[at] = m, waits
        write_worths(value, terms.engagements, begin, end, s, later, worth)


@innermost_kernel
def write_worths(
    value: Floats, engagements: int, begin: Longs, end: int, first: int, later: Longs, worth: Floats
) -> None:
    """Write the worth of sets with the same launches, each before the first that it decides on."""
    s = first
    while s >= 0:
        if begin[s] < end:
            worth[s] = value[begin[s], engagements]
        s = later[s]


@inline_kernel
def rows_with_launches(
    offset: Longs, rows: Longs, own: int, launched: Longs, decided: NDArray[np.bool_]
) -> int:
    """Write the rows with a launch, rising, and which are decided on; return how many there are.

    A row counts once: the best unit is an alternative to itself in some sets.
    """
    count = 0
    for place in range(rows.size):
        row = rows[place]
        if row < 0 or offset[row + 1] == offset[row]:
            continue
        i = count
        while i > 0 and launched[i - 1] > row:
            i -= 1
        if i > 0 and launched[i - 1] == row:
            continue
        for k in range(count, i, -1):
            launched[k], decided[k] = launched[k - 1], decided[k - 1]
        launched[i], decided[i] = row, place < own
        count += 1
    return count


@inline_kernel
def first_scan(
    first: Ints, launched: Longs, decided: NDArray[np.bool_], count: int, otherwise: int
) -> int:
    """Return the first scan with a launch that is decided on."""
    begin = otherwise
    for i in range(count):
        if decided[i]:
            begin = min(begin, first[launched[i]])
    return begin


@inline_kernel
def join_same_sets(
    numbers: int,
    launched: Longs,
    decided: NDArray[np.bool_],
    count: Longs,
    leader: Longs,
    later: Longs,
) -> None:
    """Write the first of the sets with the same launches, and the next one, -1 after the last.

    The first set also decides on what the others decide on. Sets are looked up by their first row.
    """
    newest, of_row = np.arange(leader.size), np.full(numbers, -1)
    longer = np.full(leader.size, -1)
    for s in range(leader.size):
        if count[s] == 0:
            continue
        row = launched[s, 0]
        found = of_row[row]
        while found >= 0 and not same_rows(launched, count, found, s):
            found = longer[found]
        if found < 0:
            longer[s], of_row[row] = of_row[row], s
        else:
            leader[s], later[newest[found]] = found, s
            newest[found] = s
            for i in range(count[s]):
                decided[found, i] |= decided[s, i]


@inline_kernel
def same_rows(launched: Longs, count: Longs, one: int, other: int) -> bool:
    """Return whether two sets have launches of the same rows."""
    i = 0
    while i < count[one] and launched[one, i] == launched[other, i]:
        i += 1
    return bool(i == count[one] == count[other])


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
