"""Clauses written once more, in plain Python from the text, beside their encoded formulas."""

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
        and (f["is_individual"] or f["is_entity"])
        and f["engages"]
        and (f["actual_knowledge"] or f["should_have_known"])
        and f["transaction_since_2017_08_02"]
        and f["significant"]
        and (f["counterparty_part_of_sector"] or f["counterparty_operates_for_sector"])
    )


def initial_waiver(f):
    interest = f["initial_waiver_vital_interests"] or f["initial_waiver_furthers_enforcement"]
    return f["initial_waiver_submitted"] and interest and f["russia_reduced_intrusions"]


def delay(f):
    return f["delay_certified"] and f["delay_certification_current"] and f["reducing_transactions"]


def modified_waiver(f):
    agencies = ("gru", "fsb", "svr", "ano_po_ksi", "special_technology_center", "zorsecurity")
    harms = (
        *("endangers_alliance", "affects_operations", "harms_defense_cooperation"),
        "raises_compromise_risk",
    )
    barred = any(f[f"with_{name}"] for name in agencies) or (
        f["determined_in_sector"] and f["determined_cyber_intrusions"]
    )
    return (
        f["modified_waiver_certified"]
        and f["modified_waiver_lead_time"]
        and f["modified_waiver_national_security"]
        and not barred
        and not any(f[name] for name in harms)
        and (f["reduces_russian_inventory"] or f["cooperates_on_security"])
    )


def reviewed(f):
    over = f["review_60_days_over"] if f["report_in_summer"] else f["review_30_days_over"]
    return (
        f["review_report_submitted"]
        and (over or f["approval_enacted"])
        and not (f["disapproval_passed"] and f["within_12_days_of_passage"])
        and not (f["disapproval_passed"] and f["vetoed"] and f["within_10_days_of_veto"])
        and not f["disapproval_enacted"]
    )


def waiver(f):
    return f["sanctions_imposed"] and f["waiver_national_security"] and reviewed(f)


def termination(f):
    stopped = f["activity_stopped"] or f["verifiable_steps"]
    return (
        f["sanctions_imposed"]
        and f["termination_notice"]
        and stopped
        and f["reliable_assurances"]
        and reviewed(f)
    )


def five_or_more(f):
    return sum(f.values()) >= 5


def section_1241(f):
    return all(f.values())


BY_HAND = {
    "9525(a)": exposure,
    "9525(b)": initial_waiver,
    "9525(c)": delay,
    "9525(d)": modified_waiver,
    "9511": reviewed,
    "9530(b)": waiver,
    "9530(c)": termination,
    "9529(a)": five_or_more,
    "1241(c)": section_1241,
    "1241-termination": section_1241,
}


@pytest.mark.parametrize("clause", BY_HAND)
@settings(max_examples=50)
@given(data=st.data())
def test_the_encoded_formula_is_that_of_the_text(clause, data):
    formula = LAW.formula(clause, TODAY)
    likely = data.draw(st.booleans(), label="as the formula asks for, but for a few")
    names = logic.facts_of(formula)
    if likely:
        facts = dict(logic.literals(formula))
        for name in data.draw(st.sets(st.sampled_from(names), max_size=3)):
            facts[name] = not facts[name]
    else:
        facts = {name: data.draw(st.booleans()) for name in names}
    assert logic.evaluate(formula, facts) is bool(BY_HAND[clause](facts))


@pytest.mark.parametrize("clause", BY_HAND)
def test_each_can_come_out_both_ways(clause):
    formula = LAW.formula(clause, TODAY)
    wanted = dict(logic.literals(formula))
    assert logic.evaluate(formula, wanted | {"review_30_days_over": True}) is True
    assert logic.evaluate(formula, {name: not sign for name, sign in wanted.items()}) is False
