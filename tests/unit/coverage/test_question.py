import re

import pytest
import yaml

from skydome.catalogue import Catalogue
from skydome.coverage import Question, ask
from skydome.errors import InputError


@pytest.fixture(scope="module")
def catalogue():
    return Catalogue()


def refused(catalogue, message, subject="s-400-regiment", **asked):
    with pytest.raises(InputError) as problem:
        ask(Question(subject, **asked), catalogue)
    assert str(problem.value) == message


def test_a_system_alone_is_on_flat_ground(catalogue):
    asked = ask(Question("s-400-regiment"), catalogue)
    assert asked.notional
    assert asked.scenario.terrain.flat
    assert asked.units == ("s-400-regiment",)
    assert asked.target.attributes["target_class"] == "aircraft"
    assert asked.missiles == ("48n6e2", "48n6e3", "40n6e", "9m96e2")


def test_a_place_brings_its_terrain(catalogue):
    asked = ask(Question("s-400-regiment", at=(30, 79), facing_deg=360, placements=3), catalogue)
    site = asked.scenario.sites[0]
    assert (site.latitude_deg, site.longitude_deg) == (30, 79)
    assert not asked.scenario.terrain.flat
    assert asked.scenario.terrain.placements == 3
    assert {radar.facing_deg for radar in asked.scenario.radars} == {0.0}
    assert ask(Question("s-400-regiment", at=(80, 180), flat=True), catalogue).scenario.terrain.flat


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("aircraft", "fighter"),
        ("cruise_missile", "cruise-missile-low"),
        ("stealth-fighter", "stealth-fighter"),
        ("ballistic_missile", "ballistic-missile-600km"),
        ("glide_bomb", "glide-bomb"),
        ("drone", "one-way-drone"),
        ("supersonic_missile", "supersonic-cruise-missile"),
    ],
)
def test_a_target_is_a_threat_or_a_class(catalogue, asked, found):
    assert ask(Question("s-400-regiment", target=asked), catalogue).target.id == found


def test_overrides_are_in_the_resolved_form_and_say_so(catalogue):
    asked = ask(Question("s-400-regiment", rcs_m2=2.5, mast_m=4, missile="40n6e"), catalogue)
    assert asked.target.si("rcs") == 2.5
    assert asked.target.parameters["rcs"].standing == "chosen"
    assert asked.target.cross_sections_m2 == {}  # one for every band and side was asked for
    assert ask(Question("s-400-regiment"), catalogue).target.cross_sections_m2 != {}
    assert asked.missiles == ("40n6e",)
    radars = {radar.entry for radar in asked.scenario.radars}
    assert {asked.scenario.entries[radar].si("antenna_height") for radar in radars} == {4}


def test_a_scenario_states_its_first_aircraft_or_what_is_asked(catalogue, examples, small_file):
    two = str(examples / "two_front.yaml")
    asked = ask(Question(two), catalogue)
    assert asked.target.id == "fighter"
    assert len(asked.units) == 5
    assert not asked.notional
    assert ask(Question(two, unit="north-1"), catalogue).units == ("north-1",)
    # a threat that the raid does not hold, with the scenario's own changes of the catalogue
    asked = ask(Question(str(small_file), target="stealth-fighter"), catalogue)
    assert asked.target.id == "stealth-fighter"


def test_altitudes_are_sorted_and_counted_once(catalogue):
    asked = ask(Question("s-400-regiment", altitudes_m=(300, 10, 300)), catalogue)
    assert asked.altitudes_m == (10, 300)


WHOLE = "allowed: whole degrees, such as 30 79"
CARRIED = "allowed: 48n6e2, 48n6e3, 40n6e, 9m96e2"
SYSTEMS = (
    "allowed: akash-battery, akash-ng-battery, mrsam-battery, patriot-battery, qrsam-battery, "
    "s-400-regiment, spyder-mr-battery, spyder-sr-battery, thaad-battery, or a scenario file that "
    "ends in .yaml"
)


def test_what_cannot_be_asked_of_a_system(catalogue, tmp_path):
    refused(
        catalogue,
        f"there is no system 's-400-regment' (did you mean 's-400-regiment'?); {SYSTEMS}",
        "s-400-regment",
    )
    refused(
        catalogue,
        f"there is no system 's-400' (did you mean 's-400-regiment'?); {SYSTEMS}",
        "s-400",
    )
    refused(catalogue, f"'92n6e' is a radar, not a system; {SYSTEMS}", "92n6e")
    refused(catalogue, f"there is no system ''; {SYSTEMS}", "")
    refused(catalogue, "unit: a system is one unit; allowed: leave it out", unit="x")
    refused(
        catalogue,
        "terrain: without a position the ground is flat; allowed: --at LATITUDE LONGITUDE as well",
        terrain=tmp_path,
    )
    refused(
        catalogue,
        "terrain: ground is both flat and in a folder; allowed: one",
        terrain=tmp_path,
        flat=True,
    )


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"rcs_m2": 0}, "rcs: 0 is out of bounds; allowed: 1e-05 to 1,000 m2"),
        ({"rcs_m2": float("nan")}, "rcs: nan is out of bounds; allowed: 1e-05 to 1,000 m2"),
        ({"mast_m": 101}, "mast: 101 is out of bounds; allowed: 0 to 100 m"),
        ({"facing_deg": -1}, "facing: -1 is out of bounds; allowed: 0 to 360 deg"),
        ({"placements": 65}, "placements: 65 is out of bounds; allowed: 1 to 64"),
        ({"altitudes_m": (0.0,)}, "altitude: 0 is out of bounds; allowed: 1 to 100,000 m"),
        ({"altitudes_m": ()}, "altitude: these are 0 altitudes; allowed: 1 to 50"),
        ({"at": (81, 0)}, "at: 81 is out of bounds; allowed: -80 to 80 deg"),
        ({"at": (0, -181)}, "at: -181 is out of bounds; allowed: -180 to 180 deg"),
        (
            {"at": (30.5, 79)},
            f"at: 30.5 is not a whole degree; positions are notional; {WHOLE}",
        ),
        (
            {"missile": "48n6"},
            f"missile: no battery carries '48n6' (did you mean '48n6e3'?); {CARRIED}",
        ),
    ],
)
def test_what_is_out_of_bounds(catalogue, asked, message):
    refused(catalogue, message, **asked)


def test_an_unknown_target_is_answered_with_those_there_are(catalogue):
    with pytest.raises(InputError) as problem:
        ask(Question("s-400-regiment", target="figther"), catalogue)
    said = str(problem.value)
    assert said.startswith("target: there is no threat or target class 'figther' (did you mean")
    assert "fighter" in said
    assert "cruise_missile" in said


def test_what_cannot_be_asked_of_a_scenario(catalogue, small_file, tmp_path):
    file = str(small_file)
    message = (
        "at: a scenario gives the positions of its units; allowed: leave it out, or name a system"
    )
    refused(catalogue, message, file, at=(30, 79))
    refused(catalogue, message.replace("at:", "facing:"), file, facing_deg=90)
    refused(
        catalogue, "unit: there is no unit 'regimen' (did you mean 'regiment'?); allowed: regiment",
        file, unit="regimen",
    )  # fmt: skip
    broken = yaml.safe_load(small_file.read_text("utf-8"))
    broken["raid"][0]["threat"] = "nothing"
    (tmp_path / "broken.yaml").write_text(yaml.safe_dump(broken), "utf-8")
    with pytest.raises(InputError, match=re.escape("the catalogue has no threat 'nothing'")):
        ask(Question(str(tmp_path / "broken.yaml"), target="fighter"), catalogue)
    with pytest.raises(InputError, match="there is no"):
        ask(Question(str(tmp_path / "missing.yaml")), catalogue)
