"""Time between launches: courses worked out by hand, each played by both kernels.

Threats fly from scan 0 to 30 unless said and are seen from the start; a missile flies two scans.
"""

from duels import Doctrine, Launcher, Missile, Radar, Threat, Unit, course, world

NEVER_KILLS = (Missile(kills=(0,)),)
ONE = (Threat(),)
PAIRS = Doctrine(salvo=(2,), engagements=2)


def duel(unit, doctrine=PAIRS, threats=ONE, missiles=NEVER_KILLS, **changes):
    return world(
        list(threats), [Radar()], [unit], missiles=missiles, doctrines=(doctrine,), **changes
    )


def launchers(*missiles):
    return tuple(Launcher(missiles=count, reload=100) for count in missiles)


def test_one_launcher_spreads_a_salvo():
    """Missiles leave in 0 and 3 and the last arrives in 5; the launcher may launch again in 6."""
    made = duel(Unit(launchers=launchers(8), launch_interval=3))
    assert course(made, "launch", "intercept", "decision") == [
        (0, "decision", 0, 0, "engage"),
        (0, "launch", 0, 0, 0, 2, 0),
        (1, "decision", 0, 0, "under_engagement"),
        (5, "intercept", 0, 0, 0, 0, 0),
        (5, "decision", 0, 0, "launchers_busy"),
        (6, "decision", 0, 0, "engage"),
        (6, "launch", 0, 0, 0, 2, 0),
        (7, "decision", 0, 0, "under_engagement"),
        (11, "intercept", 0, 0, 0, 0, 0),
        (11, "decision", 0, 0, "engagement_limit"),
    ]


def test_two_launchers_launch_a_pair_at_once():
    """Both leave in 0 and arrive in 2; both launchers may launch again in 3."""
    made = duel(Unit(launchers=launchers(4, 4), launch_interval=3))
    assert course(made, "launch", "intercept") == [
        (0, "launch", 0, 0, 0, 2, 0),
        (2, "intercept", 0, 0, 0, 0, 0),
        (3, "launch", 0, 0, 0, 2, 0),
        (5, "intercept", 0, 0, 0, 0, 0),
    ]


def test_a_battery_spaces_the_launches_of_all_its_launchers():
    """Leaving in 0 and 2, the first pair arrives in 4; the battery may launch again in 4.

    The second threat gets its pair then, in 4 and 6, and the first its second one in 8.
    """
    made = duel(
        Unit(launchers=launchers(4, 4), salvo_interval=2), threats=[Threat(), Threat(arrives=31)]
    )
    assert course(made, "launch", "intercept") == [
        (0, "launch", 0, 0, 0, 2, 0),
        (4, "intercept", 0, 0, 0, 0, 0),
        (4, "launch", 0, 0, 0, 2, 0),
        (8, "intercept", 0, 0, 0, 0, 0),
        (8, "launch", 1, 0, 0, 2, 0),
        (12, "intercept", 1, 0, 0, 0, 0),
        (12, "launch", 1, 0, 0, 2, 0),
        (16, "intercept", 1, 0, 0, 0, 0),
    ]


def test_the_launcher_that_may_launch_first_does():
    """Single missiles: launcher 0 in 0 (empty, it reloads), launcher 1 in 2, then 1 again in 6.

    Launcher 0 has one missile, so launcher 1, which may launch again in 6, serves the third shot.
    """
    unit = Unit(launchers=launchers(1, 4), launch_interval=4, stock=(0,))
    made = duel(unit, Doctrine(engagements=3))
    assert [event[0] for event in course(made, "launch")] == [0, 2, 6]


def test_ties_go_to_the_first_launcher():
    """Both may launch in 0: launcher 0 does, launcher 1 its only missile in 2, then 0 every four.

    Were it launcher 1 first, the shots would be in 0, 2, 6, 10 and 14.
    """
    unit = Unit(launchers=launchers(4, 1), launch_interval=4)
    made = duel(unit, Doctrine(engagements=5))
    assert [event[0] for event in course(made, "launch")] == [0, 2, 4, 8, 12]


def test_a_reload_brings_back_a_launcher_that_may_launch_sooner():
    """Launcher 0 fires its one missile in 0 and is back in 6, when launcher 1 waits until 9.

    The second threat comes in 4 and takes launcher 1 (busy until 9); the third, in 5, waits for
    launcher 0. A threat may be launched at in its first three scans only: a fast kernel in which
    the third slept until 9 would fire one missile less.
    """
    unit = Unit(
        launchers=(Launcher(missiles=1, reload=6), Launcher(missiles=4)),
        launch_interval=5,
        stock=(1,),
    )
    threats = [Threat(), Threat(start=4), Threat(start=5)]
    made = duel(unit, Doctrine(engagements=1), threats, flights=lambda *_: [2] * 3)
    assert course(made, "launch", "reload") == [
        (0, "launch", 0, 0, 0, 1, 0),
        (4, "launch", 1, 0, 0, 1, 0),
        (6, "reload", 0, 0, 0, 1),
        (6, "launch", 2, 0, 0, 1, 0),
    ]


def test_a_salvo_that_leaves_late_may_come_too_late():
    """The threat arrives in 4: one missile of two scans would kill it, the third of a salvo not.

    Leaving in 0, 2 and 4, the salvo counts when its last missile arrives, in 6.
    """
    slow = Unit(launchers=launchers(8), launch_interval=2)
    kills = (Missile(),)
    late = duel(slow, Doctrine(salvo=(3,)), [Threat(arrives=4)], kills)
    assert [event[0] for event in course(late, "leak")] == [4]
    single = duel(slow, Doctrine(salvo=(1,)), [Threat(arrives=4)], kills)
    assert course(single, "leak") == []
