from math import floor
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from skydome.errors import InputError
from skydome.scenario import load
from skydome.study import simulate
from skydome.study.store import numbers
from skydome.study.variants import (
    raids_of,
    scaled_count,
    threats_coming,
    with_readiness,
    with_units,
)

EXAMPLES = Path(__file__).parents[3] / "examples"
REGIMENT = with_units(load(EXAMPLES / "two_front.yaml"), ["west-1"])
ANOTHER = {"name": "other", "system": "qrsam-battery", "at": [28, 73], "network": "regiment"}


@pytest.fixture(scope="module")
def two_units_file(small_file, tmp_path_factory):
    written = yaml.safe_load(small_file.read_text("utf-8"))
    written["defence"].append(ANOTHER)
    file = tmp_path_factory.mktemp("two") / "two.yaml"
    file.write_text(yaml.safe_dump(written), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def small_raids(small_file):
    return raids_of(small_file, [0.5, 1, 2])


def rows(scenario):
    result = simulate(scenario)
    return {name: numbers(result.rows[name]) for name in result.rows.column_names}


def test_the_raid_as_written_is_the_run_as_written_whatever_stands_beside_it(small_raids, small):
    variant, plain = rows(small_raids[1]), rows(small)
    assert variant.keys() == plain.keys()
    assert all(np.array_equal(variant[name], plain[name]) for name in plain)
    assert plain["leaked.cruise_missile"].any()


def test_a_raid_has_its_size_and_keeps_its_names(small_raids):
    assert {size: threats_coming(raid) for size, raid in small_raids.items()} == {
        0.5: 3,
        1: 5,
        2: 10,
    }
    names = [[threat.name for threat in raid.threats] for raid in small_raids.values()]
    assert names[0] == names[1] == names[2]
    assert names[0][:5] == ["cruise-1", "cruise-2", "cruise-3", "cruise-4", "arc-1"]


@pytest.mark.parametrize("size", [0.5, 2])
def test_those_who_come_are_those_who_set_out(small_raids, size):
    found = rows(small_raids[size])
    launched = found["launched.cruise_missile"] + found["launched.ballistic_missile"]
    assert set(launched) == {threats_coming(small_raids[size])}


def test_a_wave_takes_as_long_as_before(examples):
    raids = raids_of(examples / "single_battery.yaml", [0.5, 1, 3])
    starts = {
        size: [t.start_s.value for t in raid.threats if t.wave == "cruise"]
        for size, raid in raids.items()
    }
    assert starts[1][:4] == [0, 10, 20, 30]
    assert starts[0.5][:2] == [0, 20]
    assert sorted(starts[3]) == pytest.approx(np.arange(12) * 10 / 3)


def test_a_raid_too_large_is_refused(small_file):
    with pytest.raises(InputError) as refused:
        raids_of(small_file, [1, 500])
    told = "raid: 500 times the raid has 2,500 threats; allowed: at most 2,000"
    assert str(refused.value) == told


@given(st.integers(1, 500), st.floats(0.01, 20))
def test_a_count_is_the_nearest_and_at_least_one(count, size):
    scaled = scaled_count(count, size)
    assert scaled >= 1
    assert abs(scaled - count * size) <= 0.5 or (scaled == 1 and count * size < 0.5)
    assert scaled_count(count, 1) == count


def test_a_unit_left_out_is_as_if_it_were_not_there(two_units_file, small):
    both = load(two_units_file)
    alone, plain = rows(with_units(both, ["regiment"])), rows(small)
    shared = [name for name in plain if name in alone]
    assert [name for name in plain if name not in alone] == []
    assert all(np.array_equal(alone[name], plain[name]) for name in shared)
    assert not alone["fired.qrsam-missile"].any()
    assert rows(both)["fired.qrsam-missile"].any()


def test_the_other_unit_keeps_its_random_numbers_and_its_place(two_units_file):
    both = load(two_units_file)
    other = with_units(both, ["other"])
    assert other.sites == both.sites
    found = rows(other)
    assert not found["fired.48n6e3"].any()
    assert found["fired.qrsam-missile"].any()
    assert with_units(both, ["regiment", "other"]) is both


def test_no_unit_at_all_lets_everything_through(small):
    found = rows(with_units(small, []))
    assert set(found["leaked.cruise_missile"]) == {4}
    assert not any(found[f"fired.{missile}"].any() for missile in small.missiles)


def test_a_unit_that_is_not_there_is_refused(small):
    with pytest.raises(ValueError, match="nobody: allowed: regiment"):
        with_units(small, ["nobody"])


@pytest.mark.parametrize(
    ("share", "kept"), [(0, (0, 0)), (0.25, (1, 0)), (0.5, (2, 1)), (0.75, (2, 1)), (1, (3, 1))]
)
def test_launchers_are_kept_by_missile_halves_rounded_up(small, share, kept):
    (battery,) = with_readiness(small, share).batteries
    missiles = [small.missiles[k] for k in battery.launchers]
    assert (missiles.count("48n6e3"), missiles.count("9m96e2")) == kept


@given(st.floats(0, 1))
@settings(max_examples=25)
def test_what_is_ready_is_spread_over_the_batteries_the_first_ones_first(share):
    scenario = with_readiness(REGIMENT, share)
    for k in range(len(scenario.missiles)):
        counts = [b.launchers.count(k) for b in scenario.batteries if b.unit == "west-1"]
        of = sum(battery.launchers.count(k) for battery in REGIMENT.batteries)
        assert sum(counts) == floor(of * share + 0.5)
        assert max(counts) - min(counts) <= 1
        assert counts == sorted(counts, reverse=True)


def test_a_share_beyond_all_is_refused(small):
    with pytest.raises(ValueError, match="allowed: 0 to 1"):
        with_readiness(small, 1.5)


@pytest.mark.parametrize(
    ("units", "missiles"),
    [
        (("regiment-1", "regiment-2"), 128),
        (("regiment-1", "mrsam-1", "mrsam-2", "qrsam-1"), 130),
        (("mrsam-1", "mrsam-2", "qrsam-1", "qrsam-2", "spyder-1", "akash-1"), 128),
    ],
)
def test_the_mixes_of_the_example_are_about_equal(units, missiles):
    from skydome.analysis.adjudication import _ready

    assert _ready(with_units(load(EXAMPLES / "layers.yaml"), units)) == missiles
