import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome import load
from skydome.engagement import tables
from skydome.engagement.ground import ground_of
from skydome.engagement.placement import places
from skydome.physics import earth
from skydome.terrain import Grid
from skydome.validation.worlds import Setting, build

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
