"""Which draw decides what: the address of each, as docs/randomness.md names them.

A draw has a purpose, two numbers and an index. What one replication does follows from the draws at
these addresses, whatever else happens in it; the tests ask for them apart from the kernels.
"""

import numpy as np
import pytest
from duels import (
    Change,
    Doctrine,
    Jammer,
    Launcher,
    Missile,
    Radar,
    Threat,
    Unit,
    course,
    ended,
    jammed,
    world,
)

from skydome.engagement.draw import (
    AIM,
    ARRIVAL,
    CERTAIN,
    COMMON_RAID,
    COMMON_TARGET,
    DETECTION,
    IDENTITY,
    JAMMER,
    JUDGEMENT,
    KILL,
    LOSS,
    PHASE,
)
from skydome.engagement.rules.carryover import draw_each
from skydome.engagement.world import PER_RAID, PER_TARGET, QUIET, RANDOM
from skydome.validation.worlds import SEED

HALF = CERTAIN // 2
REPLICATIONS = 6


def at(purpose, first, second, index):
    """Return the draws of an address, replication by replication."""
    return draw_each(SEED, REPLICATIONS, purpose, first, second, index)


def below(purpose, first, second, index, bound):
    """Return the whole numbers from 0 to ``bound`` - 1 that these draws stand for."""
    return [int(one) * bound >> 31 for one in at(purpose, first, second, index)]


def idle(threats, radars, **more):
    """Return a world in which nothing is fired."""
    return world(threats, radars, [Unit()], flights=lambda *_: [0], **more)


def test_when_a_threat_sets_out_and_a_radar_looks():
    made = idle([Threat(), Threat(start=3, jitter=9)], [Radar(), Radar(period=11)], scans=4)
    states = [ended(made, n) for n in range(REPLICATIONS)]
    assert [int(s.arrival[1]) - 3 for s in states] == below(ARRIVAL, 1, 0, 0, 10)
    assert [int(s.radar_phase[1]) for s in states] == below(PHASE, 1, 0, 0, 11)


def test_what_a_look_detects():
    """Radar 1, threat 1, which sets out in scan 2 and keeps a draw for 3 scans."""
    made = idle([Threat(), Threat(start=2, hold=3)], [Radar(), Radar()], scans=12)
    made = made._replace(detection_threshold=(made.detection_threshold // 2).astype("uint32"))
    for n in range(3):
        found = {e[0] for e in course(made, "detection", replication=n) if (e[2], e[4]) == (1, 1)}
        hits = [at(DETECTION, 1, 1, part)[n] < HALF for part in range(4)]
        assert found == {scan for scan in range(2, 12) if hits[(scan - 2) // 3]}


def test_what_a_threat_is_identified_as():
    """Two groups; label 0 is taken for 1 with even chances."""
    made = world(
        [Threat(), Threat()],
        [Radar(), Radar(network=1)],
        [Unit(), Unit(network=1)],
        missiles=(Missile(kills=(0, 0)),),
        flights=lambda *_: [0],
        labels=2,
        confusion=[[[HALF, CERTAIN], [0, CERTAIN]]],
        scans=2,
    )
    for g, t in ((0, 1), (1, 0), (1, 1)):
        taken = [int(ended(made, n).label[g, t]) for n in range(REPLICATIONS)]
        assert taken == (at(IDENTITY, g, t, 0) >= HALF).astype(int).tolist()


def test_which_change_comes_and_when():
    """Change 1 comes with even chances, from scan 4 to scan 10."""
    made = idle(
        [Threat()], [Radar()], changes=(Change(QUIET, 1), Change(QUIET, 1, 4, window=6)), scans=2
    )
    made = made._replace(change_chance=np.array([0, HALF], dtype=np.uint32))
    late = below(LOSS, 1, 0, 1, 7)
    comes = at(LOSS, 1, 0, 0) < HALF
    found = [int(ended(made, n).due[1]) for n in range(REPLICATIONS)]
    assert [due < 100 for due in found] == comes.tolist()
    assert [due for due in found if due < 100] == [
        4 + x for x, c in zip(late, comes, strict=True) if c
    ]


def test_which_jammer_comes_and_when():
    """Jammer 1 comes with even chances, from scan 2 to scan 6, for 3 scans."""
    made = idle([Threat()], [Radar()], scans=12)
    pair = [Jammer((None,), chance=0), Jammer((None,), first=2, scans=3, jitter=4, chance=HALF)]
    made = jammed(made, pair)
    comes, late = at(JAMMER, 1, 0, 0) < HALF, below(JAMMER, 1, 0, 1, 5)
    for n in range(REPLICATIONS):
        radiates = np.flatnonzero(ended(made, n).jam & 2).tolist()
        assert radiates == ([2 + late[n] + x for x in range(3)] if comes[n] else [])


def firing(missile, doctrine=None, threats=2):
    """Return unit 1 that fires at each threat every 2 scans, the index of its shots 0, 1, ..."""
    return world(
        [Threat(arrives=9) for _ in range(threats)],
        [Radar()],
        [Unit(), Unit(launchers=(Launcher(missiles=40),))],
        missiles=(missile,),
        flights=lambda s, *_: [2] * 6 if s == 1 else [0],
        doctrines=(doctrine or Doctrine(),),
        scans=10,
    )


def test_which_shot_kills():
    """Of unit 1 at threat 1, one by one: salvos of two in scans 0, 2 and 4."""
    made = firing(Missile(kills=(HALF // 2,)), Doctrine(salvo=(2,)))
    hits = [at(KILL, 1, 1, shot) < HALF // 2 for shot in range(6)]
    for n in range(REPLICATIONS):
        expected = []
        for salvo in range(3):
            expected.append(int(hits[2 * salvo][n] or hits[2 * salvo + 1][n]))
            if expected[-1]:
                break
        found = [e[5] for e in course(made, "intercept", replication=n) if e[2] == 1]
        assert found == expected


@pytest.mark.parametrize(("kills", "mistake"), [(0, "miss_for_kill"), (CERTAIN, "kill_for_miss")])
def test_which_outcome_is_mistaken(kills, mistake):
    """The index counts the shots of unit 1 at threat 1 by then: 1 after the first.

    A miss taken for a kill in scan 2 keeps the group from firing; a kill taken for a miss lets it
    fire again.
    """
    made = firing(Missile(kills=(kills,)), Doctrine(correction=50, **{mistake: HALF}))
    mistaken = at(JUDGEMENT, 1, 1, 1) < HALF
    fires_again = mistaken if kills else ~mistaken
    for n in range(REPLICATIONS):
        shots = [e for e in course(made, "launch", replication=n) if e[2] == 1]
        assert (len(shots) > 1) == fires_again[n]


@pytest.mark.parametrize("level", [PER_TARGET, PER_RAID])
def test_which_target_or_raid_a_type_fails_at(level):
    """Missile type 1, threat 1: certain kills but for common failures at even chances."""
    made = world(
        [Threat(arrives=9), Threat(arrives=9)],
        [Radar()],
        [Unit(launchers=(Launcher(1, 9),))],
        missiles=(Missile(), Missile(common=HALF, level=level)),
        flights=lambda *_: [2] * 6,
        doctrines=(Doctrine(engagements=1),),
        scans=10,
    )
    drawn = at(COMMON_TARGET, 1, 1, 0) if level == PER_TARGET else at(COMMON_RAID, 1, 0, 0)
    for n in range(REPLICATIONS):
        found = [e[5] for e in course(made, "intercept", replication=n) if e[2] == 1]
        assert found == [int(drawn[n] >= HALF)]


def test_which_threat_a_unit_draws():
    """Unit 1 has one channel and three threats, always in reach: its shots are drawn one by one."""
    made = world(
        [Threat(), Threat(), Threat()],
        [Radar()],
        [Unit(), Unit(channels=1, launchers=(Launcher(missiles=9),))],
        missiles=(Missile(kills=(0,)),),
        flights=lambda s, *_: [2] * 7 if s == 1 else [0],
        doctrines=(Doctrine(policy=RANDOM),),
        scans=8,
    )
    for n in range(3):
        aims = [below(AIM, 1, 0, shot, 3)[n] for shot in range(4)]
        assert [e[2] for e in course(made, "launch", replication=n)] == aims
