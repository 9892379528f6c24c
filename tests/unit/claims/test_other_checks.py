"""Sustainment, the public record, arithmetic, and what nothing settles."""

import pytest

from skydome.claims.checks import sustain
from skydome.claims.verdict import Verdict
from skydome.errors import InputError


def test_how_soon_batteries_fail_without_parts(ask, monkeypatch):
    kept = {
        "months": [6.0, 9.0, 12.0, 40.0],
        "first_out": "radar-modules",
        "tenth": 6.0,
        "median": 9.0,
        "ninetieth": 12.0,
    }
    monkeypatch.setattr(sustain, "kept_or_made", lambda _inputs, _make: kept)
    asked = {"deal": "india-2018", "within_months": 24}
    answer = ask("cut_off", asked)
    assert (answer.share, answer.verdict) == (0.75, Verdict.OPEN)
    assert ask("cut_off", asked | {"within_months": 40}).verdict is Verdict.HOLDS
    assert ask("cut_off", asked | {"within_months": 5}).verdict is Verdict.FAILS


def test_endurance_is_that_of_the_timeline():
    from functools import partial

    from skydome.fielding import load_deal
    from skydome.fielding.endurance import endurance, endurance_months
    from skydome.fielding.sampling import latin_hypercube
    from skydome.fielding.spares import draw_parts

    deal, uniforms = load_deal("india-2018"), partial(latin_hypercube, 1, 40)
    (row,) = (
        one
        for one in endurance(deal, draw_parts(deal, uniforms), vari=True)
        if one.policy == "the package"
    )
    months, first_out = endurance_months(deal, "the package", uniforms)
    assert first_out == row.first_out
    assert sorted(months)[20] == pytest.approx(row.months.median, rel=0.1)


def test_a_policy_or_future_that_is_not_there(ask):
    with pytest.raises(InputError, match="did you mean 'the package'"):
        ask("cut_off", {"deal": "india-2018", "within_months": 24, "policy": "the packge"})
    with pytest.raises(InputError, match="did you mean 'realistic'"):
        ask("future", {"deal": "india-2018", "future": "realstic"})


def test_a_future_is_a_scenario_with_what_it_gives(ask):
    answer = ask("future", {"deal": "india-2018", "future": "pessimistic"})
    assert answer.verdict is Verdict.SCENARIO
    assert "of the promised battery-years are operational" in answer.why
    assert answer.evidence[0].command.endswith("--future pessimistic")


def test_facts_support_or_contradict(ask):
    asked = {"facts": ["us-helicopters", "us-artillery"]}
    assert ask("on_record", asked, about="2021-03-31").verdict is Verdict.HOLDS
    assert ask("on_record", asked, about="2019-12-31").verdict is Verdict.IN_PART
    assert ask("on_record", asked, about="2018-12-31").verdict is Verdict.OPEN
    assert ask("on_record", asked | {"they": "contradict"}).verdict is Verdict.FAILS
    with pytest.raises(InputError, match="there is no fact 'us-helicopter'"):
        ask("on_record", {"facts": ["us-helicopter"]})


@pytest.mark.parametrize(
    ("first", "last", "known", "verdict"),
    [
        ("2007-01-01", "2007-12-31", "2021-01-29", Verdict.HOLDS),
        ("2008-01-01", "2008-12-31", "2021-01-29", Verdict.FAILS),
        ("2007-06-01", "2007-12-31", "2021-01-29", Verdict.OPEN),  # the year is all that is given
        ("2007-01-01", "2007-12-31", "2007-07-01", Verdict.OPEN),  # not printed yet
    ],
)
def test_the_day_of_a_fact(ask, first, last, known, verdict):
    asked = {"fact": "s-400-in-russian-service", "first": first, "last": last}
    assert ask("record_date", asked, known=known).verdict is verdict


@pytest.mark.parametrize(
    ("usd", "verdict"),
    [(2.6e9, Verdict.HOLDS), (5.2e9, Verdict.HOLDS), (5.3e9, Verdict.FAILS), (20e9, Verdict.FAILS)],
)
def test_one_year_against_several(ask, usd, verdict):
    # 13 billion in five years are 2.6 a year; twice that is allowed
    asked = {"usd": usd, "fact": "russian-sales-to-india"}
    assert ask("money_a_year", asked).verdict is verdict


def test_one_year_before_the_sum_was_known(ask):
    asked = {"usd": 20e9, "fact": "russian-sales-to-india"}
    assert ask("money_a_year", asked, known="2022-01-01").verdict is Verdict.OPEN
    with pytest.raises(InputError, match="is no sum over years"):
        ask("money_a_year", asked | {"fact": "us-drones"})


def test_a_missing_fact_stays_missing_until_it_is_on_record(ask):
    asked = {"topic": "something nobody published", "would_be": ["us-drones"]}
    assert ask("nothing_on", asked, known="2020-01-01").verdict is Verdict.OPEN
    assert ask("nothing_on", asked).verdict is Verdict.HOLDS
    nothing = ask("nothing_on", {"topic": "something nobody published"})
    assert nothing.missing == "something nobody published"


@pytest.mark.parametrize(
    ("operation", "numbers", "equals", "verdict"),
    [
        ("sum", [36, 33, 13], 82, Verdict.HOLDS),
        ("sum", [36, 33, 13], 100, Verdict.FAILS),
        ("product", [5, 1.09], 5.43, Verdict.HOLDS),  # 5.45, within two per cent
        ("ratio", [5.43, 5], 1.09, Verdict.HOLDS),
        ("ratio", [1, 0], 1, Verdict.FAILS),
        ("difference", [69, 46], 23, Verdict.HOLDS),
        ("difference", [69, 46], 26, Verdict.FAILS),
    ],
)
def test_arithmetic_of_the_claims_own_numbers(ask, operation, numbers, equals, verdict):
    asked = {"operation": operation, "numbers": numbers, "equals": equals}
    assert ask("arithmetic", asked).verdict is verdict


def test_judgements_and_what_is_outside(ask):
    assert ask("judgement", {"because": "a motive"}).verdict is Verdict.JUDGEMENT
    assert ask("outside", {"subject": "oil imports"}).verdict is Verdict.OUTSIDE
