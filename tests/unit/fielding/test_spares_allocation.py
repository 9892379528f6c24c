from itertools import pairwise, product

import numpy as np
import pytest

from skydome.fielding.metric import Item
from skydome.fielding.spares_allocation import (
    Candidate,
    Level,
    best_split,
    convex,
    curve,
    marginal_analysis,
    total_backorders,
)

SHERBROOKE = Candidate(Item(5, 23.2, 0.2, 0.01, 0.01), 0.02531, 1.0)
DEARER = Candidate(Item(5, 10.0, 0.5, 0.02, 0.01), 0.05, 2.0)


@pytest.mark.parametrize(
    ("total", "level", "waits"),
    [
        (0, Level(0, 0), 3.5088),
        (3, Level(3, 0), 1.5072),
        (4, Level(3, 1), 1.2469),
        (5, Level(2, 3), 0.9658),
        (6, Level(1, 5), 0.5743),
    ],
)
def test_the_best_split_moves_stock_from_the_depot_to_the_bases(total, level, waits):
    step = best_split(SHERBROOKE, total)
    assert step.level == level
    assert step.backorders == pytest.approx(waits, abs=5e-5)


def test_the_curve_is_not_convex_and_its_hull_is():
    steps = curve(SHERBROOKE)
    gains = -np.diff([step.backorders for step in steps])
    assert (np.diff(gains) > 1e-9).any()
    hull = convex(steps)
    slopes = [(a.backorders - b.backorders) / (b.total - a.total) for a, b in pairwise(hull)]
    assert slopes == sorted(slopes, reverse=True)
    assert {(step.total, step.level) for step in hull} <= {(s.total, s.level) for s in steps}
    assert [step.total for step in hull[:5]] == [0, 1, 2, 3, 6]


def cost(levels):
    return sum(
        one.cost * sum(level) for one, level in zip((SHERBROOKE, DEARER), levels, strict=True)
    )


def waiting(levels):
    return sum(
        float(total_backorders(one, level.depot, level.bases))
        for one, level in zip((SHERBROOKE, DEARER), levels, strict=True)
    )


@pytest.mark.parametrize("budget", [0, 1, 6, 10, 14, 21])
def test_what_is_bought_fits_the_budget_and_nothing_as_cheap_is_better(budget):
    (bought,) = marginal_analysis([SHERBROOKE, DEARER], [budget])
    assert cost(bought) <= budget
    spent = cost(bought)
    best = min(
        best_split(SHERBROOKE, a).backorders + best_split(DEARER, b).backorders
        for a, b in product(range(22), range(11))
        if a + 2 * b <= spent
    )
    assert waiting(bought) == pytest.approx(best, rel=1e-9)


def test_more_money_never_leaves_more_waiting():
    waits = [waiting(one) for one in marginal_analysis([SHERBROOKE, DEARER], range(0, 40, 3))]
    assert (np.diff(waits) <= 1e-12).all()
    assert waits[-1] < waits[0] / 100


def test_stock_at_bases_is_shared_out_evenly():
    whole = total_backorders(SHERBROOKE, 1, 5)
    assert float(total_backorders(SHERBROOKE, 1, 7)) == pytest.approx(
        0.6 * float(whole) + 0.4 * float(total_backorders(SHERBROOKE, 1, 10))
    )


# One base that repairs everything itself: Poisson with mean 1, and stock at the depot is of no use.
# Backorders by stock s of a Poisson number of mean 1:
# s = 0: 1, s = 1: 1/e = 0.3679, s = 2: 3/e - 1 = 0.1036, s = 3: 5.5/e - 2 = 0.0233.
ONE_BASE = Candidate(Item(1, 1.0, 1.0, 1.0, 0.0), 1.0, 1.0)
POISSON_ONE = (1.0, 0.3679, 0.1036, 0.0233)


def test_the_curve_of_one_base_is_that_of_its_poisson_number():
    steps = curve(ONE_BASE, 3)
    assert [step.total for step in steps] == [0, 1, 2, 3]
    assert [step.backorders for step in steps] == pytest.approx(POISSON_ONE, abs=1e-4)
    assert [step.level for step in steps] == [Level(0, n) for n in range(4)]


def test_the_curve_ends_at_its_limit_or_where_nothing_waits():
    assert len(curve(ONE_BASE, 2)) == 3
    steps = curve(ONE_BASE)
    assert steps[-1].backorders <= 1e-9 < steps[-2].backorders
    none = Candidate(Item(1, 0.0, 1.0, 1.0, 0.0), 1.0, 1.0)
    assert [step.total for step in curve(none)] == [0]


def test_money_goes_where_it_saves_most_backorders_by_hand():
    # Gains of the first, second and third part: 0.632, 0.264, 0.080; the dear class costs two.
    # In order of gain a unit of money: cheap 0.632, dear 0.316, cheap 0.264, dear 0.132,
    # cheap 0.080.
    dear = ONE_BASE._replace(cost=2.0)
    bought = marginal_analysis([ONE_BASE, dear], [0, 1, 2, 3, 4, 6])
    totals = [tuple(sum(level) for level in one) for one in bought]
    # with 2 the dear part does not fit after the first cheap one, and a second cheap one does
    assert totals == [(0, 0), (1, 0), (2, 0), (1, 1), (2, 1), (2, 2)]


def test_a_step_of_the_hull_is_bought_whole():
    # points 0: 3.51, 3: 1.51, 6: 0.57 of the class lie on the hull; from 3 the next step is three
    # parts, and two more cannot be bought
    (bought,) = marginal_analysis([SHERBROOKE], [5])
    assert sum(bought[0]) == 3
    (bought,) = marginal_analysis([SHERBROOKE], [6])
    assert sum(bought[0]) == 6
