from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from models import changed, plain, with_models

from skydome import load
from skydome.engagement.tables.build import build_tables, build_world, table_hash
from skydome.engagement.tables.columns import ragged, thresholds
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.kills import kill_tables
from skydome.engagement.tables.placement import places
from skydome.engagement.world import PER_RAID, PER_TARGET, WHOLE
from skydome.physics import earth
from skydome.terrain import Grid
from skydome.validation.worlds import Setting, build

FLAT = Grid(20.0, 60.0, 1.0, 1.0, np.zeros((20, 30), np.float32), "flat", "none")


@pytest.fixture(scope="module")
def scenario():
    return load("examples/single_battery.yaml")


@pytest.fixture(scope="module")
def compiled(scenario):
    return build_tables(scenario, elevation_of(scenario))


def test_thresholds_are_exact_at_the_ends():
    assert thresholds(np.array([0.0, 0.5, 1.0, 2.0, -1.0])).tolist() == [
        0,
        2**30,
        2**31,
        2**31,
        0,
    ]


@given(st.lists(st.lists(st.integers(0, 3), max_size=12), min_size=1, max_size=8))
def test_ragged_rows_hold_every_value_that_is_not_zero(rows):
    held = ragged([np.array(row, dtype=np.uint16) for row in rows])
    for n, row in enumerate(rows):
        restored = np.zeros(len(row), dtype=int)
        values = held.values[held.offset[n] : held.offset[n + 1]]
        restored[held.first[n] : held.first[n] + len(values)] = values
        assert restored.tolist() == row


def test_the_hash_sees_every_table():
    world = build(Setting())
    before = table_hash([world])
    for name, value in world._asdict().items():
        if np.size(value) == 0:
            continue  # nothing is lost in this world
        changed = value + 1
        assert table_hash([world._replace(**{name: changed})]) != before, name
    assert table_hash([world, world]) != before


def test_one_scenario_has_one_hash(scenario, compiled):
    again = build_tables(scenario, elevation_of(scenario))
    assert again.sha256 == compiled.sha256
    assert len(compiled.worlds) == scenario.terrain.placements


def test_placements_built_side_by_side_are_the_same(scenario, compiled):
    done = []
    with ThreadPoolExecutor(3) as executor:
        again = build_tables(
            scenario, elevation_of(scenario), lambda: done.append(1), executor=executor
        )
    assert again.sha256 == compiled.sha256
    assert len(done) == scenario.terrain.placements


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


# kill probability and what fails in common


def kills(scenario, level):
    """Return the kill and common thresholds as probabilities, K × C and K."""
    held = kill_tables(with_models(scenario, common_failure=level))
    return held["kill_threshold"] / 2**31, held["common_threshold"] / 2**31, held["common_level"]


def single_shot(scenario):
    return np.array(
        [
            [scenario.entries[m].si(f"kill_probability.{c}") for c in scenario.target_classes]
            for m in scenario.missiles
        ]
    )


@pytest.mark.parametrize("level", ["none", "shot"])
def test_failures_of_single_shots_leave_the_catalogues_probability(scenario, level):
    kill, common, _ = kills(scenario, level)
    assert kill == pytest.approx(single_shot(scenario), abs=1e-9)
    assert not common.any()


@pytest.mark.parametrize(("level", "code"), [("target", PER_TARGET), ("raid", PER_RAID)])
def test_failures_in_common_leave_a_single_shot_what_it_was(scenario, level, code):
    kill, common, levels = kills(scenario, level)
    expected = [scenario.entries[m].si("common_mode_failure") for m in scenario.missiles]
    assert common == pytest.approx(expected, abs=1e-9)
    assert min(expected) > 0
    assert kill * (1 - common[:, np.newaxis]) == pytest.approx(single_shot(scenario), abs=1e-9)
    assert set(levels) == {code}


def test_the_shares_of_shots_lie_beside_their_flights(small):
    strict = small
    for missile in small.missiles:  # as agile as this none is everywhere
        strict = changed(strict, missile, required_lateral_acceleration=600.0)
    for world in (build_world(strict, elevation_of(strict), placement) for placement in (0, 1)):
        assert len(world.flight_kill) == len(world.flight_scans) == world.flight_offset[-1]
        assert world.flight_kill.max() <= WHOLE
        launches = world.flight_scans > 0
        assert (world.flight_kill[~launches] == WHOLE).all()
        assert len(set(world.flight_kill[launches])) > 10  # factors are at work


def test_without_factors_every_share_is_whole(small):
    world = build_world(plain(small), elevation_of(small), 0)
    assert (world.flight_kill == WHOLE).all()
