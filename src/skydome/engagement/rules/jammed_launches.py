"""Whether a missile can be guided while jammers radiate: decided once, at the launch.

The flight tables do not include intermittent and airborne jammers. In a scan in which any of them
radiates, `note_possible_launch` records whether they allow a launch before it is chosen: by urgency
only launches that a unit could make otherwise, at random and by return all of a group's launches at
a threat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import rule_kernel, stage_kernel, step_kernel
from skydome.engagement.guiding_looks import NONE, NONE_LEFT
from skydome.engagement.jam_powers import ONE
from skydome.engagement.jam_scales import DECIBEL, FIRST_GROWTH, GROWTH_STEP, GROWTHS, STEPS
from skydome.engagement.rules.firing import flight_row
from skydome.engagement.rules.jammed_looks import (
    least_power,
    level_of,
    power_borne,
    signal_level,
)
from skydome.engagement.rules.tracking import look_row
from skydome.engagement.world import NEVER, NOBODY, WHOLE

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


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
def guiding_row(world: World, state: State, r: int, t: int, scan: int) -> int:
    """Return the index of the look by which a radar guides in a scan, NOBODY if there is none.

    While it coasts, its latest look with Pd 0.5 or more without the jammers counts; and the radar
    must be able to guide without them.
    """
    at = look_row(world, state, r, t, scan)
    if at == NOBODY or state.guiding_look[np.uint32(at)] >= NONE:
        return NOBODY
    return int(at - np.int64(state.guiding_look[np.uint32(at)]))


@step_kernel
def track_error(world: World, state: State, r: int, t: int, scan: int, bits: int) -> int:
    """Return the square track error under some jammers, as a level; NEVER without a track.

    The look by which the radar guides must have Pd 0.5 or more under the jammers too.
    """
    at, row = guiding_row(world, state, r, t, scan), look_row(world, state, r, t, scan)
    if at == NOBODY:
        return NEVER
    half = int(world.look_half[world.look_of[r * world.paths + world.threat_path[t]]])
    then, least = scan - int(row) + at, power_borne(world, at, half)
    if least_power(world, state, r, then, bits) >= least:
        return NEVER
    signal, span = (
        signal_level(world, state, r, at, then, bits),
        max(int(world.detection_signal[at]) - half, 0),
    )
    if state.jam_power[0] == 0:
        return error_at(world, at, span, span)
    return error_at(world, at, min(signal - half, span), span) if signal >= half else NEVER


@step_kernel
def own_guide(world: World, state: State, u: int) -> int:
    """Return the radar of a unit's present stance, which guides its missiles; NOBODY once lost."""
    return int(world.stance_radar[state.stance[u]] if state.unit_blind[u] == 0 else NOBODY)


@step_kernel
def is_other_guide(world: World, state: State, u: int, r: int) -> bool:
    """Return whether a radar may guide a unit's active missiles besides its own, at its first site.

    As the flight tables assume: one of the unit's network that is no other radar of the unit.
    """
    linked = world.radar_guides[r] and world.radar_network[r] == world.unit_network[u]
    other = world.radar_unit[r] != u and world.stance_radar[state.stance[u]] != r
    return bool(linked and other)


@step_kernel
def best_error(world: World, state: State, u: int, k: int, t: int, scan: int, bits: int) -> int:
    """Return the least track error of the radars that may guide a missile, NEVER if none tracks.

    The jamming power at that radar is left in ``jam_power``.
    """
    error, heard, own = NEVER, np.int64(0), own_guide(world, state, u)
    for r in range(len(world.radar_period)):
        if r == own or (world.missile_active[k] and is_other_guide(world, state, u, r)):
            found = track_error(world, state, r, t, scan, bits)
            if found < error:
                error, heard = found, state.jam_power[0]
    state.jam_power[0] = heard
    return int(error)


@stage_kernel
def guided_from(world: World, state: State, u: int, k: int, t: int, scan: int, stop: int) -> int:
    """Return the first scan from ``scan`` on in which jammers leave a unit's missile a guide.

    ``stop`` if there is none before. In a scan without jammers none is asked for.
    """
    soonest, own = min(stop, int(state.jam_pause[scan])), own_guide(world, state, u)
    if soonest > scan and own != NOBODY:
        soonest = min(soonest, guides_from(world, state, own, k, t, scan, soonest))
    for r in range(len(world.radar_period) if world.missile_active[k] else 0):
        if soonest > scan and is_other_guide(world, state, u, r):
            soonest = min(soonest, guides_from(world, state, r, k, t, scan, soonest))
    return int(soonest)


@step_kernel
def guides_from(world: World, state: State, r: int, k: int, t: int, scan: int, stop: int) -> int:
    """Return the first scan from ``scan`` on in which a radar can guide a missile under jammers.

    ``stop`` or later if there is none before. What was found for other units and for missiles that
    need the same accuracy is not searched again, until a jammer falls silent.
    """
    like = state.guide_type[k]
    asked, after = int(state.guide_asked[r, like, t]), int(state.guide_from[r, like, t])
    found, at = int(state.guide_found[r, like, t]), after
    if not asked <= scan <= after:
        state.guide_asked[r, like, t] = scan
        found, at = 0, scan
    while found == 0 and at < stop:
        if asked <= at < after:
            found, at = int(state.guide_found[r, like, t]), after
        elif can_guide(world, state, r, k, t, at, int(state.jam[at])):
            found = 1
        else:
            at = next_guiding_look(world, state, r, t, at)
    state.guide_from[r, like, t] = at
    state.guide_found[r, like, t] = found
    return at


@step_kernel
def can_guide(world: World, state: State, r: int, k: int, t: int, scan: int, bits: int) -> bool:
    """Return whether a radar tracks a threat accurately enough for a missile in a scan."""
    return bool(track_error(world, state, r, t, scan, bits) <= world.missile_accuracy[k])


@step_kernel
def next_guiding_look(world: World, state: State, r: int, t: int, scan: int) -> int:
    """Return the next scan in which a radar has a look to guide by; the end if there is none."""
    pair = np.uint32(r * world.paths + world.threat_path[t])
    opens = int(state.arrival[t]) + int(world.detection_first[pair])
    after = max(scan + 1, opens)
    at = world.detection_offset[pair] + after - opens
    if at >= world.detection_offset[pair + np.uint32(1)]:
        return int(world.scans)
    look = int(state.guiding_look[at])
    if look < NONE:
        return after
    return int(world.scans if look == NONE_LEFT else after + look - NONE)


@step_kernel
def is_guided(world: World, state: State, u: int, k: int, t: int, scan: int, bits: int) -> bool:
    """Return whether a radar tracks a threat accurately enough for a unit's missile in a scan."""
    own = own_guide(world, state, u)
    if own != NOBODY and can_guide(world, state, own, k, t, scan, bits):
        return True
    for r in range(len(world.radar_period) if world.missile_active[k] else 0):
        other = is_other_guide(world, state, u, r)
        if other and can_guide(world, state, r, k, t, scan, bits):
            return True
    return False


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
    if until < scan and guided_from(world, state, u, k, t, scan, scan + 1) > scan:
        return False
    while until < meeting and is_guided(world, state, u, k, t, until + 1, bits):
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
