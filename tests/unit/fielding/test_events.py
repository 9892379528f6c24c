"""Events of a deal: what JSON says of contract and events, each with its sources."""

from skydome.fielding import Settings, as_dict, bibliography, load_deal, timeline


def test_contract_and_events_are_in_the_record():
    found = as_dict(timeline(load_deal("india-2018"), Settings(draws=10)))
    contract = found["contract"]
    assert contract["date"] == "2018-10-05"
    assert contract["usd"] == {"value": 5.43e9, "low": 5.4e9, "high": 5.5e9}
    assert {one["usd"] for one in contract["reported"]} == {5.4e9, 5.43e9, 5.5e9}
    events = {one["name"]: one for one in found["events"]}
    assert events["agreement-goa"]["date"] == "2016-10-15"
    assert events["first-unit-operational"]["unit"] == 1
    assert all(source in bibliography() for one in found["events"] for source in one["source"])


def test_the_exclusion_of_turkey_from_the_f_35_programme():
    (event,) = (e for e in load_deal("turkey-2017").events if e.kind == "exclusion")
    assert event.date == "2019-07-17"
    assert {bibliography()[source].grade for source in event.source} == {"B"}
