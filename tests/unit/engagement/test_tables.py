import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome import load
from skydome.engagement import paths, sensing, tables
from skydome.engagement.ground import ground_of
from skydome.engagement.placement import places
from skydome.physics import earth
from skydome.terrain import Grid
from worlds import Setting, build

FLAT = Grid(20.0, 60.0, 1.0, 1.0, np.zeros((20, 30), np.float32), "flat", "none")
HILL = Grid(20.0, 60.0, 1.0, 1.0, np.full((20, 30), 3_000.0, np.float32), "hill", "none")


@pytest.fixture(scope="module")
def scenario():
    return load("examples/single_battery.yaml")


@pytest.fixture(scope="module")
def compiled(scenario):
    return tables.build_tables(scenario, ground_of(scenario))


def test_thresholds_are_exact_at_the_ends():
    assert tables.thresholds(np.array([0.0, 0.5, 1.0, 2.0, -1.0])).tolist() == [
        0,
        2**30,
        2**31,
        2**31,
        0,
    ]


@given(st.lists(st.lists(st.integers(0, 3), max_size=12), min_size=1, max_size=8))
def test_ragged_rows_hold_every_value_that_is_not_zero(rows):
    held = tables.ragged([np.array(row, dtype=np.uint16) for row in rows])
    for n, row in enumerate(rows):
        restored = np.zeros(len(row), dtype=int)
        values = held.values[held.offset[n] : held.offset[n + 1]]
        restored[held.first[n] : held.first[n] + len(values)] = values
        assert restored.tolist() == row


def test_the_hash_sees_every_table():
    world = build(Setting())
    plain = tables.table_hash([world])
    for name, value in world._asdict().items():
        changed = value + 1
        assert tables.table_hash([world._replace(**{name: changed})]) != plain, name
    assert tables.table_hash([world, world]) != plain


def test_one_scenario_has_one_hash(scenario, compiled):
    again = tables.build_tables(scenario, ground_of(scenario))
    assert again.sha256 == compiled.sha256
    assert len(compiled.worlds) == scenario.terrain.placements


def test_threats_of_one_wave_share_a_path(compiled):
    world = compiled.worlds[0]
    assert world.paths == 2
    assert world.threat_path.tolist() == [0, 0, 0, 0, 1, 1]


def test_a_radar_meets_its_quoted_range(scenario):
    weather = sensing.weather_of(scenario)
    for radar in ("91n6e", "92n6e", "96l6e"):
        entry = scenario.entries[radar]
        chance = sensing.probability(
            sensing.sensor_of(entry, weather),
            np.array([entry.si("detection_range")]),
            np.array([entry.si("reference_altitude")]),
            entry.si("reference_rcs"),
            entry.count("reference_swerling"),
            0.0,
        )
        assert chance[0] == pytest.approx(entry.si("reference_detection_probability"), abs=2e-3)


def test_rain_and_distance_lower_detection(scenario):
    entry = scenario.entries["92n6e"]
    far, height = np.array([100e3, 150e3, 200e3]), np.full(3, 3_000.0)
    dry, wet = (
        sensing.probability(
            sensing.sensor_of(entry, sensing.Weather(rain, 5_000.0)), far, height, 0.1, 1, 0.0
        )
        for rain in (0.0, 10.0)
    )
    assert (np.diff(dry) < 0).all()
    assert (wet < dry).all()


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
            assert path.altitude_m[-1] == pytest.approx(0.0, abs=1e-6)
            assert path.altitude_m.max() > 10e3


def test_a_glide_is_aimed_at_the_ground_under_its_asset():
    two_front = load("examples/two_front.yaml")
    bomb = next(t for t in two_front.threats if t.motion == "glide")
    grid = Grid(20.0, 65.0, 1.0, 1.0, np.full((20, 40), 3_000.0, np.float32), "hill", "none")
    path = paths.build_path(two_front, bomb, grid)
    assert path.altitude_m[0] == pytest.approx(bomb.height_m.value)
    assert (np.diff(path.altitude_m) < 0).all()
    assert path.altitude_m[-1] == pytest.approx(3_000.0)


def test_placements_lie_in_the_disc_and_do_not_change(scenario):
    drawn = [places(scenario, FLAT, n) for n in range(64)]
    again = [places(scenario, FLAT, n) for n in range(64)]
    assert drawn == again
    away = [
        float(
            earth.polar_from_site(
                28.0, 73.0, np.array([p[1].latitude_deg]), np.array([p[1].longitude_deg])
            )[0][0]
        )
        for p in drawn
    ]
    assert max(away) <= scenario.terrain.placement_radius_m * 1.001
    assert np.median(away) > scenario.terrain.placement_radius_m * 0.55  # even over the disc


def test_more_posts_are_read_where_the_grid_is_finer():
    fine = Grid(20.0, 60.0, 1 / 120, 1 / 120, np.zeros((9, 9), np.float32), "dted", "none")
    finest = Grid(20.0, 60.0, 1 / 1200, 1 / 1200, np.zeros((9, 9), np.float32), "srtm", "none")
    assert [tables.posts_per_step(grid) for grid in (FLAT, fine, finest)] == [1, 8, 8]
