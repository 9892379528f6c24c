"""The kills of single shots in one raid are beta-binomial, through the kernel, by chi-square."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import stats
from thorough import thorough

from skydome.physics.raid_effectiveness import kill_counts
from skydome.validation.models import engagement

FALSE_ALARM = 1e-3
LEAST_EXPECTED = 5


QUICK = {(0.3, 0.05, 10), (0.7, 0.1, 2), (0.3, 0.41, 2)}
CASES = [
    pytest.param(*case, marks=[] if case in QUICK else [thorough])
    for case in product((0.3, 0.7), (0.02, 0.05, 0.1, 0.41, 0.9), (2, 10, 40))
]


@pytest.mark.parametrize(("mean", "correlation", "targets"), CASES)
def test_kills_are_beta_binomial(mean: float, correlation: float, targets: int) -> None:
    """200,000 raids; numbers of kills that are expected less than five times share a cell."""
    counts = engagement.kill_counts(targets, mean, correlation)
    expected = kill_counts(targets, mean, correlation) * counts.sum()
    rare = expected < LEAST_EXPECTED
    found, wanted = list(counts[~rare]), list(expected[~rare])
    if rare.any():
        found.append(counts[rare].sum())
        wanted.append(expected[rare].sum())
    scaled = np.array(wanted) * counts.sum() / sum(wanted)
    assert stats.chisquare(found, scaled).pvalue > FALSE_ALARM
