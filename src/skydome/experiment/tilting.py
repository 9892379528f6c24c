"""Replications in which interceptions fail more often, or less often, than they should.

What is tilted, and exactly so: the kill probability of each shot, by its odds, and the level of a
raid's effectiveness, which all shots of a raid and class share. What happened then has the
likelihood ratio of the levels drawn and of every salvo that decided something: those that met a
threat which was still flying, did not fail in common and could have been the first to kill it.
Detection, arrival and all other chances keep their probabilities and need no ratio.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement import event
from skydome.engagement.draw import (
    CERTAIN,
    COMMON_RAID,
    COMMON_TARGET,
    EFFECTIVENESS,
    draw,
    draw_below,
    stream_of,
)
from skydome.engagement.state import new_state
from skydome.engagement.world import INTERCEPT, LAUNCH, MOVE, PER_RAID, WHOLE
from skydome.sensitivity.tail import salvo_log_ratio, tilted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats, Ints
    from skydome.engagement.event.kernel import Agenda
    from skydome.engagement.state import State
    from skydome.engagement.world import World

SLOTS = 4_096  # of a tilted effectiveness, at least; a slot is one or a part of one of its levels
FIRST_CAPACITY = 4_096
KIND, SCAN, THREAT, UNIT, MISSILE, NUMBER, CHANNEL, TURN = range(8)  # columns of logged events


class Tilt(NamedTuple):
    """How much interception is tilted.

    ``shots`` is added to the log odds of every kill; ``levels`` has by target class how steeply low
    levels of effectiveness become likelier: a level at the share u of all levels has a weight of
    e^(-levels u).
    """

    shots: float
    levels: tuple[float, ...]


class Played(NamedTuple):
    """Replications, and all that their likelihood depends on.

    ``level`` has the level of effectiveness by replication and class, as an index; the other arrays
    have one value for each salvo that decided something: its replication, missile type and class,
    the share of the kill probability that was left, its missiles, and whether it killed.
    """

    rows: Ints
    level: NDArray[np.int64]
    turn: NDArray[np.int64]
    missile: NDArray[np.int64]
    target_class: NDArray[np.int64]
    share: NDArray[np.int64]
    salvo: NDArray[np.int64]
    killed: Flags


def untilted(world: World) -> Tilt:
    """Return the tilt that changes nothing."""
    return Tilt(0.0, (0.0,) * world.kill_threshold.shape[1])


def why_not(world: World) -> str:
    """Return what in a world keeps the conditions of shots out of the log; empty if nothing."""
    if world.jammers > 0:
        return "jammers that come and go"
    if len(world.stance_facing) and bool((world.stance_facing >= 0).any()):
        return "batteries that turn"
    if bool((world.change_kind == MOVE).any()):
        return "batteries that move"
    return ""


def play(
    world: World, tilt: Tilt, seed: int, first: int, stride: int, count: int, width: int
) -> Played:
    """Return replications under a tilt, ``first``, ``first + stride``, ….

    Parameters
    ----------
    world
        Without the tilt; `why_not` finds nothing against it.
    tilt
        See `Tilt`.
    seed, first, stride, count
        Which replications.
    width
        Number of counters of a row.
    """
    played = tilted_world(world, tilt)
    state = new_state(played, FIRST_CAPACITY)
    agenda = event.new_agenda(played)
    rows = np.zeros((count, width), dtype=np.int32)
    logs, arrivals = [], []
    for n in range(count):
        state = _play_one(played, state, agenda, seed, first + n * stride, rows[n : n + 1])
        log = state.events[: int(state.event_count[0])]
        log = log[(log[:, KIND] == LAUNCH) | (log[:, KIND] == INTERCEPT)]
        logs.append(np.column_stack([log, np.full(len(log), n)]))
        arrivals.append(state.arrival.copy())
    replications = first + stride * np.arange(count)
    salvos = _salvos(world, np.concatenate(logs).astype(np.int64), np.array(arrivals))
    common = _common(world, salvos, seed, replications)
    salvos = salvos[~common]
    return Played(
        rows,
        _levels(world, tilt, seed, replications),
        salvos[:, 0],
        salvos[:, 1],
        world.threat_class[salvos[:, 2]].astype(np.int64),
        salvos[:, 3],
        salvos[:, 4],
        salvos[:, 5] == 1,
    )


def log_ratio(world: World, played: Played, tilt: Tilt) -> Floats:
    """Return ln of the likelihood without a tilt over that with it, shape (replications,).

    The replications may have been played under any tilt.
    """
    found = np.zeros(len(played.rows))
    count = world.raid_kill.shape[2]
    for c, slope in enumerate(tilt.levels if count else ()):
        if slope:
            slots = slots_of(count, slope)
            found += np.log(slots.sum() / count / slots[played.level[:, c]])
    p, q = chances(world, played, 0.0), chances(world, played, tilt.shots)
    each = salvo_log_ratio(played.killed, p, q, played.salvo.astype(np.float64))
    return found + np.bincount(played.turn, each, minlength=len(found))


def chances(world: World, played: Played, shots: float) -> Floats:
    """Return the kill probability of a missile of each salvo, tilted, shape (salvos,)."""
    k, c = played.missile, played.target_class
    if world.raid_kill.shape[2]:
        whole = world.raid_kill[k, c, played.level[played.turn, c]]
    else:
        whole = world.kill_threshold[k, c]
    return np.asarray((tilted_thresholds(whole, shots) * played.share // WHOLE) / CERTAIN)


def tilted_world(world: World, tilt: Tilt) -> World:
    """Return a world with tilted kill probabilities and levels of effectiveness."""
    count = world.raid_kill.shape[2]
    kill = tilted_thresholds(world.kill_threshold, tilt.shots).astype(np.uint32)
    if not count:
        return world._replace(kill_threshold=kill)
    by_class = [
        world.raid_kill[:, c, np.repeat(np.arange(count), slots_of(count, slope))]
        for c, slope in enumerate(tilt.levels)
    ]
    levels = tilted_thresholds(np.stack(by_class, axis=1), tilt.shots).astype(np.uint32)
    return world._replace(kill_threshold=kill, raid_kill=np.ascontiguousarray(levels))


def tilted_thresholds(whole: NDArray[np.uint32], shots: float) -> NDArray[np.int64]:
    """Return thresholds with tilted odds; what is possible stays possible, and not certain."""
    if shots == 0:
        return whole.astype(np.int64)
    found = np.rint(tilted(whole / CERTAIN, shots) * CERTAIN).astype(np.int64)
    inside = (whole > 0) & (whole < CERTAIN)
    return np.where(inside, np.clip(found, 1, CERTAIN - 1), whole.astype(np.int64))


def slots_of(levels: int, slope: float) -> NDArray[np.int64]:
    """Return how many slots each level has, at least one; all are equal for a slope of 0."""
    whole = levels * -(-SLOTS // levels)
    u = (np.arange(levels) + 0.5) / levels
    exponent = -slope * u
    weight = np.exp(exponent - exponent.max())
    ends = np.rint(np.cumsum(weight / weight.sum()) * (whole - levels)).astype(np.int64)
    return np.asarray(1 + np.diff(ends, prepend=0), dtype=np.int64)


def _play_one(
    world: World, state: State, agenda: Agenda, seed: int, replication: int, row: Ints
) -> State:
    """Play one replication into a row; return the state with its whole log."""
    while True:
        event.run(world, state, agenda, seed, replication, 1, row)
        if int(state.event_count[0]) < len(state.events):
            return state
        state = new_state(world, 2 * len(state.events))


def _levels(
    world: World, tilt: Tilt, seed: int, replications: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the level of effectiveness of each replication and class, as the kernel draws it."""
    count, classes = world.raid_kill.shape[2], world.kill_threshold.shape[1]
    found = np.zeros((len(replications), classes), dtype=np.int64)
    for c in range(classes if count else 0):
        slots = slots_of(count, tilt.levels[c])
        level = np.repeat(np.arange(count), slots)
        for n, replication in enumerate(replications):
            stream = np.uint64(stream_of(seed, int(replication)))
            found[n, c] = level[draw_below(stream, EFFECTIVENESS, c, 0, 0, len(level))]
    return found


def _salvos(world: World, log: NDArray[np.int64], arrival: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return turn, missile, threat, share, salvo and outcome of the salvos that decided something.

    An intercept belongs to the last launch of its channel. A threat that was killed stays so, even
    where the firing group takes it for alive, and one that has arrived is not shot at any more.
    """
    order = np.lexsort((np.arange(len(log)), log[:, CHANNEL], log[:, UNIT], log[:, TURN]))
    pair = np.flatnonzero(log[order, KIND] == INTERCEPT)
    hit, shot = order[pair], order[pair - 1]
    t, turn, k = log[hit, THREAT], log[hit, TURN], log[hit, MISSILE]
    local = log[shot, SCAN] - arrival[turn, t]
    row = (log[hit, UNIT] * world.unit_stock.shape[1] + k) * world.paths + world.threat_path[t]
    share = world.flight_kill[world.flight_offset[row] + local - world.flight_first[row]]
    killed = log[hit, NUMBER]
    ended = np.full(arrival.shape, len(log))
    np.minimum.at(ended, (turn[killed == 1], t[killed == 1]), hit[killed == 1])
    flies = log[hit, SCAN] - arrival[turn, t] <= world.threat_length[t]
    live = (hit <= ended[turn, t]) & flies
    found = np.column_stack([turn, k, t, share.astype(np.int64), log[shot, NUMBER], killed])
    return np.asarray(found[live])


def _common(
    world: World, salvos: NDArray[np.int64], seed: int, replications: NDArray[np.int64]
) -> Flags:
    """Return which salvos failed in common: they would have, whatever their kill probability.

    As `skydome.engagement.rules.firing.fails_in_common`, which only a kernel can call.
    """
    found = np.zeros(len(salvos), dtype=bool)
    if not world.common_threshold.any():
        return found
    for n, (turn, k, t, *_) in enumerate(salvos):
        stream = np.uint64(stream_of(seed, int(replications[turn])))
        whole_raid = world.common_level[k] == PER_RAID
        address = (COMMON_RAID, k, 0, 0) if whole_raid else (COMMON_TARGET, k, t, 0)
        found[n] = draw(stream, *address) < world.common_threshold[k]
    return found
