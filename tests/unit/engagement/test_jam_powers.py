"""Bounds on jamming power: what side lobes give, and what a look bears, against the exact sum."""

import numpy as np
from duels import Jammer, Radar, Threat, Unit, jammed, world

from skydome.compiler import engagement_kernel
from skydome.engagement.jam_powers import (
    FALL,
    FALL_BITS,
    ONE,
    least_totals,
    powers,
    side_lobe_powers,
    side_lobe_turns,
)
from skydome.engagement.jam_scales import BEAMWIDTH, DECIBEL, FAINT, LOUD
from skydome.engagement.rules.jammed_looks import (
    least_power,
    level_of,
    power,
    power_borne,
    power_heard,
    signal_level,
)
from skydome.engagement.state import new_state


@engagement_kernel
def convert(levels, found, totals, back):
    for n in range(len(levels)):
        found[n] = power(levels[n])
    for n in range(len(totals)):
        back[n, 0] = level_of(totals[n] - 1)
        back[n, 1] = level_of(totals[n])


@engagement_kernel
def hear(world, state, bits, half, found):
    for at in range(len(found)):
        found[at, 0] = least_power(world, state, 0, 5, bits)
        found[at, 1] = power_heard(world, state, 0, at, 5, bits)
        found[at, 2] = power_borne(world, at, half)
        found[at, 3] = signal_level(world, state, 0, at, 5, bits)


def looking(jammers, **levels):
    made = world([Threat(arrives=20)], [Radar()], [Unit()], flights=lambda *_: [0], scans=20)
    return jammed(made, jammers, **levels)


def heard(made, bits, half_db=10.0):
    """Return the least power, the power, what the look bears and the signal left, of one look."""
    state = new_state(made)
    state.least_bits[:] = -1
    found = np.zeros((1, 4), dtype=np.int64)
    hear(made, state, bits, round(half_db * DECIBEL), found)
    return found[0].tolist()


def test_powers_and_levels_are_those_of_the_kernels():
    levels = np.arange((FAINT - 2) * DECIBEL, (LOUD + 2) * DECIBEL)
    totals = least_totals()[::7]
    found, back = np.zeros_like(levels), np.zeros((len(totals), 2), dtype=np.int64)
    convert(levels, found, totals, back)
    assert (powers(levels) == found).all()
    at = np.arange(len(least_totals()))[::7]
    assert (back[:, 1] > at).all()
    assert (back[1:, 0] <= at[1:]).all()  # one less is not above the level


def test_side_lobes_begin_where_the_beam_has_fallen_to_them():
    """12.04 dB at a beamwidth: 12.04 dB of side lobes begin there, 30 dB ones at 1.58 of it."""
    for floor_db, turn in ((30.0, 1.58), (10 * np.log10(2) * 4, 1.0), (0.0, 0.0)):
        made = looking([Jammer((20,))], floor_db=floor_db)
        found = int(side_lobe_turns(made)[0])
        assert abs(found - turn * BEAMWIDTH) < 0.01 * BEAMWIDTH
        floor = int(made.jam_floor[0])
        assert found * found * FALL >> FALL_BITS >= floor
        assert found == 0 or (found - 1) * (found - 1) * FALL >> FALL_BITS < floor


def test_jammers_out_of_sight_give_nothing():
    made = looking([Jammer((20,)), Jammer((None,))], floor_db=20.0)
    assert side_lobe_powers(made).tolist() == [[ONE, 0]]


def test_the_least_power_decides_a_look_that_bears_less():
    """20 dB through side lobes of 10 dB are 10 times the noise: of a signal of 20 dB 9.6 are left.

    The look needs 10, so that it bears at most 9 times the noise. Side lobes of 11 dB give 7.9
    times the noise, which it bears if the jammer is off the beam; in the beam it does not, and
    only the sum says so.
    """
    for floor_db, azimuth, bounded, lost in (
        (10.0, 20_000, True, True),
        (11.0, 20_000, False, False),
        (11.0, 0, False, True),
    ):
        made = looking([Jammer((20,), azimuth=azimuth)], floor_db=floor_db)
        least, power, bears, left = heard(made, 1)
        assert least <= power
        assert abs(bears / ONE - 9) < 0.02
        assert (least >= bears) == bounded
        assert (power >= bears) == lost == (left < 10 * DECIBEL)


def test_a_look_without_a_margin_bears_no_power():
    assert heard(looking([Jammer((None,))], signal_db=9.0), 1)[:3] == [0, 0, 1]
    assert heard(looking([Jammer((None,))], signal_db=10.0), 1)[2] > 1


def test_other_jammers_are_added_up_anew():
    made = looking([Jammer((20,), azimuth=20_000), Jammer((23,), azimuth=20_000)], floor_db=20.0)
    state, found = new_state(made), np.zeros((1, 4), dtype=np.int64)
    state.least_bits[:] = -1
    for bits, times in ((1, 1.0), (3, 3.0), (2, 2.0), (0, 0.0)):
        hear(made, state, bits, 10 * DECIBEL, found)
        assert abs(found[0, 0] / ONE - times) < 0.01
