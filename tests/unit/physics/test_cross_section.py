from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.physics.radar import cross_section

BANDS_HZ = (0.15e9, 1.3e9, 3e9, 10e9)
# a made-up low-observable target: small from ahead where waves are short
TABLE = ((5.0, 10.0, 5.0), (0.1, 3.0, 0.3), (0.02, 1.5, 0.1), (0.003, 1.0, 0.03))


def test_a_target_that_comes_shows_its_nose():
    heading = np.radians([180.0, 0.0, 90.0, 270.0, 200.0])
    aspect = cross_section.aspect_angle_rad(heading, 0.0)
    assert np.degrees(aspect) == pytest.approx([0, 180, 90, 90, 20])


@given(st.floats(0, np.pi))
def test_weights_are_shares(aspect):
    weights = cross_section.sector_weights(aspect)
    assert weights.sum() == pytest.approx(1)
    assert np.all((weights >= 0) & (weights <= 1))


def test_sectors_are_pure_inside_and_even_at_their_edges():
    weights = cross_section.sector_weights(np.radians([0.0, 45.0, 90.0, 135.0, 180.0]))
    expected = [[1, 0, 0], [0.5, 0.5, 0], [0, 1, 0], [0, 0.5, 0.5], [0, 0, 1]]
    assert weights == pytest.approx(np.array(expected, dtype=float))


def test_no_jump_in_value_or_slope_across_an_edge():
    aspect = np.radians(np.linspace(0.0, 180.0, 18_001))
    level = 10 * np.log10(cross_section.rcs_m2(10e9, aspect, BANDS_HZ, TABLE))
    step = np.diff(level)
    assert np.abs(step).max() < 0.05
    assert np.abs(np.diff(step)).max() < 5e-4


@pytest.mark.parametrize(
    ("edges", "blend"), [((0.5, 0.4), 0.1), ((0.5, 2.0), 0.0), ((0.1, 2.0), 0.5)]
)
def test_sectors_that_cannot_be_are_refused(edges, blend):
    with pytest.raises(ValueError, match="edges_rad"):
        cross_section.sector_weights(0.3, edges, blend)


def test_published_points_are_kept_and_between_them_a_power_law_holds():
    column = [row[0] for row in TABLE]
    assert cross_section.rcs_at_frequency_m2(BANDS_HZ, BANDS_HZ, column) == pytest.approx(column)
    middle = cross_section.rcs_at_frequency_m2(np.sqrt(3e9 * 10e9), BANDS_HZ, column)
    assert middle == pytest.approx(np.sqrt(0.02 * 0.003))
    assert cross_section.rcs_at_frequency_m2(10e9, [10e9], [0.003]) == pytest.approx(0.003)


@pytest.mark.parametrize("frequency", [0.1e9, 10.1e9, np.nan])
def test_no_cross_section_beyond_the_published_bands(frequency):
    with pytest.raises(ValueError, match="published"):
        cross_section.rcs_at_frequency_m2(frequency, BANDS_HZ, [row[0] for row in TABLE])


@pytest.mark.parametrize(
    ("frequencies", "rcs", "problem"),
    [
        ((3e9, 1e9), (1.0, 1.0), "rising"),
        ((1e9, 3e9), (1.0, 0.0), "above zero"),
        ((1e9, 3e9), (1.0,), "row for each"),
    ],
)
def test_a_broken_table_is_refused(frequencies, rcs, problem):
    with pytest.raises(ValueError, match=problem):
        cross_section.rcs_at_frequency_m2(2e9, frequencies, rcs)


def test_a_low_observable_target_is_small_ahead_in_short_waves_alone():
    nose, beam, tail = cross_section.rcs_m2(10e9, np.radians([0.0, 90.0, 180.0]), BANDS_HZ, TABLE)
    assert nose < tail < beam
    ahead = [float(cross_section.rcs_m2(f, 0.0, BANDS_HZ, TABLE)) for f in BANDS_HZ]
    assert np.all(np.diff(ahead) < 0)
    with pytest.raises(ValueError, match="columns"):
        cross_section.rcs_m2(3e9, 0.0, BANDS_HZ, [row[:2] for row in TABLE])


def test_a_plate_flashes_brighter_in_shorter_waves():
    assert cross_section.flat_plate_rcs_m2(1.0, 0.1) == pytest.approx(400 * np.pi)
