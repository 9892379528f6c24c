"""Every rule of `skydome.coverage.footprint`, against values worked out in the tests' comments."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from models import changed, plain

from skydome.catalogue import Catalogue
from skydome.coverage import Question, ask, course_of, east_and_north_m, kernels, look
from skydome.coverage import footprint as footprint_of
from skydome.engagement.tables import sensing
from skydome.engagement.tables.paths import Path
from skydome.engagement.tables.placement import Place
from skydome.physics.motion.flyout import FlyoutTable
from skydome.terrain import Grid

footprint = sys.modules["skydome.coverage.footprint"]  # the package has the function of that name
KM, MISSILE = 1e3, "ballistic-missile-600km"
SEMI_ACTIVE, ACTIVE, OTHER = "pac-2-gem-t", "pac-3-cri", "pac-3-mse"
RADAR, POST = "an-mpq-65", "an-msq-132"
GROUND = Grid(
    -9.0, -9.0, 1.0, 1.0, np.zeros((19, 19), dtype=np.float32), name="flat", source="test"
)


@pytest.fixture(scope="module")
def asked():
    found = ask(Question("patriot-battery", target=MISSILE, placements=1), Catalogue())
    return found._replace(scenario=plain(found.scenario))


def spread_over(scenario, radius_m):
    terrain = scenario.terrain.model_copy(update={"placement_radius_m": radius_m})
    return scenario.model_copy(update={"terrain": terrain})


def reaching(scenario, range_m, ceiling_m):
    """Return a scenario whose longest missile reaches so far, the others half of it."""
    for missile, share in ((SEMI_ACTIVE, 0.5), (ACTIVE, 1.0), (OTHER, 0.5)):
        scenario = changed(
            scenario,
            missile,
            maximum_range_ballistic=range_m * share,
            maximum_altitude_ballistic=ceiling_m * share,
        )
    return scenario


def crew_of(scenario):
    return footprint._crew(scenario, "patriot-battery")


def course(east_m, north_m, altitude_m, speed_m_s=None, heading_rad=None):
    still = [0.0] * len(east_m)
    parts = (east_m, north_m, altitude_m, speed_m_s or still, heading_rad or still)
    return kernels.Course(*(np.array(part, dtype=np.float64) for part in parts))


STRAIGHT_DOWN = course([0.0] * 3, [0.0] * 3, [30 * KM, 10 * KM, 0.0])


# the area


def test_time_in_hand_from_zero_on_is_a_defence():
    """Cells are 10 m by 30 m; in the first placement two are defended, in the second one."""
    spare = [
        [[0.0, -0.5, -np.inf], [-np.inf, 5.0, -np.inf]],
        [[-1.0, -np.inf, -np.inf], [-np.inf, 0.5, -np.inf]],
    ]
    found = footprint.Footprint(
        "u", "t", 0.0, np.array([0.0, 10.0]), np.array([0.0, 30.0, 60.0]), np.array(spare)
    )
    assert found.defended.tolist() == [
        [[True, False, False], [False, True, False]],
        [[False, False, False], [False, True, False]],
    ]
    assert found.cell_m2 == 300.0
    assert found.area_m2.tolist() == [600.0, 300.0]


def test_a_cell_is_the_distance_of_two_aim_points_squared():
    axis = np.array([5.0, 15.0, 25.0])
    found = footprint.Footprint("u", "t", 0.0, axis, 2 * axis, np.zeros((1, 3, 3)))
    assert found.cell_m2 == 10.0 * 20.0


def test_aims_lie_along_and_to_the_right_of_the_bearing():
    """From 30°: 2 m along are 1 m east and 1.732 m north; 4 m to the right 3.464 east, 2 south."""
    east, north = east_and_north_m(30.0, np.array([2.0, 0.0]), np.array([0.0, 4.0]))
    root = 3**0.5
    assert east == pytest.approx(np.array([[1.0, 1 + 2 * root], [0.0, 2 * root]]))
    assert north == pytest.approx(np.array([[root, root - 2], [0.0, -2.0]]))
    flat = footprint._aims(30.0, np.array([2.0, 0.0]), np.array([0.0, 4.0]))
    assert flat[0] == pytest.approx([1.0, 1 + 2 * root, 0.0, 2 * root])
    assert flat[1] == pytest.approx([root, root - 2, 0.0, -2.0])


def test_middles_are_halfway_between_edges():
    assert footprint._middles(np.array([0.0, 2.0, 6.0])).tolist() == [1.0, 4.0]


# where to look


def test_the_search_goes_a_reach_out_and_farther_behind(asked):
    """Reach 30 km, twice a radius of 3 km, and 1 m: 36,001 m on every side.

    From 90°, east. Passing its apogee at 40 km the missile is 90 km short of its aim point, at the
    ceiling of 20 km still 7 km: 43,001 m behind. The 8 km at a height of 25 km are above the
    ceiling, the 50 km at 10 km before the apogee.
    """
    scenario = reaching(spread_over(asked.scenario, 3 * KM), 30 * KM, 20 * KM)
    flight = course(
        [50 * KM, 90 * KM, 8 * KM, 7 * KM, 1 * KM],
        [99 * KM] * 5,
        [10 * KM, 40 * KM, 25 * KM, 20 * KM, 1 * KM],
    )
    along, across = footprint._edges(crew_of(scenario), flight, 90.0, 4)
    assert along == pytest.approx(np.linspace(-43_001, 36_001, 5))
    assert across == pytest.approx(np.linspace(-36_001, 36_001, 5))
    # seen from the north the same flight is 99 km short
    along, _ = footprint._edges(crew_of(scenario), flight, 0.0, 4)
    assert along[0] == pytest.approx(-36_001 - 99_000)


def test_what_is_never_below_the_ceiling_needs_no_search_behind(asked):
    """Reach 30 km, twice a radius of 3 km, and 1 m."""
    crew = crew_of(reaching(spread_over(asked.scenario, 3 * KM), 30 * KM, 20 * KM))
    along, across = footprint._edges(crew, course([5.0], [5.0], [30 * KM]), 0.0, 2)
    assert along.tolist() == across.tolist() == [-36_001.0, 0.0, 36_001.0]


def scouted_at(*cells):
    found = np.full((24, 24), -np.inf)
    for cell in cells:
        found[cell] = 0.0
    return found.ravel()


def test_the_search_closes_in_on_what_was_found():
    """Cells of 1 km along and 2 km across; found at 5 to 7 along and at 10 across.

    One cell and a margin of 500 m more on each side: from 5 - 1.5 to 8 + 1.5 km along, and from
    20 - 2.5 to 22 + 2.5 km across.
    """
    edges = np.linspace(0, 24 * KM, 25), np.linspace(0, 48 * KM, 25)
    found = list(footprint._closer(edges, scouted_at((5, 10), (7, 10)), 500.0, 2))
    assert found[0].tolist() == [3_500.0, 6_500.0, 9_500.0]
    assert found[1].tolist() == [17_500.0, 21_000.0, 24_500.0]


def test_the_search_stays_within_what_was_searched():
    edges = np.linspace(0, 24 * KM, 25), np.linspace(0, 24 * KM, 25)
    found = list(footprint._closer(edges, scouted_at((0, 23)), 500.0, 2))
    assert found[0].tolist() == [0.0, 1_250.0, 2_500.0]
    assert found[1].tolist() == [21_500.0, 22_750.0, 24_000.0]


def test_where_nothing_was_found_all_is_searched_again():
    edges = np.linspace(0, 24 * KM, 25), np.linspace(0, 48 * KM, 25)
    nearly = np.full(24 * 24, -0.5)
    found = list(footprint._closer(edges, nearly, 500.0, 2))
    assert found[0] is edges[0]
    assert found[1] is edges[1]


def test_a_footprint_is_looked_for_roughly_then_closely(asked, monkeypatch):
    """Placement 3 defends a disc of 5 km, placement 4 nothing; where it is found, all look closer.

    A reach of 30 km and twice a radius of 2,999.5 m and 1 m: 36 km on every side, 24 cells of
    3 km. Of their middles 1.5 and 4.5 km, (1.5, 1.5) and (4.5, 1.5) are within 5 km: the disc is
    found up to 6 km. A cell of 3 km and twice the radius more: 14,999 m. Ten cells of 2,999.8 m;
    middles at ±1,499.9 and ±4,499.7 m, of which twelve are within 5 km (4,743 m).
    """
    scenario = reaching(spread_over(asked.scenario, 2_999.5), 30 * KM, 20 * KM)
    monkeypatch.setattr(footprint, "_camp", lambda *_asked: _asked[-1])
    monkeypatch.setattr(footprint, "_stand", lambda _question, placement: placement)

    def disc(placement, aims):
        return np.where((np.hypot(*aims) <= 5 * KM) & (placement == 3), 1.0, -np.inf)

    monkeypatch.setattr(footprint, "_spare_s", disc)
    found = footprint_of(
        scenario,
        GROUND,
        asked.target,
        "patriot-battery",
        bearing_deg=90.0,
        placements=(3, 4),
        cells=10,
        course=STRAIGHT_DOWN,
    )
    assert (found.unit, found.threat, found.bearing_deg) == ("patriot-battery", MISSILE, 90.0)
    assert found.spare_s.shape == (2, 10, 10)
    for axis in (found.along_m, found.across_m):
        assert axis[0] == pytest.approx(-14_999 + 1_499.9)
        assert np.diff(axis) == pytest.approx(2_999.8)
    assert found.area_m2 == pytest.approx([12 * 2_999.8**2, 0.0])


# a finer outline


def test_cells_at_the_edge_are_divided_and_no_others(asked, monkeypatch):
    """Twelve cells of 2,999.8 m, a disc of 8 km: of the cells within, four have all neighbours.

    By row, at ±1.5, ±4.5 and ±7.5 km, 6, 4 and 2 cells are within: 24, and 52 with all neighbours.
    But for the four in the middle they are split in three, to cells of 999.9 m, and looked at anew.
    The four keep the 1 s of the first look, the rest has the 2 s of the second: (5,499.7, 5,499.7)
    is 7,778 m off and defended, (6,499.6, 5,499.7) with 8,514 m is not.
    """
    scenario = reaching(spread_over(asked.scenario, 2_999.5), 30 * KM, 20 * KM)
    monkeypatch.setattr(footprint, "_camp", lambda *_asked: _asked[-1])
    monkeypatch.setattr(footprint, "_stand", lambda _question, placement: placement)
    looks = []

    def disc(_placement, aims):
        looks.append(len(aims[0]))
        return np.where(np.hypot(*aims) <= 8 * KM, 1.0 if len(looks) < 3 else 2.0, -np.inf)

    monkeypatch.setattr(footprint, "_spare_s", disc)
    found = footprint_of(
        scenario,
        GROUND,
        asked.target,
        "patriot-battery",
        bearing_deg=90.0,
        cells=12,
        splits=3,
        course=STRAIGHT_DOWN,
    )
    assert looks == [24 * 24, 12 * 12, 9 * (52 - 4)]
    assert found.spare_s.shape == (1, 36, 36)
    assert np.diff(found.along_m) == pytest.approx(999.94, abs=0.01)
    assert found.across_m[[0, -1]] == pytest.approx([-17_999 + 499.97, 17_999 - 499.97], abs=0.01)
    assert (found.spare_s == 1.0).sum() == 9 * 4

    def at(along, across):
        i, j = np.abs(found.along_m - along).argmin(), np.abs(found.across_m - across).argmin()
        return found.spare_s[0, i, j]

    assert (at(0, 0), at(5_499.7, 5_499.7), at(6_499.6, 5_499.7)) == (1.0, 2.0, -np.inf)


def test_a_cell_is_at_the_edge_in_any_placement():
    """3 by 5 cells: the first placement defends the first column, the second everything.

    Columns 0 and 1 are at its edge. What is outside the search counts as its neighbour within.
    """
    defended = np.ones((2, 3, 5), dtype=bool)
    assert not footprint._at_edge(defended).any()
    defended[0, :, 1:] = False
    assert footprint._at_edge(defended).tolist() == [[True, True, False, False, False]] * 3


# the flight


def test_a_flight_comes_from_its_range_over_flat_ground(asked, monkeypatch):
    """From 450°, which is 90°: 600 km east of a unit at 3° north and 7° east.

    A degree is 111.32 km · cos 3° = 111.17 km: 5.397° on. Its points at 1° east and 1° north of the
    unit are 111.17 km east and 110.57 km north of it.
    """
    told = []

    def built(scenario, threat, _grid):
        told.append((scenario, threat))
        some = np.array([0.0, 1.0])
        return Path(some + 3, some[::-1] + 7, some + 5, some, some + 7, some, some + 9)

    monkeypatch.setattr(footprint, "build_path", built)
    terrain = asked.scenario.terrain.model_copy(update={"flat": False, "folder": "tiles"})
    place = {"latitude_deg": 3.0, "longitude_deg": 7.0}
    sites = tuple(site.model_copy(update=place) for site in asked.scenario.sites)
    tiled = asked.scenario.model_copy(update={"terrain": terrain, "sites": sites})
    flight = course_of(tiled, asked.target, "patriot-battery", 450.0)
    ((scenario, threat),) = told
    assert scenario.terrain.flat
    assert scenario.terrain.folder == ""
    assert scenario.threats == (threat,)
    assert threat.motion == "ballistic"
    assert threat.asset == 0
    assert threat.release_range_m.value == 600 * KM
    assert threat.origin_longitude_deg == pytest.approx(12.40, abs=0.02)
    assert threat.origin_latitude_deg == pytest.approx(3.0, abs=0.02)  # a great circle bends
    (asset,) = scenario.assets
    assert (asset.latitude_deg, asset.longitude_deg) == (3.0, 7.0)
    assert flight.east_m == pytest.approx([111_170, 0], abs=20)
    assert flight.north_m == pytest.approx([51, 110_574], abs=20)
    assert flight.altitude_m.tolist() == [5, 6]
    assert flight.speed_m_s.tolist() == [7, 8]
    assert flight.heading_rad.tolist() == [9, 10]


def test_a_missile_falls_from_its_highest_scan_on():
    flight = course([0.0] * 5, [0.0] * 5, [0.0, 5.0, 9.0, 9.0, 3.0])
    assert footprint._falling(flight).tolist() == [False, False, True, True, True]


def test_a_flight_begins_where_a_radar_could_see_it_first():
    """The farthest radar reaches 60 km from 5 km beside the unit; the farthest aim is 10 km off."""
    watches = [
        SimpleNamespace(reach_m=60 * KM, east_m=3 * KM, north_m=4 * KM),
        SimpleNamespace(reach_m=20 * KM, east_m=0.0, north_m=0.0),
    ]
    aims = np.array([6 * KM, 1 * KM]), np.array([8 * KM, 0.0])
    flight = course([100 * KM, 76 * KM, 75 * KM, 10 * KM], [0.0] * 4, [4.0, 3.0, 2.0, 1.0])
    seen = footprint._within_sight(flight, watches, aims)
    assert seen.east_m.tolist() == [75 * KM, 10 * KM]
    assert seen.altitude_m.tolist() == [2.0, 1.0]


# who sees, who shoots


def test_an_offset_is_east_and_north_of_the_units_degree(asked):
    """0.1° of longitude on the equator are 11,132 m, of latitude 11,057 m."""
    crew = crew_of(asked.scenario)
    offset = footprint._offset_m(asked.scenario, crew, Place(0.0, 0.1, 0.0))
    assert offset == pytest.approx((11_132, 0), abs=1)
    offset = footprint._offset_m(asked.scenario, crew, Place(-0.1, 0.0, 0.0))
    assert offset == pytest.approx((0, -11_057), abs=1)


def test_cross_sections_count_in_decibels_over_the_nose(monkeypatch):
    """181 aspects from 0 to π of a target of 2 (1 + aspect) m².

    10 log(1 + π/2) = 4.101 dB abeam and 10 log(1 + π) = 6.172 dB from behind.
    """
    monkeypatch.setattr(
        sensing, "cross_section_m2", lambda _sensor, _target, aspect: 2 * (1 + aspect)
    )
    gain = footprint._aspect_db(None, None)
    assert gain.shape == (181,)
    assert gain[[0, 90, 180]] == pytest.approx([0.0, 4.101, 6.172], abs=0.001)


def table(range_m):
    time_s = np.ones((2, 2))
    return FlyoutTable(np.array([0.0, range_m]), np.array([0.0, 30 * KM]), *[time_s] * 4)


def test_a_missile_meets_falling_targets_in_its_band_and_no_faster(asked, monkeypatch):
    """Band from 2 km above a launcher at 500 m to 20 km, up to 1,000 m/s.

    By scan: rising; its apogee, too high; at the ceiling; too fast; at the floor; below it.
    """
    monkeypatch.setattr(footprint, "flyout_of", lambda _missile: table(40 * KM))
    scenario = changed(
        asked.scenario,
        ACTIVE,
        minimum_range=3 * KM,
        maximum_range_ballistic=30 * KM,
        minimum_altitude_ballistic=2 * KM,
        maximum_altitude_ballistic=20 * KM,
        maximum_target_speed=1_000.0,
    )
    question = footprint._Question(scenario, asked.target, crew_of(scenario), {}, None, None)
    flight = course(
        [0.0] * 6,
        [0.0] * 6,
        [19 * KM, 20.1 * KM, 20 * KM, 19 * KM, 2.5 * KM, 2.49 * KM],
        [900.0, 900.0, 1_000.0, 1_001.0, 900.0, 900.0],
    )
    missile = scenario.entries[ACTIVE]
    shooter = footprint._shooter(question, flight, missile, Place(0.1, 0.0, 500.0))
    assert shooter.allowed.tolist() == [False, False, True, False, True, False]
    assert (shooter.near_m, shooter.far_m, shooter.altitude_m) == (3 * KM, 30 * KM, 500.0)
    assert (shooter.east_m, shooter.north_m) == pytest.approx((0, 11_057), abs=1)
    assert shooter.range_axis_m.tolist() == [0.0, 40 * KM]


def test_aims_are_reached_where_an_allowed_point_of_the_flight_is():
    """The launcher is 1 km east and 2 km north; the flight passes 90 km and 4 km north of its aim.

    To an aim 4 km east and 2 km north of the launcher, at (5, 0) km: 4 east, 2 north, 4.47 km. To
    (0, 1): 1 km west, 3 km north, 3.16 km. The scan over the aim point is not allowed.
    """
    shooter = SimpleNamespace(
        allowed=np.array([True, False, True]), east_m=1 * KM, north_m=2 * KM, far_m=3_163.0
    )
    flight = course([0.0, 0.0, 0.0], [4 * KM, 0.0, 90 * KM], [9.0, 8.0, 9.0])
    aims = np.array([5 * KM, 0.0, 1 * KM]), np.array([0.0, 1 * KM, 2 * KM])
    # the third: 0 east, 2 + 4 - 2 = 4 km north
    assert footprint._reached(shooter, flight, aims).tolist() == [False, True, False]
    wider = SimpleNamespace(**(vars(shooter) | {"far_m": 4 * KM}))
    assert footprint._reached(wider, flight, aims).tolist() == [False, True, True]


def test_tracks_and_reaction_are_counted_in_scans(asked, monkeypatch):
    """3 looks of 4 s are 6 scans of 2 s; a reaction of 11 s is 5.5, and even 6, scans."""
    told = []
    monkeypatch.setattr(kernels, "reach_of", lambda watch, _altitude: watch)

    def watched(watch, _reach, _flight, east, _north, seen):
        seen[:] = watch == "sees"
        assert seen.shape == (len(east), 3)

    def marked(seen, confirm, reaction, ready):
        told.append((seen, confirm, reaction))
        ready[:] = 7

    monkeypatch.setattr(kernels, "mark_watched", watched)
    monkeypatch.setattr(kernels, "mark_ready", marked)
    scenario = changed(asked.scenario, RADAR, confirm_looks=3, look_period=4.0)
    scenario = changed(scenario, POST, reaction_time=11.0)
    scenario = scenario.model_copy(
        update={"scan_s": 2.0, "radars": (scenario.radars[0], scenario.radars[0])}
    )
    question = footprint._Question(scenario, asked.target, crew_of(scenario), {}, None, None)
    stand = footprint._Stand(question, [], {0: "sees", 1: "does not"})
    aims = np.zeros(2), np.zeros(2)
    seen, ready = footprint._seen_and_ready(stand, STRAIGHT_DOWN, aims)
    assert seen[0].all()
    assert not seen[1].any()
    assert ready.tolist() == [[7] * 3] * 2
    ((together, confirm, reaction),) = told
    assert together.shape == (2, 2, 3)
    assert together[0].all()
    assert confirm.tolist() == [6, 6]
    assert reaction == 6


def test_active_missiles_are_guided_by_any_radar_others_by_their_own(asked, monkeypatch):
    """Two aims are within reach, of three. Radar 0, the battery's, sees the first of them only."""
    told = []
    nothing = SimpleNamespace()
    monkeypatch.setattr(footprint, "_within_sight", lambda flight, _watches, _aims: flight)
    monkeypatch.setattr(footprint, "_shooter", lambda _asked, _course, missile, _spot: missile.id)
    reach = {SEMI_ACTIVE: [True, False, False], ACTIVE: [False, False, True], OTHER: [False] * 3}
    monkeypatch.setattr(footprint, "_reached", lambda one, _flight, _aims: np.array(reach[one]))
    seen = {0: np.array([[True], [False]]), 1: np.array([[False], [True]])}
    monkeypatch.setattr(footprint, "_seen_and_ready", lambda *_: (seen, nothing))

    def spared(shooter, _flight, east, north, guided, ready, scan_s, spare):
        told.append((shooter, guided.ravel().tolist()))
        assert (east.tolist(), north.tolist()) == ([1.0, 3.0], [4.0, 6.0])
        assert (ready, scan_s) == (nothing, asked.scenario.scan_s)
        spare[:] = np.maximum(spare, np.where(guided[:, 0], 5.0, -np.inf))

    monkeypatch.setattr(kernels, "mark_spare", spared)
    scenario = asked.scenario
    question = footprint._Question(scenario, None, crew_of(scenario), {}, None, STRAIGHT_DOWN)
    stand = footprint._Stand(question, [None, None], {0: None, 1: None})
    aims = np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])
    assert footprint._spare_s(stand, aims).tolist() == [5.0, -np.inf, 5.0]
    assert told == [
        (SEMI_ACTIVE, [True, False]),
        (ACTIVE, [True, True]),
        (OTHER, [True, True]),
    ]


def test_a_radar_watches_its_sector_out_to_its_reach(asked):
    """Ground at 0 m; 90° wide, 45° high, 3.5 km, blind within 500 m, 3 missed looks of 4 s.

    12 s are 6 scans of 2 s. The mask of a radar of 3.5 km ends at 4 km.
    """
    scenario = changed(
        asked.scenario,
        RADAR,
        instrumented_range=3.5 * KM,
        minimum_range=500.0,
        sector_width=np.pi / 2,
        maximum_elevation=np.pi / 4,
        antenna_height=10.0,
        drop_misses=3,
        look_period=4.0,
    )
    scenario = scenario.model_copy(
        update={
            "scan_s": 2.0,
            "radars": (scenario.radars[0].model_copy(update={"facing_deg": 180.0}),),
        }
    )
    crew = crew_of(scenario)
    sensors = {RADAR: crew.sensor(RADAR)}
    margins = look.Margins([asked.target], footprint.ALTITUDE_AXIS_M)
    question = footprint._Question(scenario, asked.target, crew, sensors, margins, None)
    spot = Place(0.0, 0.1, 0.0)
    camp = footprint._Camp([spot] * 2, footprint._masks(scenario, GROUND, crew, [spot] * 2))
    ((number, watch),) = footprint._watches(question, camp)
    camp = footprint._camp(scenario, GROUND, crew, 0)
    assert list(footprint._stand(question, camp).watches) == [0]
    assert number == 0
    assert (watch.east_m, watch.north_m) == pytest.approx((11_132, 0), abs=1)
    assert watch.reach_m == 3_500.0
    assert watch.lowest_m.shape == (4, 4)
    assert watch.facing_rad == pytest.approx(np.pi)
    assert watch.half_sector_rad == pytest.approx(np.pi / 4)
    assert watch.coast_scans == 6
    heights = list(watch.axis_m)
    # 9,990 m at 45°, less 6 m for the round Earth; at the antenna's height only its dead zone
    assert watch.nearest_m[heights.index(10 * KM)] == pytest.approx(9_984, abs=15)
    assert watch.nearest_m[0] == 500.0
    assert watch.aspect_db.shape == (181,)


def test_the_longest_range_of_a_site_sets_how_far_its_masks_go(asked):
    """An S-400's command site has two radars: 2 and 3.5 km need masks of 4 km."""
    scenario = plain(ask(Question("s-400-regiment", placements=1), Catalogue()).scenario)
    scenario = changed(scenario, "91n6e", instrumented_range=2 * KM)
    scenario = changed(scenario, "96l6e", instrumented_range=3.5 * KM)
    crew = footprint._crew(scenario, "s-400-regiment")
    sensors = {entry: crew.sensor(entry) for entry in crew.entries}
    margins = look.Margins([asked.target], footprint.ALTITUDE_AXIS_M)
    question = footprint._Question(scenario, asked.target, crew, sensors, margins, None)
    spots = [Place(0.0, 0.0, 0.0)] * 3
    camp = footprint._Camp(spots, footprint._masks(scenario, GROUND, crew, spots))
    found = dict(footprint._watches(question, camp))
    watches = {r: watch for r, watch in found.items() if scenario.radars[r].site == 0}
    assert {r: watch.reach_m for r, watch in watches.items()} == {0: 2 * KM, 1: 3.5 * KM}
    assert {watch.lowest_m.shape for watch in watches.values()} == {(4, 4)}
    assert look.FLAT_AZIMUTHS == 4
