"""Every rule of `skydome.coverage.question`, with the bounds of each value on both sides."""

from pathlib import Path

import pytest
from models import changed

from skydome.catalogue import Catalogue
from skydome.coverage import Question, ask, question
from skydome.errors import InputError
from skydome.scenario.authored import Asset, Terrain

REGIMENT = "s-400-regiment"
BALLISTIC, FLIES, FRIEND = "ballistic-missile-600km", "cruise-missile-low", "fighter"


@pytest.fixture(scope="module")
def catalogue():
    return Catalogue()


@pytest.fixture(scope="module")
def whole(catalogue):
    return ask(Question(REGIMENT), catalogue)


@pytest.mark.parametrize(
    ("field", "allowed", "refused"),
    [
        ("altitudes_m", [(1.0,), (100e3,), tuple(range(1, 51))], [(0.9,), (100_001.0,), ()]),
        ("altitudes_m", [(5.0,) * 51], [tuple(range(1, 52)), (5.0, 0.5)]),
        ("placements", [1, 64], [0, 65]),
        ("facing_deg", [0, 360], [-0.5, 360.5]),
        ("at", [(80, 180), (-80, -180), (0, 0)], [(81, 0), (-81, 0), (0, 181), (0, -181)]),
        ("at", [(80.0, 5)], [(0.5, 0), (0, 0.5)]),
    ],
)
def test_numbers_have_bounds(field, allowed, refused):
    for value in allowed:
        question._check_numbers(Question(REGIMENT, **{field: value}))
    for value in refused:
        with pytest.raises(InputError):
            question._check_numbers(Question(REGIMENT, **{field: value}))


@pytest.mark.parametrize(("field", "kind"), [("rcs_m2", "rcs"), ("mast_m", "antenna_height")])
def test_overrides_have_the_bounds_of_the_catalogue(field, kind):
    bounds = (question.THREAT if field == "rcs_m2" else question.RADAR)[kind]
    for value in (bounds.low, bounds.high):
        question._check_numbers(Question(REGIMENT, **{field: value}))
    for value in (bounds.low - 1, bounds.high + 1):
        with pytest.raises(InputError):
            question._check_numbers(Question(REGIMENT, **{field: value}))


def test_ground_is_flat_or_given_and_needs_a_place(tmp_path, small_file):
    def check(subject=REGIMENT, **asked):
        question._check_ground(Question(subject, **asked))

    check()
    check(flat=True)
    check(terrain=tmp_path, at=(1, 1))
    check(str(small_file), terrain=tmp_path)
    for wrong in (
        {"terrain": tmp_path, "at": (1, 1), "flat": True},
        {"terrain": tmp_path / "none", "at": (1, 1)},
        {"terrain": tmp_path},
    ):
        with pytest.raises(InputError):
            check(**wrong)


@pytest.mark.parametrize(
    ("asked", "flat", "folder", "placements"),
    [
        ({}, True, "tiles", 16),
        ({"placements": 3}, True, "tiles", 3),
        ({"flat": True}, True, None, 16),
        ({"flat": True, "placements": 2}, True, None, 2),
        ({"terrain": Path("/some")}, False, "/some", 16),
        ({"terrain": Path("/some"), "placements": 2}, False, "/some", 2),
    ],
)
def test_ground_is_the_scenarios_unless_asked_for(asked, flat, folder, placements):
    given = Terrain(flat=True).model_copy(update={"folder": "tiles", "placements": 16})
    found = question._terrain(Question(REGIMENT, **asked), given)
    assert (found.flat, found.folder, found.placements) == (flat, folder, placements)


@pytest.mark.parametrize(
    ("at", "facing_deg", "place", "faced_deg", "flat"),
    [
        (None, None, (0, 0), 0.0, True),
        ((30, 79), 360.0, (30, 79), 0.0, False),
        ((30.0, -79.0), 359.0, (30, -79), 359.0, False),
        ((0, 0), 0.0, (0, 0), 0.0, False),
    ],
)
def test_a_system_is_one_unit_at_a_place(catalogue, at, facing_deg, place, faced_deg, flat):
    _, authored = question._of_system(Question(REGIMENT, at=at, facing_deg=facing_deg), catalogue)
    (unit,), (asset,), (wave,) = authored.defence, authored.assets, authored.raid
    assert tuple(unit.at) == tuple(asset.at) == place
    assert unit.facing_deg == faced_deg
    assert authored.terrain.flat is flat
    assert (unit.name, unit.system, authored.policy) == (REGIMENT, REGIMENT, "assessed")
    assert wave.threat == "fighter"


def test_a_system_has_no_units(catalogue):
    with pytest.raises(InputError, match="a system is one unit"):
        question._of_system(Question(REGIMENT, unit="x"), catalogue)


def test_a_policy_is_the_one_asked_for_or_the_scenarios(catalogue, small_file):
    def policy(subject, **asked):
        return ask(Question(subject, **asked), catalogue).scenario.policy

    assert policy(REGIMENT, policy="claimed") == "claimed"
    assert policy(str(small_file)) == "assessed"
    assert policy(str(small_file), policy="claimed") == "claimed"


@pytest.mark.parametrize(("latitude", "from_deg"), [(79, 80), (80, 79), (-80, -79), (0, 1)])
def test_the_target_comes_from_the_north_unless_that_is_too_far(latitude, from_deg):
    wave = question._wave("t", Asset(name="here", at=(latitude, 7)))
    assert tuple(wave.origin) == (from_deg, 7)
    assert (wave.threat, wave.count, wave.to) == ("t", 1, "here")
    assert wave.release_range_m == 1.0


@pytest.mark.parametrize(
    ("given", "found"),
    [
        # the first hostile aircraft, wherever it comes
        ([("cruise-missile-low", "hostile"), (FRIEND, "hostile")], FRIEND),
        # not a friend's: the first that flies, of the hostile ones first
        ([(FRIEND, "friend"), (BALLISTIC, "hostile"), (FLIES, "hostile")], FLIES),
        ([(BALLISTIC, "hostile"), (FRIEND, "friend")], FRIEND),
        ([(BALLISTIC, "hostile"), ("ballistic-missile-300km", "hostile")], BALLISTIC),
    ],
)
def test_a_scenario_states_a_hostile_aircraft_first(catalogue, whole, given, found):
    entries = dict(whole.scenario.entries)
    threats = []
    for name, identity in given:
        entries[name] = ask(Question(REGIMENT, target=name), catalogue).target
        threats.append(
            whole.scenario.threats[0].model_copy(update={"entry": name, "identity": identity})
        )
    changes = {"entries": entries, "threats": tuple(threats)}
    assert question.stated_target(whole.scenario.model_copy(update=changes)).id == found


def test_a_class_is_the_raids_first_or_its_representative(catalogue, whole):
    other = whole.scenario.threats[0].model_copy(update={"entry": "large-aircraft"})
    raid = whole.scenario.model_copy(update={"threats": (other, *whole.scenario.threats)})
    assert question._target("aircraft", catalogue, raid) == "large-aircraft"
    assert question._target("aircraft", catalogue) == "fighter"
    assert question._target("drone", catalogue, raid) == "one-way-drone"
    assert question._target("glide-bomb", catalogue, raid) == "glide-bomb"
    with pytest.raises(InputError):
        question._target("nothing", catalogue)


def test_a_subject_is_a_file_an_example_or_a_system(tmp_path):
    (tmp_path / "scenario").write_text("name: x", encoding="utf-8")
    assert question.names_a_file("some.yaml")
    assert question.names_a_file("some.yml")
    assert question.names_a_file(str(tmp_path / "scenario"))
    assert question.names_a_file("two_front")
    assert not question.names_a_file(REGIMENT)


def test_an_override_changes_what_it_names(whole):
    scenario = changed(whole.scenario, "96l6e", platform_altitude=9e3, antenna_height=3.0)
    before = whole.target.si("rcs")

    def changed_by(**asked):
        return question._with_overrides(scenario, Question(REGIMENT, **asked), "fighter").entries

    masts = {r: changed_by(mast_m=30.0)[r].si("antenna_height") for r in ("91n6e", "96l6e")}
    assert masts == {"91n6e": 30.0, "96l6e": 3.0}  # an airborne radar has no mast
    assert changed_by(mast_m=30.0)["fighter"].si("rcs") == before
    entry = changed_by(rcs_m2=9.0)["fighter"]
    assert entry.si("rcs") == 9.0
    assert not [name for name in entry.parameters if name.startswith("rcs.")]
    assert set(entry.parameters) == {n for n in whole.target.parameters if n[:4] != "rcs."}
    assert entry.parameters["rcs"].unit == "m2"
    assert changed_by(rcs_m2=9.0)["91n6e"] == scenario.entries["91n6e"]


def test_one_missile_leaves_the_launchers_that_carry_it(whole):
    """Each battery has two launchers of each of four types."""
    one = question._with_missile(whole.scenario, "40n6e")
    assert [battery.launchers for battery in one.batteries] == [(2, 2), (2, 2)]
    assert question._engaging(one) == ("40n6e",)
    with pytest.raises(InputError, match="no battery carries"):
        question._with_missile(one, "48n6e3")


def test_units_are_all_or_the_one_asked_for(whole):
    two = whole.scenario.model_copy(update={"units": {"a": REGIMENT, "b": REGIMENT}})
    assert question._units(two, None) == ("a", "b")
    assert question._units(two, "b") == ("b",)
    with pytest.raises(InputError, match="there is no unit 'c'"):
        question._units(two, "c")


@pytest.mark.parametrize(
    ("subject", "told"),
    [("92n6e", "is a radar, not a system"), ("s-400", "did you mean 's-400-regiment'"), ("", "no")],
)
def test_what_is_no_system_is_refused(catalogue, subject, told):
    with pytest.raises(InputError, match=told):
        question._system(subject, catalogue)


def test_a_place_or_a_scenario_is_not_notional(catalogue, small_file):
    assert ask(Question(REGIMENT), catalogue).notional
    assert not ask(Question(REGIMENT, at=(0, 0), flat=True), catalogue).notional
    found = ask(Question(str(small_file), altitudes_m=(5.0, 3.0, 5.0)), catalogue)
    assert not found.notional
    assert found.altitudes_m == (3.0, 5.0)
    assert found.target.id == "cruise-missile-low"
    for field, value in (("at", (1, 1)), ("facing_deg", 0.0)):
        with pytest.raises(InputError, match="a scenario gives the positions of its units"):
            ask(Question(str(small_file), **{field: value}), catalogue)
