"""How long batteries last after a cut-off, and bands over draws, worked out by hand."""

import numpy as np
import pytest

from skydome.fielding.endurance import _cannibalised, _not_redistributed
from skydome.fielding.projection import _band_where, _battery_years
from skydome.fielding.spares import PartDraws, PartStock


def part(places, demand, depot_repair_years):
    """Return one class that only the depot repairs, in one draw."""
    column = [np.full((1, 1), float(x)) for x in (demand, 0, 0, 0, depot_repair_years)]
    return PartDraws("radar", places, *column)


def test_without_redistribution_half_of_the_batteries_miss_a_part():
    # One battery, one place, no stock, 0.5 failures a year. At the cut-off 0.5 x 0.2 = 0.1 parts
    # are in repair; t years later 0.5 (0.2 + t) are missing. Half of the time one is: t = 0.8.
    found = _not_redistributed([part(1, 0.5, 0.2)], [PartStock(0, 0)], 1, vari=False)
    assert found == pytest.approx(0.8, abs=1e-3)
    # 0.5 x 1.2 = 0.6 are missing at once
    found = _not_redistributed([part(1, 0.5, 1.2)], [PartStock(0, 0)], 1, vari=False)
    assert found == 0


def test_pooled_places_empty_at_the_rate_of_their_parts():
    # Two batteries of two places, 0.5 failures a year each, 1.5 years in repair: 1.5 of four
    # places are empty, 62.5 % work. A part fails 1/4 times a year: half at exp(-t/4) = 0.8.
    found = _cannibalised(part(2, 0.5, 1.5), PartStock(0, 0), 2)
    assert found == pytest.approx(4 * np.log(1.25), abs=1e-3)
    # One spare part at each battery: half a part in stock, none empty, so that it lasts longer
    # than the 4 ln 2 years in which half of the four places empty without any.
    assert _cannibalised(part(2, 0.5, 1.5), PartStock(0, 1), 2)[0] > 4 * np.log(2)


def test_a_band_is_over_the_draws_that_count():
    # Of draws 3 and 5 only the first counts in the first quarter, none in the second.
    sample = np.array([[3.0, 1.0], [5.0, 1.0]])
    found = _band_where(sample, np.array([[True, False], [False, False]]))
    for line in (found.mean, found.low, found.median, found.high):
        assert list(line) == [3, 0]


def test_nothing_promised_is_a_share_of_nothing():
    none = np.zeros((2, 4))
    assert _battery_years(none, none, none).operational_share == (0, 0, 0)
    # two quarters of one battery promised, one of them delivered: half
    promised, delivered = np.array([[1.0, 1.0]]), np.array([[0.0, 1.0]])
    found = _battery_years(promised, delivered, delivered)
    assert found.promised == (0.5, 0.5, 0.5)
    assert found.delivered_share == (0.5, 0.5, 0.5)
