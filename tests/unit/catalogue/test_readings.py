"""Claimed, assessed and derived readings of one parameter."""

import pytest
from claims import CLAIMED, PARAMETER, write_claims
from pydantic import ValidationError

from skydome.catalogue import Catalogue, Entry, Parameter
from skydome.catalogue.support import ROUNDING, weak

CLAIM = {"value": 400, "low": 380, "high": 420, "source": "maker", "reason": "the brochure"}
RANGE = {
    "value": 250,
    "low": 200,
    "high": 300,
    "unit": "km",
    "distribution": "triangular",
    "source": "institute",
    "confidence": "derived",
    "reason": "the institute's figure",
    "dispute": "the brochure says 400",
}


def parameter(**readings):
    return Parameter.model_validate(RANGE | ({"readings": readings} if readings else {}))


def test_the_value_is_used_unless_claims_are_asked_for():
    one = parameter(claimed=CLAIM)
    assert one.under("assessed") is one
    assert one.under("sampled") is one
    assert one.under("claimed").value == 400


def test_without_a_claim_the_value_is_used_under_every_policy():
    one = parameter(derived=CLAIM)
    assert all(one.under(policy) is one for policy in ("claimed", "assessed", "sampled"))


def test_a_claim_brings_its_own_range_source_and_reason():
    claim = parameter(claimed=CLAIM).under("claimed")
    assert (claim.range, claim.unit) == ((380, 420), "km")
    assert (claim.source, claim.reason) == (("maker",), "the brochure")
    assert claim.confidence == "sourced"
    assert claim.dispute == "the brochure says 400"
    assert claim.given == {}


def test_the_value_is_that_of_the_assessed_reading():
    assert parameter(assessed=CLAIM | {"value": 250, "low": 200}).given["assessed"].value == 250
    with pytest.raises(ValidationError, match="value 250 is not that of the assessed reading"):
        parameter(assessed=CLAIM)


def test_shipped_values_stand_beside_no_other_assessment():
    catalogue = Catalogue()
    for entry_id in catalogue.ids():
        entry = catalogue.entry(entry_id)
        assert entry.under("assessed") == entry


def test_readings_that_differ_say_why():
    found = [w for w in weak(Catalogue()) if w.weakness == "unexplained"]
    assert found == []


def test_of_two_readings_each_beyond_the_range_of_the_other_the_dispute_is_reported():
    catalogue, apart = Catalogue(), []
    for entry_id in catalogue.ids():
        for name, one in catalogue.entry(entry_id).parameters.items():
            ends = [one.range, *(_ends(reading) for reading in one.given.values())]
            lowest, highest = min(high for _, high in ends), max(low for low, _ in ends)
            if lowest < highest * (1 - ROUNDING):
                apart.append((f"{entry_id}.{name}", one.dispute))
    assert len(apart) > 10
    assert [name for name, dispute in apart if not dispute] == []


def _ends(reading):
    low = reading.value if reading.low is None else reading.low
    return low, reading.value if reading.high is None else reading.high


@pytest.mark.parametrize(("value", "weaknesses"), [(CLAIMED, ["unexplained"]), (0.555, [])])
def test_a_difference_without_a_dispute_is_weak_unless_it_is_rounding(tmp_path, value, weaknesses):
    catalogue = Catalogue(write_claims(tmp_path, value=value, entries=("48n6e3",)))
    assert catalogue.entry("48n6e3").parameters[PARAMETER].value == 0.55
    found = [w for w in weak(catalogue) if (w.entry, w.parameter) == ("48n6e3", PARAMETER)]
    assert [w.weakness for w in found if w.weakness == "unexplained"] == weaknesses


def test_an_entry_must_hold_together_as_claimed_too():
    entry = Catalogue().entry("91n6e").model_dump()
    looks = entry["parameters"]["confirm_looks"]
    looks["readings"] = {"claimed": {"value": 1, "source": ["x"], "reason": "a leaflet"}}
    problems = [problem for _, problem, _ in Entry.model_validate(entry).problems()]
    assert problems == ["as claimed, 2 hits cannot come from 1 looks"]
