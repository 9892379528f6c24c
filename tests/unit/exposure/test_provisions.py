"""Every provision of the law against brute force over all completions of the unknown facts."""

from datetime import date

import pytest
from exposure_formulas import over_all_completions
from hypothesis import given, settings
from hypothesis import strategies as st

from skydome.exposure import logic, shipped
from skydome.exposure.settle import settling

LAW = shipped()
TODAY = date(2026, 11, 22)
MET = [clause for clause in LAW.ids() if LAW.texts(clause)[0].met is not None]
MOST_UNKNOWN = 7  # completions: 128


@st.composite
def partly_known(draw, formula):
    """Draw facts of which at most so many are unknown that all completions can be tried."""
    names = logic.facts_of(formula)
    unknown = draw(st.sets(st.sampled_from(names), max_size=MOST_UNKNOWN))
    return {name: None if name in unknown else draw(st.booleans()) for name in names}


def test_there_are_provisions_to_try():
    assert len(MET) == 66
    assert {"9511", "9521", "9525", "9529", "9530", "1241"} == {clause[:4] for clause in MET}


@pytest.mark.parametrize("clause", MET)
@settings(max_examples=12)
@given(data=st.data())
def test_a_provision_equals_brute_force_or_says_where_it_does_not(clause, data):
    formula = LAW.formula(clause, TODAY)
    facts = data.draw(partly_known(formula))
    exact, stepwise = over_all_completions(formula, facts), logic.evaluate(formula, facts)
    assert logic.by_completions(formula, facts) is exact
    if stepwise is not exact:
        assert stepwise is None
        assert any(facts[name] is None for name in logic.mixed(formula))


@pytest.mark.parametrize("clause", ["9525(a)", "9525(d)", "9530(b)", "9530(c)", "1241-termination"])
@settings(max_examples=10)
@given(data=st.data())
def test_what_would_settle_a_provision_does_and_no_less_does(clause, data):
    formula = LAW.formula(clause, TODAY)
    facts = data.draw(partly_known(formula))
    to = data.draw(st.booleans())
    for one in settling(formula, facts, to=to).sets[:8]:
        assert over_all_completions(formula, facts | one) is to
        for name in one:
            less = {other: value for other, value in one.items() if other != name}
            assert over_all_completions(formula, facts | less) is not to


def test_the_waiver_formulas_are_read_once():
    for clause in ("9525(a)", "9525(b)", "9525(c)", "9525(d)", "9529(a)", "1241(c)"):
        assert logic.repeated(LAW.formula(clause, TODAY)) == []


def test_the_only_fact_in_both_directions_is_the_season_of_a_report():
    assert {clause: logic.mixed(LAW.formula(clause, TODAY)) for clause in MET} == {
        clause: (
            ["report_in_summer"]
            if clause in {"9511", "9511(b)(1)", "9511(b)(3)", "9530(b)", "9530(c)"}
            else []
        )
        for clause in MET
    }


def test_a_fact_that_stands_twice_in_one_direction_costs_nothing():
    assert logic.repeated(LAW.formula("9511", TODAY)) == ["report_in_summer", "disapproval_passed"]


def test_where_step_by_step_is_weaker_is_the_season():
    facts = {"review_30_days_over": True, "review_60_days_over": True}
    formula = LAW.formula("9511(b)(1)", TODAY)
    assert logic.evaluate(formula, facts) is None
    assert logic.by_completions(formula, facts) is True


@pytest.mark.parametrize(
    ("met", "unmet"),
    [("9525(d)(1)(C)(i)", "9525(d)(1)(C)(ii)"), ("9525(d)(1)(C)(ii)", "9525(d)(1)(C)(i)")],
)
def test_one_of_two_clauses_of_c_is_enough_for_c_and_not_for_the_waiver(met, unmet):
    name = {
        "9525(d)(1)(C)(i)": "reduces_russian_inventory",
        "9525(d)(1)(C)(ii)": "cooperates_on_security",
    }
    facts = {name[met]: True, name[unmet]: False}
    assert logic.evaluate(LAW.formula("9525(d)(1)(C)", TODAY), facts) is True
    assert logic.evaluate(LAW.formula("9525(d)", TODAY), facts) is None
