"""Every rule of `skydome.coverage.magazine`, against values worked out in the tests' comments."""

import numpy as np
import pytest
from models import changed

from skydome.catalogue import Catalogue
from skydome.coverage import Question, ask, magazine
from skydome.coverage.magazine import UNKNOWN, Band, Both
from skydome.physics.motion.flyout import FlyoutTable

REGIMENT, RADAR, LAUNCHER = "s-400-regiment", "92n6e", "5p85te2"


@pytest.fixture(scope="module")
def scenario():
    return ask(Question(REGIMENT), Catalogue()).scenario


def bounded(scenario, entry, **bounds):
    """Return a scenario with values and their bounds: value, low, high."""
    one = scenario.entries[entry]
    parameters = dict(one.parameters)
    anything = next(iter(parameters.values()))
    for name, (value, low, high) in bounds.items():
        kept = parameters.get(name, anything)
        parameters[name] = kept.model_copy(update={"value": value, "low": low, "high": high})
    entries = scenario.entries | {entry: one.model_copy(update={"parameters": parameters})}
    return scenario.model_copy(update={"entries": entries})


@pytest.fixture(scope="module")
def stocked(scenario):
    """2 (1 to 3) batteries of 7 (5 to 9) launchers of 4 (2 to 4) tubes; the last type packs 4.

    Of four types the first three have one launcher more of 7; each has 9 // 4 = 2 of 9, and one
    more the first.
    """
    found = bounded(
        scenario,
        REGIMENT,
        batteries=(2, 1, 3),
        launchers_per_battery=(7, 5, 9),
        missiles_held=(1_000, 100, 2_000),
    )
    found = bounded(found, LAUNCHER, tubes=(4, 2, 4))
    for missile, packed in zip(found.missiles, (1, 1, 1, 4), strict=True):
        found = bounded(found, missile, missiles_per_tube=(packed, packed, packed))
    return bounded(found, RADAR, target_channels=(6, 5, 10))


@pytest.mark.parametrize(
    ("end", "each"),
    [
        ("value", [2 * 2 * 4] * 3 + [2 * 1 * 4 * 4]),
        ("low", [1 * 2 * 2, 1 * 1 * 2, 1 * 1 * 2, 1 * 1 * 2 * 4]),
        ("high", [3 * 3 * 4, 3 * 2 * 4, 3 * 2 * 4, 3 * 2 * 4 * 4]),
    ],
)
def test_launchers_are_shared_evenly_the_first_types_first(stocked, end, each):
    load = dict(zip(stocked.missiles, each, strict=True))
    assert magazine.launcher_load(stocked, end) == load
    assert magazine.ready_missiles(stocked, end) == load


@pytest.mark.parametrize(
    ("held", "ready"),
    [
        (8, {"a": 2, "b": 6}),
        (9, {"a": 2, "b": 6}),
        (7, {"a": 2, "b": 5}),  # 2 · 7 // 8 = 1 and 6 · 7 // 8 = 5; the one left to the first
        (4, {"a": 1, "b": 3}),
        (6, {"a": 2, "b": 4}),  # 1 and 4, one left
        (0, {"a": 0, "b": 0}),
    ],
)
def test_no_more_is_ready_than_there_is(held, ready):
    assert magazine.limited({"a": 2, "b": 6}, held) == ready


def test_no_launchers_take_nothing():
    assert magazine.limited({"a": 0}, 0) == {"a": 0}


def test_channels_are_those_of_all_batteries(stocked):
    """2 · 6, 1 · 5, 3 · 10."""
    found = [magazine.target_channels(stocked, end) for end in ("value", "low", "high")]
    assert found == [12, 5, 30]


def test_a_magazine_lasts_by_missiles_and_channels(stocked, monkeypatch):
    """Each shot takes 10 s: 80 missiles, 16 at least and 180 at most, over 12 channels, 30 or 5."""
    monkeypatch.setattr(magazine, "hold_s", lambda _scenario, _missile, altitude_m: altitude_m)
    claimed = bounded(stocked, RADAR, target_channels=(8, 8, 8))
    found = magazine.magazine(Both(stocked, claimed), 10.0)
    assert {name: band for name, (_, band, _) in found.items()} == {
        "target channels": Band(12, 5, 30, 16),
        "ready missiles": Band(80, 16, 180, 80),
        "launchers take": Band(80, 16, 180, 80),
        "missiles held": Band(1_000, 100, 2_000, 1_000),
        "time to empty": Band(800 / 12, 160 / 30, 1_800 / 5, 800 / 16),
    }


def straight(speed_m_s=1_000.0, reach_m=100e3):
    """Flights in a straight line, to 100 km at every height up to 30 km; 500 m between ranges."""
    ranges, heights = np.arange(0.0, reach_m + 1, 500.0), np.array([0.0, 5e3, 10e3, 20e3, 30e3])
    time_s = np.repeat(ranges[:, np.newaxis] / speed_m_s, 5, axis=1)
    time_s += heights / 1e3  # a second for each kilometre up
    return FlyoutTable(ranges, heights, *[time_s] * 4)


@pytest.mark.parametrize(
    ("values", "altitude_m", "flight_s"),
    [
        # half of 80 km at 1,000 m/s, and 10 km up
        ({}, 10e3, 40 + 10),
        # no farther than the table: half of 100 km
        ({"maximum_range": 300e3}, 10e3, 50 + 10),
        # no nearer than 60 km
        ({"minimum_range": 60e3}, 10e3, 60 + 10),
        # no higher than 20 km
        ({"maximum_altitude": 20e3}, 25e3, 40 + 20),
        # no aircraft: half of 70 km, in the middle of 10 and 30 km
        ({"maximum_range": 2e3, "minimum_range": 2e3}, 5e3, 35 + 20),
        ({"maximum_range": 0.0}, 5e3, 35 + 20),
        ({"maximum_range": 2_001.0, "minimum_range": 2e3}, 5e3, 2 + 5),
    ],
)
def test_a_shot_takes_a_flight_to_half_of_the_reach(
    scenario, monkeypatch, values, altitude_m, flight_s
):
    """And five seconds of assessment."""
    monkeypatch.setattr(magazine, "flyout_of", lambda _missile: straight())
    own = {
        "minimum_range": 2e3,
        "maximum_range": 80e3,
        "maximum_altitude": 30e3,
        "maximum_range_ballistic": 70e3,
        "minimum_altitude_ballistic": 10e3,
        "maximum_altitude_ballistic": 30e3,
    }
    made = changed(scenario, "48n6e3", **(own | values))
    assert made.doctrine.assessment_s.value == 5.0
    assert magazine.hold_s(made, "48n6e3", altitude_m) == pytest.approx(5 + flight_s)


def priced(scenario, entry, name, standing, *bounds):
    made = bounded(scenario, entry, **{name: bounds})
    one = made.entries[entry]
    quantity = one.parameters[name].model_copy(update={"standing": standing})
    one = one.model_copy(update={"parameters": one.parameters | {name: quantity}})
    return made.model_copy(update={"entries": made.entries | {entry: one}})


@pytest.mark.parametrize("standing", ["sourced", "derived", "unsourced", "calibrated_to_claim"])
def test_a_price_counts_if_it_was_published(scenario, standing):
    assessed = priced(scenario, "40n6e", "unit_cost", standing, 5.0, 4.0, 8.0)
    claimed = priced(scenario, "40n6e", "unit_cost", "unsourced", 3.0, 3.0, 3.0)
    band, said = magazine.published_price(Both(assessed, claimed), "40n6e", "unit_cost")
    if standing in {"sourced", "derived"}:
        assert (band, said) == (Band(5.0, 4.0, 8.0, 3.0), standing)
    else:
        assert (band, said) == (UNKNOWN, "not known (only a guess)")


def test_a_price_that_one_side_does_not_have_is_not_known(scenario):
    has = priced(scenario, "40n6e", "unit_cost", "sourced", 5.0, 4.0, 8.0)
    has_not = changed(has, "40n6e", unit_cost=None)
    for both in (Both(has, has_not), Both(has_not, has), Both(has_not, has_not)):
        assert magazine.published_price(both, "40n6e", "unit_cost") == (UNKNOWN, "not known")


def test_a_mixed_lots_price_comes_last_where_there_is_one(scenario):
    name = "missile_lot_unit_cost"
    has = priced(scenario, REGIMENT, name, "sourced", 4e6, 3e6, 5e6)
    *each, lot = magazine.missile_prices(Both(has, has))
    assert [one[0] for one in each] == list(scenario.missiles)
    assert lot[:2] == ("mixed lot", Band(4e6, 3e6, 5e6, 4e6))
    has_not = changed(has, REGIMENT, missile_lot_unit_cost=None)
    assert len(list(magazine.missile_prices(Both(has_not, has_not)))) == 4


def test_a_ratio_takes_opposite_bounds():
    found = magazine.ratio(Band(6.0, 4.0, 9.0, 1.0), Band(2.0, 0.5, 8.0, 4.0))
    assert found == Band(3.0, 0.5, 18.0, 0.25)
    unknown = magazine.ratio(Band(1.0, 1.0, 1.0, 1.0), Band(0.0, -1.0, 0.0, 0.0))
    assert np.isnan(unknown).all()
