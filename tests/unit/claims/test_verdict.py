"""How verdicts follow from shares of draws, and from one another: worked out by hand."""

import pytest

from skydome.claims.verdict import Verdict, Witness, by_share, combined, from_witnesses, least

H, P, F, C, O = (  # noqa: E741 - one letter a verdict, for the table
    Verdict.HOLDS,
    Verdict.IN_PART,
    Verdict.FAILS,
    Verdict.CONTESTED,
    Verdict.OPEN,
)
J, S, X = Verdict.JUDGEMENT, Verdict.SCENARIO, Verdict.OUTSIDE


@pytest.mark.parametrize(
    ("share", "verdict"),
    [(1.0, H), (0.9, H), (0.89, O), (0.5, O), (0.11, O), (0.1, F), (0.0, F)],
)
def test_a_capability_holds_from_nine_draws_in_ten(share, verdict):
    assert by_share(share) is verdict


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([H], H),
        ([H, H], H),
        ([F, F], F),
        ([H, F], P),
        ([H, O], P),
        ([H, J], P),
        ([P, F], P),
        ([P, P], P),
        ([F, O], F),
        ([F, J], F),
        ([C, O], C),
        ([C, F], F),
        ([O, J], O),
        ([O, O], O),
        ([J], J),
        ([S, J], S),
        ([X], X),
    ],
)
def test_parts_make_a_whole(parts, whole):
    assert combined(parts) is whole


def test_a_claim_without_parts_is_an_error():
    with pytest.raises(ValueError, match="at least one part"):
        combined([])


def witness(grade, *, own=False):
    return Witness("id", "title", "publisher", "2020", "", grade, own=own)


@pytest.mark.parametrize(
    ("grades", "confidence"),
    [
        ("A", "high"),
        ("BB", "high"),
        ("B", "medium"),
        ("CC", "medium"),
        ("C", "low"),
        ("D", "low"),
        ("", "none"),
    ],
)
def test_confidence_is_that_of_the_sources(grades, confidence):
    assert from_witnesses([witness(grade) for grade in grades]) == confidence


def test_the_document_itself_does_not_count():
    assert from_witnesses([witness("A", own=True)]) == "none"
    assert from_witnesses([witness("A", own=True), witness("C")]) == "low"


def test_the_least_confidence_of_several():
    assert least(["high", "low", "medium"]) == "low"
    assert least([]) == "none"
