"""How far uncertain parameters move a result: worked out by hand, and against known variances."""

import dataclasses
import json

import numpy as np
import pyarrow as pa
import pytest

from skydome.analysis import summarise
from skydome.analysis.parameter_band import band_of, paired_differences, parameter_band
from skydome.report.verdict import verdict_of
from skydome.study import simulate
from skydome.study.store import numbers


def test_differences_by_hand():
    """Two placements, two replications each; draw 2 is at placement 1.

    Draw 1 at placement 0: (5, 7) against (4, 4), differences 1 and 3: mean 2, variance 2, noise
    2 / 2 = 1. Draw 2 at placement 1: (1, 1) against (2, 6), differences -1 and -5: mean -3,
    variance 8, noise 4. Draw 3 at placement 0: (4, 4) against (4, 4): 0, noise 0.
    """
    values = np.array([4, 4, 2, 6, 5, 7, 1, 1, 4, 4], dtype=float)
    number = np.array([0, 0, 0, 0, 1, 1, 2, 2, 3, 3])
    placement = np.array([0, 0, 1, 1, 0, 0, 1, 1, 0, 0])
    differences, noise = paired_differences(values, number, placement)
    assert list(differences) == [2, -3, 0]
    assert noise == pytest.approx((1 + 4 + 0) / 3)


def test_a_band_by_hand():
    """Differences 0 to 20 have the mean 10 and the variance 38.5; chance is 9.625 of it: k = √0.75.

    Around a nominal 5 the values are 15 + 0.8660 · (-10 to 10). The 5 % point of 21 values is at
    place (21 + 1/3) · 0.05 + 1/3 = 1.4: 0.4 on from the first, -10, to the second, -9.
    15 - 0.8660 · 9.6 = 6.686.
    """
    band = band_of(np.arange(21.0), 9.625, nominal=5.0, most=np.inf)
    assert band == pytest.approx((6.6862, 15.0, 23.3138, 0.25), abs=1e-4)


def test_what_chance_explains_is_no_band():
    low, middle, high, chance = band_of(np.array([-1.0, 1.0]), 5.0, nominal=3.0, most=9.0)
    assert (low, middle, high, chance) == (3.0, 3.0, 3.0, 1.0)


def test_no_difference_is_no_band():
    assert band_of(np.zeros(4), 0.0, nominal=3.0, most=9.0) == (3.0, 3.0, 3.0, 0.0)


def test_a_band_stays_within_the_raid():
    low, _, high, _ = band_of(np.array([-9.0, 0.0, 9.0]), 0.0, nominal=3.0, most=5.0)
    assert (low, high) == (0.0, 5.0)


def test_chance_is_taken_off_and_parameters_are_left():
    """Normal differences of variance 4 under noise of variance 4: the band is that of 2 · z.

    Without taking the noise off it would be √2 times as wide. 400 repeats of 64 draws.
    """
    rng, widths = np.random.default_rng(1), []
    for _ in range(400):
        seen = rng.normal(0, 2, 64) + rng.normal(0, 2, 64)
        low, _, high, _ = band_of(seen, 4.0, nominal=100.0, most=np.inf)
        widths.append(high - low)
    assert np.mean(widths) == pytest.approx(2 * 2 * 1.645, rel=0.04)


@pytest.fixture(scope="module")
def summary(small):
    return summarise(simulate(small, draws=6))


def test_a_summary_has_a_line_for_every_measure(small, summary):
    band = summary.parameter_band
    assert (band.draws, band.replications, band.placements) == (6, 32, 2)
    kinds = [(line.measure, line.of) for line in band.lines]
    assert kinds == [
        *(("leaked", name) for name in ("all", *small.target_classes)),
        *(("fired", name) for name in ("all", *small.missiles)),
        ("value lost", "all"),
        ("time to first leak", "all"),
    ]
    assert all(0 <= line.low <= line.middle <= line.high for line in band.lines)
    assert json.loads(json.dumps(summary.as_dict()))["parameter_band"]["draws"] == 6


def test_the_headline_has_the_band(summary):
    line = summary.parameter_band.of("leaked")
    said = verdict_of(summary)
    assert "when what is not known is varied" in said[0]
    assert line.high > line.low
    assert any("uncertain parameters were varied" in sentence for sentence in said)


def test_threats_that_never_arrive_in_some_draws_are_told(small, summary):
    assert summary.parameter_band.in_flight < 0.1
    assert not any("When what is not known is varied" in one for one in verdict_of(summary))
    late = dataclasses.replace(summary.parameter_band, in_flight=2.0)
    said = verdict_of(dataclasses.replace(summary, parameter_band=late))
    assert any(one.startswith("When what is not known is varied, 2 are still") for one in said)
    result = simulate(small, draws=6)
    drawn = numbers(result.draws["draw"]) > 0
    name = "launched.cruise_missile"
    more = numbers(result.draws[name]) + np.where(drawn, 2, 100)  # the catalogue's values: not
    at = result.draws.column_names.index(name)
    draws = result.draws.set_column(at, name, pa.array(more, pa.int32()))
    band = parameter_band(dataclasses.replace(result, draws=draws))
    assert band.in_flight == pytest.approx(summary.parameter_band.in_flight + 2)
