"""Kill thresholds by level of a raid's effectiveness, and the draws that choose a level."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from models import with_models
from scipy import stats

from skydome.engagement.draw import CERTAIN
from skydome.engagement.tables.columns import thresholds
from skydome.engagement.tables.kills import LEVELS, kill_tables, level_thresholds
from skydome.physics.raid_effectiveness import kill_counts
from skydome.validation.worlds import LEAKED, Setting, play

PROBABILITY = st.floats(0, 1)


@given(mean=PROBABILITY, correlation=PROBABILITY, levels=st.sampled_from([1, 2, 3, 64, LEVELS]))
def test_levels_add_up_to_the_mean_exactly(mean, correlation, levels):
    found = level_thresholds(mean, correlation, levels).astype(np.int64)
    assert found.sum() == levels * int(thresholds(np.array(mean)))
    assert found.min() >= 0
    assert found.max() <= CERTAIN
    assert np.diff(found).min(initial=0) >= -1  # sums are rounded, not levels


def test_levels_of_a_uniform_distribution():
    """Mean 1/2 and correlation 1/3 are uniform: two halves at 1/4 and 3/4 of 2³¹."""
    assert level_thresholds(0.5, 1 / 3, 2).tolist() == [2**29, 3 * 2**29]


def test_certain_and_impossible_kills_stay_so():
    assert level_thresholds(0.0, 0.4, 8).tolist() == [0] * 8
    assert level_thresholds(1.0, 0.4, 8).tolist() == [CERTAIN] * 8


def test_each_class_has_its_own_correlation(small):
    """Variance between levels is ρ p (1 - p), by missile type and class."""
    made = kill_tables(small)
    assert made["raid_kill"].shape == (len(small.missiles), len(small.target_classes), LEVELS)
    assert not made["common_threshold"].any()
    for k, missile in enumerate(small.missiles):
        for c, name in enumerate(small.target_classes):
            p = small.entries[missile].si(f"kill_probability.{name}")
            rho = small.entries["raid"].si(f"correlation.{name}")
            levels = made["raid_kill"][k, c] / 2**31
            assert levels.mean() == pytest.approx(p, abs=1e-9)
            assert levels.var() == pytest.approx(rho * p * (1 - p), rel=1e-3)


def test_there_are_no_levels_where_shots_are_not_correlated(small):
    for level in ("none", "shot", "target", "raid"):
        assert kill_tables(with_models(small, common_failure=level))["raid_kill"].size == 0


@pytest.mark.parametrize(("mean", "correlation"), [(0.7, 0.05), (0.6, 0.41)])
def test_kills_of_single_shots_are_beta_binomial(mean, correlation):
    """Eight targets with one shot at each, 20,000 raids through the kernel, chi-square."""
    setting = Setting(
        threats=8, channels=8, stock=8, kill_probability=mean, raid_correlation=correlation
    )
    killed = 8 - play(setting, 20_000)[:, LEAKED]
    expected = kill_counts(8, mean, correlation) * len(killed)
    assert stats.chisquare(np.bincount(killed, minlength=9), expected).pvalue > 1e-3
    independent = kill_counts(8, mean, 0.0) * len(killed)
    assert stats.chisquare(np.bincount(killed, minlength=9), independent).pvalue < 1e-12


def test_no_correlation_in_a_world_gives_the_rows_of_independent_shots():
    setting = Setting(threats=8, channels=8, stock=8, kill_probability=0.6)
    flat = play(setting._replace(raid_correlation=1e-12), 200)
    assert (flat == play(setting, 200)).all()
