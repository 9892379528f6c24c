import json

import numpy as np
import pytest

from skydome.catalogue import Catalogue
from skydome.coverage import (
    Question,
    defend,
    defended_dict,
    defended_hash,
    defended_provisional,
    defended_rows,
    defended_standings,
)
from skydome.errors import InputError
from skydome.export import footprint_csv, footprint_geojson
from skydome.physics import earth
from skydome.report.coverage.footprint import draw_footprints

AGAINST = ("ballistic-missile-600km", "ballistic-missile-300km")


def defended_by(system="patriot-battery", against=AGAINST, bearing=None, **asked):
    question = Question(system, **({"placements": 2} | asked))
    return defend(question, Catalogue(), against, bearing)


@pytest.fixture(scope="module")
def found():
    return defended_by(at=(30, 79), flat=True)


def test_rows_go_by_the_missiles_range(found):
    rows = defended_rows(found)
    assert [row.missile_range_m for row in rows] == [300e3, 600e3]
    for row in rows:
        assert 0 < row.least_area_m2 <= row.area_m2 <= row.greatest_area_m2
        assert row.defends_itself
        assert 0 < row.spare_s < 100
    assert rows[0].towards_m > rows[1].towards_m > 10e3


def test_the_dictionary_is_json_with_its_confidence(found):
    said = json.loads(json.dumps(defended_dict(found), allow_nan=False))
    assert said["inputs_sha256"] == defended_hash(found)
    assert said["standings"] == defended_standings(found)
    assert "unsourced" in said["standings"]
    assert "ballistic-missile-300km" in said["provisional"] == defended_provisional(found)
    assert [line["threat"] for line in said["footprints"]] == list(reversed(AGAINST))


def test_nothing_defended_is_null_and_draws_no_polygon():
    nothing = defended_by(against=["ballistic-missile-3000km"], placements=1)
    (row,) = defended_dict(nothing)["footprints"]
    assert (row["area_m2"], row["towards_m"], row["spare_s"]) == (0, None, None)
    assert json.loads(footprint_geojson(nothing))["features"] == []
    assert footprint_csv(nothing).decode().splitlines()[1].split(",")[3:7] == ["0.0"] * 3 + [""]
    assert draw_footprints(nothing).startswith(b"\x89PNG")


def test_the_same_question_has_the_same_answer_byte_for_byte(found):
    again = defended_by(at=(30, 79), flat=True)
    for make in (footprint_geojson, footprint_csv, draw_footprints, defended_hash):
        assert make(found) == make(again)
    other = defended_by(at=(30, 79), flat=True, bearing=20)
    assert defended_hash(other) != defended_hash(found)


def test_a_system_faces_the_threat_by_default():
    faced = defended_by(bearing=90, against=AGAINST[:1], placements=1)
    turned = defended_by(bearing=90, against=AGAINST[:1], placements=1, facing_deg=270)
    assert defended_rows(faced)[0].area_m2 > 0
    assert defended_rows(turned)[0].area_m2 == 0


def test_polygons_are_closed_right_handed_and_of_the_areas_size(found):
    features = json.loads(footprint_geojson(found))["features"]
    assert [feature["properties"]["threat"] for feature in features] == list(reversed(AGAINST))
    for feature, one in zip(features, found.footprints, strict=True):
        area = 0.0
        for polygon in feature["geometry"]["coordinates"]:
            for n, ring in enumerate(polygon):
                assert ring[0] == ring[-1]
                signed = signed_area_m2(ring)
                assert (signed > 0) == (n == 0)
                area += signed
        shown = (one.defended.mean(axis=0) >= 0.5).sum() * one.cell_m2
        assert area == pytest.approx(shown, rel=0.05)  # a contour cuts the corners of cells


def signed_area_m2(ring):
    longitude, latitude = np.transpose(ring)
    away, azimuth = earth.polar_from_site(30.0, 79.0, latitude, longitude)
    x, y = away * np.sin(azimuth), away * np.cos(azimuth)
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def test_every_ballistic_threat_of_the_catalogue_can_be_asked_for_at_once():
    found = defended_by("akash-battery", ["ballistic"], placements=1)
    ranges = [target.si("range") / 1e3 for target in found.targets]
    assert ranges == [300, 600, 1000, 2000, 3000]


@pytest.mark.parametrize(
    ("against", "said"),
    [
        (
            "fighter",
            "against: fighter does not fly ballistically; allowed: ballistic-missile-",
        ),
        (
            "ballistic-missile-300",
            (
                "against: there is no ballistic threat 'ballistic-missile-300' "
                "(did you mean 'ballistic-missile-300km'?)"
            ),
        ),
        ("quasi-ballistic-missile", "against: quasi-ballistic-missile does not fly ballistically"),
    ],
)
def test_what_has_no_footprint_is_refused(against, said):
    with pytest.raises(InputError) as refused:
        defended_by(against=[against])
    assert str(refused.value).startswith(said)
    assert str(refused.value).endswith("ballistic for all of them")


def test_a_direction_is_a_compass_bearing():
    with pytest.raises(InputError, match="bearing: 400 is out of bounds; allowed: 0 to 360 deg"):
        defended_by(bearing=400)


def test_a_picture_shows_one_unit(found):
    several = found._replace(asked=found.asked._replace(units=("one", "two")))
    with pytest.raises(ValueError, match="a figure shows one unit, not 2"):
        draw_footprints(several)
