from datetime import date

import pytest

from skydome.exposure import shipped
from skydome.exposure.statements import Check, passes, statements

LAW, DAY = shipped(), date(2023, 4, 30)
ALL = statements()


def test_ten_statements_each_with_a_verdict_and_its_clauses():
    assert [one.verdict for one in ALL] == [
        "consistent",
        *["contradicted"] * 5,
        "imprecise",
        "contradicted",
        "imprecise",
        "imprecise",
    ]
    assert {clause for one in ALL for clause in one.by} <= set(LAW.ids())


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.statement[:40])
def test_the_encoded_text_supports_the_verdict(one):
    assert one.checks
    assert all(passes(check, LAW, DAY) for check in one.checks)


@pytest.mark.parametrize(
    "check",
    [
        {"says": {"clause": "9525(d)(1)", "words": "India"}},
        {"lacks": {"clauses": ["9529"], "words": ["$10,000,000"]}},
        {"formula": {"clause": "9525(a)", "facts": {"determined": False}, "is": "unknown"}},
        {"finding": {"case": "turkey-ssb", "as_of": "2020-12-14", "relief": "delay", "is": "met"}},
        {"finding": {"case": "turkey-ssb", "as_of": "2020-12-14", "relief": "pardon", "is": "met"}},
        {},
    ],
)
def test_a_check_can_fail(check):
    assert not passes(Check.model_validate(check), LAW, DAY)
