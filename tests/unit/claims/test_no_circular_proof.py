"""A fact whose only source is the document under audit does not support that document's claim."""

from dataclasses import replace

import pytest

from skydome.claims.record import public_record
from skydome.claims.verdict import Verdict
from skydome.claims.world import without_own
from skydome.exposure import load_case
from skydome.fielding import load_deal


def test_an_event_known_only_from_the_document(ask):
    asked = {"deal": "india-2018", "event": "contract-signed", "last": "2018-12-31"}
    (event,) = (one for one in load_deal("india-2018").events if one.name == "contract-signed")
    assert ask("deal_event", asked).verdict is Verdict.HOLDS
    some = frozenset(event.source[:1])
    partly = ask("deal_event", asked, own=some)
    assert partly.verdict is Verdict.HOLDS
    assert [one.own for one in partly.evidence[0].witnesses] == [True, False, False]
    answer = ask("deal_event", asked, own=frozenset(event.source))
    assert answer.verdict is Verdict.OPEN
    assert answer.why == "The only source for this is the document under audit itself."
    assert not answer.evidence[0].independent


@pytest.mark.parametrize(
    ("check", "asked"),
    [
        ("on_record", {"facts": ["us-drones"]}),
        ("record_date", {"fact": "us-drones", "last": "2020-12-31"}),
    ],
)
def test_a_public_fact_known_only_from_the_document(ask, check, asked):
    own = frozenset(public_record()["us-drones"].source)
    assert ask(check, asked).verdict is Verdict.HOLDS
    assert ask(check, asked, own=own).verdict is Verdict.OPEN


def test_a_case_without_what_only_the_document_says():
    case, name = load_case("india-s-400"), "cooperates_on_security"
    (first, *_) = case.facts[name]
    document = frozenset({"foreign-policy-2021"})
    own = first.model_copy(update={"source": ("foreign-policy-2021",)})
    both = first.model_copy(update={"source": ("foreign-policy-2021", "thehindu-2020")})
    mixed = case.model_copy(update={"facts": {name: (first, own, both)}})
    without = both.model_copy(update={"source": ("thehindu-2020",)})
    assert without_own(mixed, document).facts[name] == (first, without)
    alone = case.model_copy(update={"facts": {name: (own,)}})
    assert without_own(alone, document).facts == {}


def test_the_shipped_claim_about_cooperation_rests_on_others(audited):
    found = audited("002-15")
    assert found.verdict is Verdict.HOLDS
    cited = [
        witness.id
        for part in found.parts
        for piece in part.answer.evidence
        for witness in getattr(piece, "witnesses", ())
    ]
    assert cited
    assert "foreign-policy-2021" not in cited


def test_a_claims_file_names_its_own_sources(shipped_claims, world):
    own = shipped_claims.documents["foreign-policy-2021"].same_as
    assert "foreign-policy-2021" in own
    relayed = replace(world, own=frozenset(own))
    assert "foreign-policy-2021" not in {
        source
        for entries in relayed.case("india-s-400").facts.values()
        for entry in entries
        for source in entry.source
    }
