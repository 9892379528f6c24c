from __future__ import annotations

import numpy as np
import pytest

from skydome.physics.estimation import metrics


def test_known_distances():
    truths, tracks = [[0.0]], [[3.0], [100.0]]
    assert metrics.ospa(truths, tracks, 10.0) == pytest.approx(7.382412, abs=1e-6)
    found = metrics.gospa(truths, tracks, 10.0)
    assert found.total == pytest.approx(7.681146, abs=1e-6)
    assert found[1:] == pytest.approx((9.0, 0.0, 50.0))


def test_far_pair_is_one_missed_and_one_false():
    assert metrics.gospa([[0.0, 0.0]], [[50.0, 0.0]], 10.0)[1:] == (0.0, 50.0, 50.0)


def test_empty_sets():
    none = np.empty((0, 3))
    assert metrics.ospa(none, none, 10.0) == 0.0
    assert metrics.ospa(none, [[1.0, 2, 3]], 10.0) == 10.0
    assert metrics.gospa(none, none, 10.0).total == 0.0
    assert metrics.gospa([[1.0, 2, 3]], none, 10.0, 1.0).total == 5.0


def test_symmetry_and_triangle():
    rng = np.random.default_rng(1)
    for _ in range(30):
        a, b, c = (rng.uniform(0, 20, (rng.integers(1, 6), 2)) for _ in range(3))
        for distance in (metrics.ospa, lambda *x: metrics.gospa(*x).total):
            assert distance(a, b, 5.0) == pytest.approx(distance(b, a, 5.0))
            assert distance(a, c, 5.0) <= distance(a, b, 5.0) + distance(b, c, 5.0) + 1e-9


@pytest.mark.parametrize(("cutoff", "order"), [(0.0, 2.0), (1.0, 0.5)])
def test_parameters_are_checked(cutoff, order):
    with pytest.raises(ValueError, match="cutoff_m"):
        metrics.ospa([[0.0]], [[1.0]], cutoff, order)
