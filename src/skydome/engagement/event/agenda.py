"""The event kernel's calendar, and bounds on when a pair of group and threat may have to decide."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import step_kernel
from skydome.engagement.rules.timing import able_units, engagements_left
from skydome.engagement.world import BEST, CASES, NEVER, NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from skydome.arrays import Flags, Ints, Places
    from skydome.engagement.state import State
    from skydome.engagement.world import World

    Bits = NDArray[np.uint64]


ONE = np.uint64(1)

CHANNELS, LAUNCHERS, STARTS, ENDS = range(4)  # kinds of event in the calendar


class Agenda(NamedTuple):
    """What the kernel needs in addition to the world and the state.

    An arm is one missile type of one unit. Arms are sorted by network and then by command post, so
    that one loop over adjacent memory finds when a group could launch.

    The calendar has a list for each kind of event (`CHANNELS`, `LAUNCHERS`, `STARTS`, `ENDS`) and
    scan, linked through ``after``: ``head`` is 4 × scans, ``after`` 4 × the largest number of
    events of a kind. Pairs that wake in a scan are bits, because they have to be processed in
    order; 64 threats of a group make a word, the most urgent first. While no unit of a group can
    fire at anything, its pairs do not wake but gather in ``waiting``, until one can.
    """

    head: Ints
    after: Ints
    waking: Bits  # scans × G × words: one bit a pair, by the threat's rank
    waiting: Bits  # G × words: pairs that wake when their group can fire again
    rank: Ints  # G × T: place in the group's order of urgency
    unit_able: Ints  # U: scan until which the unit cannot fire at any label
    group_able: Ints  # G: the first of those of its units
    counted: Ints  # 1: scan up to which channels are counted
    ended: Ints  # T: last scan in which the threat flew
    # Q·P × arms: the first local scan in which a launch is feasible and, but for row 0, may be
    # made under doctrines that wait, see `row_of`; NEVER without one
    opens: Ints
    closes: Ints  # P × arms: the last
    share: Ints  # P × arms: largest share of the kill probability, of WHOLE
    # 2 × arms: scan until which the unit cannot fire the type, without and with its reserve
    blocked: Ints
    lacking: Ints  # U: it lacks a missile type; bit 0: for labels without reserve, bit 1: for all
    member: Ints  # arms: group of the unit
    reload: Ints  # arms: least time of reloading
    arm: Places  # U: the unit's first arm
    arms: Places  # G × 2: where each group's arms begin and end
    reaction: Ints  # G × 2: least and greatest reaction of the units that may be in the group
    radar: Places  # 3·R at most: radars that may be in each group, by their numbers
    radars: Places  # G × 2: where each group's radars begin and end in ``radar``
    settles: Places  # 3·R at most: as ``radar``, those with the fewest looks first
    due: Ints  # R: the next look of each radar, while tracks are brought up to date
    known: Ints  # G × T: scan up to which the group's tracks of the threat are known
    settled: Ints  # G × T: scan in which it was last determined since when the group tracks it
    changed: Ints  # G: scan of the latest change of the group
    next_change: Ints  # 1: scan of the next known change
    cue: Ints  # X: scan in which a track will trigger it, NEVER if none will
    cue_threat: Ints  # X: the track's threat
    next_cue: Ints  # 1: the first of them
    drawn: Ints  # G: scan of the latest decision at random
    entered: Ints  # U × H: the intercept of the channel that is in the calendar
    stance_opens: Ints  # Q × E·K × P: as ``opens``, in each stance
    stance_closes: Ints  # E·K × P
    seen: Ints  # 2: first detection, and first track, of radars that were restarted


def new_agenda(world: World) -> Agenda:
    """Return the agenda of a world, for one thread."""
    threats, groups = len(world.threat_start), len(world.group_doctrine)
    units, missiles = world.unit_stock.shape
    most_channels = max(1, int(world.unit_target_channels.max(initial=1)))
    most = max(units * most_channels, len(world.launcher_missile), threats)
    lone = np.arange(units, dtype=np.int32)
    order = np.lexsort((world.unit_command, world.unit_network))
    unit_columns = (world.unit_network[order], world.unit_command[order], lone[order])
    radars, words = _radars(world), (threats + 63) // 64

    def ints(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int32)

    opened, closed = _windows(world)
    opens = np.concatenate([_by_arm(world, row, order) for row in opened])
    closes = _by_arm(world, closed, order)
    return Agenda(
        head=ints(4, world.scans),
        after=ints(4, most),
        waking=np.zeros((world.scans, groups, words), dtype=np.uint64),
        waiting=np.zeros((groups, words), dtype=np.uint64),
        rank=ints(groups, threats),
        unit_able=ints(units),
        group_able=ints(groups),
        counted=ints(1),
        ended=ints(threats),
        opens=opens,
        closes=closes,
        share=_shares(world, order),
        blocked=ints(2, units * missiles),
        lacking=ints(units),
        member=ints(units * missiles),
        reload=_least_reload(world, order),
        arm=(np.argsort(order) * missiles).astype(np.uint32),
        arms=_spans(world, unit_columns) * np.uint32(missiles),
        reaction=_reactions(world),
        radar=np.concatenate(radars).astype(np.uint32),
        radars=np.array(_stretches(radars), dtype=np.uint32),
        settles=np.concatenate([_rarest(world, own) for own in radars]).astype(np.uint32),
        due=ints(len(world.radar_network)),
        known=ints(groups, threats),
        settled=ints(groups, threats),
        changed=ints(groups),
        next_change=ints(1),
        cue=ints(len(world.change_kind)),
        cue_threat=ints(len(world.change_kind)),
        next_cue=ints(1),
        drawn=ints(groups),
        entered=ints(units, most_channels),
        stance_opens=opened,
        stance_closes=closed,
        seen=ints(2),
    )


def _windows(world: World) -> tuple[Ints, Ints]:
    """Return, for each stance and type of missile by path, the first and last feasible launch.

    Rows begin and end with one. Jammers only ever take launches away. The first launches are by
    case, see `row_of`.
    """
    length = np.diff(world.flight_offset)
    closes = np.where(length > 0, world.flight_first + length - 1, -NEVER).astype(np.int32)
    opens = [_first_launches(world, world.flight_scans > 0)]
    waits, every = np.flatnonzero(world.waits), 2**BEST - 1
    for cases in ([every, every + 2**BEST], range(CASES)) if len(waits) else ():
        least = world.flight_least[waits][:, list(cases)].min(axis=(0, 1))
        for left in range(1, int(world.engagements.max()) + 1):
            made = (world.flight_scans > 0) & (least <= left)
            opens.append(_first_launches(world, made))
    shape = -1, world.paths
    return np.array([row.reshape(shape) for row in opens]), closes.reshape(shape)


def _first_launches(world: World, made: Flags) -> Ints:
    """Return the first local scan of each row in which a launch is made, NEVER without one."""
    bounds = np.append(np.flatnonzero(made), len(made))
    at = bounds[np.searchsorted(bounds, world.flight_offset[:-1])]
    first = world.flight_first + at - world.flight_offset[:-1]
    return np.where(at < world.flight_offset[1:], first, NEVER).astype(np.int32)


def _by_arm(world: World, windows: Ints, order: NDArray[np.int64]) -> Ints:
    """Return the windows of the stances in which units begin, by path and arm.

    The values of one path are adjacent and fit into a few cache lines; a table of every scan would
    not stay in the cache.
    """
    units, missiles = world.unit_stock.shape
    first = windows[: units * missiles].reshape(units, missiles, world.paths)[order]
    return np.ascontiguousarray(first.reshape(-1, world.paths).T)


def _shares(world: World, order: NDArray[np.int64]) -> Ints:
    """Return, for each path, unit and missile type, the largest share of its kill probability.

    Where units have several stances it is the largest over all stances; jammers only reduce it.
    """
    spans = itertools.pairwise(world.flight_offset)
    best = [int(world.flight_kill[first:last].max(initial=0)) for first, last in spans]
    units, missiles = world.unit_stock.shape
    either = np.array(best, dtype=np.int32).reshape(-1, missiles, world.paths)
    if len(either) > units:
        either = np.broadcast_to(either.max(axis=0), (units, missiles, world.paths))
    return np.ascontiguousarray(either[order].reshape(-1, world.paths).T)


def _spans(world: World, columns: Iterable[Ints]) -> Places:
    """Return where the members of each group begin and end in arrays sorted by group.

    The columns are the network, command post and unit of each member.
    """
    groups = (world.networks, world.commands, len(world.unit_network))
    spans = []
    for column, count in zip(columns, groups, strict=True):
        for number in range(count):
            own = np.flatnonzero(column == number)
            spans.append((own[0], own[-1] + 1) if len(own) else (0, 0))
    return np.array(spans[: len(world.group_doctrine)], dtype=np.uint32)


def _radars(world: World) -> list[NDArray[np.int64]]:
    """Return the radars that may be in each group, in the order in which they look in a scan."""
    groups = (world.networks, world.commands, len(world.unit_network))
    columns = (world.radar_network, world.radar_command, world.radar_unit)
    found = [
        np.flatnonzero(column == number)
        for column, count in zip(columns, groups, strict=True)
        for number in range(count)
    ]
    return found[: len(world.group_doctrine)]


def _rarest(world: World, radars: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return radars in the order of their periods, the longest first."""
    return radars[np.argsort(-world.radar_period[radars], kind="stable")]


def _stretches(parts: list[NDArray[np.int64]]) -> list[tuple[int, int]]:
    """Return where each part begins and ends after concatenation."""
    ends = list(itertools.accumulate(len(part) for part in parts))
    return [(end - len(part), end) for part, end in zip(parts, ends, strict=True)]


def _least_reload(world: World, order: NDArray[np.int64]) -> Ints:
    pairs = itertools.pairwise(world.unit_launcher)
    times = [world.launcher_reload[first:last].min(initial=NEVER) for first, last in pairs]
    return np.repeat(np.array(times, dtype=np.int32)[order], world.unit_stock.shape[1])


def _reactions(world: World) -> Ints:
    """Return the smallest and largest reaction time in each group, including links."""
    linked = world.unit_reaction + world.unit_delay
    networked = linked + world.command_delay[world.unit_command]
    own = [networked[world.unit_network == n] for n in range(world.networks)]
    own += [linked[world.unit_command == s] for s in range(world.commands)]
    own += list(world.unit_reaction[:, None])
    spans = [[r.min(initial=NEVER), r.max(initial=0)] for r in own]
    return np.array(spans[: len(world.group_doctrine)], dtype=np.int32)


@step_kernel
def row_of(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> int:
    """Return the row of ``opens`` for a pair of a group whose doctrine waits.

    Row 0 has every feasible launch. Fire by marginal return uses it: it decides about all threats
    at once, so every pair that could be engaged has to be awake. Then come, by the number of
    engagements left, the launches that are made while all units waited for are able to fire, and
    those that are made in any case: a unit that becomes able again can bring a launch forward.
    """
    d = state.group_doctrine[g]
    left = engagements_left(world, state, g, t)
    if world.by_return[d] or left < 1:
        return 0
    every = able_units(world, state, g, t, scan) == 2**BEST - 1
    return int(left if every else left + len(agenda.stance_opens) // 2)


@step_kernel
def schedule(agenda: Agenda, book: int, scan: int, thing: int) -> None:
    """Add an event to a scan; one beyond the last scan is dropped."""
    if scan < agenda.head.shape[1]:
        agenda.after[book, thing] = agenda.head[book, scan]
        agenda.head[book, scan] = thing


@step_kernel
def schedule_in_order(agenda: Agenda, book: int, scan: int, thing: int) -> None:
    """Add an event to a scan, after those with lower numbers."""
    if scan >= agenda.head.shape[1]:
        return
    before, at = NOBODY, agenda.head[book, scan]
    while at != NOBODY and at < thing:
        before, at = at, agenda.after[book, at]
    agenda.after[book, thing] = at
    if before == NOBODY:
        agenda.head[book, scan] = thing
    else:
        agenda.after[book, before] = thing


@step_kernel
def remove(agenda: Agenda, book: int, scan: int, thing: int) -> None:
    """Remove an event from a scan."""
    if scan >= agenda.head.shape[1]:
        return
    before, at = NOBODY, agenda.head[book, scan]
    while at not in (NOBODY, thing):
        before, at = at, agenda.after[book, at]
    if at == NOBODY:
        return
    if before == NOBODY:
        agenda.head[book, scan] = agenda.after[book, thing]
    else:
        agenda.after[book, before] = agenda.after[book, thing]


@step_kernel
def wake_at(agenda: Agenda, scan: int, g: int, t: int) -> None:
    """Let a pair wake in a scan; one beyond the last scan is dropped."""
    if scan < len(agenda.waking):
        rank = agenda.rank[g, t]
        agenda.waking[scan, g, rank >> 6] |= ONE << np.uint64(rank & 63)
