"""From which scan a pair of a group and a threat can be guided under jammers, by hand.

As in `test_jamming_by_hand`: signal 20 dB over noise, 10 dB needed. A jammer of 0 dB leaves every
look, one of 10 dB none. The threats fly in scans 0 to 39; the tables of a replication in which
nothing can happen before scan 39 are asked as if they flew from scan 0 on.
"""

from typing import NamedTuple

import numpy as np
import pytest
from duels import Jammer, Launcher, Missile, Radar, Threat, Unit, jammed, world

from skydome.compiler import engagement_kernel
from skydome.engagement import event
from skydome.engagement.event.sleeping import GUIDED, may_be_prevented, next_guided_launch
from skydome.engagement.record import width
from skydome.engagement.rules.jammed_launches import guided_from
from skydome.engagement.rules.jammed_looks import least_power, note_jammers
from skydome.engagement.state import new_state
from skydome.engagement.world import FLYING, NEVER, NOWHERE, WAITING

SCANS = 40
WEAK, LOUD = 1, 2  # bits of the jammers, the weak one 0 and the loud one 1
GUIDES, NEXT, PREVENTED, FORGET, LEAST = range(5)


@engagement_kernel
def ask(tables, scratch, agenda, what, given, found):
    """Put one question: all in one kernel, because each kernel has to be compiled."""
    if what == GUIDES:
        found[0] = guided_from(tables, scratch, given[0], given[1], given[2], given[3], given[4])
    elif what == NEXT:
        found[0] = next_guided_launch(
            tables, scratch, agenda, given[0], given[1], given[2], given[3], given[4]
        )
    elif what == PREVENTED:
        found[0] = may_be_prevented(tables, scratch, given[0], given[1])
    elif what == FORGET:
        note_jammers(tables, scratch)
    else:
        found[0] = least_power(tables, scratch, given[0], given[1], given[2])


class Asked(NamedTuple):
    """Tables, state and agenda of a replication that has not begun."""

    world: tuple
    state: tuple
    agenda: tuple

    def put(self, what, *given):
        found = np.zeros(1, dtype=np.int64)
        ask(self.world, self.state, self.agenda, what, np.array([*given, 0, 0, 0, 0, 0]), found)
        return int(found[0])

    def guided(self, scan, stop=SCANS, *, unit=0, missile=0, threat=0):
        return self.put(GUIDES, unit, missile, threat, scan, stop)

    def launch(self, start, *, scan=0, group=0, threat=0, row=0):
        return self.put(NEXT, group, threat, scan, start, row)

    def forget(self):
        self.put(FORGET)

    def radiate(self, loud, weak=range(SCANS)):
        """Let jammers radiate in these scans, and forget what was found under others."""
        self.state.jam[:] = 0
        self.state.jam[list(weak)] |= WEAK
        self.state.jam[list(loud)] |= LOUD
        self.forget()
        return self

    def secretly(self, scan, bits):
        """Change who radiates in a scan, without the news of it."""
        self.state.jam[scan] = bits


def asked(*, sees=None, units=None, missiles=1, threats=1, scans=SCANS, radars=(), **levels):
    """Return a unit with radar 0, and perhaps others; no radar hears what is not said."""
    made = world(
        [Threat(start=scans - 1, arrives=scans) for _ in range(threats)],
        [Radar(unit=0, sees={0: sees} if sees else {}), *radars],
        units or [Unit(radar=0, launchers=tuple(Launcher(k, 9) for k in range(missiles)))],
        missiles=(Missile(),) * missiles,
        flights=lambda *_: [2] * scans,
        scans=scans,
    )
    made = jammed(made, [Jammer((0,)), Jammer((10,))], **levels)
    state, agenda = new_state(made), event.new_agenda(made)
    event.run(made, state, agenda, 7, 0, 1, np.zeros((1, width(made)), dtype=np.int32))
    state.arrival[:], state.status[:] = 0, FLYING
    agenda.blocked[:], agenda.reload[:] = 0, NEVER
    return Asked(made, state, agenda)


# from when a unit's missile is guided


def test_a_launch_waits_for_the_loud_jammer_to_pause_or_for_its_own_end():
    """Loud in scans 5 to 8: guided in 4, then from 9; nothing is asked from ``stop`` on."""
    one = asked().radiate(loud=range(5, 9))
    for scan, stop, found in ((4, 40, 4), (5, 40, 9), (8, 40, 9), (9, 40, 9), (5, 7, 7), (5, 5, 5)):
        one.forget()
        assert one.guided(scan, stop) == found, (scan, stop)


def test_in_a_scan_without_jammers_no_guidance_is_asked_for():
    """Nothing radiates in scan 12, in which the radar sees nothing either; 13 is jammed again."""
    one = asked(sees="x" * 5 + "." * 20 + "x" * 16).radiate(loud=(), weak={*range(40)} - {12})
    assert one.guided(12) == 12
    assert one.guided(6) == 12
    assert one.guided(13) == 25


def test_the_table_of_looks_says_when_a_radar_sees_again():
    """Seen in local scans 3, 4 and 10 to 20, by a threat that arrives in scan 2.

    Before the first scan of the table, between two looks, at the last and beyond it.
    """
    one = asked(sees="...xx.....xxxxxxxxxxx").radiate(loud=())
    one.state.arrival[:] = 2
    for scan, found in ((0, 5), (4, 5), (5, 5), (6, 6), (7, 12), (11, 12), (12, 12), (22, 22)):
        one.forget()
        assert one.guided(scan) == found, scan
    one.forget()
    assert one.guided(23, 30) == 30


def test_a_radar_coasts_on_its_latest_look_under_the_jammers_of_the_launch():
    """Seen in scans 0 to 4 and from 20 on, coasting over 3: scans 5 to 7 depend on scan 4.

    A launch assumes that its jammers go on and always did: a loud one in 5 to 7 takes the look of
    scan 4 too, and one that was loud in 4 alone takes the launch of 4, not that of 5.
    """
    sees = "x" * 5 + "." * 15 + "x" * 21
    assert asked(sees=sees, coast=3).radiate(loud=()).guided(7) == 7
    assert asked(sees=sees, coast=3).radiate(loud=()).guided(8) == 20
    assert asked(sees=sees, coast=3).radiate(loud=(5, 6, 7)).guided(4) == 4
    assert asked(sees=sees, coast=3).radiate(loud=(5, 6, 7)).guided(5) == 20
    assert asked(sees=sees, coast=3).radiate(loud=(4,)).guided(4) == 5


def test_a_unit_without_its_radar_waits_for_a_scan_without_jammers():
    one = asked().radiate(loud=(), weak={*range(40)} - {30})
    one.state.unit_blind[0] = 1
    assert one.guided(3) == 30
    assert one.guided(3, 20) == 20


@pytest.mark.parametrize("own_first", [True, False])
def test_an_active_missile_takes_the_first_radar_that_can_guide(own_first):
    """The own radar sees the threat from scan 12 on, radar 1 of its network from 8; or reversed."""
    late, soon = "." * 12 + "x" * 29, "." * 8 + "x" * 33
    own, other = (soon, late) if own_first else (late, soon)
    for active, guides, found in ((1, 1, 8), (0, 1, 12), (1, 0, 12)):
        one = asked(sees=own, radars=[Radar(sees={0: other})], active=(active,), guides=(0, guides))
        assert one.radiate(loud=()).guided(3) == (8 if own_first else found)


def test_only_other_radars_of_the_network_guide():
    """The radar of another network, one of the unit's own besides, and that of its stance do not.

    The unit has lost its radar, so that only others are left.
    """
    one = asked(radars=[Radar(network=1), Radar(unit=0)], active=(1,), guides=(1, 1, 1))
    one.radiate(loud=()).state.unit_blind[0] = 1
    assert one.guided(3) == 40
    two = asked(radars=[Radar()], active=(1,), guides=(1, 1))
    two.radiate(loud=()).state.unit_blind[0] = 1
    assert two.guided(3) == 3


# what was found is kept


def test_what_was_found_is_kept_until_it_is_forgotten():
    """Loud in 5 to 9, so that scan 10 is the first. Then the loud jammer stops, without the news.

    From any scan from 5 to 10 the answer stays 10; after the news it is the scan itself. A scan
    that had not been asked about is looked at.
    """
    one = asked().radiate(loud=range(5, 10))
    assert one.guided(5) == 10
    for scan in range(5, 10):
        one.secretly(scan, WEAK)
    one.secretly(10, LOUD)
    assert [one.guided(scan) for scan in range(5, 11)] == [10] * 6
    one.forget()
    assert one.guided(5) == 5
    one.forget()
    assert one.guided(10) == 11
    assert one.guided(12) == 12


def test_a_search_from_an_earlier_scan_goes_on_from_what_is_known():
    """Known: from 8 on, 10 is the first. A search from 5 looks at 5 to 7 and takes that over."""
    one = asked().radiate(loud=range(5, 10))
    assert one.guided(8) == 10
    for scan in (8, 9):
        one.secretly(scan, WEAK)
    assert one.guided(5) == 10
    assert one.guided(6) == 10  # all of 5 to 10 is known now
    one.secretly(7, WEAK)
    assert one.guided(7) == 10
    one.secretly(4, LOUD)
    assert one.guided(4) == 10  # and 4


def test_a_search_that_ended_before_it_found_goes_on_there():
    """Loud in 5 to 14. Asked up to scan 8 there is none; asked up to 20, scans from 8 on are new.

    A search from 3 finds that scan itself, and what was known of later ones is given up.
    """
    one = asked().radiate(loud=range(5, 15))
    assert one.guided(5, 8) == 8
    one.secretly(6, WEAK)
    assert one.guided(6, 8) == 8
    assert one.guided(5, 20) == 15
    assert one.guided(5, 12) == 12
    assert one.guided(7, 20) == 15
    assert one.guided(3, 20) == 3
    assert one.guided(5, 20) == 6  # looked at again


def test_a_search_takes_over_that_there_was_nothing_too():
    """Known: nothing from 8 up to 11. A search from 6 goes on from 11, not from 8."""
    one = asked().radiate(loud=range(5, 15))
    assert one.guided(8, 11) == 11
    one.secretly(9, WEAK)
    assert one.guided(6, 20) == 15


def test_a_search_beyond_what_is_known_begins_anew():
    one = asked().radiate(loud=[*range(5, 10), *range(20, 25)])
    assert one.guided(5) == 10
    assert one.guided(20) == 25
    one.secretly(22, WEAK)
    assert one.guided(21) == 25
    one.secretly(7, WEAK)
    assert one.guided(5) == 7  # only the latest interval is kept


def test_missiles_that_need_the_same_accuracy_share_what_is_found():
    """Types 0 and 2 need 131, type 1 any: under the weak jammer alone the error is 132.

    Nothing radiates in scan 9. The loud jammer then stops, unnoticed.
    """
    one = asked(missiles=3, threats=2, radars=[Radar()])
    accuracy = np.array([10_000, 131, 10_000], dtype=np.int32)
    made = one.world._replace(missile_accuracy=accuracy)
    one = one._replace(world=made)
    one.state.guide_type[:] = (0, 1, 0)
    one.radiate(loud=range(3, 7), weak={*range(40)} - {9})
    assert one.guided(3, missile=0) == 7
    assert one.guided(3, missile=1) == 9
    for scan in range(3, 7):
        one.secretly(scan, WEAK)
    assert one.guided(3, missile=2) == 7  # as found for type 0
    assert one.guided(3, missile=2, threat=1) == 3  # of another threat nothing was found
    one.forget()
    assert one.guided(3, missile=1) == 9


def test_each_radar_keeps_what_it_found():
    """Two units with a radar each, of which the second does not hear the jammers."""
    units = [Unit(radar=r, launchers=(Launcher(0, 9),)) for r in (0, 1)]
    one = asked(units=units, radars=[Radar(unit=1)])
    level = one.world.jam_level.copy()
    level[1] = NOWHERE
    one = one._replace(world=one.world._replace(jam_level=level))
    one.state.side_lobe_power[1] = 0
    one.radiate(loud=range(5, 9))
    assert one.guided(5, unit=0) == 9
    assert one.guided(5, unit=1) == 5
    assert one.guided(6, unit=0) == 9


# the least power through side lobes


def test_outside_the_replication_the_least_power_is_none():
    """Flights end after the last scan, and radars coast on looks before the first.

    Within it, 1 and 10 times the noise through side lobes of 0 dB.
    """
    one = asked(floor_db=0.0).radiate(loud=())
    for scan, times in ((-1, 0), (0, 11), (SCANS - 1, 11), (SCANS, 0)):
        assert one.put(LEAST, 0, scan, WEAK | LOUD) == times * 2**16, scan


def test_only_a_flying_threat_in_a_jammed_scan_may_be_prevented():
    one = asked().radiate(loud=(5,), weak=())
    assert [one.put(PREVENTED, 0, scan) for scan in (4, 5, 6, SCANS, NEVER)] == [0, 1, 0, 0, 0]
    one.state.status[0] = WAITING
    assert one.put(PREVENTED, 0, 5) == 0


# the first launch of a group


def window(one, unit, missile, opens, closes, threat=0, row=0):
    """Let a unit launch a type in these local scans."""
    arm, paths = one.agenda.arm[unit] + missile, one.world.paths
    one.agenda.opens[row * paths + threat, arm] = opens
    one.agenda.closes[threat, arm] = closes


def test_the_first_guided_launch_is_in_its_window():
    """Loud up to scan 9. A window up to 10 has a launch, one up to 9 has none: asked again later.

    From ``start`` on, however early the window opens; and not before it opens.
    """
    one = asked().radiate(loud=range(10))
    for opens, closes, start, found in (
        (0, 10, 3, 10),
        (0, 9, 3, SCANS),
        (14, 30, 3, 14),
        (0, 30, 17, 17),
        (20, 20, 20, 20),
        (20, 19, 3, SCANS),
    ):
        one.forget()
        window(one, 0, 0, opens, closes)
        assert one.launch(start) == found, (opens, closes, start)


def test_windows_are_those_of_the_threat_in_its_own_time():
    """Threat 1 arrives in scan 4, its window is 16 to 20: scans 20 to 24. Loud up to scan 21."""
    one = asked(threats=2).radiate(loud=range(22))
    one.state.arrival[1] = 4
    window(one, 0, 0, 0, 5, threat=0)
    window(one, 0, 0, 16, 20, threat=1)
    assert one.launch(3, threat=1) == 22
    one.radiate(loud=range(24))
    assert one.launch(3, threat=1) == 24
    one.radiate(loud=range(25))
    assert one.launch(3, threat=1) == SCANS


def test_a_unit_launches_once_it_is_free_or_reloaded():
    """Blocked up to scan 15, but a launcher emptied from scan 2 on is full 8 scans later, in 10.

    The reserve is blocked up to 12; its label may use it or not.
    """
    one = asked().radiate(loud=())
    one.agenda.blocked[0], one.agenda.blocked[1] = 15, 12
    assert one.launch(3, scan=2) == 15
    one.agenda.reload[:] = 8
    assert one.launch(3, scan=2) == 10
    assert one.launch(3, scan=6) == 14
    assert one.launch(3, scan=9) == 15
    one = one._replace(world=one.world._replace(label_reserved=np.ones((1, 1), dtype=np.int32)))
    assert one.launch(3, scan=9) == 12


def test_units_of_other_groups_do_not_count():
    """Unit 1, of group 1, could launch in scan 3; unit 0 from scan 9 on."""
    units = [Unit(radar=r, network=r, launchers=(Launcher(0, 9),)) for r in (0, 1)]
    one = asked(units=units, radars=[Radar(unit=1, network=1)]).radiate(loud=())
    window(one, 0, 0, 9, 30)
    window(one, 1, 0, 0, 30)
    assert one.launch(3, group=0) == 9
    assert one.launch(3, group=1) == 3


def test_the_soonest_of_units_and_types_counts_in_whatever_order_they_come():
    """Types open in 20, 5 and 12, of either unit; the loud jammer radiates up to scan 6."""
    units = [Unit(radar=0, launchers=tuple(Launcher(k, 9) for k in range(3)))] * 2
    for order in ((20, 5, 12), (5, 12, 20), (12, 20, 5)):
        for unit, found in ((0, 7), (1, 7)):
            one = asked(units=units, missiles=3).radiate(loud=range(7))
            for k, opens in enumerate(order):
                window(one, unit, k, opens, 39)
                window(one, 1 - unit, k, 25, 39)
            assert one.launch(3) == found


def test_the_search_is_no_longer_than_a_limit_or_the_replication():
    """600 scans, loud in all: 512 scans after the first possible launch it is asked again."""
    one = asked(scans=600)
    one.state.jam[:] = LOUD
    one.forget()
    assert one.launch(3) == 3 + GUIDED == 515
    assert one.launch(88) == 600
    assert one.launch(87) == 599


def test_types_that_could_be_launched_now_limit_the_search_for_the_others():
    """Type 1 could be launched now, and is guided from scan 9 on; type 0 has no window before 12.

    So nothing is searched for type 0. With a window from 8 on it is searched up to scan 9 only.
    """
    for opens, searched in ((12, NEVER), (9, NEVER), (8, 8)):
        one = asked(missiles=2).radiate(loud=range(9))
        one.state.guide_type[:] = (0, 1)
        window(one, 0, 0, opens, 39)
        window(one, 0, 1, 0, 39)
        assert one.launch(3) == 9
        assert one.state.guide_asked[0, :, 0].tolist() == [searched, 3]
    assert one.state.guide_from[0, 0, 0] == 9


def test_what_a_row_of_windows_says_is_read_from_that_row():
    """Row 1 of the windows, for doctrines that wait, opens in scan 11."""
    one = asked(threats=2).radiate(loud=())
    opens = np.concatenate([one.agenda.opens, one.agenda.opens])
    one = one._replace(agenda=one.agenda._replace(opens=opens))
    window(one, 0, 0, 11, 30, threat=1, row=1)
    assert one.launch(3, threat=1, row=0) == 3
    assert one.launch(3, threat=1, row=1) == 11
