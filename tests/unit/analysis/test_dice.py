from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from skydome.analysis.dice import DICE, chances_of, quantile, rule_for

SAMPLES = st.lists(st.integers(0, 60), min_size=1, max_size=100)


def rolled(rule):
    """Return outcomes and their chances by counting every roll there is."""
    number, faces = DICE[rule.dice]
    totals = [sum(roll) for roll in product(range(1, faces + 1), repeat=number)]
    return np.array([rule.outcomes[total - rule.first] for total in totals])


@pytest.mark.parametrize(
    ("dice", "first", "least", "most"),
    [("d20", 1, 1 / 20, 1 / 20), ("2d10", 2, 1 / 100, 10 / 100), ("3d6", 3, 1 / 216, 27 / 216)],
)
def test_chances_are_those_of_the_dice(dice, first, least, most):
    lowest, chances = chances_of(dice)
    assert (lowest, chances.min(), chances.max()) == (
        first,
        pytest.approx(least),
        pytest.approx(most),
    )
    assert chances.sum() == pytest.approx(1)


@pytest.mark.parametrize("dice", DICE)
def test_dice_are_reproduced_by_themselves_without_error(dice):
    number, faces = DICE[dice]
    sample = [sum(roll) for roll in product(range(1, faces + 1), repeat=number)]
    rule = rule_for(sample)
    assert (rule.dice, rule.outcomes) == (dice, tuple(range(number, number * faces + 1)))
    assert rule.distance == pytest.approx(0, abs=1e-12)
    assert (rule.tail_error, rule.mean_error) == (0, pytest.approx(0, abs=1e-12))


@given(SAMPLES)
def test_the_stated_errors_are_those_of_rolling(sample):
    rule = rule_for(sample)
    dice, most = rolled(rule), max(sample) + 1
    told, below = (np.cumsum(np.bincount(x, minlength=most)) / len(x) for x in (dice, sample))
    assert rule.mean_error == pytest.approx(dice.mean() - np.mean(sample), abs=1e-9)
    assert abs(rule.mean_error) <= rule.distance + 1e-9
    assert rule.chance_error == pytest.approx(np.abs(told - below).max(), abs=1e-9)
    for share in (0.1, 0.9):
        assert abs(quantile(told, share) - quantile(below, share)) <= rule.tail_error


@given(SAMPLES)
def test_a_higher_roll_never_gives_a_lower_outcome(sample):
    rule = rule_for(sample)
    assert list(rule.outcomes) == sorted(rule.outcomes)
    assert min(sample) <= rule.outcomes[0]
    assert rule.outcomes[-1] <= max(sample)


@settings(max_examples=30)
@given(SAMPLES, st.integers(0, 15), st.sampled_from([-1, 1]))
def test_no_other_look_up_that_never_falls_is_nearer(sample, at, step):
    rule = rule_for(sample)
    changed = np.array(rule.outcomes)
    changed[at] = max(changed[at] + step, 0)
    assume((np.diff(changed) >= 0).all())
    _, chances = chances_of(rule.dice)
    most = max(*changed, *sample) + 1
    told = np.cumsum(np.bincount(changed, chances, most))
    below = np.cumsum(np.bincount(sample, minlength=most)) / len(sample)
    assert np.abs(told - below).sum() >= rule.distance - 1e-9


def test_a_constant_outcome_has_a_constant_table():
    rule = rule_for([7, 7, 7])
    assert (rule.dice, set(rule.outcomes), rule.distance) == ("d20", {7}, pytest.approx(0))
