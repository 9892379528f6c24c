import numpy as np
import pytest
from assignment_instances import alike, layered, weapons_and_targets
from hypothesis import given
from hypothesis import strategies as st

from skydome.assignment import Magazine, Problem, Unit, broken_limits, cost, greedy
from skydome.assignment.rule import (
    BITS,
    CERTAIN,
    LARGEST_VALUE,
    in_parts,
    in_steps,
    marginal_return,
    survives_after,
)

PARTS = st.integers(0, CERTAIN)


def one_unit(value, kill, **limits):
    """Return threats of some values against a unit with a magazine for each row."""
    kill = np.array(kill, float)
    magazines = limits.pop("magazines", [Magazine(0, f"m{n}", 2) for n in range(len(kill))])
    most = limits.pop("missiles_per_threat", 100)
    return Problem(
        name="one",
        threats=tuple(f"t{n}" for n in range(len(value))),
        value=np.array(value, float),
        units=(Unit("u", **limits),),
        magazines=tuple(magazines),
        kill=kill,
        missiles_per_threat=most,
    )


def test_the_return_of_a_missile_is_value_times_survival_times_kill():
    half = CERTAIN // 2
    assert marginal_return(10, CERTAIN, half, 0) == 10 * half
    assert marginal_return(10, half, half, 0) == 10 * half // 2
    assert marginal_return(10, half, half, 3 << BITS) == 10 * half // 2 - (3 << BITS)
    assert marginal_return(10, CERTAIN, 0, 0) == 0
    assert survives_after(half, half) == CERTAIN // 4


@given(value=st.integers(0, LARGEST_VALUE), survives=PARTS, kill=PARTS, price=PARTS)
def test_no_return_leaves_what_64_bits_hold(value, survives, kill, price):
    exact = value * (survives * kill >> BITS) - price
    assert -(2**63) <= exact < 2**63
    assert survives * kill < 2**63
    assert marginal_return(value, survives, kill, price) == exact


@given(survives=PARTS, kill=PARTS)
def test_survival_never_grows_and_stays_a_probability(survives, kill):
    assert 0 <= survives_after(survives, kill) <= survives


def test_values_are_counted_in_steps_of_which_the_largest_is_2_to_the_30():
    problem = one_unit([1, 4], [[0.5, 0.5]], magazines=[Magazine(0, "m", 1, 2.0)])
    value, price = in_steps(problem)
    assert value.tolist() == [LARGEST_VALUE // 4, LARGEST_VALUE]
    assert price.tolist() == [LARGEST_VALUE // 2 << BITS]
    assert in_parts(np.array([0.0, 0.25])).tolist() == [0, CERTAIN // 4]


def test_ties_go_by_unit_then_type_then_threat():
    units = (Unit("first", missile_channels=1), Unit("second", missile_channels=1))
    magazines = (Magazine(1, "c", 1), Magazine(0, "a", 1), Magazine(0, "b", 1))
    kill = np.full((3, 2), 0.5)
    problem = Problem("tie", ("t0", "t1"), np.ones(2), units, magazines, kill)
    assert greedy(problem).tolist() == [[0, 1], [1, 0], [0, 0]]


def test_a_reserve_price_keeps_back_what_saves_less():
    held = [Magazine(0, "scarce", 4, 3.0)]
    fired = greedy(one_unit([10, 5], [[0.5, 0.5]], magazines=held))
    assert fired.tolist() == [[1, 0]]  # it saves 5, and after that 2.5, as at the other threat
    free = greedy(one_unit([10, 5], [[0.5, 0.5]], magazines=[Magazine(0, "plenty", 4)]))
    assert free.tolist() == [[3, 1]]  # of two that save 2.5, or 1.25, the first threat's


def test_a_missile_that_saves_exactly_its_price_stays():
    problem = one_unit([8], [[0.5]], magazines=[Magazine(0, "m", 1, 4.0)])
    assert greedy(problem).sum() == 0


def test_a_price_above_every_value_keeps_all_back():
    problem = one_unit([8], [[0.999]], magazines=[Magazine(0, "m", 1, 1e6)])
    assert greedy(problem).sum() == 0


def test_channels_and_missiles_a_threat_limit_it():
    many = [Magazine(0, "m", 9)]
    value, kill = [9, 8, 7], [[0.5, 0.5, 0.5]]
    assert greedy(one_unit(value, kill, magazines=many, target_channels=1)).tolist() == [[9, 0, 0]]
    assert greedy(one_unit(value, kill, magazines=many, missile_channels=2)).sum() == 2
    limited = one_unit(value, kill, magazines=many, missiles_per_threat=1)
    assert greedy(limited).tolist() == [[1, 1, 1]]


def test_out_of_reach_is_never_fired_at():
    assert greedy(one_unit([9, 1], [[0.0, 0.5]])).tolist() == [[0, 2]]


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_rule_in_floating_point_where_nothing_ties(seed):
    problem = weapons_and_targets(8, 12, 2, seed)
    fired, leaks = np.zeros((8, 12), int), problem.value.copy()
    for _ in range(16):
        saves = problem.kill * leaks * (fired.sum(axis=1) < 2)[:, None]
        best = np.unravel_index(saves.argmax(), saves.shape)
        fired[best] += 1
        leaks[best[1]] *= 1 - problem.kill[best]
    assert greedy(problem).tolist() == fired.tolist()


@given(seed=st.integers(0, 10_000))
def test_it_keeps_every_limit_and_never_costs_more_than_firing_nothing(seed):
    problem = layered(3, 5, seed)
    fired = greedy(problem)
    assert not broken_limits(problem, fired)
    assert cost(problem, fired) <= problem.value.sum()


@pytest.mark.parametrize(
    ("threats", "missiles", "kill", "leaked"),
    [
        (10, 15, 0.7, 1.95),  # an even salvo
        (1, 2, 0.7, 0.09),  # shoot two: what two looks of it leak is 0.09 squared
        (1, 2, 0.8, 0.04),  # two layers at 80 % stop 96 %
        (300, 0, 0.7, 300.0),
    ],
)
def test_it_is_the_best_where_all_missiles_are_alike(threats, missiles, kill, leaked):
    problem = alike(threats, missiles, kill)
    assert cost(problem, greedy(problem)) == pytest.approx(leaked, abs=1e-12)
