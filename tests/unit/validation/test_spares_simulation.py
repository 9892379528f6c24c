import numpy as np
import pytest

from skydome.validation.spares import (
    Case,
    Simulated,
    pipeline_after_cut_off,
    simulate,
    working_after_cut_off,
)


def holds(found: Simulated, value):
    return abs(found.mean - value) <= 1.5 * found.half_width


@pytest.mark.parametrize("fixed", [True, False])
def test_parts_away_are_rate_times_time_whatever_the_times_are_distributed_as(fixed):
    found = simulate(Case(2, 5.0, 0.0, 0.0, 0.1, 0.4, 0, 0, fixed=fixed), 3_000)
    assert found.pipeline.half_width < 0.08
    assert holds(found.pipeline, 5.0 * 0.5)


def test_without_stock_all_that_is_away_waits():
    found = simulate(Case(2, 5.0, 0.5, 0.2, 0.1, 0.4, 3, 0), 500)
    assert found.backorders == found.pipeline


def test_a_full_depot_leaves_only_the_way_to_the_base():
    found = simulate(Case(2, 5.0, 0.0, 0.0, 0.1, 0.4, 60, 1), 3_000)
    assert holds(found.pipeline, 0.5)
    assert holds(found.backorders, 0.5 - 1 + np.exp(-0.5))


def test_the_same_seed_gives_the_same_numbers():
    case = Case(2, 5.0, 0.2, 0.1, 0.1, 0.4, 2, 1)
    assert simulate(case, 50, seed=3) == simulate(case, 50, seed=3)
    assert simulate(case, 50, seed=3) != simulate(case, 50, seed=4)


def test_places_empty_one_by_one_after_the_spares_are_gone():
    assert holds(working_after_cut_off(5, 0, 0.7, 1.0, 20_000), np.exp(-0.7))
    assert working_after_cut_off(5, 40, 0.7, 1.0, 2_000).mean == 1.0


def test_repair_that_stops_keeps_what_comes():
    assert holds(pipeline_after_cut_off(8.0, 0.75, 9.0, 0.5, 2_000), 6 + 4)
