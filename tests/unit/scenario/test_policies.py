"""Which reading of the catalogue counts."""

import pytest
from claims import CLAIMED, MISSILES, PARAMETER, claimed_catalogue, write_claims

from skydome.catalogue import Catalogue
from skydome.errors import InputError
from skydome.scenario import load
from skydome.scenario.policies import MEANING, OTHER, POLICIES, disputed, may_differ


@pytest.fixture
def catalogue(tmp_path):
    return claimed_catalogue(tmp_path)


def kills(scenario):
    return {missile: scenario.entries[missile].si(PARAMETER) for missile in MISSILES}


def test_every_policy_has_a_meaning_and_another_one():
    assert set(MEANING) == set(OTHER) == set(POLICIES)
    assert all(policy != other for policy, other in OTHER.items())


def test_a_claim_counts_only_where_it_is_asked_for(small_file, catalogue):
    assert set(kills(load(small_file, catalogue, policy="claimed")).values()) == {CLAIMED}
    assert kills(load(small_file, catalogue)) == kills(load(small_file))
    assert kills(load(small_file, catalogue, policy="sampled")) == kills(load(small_file))


def test_the_scenario_chooses_and_the_command_overrules(small_file, catalogue, tmp_path):
    file = tmp_path / "scenario" / "claimed.yaml"
    file.parent.mkdir()
    file.write_text(small_file.read_text() + "policy: claimed\n")
    assert load(file, catalogue).policy == "claimed"
    assert set(kills(load(file, catalogue)).values()) == {CLAIMED}
    assert load(file, catalogue, policy="assessed").policy == "assessed"


def test_a_quantity_says_which_reading_it_is_and_keeps_the_others(small_file, catalogue):
    scenario = load(small_file, catalogue, policy="claimed")
    quantity = scenario.entries["48n6e3"].parameters[PARAMETER]
    assert quantity.basis == "claimed"
    assert {word: r.value for word, r in quantity.readings.items()} == {
        "claimed": CLAIMED,
        "assessed": kills(load(small_file))["48n6e3"],
    }
    assert quantity.reason == quantity.readings["claimed"].reason == "an advertisement"
    assert "scenario-author" in scenario.sources
    assert scenario.entries["48n6e3"].parameters["burn_time"].basis == "assessed"


def test_what_the_scenario_writes_itself_is_not_claimed(small_file, catalogue, tmp_path):
    file = tmp_path / "own" / "own.yaml"
    file.parent.mkdir()
    own = '{value: 0.5, unit: "1", source: scenario-author, confidence: unsourced, reason: mine}'
    text = small_file.read_text().replace("assets:", f"  48n6e3.{PARAMETER}: {own}\nassets:")
    file.write_text(text)
    scenario = load(file, catalogue, policy="claimed")
    assert kills(scenario) == {"48n6e3": 0.5, "9m96e2": CLAIMED}
    assert scenario.entries["48n6e3"].parameters[PARAMETER].basis == "given"
    found = {(entry.id, name) for entry, name, _ in disputed(scenario)}
    assert ("9m96e2", PARAMETER) in found
    assert ("48n6e3", PARAMETER) not in found


def test_a_claim_may_change_how_a_system_is_made_up(small_file, tmp_path):
    folder = write_claims(tmp_path, "reload_sets", 3, ["s-400-regiment"])
    scenarios = [load(small_file, Catalogue(folder), policy=p) for p in ("claimed", "assessed")]
    assert [scenario.batteries[0].reload_sets for scenario in scenarios] == [3, 1]


def test_policies_are_compared_where_their_values_differ(small_file, catalogue):
    scenario = load(small_file, catalogue)
    assert may_differ(scenario, load(small_file, catalogue, policy="claimed"))
    assert not may_differ(scenario, scenario.model_copy(update={"policy": "claimed"}))
    assert may_differ(scenario, scenario.model_copy(update={"policy": "sampled"}))


def test_a_contradictory_claim_is_refused_when_it_is_read(tmp_path):
    folder = write_claims(tmp_path, "propellant_mass", 5_000, ["48n6e3"])
    with pytest.raises(InputError, match="as claimed, 5000 kg of propellant leave nothing of"):
        Catalogue(folder).entry("48n6e3")
