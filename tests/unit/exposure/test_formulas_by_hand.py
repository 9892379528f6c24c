"""Clauses written once more, in plain Python from the text, beside their encoded formulas."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skydome.exposure import logic, shipped

LAW, TODAY = shipped(), date(2026, 11, 22)


def exposure(f):
    return (
        f["determined"]
        and f["as_of_since_2018_01_29"]
        and person(f)
        and f["engages"]
        and knowingly(f)
        and f["transaction_since_2017_08_02"]
        and f["significant"]
        and (f["counterparty_part_of_sector"] or f["counterparty_operates_for_sector"])
    )


def initial_waiver(f):
    submitted = f["initial_waiver_submitted"] and f["russia_reduced_intrusions"]
    return submitted and initial_waiver_interest(f)


def delay(f):
    return f["delay_certified"] and f["delay_certification_current"] and f["reducing_transactions"]


def knowingly(f):
    return f["actual_knowledge"] or f["should_have_known"]


def person(f):
    return f["is_individual"] or f["is_entity"]


def initial_waiver_interest(f):
    return f["initial_waiver_vital_interests"] or f["initial_waiver_furthers_enforcement"]


def determined_person(f):
    return f["determined_in_sector"] and f["determined_cyber_intrusions"]


def with_none_of_the_listed(f):
    agencies = ("gru", "fsb", "svr", "ano_po_ksi", "special_technology_center", "zorsecurity")
    return not any(f[f"with_{name}"] for name in agencies) and not determined_person(f)


def would_not_harm(f):
    harms = (
        *("endangers_alliance", "affects_operations", "harms_defense_cooperation"),
        "raises_compromise_risk",
    )
    return not any(f[name] for name in harms)


def transaction_allows_waiver(f):
    return with_none_of_the_listed(f) and would_not_harm(f)


def government_reduces_or_cooperates(f):
    return f["reduces_russian_inventory"] or f["cooperates_on_security"]


def modified_waiver(f):
    return (
        f["modified_waiver_certified"]
        and f["modified_waiver_lead_time"]
        and f["modified_waiver_national_security"]
        and transaction_allows_waiver(f)
        and government_reduces_or_cooperates(f)
    )


def summer_review_over(f):
    return f["report_in_summer"] and f["review_60_days_over"]


def review_over(f):
    return f["review_60_days_over"] if f["report_in_summer"] else f["review_30_days_over"]


def may_act_after_review(f):
    return review_over(f) or f["approval_enacted"]


def may_act_after_passage(f):
    return not (f["disapproval_passed"] and f["within_12_days_of_passage"])


def may_act_after_veto(f):
    return not (f["disapproval_passed"] and f["vetoed"] and f["within_10_days_of_veto"])


def not_disapproved(f):
    return not f["disapproval_enacted"]


def reviewed(f):
    return (
        f["review_report_submitted"]
        and may_act_after_review(f)
        and may_act_after_passage(f)
        and may_act_after_veto(f)
        and not_disapproved(f)
    )


def waiver(f):
    return f["sanctions_imposed"] and f["waiver_national_security"] and reviewed(f)


def stopped(f):
    return f["activity_stopped"] or f["verifiable_steps"]


def termination_assured(f):
    return stopped(f) and f["reliable_assurances"]


def termination(f):
    return (
        f["sanctions_imposed"]
        and f["termination_notice"]
        and termination_assured(f)
        and reviewed(f)
    )


def five_or_more(f):
    items = [f"imposed_{n}" for n in range(1, 13) if n != 5]
    return sum(f[name] for name in (*items, "imposed_5_a", "imposed_5_b")) >= 5


def of_a_financial_institution(f):
    return f["imposed_5_a"] or f["imposed_5_b"]


def section_1241(f):
    return all(
        f[name]
        for name in (
            *("transaction_is_turkish_s400", "engaged_in_s400_acquisition"),
            "knowingly_engaged_in_acquisition",
        )
    )


def termination_1241(f):
    return all(
        f[name]
        for name in (
            *("sanctions_imposed", "year_after_imposition", "termination_certified_1241"),
            *("s400_no_longer_possessed", "no_russian_personnel", "assurances_1241"),
        )
    )


def loan_that_is_prohibited(f):
    return f["borrows_from_us_banks"] and not f["loans_relieve_suffering"]


def same(name):
    """Return the formula of a clause that asks for one fact."""
    return lambda f: f[name]


# How each clause is met.
BY_HAND = {
    "1241(b)": same("transaction_is_turkish_s400"),
    "1241(c)": section_1241,
    "1241-termination": termination_1241,
    "1241-termination(possession)": same("s400_no_longer_possessed"),
    "1241-termination(personnel)": same("no_russian_personnel"),
    "1241-termination(assurances)": same("assurances_1241"),
    "9511": reviewed,
    "9511(a)(1)": same("review_report_submitted"),
    "9511(b)(1)": review_over,
    "9511(b)(2)": summer_review_over,
    "9511(b)(3)": may_act_after_review,
    "9511(b)(4)": may_act_after_passage,
    "9511(b)(5)": may_act_after_veto,
    "9511(b)(6)": not_disapproved,
    "9521(4)": knowingly,
    "9521(5)": person,
    "9525(a)": exposure,
    "9525(b)": initial_waiver,
    "9525(b)(1)": initial_waiver_interest,
    "9525(b)(1)(A)": same("initial_waiver_vital_interests"),
    "9525(b)(1)(B)": same("initial_waiver_furthers_enforcement"),
    "9525(b)(2)": same("russia_reduced_intrusions"),
    "9525(c)": delay,
    "9525(d)": modified_waiver,
    "9525(d)(1)": modified_waiver,
    "9525(d)(1)(A)": same("modified_waiver_national_security"),
    "9525(d)(1)(B)": transaction_allows_waiver,
    "9525(d)(1)(B)(i)": with_none_of_the_listed,
    "9525(d)(1)(B)(i)(I)": same("with_gru"),
    "9525(d)(1)(B)(i)(II)": same("with_fsb"),
    "9525(d)(1)(B)(i)(III)": same("with_svr"),
    "9525(d)(1)(B)(i)(IV)": same("with_ano_po_ksi"),
    "9525(d)(1)(B)(i)(V)": same("with_special_technology_center"),
    "9525(d)(1)(B)(i)(VI)": same("with_zorsecurity"),
    "9525(d)(1)(B)(i)(VII)": determined_person,
    "9525(d)(1)(B)(i)(VII)(aa)": same("determined_in_sector"),
    "9525(d)(1)(B)(i)(VII)(bb)": same("determined_cyber_intrusions"),
    "9525(d)(1)(B)(ii)": would_not_harm,
    "9525(d)(1)(B)(ii)(I)": same("endangers_alliance"),
    "9525(d)(1)(B)(ii)(II)": same("affects_operations"),
    "9525(d)(1)(B)(ii)(III)": same("harms_defense_cooperation"),
    "9525(d)(1)(B)(ii)(IV)": same("raises_compromise_risk"),
    "9525(d)(1)(C)": government_reduces_or_cooperates,
    "9525(d)(1)(C)(i)": same("reduces_russian_inventory"),
    "9525(d)(1)(C)(ii)": same("cooperates_on_security"),
    "9529(a)": five_or_more,
    **{f"9529(a)({n})": same(f"imposed_{n}") for n in range(1, 13) if n != 5},
    "9529(a)(5)": of_a_financial_institution,
    "9529(a)(5)(A)": same("imposed_5_a"),
    "9529(a)(5)(B)": same("imposed_5_b"),
    "9530(b)": waiver,
    "9530(c)": termination,
    "9530(c)(1)": same("termination_notice"),
    "9530(c)(2)": termination_assured,
    "9530(c)(2)(A)": stopped,
    "9530(c)(2)(B)": same("reliable_assurances"),
}
# What makes each sanction of the menu have an effect on the person.
EFFECTIVE = {
    "9529(a)(1)": same("takes_exim_support"),
    "9529(a)(2)": same("imports_licensed_goods"),
    "9529(a)(3)": loan_that_is_prohibited,
    "9529(a)(4)": same("borrows_from_ifis"),
    "9529(a)(5)": same("is_financial_institution"),
    "9529(a)(6)": same("sells_to_us_government"),
    "9529(a)(7)": same("exchanges_currency_under_us_jurisdiction"),
    "9529(a)(8)": same("pays_under_us_jurisdiction"),
    "9529(a)(9)": same("holds_us_property"),
    "9529(a)(10)": same("issues_equity_or_debt"),
    "9529(a)(11)": same("has_alien_officers"),
    "9529(a)(12)": same("has_executive_officers"),
}
CASES = [("met", clause) for clause in BY_HAND] + [("effective_if", c) for c in EFFECTIVE]


def encoded(field):
    """Return the clauses of the law with a formula, a clause again for each further text."""
    texts = [(clause, text) for clause in LAW.ids() for text in LAW.texts(clause)]
    return [clause for clause, text in texts if getattr(text, field) is not None]


def formula_of(field, clause):
    if field == "met":
        return LAW.formula(clause, TODAY)
    return LAW.written(LAW.provision(clause, TODAY).effective_if, TODAY)


def expected(field, clause, facts):
    return bool({"met": BY_HAND, "effective_if": EFFECTIVE}[field][clause](facts))


@pytest.mark.parametrize(("field", "cases"), [("met", BY_HAND), ("effective_if", EFFECTIVE)])
def test_every_clause_of_the_law_has_a_case(field, cases):
    clauses = encoded(field)
    assert [clause for clause in clauses if clause not in cases] == [], "without a case by hand"
    assert [clause for clause in cases if clause not in clauses] == [], "not in the law"
    # A second text of a clause, with dates of its own, needs a second case.
    assert [clause for clause, count in Counter(clauses).items() if count > 1] == []


@pytest.mark.parametrize(("field", "clause"), CASES)
@settings(max_examples=50)
@given(data=st.data())
def test_the_encoded_formula_is_that_of_the_text(field, clause, data):
    formula = formula_of(field, clause)
    likely = data.draw(st.booleans(), label="as the formula asks for, but for a few")
    names = logic.facts_of(formula)
    if likely:
        facts = dict(logic.literals(formula))
        for name in data.draw(st.sets(st.sampled_from(names), max_size=3)):
            facts[name] = not facts[name]
    else:
        facts = {name: data.draw(st.booleans()) for name in names}
    assert logic.evaluate(formula, facts) is expected(field, clause, facts)


@pytest.mark.parametrize(("field", "clause"), CASES)
def test_each_can_come_out_both_ways(field, clause):
    formula = formula_of(field, clause)
    wanted = dict(logic.literals(formula))
    assert logic.evaluate(formula, wanted | {"review_30_days_over": True}) is True
    assert logic.evaluate(formula, {name: not sign for name, sign in wanted.items()}) is False
