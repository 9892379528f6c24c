"""The effect of intermittent and airborne jammers on a look, in integer arithmetic.

Levels are 256ths of a decibel. Powers are relative to a radar's noise, which is `ONE`. The powers
of the jammers that radiate are added to the noise and clutter, the sum lowers the signal's level,
and one look-up gives the threshold. An airborne jammer radiates from its carrier's position and
stops in the scan after the carrier is killed.

The arithmetic uses integers because both kernels and every machine must agree bit for bit; the
tables convert sums of powers into levels and back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import rule_kernel, stage_kernel, step_kernel
from skydome.engagement.draw import JAMMER, draw, draw_below
from skydome.engagement.jam_powers import (
    FALL,
    FALL_BITS,
    FRACTIONS,
    OCTAVES,
    PARTS,
    TENS,
    least_totals,
)
from skydome.engagement.jam_scales import DECIBEL, FAINT, LEAST, LOOKS, LOUD, STEP
from skydome.engagement.rules.event_log import log
from skydome.engagement.world import NEVER, NOBODY, NOWHERE, SILENCED

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World

TOTALS = least_totals()
MOST = 2**62  # more than any power


@step_kernel
def is_jammed(world: World, state: State, scan: int) -> bool:
    """Return whether any intermittent or airborne jammer radiates in a scan."""
    return bool(world.rules is not None and world.jammers > 0 and state.jam[scan] != 0)


@step_kernel
def power(level: int) -> int:
    """Return the power of a level, in `ONE`."""
    if level < FAINT * DECIBEL:
        return 0
    level = min(level, LOUD * DECIBEL)
    tens, part = TENS[(level >> 8) - FAINT], PARTS[level & 255]
    return int((tens >> 16) * part + ((tens & 0xFFFF) * part >> 16))


@step_kernel
def level_of(total: int) -> int:
    """Return the level of a power of `ONE` or more, by its highest bit and the twelve after it."""
    octave = 16
    while total >> (octave + 1) > 0:
        octave += 1
    return int(OCTAVES[octave - 16] + FRACTIONS[(total >> (octave - 12)) & 4095])


@step_kernel
def off_beam(world: World, r: int, at: int, point: int, turn: int) -> int:
    """Return the loss of gain towards a jammer of a beam that points at the target, as a level."""
    up = int(world.detection_elevation[at]) - int(world.jam_elevation[r, point])
    fall = world.jam_fall[r, point] + ((turn * turn + up * up) * FALL >> FALL_BITS)
    return int(min(fall, world.jam_floor[r]))


@step_kernel
def point_of(world: World, state: State, j: int, scan: int) -> int:
    """Return the point from which a jammer radiates in a scan, NOBODY if from none."""
    t = world.jam_carrier[j]
    local = np.int64(0) if t == NOBODY else np.int64(scan - state.arrival[t])
    return int(world.jam_start[j] + local if 0 <= local < world.jam_points[j] else NOBODY)


@step_kernel
def power_heard(world: World, state: State, r: int, at: int, scan: int, bits: int) -> int:
    """Return the power of the jammers of some bits in a look, see `signal_level`."""
    added = 0
    for j in range(world.jammers):
        point = point_of(world, state, j, scan) if bits >> j & 1 else NOBODY
        if point != NOBODY:
            turn = abs(int(world.detection_azimuth[at]) - int(world.jam_azimuth[r, point]))
            turn = min(turn, int(world.jam_circle[r]) - turn)
            if turn >= state.side_lobe_turn[r]:
                added += state.side_lobe_power[r, point]
            elif world.jam_level[r, point] != NOWHERE:
                added += power(int(world.jam_level[r, point]) - off_beam(world, r, at, point, turn))
    return int(added)


@stage_kernel
def least_power(world: World, state: State, r: int, scan: int, bits: int) -> int:
    """Return the least power that a radar hears from the jammers of some bits in a scan.

    That is through its side lobes; a beam that points at one of them hears more.
    """
    if not 0 <= scan < world.scans:
        return 0
    if state.least_bits[r, scan] != bits:
        added = np.int64(0)
        for j in range(world.jammers):
            point = point_of(world, state, j, scan) if bits >> j & 1 else NOBODY
            added += state.side_lobe_power[r, point] if point != NOBODY else np.int64(0)
        state.least_bits[r, scan] = bits
        state.least_power[r, scan] = added
    return int(state.least_power[r, scan])


@step_kernel
def power_borne(world: World, at: int, half: int) -> int:
    """Return the least jamming power that takes a look's signal below a level."""
    signal, before = int(world.detection_signal[at]), int(world.detection_background[at])
    level = signal - half + before
    if signal < half:
        return 1
    if before < 0 or level >= len(TOTALS):  # less than noise alone is not in the table
        return MOST
    return int(max(TOTALS[level] - power(before), 1))


@stage_kernel
def signal_level(world: World, state: State, r: int, at: int, scan: int, bits: int) -> int:
    """Return the level of a signal over noise, clutter and the jammers of some bits.

    ``at`` is the look's place in the detection tables; the jamming power is left in ``jam_power``.
    """
    added = power_heard(world, state, r, at, scan, bits)
    state.jam_power[0] = added
    signal, before = int(world.detection_signal[at]), int(world.detection_background[at])
    if added == 0:
        return signal
    return signal - max(level_of(power(before) + added) - before, 0)


@rule_kernel(lambda _world, _state, _r, _t, _scan, _at: np.int64(0))
def jammed_threshold(world: World, state: State, r: int, t: int, scan: int, at: int) -> np.int64:
    """Return the threshold of a look under the jammers that radiate, never above the clear one."""
    clear = np.int64(world.detection_threshold[np.uint32(at)])
    if clear == 0:
        return clear
    signal = signal_level(world, state, r, at, scan, state.jam[scan])
    if state.jam_power[0] == 0:
        return clear
    place = max((signal - LEAST * DECIBEL + STEP // 2) // STEP, -1)
    if place < 0:
        return np.int64(0)
    kind = world.look_of[r * world.paths + world.threat_path[t]]
    return min(clear, np.int64(world.look_table[kind, min(place, LOOKS - 1)]))


@rule_kernel(lambda _world, _state: None)
def draw_jammers(world: World, state: State) -> None:
    """Draw which jammers come and when, and mark in every scan those that radiate."""
    state.jam[:] = 0
    state.fell_silent[0] = NEVER
    state.jam_clear[:] = NOBODY
    state.guide_until[:] = NOBODY
    state.least_bits[:] = NOBODY
    for j in range(world.jammers):
        if draw(state.stream[0], JAMMER, j, 0, 0) < world.jam_chance[j]:
            late = draw_below(state.stream[0], JAMMER, j, 0, 1, world.jam_jitter[j] + 1)
            first = world.jam_first[j] + late
            stop = min(first + world.jam_scans[j], world.scans)
            t = world.jam_carrier[j]
            if t != NOBODY:
                first = max(first, state.arrival[t])
                stop = min(stop, state.arrival[t] + world.jam_points[j])
            for scan in range(max(first, 0), stop):
                state.jam[scan] |= 1 << j
    note_jammers(world, state)


@step_kernel
def note_jammers(world: World, state: State) -> None:
    """Record when no jammer radiates; what was found of guidance under others is forgotten."""
    state.guide_asked[:] = NEVER
    pause = world.scans
    for scan in range(len(state.jam_pause) - 1, -1, -1):
        pause = scan if state.jam[scan] == 0 else pause
        state.jam_pause[scan] = pause


@rule_kernel(lambda _world, _state, _t, _scan: None)
def silence_carried(world: World, state: State, t: int, scan: int) -> None:
    """Switch off the jammers of a killed carrier from the next scan on."""
    for j in range(world.jammers):
        if world.jam_carrier[j] == t:
            bit, radiated = 1 << j, 0
            for later in range(scan + 1, world.scans):
                radiated |= state.jam[later] & bit
                state.jam[later] &= ~bit
            if radiated:
                state.silenced[j - world.jammers + len(state.silenced)] = 1
                state.fell_silent[0] = scan
                note_jammers(world, state)
                log(state, SILENCED, scan, t, j, 0, 0, 0)
