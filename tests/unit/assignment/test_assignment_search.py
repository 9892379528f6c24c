import numpy as np
import pytest
from assignment_instances import alike, by_trying_all, layered, weapons_and_targets
from hypothesis import given, settings
from hypothesis import strategies as st

from skydome.assignment import broken_limits, cost, greedy, search, solve
from skydome.assignment.neighbourhood import _fired, _rounds, step


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000))
def test_a_search_keeps_every_limit_and_is_no_worse_than_the_rule(seed):
    problem = layered(3, 6, seed)
    found = search(problem, seed=seed, iterations=30)
    assert not broken_limits(problem, found.fired)
    assert cost(problem, found.fired) <= cost(problem, greedy(problem)) + 1e-9


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000))
def test_a_step_without_blur_or_swaps_costs_no_more(seed):
    problem = weapons_and_targets(6, 8, 2, seed)
    random = np.random.default_rng(seed)
    rounds = _rounds(problem, greedy(problem))
    for _ in range(10):
        after = step(problem, rounds, random)
        costs = cost(problem, _fired(problem, after))
        assert costs <= cost(problem, _fired(problem, rounds)) + 1e-9
        rounds = after


def test_the_same_seed_and_iterations_give_the_same_assignment():
    problem = layered(4, 10, 1)
    first, second = (search(problem, seed=7, iterations=60) for _ in range(2))
    assert first.fired.tolist() == second.fired.tolist()
    assert first.iterations == second.iterations == 60
    assert len(first.on_the_way) == len(second.on_the_way) > 0


def test_it_ends_by_the_clock():
    ticks = iter(range(1_000))
    found = search(
        weapons_and_targets(5, 8, 1, 1), iterations=None, seconds=10, clock=lambda: next(ticks)
    )
    assert found.iterations == 9


def test_it_needs_an_end():
    with pytest.raises(ValueError, match="needs iterations or seconds"):
        search(alike(2, 2, 0.5), iterations=None)


def test_where_nothing_can_be_fired_nothing_is():
    found = search(alike(3, 0, 0.5), iterations=100)
    assert found.fired.sum() == 0
    assert found.iterations == 0


@pytest.mark.parametrize("seed", range(3))
def test_it_finds_the_best_of_small_instances(seed):
    problem = weapons_and_targets(4, 4, 1, seed)
    found = search(problem, iterations=100)
    assert cost(problem, found.fired) == pytest.approx(by_trying_all(problem), rel=1e-12)


@pytest.mark.parametrize(
    ("rounds", "most_above"),
    [(1, 0.005), (2, 0.02)],  # the limits that the public instances are held to
)
@pytest.mark.parametrize("seed", range(3))
def test_it_comes_near_the_proven_best_of_generated_instances(rounds, most_above, seed):
    problem = weapons_and_targets(10, 20, rounds, seed)
    best = solve(problem, seconds=30)
    assert not best.ended_by_clock
    found = cost(problem, search(problem, iterations=150).fired)
    assert best.bound - 1e-9 <= found <= (1 + most_above) * cost(problem, best.fired)
    assert cost(problem, greedy(problem)) > best.bound


@pytest.mark.parametrize("seed", range(3))
def test_it_comes_near_the_proven_best_of_layers_with_channels(seed):
    problem = layered(3, 10, seed, ready=3)
    best = solve(problem, seconds=30)
    assert not best.ended_by_clock
    found = cost(problem, search(problem, iterations=300).fired)
    assert best.bound - 1e-9 <= found <= 1.02 * cost(problem, best.fired)
