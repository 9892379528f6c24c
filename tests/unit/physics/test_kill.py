from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.physics import kill

shares = st.floats(0, 1)


def test_energy_rises_with_the_square_of_speed():
    factor = kill.energy_factor([300, 400, 500, 600, 900], 400.0, 600.0)
    assert factor == pytest.approx([0, 0, 0.45, 1, 1])
    assert kill.energy_factor([399, 400, 1000], 400.0) == pytest.approx([0, 1, 1])
    with pytest.raises(ValueError, match="full_speed"):
        kill.energy_factor(500.0, 400.0, 400.0)


def test_the_collision_triangle():
    assert kill.lead_angle_rad(0.0, 300.0, 900.0) == 0
    assert kill.lead_angle_rad(np.pi / 2, 450.0, 900.0) == pytest.approx(np.pi / 6)
    assert kill.lead_angle_rad(np.pi / 2, 900.1, 900.0) == np.inf
    assert kill.lead_angle_rad(np.pi, 900.0, 800.0) == np.inf  # a slower missile never catches up
    assert kill.lead_angle_rad(np.radians(30), 1500.0, 900.0) < np.pi / 2  # but meets it head-on


def test_crossing_targets_are_out_of_a_seekers_view():
    lead = np.radians([0, 30, 40, 50, 60])
    ramp = kill.crossing_factor(lead, np.radians(30), np.radians(50))
    assert ramp == pytest.approx([1, 1, 0.5, 0, 0])
    assert kill.crossing_factor(lead, None, np.radians(45)) == pytest.approx([1, 1, 1, 0, 0])
    assert kill.crossing_factor([0.3, np.inf]) == pytest.approx([1, 0])
    with pytest.raises(ValueError, match="needs"):
        kill.crossing_factor(0.1, 0.2)
    with pytest.raises(ValueError, match="above"):
        kill.crossing_factor(0.1, 0.5, 0.2)


def test_misses_grow_with_track_error_and_jamming():
    assert kill.miss_growth() == 1
    assert kill.miss_growth(1.0, 3.0, 1.0) == pytest.approx(2)
    assert kill.miss_growth(2.0, 0.0, 0.25) == pytest.approx(np.sqrt(0.75 + 0.25 * 4))
    assert kill.miss_growth(5.0, 100.0, 0.0) == 1
    with pytest.raises(ValueError, match="radar_share"):
        kill.miss_growth(1.0, 0.0, 2.0)


@pytest.mark.parametrize(
    ("model", "probability"),
    [
        ("lethal_radius", kill.lethal_radius_kill_probability),
        ("carleton", kill.carleton_kill_probability),
    ],
)
def test_accuracy_is_the_ratio_of_the_damage_functions(model, probability):
    for radius, growth in itertools.product((0.5, 1.0, 3.0), (1.0, 1.5, 4.0)):
        base, grown = probability(radius, 1.0), probability(radius, growth)
        assert kill.accuracy_factor(base, growth, model) == pytest.approx(grown / base)
    assert kill.accuracy_factor(1.0, 3.0, model) == 1
    assert kill.accuracy_factor(0.7, 0.5, model) == pytest.approx(1)
    tiny = kill.accuracy_factor(np.array([0.0, 1e-9]), 2.0, model)
    assert tiny[0] == pytest.approx(tiny[1])


def test_damage_functions_are_means_over_misses():
    miss = np.random.default_rng(3).rayleigh(2.0, 400_000)
    assert kill.lethal_radius_kill_probability(3.0, 2.0) == pytest.approx(
        (miss < 3).mean(), abs=3e-3
    )
    assert kill.carleton_kill_probability(3.0, 2.0) == pytest.approx(
        np.exp(-0.5 * (miss / 3) ** 2).mean(), abs=3e-3
    )


@given(shares, shares, shares, shares)
def test_no_factor_raises_the_base(base, energy, crossing, accuracy):
    found = kill.single_shot_kill_probability(base, energy, crossing, accuracy)
    assert 0 <= found <= base
    assert kill.single_shot_kill_probability(base) == base


@given(shares, shares, st.integers(0, 4), st.integers(1, 6))
def test_leakers_are_a_distribution(q, c, shots, targets):
    for level in ("shot", "target", "raid"):
        found = kill.leaker_probabilities(q, c, shots, targets, level)
        assert found.sum() == pytest.approx(1)
        mean = found @ np.arange(targets + 1)
        assert mean == pytest.approx(kill.expected_leakers(q, c, shots, targets, level), abs=1e-9)


def test_the_three_levels_by_their_formulas():
    q, c, n, w = 0.8, 0.9, 3, 5
    no_leak = {level: kill.no_leak_probability(q, c, n, w, level) for level in kill_levels()}
    assert no_leak["shot"] == pytest.approx((1 - (1 - c * q) ** n) ** w)
    assert no_leak["target"] == pytest.approx((c * (1 - (1 - q) ** n)) ** w)
    assert no_leak["raid"] == pytest.approx(c * (1 - (1 - q) ** n) ** w)
    assert no_leak["target"] < no_leak["raid"] < c
    same = [kill.expected_leakers(q, c, n, w, level) for level in ("target", "raid")]
    assert same[0] == pytest.approx(same[1])


def kill_levels():
    return ("shot", "target", "raid")


def test_the_levels_agree_by_simulation():
    q, c, n, w, size = 0.7, 0.85, 2, 4, 200_000
    random = np.random.default_rng(11)
    shot = random.random((size, w, n)) < q
    works = {
        "shot": random.random((size, w, n)) < c,
        "target": random.random((size, w, 1)) < c,
        "raid": random.random((size, 1, 1)) < c,
    }
    for level, common in works.items():
        killed = (shot & common).any(axis=2)
        assert killed.all(axis=1).mean() == pytest.approx(
            kill.no_leak_probability(q, c, n, w, level), abs=5e-3
        )


def test_without_a_common_part_or_with_one_target_levels_fall_together():
    assert len({kill.no_leak_probability(0.6, 1.0, 3, 4, level) for level in kill_levels()}) == 1
    one = [kill.no_leak_probability(0.6, 0.8, 3, 1, level) for level in ("target", "raid")]
    assert one[0] == pytest.approx(one[1])


def test_a_common_part_is_a_ceiling():
    assert kill.shots_needed(0.8, 0.9, 10, 0.85, "raid") == 4
    assert kill.shots_needed(0.8, 0.9, 10, 0.85, "target") is None
    assert kill.shots_needed(0.8, 0.9, 10, 0.85, "shot") == 4
    assert kill.shots_needed(0.8, 0.9, 10, 0.0, "shot") == 0


def test_splitting_a_shot_keeps_it():
    c, q = kill.split_reliability(0.72, 0.9)
    assert c * q == pytest.approx(0.72)
    for wrong in (0.5, 0.0, 1.1):
        with pytest.raises(ValueError, match="common_reliability"):
            kill.split_reliability(0.72, wrong)


def test_wrong_arguments():
    with pytest.raises(ValueError, match="raid"):
        kill.no_leak_probability(0.5, 0.5, 1, 1, "salvo")
    with pytest.raises(ValueError, match="between"):
        kill.target_kill_probability(1.5, 0.5, 1, "shot")
    with pytest.raises(ValueError, match="carleton"):
        kill.accuracy_factor(0.5, 2.0, "gauss")
    with pytest.raises(ValueError, match="base_probability"):
        kill.accuracy_factor(1.5, 2.0)
