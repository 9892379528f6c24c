"""Reach and defended footprints, as the app gets them."""

import pytest
from pyproj import Geod

from skydome.catalogue import Catalogue
from skydome.coverage import Question, answer, ask, rows
from skydome.coverage.answer import Row
from skydome.errors import InputError
from skydome.serve.labels import within
from skydome.serve.raid_models import Centre
from skydome.serve.reach import (
    ALTITUDES_M,
    advertised_ring,
    footprint,
    reach,
    reach_values,
    reasons,
    sentence,
)
from skydome.serve.reach_sites import FIRST, reach_sites, site_named


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
    assert len(found.sentences) == len(found.reasons) == len(ALTITUDES_M)
    for layer in found.layers:
        for ring in layer.rings:
            assert ring[0] == ring[-1]


def test_layers_are_those_of_the_command(found):
    question = Question(
        "akash-battery",
        at=(30.0, 77.0),
        target="fighter",
        altitudes_m=(100.0,),
        flat=True,
        placements=1,
    )
    seen, met = rows(answer(ask(question, Catalogue())))
    layers = {layer.kind: layer for layer in found.layers if layer.altitude_m == 100.0}
    assert layers["detect"].range_m.median == round(seen.median_m)
    assert layers["engage"].range_m.max == round(met.greatest_m)
    told = found.sentences[ALTITUDES_M.index(100.0)]
    assert told.startswith(f"At 100\u00a0m the {found.system_name} sees")
    assert f"the advertised {found.advertised.range_m / 1e3:.0f} km" in told


def row(**changed):
    """Return a row of detection: 60 km at 100 m, of an advertised 160 km."""
    return Row(
        **{
            **dict.fromkeys(Row._fields, 60e3),
            "unit": "u", "kind": "detection", "altitude_m": 100.0, "altitude_above": "ground",
            "horizon_m": 62e3, "advertised_range_m": 160e3, "sector_deg": 360.0, "share": 0.1,
        } | changed
    )  # fmt: skip


def test_reasons_name_horizon_sector_and_hidden_directions():
    horizon = (
        "Over smooth ground its highest antenna sees a target at 100\u00a0m only to 62 km: the "
        "rest of the ring is below the horizon."
    )
    assert reasons(row(), 0.0, 0.0) == horizon
    assert reasons(row(horizon_m=0.91 * 160e3), 0.019, 0.0) == ""
    assert reasons(row(horizon_m=200e3, sector_deg=120.0), 0.4, 270.0) == (
        "Its radar covers a sector of 120° around bearing 270°, and nothing outside of it. In "
        "40\u00a0% of that sector the ground hides the target at any distance."
    )
    assert reasons(row(horizon_m=200e3), 0.05, 0.0) == (
        "In 5\u00a0% of all directions the ground hides the target at any distance."
    )
    assert reasons(row(median_m=float("nan")), 0.5, 0.0) == ""
    assert reasons(row(greatest_m=0.0, all_azimuths_ninetieth_m=0.0), 0.5, 0.0) == ""


def test_the_median_direction_is_named_where_directions_differ():
    same = sentence("system", "Fighter", row(), row())
    assert "sees and engages this target (fighter) to 60 km, 38\u00a0% of the advertised" in same
    seen = row(tenth_m=10e3, ninetieth_m=95e3)
    assert (
        "to 60 km in the median direction (10 km in the worst tenth of directions, 95 km in the "
        "best), 38\u00a0% of the advertised 160 km."
    ) in sentence("system", "Fighter", seen, seen)


def test_the_values_that_matter_most_come_widest_first():
    found = reach_values("akash-b", "fighter", None)
    assert len(found.values) == len(found.sentences) == len(ALTITUDES_M)
    for one, said in zip(found.values, found.sentences, strict=True):
        assert bool(said) == bool(one.values)
        if said:
            assert said.lower().startswith(f"{one.values[0].name.lower()} alone, from ")
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
    values = reach_values("akash-battery", "fighter", 30.0).values
    paths = {value.path for one in values for value in one.values}
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


def test_places_are_whole_degrees_and_the_example_s_units():
    sites = reach_sites()
    assert next(iter(sites)) == FIRST
    assert {"west-1", "north-2"} < sites.keys()
    for one in sites.values():
        assert (one.latitude_deg, one.longitude_deg) == (
            round(one.latitude_deg),
            round(one.longitude_deg),
        )
    assert site_named("west-1")[2:] == (30, 75, 270)
    with pytest.raises(InputError, match="did you mean 'west-1'"):
        site_named("west1")


def test_a_system_stands_and_faces_where_the_place_says():
    """West-3 is at 26° N and 73° E and faces west: the area lies left of the place."""
    found = reach("akash-b", "fighter", None, "west-3", terrain=False)
    assert (found.site.lat_deg, found.site.lon_deg) == pytest.approx((26, 73), abs=0.1)
    assert found.facing_deg == 270
    low = footprint("patriot-b", "ballistic-missile-300km", None, "west-3")
    assert low.bearing_deg == 270
    east = [lon for polygon in low.polygons for lon, _ in polygon[0]]
    assert 73 - min(east) > max(east) - 73


def test_the_outline_of_a_footprint_is_finer_than_its_cells_and_explained():
    """Its sides at 200 km · sin 60° either side of a battery 2.4 km west, in degrees at 30° N."""
    found = footprint("thaad", "ballistic-missile-600km", None)
    (outer,) = found.polygons[0]
    a_degree = Geod(ellps="WGS84").inv(77, 30, 78, 30)[2]
    sides = [(east - 77) * a_degree for east, north in outer if 29.9 < north < 30.1]
    assert min(sides) == pytest.approx(-175_600, abs=2_000)
    assert max(sides) == pytest.approx(170_800, abs=2_000)
    assert "straight" in found.note
    assert "177 km to a side" in found.sentence
    assert not footprint("patriot-b", "ballistic-missile-3000km", None).note


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
