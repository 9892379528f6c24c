"""The comparisons of coverage at single points, worked out by hand."""

from math import pi

import numpy as np
import pytest

from skydome.coverage import kernels

ALWAYS = 1e9


def plain(function):
    """Return a kernel as plain Python, so that nothing is compiled for the test alone."""
    return getattr(function, "py_func", function)


# tables


def test_the_last_node_that_is_not_above_a_value():
    axis = np.array([1.0, 2.0, 4.0])
    place = [plain(kernels.last_at_or_below)(axis, x) for x in (0.9, 1.0, 1.9, 2.0, 3.9, 4.0, 9.0)]
    assert place == [-1, 0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize("read", [kernels.interpolated, kernels.level])
def test_between_two_nodes_a_value_is_on_the_line(read):
    """From 10 at 1 to 30 at 2, and to 20 at 6; beyond the ends the end values."""
    axis, values = np.array([1.0, 2.0, 6.0]), np.array([10.0, 30.0, 20.0], dtype=np.float32)
    places = [(-1, 0.0), (0, 1.0), (0, 1.25), (1, 2.0), (1, 3.0), (2, 6.0), (2, 8.0)]
    found = [plain(read)(axis, values, *place) for place in places]
    assert found == [10, 10, 15, 30, 27.5, 20, 20]


def test_on_a_node_its_value_holds_whatever_is_beside_it():
    between = plain(kernels.between)
    assert between(3.0, np.nan, 0.0) == 3.0
    assert np.isnan(between(3.0, np.nan, 0.5))
    assert between(3.0, 7.0, 0.25) == 4.0


# a radar at points around it


def edges(azimuth_deg, range_m, *, half_sector_deg=180.0, facing_deg=0.0, reach_m=3e3):
    """Return lowest altitudes and angles off the facing; the mask is 10, 20, 30 m at 1, 2, 3 km."""
    rows = np.tile(np.array([[10.0, 20.0, 30.0]], dtype=np.float32), (4, 1))
    count = len(azimuth_deg)
    lowest, aside = np.empty(count), np.empty(count)
    kernels.lower_edge(
        rows,
        1e3,
        np.radians(azimuth_deg),
        np.array(range_m, dtype=float),
        reach_m,
        float(np.radians(facing_deg)),
        float(np.radians(half_sector_deg)),
        lowest,
        aside,
    )
    return lowest.tolist(), np.degrees(aside)


def test_a_radar_that_turns_faces_everywhere_within_its_reach():
    lowest, aside = edges([0, 90, 180, 270, 0], [1e3, 2e3, 3e3, 1.5e3, 3_000.1])
    assert lowest == [10, 20, 30, 15, np.inf]
    assert aside.tolist() == [0] * 5


def test_a_sector_goes_round_north_to_its_edge():
    """Facing 350 degrees, 20 to each side: from 330 to 10."""
    at = [350, 10 - 1e-9, 10.1, 330.1, 329, 170]
    lowest, aside = edges(at, [1e3] * 6, half_sector_deg=20, facing_deg=350)
    assert lowest == [10, 10, np.inf, 10, np.inf, np.inf]
    assert aside == pytest.approx([0, 20, 20.1, 19.9, 21, 180])


def test_the_edge_of_a_sector_belongs_to_it():
    aside = abs((0.5 + np.pi) % (2 * np.pi) - np.pi)  # half a radian, as the kernels round it
    lowest, found = np.empty(1), np.empty(1)
    rows = np.full((4, 3), 10.0, dtype=np.float32)
    one = np.array([0.5]), np.array([1e3])
    kernels.lower_edge(rows, 1e3, *one, 3e3, 0.0, float(aside), lowest, found)
    assert lowest[0] == 10
    kernels.lower_edge(rows, 1e3, *one, 3e3, 0.0, float(aside) - 1e-9, lowest, found)
    assert lowest[0] == np.inf


def seen(altitude_m, ground_m, range_m, lowest_m, aside_rad, margin_db, aside_step_rad=1.0):
    """Return whether a point is seen; cone: 0 m at 0, 500 m at 1 km and above; nodes every km."""
    found = np.empty(1, dtype=np.bool_)
    one = (np.array([float(x)]) for x in (altitude_m, ground_m, range_m, lowest_m, aside_rad))
    axis, nearest = np.array([0.0, 1e3, 2e3]), np.array([0.0, 500.0, 500.0])
    table = np.ascontiguousarray(margin_db, dtype=np.float32)
    kernels.mark_seen(*one, axis, nearest, aside_step_rad, 1e3, table, found)
    return bool(found[0])


EVERYWHERE = np.full((2, 1, 3, 4), 5.0)  # ground, angle, altitude, range


def test_a_point_is_seen_in_sight_above_ground_and_out_of_the_cone_overhead():
    """In sight from 100 m on, ground at 50 m; at 800 m the cone reaches to 400 m."""
    assert seen(100, 50, 2e3, 100, 0, EVERYWHERE)
    assert not seen(99.9, 50, 2e3, 100, 0, EVERYWHERE)
    assert not seen(100, 100, 2e3, 90, 0, EVERYWHERE)  # on the ground
    assert seen(100.1, 100, 2e3, 90, 0, EVERYWHERE)
    assert seen(800, 50, 400, 100, 0, EVERYWHERE)
    assert not seen(800, 50, 399, 100, 0, EVERYWHERE)
    assert not seen(3_000, 50, 499, 100, 0, EVERYWHERE)
    assert seen(3_000, 50, 500, 100, 0, EVERYWHERE)


# By range 9, 8, 2 and -8 dB at 0 to 3 km; 1 dB more at 1 km of altitude, 6 dB at 2 km.
BY_PLACE = np.broadcast_to(
    np.array([9.0, 8.0, 2.0, -8.0]) + np.array([[0.0], [1.0], [6.0]]), (2, 1, 3, 4)
)
FARTHEST_M = [  # altitude, what is added to every margin, the farthest place that is seen
    (500, 0, 2_250),  # 0.5 dB for the altitude: 2.5 dB at 2 km, -7.5 at 3 km
    (1_500, 0, 2_550),  # 3.5 dB: 5.5 and -4.5
    (500, 8, 3_050),  # 10.5 at 2 km, 0.5 at 3 km, and on the same line beyond the last node
    (500, -5, 1_583),  # 3.5 at 1 km, -2.5 at 2 km
    (5_000, 0, 2_800),  # as at 2 km: 8 at 2 km, -2 at 3 km
    (-5, 0, 2_200),  # as at 0: 2 and -8
]


@pytest.mark.parametrize(("altitude_m", "more_db", "farthest_m"), FARTHEST_M)
def test_the_margin_is_read_between_altitudes_and_ranges(altitude_m, more_db, farthest_m):
    for range_m, found in ((farthest_m - 0.5, True), (farthest_m + 1, False)):
        assert seen(altitude_m, -10, range_m, -20, 0, BY_PLACE + more_db) == found
        margin = np.ascontiguousarray(BY_PLACE + more_db, dtype=np.float32)
        lowest = np.full((4, 9), -20.0, dtype=np.float32)
        one = watch(margin_db=margin, lowest_m=lowest, ground_m=-30.0)
        assert watched(one, course(0.0, range_m, altitude_m)) == [[int(found)]]


BY_ANGLE = [-15.0, 5.0, -35.0]  # at 0, half a radian and a radian off the axis


def test_the_margin_is_read_between_angles_off_the_axis():
    """-15, 5 and -35 dB: from 0.375 to 0.5625 radians, and the last angle goes on."""
    table = np.stack([np.full((2, 3, 4), m) for m in BY_ANGLE], axis=1)
    for aside, found in ((0.374, 0), (0.376, 1), (0.562, 1), (0.563, 0), (1.0, 0)):
        assert seen(500, 0, 2e3, 0, aside, table, 0.5) == found
    # two angles, 5 and -15 dB: to an eighth of a radian
    assert seen(500, 0, 2e3, 0, 0.125, table[:, 1:] * [[[[1.0]], [[3 / 7]]]], 0.5)
    assert not seen(500, 0, 2e3, 0, 0.126, table[:, 1:] * [[[[1.0]], [[3 / 7]]]], 0.5)
    turned = np.stack([np.full((2, 3, 4), m) for m in (-35.0, -15.0, 5.0)], axis=1)
    assert seen(500, 0, 2e3, 0, 1.0, turned, 0.5)  # the last angle


def test_one_angle_stands_for_all():
    assert seen(500, 0, 2e3, 0, 1.2, EVERYWHERE)
    assert seen(500, 0, 2e3, 0, 2.5, EVERYWHERE)


def test_the_grounds_echo_counts_where_the_ground_is_in_sight():
    """With the ground's echo nothing is seen; the ground is in sight from its mask on."""
    table = np.stack([EVERYWHERE[0], EVERYWHERE[0] - 9])
    assert seen(500, 49, 2e3, 50, 0, table)
    assert not seen(500, 50, 2e3, 50, 0, table)


def met(altitude_m, range_m, *, guided=True, already=False, ground_m=0.0, launcher_m=100.0):
    """Return whether a missile meets a point: 1 to 9 km low, 2 to 8 km at 1 km, 3 to 7 at 2 km.

    From 50 m above ground to an altitude of 1,900 m.
    """
    found = np.array([already])
    kernels.mark_met(
        np.array([guided]),
        np.array([float(altitude_m)]),
        np.array([ground_m]),
        np.array([float(range_m)]),
        launcher_m,
        np.array([0.0, 1e3, 2e3]),
        np.array([1e3, 2e3, 3e3]),
        np.array([9e3, 8e3, 7e3]),
        50.0,
        1_900.0,
        found,
    )
    return bool(found[0])


def test_between_two_heights_a_missile_must_reach_both():
    """Exactly on a height that one alone counts: 1,100 m is 1 km above the launcher."""
    for altitude, near, far in ((1_100, 2e3, 8e3), (1_100.5, 3e3, 7e3), (1_099.5, 2e3, 8e3)):
        assert met(altitude, near)
        assert not met(altitude, near - 1)
        assert met(altitude, far)
        assert not met(altitude, far + 1)
    # below the launcher the first height counts
    assert met(60, 1e3)
    assert not met(60, 999)


def test_a_missile_needs_guidance_and_its_heights():
    assert not met(1_100, 5e3, guided=False)
    assert met(1_100, 5e3, guided=False, already=True)
    assert met(1_100, 99e3, already=True)
    assert met(1_900, 5e3)
    assert not met(1_901, 5e3)
    assert met(150, 5e3, ground_m=100.0)
    assert not met(149, 5e3, ground_m=100.0)
    assert met(1_800, 5e3, launcher_m=-200.0)  # the last height of the table, 2 km
    assert not met(1_801, 5e3, launcher_m=-200.0)


def test_area_counts_what_lies_in_the_ring():
    """Ranges of 1 to 4 km in a ring of 2 km: 1 + 2 in the first direction, 2 in the second."""
    hit = np.array([[True] * 4, [False, True, False, True], [False] * 4])
    effective, farthest = np.empty(3), np.empty(3)
    area = kernels.measure(hit, np.arange(1.0, 5.0) * 1e3, 1e3, 2e3, effective, farthest)
    assert area == 5e3
    assert effective.tolist() == [4e3, 2e3, 0]  # the gap at 1 km is no farther than that
    assert farthest.tolist() == [4e3, 4e3, 0]


# the flight of a ballistic missile to an aim point


def course(east_m, north_m, altitude_m, heading_rad=0.0):
    """Return a flight over these places, all in metres from its aim point."""
    east, north, altitude = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(x, dtype=float)) for x in (east_m, north_m, altitude_m))
    )
    still = np.zeros(len(east))
    return kernels.Course(
        east.copy(), north.copy(), altitude.copy(), still, still + float(heading_rad)
    )


def watch(**changes):
    """Return a radar at the unit: mask 10 m everywhere to 9 km, margin 6 dB but for the range."""
    margins = np.broadcast_to(np.array([6.0, 6.0, 2.0, -2.0]), (2, 1, 3, 4))
    given = {
        "east_m": 0.0,
        "north_m": 0.0,
        "ground_m": 0.0,
        "lowest_m": np.full((4, 9), 10.0, dtype=np.float32),
        "mask_step_m": 1e3,
        "reach_m": 9e3,
        "facing_rad": 0.0,
        "half_sector_rad": float(np.pi),
        "axis_m": np.array([0.0, 1e3, 2e3]),
        "nearest_m": np.array([0.0, 500.0, 500.0]),
        "aside_step_rad": 1.0,
        "range_step_m": 1e3,
        "margin_db": np.ascontiguousarray(margins, dtype=np.float32),
        "aspect_db": np.zeros(3),
        "coast_scans": 0,
    }
    return kernels.Watch(**(given | changes))


def watched(one, flight, aims=((0.0, 0.0),)):
    """Return in which scans a radar sees a flight to each aim point."""
    east, north = (np.array(part) for part in zip(*aims, strict=True))
    found = np.empty((len(aims), len(flight.altitude_m)), dtype=np.bool_)
    reach = kernels.reach_of(one, flight.altitude_m)
    kernels.mark_watched(one, reach, flight, east, north, found)
    return found.astype(int).tolist()


def test_a_flight_is_seen_as_far_as_its_echo_is_enough():
    """The margin is 2 dB at 2 km and -2 at 3 km: zero at 2.5 km."""
    flight = course(0.0, [3_000, 2_501, 2_499, 500, 499], 1e3)
    assert watched(watch(), flight) == [[0, 0, 1, 1, 0]]  # and the cone overhead


def test_places_of_radar_and_aim_point_add_up():
    """An aim point 1 km east and 2 km north of the unit, a radar 1 km east and 0.5 km south.

    The flight is as far from the radar as its place plus 2.5 km north.
    """
    one = watch(east_m=1e3, north_m=-500.0)
    flight = course([0, 0, 5, 1_400, 1_600], [0.0, 1, -1, -1_000, -1_000], 1e3)
    # distances: 2,500, 2,501, 2,499, (1,400, 1,500) = 2,052, (1,600, 1,500) = 2,193
    assert watched(one, flight, [(1e3, 2e3)]) == [[1, 0, 1, 1, 1]]
    beyond = course([2_001, 1_999], [-1_000.0, -1_000], 1e3)
    # (2,001, 1,500) = 2,500.8 and (1,999, 1,500) = 2,499.2
    assert watched(one, beyond, [(1e3, 2e3)]) == [[0, 1]]


def test_a_flight_is_seen_in_the_sector_only():
    """Facing north-west, 45 degrees to each side: from west to north."""
    one = watch(facing_rad=-np.pi / 4, half_sector_rad=np.pi / 4)
    flight = course([-10, 10, -1_500, -1_500, 0], [1_500, 1_500, 10, -10, -1_500], 1e3)
    assert watched(one, flight) == [[1, 0, 1, 0, 0]]


def test_off_the_axis_of_a_sector_the_margin_is_that_angles():
    """-15, 5 and -35 dB as above, in a sector of a radian to each side."""
    margins = np.stack([np.full((2, 3, 4), m) for m in BY_ANGLE], axis=1)
    table = np.ascontiguousarray(margins, dtype=np.float32)
    one = watch(half_sector_rad=1.0, margin_db=table, aside_step_rad=0.5)
    angles = np.array([0.374, 0.376, -0.562, -0.563, 0.99, 1.01])
    flight = course(900 * np.sin(angles), 900 * np.cos(angles), 1e3)
    assert watched(one, flight) == [[0, 1, 1, 0, 0, 0]]
    # two angles, 5 and -35 dB: zero at 1/16
    two = one._replace(margin_db=np.ascontiguousarray(table[:, 1:]))
    angles = np.array([0.062, 0.063])
    assert watched(two, course(900 * np.sin(angles), 900 * np.cos(angles), 1e3)) == [[1, 0]]
    # a radar that turns is always on its axis
    turning = two._replace(half_sector_rad=float(np.pi))
    assert watched(turning, course(900.0, 0.0, 1e3)) == [[1]]
    turning = turning._replace(margin_db=table)
    assert watched(turning, course(900.0, 0.0, 1e3)) == [[0]]
    # the last angle of three, a radian: nothing lies beyond it
    last = np.ascontiguousarray(np.roll(table, 1, axis=1))
    at_last = one._replace(margin_db=last, half_sector_rad=1.6, aside_step_rad=np.pi / 4)
    assert watched(at_last, course(900.0, 0.0, 1e3)) == [[1]]
    # and where there is one angle only it stands for all
    single = one._replace(margin_db=watch().margin_db, half_sector_rad=1.5)
    assert watched(single, course(900 * np.sin(1.2), 900 * np.cos(1.2), 1e3)) == [[1]]


def test_the_edge_of_a_sector_is_seen():
    """Straight east, at the azimuth of a quarter turn, as the kernel rounds it."""
    aside = abs((np.pi / 2 + np.pi) % (2 * np.pi) - np.pi)
    for half, found in ((float(aside), 1), (float(aside) - 1e-9, 0)):
        assert watched(watch(half_sector_rad=half), course(900.0, 0.0, 1e3)) == [[found]]


def test_a_flight_is_seen_above_the_mask_and_with_the_ground_where_that_is_in_sight():
    """The mask is at 10 m. Ground as high as that is in sight, where nothing has echo enough."""
    flight = course(0.0, 1e3, [9.9, 10.0, 11.0])
    assert watched(watch(nearest_m=np.zeros(3)), flight) == [[0, 1, 1]]
    margins = watch().margin_db.copy()
    margins[1] = -50.0
    for ground, found in ((9.9, [0, 1, 1]), (10.0, [0, 0, 0])):
        one = watch(nearest_m=np.zeros(3), margin_db=margins, ground_m=ground)
        assert watched(one, flight) == [found]


def test_the_margin_of_a_flight_is_read_between_altitudes():
    """-4 dB at 0, 0 at 1 km and 4 dB at 2 km and above: from 1 km on."""
    margins = np.broadcast_to(np.array([-4.0, 0.0, 4.0])[:, None], (2, 1, 3, 4))
    one = watch(margin_db=np.ascontiguousarray(margins, dtype=np.float32), nearest_m=np.zeros(3))
    assert watched(one, course(0.0, 1_500, [500, 999, 1_000, 1_001, 2_500])) == [[0, 0, 1, 1, 1]]
    # 3 dB less: from 1.75 km on; and 5 dB less: nowhere
    for less, found in ((3.0, [0, 1, 1]), (5.0, [0, 0, 0])):
        lower = one._replace(margin_db=one.margin_db - np.float32(less))
        assert watched(lower, course(0.0, 1_500, [1_749, 1_751, 9_000])) == [found]


def test_a_radar_does_not_see_beyond_its_reach_or_its_table():
    margins = np.full((2, 1, 3, 4), 6.0, dtype=np.float32)
    one = watch(margin_db=margins)
    assert watched(one, course(0.0, [4_000, 4_001], 1e3)) == [[1, 0]]  # a step beyond the last node
    assert watched(one._replace(reach_m=2e3), course(0.0, [2_000, 2_001], 1e3)) == [[1, 0]]
    # an echo that is just enough is enough
    assert watched(one._replace(margin_db=margins * 0), course(0.0, [4_000, 4_001], 1e3)) == [
        [1, 0]
    ]


@pytest.mark.parametrize("node", [0, 1, 2])
def test_an_echo_at_one_altitude_alone_is_seen_near_that(node):
    """6 dB at one node of the altitudes, -54 at the others: within a tenth of a km of it."""
    margins = np.full((2, 1, 3, 4), -54.0, dtype=np.float32)
    margins[:, :, node] = 6.0
    one = watch(margin_db=margins, nearest_m=np.zeros(3))
    altitudes = np.array([20.0, 150, 850, 950, 1_050, 1_150, 1_850, 1_950, 2_050])
    near = np.abs(np.minimum(altitudes, 2e3) - node * 1e3) < 100
    assert watched(one, course(0.0, 1_500.0, altitudes)) == [near.astype(int).tolist()]


def test_the_side_that_is_shown_adds_to_the_echo():
    """The nose shows 0 dB, the side 4, the tail 8; 5 dB less than needed at every range.

    Places are those of the nearest of three aspects: side from 45 to 135 degrees, tail beyond. The
    nose points at the radar where the course is opposite to the direction from the radar.
    """
    margins = np.full((2, 1, 3, 4), -5.0, dtype=np.float32)
    one = watch(margin_db=margins, aspect_db=np.array([0.0, 4.0, 8.0]))
    north = [1_500.0]
    for degrees, found in ((180, 0), (90, 0), (46, 0), (44, 1), (0, 1), (-44, 1), (-46, 0)):
        flight = course(0.0, north, 1e3, np.radians(degrees))
        assert watched(one, flight) == [[found]], degrees
    east = course(1_500.0, 0.0, 1e3, np.radians(270))  # the nose
    assert watched(one, east) == [[0]]
    assert watched(one, course(1_500.0, 0.0, 1e3, np.radians(90))) == [[1]]  # the tail
    lower = one._replace(aspect_db=np.array([0.0, 5.0, 8.0]))
    for degrees, found in ((180, 0), (134, 1), (136, 0), (226, 1), (224, 0)):
        flight = course(0.0, north, 1e3, np.radians(degrees))
        assert watched(lower, flight) == [[found]], degrees


def test_short_gaps_are_coasted_over():
    """Seen in scans 0, 2, 5 and 9; over one scan it coasts from 0 to 2, over two to 5 too."""
    far, near = 5e3, 1e3
    places = [far] * 11
    for scan in (0, 2, 5, 9):
        places[scan] = near
    flight = course(0.0, places, 1e3)
    for coast, found in (
        (0, [1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0]),
        (1, [1, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0]),
        (2, [1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0]),
        (3, [1] * 10 + [0]),
    ):
        # the second aim point, 3 km to the east, is never seen
        both = watched(watch(coast_scans=coast), flight, [(0.0, 0.0), (3e3, 0.0)])
        assert both == [found, [0] * 11]
    late = course(0.0, [far, far, far, near, far, near], 1e3)
    assert watched(watch(coast_scans=9), late) == [[0, 0, 0, 1, 1, 1]]


def test_a_track_is_confirmed_and_reacted_to():
    """Radar 0 sees from scan 1 to 6 and confirms after 2 scans: a track from 3 to 6. It sees again
    from scan 10 on, and would have a track in 12.

    Radar 1 sees from scan 6 to 8 and in scan 11, and confirms at once: the unit has a track from 3
    to 8 and in 11. The reaction takes 4 scans. The second aim point is never seen.
    """
    late = kernels.UNREADY
    seen_by = np.zeros((2, 2, 12), dtype=np.bool_)
    seen_by[0, 0, 1:7] = True
    seen_by[1, 0, 6:9] = True
    seen_by[0, 0, 10:] = True
    seen_by[1, 0, 11] = True
    ready = np.empty((2, 12), dtype=np.int32)
    kernels.mark_ready(seen_by, np.array([2, 0]), 4, ready)
    assert ready[0].tolist() == [late] * 3 + [7] * 6 + [late] * 2 + [15]
    assert ready[1].tolist() == [late] * 12


# launches


def spare(flight, *, ready=0, guided=None, allowed=None, near_m=0.0, far_m=ALWAYS, **place):
    """Return the time in hand at one aim point, scans of half a second.

    The fly-out table in seconds, by range and by height of 0, 10 and 20 km.
    """
    ranges, heights = np.array([0.0, 10e3, 20e3]), np.array([0.0, 10e3, 20e3])
    times = np.array([[0.0, 1.0, 3.0], [1.0, 2.0, 5.0], [4.0, 5.0, 9.0]])
    scans = len(flight.altitude_m)
    one = kernels.Shooter(
        place.get("east_m", 0.0),
        place.get("north_m", 0.0),
        place.get("altitude_m", 0.0),
        near_m,
        far_m,
        np.ones(scans, dtype=np.bool_) if allowed is None else np.array(allowed),
        ranges,
        heights,
        times,
    )
    found = np.full(1, -np.inf)
    guides = np.ones((1, scans), dtype=np.bool_) if guided is None else np.array([guided])
    since = np.full((1, scans), ready, dtype=np.int32)
    aim = np.array([place.get("aim_east_m", 0.0)]), np.array([place.get("aim_north_m", 0.0)])
    kernels.mark_spare(one, flight, *aim, guides, since, 0.5, found)
    return float(found[0])


def at_ten_km(scans):
    """Return a flight that stays 10 km away, low: a missile takes a second, two scans."""
    return course(0.0, np.full(scans, 10e3), 0.0)


def test_time_in_hand_is_what_lies_between_ready_and_the_last_launch():
    """Eight scans: the last intercept is in scan 7, its launch in scan 5, 2.5 s after scan 0."""
    assert spare(at_ten_km(8)) == 2.5
    assert spare(at_ten_km(8), ready=3) == 1.0
    assert spare(at_ten_km(8), ready=5) == 0.0
    assert spare(at_ten_km(8), ready=6) == -np.inf
    assert spare(at_ten_km(3)) == 0.0  # launched in the first scan
    assert spare(at_ten_km(2)) == -np.inf


def test_a_missile_is_guided_from_launch_to_intercept():
    """Without guidance in scan 6 the last intercept is in 5: launch in 3. In scan 3 alone: 7 - 2.

    In scans 1, 4 and 7 there are at most two guided scans in a row, and a flight needs three.
    """
    lost = [True] * 8
    lost[6] = False
    assert spare(at_ten_km(8), guided=lost) == 1.5
    lost = [True] * 8
    lost[4] = False
    assert spare(at_ten_km(8), guided=lost) == 2.5
    assert (
        spare(at_ten_km(8), guided=[True, False, True, True, False, True, True, False]) == -np.inf
    )


def test_a_flight_takes_a_scan_at_least_and_whole_scans():
    """Right at the launcher no time: one scan. At 12 km 1.6 s, four scans. At 5 km half a second.

    Of eight scans the last launch is in 6, in 3, and in 6.
    """
    for north, launch in ((0.0, 6), (12e3, 3), (5e3, 6), (5_001.0, 5)):
        assert spare(course(0.0, np.full(8, north), 0.0)) == launch / 2


@pytest.mark.parametrize(
    ("north_m", "altitude_m", "scans"),
    [
        (15e3, 5e3, 6),  # 1.5 s at 10 km, 4.5 at 20 km: 3 s
        (15e3, 0.0, 5),  # 1 and 4: 2.5
        (15e3, -4e3, 5),  # below the launcher as level with it
        (20e3, 0.0, 8),
        (10e3, 20e3, 10),
        (10e3, 15e3, 7),  # 2 and 5: 3.5
        (15e3, 15e3, 11),  # 3.5 and 7: 5.25
        (5e3, 15e3, 6),  # 2 and 3.5: 2.75
        (20_001.0, 0.0, None),
        (10e3, 20_001.0, None),
    ],
)
def test_flights_are_read_between_ranges_and_heights(north_m, altitude_m, scans):
    flight = course(0.0, np.full(16, north_m), altitude_m)
    assert spare(flight) == (-np.inf if scans is None else (15 - scans) / 2)
    raised = course(0.0, np.full(16, north_m), altitude_m + 5e3)
    assert spare(raised, altitude_m=5e3) == spare(flight)


def test_an_envelope_limits_range_and_scans():
    flight = at_ten_km(8)
    assert spare(flight, near_m=10e3, far_m=10e3) == 2.5
    assert spare(flight, near_m=10_001.0) == -np.inf
    assert spare(flight, far_m=9_999.0) == -np.inf
    assert spare(flight, allowed=[True] * 5 + [False] * 3) == 1.0  # the last intercept in scan 4


def test_the_best_intercept_counts_where_places_add_up():
    """Aim point 3 km east, 4 km north; the flight 3 km east, 2 km north of it; launcher 6 km west,
    3 km south.

    The distance is (3 + 3 + 6, 4 + 2 + 3) = (12, 9), 15 km: 2.5 s, five scans of eight.
    """
    flight = course(np.full(8, 3e3), 2e3, 0.0)
    place = {"aim_east_m": 3e3, "aim_north_m": 4e3, "east_m": -6e3, "north_m": -3e3}
    assert spare(flight, **place) == 1.0
    assert spare(flight, **place, near_m=15e3, far_m=15e3) == 1.0
    # an earlier intercept with more time in hand is not forgotten for a later one
    mixed = course(0.0, [0.0, 0, 0, 0, 0, 0, 15e3, 15e3], 0.0)
    assert spare(mixed) == 2.0  # launch in scan 4 for scan 5, not in scan 2 for scan 7


# what is surely seen


def test_points_are_surely_seen_where_the_weakest_echo_is_enough_and_the_mask_is_below():
    """Nodes at 0 to 4 km: margins 9, 9, 9, 1, 9 dB, of which the weakest side takes 3.

    Up to 2 km they are enough, whatever lies beyond 3 km. The mask, posts each kilometre from 1 km
    on, rises to 700 m at 3 km in one azimuth only: at 500 m the last post below is that at 2 km,
    and half a step before it counts no post beyond, so that sure ends at 1 km.
    """
    margins = np.broadcast_to([9.0, 9, 9, 1, 9], (2, 1, 2, 5))
    mask = np.array([[0.0, 100, 300, 300], [0, 100, 700, 300]], dtype=np.float32)
    one = watch(margin_db=np.ascontiguousarray(margins, dtype=np.float32), mask_step_m=1e3)
    one = one._replace(lowest_m=mask, aspect_db=np.array([0.0, -3, 1]))
    one = one._replace(axis_m=np.array([0.0, 2e3]), nearest_m=np.zeros(2))
    assert kernels.reach_of(one, np.array([500.0, 1e3])).sure_m.tolist() == [1e3, 2e3]
    below = kernels.reach_of(one, np.array([-5.0])).sure_m
    assert below[0] < 0  # under the mask nothing is sure


def test_sure_points_are_those_that_azimuth_and_aspect_would_find_too():
    rng = np.random.default_rng(7)
    answers = []
    for _ in range(40):
        steps, angles = 30, 3
        fall = np.linspace(12, -6, steps) + rng.uniform(-4, 4, (2, angles, 4, steps))
        half = float(rng.choice([0.4, 1.2, 2.5, pi]))
        one = watch(
            margin_db=np.ascontiguousarray(fall, dtype=np.float32),
            axis_m=np.array([0.0, 1e3, 5e3, 20e3]),
            nearest_m=rng.uniform(0, 3e3, 4),
            aside_step_rad=half / (angles - 1),
            aspect_db=rng.uniform(-3, 3, 9),
            lowest_m=np.sort(rng.uniform(0, 8e3, (5, steps)).astype(np.float32), axis=1),
            mask_step_m=1e3,
            reach_m=29e3,
            half_sector_rad=half,
            facing_rad=rng.uniform(0, 2 * pi),
            coast_scans=2,
        )
        flight = course(*rng.uniform(-2e4, 2e4, (2, 60)), rng.uniform(-100, 25e3, 60), 1.0)
        flight = flight._replace(heading_rad=rng.uniform(0, 2 * pi, 60))
        east, north = rng.uniform(-1e4, 1e4, (2, 50))
        reach = kernels.reach_of(one, flight.altitude_m)
        none = reach._replace(sure_m=np.full_like(reach.sure_m, -1.0))
        found = np.empty((2, 50, 60), dtype=np.bool_)
        for asked, seen in zip((reach, none), found, strict=True):
            kernels.mark_watched(one, asked, flight, east, north, seen)
        assert np.array_equal(*found)
        answers.append((found[0].mean(), (reach.sure_m > reach.near_m).mean()))
    assert np.all(np.mean(answers, axis=0) > 0.05)  # some are seen, and some are sure


@pytest.mark.parametrize(
    "angle", [0.0, 1e-17, -1e-17, pi, -pi, 2 * pi, -2 * pi, 3 * pi, 4 * pi, -5.0, 9.0, 40.0, -40.0]
)
def test_an_angle_is_turned_as_the_remainder_is(angle):
    for near in (angle, np.nextafter(angle, 99.0), np.nextafter(angle, -99.0)):
        assert plain(kernels.turned)(float(near)) == float(near) % (2 * pi)
