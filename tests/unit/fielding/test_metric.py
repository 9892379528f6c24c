import numpy as np
import pytest

from skydome.fielding.metric import (
    Item,
    Pipeline,
    availability,
    availability_cannibalised,
    base_backorders,
    base_pipeline,
    depot_demand,
    own_pipeline,
)
from skydome.validation.models.spares import exact_ebo

SHERBROOKE = Item(5, 23.2, 0.2, 0.01, 0.01)
IN_DEPOT = 2.348768


def test_the_depot_sees_what_the_bases_cannot_mend():
    assert depot_demand(SHERBROOKE) == pytest.approx(92.8)
    assert own_pipeline(SHERBROOKE) == pytest.approx(0.232)


def test_a_depot_without_stock_makes_a_poisson_pipeline():
    found = base_pipeline(SHERBROOKE, IN_DEPOT, 0)
    assert found.mean == pytest.approx(0.70175, abs=6e-6)
    assert found.variance == pytest.approx(found.mean)


@pytest.mark.parametrize("depot_stock", range(1, 6))
def test_stock_at_the_depot_makes_the_pipeline_wider_than_poisson(depot_stock):
    found = base_pipeline(SHERBROOKE, IN_DEPOT, depot_stock)
    assert found.variance > found.mean
    assert base_backorders(found, 1, vari=True) > base_backorders(found, 1, vari=False)


@pytest.mark.parametrize("depot_stock", range(5))
@pytest.mark.parametrize("base_stock", range(3))
def test_vari_metric_is_near_the_exact_sum_and_nearer_than_metric(depot_stock, base_stock):
    exact = exact_ebo(5, 23.2, 0.2, 0.01, 0.01, 0.02531, depot_stock, base_stock)
    pipeline = base_pipeline(SHERBROOKE, IN_DEPOT, depot_stock)
    vari = float(base_backorders(pipeline, base_stock, vari=True))
    metric = float(base_backorders(pipeline, base_stock, vari=False))
    assert vari == pytest.approx(exact, rel=0.04)
    assert abs(vari - exact) <= abs(metric - exact) + 1e-12


def test_availability_needs_every_place_of_every_class():
    waits = np.array([0.4, 0.0])
    assert availability(waits, [1, 3]) == pytest.approx(0.6)
    assert availability(np.array([0.4, 0.3]), [2, 1]) == pytest.approx(0.8**2 * 0.7)
    assert availability(np.array([5.0]), [2]) == 0


def test_availability_keeps_the_shape_of_draws_and_quarters():
    waits = np.full((2, 7, 3), 0.1)
    assert availability(waits, [1, 1]).shape == (7, 3)


def cannibalised(away, stock, places, batteries):
    return float(
        availability_cannibalised(
            np.array(away, dtype=float)[:, None],
            np.array(stock, dtype=float)[:, None],
            places,
            np.array([float(batteries)]),
        )[0]
    )


def test_gathered_holes_leave_more_batteries_working():
    plain = float(availability(np.array([0.3, 0.3]), [1, 1]))
    assert cannibalised([3.0, 3.0], [0, 0], [1, 1], 10) > plain


def test_gathering_holes_agrees_with_playing_it():
    source = np.random.Generator(np.random.PCG64(1))
    away = source.poisson([3.0, 5.0], (100_000, 2))
    holes = np.maximum(away - [1, 2], 0)
    down = np.ceil(holes / [2, 4]).max(axis=1)
    played = np.maximum(6 - down, 0).mean() / 6
    assert cannibalised([3.0, 5.0], [1, 2], [2, 4], 6) == pytest.approx(played, abs=0.003)


def test_no_battery_works_where_there_is_none():
    assert cannibalised([1.0], [5], [1], 0) == 0


def test_a_pipeline_is_a_mean_and_a_variance():
    assert base_backorders(Pipeline(np.array(1.0), np.array(1.0)), 1, vari=True) == pytest.approx(
        np.exp(-1)
    )
