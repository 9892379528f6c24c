"""Kill probabilities at the edges of their ranges, worked out by hand."""

import numpy as np
import pytest

from skydome.physics import kill


def test_equal_speeds():
    """Abeam at equal speeds the lead is a right angle; from behind nothing arrives."""
    assert kill.lead_angle_rad(np.pi / 2, 300.0, 300.0) == np.pi / 2
    assert kill.lead_angle_rad(3.0, 300.0, 300.0) == np.inf
    assert np.isfinite(kill.lead_angle_rad(3.0, 299.0, 300.0))


def test_the_gimbals_stop_belongs_to_what_it_allows():
    assert kill.crossing_factor([0.5, 0.6, 0.7], largest_lead_rad=0.6).tolist() == [1, 1, 0]
    assert kill.crossing_factor([0.2, 0.4, 0.5, 0.6], 0.4, 0.6) == pytest.approx([1, 1, 0.5, 0])


def test_the_named_factors_multiply():
    assert kill.single_shot_kill_probability(0.9, 0.8, 0.7, 0.6) == pytest.approx(0.3024)


@pytest.mark.parametrize("share", [-0.5, 1.5])
def test_the_radars_share_is_a_share(share):
    with pytest.raises(ValueError, match="radar_share"):
        kill.miss_growth(radar_share=share)


@pytest.mark.parametrize("base", [[-0.5, 0.5], [0.5, 1.5]])
@pytest.mark.parametrize("model", ["lethal_radius", "carleton"])
def test_every_base_is_a_probability(base, model):
    with pytest.raises(ValueError, match="base_probability"):
        kill.accuracy_factor(base, 1.0, model)


def test_a_shot_is_split_at_the_edges():
    """All common: q is 1. Nothing common: q is the shot itself. No reliability: no split."""
    assert kill.split_reliability(0.7, 0.7) == (0.7, 1.0)
    assert kill.split_reliability(0.7, 1.0) == (1.0, 0.7)
    for shot, common in ((0.0, 0.0), (-0.8, -0.5), (0.8, 0.7), (0.8, 1.5)):
        with pytest.raises(ValueError, match="common_reliability"):
            kill.split_reliability(shot, common)


@pytest.mark.parametrize("level", ["shot", "target", "raid"])
@pytest.mark.parametrize(("q", "c"), [(-0.5, 0.5), (1.5, 0.5), (0.5, -0.5), (0.5, 1.5)])
def test_both_parts_are_probabilities(level, q, c):
    with pytest.raises(ValueError, match="between 0 and 1"):
        kill.target_kill_probability(q, c, 2, level)
    with pytest.raises(ValueError, match="between 0 and 1"):
        kill.leaker_probabilities(q, c, 2, 3, level)
    for edge in (0.0, 1.0):
        assert kill.target_kill_probability(edge, 1.0, 2, level) == edge
        assert kill.target_kill_probability(1.0, edge, 2, level) == edge


def test_the_fewest_shots_up_to_the_most_allowed():
    """Even chances: 1/2, 3/4, 7/8 after 1, 2, 3 shots."""
    assert kill.shots_needed(0.5, 1.0, 1, 0.875, "shot", most=3) == 3
    assert kill.shots_needed(0.5, 1.0, 1, 0.875, "shot", most=2) is None
    assert kill.shots_needed(0.5, 1.0, 1, 0.0, "shot") == 0
    assert kill.shots_needed(0.5, 1.0, 1, 0.9, "shot", most=3) is None
