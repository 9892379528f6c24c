import csv
import io
import json
from itertools import pairwise

import numpy as np
import pytest

from skydome.catalogue import Catalogue
from skydome.coverage import Question, Row, answer, ask, inputs_hash, rows
from skydome.errors import InputError
from skydome.export import coverage_csv, coverage_geojson, write_whole
from skydome.physics import earth


def found_at(at, **asked):
    question = Question("s-400-regiment", at=at, flat=True, altitudes_m=(100.0, 10e3), **asked)
    return answer(ask(question, Catalogue()))


@pytest.fixture(scope="module")
def found():
    return found_at((30, 79), placements=3)


@pytest.fixture(scope="module")
def collection(found):
    return json.loads(coverage_geojson(found))


# GeoJSON, RFC 7946


def test_polygons_are_closed_right_handed_and_in_bounds(collection):
    for feature in collection["features"]:
        assert feature["geometry"]["type"] == "Polygon"
        (ring,) = feature["geometry"]["coordinates"]
        assert ring[0] == ring[-1]
        assert len(ring) >= 4
        assert all(one != other for one, other in pairwise(ring))
        east, north = np.transpose(ring)
        assert np.all((east >= -180) & (east <= 180) & (north >= -90) & (north <= 90))
        area = np.sum(east[:-1] * north[1:] - east[1:] * north[:-1]) / 2
        assert area > 0  # counter-clockwise


def test_corners_lie_as_far_away_as_the_range_says(collection, found):
    ring = collection["features"][0]
    assert ring["properties"]["kind"] == "advertised"
    east, north = np.transpose(ring["geometry"]["coordinates"][0])
    away, _ = earth.polar_from_site(30, 79, north, east)
    np.testing.assert_allclose(away, found.covers[0].advertised_range_m, atol=20)
    # an azimuth's range stays at its azimuth
    low = found.covers[0].engagement.effective_m[:, 0]
    middle = next(f for f in collection["features"] if f["properties"].get("quantile") == 0.5
                  and f["properties"]["kind"] == "engagement")  # fmt: skip
    east, north = np.transpose(middle["geometry"]["coordinates"][0])
    away, azimuth = earth.polar_from_site(30, 79, north, east)
    expected = np.median(low, axis=0)[np.rint(np.degrees(azimuth)).astype(int) % 360]
    np.testing.assert_allclose(away, expected, atol=20)


def test_features_say_what_they_are(collection, found):
    kinds = [feature["properties"]["kind"] for feature in collection["features"]]
    assert kinds == ["advertised"] + ["detection"] * 6 + ["engagement"] * 6
    properties = collection["features"][1]["properties"]
    assert properties == {
        "unit": "s-400-regiment",
        "system": "s-400-regiment",
        "target": "fighter",
        "rcs_m2": 3,
        "missiles": ["48n6e2", "48n6e3", "40n6e", "9m96e2"],
        "kind": "detection",
        "altitude_m": 100,
        "altitude_above": "ground",
        "quantile": 0.1,
        "quantile_of": "placements",
    }
    assert collection["inputs_sha256"] == inputs_hash(found)
    assert collection["positions"] == "notional, whole degrees"
    assert collection["standings"]["unsourced"] > 0
    assert "92n6e" in collection["provisional"]


def test_one_placement_has_no_quantiles_but_the_median():
    collection = json.loads(coverage_geojson(found_at((30, 79), placements=1)))
    quantiles = {feature["properties"].get("quantile") for feature in collection["features"]}
    assert quantiles == {None, 0.5}


def test_nothing_covered_is_no_feature():
    found = found_at((30, 79), placements=1, target="ballistic_missile", missile="48n6e2")
    collection = json.loads(coverage_geojson(found))
    met = [
        f["properties"] for f in collection["features"] if f["properties"]["kind"] == "engagement"
    ]
    assert [properties["altitude_m"] for properties in met] == [10e3]  # the floor is 2 km


def test_a_contour_across_the_date_line_is_cut_there():
    """RFC 7946, section 3.1.9: no polygon crosses the line, and the parts make up the whole."""
    cut = json.loads(coverage_geojson(found_at((20, 179), placements=1)))["features"]
    whole = json.loads(coverage_geojson(found_at((20, 100), placements=1)))["features"]
    assert len(cut) == len(whole)
    for one, other in zip(cut, whole, strict=True):
        polygons = one["geometry"]["coordinates"]
        if one["geometry"]["type"] == "Polygon":
            polygons = [polygons]
        rings = [np.transpose(ring) for polygon in polygons for ring in polygon]
        assert all(np.ptp(east) < 10 and np.abs(east).max() <= 180 for east, _ in rings)
        area = sum(shoelace(*ring) for ring in rings)
        expected = shoelace(*np.transpose(other["geometry"]["coordinates"][0]))
        assert area == pytest.approx(expected, rel=1e-3)
    kinds = [feature["geometry"]["type"] for feature in cut]
    assert kinds[0] == "MultiPolygon"  # 400 km around 179 E reach beyond 182
    assert kinds[1] == "Polygon"  # 61 km do not reach 180


def shoelace(east, north):
    return np.sum(east[:-1] * north[1:] - east[1:] * north[:-1]) / 2


# CSV


def test_the_csv_holds_the_table(found):
    lines = list(csv.DictReader(io.StringIO(coverage_csv(found).decode())))
    added = ["target", "rcs_m2", "missiles", "skydome", "inputs_sha256"]
    assert list(lines[0]) == [*Row._fields, *added]
    table = rows(found)
    assert len(lines) == len(table)
    for line, row in zip(lines, table, strict=True):
        assert (line["unit"], line["kind"]) == (row.unit, row.kind)
        assert float(line["median_m"]) == row.median_m
        assert float(line["share"]) == pytest.approx(row.share, abs=1e-5)
        assert line["missiles"].split() == ["48n6e2", "48n6e3", "40n6e", "9m96e2"]


def test_a_number_that_does_not_exist_is_empty(found):
    cover = found.covers[0]
    blank = cover.engagement._replace(
        effective_m=np.full_like(cover.engagement.effective_m, np.nan)
    )
    found = found._replace(covers=[cover._replace(engagement=blank)])
    lines = csv.DictReader(io.StringIO(coverage_csv(found).decode()))
    assert {line["median_m"] for line in lines if line["kind"] == "engagement"} == {""}


# files


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    file = tmp_path / "a.csv"
    write_whole(file, b"one")
    write_whole(file, b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert file.read_bytes() == b"two"
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(InputError, match=r"folder: this is not a plain file"):
        write_whole(folder, b"three")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "folder"]
    with pytest.raises(InputError, match=r"there is no such folder"):
        write_whole(tmp_path / "nowhere" / "a.csv", b"four")
