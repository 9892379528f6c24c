import math

import numpy as np
import pytest
from assignment_instances import alike, by_trying_all, layered, weapons_and_targets
from hypothesis import given
from hypothesis import strategies as st

from skydome.assignment import Magazine, Problem, Unit, broken_limits, cost, exact, solve
from skydome.assignment.leak_bounds import NEIGHBOURS, lines_at, possible_sums
from skydome.assignment.program import worth_firing

STEPS = st.lists(st.floats(0.05, 3), min_size=1, max_size=4)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("rounds", [1, 2])
def test_it_is_the_best_of_all_assignments(seed, rounds):
    problem = weapons_and_targets(4 // rounds, 4, rounds, seed)
    proof = solve(problem, iterations=1)
    best = by_trying_all(problem)
    assert cost(problem, proof.fired) == pytest.approx(best, rel=1e-4)
    assert (1 - 1e-4) * best <= proof.bound <= best * (1 + 1e-9)
    assert not proof.ended_by_clock


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_best_with_channels_prices_and_missiles_a_threat(seed):
    problem = layered(2, 3, seed)
    proof = solve(problem, iterations=1)
    best = by_trying_all(problem)
    assert not broken_limits(problem, proof.fired)
    assert cost(problem, proof.fired) == pytest.approx(best, rel=1e-4)
    assert (1 - 1e-4) * best <= proof.bound <= best * (1 + 1e-9)


@pytest.mark.parametrize(
    ("threats", "missiles", "kill", "leaked"),
    [(10, 15, 0.7, 1.95), (1, 2, 0.7, 0.09), (1, 2, 0.8, 0.04), (40, 60, 0.7, 7.8)],
)
def test_threats_that_are_alike_are_proven_at_once(threats, missiles, kill, leaked):
    problem = alike(threats, missiles, kill)
    proof = solve(problem, iterations=20)
    assert cost(problem, proof.fired) == pytest.approx(leaked, rel=1e-9)
    assert proof.bound == pytest.approx(leaked, rel=1e-4)


def test_without_missiles_all_leaks_and_no_program_is_solved():
    told = []
    proof = solve(alike(3, 0, 0.5), progress=told.append)
    assert (proof.bound, told) == (3, [])
    assert not proof.fired.any()


def test_the_progress_counts_programs():
    told = []
    solve(weapons_and_targets(6, 10, 2, 1), iterations=5, progress=told.append)
    assert told == list(range(1, len(told) + 1))
    assert told


def test_time_that_is_up_leaves_a_bound_below_what_was_found():
    problem = weapons_and_targets(20, 40, 3, 1)
    proof = solve(problem, seconds=0.3)
    assert proof.ended_by_clock
    assert 0 <= proof.bound <= cost(problem, proof.fired)
    assert not broken_limits(problem, proof.fired)


def test_the_relaxation_is_a_useful_bound_where_no_program_ends(monkeypatch):
    """A proof without a single mixed-integer program, as on large instances that end by the clock.

    In the first bound every threat gets all 40 missiles, so that about exp(-40) of its value leaks.
    In the relaxation a missile may be divided but not used twice, so that the bound is of the size
    of the cost.
    """
    monkeypatch.setattr(exact, "_best_by_lines", lambda problem, *_: (None, problem.value, 0.0))
    problem = weapons_and_targets(40, 40, 1, 3)
    proof = solve(problem, iterations=200)
    least = cost(problem, proof.fired)
    assert exact._all_at_each(problem) < 1e-6 * least
    assert 0.5 * least < proof.bound <= least


def test_it_gives_the_same_each_time():
    problem = layered(3, 8, 5)
    first, second = (solve(problem, iterations=50) for _ in range(2))
    assert first.fired.tolist() == second.fired.tolist()
    assert first.bound == second.bound


@pytest.mark.parametrize(
    ("price", "most"), [(0.0, 9), (0.01, 6), (0.1, 3), (0.125, 3), (0.3, 1), (0.6, 0)]
)
def test_no_more_are_worth_firing_than_save_their_price(price, most):
    held = (Magazine(0, "m", 9, price),)  # the n-th saves 0.5 to the power of n
    problem = Problem("p", ("t",), np.ones(1), (Unit("u"),), held, np.full((1, 1), 0.5))
    assert worth_firing(problem).tolist() == [[most]]
    assert solve(problem, iterations=5).fired.sum() in {most, most - (price == 0.125)}


# lines


@given(steps=STEPS)
def test_possible_sums_are_the_smallest_in_order_and_none_is_left_out(steps):
    sums = possible_sums(np.array(steps))
    assert sums == sorted(sums)
    assert len(sums) == NEIGHBOURS
    counts = [int(sums[-1] / step) for step in steps]
    random = np.random.default_rng(1)
    for _ in range(20):
        some = sum(
            random.integers(0, most + 1) * step for most, step in zip(counts, steps, strict=True)
        )
        if some <= sums[-1]:
            assert min(abs(some - known) for known in sums) < 1e-6


@given(steps=STEPS, at=st.floats(0, 12))
def test_no_possible_sum_leaks_less_than_a_line_says_and_one_touches(steps, at):
    sums = possible_sums(np.array(steps))
    lines = lines_at(at, sums)
    for line in lines:
        for total in sums:
            assert line.height - line.slope * total <= math.exp(-total) + 1e-9
    touched = [math.exp(-s) - (line.height - line.slope * s) for line in lines for s in (*sums, at)]
    assert min(map(abs, touched)) < 1e-9


def test_at_a_possible_sum_both_chords_touch():
    sums = possible_sums(np.array([0.5]))
    before, after = lines_at(1.0, sums)
    for line in (before, after):
        assert line.height - line.slope * 1.0 == pytest.approx(math.exp(-1), rel=1e-12)
    assert before.height - before.slope * 0.5 == pytest.approx(math.exp(-0.5), rel=1e-12)
    assert after.height - after.slope * 1.5 == pytest.approx(math.exp(-1.5), rel=1e-12)


def test_beyond_the_listed_sums_it_is_the_tangent():
    (line,) = lines_at(500.0, possible_sums(np.array([0.5])))
    assert line.slope == pytest.approx(math.exp(-500), rel=1e-12)
