import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.fielding.cutoff import working_share, years_until_share
from skydome.validation.models.spares import working_share_less_exact

CASES = {
    "places": st.integers(2, 25),
    "spare_parts": st.integers(0, 25),
    "rate": st.floats(0.05, 3),
    "time": st.floats(0, 5),
}


@given(**CASES)
def test_the_closed_form_solves_the_death_process(places, spare_parts, rate, time):
    assert abs(working_share_less_exact(places, spare_parts, rate, time)) < 1e-9


def test_without_spares_parts_die_each_for_itself():
    assert working_share(7, 0, 0.5, 2.0) == pytest.approx(np.exp(-1))


def test_all_places_are_filled_at_first():
    assert np.allclose(working_share(8, np.array([0, 3, 50]), 0.5, 0.0), 1.0)


def test_missing_spares_are_empty_places():
    assert working_share(8, -2, 0.5, 0.0) == pytest.approx(0.75)
    assert working_share(8, -2, 0.5, 1.0) == pytest.approx(0.75 * np.exp(-0.5))


def test_the_share_falls_with_time_and_rises_with_spares():
    falling = working_share(8, 4, 0.5, np.linspace(0, 9, 40))
    assert (np.diff(falling) <= 1e-12).all()
    assert (np.diff(working_share(8, np.linspace(0, 12, 40), 0.5, 2.0)) > 0).all()


def test_the_time_until_half_is_where_the_share_is_half():
    places, spares, rate = np.array([8.0]), np.array([4.0]), np.array([0.5])
    years = years_until_share(places, spares, rate, 0.5, 50.0)
    assert working_share(places, spares, rate, years) == pytest.approx(0.5, abs=1e-4)


def test_half_is_there_at_once_or_never():
    places, rate = np.array([8.0]), np.array([0.5])
    assert years_until_share(places, np.array([-5.0]), rate, 0.5, 50.0) == 0
    assert years_until_share(places, np.array([1.0]), np.zeros(1), 0.5, 50.0) == 50


def test_one_spare_for_two_parts_by_hand():
    # Two parts, one spare, each fails at 1 a year. In state "two working, one spare" for
    # exp(-2 t); then two parts without spares: 2 exp(-t) of the two on average after the time of
    # the first failure u, density 2 exp(-2 u): share = exp(-2 t) + ∫ 2 exp(-2 u) exp(-(t - u)) du
    #   = exp(-2 t) + 2 exp(-t) (1 - exp(-t)).
    for t in (0.3, 1.0, 2.5):
        expected = np.exp(-2 * t) + 2 * np.exp(-t) * (1 - np.exp(-t))
        assert working_share(2, 1, 1.0, t) == pytest.approx(expected, rel=1e-9)


def test_more_empty_places_than_there_are_leave_nothing():
    assert working_share(4, -4, 0.5, 0.0) == 0
    assert working_share(4, -9, 0.5, 0.0) == 0


def test_without_spares_half_is_left_after_a_half_life():
    # exp(-0.5 t) = 1/2 at t = ln 2 / 0.5 = 1.3863; with two of eight places empty, 3/4 falls to
    # 1/2 at ln 1.5 / 0.5 = 0.8109; exactly half at once where half the places are empty
    places, rate = np.full(3, 8.0), np.full(3, 0.5)
    found = years_until_share(places, np.array([0.0, -2.0, -4.0]), rate, 0.5, 20.0)
    assert found == pytest.approx([1.3863, 0.8109, 0.0], abs=1e-3)
