"""Orders of battle and a BLADE scenario as drafts; every file is made here."""

import json
import zipfile

import pytest

from skydome import load
from skydome.catalogue import Catalogue
from skydome.draft import draft_of, draft_text
from skydome.draft.names import aircraft_meant, clean, system_meant
from skydome.errors import InputError

CATALOGUE = Catalogue()
TABLE = """\
Name;Lat;Lon;Type;Role;Facing
First regiment;30.31;74.6;S-400 Triumf;;
Depot;23.02;72.57;;;
Second;29.2;77.1;Akash NG;;90
Third;29.4;77.2;Tor-M2;unit;
north raid;33.1;79.9;one-way drone;;
"""


def written(folder, name, text):
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def runs(draft, folder):
    """Return the draft as the scenario that its file resolves to."""
    file = written(folder, "draft.yaml", draft_text(draft, "source", "draft.yaml"))
    return load(file)


def test_a_table_with_other_names_of_columns_and_semicolons(tmp_path):
    draft = draft_of(written(tmp_path, "battle.csv", TABLE), CATALOGUE)
    assert [(one.name, one.system, one.at, one.facing_deg) for one in draft.units][1] == (
        *("Second", "akash-ng-battery", (29, 77), 90),
    )
    assert [(one.name, one.system) for one in draft.units] == [
        ("First-regiment", "s-400-regiment"),
        ("Second", "akash-ng-battery"),
    ]
    assert draft.assets == [("Depot", (23, 73), 1.0)]
    assert draft.waves == [("north-raid", "one-way-drone", 1, (33, 80), "Depot")]
    assert [one.what for one in draft.aside] == ["line 5 (Third)"]
    assert "Tor-M2" in draft.aside[0].why
    scenario = runs(draft, tmp_path)
    assert set(scenario.units) == {"First-regiment", "Second"}


def test_rounding_is_to_the_nearest_degree_and_its_size_is_said(tmp_path):
    """0.5 degrees of latitude are 55.5 km; a half is rounded up, south of the equator too."""
    text = "name,latitude,longitude,system\nu,10.5,20,s-400-regiment\na,-0.5,20,\n"
    draft = draft_of(written(tmp_path, "b.csv", text), CATALOGUE)
    assert (draft.units[0].at, draft.assets[0].at) == ((11, 20), (0, 20))
    assert draft.notes[0] == "2 positions were rounded to whole degrees, by up to 55 km."


def test_a_unit_without_a_facing_faces_the_nearest_wave(tmp_path):
    """The wave starts due east of the unit."""
    text = (
        "name,latitude,longitude,system,role\nu,0,20,s-400-regiment,\na,1,20,,\n"
        "w,0,25,fighter,threat\n"
    )
    draft = draft_of(written(tmp_path, "b.csv", text), CATALOGUE)
    assert draft.units[0].facing_deg == 90


def test_without_a_raid_a_wave_stands_in_and_says_so(tmp_path):
    text = "name,latitude,longitude,system\nu,10,20,s-400-regiment\n"
    draft = draft_of(written(tmp_path, "b.csv", text), CATALOGUE)
    assert draft.waves == [("wave", "fighter", 4, (10, 17), "u-place")]
    assert any("no raid" in note for note in draft.notes)
    assert any("no assets" in note for note in draft.notes)
    runs(draft, tmp_path)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("x,99,20,s-400-regiment", "latitude: 99 is out of bounds; allowed: -90 to 90"),
        ("x,ten,20,s-400-regiment", "latitude: 'ten' is not a number"),
        ("x,nan,20,s-400-regiment", "latitude: nan is out of bounds"),
        ("x,10,,s-400-regiment", "longitude: '' is not a number"),
        ("x,85,20,s-400-regiment", "beyond 80 degrees of latitude"),
    ],
)
def test_rows_that_cannot_be_used_are_set_aside_with_their_line(tmp_path, row, why):
    text = f"name,latitude,longitude,system\nu,10,20,s-400-regiment\n{row}\n"
    (aside,) = draft_of(written(tmp_path, "b.csv", text), CATALOGUE).aside
    assert aside.what == "line 3 (x)"
    assert why in aside.why


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("b.csv", "", "the table is empty"),
        ("b.csv", "name,latitud,longitude\n", "no column latitude .did you mean 'latitud'"),
        ("b.csv", "name,latitude,longitude\na,1,2\n", "nothing in it names a system"),
        ("b.txt", "", "not a file that can be imported"),
        ("b.json", "[", "this is not JSON"),
        ("b.json", "[]", "there is no currentScenario"),
        ("b.kml", "<kml", "this is not XML"),
        ("b.kml", "<!DOCTYPE k [<!ENTITY a 'b'>]><kml>&a;</kml>", "declares a document type"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_message(tmp_path, name, text, message):
    with pytest.raises(InputError, match=message):
        draft_of(written(tmp_path, name, text), CATALOGUE)


def test_a_file_that_is_not_there(tmp_path):
    for name in ("no.csv", "no.kml", "no.json"):
        with pytest.raises(InputError, match="cannot be read"):
            draft_of(tmp_path / name, CATALOGUE)


def test_another_system_stands_in_where_it_is_asked_for(tmp_path):
    draft = draft_of(written(tmp_path, "b.csv", TABLE), CATALOGUE, system="patriot-battery")
    assert [one.system for one in draft.units][2] == "patriot-battery"
    assert "Third: patriot-battery stands in for Tor-M2." in draft.notes
    with pytest.raises(InputError, match="no system 'tor'"):
        draft_of(written(tmp_path, "b.csv", TABLE), CATALOGUE, system="tor")


PLACEMARK = """<Placemark><name>{name}</name><description>{told}</description>
<Point><coordinates>{at}</coordinates></Point></Placemark>"""
DOCUMENT = """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<name>Picture</name><Folder><name>Patriot sites</name>{first}</Folder>{rest}</Document></kml>"""


def test_placemarks_name_a_system_in_description_name_or_folder(tmp_path):
    text = DOCUMENT.format(
        first=PLACEMARK.format(name="Alpha", told="", at="75.2,30.1,0"),
        rest=PLACEMARK.format(name="Bravo", told="an S-400 regiment", at="77.4,28.6")
        + PLACEMARK.format(name="THAAD 1", told="", at=" 78,28 ")
        + PLACEMARK.format(name="Port", told="docks", at="72.9,19.0,5")
        + "<Placemark><name>road</name><LineString/></Placemark>"
        + PLACEMARK.format(name="bad", told="", at="1"),
    )
    draft = draft_of(written(tmp_path, "b.kml", text), CATALOGUE)
    assert draft.title == "Picture"
    assert {one.name: one.system for one in draft.units} == {
        "Alpha": "patriot-battery",
        "Bravo": "s-400-regiment",
        "THAAD-1": "thaad-battery",
    }
    assert draft.assets == [("Port", (19, 73), 1.0)]
    assert [(one.what, one.why) for one in draft.aside] == [
        ("placemark 4 (road)", "a LineString is not a place"),
        ("placemark 5 (bad)", "its coordinates cannot be read"),
    ]
    zipped = tmp_path / "b.kmz"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("doc.kml", text)
    assert draft_of(zipped, CATALOGUE).units == draft.units


def blade(**more):
    def thing(number, side, kind, at, **rest):
        return {
            "id": str(number),
            "name": f"{kind} {number}",
            "sideId": side,
            "className": kind,
            "latitude": at[0],
            "longitude": at[1],
            **rest,
        }

    scenario = {
        "name": "Strike",
        "duration": 3600,
        "sides": [{"id": "b", "name": "BLUE"}, {"id": "r", "name": "RED"}],
        "facilities": [
            thing(1, "r", "S-400 Triumf", (10.2, 20.1), weapons=[{"lethality": 0.1}]),
            thing(2, "r", "S-400 Triumf", (11.4, 20.4)),
            thing(3, "b", "Patriot", (0, 0)),
        ],
        "airbases": [
            thing(4, "r", "Airfield", (12.1, 20.0), aircraft=[thing(5, "r", "Su-27", (12, 20))]),
        ],
        "aircraft": [
            thing(6, "b", "F-35A Lightning II", (10.1, 24.9), targetId="4"),
            thing(7, "b", "F-35A Lightning II", (10.4, 25.2), targetId="4"),
            thing(8, "b", "KC-135R Stratotanker", (9.9, 26.0), route=[[1, 2]]),
            thing(9, "b", "F-16C", (12.2, 20.3)),
        ],
        "ships": [thing(10, "b", "Carrier", (0, 0))],
        "missions": [{"assignedUnitIds": ["8"], "assignedTargetIds": ["4"]}],
    }
    return json.dumps({"currentScenario": scenario | more})


def test_a_blade_scenario(tmp_path):
    draft = draft_of(written(tmp_path, "strike.json", blade()), CATALOGUE)
    assert (draft.title, draft.duration_s) == ("Strike", 3600)
    assert {one.name: one.at for one in draft.units} == {
        "S-400-Triumf-1": (10, 20),
        "S-400-Triumf-2": (11, 20),
    }
    assert [one.name for one in draft.assets] == ["Airfield-4"]
    # two of one class from one degree are one wave; the F-16 starts at its target after rounding
    assert [(one.threat, one.number, one.origin, one.to) for one in draft.waves] == [
        ("stealth-fighter", 2, (10, 25), "Airfield-4"),
        ("large-aircraft", 1, (10, 26), "Airfield-4"),
    ]
    aside = {one.what for one in draft.aside}
    assert "aircraft (F-16C 9)" in aside
    assert "1 aircraft of RED" in aside
    assert "facilities of the attacker: Patriot 3" in aside
    assert "ships: Carrier 10" in aside
    assert "routes of aircraft" in aside
    runs(draft, tmp_path)


def test_the_other_side_of_a_blade_scenario_may_defend(tmp_path):
    file = written(tmp_path, "strike.json", blade())
    draft = draft_of(file, CATALOGUE, side="BLUE")
    assert [one.system for one in draft.units] == ["patriot-battery"]
    with pytest.raises(InputError, match=r"no side 'BLU' .did you mean 'BLUE'"):
        draft_of(file, CATALOGUE, side="BLU")


def test_older_blade_files_name_sides_on_each_object(tmp_path):
    text = blade().replace('"sideId": "r"', '"sideName": "RED"')
    text = text.replace('"sideId": "b"', '"sideName": "BLUE"')
    one = draft_of(written(tmp_path, "old.json", text), CATALOGUE)
    assert len(one.units) == 2
    assert len(one.waves) == 2


def test_names_are_made_of_any_text_and_never_twice():
    taken = set()
    assert [
        clean(text, taken, "unit") for text in ("Base Nº 1!", "base-no-1", "Base Nº 1!", "基地")
    ] == [
        *("Base-No-1", "base-no-1", "Base-No-1-2", "unit"),
    ]


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("S-400 Triumf", "s-400-regiment"),
        ("s400", "s-400-regiment"),
        ("S-300V4", ""),
        ("Akash-NG", "akash-ng-battery"),
        ("Akash", "akash-battery"),
        ("SPYDER MR", "spyder-mr-battery"),
        ("battery", ""),
        ("mrsam-battery", "mrsam-battery"),
    ],
)
def test_systems_by_other_spellings(text, system):
    assert system_meant([text], CATALOGUE) == system


@pytest.mark.parametrize(
    ("kind", "threat"),
    [
        ("F-35A Lightning II", "stealth-fighter"),
        ("B-2 Spirit", "stealth-fighter"),
        ("B-52 Stratofortress", "large-aircraft"),
        ("KC-135R", "large-aircraft"),
        ("SU-27", "fighter"),
        ("F-16 Fighting Falcon", "fighter"),
        ("", "fighter"),
    ],
)
def test_aircraft_become_generic_threats(kind, threat):
    assert aircraft_meant(kind) == threat


def test_a_hostile_title_stays_in_its_line(tmp_path):
    text = blade(name='x"\nraid: []\n# é \u2028 y')
    draft = draft_of(written(tmp_path, "strike.json", text), CATALOGUE)
    assert runs(draft, tmp_path).title == 'x" raid: [] # é y'
