"""The readable kernel: every pair of a group and a threat, every scan. It defines the results."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import engagement_kernel, outline_kernel, step_kernel
from skydome.engagement.record import write_row
from skydome.engagement.rules import (
    carryover,
    changes,
    command_posts,
    counting,
    deciding,
    firing,
    initialisation,
    marginal_return,
    relaying,
    slewing,
    sweeping,
    tracking,
)
from skydome.engagement.rules.jammed_launches import note_possible_launches
from skydome.engagement.rules.jammed_looks import is_jammed
from skydome.engagement.world import NEVER, NOBODY, RANDOM

if TYPE_CHECKING:
    from skydome.arrays import Ints
    from skydome.engagement.state import State
    from skydome.engagement.world import World


BEGINNING = -1  # before the first scan
NO_COLUMNS = np.zeros((1, 0), dtype=np.int32)  # one replication whose row is not wanted


@outline_kernel
def before_decisions(world: World, state: State, scan: int) -> None:
    """Stages of a scan up to the decisions; `advance` may stop after them."""
    change_network(world, state, scan)
    start_threats(world, state, scan)
    see_and_track(world, state, scan)
    kill_or_miss(world, state, scan)
    reload(world, state, scan)


@outline_kernel
def from_decisions(world: World, state: State, scan: int) -> None:
    """Decisions of a scan, and the stages after them."""
    decide_and_engage(world, state, scan)
    count(world, state, scan)


@step_kernel
def change_network(world: World, state: State, scan: int) -> None:
    """Apply changes that are due; units turn; relays follow their radars."""
    for x in range(len(world.change_kind)):
        if state.due[x] == scan:
            changes.apply_change(world, state, x, scan)
    if slewing.is_review(world, scan):
        for g in range(len(world.group_doctrine)):
            slewing.review_facings(world, state, g, scan)
    relaying.follow_radars(world, state, scan)


@step_kernel
def start_threats(world: World, state: State, scan: int) -> None:
    """Start the threats that are due."""
    for t in range(len(world.threat_start)):
        tracking.start(world, state, t, scan)


@step_kernel
def see_and_track(world: World, state: State, scan: int) -> None:
    """Let every radar that looks in this scan look at every flying threat; tracks cue radars."""
    count = sweeping.list_flying(world, state, scan)
    for r in range(len(world.radar_period)):
        if tracking.looks(world, state, r, scan):
            if tracking.source_radar(world, r) == r:
                sweeping.sweep(world, state, r, count, scan)
            else:
                relaying.relay_looks(world, state, r, count, scan)
    for x in range(len(world.change_kind)):
        if changes.is_waiting_for_track(world, state, x) and changes.has_trigger_track(
            world, state, x
        ):
            changes.trigger(world, state, x, scan)


@step_kernel
def kill_or_miss(world: World, state: State, scan: int) -> None:
    """Resolve every intercept that is due."""
    for u in range(len(world.unit_network)):
        for channel in range(world.unit_target_channels[u]):
            if state.channel_until[u, channel] == scan != 0:
                firing.resolve_intercept(world, state, u, channel, scan)


@step_kernel
def reload(world: World, state: State, scan: int) -> None:
    """Refill the launchers whose reload is complete."""
    for u in range(len(world.unit_network)):
        for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
            counting.reload(world, state, u, launcher, scan)


@step_kernel
def decide_and_engage(world: World, state: State, scan: int) -> None:
    """Let every group decide about every flying threat, by urgency, return or chance."""
    for g in range(len(world.group_doctrine)):
        if world.by_return[state.group_doctrine[g]]:
            marginal_return.engage_by_return(world, state, g, scan)
            continue
        able = deciding.free_units(world, state, g, scan)
        for place in range(deciding.line_up(world, state, g)):
            t = state.queue[place]
            if state.since[g, t] != NEVER and all_launches_matter(world, state, g, scan):
                note_possible_launches(world, state, g, t, scan)
            deciding.log_decision(world, state, g, t, scan)
            if world.policy[state.group_doctrine[g]] == RANDOM:
                continue
            may = able > 0 and deciding.may_engage(world, state, g, t, scan)
            if may and deciding.engage_by_urgency(world, state, g, t, scan, able) != NOBODY:
                able = deciding.free_units(world, state, g, scan)
        if world.policy[state.group_doctrine[g]] == RANDOM:
            deciding.engage_at_random(world, state, g, scan)


@step_kernel
def all_launches_matter(world: World, state: State, g: int, scan: int) -> bool:
    """Return whether it matters which of all launches jammers allow: for the log, or to draw one.

    A group that fires by urgency asks launch by launch.
    """
    asked = len(state.events) > 0 or world.policy[state.group_doctrine[g]] == RANDOM
    return asked and is_jammed(world, state, scan)


@step_kernel
def count(world: World, state: State, scan: int) -> None:
    """Count the threats that reach their asset, and the channels in use."""
    for t in range(len(world.threat_start)):
        counting.arrive(world, state, t, scan)
    for u in range(len(world.unit_network)):
        counting.count_channels(state, u, 1)
    command_posts.count_posts(world, state, 1)


@engagement_kernel
def play(
    world: World, state: State, seed: int, first: int, stride: int, rows: Ints, begin: int, end: int
) -> None:
    """Play some scans of each replication, and write its row if it has any columns.

    `run` and `advance` are the two ways to call this, so that one kernel is compiled for both.
    """
    for n in range(len(rows)):
        for scan in range(begin, end):
            if scan == BEGINNING:
                initialisation.reset(world, state, seed, first + n * stride)
            else:
                from_decisions(world, state, scan)
            if scan + 1 < world.scans:
                before_decisions(world, state, scan + 1)
        if rows.shape[1] > 0:
            counting.count_threats(world, state)
            write_row(state, rows[n])
            if len(world.opening) > 0:
                carryover.write_closing(world, state, rows[n])


def run(world: World, state: State, seed: int, first: int, stride: int, rows: Ints) -> None:
    """Fill one row a replication; the replications are first, first + stride, ….

    Parameters
    ----------
    world, state
        Tables, and scratch that no other thread uses.
    seed
        Seed of the run.
    first, stride
        Which replications these rows are.
    rows
        Replications × columns, see `skydome.engagement.record.columns`.
    """
    play(world, state, seed, first, stride, rows, BEGINNING, world.scans)


def advance(world: World, state: State, seed: int, replication: int, first: int, last: int) -> None:
    """Play from before the decisions of one scan to before those of another.

    Parameters
    ----------
    world, state
        Tables, and the state as it was left before the decisions of ``first``.
    seed, replication
        What is played.
    first, last
        Scans; ``first`` is ``BEGINNING`` in a new replication.
    """
    play(world, state, seed, replication, 1, NO_COLUMNS, first, last)
