"""Waiting for a better launch: courses worked out by hand.

``least`` says for each launch with how few engagements left it is better to wait: 2 waits with one
left, 3 with two. What it follows from is worked out in `tests/unit/engagement/tables`.
"""

import numpy as np
from duels import Doctrine, Launcher, Missile, Radar, Threat, Unit, course, world

from skydome.engagement.world import BEST, CASES, NOBODY

NEVER_KILLS = (Missile(kills=(0,)),)
NO_TYPE_LACKING, SOME_TYPE_LACKING = 0, 1 << BEST


def waiting(made, least, best=(NOBODY, NOBODY)):
    """Return a world in which launches wait by row and case; ``best`` are the units waited for."""
    table = np.zeros((1, CASES, len(made.flight_scans)), dtype=np.uint8)
    for (row, case), values in least.items():
        first = made.flight_offset[row]
        table[0, case, first : first + len(values)] = values
    paths = np.full((1, made.paths, BEST), NOBODY, dtype=np.int32)
    paths[:] = best
    return made._replace(flight_least=table, path_best=paths)


def launches(made):
    """Return scan, threat, unit and missile of each launch."""
    return [(e[0], e[2], e[3], e[4]) for e in course(made, "launch")]


def alone(engagements, least, **doctrine):
    """Return one unit that never kills, against one threat; every flight takes four scans."""
    made = world(
        [Threat()],
        [Radar()],
        [Unit()],
        missiles=NEVER_KILLS,
        flights=lambda *_: [4] * 10,
        doctrines=(Doctrine(engagements=engagements, assessment=1, waits=1, **doctrine),),
    )
    return waiting(made, {(0, NO_TYPE_LACKING): least})


def test_the_number_of_engagements_left_decides_whether_a_launch_is_made():
    """Launches in scans 0 to 4 wait with one left: with two, the first is made in 0.

    Its outcome is known in 0 + 4 + 1 = 5, where the last one left is made at once. With one
    engagement from the start the first launch is in 5.
    """
    least = [2] * 5 + [0] * 5
    assert [e[0] for e in launches(alone(2, least))] == [0, 5]
    assert [e[0] for e in launches(alone(1, least))] == [5]


def test_two_left_wait_where_both_are_better_later():
    least = [3] * 3 + [0] * 7
    assert [e[0] for e in launches(alone(2, least))] == [3, 8]
    assert [e[0] for e in launches(alone(3, least))] == [0, 5]  # three left do not wait


def test_a_launch_waits_again_after_a_miss():
    """Two left: launched in 0. One left from 5 on, but 5 to 7 wait with one: 8."""
    assert [e[0] for e in launches(alone(2, [0, 0, 0, 0, 0, 2, 2, 2, 0, 0]))] == [0, 8]


def test_the_log_says_what_is_waited_for():
    decisions = course(alone(1, [2, 2] + [0] * 8), "decision")
    assert decisions[:2] == [
        (0, "decision", 0, 0, "awaits_better"),
        (2, "decision", 0, 0, "engage"),
    ]


def test_shoot_early_launches_at_the_first_feasible_intercept():
    made = alone(1, [2] * 5 + [0] * 5)
    assert [e[0] for e in launches(made._replace(waits=made.waits * 0))] == [0]


def test_fire_by_marginal_return_waits_too():
    made = alone(1, [2] * 5 + [0] * 5, by_return=1)
    assert [e[0] for e in launches(made)] == [5]


def two_types(missiles):
    """Return a unit with two types: the first waits up to scan 5 if both are left, else up to 2."""
    made = world(
        [Threat(), Threat(start=1)],
        [Radar(sees={1: "x" * 20})],
        [Unit(launchers=(Launcher(0, 4, 99), Launcher(1, missiles, 99)))],
        missiles=NEVER_KILLS * 2,
        flights=lambda _s, k, t: [4] * 10 if (k, t) in ((0, 0), (1, 1)) else [0],
        doctrines=(Doctrine(engagements=1, waits=1),),
    )
    least = {
        (0, NO_TYPE_LACKING): [2] * 5 + [0] * 5,
        (0, SOME_TYPE_LACKING): [2] * 2 + [0] * 8,
    }
    return waiting(made, least)


def test_a_unit_that_runs_out_of_a_type_no_longer_waits_for_it():
    """Type 1 is fired at threat 1 in scan 1. If that was the last, type 0 waits up to scan 2."""
    assert launches(two_types(missiles=2)) == [(1, 1, 0, 1), (5, 0, 0, 0)]
    assert launches(two_types(missiles=1)) == [(1, 1, 0, 1), (2, 0, 0, 0)]


def far_and_near(near, order=(0, 1), **unit):
    """Return a far unit 0 that waits for unit 1, and a threat that only unit 1 reaches.

    Unit 0 reaches threat 0 in scans 0 to 9, unit 1 in scans 10 to 19; unit 1 reaches threat 1 from
    scan 3 on. ``order`` is that of arrival.
    """
    arrives = [30 + order[0], 30 + order[1]]
    reach = {(0, 0): [8] * 10, (1, 0): [0] * 10 + [2] * 10, (1, 1): [0, 0, 0, 2, 2, 2]}
    made = world(
        [Threat(arrives=arrives[0]), Threat(arrives=arrives[1])],
        [Radar()],
        [Unit(), Unit(launchers=(Launcher(0, near, 99),), **unit)],
        missiles=NEVER_KILLS,
        flights=lambda s, _k, t: reach.get((s, t), [0]),
        doctrines=(Doctrine(engagements=1, waits=1),),
    )
    return waiting(made, {(0, 1): [2] * 10}, best=(1, NOBODY))


def test_a_far_unit_leaves_the_threat_to_a_near_one_with_missiles():
    assert launches(far_and_near(near=2)) == [(3, 1, 1, 0), (10, 0, 1, 0)]


def test_it_fires_at_once_if_the_near_one_has_none_left():
    """The near unit's last missile goes in scan 3. The far unit decides about threat 0 after that
    in the same scan if threat 0 arrives later, in the next scan if it arrives first.
    """
    assert launches(far_and_near(near=1, order=(1, 0))) == [(3, 1, 1, 0), (3, 0, 0, 0)]
    assert launches(far_and_near(near=1, order=(0, 1))) == [(3, 1, 1, 0), (4, 0, 0, 0)]


def test_missiles_kept_for_others_are_not_waited_for():
    """Of two missiles one is kept: after the launch in scan 3 none is left for this label."""
    made = far_and_near(near=2, order=(1, 0), reserve=(1,))
    assert launches(made) == [(3, 1, 1, 0), (3, 0, 0, 0)]


def test_without_a_unit_to_wait_for_a_launch_is_made_at_once():
    made = far_and_near(near=4)
    assert launches(made._replace(path_best=made.path_best * 0 + NOBODY))[0] == (0, 0, 0, 0)
