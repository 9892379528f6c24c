"""Loaders, depots, and what one fight leaves to the next: timetables worked out by hand."""

import numpy as np
from duels import (
    Change,
    Doctrine,
    Launcher,
    Missile,
    Radar,
    Threat,
    Unit,
    course,
    ended,
    world,
)

from skydome.engagement import event, reference
from skydome.engagement.record import width
from skydome.engagement.rules import carryover
from skydome.engagement.state import new_state
from skydome.engagement.world import CUT, DOCTRINE, LOSE
from skydome.validation.worlds import SEED

NEVER_KILLS = (Missile(kills=(0,)),)


def firing(unit, *, threats=1, flights=1, reach=25, **changes):
    """Return one unit that fires at each threat every scan or more seldom, and never hits."""
    return world(
        [Threat() for _ in range(threats)],
        [Radar()],
        [unit],
        missiles=NEVER_KILLS,
        flights=lambda *_: [flights] * reach,
        doctrines=(Doctrine(engagements=30),),
        **changes,
    )


def launchers(count, reload=5, missiles=1):
    return tuple(Launcher(missiles=missiles, reload=reload) for _ in range(count))


def test_two_launchers_and_one_loader():
    """One missile each, fired in scans 0 and 1; a reload takes 5 scans, and so does the second.

    Launcher 0 is full in 5 and fires; launcher 1 waits from 1 to 5, and is full in 10. Launcher 0
    waits from 5 to 10, is full in 15, and so on: each new launch comes with a reload. The stock of
    four is used up with the reload of scan 20.
    """
    made = firing(Unit(launchers=launchers(2), stock=(4,), loaders=1), depot=[[0]])
    assert course(made, "launch", "reload") == [
        (0, "launch", 0, 0, 0, 1, 0),
        (1, "launch", 0, 0, 0, 1, 0),
        (5, "reload", 0, 0, 0, 1),
        (5, "launch", 0, 0, 0, 1, 0),
        (10, "reload", 1, 0, 0, 1),
        (10, "launch", 0, 0, 0, 1, 0),
        (15, "reload", 0, 0, 0, 1),
        (15, "launch", 0, 0, 0, 1, 0),
        (20, "reload", 1, 0, 0, 1),
        (20, "launch", 0, 0, 0, 1, 0),
    ]
    state = ended(made)
    # launcher 1 waited 4 scans (1 to 5), 0 waited 5 (5 to 10), 1 waited 5 (10 to 15); what waits
    # at the end waits for nothing, since no missile is left
    assert (state.waited[0], state.from_depot[0], state.stock[0, 0]) == (14, 0, 0)


def test_two_loaders_serve_two_launchers_at_once():
    made = firing(Unit(launchers=launchers(3), stock=(9,), loaders=2), depot=[[0]])
    reloads = [(e[0], e[2]) for e in course(made, "reload")]
    assert reloads[:5] == [(5, 0), (6, 1), (10, 2), (11, 0), (15, 1)]
    # fired in 0, 1, 2; launcher 2 waits 3; launcher 0, fired in 5, waits from 5 to 6, and so on
    assert ended(made).waited[0] >= 3 + 1


def test_from_the_depot_it_takes_the_way_there_and_back():
    """Stock 1, depot 2 of which a launcher of capacity 2 takes both; 3 scans each way, 4 to load.

    Launcher 0 holds two, fired in 0 and 1. The loader brings the one in stock: full in 5, fired in
    5. Then it goes to the depot: 5 + 3 + 3 + 4 = 15, with two, fired in 15 and 16.
    """
    made = firing(Unit(launchers=launchers(1, 4, 2), stock=(1,), loaders=1, travel=3), depot=[[2]])
    assert course(made, "launch", "reload") == [
        (0, "launch", 0, 0, 0, 1, 0),
        (1, "launch", 0, 0, 0, 1, 0),
        (5, "reload", 0, 0, 0, 1),
        (5, "launch", 0, 0, 0, 1, 0),
        (15, "reload", 0, 0, 0, 2),
        (15, "launch", 0, 0, 0, 1, 0),
        (16, "launch", 0, 0, 0, 1, 0),
    ]
    state = ended(made)
    assert (state.waited[0], state.from_depot[0], state.depot[0, 0]) == (0, 2, 0)


def test_a_launcher_takes_no_more_than_it_holds():
    """Capacity 2 of a stock of 5, then of a depot of 3: 2, 2, 1 from stock, then 2 and 1."""
    made = firing(Unit(launchers=launchers(1, 1, 2), stock=(5,), loaders=1, travel=1), depot=[[3]])
    assert [(e[0], e[5]) for e in course(made, "reload")] == [
        (2, 2),
        (4, 2),
        (6, 1),
        (9, 2),
        (13, 1),
    ]
    assert ended(made).from_depot[0] == 3


def test_launchers_that_wait_at_the_end_are_counted_if_anything_is_left():
    """Fired in scans 0, 1 and 2, too late to be fired again; a reload takes 30, the end is 40.

    The loader serves launcher 0 at once and launcher 1 in scan 30, which has waited 29 scans.
    Launcher 2 has waited 38 at the end, if a missile is left for it in the stock or in the depot.
    """
    for stock, depot, waited in ((9, 0, 29 + 38), (1, 5, 29 + 38), (2, 0, 29), (1, 0, 0)):
        made = firing(Unit(launchers=launchers(3, 30), stock=(stock,), loaders=1), depot=[[depot]])
        assert ended(made).waited[0] == waited, (stock, depot)


def test_a_loader_that_is_back_goes_to_the_lowest_launcher_that_waits():
    """Two threats, so that two are fired in each scan: 0 and 1 in scan 0, 2 and 3 in scan 1.

    Launcher 0 is full in 5 and fires. The loader goes on to 1, the lowest that waits, full in 10,
    then to 0 again, and so on: 2 and 3 are never served.
    """
    made = firing(Unit(launchers=launchers(4), stock=(9,), loaders=1), threats=2, depot=[[0]])
    assert [(e[0], e[2]) for e in course(made, "reload")][:4] == [(5, 0), (10, 1), (15, 0), (20, 1)]


def test_a_unit_that_is_lost_gets_no_more():
    """Fired in 0 and 1; it is lost in scan 3, and what its loader brings in scan 5 is the last."""
    made = firing(
        Unit(launchers=launchers(2), stock=(9,), loaders=1),
        depot=[[0]],
        changes=(Change(LOSE, 2, 3),),
    )
    assert [(e[0], e[2]) for e in course(made, "reload")] == [(5, 0)]
    assert ended(made).waited[0] == 0  # nor does what is lost wait


def test_two_command_posts_have_depots_of_their_own():
    """Units 0 and 1 under posts 1 and 0; only post 0 has a missile, so only unit 1 is reloaded."""
    made = world(
        [Threat()],
        [Radar(), Radar(network=1)],
        [
            Unit(command=1, launchers=launchers(1), loaders=1),
            Unit(network=1, command=0, launchers=launchers(1), loaders=1),
        ],
        missiles=NEVER_KILLS,
        depot=[[1], [0]],
    )
    assert [(e[0], e[2], e[3]) for e in course(made, "reload")] == [(5, 1, 1)]


def rows(made, count=3):
    """Return rows of both kernels, which agree."""
    slow, fast = (np.zeros((count, width(made)), dtype=np.int32) for _ in range(2))
    reference.run(made, new_state(made), SEED, 0, 1, slow)
    event.run(made, new_state(made), event.new_agenda(made), SEED, 0, 1, fast)
    assert (slow == fast).all()
    return slow


def carried(openings, **changes):
    """Return two launchers of two and one, types 0 and 1, that fire all they have."""
    unit = Unit(launchers=(Launcher(0, 2, 50), Launcher(1, 1, 50)), stock=(5, 6), loaders=1)
    return world(
        [Threat(arrives=12)],
        [Radar()],
        [unit],
        missiles=NEVER_KILLS * 2,
        flights=lambda *_: [1] * 12,
        depot=[[7, 8]],
        opening=openings,
        doctrines=(Doctrine(), Doctrine()),
        **changes,
    )


def test_a_fight_begins_with_what_was_left_and_leaves_what_is_left():
    """An opening: missiles on both launchers, stock of both types, depot of both types.

    First: all is full; 2 + 1 are fired, and the loader is on its way with two from the stock of
    five, which still count as stock. Second: launcher 0 is empty and loaded from scan 0 on, with
    the one that the stock has; launcher 1 fires its one, and then waits for the loader, which does
    not come back. Third: nothing is left anywhere, and nothing is fired.
    """
    made = carried([[2, 1, 5, 6, 7, 8], [0, 1, 1, 6, 7, 8], [0, 0, 0, 0, 0, 0]])
    closing = rows(made)[:, -carryover.width(made) :]
    assert carryover.width(made) == 6
    assert closing.tolist() == [[0, 0, 5, 6, 7, 8], [0, 0, 1, 6, 7, 8], [0, 0, 0, 0, 0, 0]]
    fired = rows(made)[:, 5:7]
    assert fired.tolist() == [[2, 1], [0, 1], [0, 0]]
    again = rows(made, 4)  # openings are used in turn
    assert (again[3] == again[0]).all()


def test_what_was_lost_before_is_lost_from_the_first_scan_on():
    """A cut link and a doctrine that may come; the second opening says that the link is cut."""
    made = carried(
        [[2, 1, 5, 6, 7, 8, 0, 0], [2, 1, 5, 6, 7, 8, 1, 0]],
        changes=(Change(CUT, 2), Change(DOCTRINE, 0, 5, doctrine=1)),
    )
    assert carryover.width(made) == 8
    closing = rows(made, 2)[:, -8:]
    assert closing[:, 6:].tolist() == [[0, 1], [1, 1]]
    assert course(made, "cut", replication=1) == [(0, "cut", 0, 2)]


def test_everything_full_is_an_opening_like_any_other():
    made = carried([[0] * 6])
    assert carryover.full(made).tolist() == [2, 1, 5, 6, 7, 8]


def test_draws_of_one_address_replication_by_replication():
    """`carryover.draw_each` gives the draws that the replications themselves take."""
    from skydome.engagement.draw import ARRIVAL, draw, stream_of

    found = carryover.draw_each(5, 4, ARRIVAL, 2, 3, 4)
    assert found.tolist() == [
        int(draw(np.uint64(stream_of(5, n)), ARRIVAL, 2, 3, 4)) for n in range(4)
    ]
