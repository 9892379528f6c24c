"""Whether a missile can be guided while jammers radiate: decided once, at the launch.

The flight tables do not include intermittent and airborne jammers. In a scan in which any of them
radiates, `note_possible_launch` records whether they allow a launch before it is chosen: by urgency
only launches that a unit could make otherwise, at random and by return all of a group's launches at
a threat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import rule_kernel, step_kernel
from skydome.engagement.jam_scales import DECIBEL, FIRST_GROWTH, GROWTH_STEP, GROWTHS, STEPS
from skydome.engagement.rules.firing import flight_row
from skydome.engagement.rules.jammed_looks import ONE, level_of, signal_level
from skydome.engagement.world import NEVER, NOBODY, UNGUIDED, WHOLE

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World

EVEN = 2**30  # threshold of a detection probability of one half, from which a radar can guide


@step_kernel
def error_at(world: World, at: int, above: int, span: int) -> int:
    """Return the track error of a look whose signal is ``above`` the one detected with Pd 0.5.

    The tables give errors from the full signal, which is ``span`` above that, down to Pd 0.5. Their
    steps are quadratic, shortest where the error grows fastest; between them the error is
    interpolated linearly.
    """
    step, lower = 1, signal_margin(span, 1)
    while above < lower:
        step += 1
        lower = signal_margin(span, step)
    worse, better = world.detection_errors[at, step], world.detection_errors[at, step - 1]
    most = max(signal_margin(span, step - 1) - lower, 1)
    return int(worse + (np.int64(better) - np.int64(worse)) * (above - lower) // most)


@step_kernel
def signal_margin(span: int, step: int) -> int:
    """Return the margin over Pd 0.5 at a step of the table, see `passing_jammers.Levels`."""
    return span * (STEPS - step) * (STEPS - step) // (STEPS * STEPS)


@step_kernel
def track_error(world: World, state: State, r: int, t: int, scan: int, bits: int) -> int:
    """Return the square track error under some jammers, as a level; NEVER without a track.

    The radar must be able to guide without the jammers. While it coasts, its latest look with Pd
    0.5 or more counts, and that look must have Pd 0.5 or more under the jammers too.
    """
    pair = np.uint32(r * world.paths + world.threat_path[t])
    first, half = world.detection_offset[pair], world.look_half[world.look_of[pair]]
    for back in range(world.radar_coast[r] + 1):
        at = first + scan - back - state.arrival[t] - world.detection_first[pair]
        if not first <= at < world.detection_offset[pair + 1]:
            return NEVER
        if world.detection_errors[at, 0] == UNGUIDED:
            return NEVER
        if np.int64(world.detection_threshold[at]) >= EVEN:
            signal, whole = (
                signal_level(world, state, r, at, scan - back, bits),
                world.detection_signal[at],
            )
            if state.jam_power[0] != 0 and signal < half:
                return NEVER
            above = signal - int(half) if state.jam_power[0] != 0 else NEVER
            span = max(int(whole) - int(half), 0)
            return error_at(world, at, min(above, span), span)
    return NEVER


@step_kernel
def may_track_for(world: World, state: State, u: int, k: int, r: int) -> bool:
    """Return whether a radar may guide a unit's missile, as the flight tables assume.

    The unit's own radar in its present stance, unless it is lost; for an active missile also other
    radars of its network, at their first sites.
    """
    if world.radar_unit[r] == u or world.stance_radar[state.stance[u]] == r:
        return bool(world.stance_radar[state.stance[u]] == r and state.unit_blind[u] == 0)
    linked = world.radar_guides[r] and world.radar_network[r] == world.unit_network[u]
    return bool(world.missile_active[k] and linked)


@step_kernel
def best_error(world: World, state: State, u: int, k: int, t: int, scan: int, bits: int) -> int:
    """Return the least track error of the radars that may guide a missile, NEVER if none tracks.

    The jamming power at that radar is left in ``jam_power``.
    """
    error, heard = NEVER, np.int64(0)
    for r in range(len(world.radar_period)):
        if may_track_for(world, state, u, k, r):
            found = track_error(world, state, r, t, scan, bits)
            if found < error:
                error, heard = found, state.jam_power[0]
    state.jam_power[0] = heard
    return int(error)


@step_kernel
def is_guided_until(
    world: World, state: State, u: int, k: int, t: int, scan: int, meeting: int
) -> bool:
    """Return whether a missile is guided accurately enough from launch to intercept.

    Scans checked for earlier launches, under the same jammers and by the same radar, are not
    checked again.
    """
    bits, turned = int(state.jam[scan]), int(state.stance[u]) << 1 | int(state.unit_blind[u])
    case = bits << 32 | turned
    until = int(state.guide_until[u, k, t])
    if state.guide_case[u, k, t] != case or until < scan:
        until = scan - 1
    most = world.missile_accuracy[k]
    while until < meeting and best_error(world, state, u, k, t, until + 1, bits) <= most:
        until += 1
    state.guide_case[u, k, t] = case
    state.guide_until[u, k, t] = until
    return until >= meeting


@step_kernel
def kill_share_under_jamming(
    world: World, state: State, u: int, k: int, t: int, scan: int, at: int
) -> int:
    """Return the share of the kill probability of a launch, NOBODY if jammers prevent it.

    The unit's own radar, or for an active missile any that may guide it, must track the target
    accurately enough from launch to intercept, the same jammers radiating. ``at`` is the place of
    the launch in the flight tables.
    """
    meeting = scan + int(world.flight_scans[at])
    if not is_guided_until(world, state, u, k, t, scan, meeting):
        return NOBODY
    error = best_error(world, state, u, k, t, meeting, state.jam[scan])
    clear = int(world.flight_kill[at])
    if state.jam_power[0] == 0:
        return clear
    growth = error - int(world.missile_reference[k])
    if world.missile_reference[k] == NEVER:  # track errors are not modelled
        growth = level_of(ONE + state.jam_power[0])
    place = (growth - FIRST_GROWTH * DECIBEL) // GROWTH_STEP
    share = int(world.jam_kill[k, world.threat_class[t], max(0, min(place, GROWTHS - 1))])
    return min(clear, int(world.flight_bare[at]) * share // WHOLE)


@rule_kernel(lambda _world, _state, _u, _k, _t, _scan: None)
def note_possible_launch(world: World, state: State, u: int, k: int, t: int, scan: int) -> None:
    """Record whether the jammers allow a launch in this scan, and what they leave of its kill."""
    at = flight_row(world, state, u, k, t, scan)
    if at != NOBODY and world.flight_scans[np.uint32(at)] > 0:
        share = kill_share_under_jamming(world, state, u, k, t, scan, at)
        if share != NOBODY:
            state.jam_clear[u, k, t] = scan
            state.jam_clear_kill[u, k, t] = share


@rule_kernel(lambda _world, _state, _g, _t, _scan: None)
def note_possible_launches(world: World, state: State, g: int, t: int, scan: int) -> None:
    """Record which launches of a group's units at a threat the jammers allow in this scan."""
    for u in range(len(world.unit_network)):
        if state.unit_group[u] == g:
            for k in range(world.unit_stock.shape[1]):
                note_possible_launch(world, state, u, k, t, scan)
