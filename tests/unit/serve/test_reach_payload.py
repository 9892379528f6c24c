"""Reach and defended footprints, as the app gets them."""

import pytest
from pyproj import Geod

from skydome.catalogue import Catalogue
from skydome.coverage import Question, answer, ask, rows
from skydome.errors import InputError
from skydome.serve.raid_models import Centre
from skydome.serve.reach import ALTITUDES_M, SITE, advertised_ring, footprint, reach, within


@pytest.fixture(scope="module")
def found():
    return reach("akash-b", "fighter", None, terrain=False)


def test_the_advertised_ring_is_a_geodesic_circle():
    place = Centre(lon_deg=179.9, lat_deg=60.0)
    ring = advertised_ring(place, 250e3)
    assert ring.outline[0] == ring.outline[-1]
    for east, north in ring.outline:
        distance = Geod(ellps="WGS84").inv(place.lon_deg, place.lat_deg, east, north)[2]
        assert distance == pytest.approx(250e3, abs=12)  # rounded to 1e-4 degrees


def test_every_altitude_has_both_layers_and_a_sentence(found):
    assert found.altitudes_m == ALTITUDES_M
    assert [(layer.kind, layer.altitude_m) for layer in found.layers] == [
        (kind, height) for kind in ("detect", "engage") for height in ALTITUDES_M
    ]
    assert len(found.sentences) == len(found.values) == len(ALTITUDES_M)
    for layer in found.layers:
        for ring in layer.rings:
            assert ring[0] == ring[-1]


def test_layers_are_those_of_the_command(found):
    question = Question(
        "akash-battery", at=SITE, target="fighter", altitudes_m=(100.0,), flat=True, placements=1
    )
    seen, met = rows(answer(ask(question, Catalogue())))
    layers = {layer.kind: layer for layer in found.layers if layer.altitude_m == 100.0}
    assert layers["detect"].range_m.median == round(seen.median_m)
    assert layers["engage"].range_m.max == round(met.greatest_m)
    told = found.sentences[ALTITUDES_M.index(100.0)]
    assert told.startswith(f"At 100\u00a0m the {found.system_name} sees")
    assert f"the advertised {found.advertised.range_m / 1e3:.0f} km" in told


def test_the_values_that_matter_most_come_widest_first(found):
    for one in found.values:
        widths = [abs(value.range_high_m - value.range_low_m) for value in one.values]
        assert len(widths) <= 3
        assert widths == sorted(widths, reverse=True)
        assert all(widths)
        for value in one.values:
            assert value.source
            assert value.grade in {"A", "B", "C", "D", "none"}


def test_a_mast_replaces_the_antennas_of_the_catalogue():
    high = reach("akash-battery", "fighter", 30.0, terrain=False)
    assert high.mast_m == (30.0,)
    paths = {value.path for one in high.values for value in one.values}
    assert not any(path.endswith("antenna_height") for path in paths)


@pytest.mark.parametrize(
    ("system", "target", "mast_m", "problem"),
    [
        ("akash", "fighter", None, "begins several systems"),
        ("s-500", "fighter", None, "there is no system"),
        ("thaad", "bird", None, "there is no threat"),
        ("thaad", "fighter", 1e6, "out of bounds"),
    ],
)
def test_what_there_is_not_is_refused(system, target, mast_m, problem):
    with pytest.raises(InputError, match=problem):
        reach(system, target, mast_m, terrain=False)


def test_a_footprint_lies_within_what_its_sentence_says():
    found = footprint("akash-ng", "ballistic-missile-300km", 90.0)
    assert found.bearing_deg == 90.0
    assert (found.area_m2 > 0) == bool(found.polygons)
    assert ("defends nothing" in found.sentence) == (found.area_m2 == 0)
    with pytest.raises(InputError):
        footprint("akash-ng", "fighter", None)


def test_a_name_inside_a_sentence_keeps_capitals_of_an_acronym_only():
    assert within("Short-range missile of 600 km") == "short-range missile of 600 km"
    assert within("MRBM of 1,500 km") == "MRBM of 1,500 km"
