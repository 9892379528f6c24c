import json

import numpy as np
import pytest
import terrain_tiles as tiles

from skydome.catalogue import Catalogue
from skydome.errors import InputError

QUICK = ("--altitude", "100", "--altitude", "10000", "--placements", "1", "--quiet")


def test_the_table_has_every_column(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    ended = command("coverage", "s-400-regiment", *QUICK)
    assert (ended.code, ended.err) == (0, "")
    for words in ("altitude", "horizon", "detection", "engagement", "share", "advertised"):
        assert words in ended.out
    (low,) = [line for line in ended.out.splitlines() if "100\u00a0m " in line]
    assert "61 (61–68)" in low
    for words in ("Confidence of the ", "Provisional", "To cite: Skydome ", "flat ground"):
        assert words in ended.out


def test_the_json_is_json_and_nothing_else(command, tmp_path):
    csv = tmp_path / "table.csv"
    ended = command("coverage", "s-400-regiment", *QUICK, "--json", "--csv", csv)
    assert (ended.code, ended.err) == (0, "")
    said = json.loads(ended.out)
    assert sorted(said) == [
        *("azimuths", "files", "inputs_sha256", "missiles", "name", "placement_radius_m"),
        *("placements", "provisional", "range_step_m", "skydome", "standings", "target"),
        *("terrain", "terrain_shares", "title", "units"),
    ]
    assert said["files"] == {"csv": str(csv)}
    (unit,) = said["units"]
    assert unit["latitude_deg"] is None
    assert unit["advertised_range_m"] == 400e3
    assert [line["altitude_m"] for line in unit["detection"]] == [100, 10e3]
    assert sorted(unit["engagement"][0]) == [
        *("all_azimuths_median_m", "all_azimuths_ninetieth_m", "all_azimuths_tenth_m"),
        *("altitude_above", "altitude_m", "greatest_m", "horizon_m", "least_m", "median_m"),
        *("ninetieth_m", "placement_greatest_m", "placement_least_m", "sector_deg", "share"),
        "tenth_m",
    ]


def test_a_scenario_shows_each_unit_or_one(command, small_file):
    ended = command("coverage", small_file, "--json", *QUICK, "--target", "aircraft")
    assert [unit["unit"] for unit in json.loads(ended.out)["units"]] == ["regiment"]
    assert json.loads(ended.out)["target"]["id"] == "fighter"


def test_every_file_is_written(command, tmp_path):
    names = {"figure": "reach.png", "geojson": "reach.geojson", "csv": "reach.csv"}
    files = {option: tmp_path / name for option, name in names.items()}
    options = [word for name, file in files.items() for word in (f"--{name}", file)]
    place = ("--at", "-33", "-70", "--flat")
    ended = command("coverage", "s-400-regiment", *place, *QUICK, *options)
    assert ended.code == 0
    assert files["figure"].read_bytes().startswith(b"\x89PNG")
    assert json.loads(files["geojson"].read_text("utf-8"))["type"] == "FeatureCollection"
    assert files["csv"].read_text("utf-8").startswith("unit,kind,altitude_m,")
    assert sorted(tmp_path.iterdir()) == sorted(files.values())


ALLOWED = {
    "system": f"{', '.join(Catalogue().ids('system'))}, or a scenario file that ends in .yaml",
    "place": "whole degrees, such as 30 79",
    "ground": "a folder of .hgt, .dt0, .dt1 or .dt2 tiles, or a GeoTIFF",
}


@pytest.mark.parametrize(
    ("words", "problem", "allowed"),
    [
        (
            ("s-400-regimnt",),
            "there is no system 's-400-regimnt' (did you mean 's-400-regiment'?)",
            ALLOWED["system"],
        ),
        (("s-400-regiment", "--mast", "500"), "mast: 500 is out of bounds", "0 to 100 m"),
        (
            ("s-400-regiment", "--at", "30.2", "79"),
            "at: 30.2 is not a whole degree; positions are notional",
            ALLOWED["place"],
        ),
        (
            ("s-400-regiment", "--at", "30", "79", "--terrain", "nowhere"),
            "terrain: there is no folder or file 'nowhere'",
            ALLOWED["ground"],
        ),
        (("nowhere.yaml",), "nowhere.yaml: there is no such file", "a YAML text file"),
    ],
)
def test_bad_input_is_one_message(command, words, problem, allowed):
    ended = command("coverage", *words)
    message = f"skydome: {problem}; allowed: {allowed}\n"
    assert (ended.code, ended.out, ended.err) == (2, "", message)


def test_what_cannot_be_written_is_refused_before_the_work(command, examples, tmp_path):
    two = examples / "two_front.yaml"
    ended = command("coverage", two, "--figure", tmp_path / "a.png")
    assert ended.code == 2
    assert ended.err == (
        "skydome: --figure: a figure shows one unit, and these are 5; "
        "allowed: --unit with one of west-1, west-2, west-3, north-1, north-2\n"
    )
    ended = command("coverage", "s-400-regiment", "--csv", tmp_path / "no" / "a.csv")
    assert ended.code == 2
    assert ended.err == f"skydome: {tmp_path / 'no'}: --csv: there is no such folder\n"
    assert not list(tmp_path.iterdir())


def test_one_file_that_cannot_be_made_stops_them_all(command, tmp_path, monkeypatch):
    files = ("--csv", tmp_path / "a.csv", "--geojson", tmp_path / "a.geojson")
    monkeypatch.setattr("skydome.export.coverage_geojson", refuse)
    ended = command("coverage", "s-400-regiment", "--at", "10", "180", "--flat", *QUICK, *files)
    assert ended.code == 2
    assert ended.err == "skydome: geojson: cannot be drawn\n"
    assert not list(tmp_path.iterdir())


def refuse(_found):
    raise InputError("cannot be drawn", field="geojson")


def test_a_narrow_sector_comes_first_and_a_system_that_cannot_engage_says_so(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    patriot = command("coverage", "patriot-battery", *QUICK).out
    (high,) = [line for line in patriot.splitlines() if "10\u00a0km " in line]
    _, _, _, detection, engagement, _, around, _ = high.split("│")
    assert float(engagement.split()[0]) > 90
    assert float(around.split()[0]) == 0
    assert float(detection.split()[0]) > 100
    assert "azimuths in the sector (90°" in " ".join(patriot.split())
    thaad = command("coverage", "thaad-battery", *QUICK).out
    assert thaad.count("does not engage") == 2


def test_a_run_over_tiles_says_what_share_came_from_them(command, tmp_path, monkeypatch):
    """One tile of 1,200 posts in the middle of an area of 2 by 2 degrees and more: some share."""
    monkeypatch.setenv("COLUMNS", "200")
    height = np.full((61, 61), 250)
    tiles.write_dted(tmp_path, height, 28, 72)
    place = ("--at", "28", "72", "--terrain", tmp_path)
    said = command("coverage", "akash-battery", *place, *QUICK).out
    (line,) = [one for one in said.splitlines() if one.startswith("Elevation within reach: ")]
    assert "as in the elevation files" in line
    assert "from the embedded grid (coarse, 9 km between posts)" in line
    shares = json.loads(command("coverage", "akash-battery", *place, *QUICK, "--json").out)
    found = shares["terrain_shares"]
    assert 0 < found["from_file"] < 1
    assert found["from_file"] + found["coarse"] == pytest.approx(1)
