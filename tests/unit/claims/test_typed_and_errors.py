"""One typed sentence, circulating errors, and the same topic in several documents."""

from datetime import date

import pytest

from skydome.claims.circulating import errors, is_contradicted, recognised
from skydome.claims.consistency import consistency
from skydome.claims.typed import typed
from skydome.claims.verdict import Verdict

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("The deal is worth 5.5 billion dollars.", Verdict.HOLDS),
        ("The deal is worth 6 billion dollars.", Verdict.FAILS),
        ("Deliveries to India begin in 2025.", Verdict.FAILS),
        ("An exception under CAATSA was made for India.", Verdict.FAILS),
        ("India imports 40 per cent of its oil from Russia.", Verdict.OUTSIDE),
        ("India bought five S-400 regiments in a deal.", Verdict.HOLDS),
        ("The S-400 hits ballistic missiles at 400 km.", Verdict.FAILS),
        ("India likes tea.", None),
    ],
)
def test_a_typed_sentence_is_answered_or_said_not_to_fit(world, sentence, verdict):
    found = typed(sentence, world, TODAY)
    assert found.verdict is verdict
    assert bool(found.nearest) == (verdict is None)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Russia's share was 69 per cent in 2012-17.", "69-per-cent-2012-17"),
        ("Between 2012 and 17 it was 69%; in 2012–17 69 per cent.", "69-per-cent-2012-17"),
        ("The waiver is only for deals below $15 million.", "threshold-15-million"),
        ("A first tranche of 80 million dollars was paid.", "advance-80-million"),
        ("The S-400 agreement: the IGA of October 2018.", "agreement-is-the-contract"),
        ("It hits ballistic missiles at a range of 400 km.", "ballistic-at-400-km"),
        ("A battery can engage 36 targets at once.", "36-targets-of-a-battery"),
    ],
)
def test_an_error_that_circulates_is_recognised(text, error):
    found = recognised(text)
    assert error in {one.id for one in found}
    assert all(text[one.start : one.end] == one.words for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "Russia's share was 69 per cent in 2012-16.",
        "The plant cost 15 million.",
        "80 million people live there.",
        "It hits aircraft at a range of 400 km.",
        "The system engages 36 targets.",
        "The IGA of October 2016 came before the contract for the S-400.",
    ],
)
def test_what_is_no_error(text):
    assert recognised(text) == []


def test_every_circulating_error_is_contradicted_by_a_sourced_value(world):
    for one in errors():
        assert is_contradicted(one, world, TODAY), one.id


def test_an_error_whose_contradiction_falls_away(world):
    from dataclasses import replace

    from skydome.fielding import load_deal

    (one,) = (one for one in errors() if one.id == "advance-80-million")
    first, *rest = load_deal("india-2018").payments
    amount = first.amount.model_copy(update={"value": 80e6})
    payments = (first.model_copy(update={"amount": amount}), *rest)
    deal = load_deal("india-2018").model_copy(update={"payments": payments})
    assert not is_contradicted(one, replace(world, deals={"india-2018": deal}), TODAY)


def test_the_same_topic_in_several_documents(shipped_claims, world):
    from skydome.claims import audit

    chosen = {"002-1", "003-1", "004-2", "003-2", "004-3", "001-4", "002-10", "000-8"}
    claims = tuple(
        one.model_copy(
            update={"parts": tuple(p for p in one.parts if p.asked[0] != "condition") or one.parts}
        )
        for one in shipped_claims.claims
        if one.id in chosen
    )
    found = consistency(audit(shipped_claims.model_copy(update={"claims": claims}), world))
    topics = {topic.topic: topic for topic in found}
    worth = topics["value of the contract"]
    assert (worth.low, worth.high, worth.unit, worth.differ) == (5.0e9, 5.5e9, "USD", True)
    assert [one.claim for one in worth.sayings] == ["002-1", "003-1", "004-2"]
    begin = topics["when deliveries begin"]
    assert {one.claim: one.verdict for one in begin.sayings} == {
        "003-2": "does not hold",
        "004-3": "holds in part",
    }
    exempt = {one.claim: one.words for one in topics["whether India is exempt"].sayings}
    assert exempt["001-4"] == "an exception was made for India"
    assert exempt["002-10"] == "no country-specific waiver"
