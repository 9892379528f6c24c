"""Checks of the law: the text, formulas, and the shipped cases, each worked out by hand."""

import pytest

from skydome.claims.verdict import Verdict
from skydome.errors import InputError

INDIA, TURKEY = "india-s-400", "turkey-ssb"
C = "9525(d)(1)(C)"


def test_words_that_a_clause_has_has_in_part_or_has_not(ask):
    one = "steps to reduce its inventory"
    for words, verdict in (
        ([one], Verdict.HOLDS),
        ([one, "deliveries"], Verdict.IN_PART),
        (["deliveries"], Verdict.FAILS),
    ):
        answer = ask("clause_says", {"clause": f"{C}(i)", "words": words})
        assert answer.verdict is verdict
    assert answer.evidence[0].text.startswith("is taking or will take steps")
    assert answer.evidence[0].version.endswith("April 2023")


def test_a_clause_before_it_was_law(ask):
    asked = {"clause": f"{C}(i)", "words": ["inventory"]}
    assert ask("clause_says", asked, about="2018-08-12").verdict is Verdict.FAILS
    assert ask("clause_says", asked, about="2018-08-13").verdict is Verdict.HOLDS


def test_a_clause_that_does_not_exist(ask):
    with pytest.raises(InputError, match="there is no clause"):
        ask("clause_says", {"clause": "9525(z)", "words": ["x"]})


@pytest.mark.parametrize(
    ("sections", "words", "claim", "verdict"),
    [
        (["9525", "9530"], ["India"], True, Verdict.HOLDS),
        (["9525", "9530"], ["India"], False, Verdict.FAILS),
        (["9525"], ["inventory"], False, Verdict.HOLDS),
        (["9529"], ["million", "$10,000,000"], True, Verdict.FAILS),
    ],
)
def test_words_that_sections_lack(ask, sections, words, claim, verdict):
    asked = {"sections": sections, "words": words, "claim": claim}
    assert ask("clause_lacks", asked).verdict is verdict


def test_what_is_enough_for_a_clause(ask):
    both = {"reduces_russian_inventory": True, "cooperates_on_security": True}
    assert ask("sufficient", {"clause": C, "facts": {"cooperates_on_security": True}}).verdict is (
        Verdict.HOLDS
    )
    assert ask("sufficient", {"clause": "9525(d)", "facts": both}).verdict is Verdict.FAILS
    neither = dict.fromkeys(both, False)
    answer = ask("sufficient", {"clause": C, "facts": neither})
    assert answer.verdict is Verdict.FAILS
    assert "is not met where not:" in answer.why


def test_a_fact_that_the_clause_does_not_ask_for(ask):
    with pytest.raises(InputError, match="does not ask for 'significant'"):
        ask("sufficient", {"clause": C, "facts": {"significant": True}})


def test_a_condition_of_a_precedent(ask):
    asked = {"case": TURKEY, "finding": "exposure", "claim": "met"}
    assert ask("condition", asked, about="2020-12-13").verdict is Verdict.OPEN
    assert ask("condition", asked, about="2020-12-14").verdict is Verdict.HOLDS
    assert ask("condition", asked | {"claim": "not met"}, about="2020-12-14").verdict is (
        Verdict.FAILS
    )


def test_what_an_official_act_alone_keeps_from_being_met_is_possible(ask):
    asked = {"case": INDIA, "finding": "exposure", "claim": "possible"}
    assert ask("condition", asked, about="2021-03-31").verdict is Verdict.HOLDS
    met = ask("condition", asked | {"claim": "met"}, about="2021-03-31")
    assert met.verdict is Verdict.FAILS  # no determination on record
    apart = ask("condition", asked | {"claim": "met", "apart": True}, about="2021-03-31")
    assert apart.verdict is Verdict.OPEN
    assert apart.missing == "whether the transaction is significant"


def test_a_fact_of_a_case(ask):
    asked = {"case": INDIA, "fact": "reduces_russian_inventory", "claim": True}
    assert ask("case_fact", asked).verdict is Verdict.OPEN
    imposed = {"case": TURKEY, "fact": "sanctions_imposed", "claim": True}
    assert ask("case_fact", imposed, about="2021-01-01").verdict is Verdict.HOLDS
    assert ask("case_fact", imposed | {"claim": False}, about="2021-01-01").verdict is Verdict.FAILS
    assert ask("case_fact", imposed, about="2020-01-01").verdict is Verdict.OPEN


@pytest.mark.parametrize(
    ("clause", "first", "last", "verdict"),
    [
        ("9525(a)", "2017-06-01", "2017-08-31", Verdict.HOLDS),
        ("9525(a)", "2017-08-03", "2017-08-31", Verdict.FAILS),
        ("9525(d)", "2018-08-13", "2018-08-13", Verdict.HOLDS),
        ("9525(d)", "2017-01-01", "2018-08-12", Verdict.FAILS),
    ],
)
def test_when_a_clause_became_law(ask, clause, first, last, verdict):
    asked = {"clause": clause, "first": first, "last": last}
    assert ask("in_force", asked).verdict is verdict


def test_the_least_that_the_law_demands_was_imposed(ask):
    answer = ask("menu_imposed", {"case": TURKEY}, about="2021-03-31")
    assert answer.verdict is Verdict.HOLDS
    assert answer.why.startswith("5 of the menu's 13 items were imposed, and the law demands 5")
    assert ask("menu_imposed", {"case": INDIA}).verdict is Verdict.OPEN


def test_what_is_left_of_the_menu(ask):
    loans = ["takes_exim_support", "borrows_from_us_banks", "borrows_from_ifis"]
    asked = {"case": INDIA, "no_effect": loans, "claim": False}
    answer = ask("menu_left", asked)
    assert answer.verdict is Verdict.FAILS  # (1), (3) and (4) fall away; ten are left
    assert answer.why.startswith("10 of the menu's 13 items")
    nearly_all = [f"9529(a)({n})" for n in (1, 2, 3, 4, 6, 7, 8, 9, 10)]
    spared = {"case": INDIA, "spared": nearly_all, "claim": True}
    assert ask("menu_left", spared).verdict is Verdict.FAILS  # four are left
