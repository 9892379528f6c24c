"""Capability checks on studies made up by hand: what share of the draws, and what verdict."""

import pytest

from skydome.claims.checks import leakage as leakage_check
from skydome.claims.checks import reach, systems
from skydome.claims.verdict import Verdict
from skydome.coverage.drawn import Drawn

KM, KM2 = 1e3, 1e6


@pytest.fixture
def studied(monkeypatch):
    """Return a function that sets the draws by measure and system, in km or km²."""
    known = {}

    def measured(asked, _world):
        draws = known[asked.measure, asked.system]
        size = KM if asked.measure.endswith("range") else KM2
        values = tuple(value * size for value in draws)
        return Drawn(values[0], values[0], values, (("a.parameter", 0.8),)), "f" * 64

    monkeypatch.setattr(reach, "measured", measured)
    monkeypatch.setattr(systems, "measured", measured)

    def put(measure, system, *draws):
        known[measure, system] = draws

    return put


def test_at_least_a_range_in_part_of_the_draws(ask, studied):
    studied("engagement range", "s-400-regiment", 300, 210, 190, 250)
    asked = {"system": "s-400-regiment", "target": "fighter", "at_least_km": 200}
    answer = ask("engagement_range", asked)
    assert answer.share == 0.75
    assert answer.verdict is Verdict.OPEN
    assert "a.parameter" in answer.missing
    assert "at least 200 km in 75 % of draws" in answer.why
    assert answer.evidence[0].draws == 4
    assert ask("engagement_range", asked | {"at_least_km": 190}).verdict is Verdict.HOLDS
    assert ask("engagement_range", asked | {"at_least_km": 301}).verdict is Verdict.FAILS


def test_at_most_a_range(ask, studied):
    studied("engagement range", "s-400-regiment", 40, 45, 50, 55)
    asked = {"system": "s-400-regiment", "target": "fighter", "altitude_m": 50, "at_most_km": 55}
    assert ask("engagement_range", asked).verdict is Verdict.HOLDS
    assert ask("engagement_range", asked | {"at_most_km": 39}).verdict is Verdict.FAILS


def test_detection_of_one_radar(ask, studied):
    studied("detection range", "s-400-regiment", 100, 80, 60, 55)
    asked = {"system": "s-400-regiment", "target": "stealth-fighter", "at_least_km": 50}
    assert ask("detection_range", asked | {"radar": "91n6e"}).share == 1.0


def test_some_ground_is_defended_only_where_there_is_some(ask, studied):
    studied("defended footprint", "s-400-regiment", 100, 0, 0, 50)
    asked = {"system": "s-400-regiment", "against": "ballistic-missile-300km"}
    assert ask("footprint", asked).share == 0.5
    assert ask("footprint", asked | {"at_least_km2": 60}).share == 0.25


def test_between_two_others_draw_by_draw(ask, studied):
    studied("defended footprint", "patriot-battery", 10, 10, 10, 10)
    studied("defended footprint", "s-400-regiment", 50, 5, 50, 10)
    studied("defended footprint", "thaad-battery", 90, 90, 40, 90)
    asked = {
        "system": "s-400-regiment",
        "lower": "patriot-battery",
        "upper": "thaad-battery",
        "measure": "defended footprint",
        "against": "ballistic-missile-300km",
    }
    assert ask("between", asked).share == 0.25  # only the first draw is strictly between


def test_beyond_all_others_draw_by_draw(ask, studied):
    studied("engagement range", "s-400-regiment", 300, 300, 300, 100)
    studied("engagement range", "patriot-battery", 100, 100, 100, 100)
    studied("engagement range", "thaad-battery", 0, 0, 301, 0)
    asked = {
        "system": "s-400-regiment",
        "others": ["patriot-battery", "thaad-battery"],
        "measure": "engagement range",
        "against": "fighter",
    }
    answer = ask("exceeds", asked)
    assert answer.share == 0.5
    assert answer.verdict is Verdict.OPEN


def test_fewer_leakers_in_part_of_the_draws(ask, monkeypatch):
    kept = {"threats": 40, "with": [10.0, 10.0, 30.0, 5.0], "without": [20.0, 40.0, 32.0, 10.0]}
    monkeypatch.setattr(leakage_check, "kept_or_made", lambda _inputs, _make: kept)
    asked = {
        "scenario": "with_and_without.yaml",
        "without": "s-400-regiment",
        "at_least_fewer": 0.5,
        "draws": 4,
    }
    answer = ask("leakage", asked)
    assert answer.share == 0.75  # 50, 75, 6 and 50 per cent fewer
    assert "14 leak with" in answer.why
    assert "26 without it" in answer.why


def test_leakage_needs_something_to_compare(ask):
    from skydome.errors import InputError

    with pytest.raises(InputError, match="leaves no comparison"):
        ask("leakage", {"scenario": "with_and_without.yaml", "without": "thaad-battery"})


def test_a_price_against_a_price(ask):
    asked = {"system": "s-400-regiment", "than": "thaad-battery", "per": "system"}
    answer = ask("cheaper", asked)
    assert answer.verdict is Verdict.HOLDS  # 0.3 to 1.1 against 0.8 to 3 billion
    assert answer.evidence[0].draws == 2000
    turned = ask("cheaper", {"system": "thaad-battery", "than": "s-400-regiment", "per": "system"})
    assert turned.share == pytest.approx(1 - answer.share)


def test_a_price_that_nobody_published(ask):
    answer = ask("cheaper", {"system": "akash-battery", "than": "patriot-battery", "per": "system"})
    assert answer.verdict is Verdict.OPEN
    assert "akash-battery" in answer.missing


@pytest.mark.parametrize(
    ("bound", "value", "verdict"),
    [
        ("equals", 380, Verdict.HOLDS),
        ("equals", 250, Verdict.HOLDS),
        ("equals", 600, Verdict.FAILS),
        ("at least", 200, Verdict.HOLDS),
        ("at least", 300, Verdict.OPEN),
        ("at least", 500, Verdict.FAILS),
        ("at most", 400, Verdict.HOLDS),
        ("at most", 260, Verdict.OPEN),
        ("at most", 100, Verdict.FAILS),
    ],
)
def test_a_value_against_the_range_of_the_catalogue(ask, bound, value, verdict):
    asked = {"entry": "40n6e", "parameter": "maximum_range", "bound": bound, "value": value}
    assert ask("catalogue_value", asked | {"unit": "km"}).verdict is verdict


def test_a_claim_outside_the_assessed_range_is_contested(ask):
    asked = {"entry": "92n6e", "parameter": "target_channels", "value": 6, "unit": "1"}
    assert ask("catalogue_value", asked).verdict is Verdict.HOLDS
    too_many = ask("catalogue_value", asked | {"bound": "at least", "value": 36})
    assert too_many.verdict is Verdict.FAILS
