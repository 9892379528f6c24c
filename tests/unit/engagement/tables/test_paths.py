from itertools import pairwise

import numpy as np
import pytest
from models import changed, plain

from skydome import load
from skydome.engagement.tables import paths
from skydome.errors import InputError
from skydome.physics import earth
from skydome.physics.motion import ballistics
from skydome.physics.motion.ballistics_drag import Aim, Loft, flight_from_burnout
from skydome.physics.motion.waypoints import turn_radius_m
from skydome.terrain import Grid

FLAT = Grid(20.0, 60.0, 1.0, 1.0, np.zeros((20, 30), np.float32), "flat", "none")
HILL = Grid(20.0, 60.0, 1.0, 1.0, np.full((20, 30), 3_000.0, np.float32), "hill", "none")
CRUISE, ARC = 0, -1  # of the small scenario


@pytest.fixture(scope="module")
def scenario():
    return load("examples/single_battery.yaml")


def ridges():
    """Return ridges 1,200 m high and 10 km apart, across the way of the cruise missile."""
    height = np.zeros((5, 12 * 20 + 1), dtype=np.float32)
    height[:, ::2] = 1_200.0
    return Grid(26.0, 66.0, 1.0, 0.05, height, "ridges", "none")


def flown(scenario, which, grid=FLAT, **written):
    """Return the path of one threat, with what a wave may say about it changed."""
    quantities = {
        name: scenario.threats[CRUISE].start_s.model_copy(update={"value": value, "unit": "m"})
        for name, value in written.items()
        if name != "via"
    }
    threat = scenario.threats[which].model_copy(update=written | quantities)
    return paths.build_path(scenario, threat, grid)


def steps_m(path):
    """Return the way over the ground between one scan and the next."""
    legs = [
        earth.polar_from_site(*here, *there)[0]
        for here, there in zip(
            zip(path.latitude_deg[:-1], path.longitude_deg[:-1], strict=True),
            zip(path.latitude_deg[1:, None], path.longitude_deg[1:, None], strict=True),
            strict=True,
        )
    ]
    return np.concatenate(legs)


def from_asset_m(scenario, threat, path, n=-1):
    asset = scenario.assets[threat.asset]
    place = path.latitude_deg[[n]], path.longitude_deg[[n]]
    return earth.polar_from_site(asset.latitude_deg, asset.longitude_deg, *place)[0][0]


def test_a_level_flight_keeps_its_speed_and_its_height_above_ground(scenario):
    for grid, ground in ((FLAT, 0.0), (HILL, 3_000.0)):
        path = paths.build_path(scenario, scenario.threats[0], grid)
        assert path.height_m == pytest.approx(np.full(path.length + 1, 50.0))
        assert path.altitude_m[0] == pytest.approx(ground + 50.0)
    steps, _ = earth.polar_from_site(
        path.latitude_deg[0], path.longitude_deg[0], path.latitude_deg, path.longitude_deg
    )
    assert np.diff(steps[:-1]) == pytest.approx(scenario.threats[0].speed_m_s.value, rel=1e-3)


def test_a_high_flight_is_above_sea_level_but_clears_the_ground(scenario):
    high = Grid(20.0, 60.0, 1.0, 1.0, np.full((20, 30), 8_200.0, np.float32), "high", "none")
    fighter = scenario.threats[-1]
    over_sea = paths.build_path(scenario, fighter, FLAT).altitude_m
    assert over_sea == pytest.approx(np.full(len(over_sea), fighter.height_m.value))
    over_mountains = paths.build_path(scenario, fighter, high).altitude_m
    assert over_mountains == pytest.approx(np.full(len(over_sea), 8_200.0 + paths.CLEARANCE_M))


def test_a_path_ends_at_its_asset():
    two_front = load("examples/two_front.yaml")
    grid = Grid(20.0, 65.0, 1.0, 1.0, np.zeros((20, 40), np.float32), "flat", "none")
    for wave in dict.fromkeys(threat.wave for threat in two_front.threats):
        threat = next(t for t in two_front.threats if t.wave == wave)
        asset = two_front.assets[threat.asset]
        path = paths.build_path(two_front, threat, grid)
        end = earth.polar_from_site(
            asset.latitude_deg, asset.longitude_deg, path.latitude_deg[-1:], path.longitude_deg[-1:]
        )
        assert end[0][0] < max(path.speed_m_s[-1], 50.0), wave
        if threat.motion != "level":
            assert path.altitude_m[-1] == pytest.approx(0.0, abs=0.1)
            assert path.altitude_m.max() > 10e3


def test_a_glide_is_aimed_at_the_ground_under_its_asset():
    two_front = load("examples/two_front.yaml")
    bomb = next(t for t in two_front.threats if t.motion == "glide")
    grid = Grid(20.0, 65.0, 1.0, 1.0, np.full((20, 40), 3_000.0, np.float32), "hill", "none")
    path = paths.build_path(two_front, bomb, grid)
    assert path.altitude_m[0] == pytest.approx(bomb.height_m.value)
    assert (np.diff(path.altitude_m) < 0).all()
    assert path.altitude_m[-1] == pytest.approx(3_000.0)


# without the models


def test_without_models_a_ballistic_flight_is_the_arc_of_least_energy(small):
    path = flown(plain(small), ARC)
    asset = small.assets[small.threats[ARC].asset]
    from pyproj import Geod

    _, _, away = Geod(ellps="WGS84").inv(71, 31, asset.longitude_deg, asset.latitude_deg)
    arc = ballistics.minimum_energy_arc(away)
    time = np.minimum(np.arange(path.length + 1.0), arc.flight_time_s)
    assert path.length == np.ceil(arc.flight_time_s)
    assert path.altitude_m == pytest.approx(ballistics.arc_position(arc, time)[1], abs=1e-3)
    assert path.speed_m_s[-1] == pytest.approx(path.speed_m_s[0], rel=1e-9)  # as it left


def test_without_models_a_low_flight_follows_every_ridge(small):
    path = flown(plain(small), CRUISE, ridges())
    assert path.height_m == pytest.approx(np.full(path.length + 1, 50.0))
    assert np.abs(path.climb_m_s).max() > path.level_m_s.max() * np.tan(np.radians(10))


# drag and apogee


def test_through_the_air_a_ballistic_flight_arrives_at_its_asset_slower(small):
    through, vacuum = flown(small, ARC), flown(plain(small), ARC)
    threat = small.threats[ARC]
    assert from_asset_m(small, threat, through) < 1_000
    assert through.altitude_m[-1] == pytest.approx(0.0, abs=1.0)
    assert through.speed_m_s[-1] < 0.6 * vacuum.speed_m_s[-1]
    burnout = small.entries[threat.entry].si("burnout_altitude")
    assert through.altitude_m[0] == pytest.approx(burnout, rel=1e-6)
    # it slows where the air is
    slowing = -np.diff(through.speed_m_s)[:-1]
    assert through.altitude_m[slowing.argmax()] < 30e3


@pytest.mark.parametrize("drag", [True, False])
def test_an_apogee_is_reached(small, drag):
    with_drag = plain(small, drag=drag)
    lofted, usual = flown(with_drag, ARC, apogee_m=300e3), flown(with_drag, ARC)
    assert lofted.altitude_m.max() == pytest.approx(300e3, rel=2e-3)
    assert usual.altitude_m.max() < 200e3
    assert lofted.length > 1.3 * usual.length
    assert from_asset_m(small, small.threats[ARC], lofted) < 1_000


@pytest.mark.parametrize(
    ("drag", "apogee_m", "said"),
    [
        (True, 5e6, "wave arc: no ballistic flight of 442 km peaks at 5000 km; allowed: "),
        (True, 1e4, "wave arc: a flight of 442 km that peaks at 10 km is quasi-ballistic"),
        (False, 1e4, "wave arc: a flight of 442 km that peaks at 10 km is quasi-ballistic"),
    ],
)
def test_an_apogee_that_cannot_be_is_reported(small, drag, apogee_m, said):
    with pytest.raises(InputError) as raised:
        flown(plain(small, drag=drag), ARC, apogee_m=apogee_m)
    assert str(raised.value).startswith(said)


# waypoints

VIA = ((29.0, 71.0), (29.0, 72.0))


def test_a_way_through_waypoints_is_flown_at_one_speed(small):
    path = flown(small, CRUISE, via=VIA)
    speed = small.threats[CRUISE].speed_m_s.value
    steps = steps_m(path)
    assert steps[:-1] == pytest.approx(np.full(path.length - 1, speed), rel=0.01)
    assert from_asset_m(small, small.threats[CRUISE], path) < 1.0
    direct = steps_m(flown(small, CRUISE)).sum()
    corners = [(28.0, 71.0), *VIA, (28.0, 73.0)]
    legs = sum(
        earth.polar_from_site(*a, np.array([b[0]]), np.array([b[1]]))[0][0]
        for a, b in pairwise(corners)
    )
    assert direct < 0.7 * steps.sum()
    assert 0.98 * legs < steps.sum() < legs  # a turn cuts its corner


def test_no_turn_at_a_waypoint_is_tighter_than_the_bank_allows(small):
    path = flown(small, CRUISE, via=VIA)
    threat = small.threats[CRUISE]
    speed = threat.speed_m_s.value
    radius = turn_radius_m(speed, small.entries[threat.entry].si("bank_limit"))
    course = np.unwrap(path.course_rad)
    turned = np.abs(np.diff(course))[:-2]  # the last step is shorter than a scan
    assert turned.max() <= speed / radius * 1.02
    assert turned.max() > 0.9 * speed / radius  # it does turn
    assert np.ptp(course) > np.radians(100)  # north, east, south-east
    near = [
        earth.polar_from_site(*point, path.latitude_deg, path.longitude_deg)[0].min()
        for point in VIA
    ]
    assert max(near) < radius


def test_without_waypoints_the_course_is_that_of_the_geodesic(small):
    path = flown(small, CRUISE)
    assert path.course_rad == pytest.approx(np.full(path.length + 1, np.pi / 2), abs=0.02)


# terrain following


def test_a_low_flight_climbs_no_steeper_than_it_can_and_never_sinks_below_its_height(small):
    path = flown(plain(small, terrain_following=True), CRUISE, ridges())
    along = np.arange(path.length + 1) * small.threats[CRUISE].speed_m_s.value
    slope = np.diff(path.altitude_m)[:-1] / np.diff(along)[:-1]
    limit = np.tan(small.entries[small.threats[CRUISE].entry].si("climb_limit"))
    assert np.abs(slope).max() == pytest.approx(limit, rel=1e-6)
    assert path.height_m.min() == pytest.approx(50.0)
    assert path.height_m.max() > 100  # over the valleys


def test_a_flight_without_a_limit_follows_the_ground(small):
    free = changed(small, small.threats[CRUISE].entry, climb_limit=None)
    path = flown(plain(free, terrain_following=True), CRUISE, ridges())
    assert path.height_m == pytest.approx(np.full(path.length + 1, 50.0))


def test_paths_are_shared_where_nothing_differs(small):
    keys = paths.path_keys(small)
    assert len(set(keys)) == 2
    first = small.threats[0]
    for other in ({"via": VIA}, {"apogee_m": first.start_s}):
        threats = (first.model_copy(update=other), *small.threats[1:])
        assert len(set(paths.path_keys(small.model_copy(update={"threats": threats})))) == 3


def test_a_solved_flight_from_the_cache_is_the_same(tmp_path, monkeypatch):
    monkeypatch.setenv("SKYDOME_CACHE", str(tmp_path))
    asked = Aim(28.0, 1.0, 300e3), 9_000.0, 40e3, Loft(apogee_m=80e3)
    fresh = flight_from_burnout(*asked)
    solved, read = (paths._solved.__wrapped__(*asked) for _ in range(2))
    assert len([*(tmp_path / "ballistic").iterdir()]) == 1
    for found in (solved, read):
        assert found.start.tobytes() == fresh.start.tobytes()
        assert found[1:] == fresh[1:]
