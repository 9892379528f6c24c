from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from assignment_instances import alike, weapons_and_targets

import skydome.assignment
from skydome.assignment import (
    Answer,
    Magazine,
    Problem,
    Unit,
    as_dict,
    assign,
    broken_limits,
    cost,
    gap,
    is_proven,
    layers,
    leaked_value,
    load,
    shots,
    survival,
)

SNAPSHOT = Path(__file__).parents[2] / "support" / "snapshot.yaml"


@pytest.fixture(scope="module")
def answer():
    return assign(load(SNAPSHOT))


def test_what_leaks_is_value_times_the_chance_that_every_missile_misses():
    problem = alike(2, 3, 0.7)
    fired = np.array([[1, 2]])
    assert survival(problem, fired) == pytest.approx([0.3, 0.09])
    assert leaked_value(problem, fired) == pytest.approx(0.39)


def test_the_cost_adds_reserve_prices():
    problem = Problem(
        "p", ("t",), np.ones(1), (Unit("u"),), (Magazine(0, "m", 2, 0.1),), np.full((1, 1), 0.5)
    )
    assert cost(problem, np.array([[2]])) == pytest.approx(0.25 + 0.2)


def test_a_broken_limit_is_reported():
    problem = load(SNAPSHOT)
    fired = np.array([[1, 1, 1, 0, 0, 0], [0, 3, 1, 0, 1, 0]])
    assert broken_limits(problem, fired) == [
        "battery-1 fires 3 long and has 2",
        "battery-2 fires 5 short and has 4",
        "battery-1 engages 3 threats and has 2 target channels",
        "cruise-1 is fired at 4 times, and 3 is the most",
        "1 missiles are fired out of reach",
    ]
    units = (Unit("u", missile_channels=1),)
    pair = Problem("p", ("t",), np.ones(1), units, (Magazine(0, "m", 2),), np.full((1, 1), 0.5))
    assert broken_limits(pair, np.array([[2]])) == ["u fires 2 and has 1 missile channels"]


def test_each_method_brings_the_faster_ones_along():
    problem = weapons_and_targets(4, 6, 1, 1)
    assert list(assign(problem, "greedy").fired) == ["greedy"]
    assert list(assign(problem, "heuristic").fired) == ["greedy", "heuristic"]
    assert list(assign(problem).fired) == ["greedy", "heuristic", "exact"]


def test_only_a_bound_proves_anything(answer):
    assert is_proven(answer)
    assert gap(answer, "exact") == pytest.approx(0, abs=1e-4)
    alone = assign(answer.problem, "heuristic", iterations=20)
    assert not is_proven(alone)
    assert gap(alone, "heuristic") is None
    assert as_dict(alone)["bound_cost"] is None


@pytest.mark.parametrize(
    ("bound", "expected"), [(1e-50, None), (0.0, None), (3.0, 0.3), (3.9 / 11, 10.0)]
)
def test_a_bound_far_below_the_cost_is_no_bound(bound, expected):
    # By hand: three threats worth 1.3 and nothing fired cost 3.9, which is 30 % above 3.
    problem = alike(3, 0, 0.5)
    fired = np.zeros((1, 3), np.int64)
    answer = Answer(
        replace(problem, value=np.array([1.3, 1.3, 1.3])),
        "exact",
        {"exact": fired},
        bound,
        ended_by_clock=True,
        seed=1,
    )
    found = gap(answer, "exact")
    assert found == (None if expected is None else pytest.approx(expected))


def test_an_end_by_the_clock_is_said():
    problem = weapons_and_targets(20, 40, 3, 1)
    assert assign(problem, "heuristic", seconds=0.05).ended_by_clock
    assert assign(problem, seconds=0.3).ended_by_clock
    assert not assign(problem, "heuristic", iterations=3, seconds=60).ended_by_clock
    assert not assign(problem, "heuristic", iterations=3).ended_by_clock
    assert not assign(problem, "greedy", seconds=0.05).ended_by_clock


def test_shots_and_layers_add_up(answer):
    fired = answer.fired["exact"]
    assert sum(shot.missiles for shot in shots(answer)) == fired.sum()
    assert {shot.layer for shot in shots(answer)} == {"outer", "inner"}
    outer, inner = layers(answer)
    assert (outer.layer, inner.layer) == ("outer", "inner")
    assert outer.missiles + inner.missiles == fired.sum()
    assert inner.leaked_value == pytest.approx(leaked_value(answer.problem, fired))
    alone = fired * np.array([[1], [0]])
    assert outer.leaked_value == pytest.approx(leaked_value(answer.problem, alone))


def test_units_without_a_layer_make_none():
    assert layers(assign(alike(2, 2, 0.5), "greedy")) == []


def test_the_dictionary_has_every_part(answer):
    told = as_dict(answer)
    assert sorted(told) == [
        *("bound_cost", "ended_by_clock", "inputs_sha256", "layers", "method", "methods", "name"),
        *("proven", "raid_value", "seed", "shots", "threats"),
    ]
    assert told["raid_value"] == 48
    leaks = sum(threat["value"] * threat["leak_probability"] for threat in told["threats"])
    assert leaks == pytest.approx(told["methods"]["exact"]["leaked_value"])
    assert told["methods"]["greedy"]["above_bound"] >= told["methods"]["exact"]["above_bound"]


def test_the_room_has_every_name_that_it_exports():
    assert set(skydome.assignment.__all__) <= set(dir(skydome.assignment))
