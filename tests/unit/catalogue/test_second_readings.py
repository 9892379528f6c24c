"""What opened sources say, read a second time, against the entries.

A reading agrees where it is the entry's value within rounding or lies in its range. Where it is
neither, both sides have to say why.
"""

from pathlib import Path

import pytest

import skydome.catalogue
from skydome import yamlfile
from skydome.catalogue import Catalogue
from skydome.catalogue.kinds import KINDS
from skydome.units import to_si

SHIPPED = Catalogue()
FOLDER = Path(skydome.catalogue.__file__).parent / "data" / "second_readings"
ROUNDING = 0.016
NEEDED = {"entry", "parameter", "value", "unit", "source", "read", "quote"}
FAMILIES = ["patriot", "s-400-family", "thaad"]


def documents():
    return {file.stem: yamlfile.read(file).data for file in sorted(FOLDER.glob("*.y*ml"))}


DOCUMENTS = documents()
READINGS = [
    pytest.param(reading, id=f"{reading['entry']}.{reading['parameter']}={reading['value']}")
    for document in DOCUMENTS.values()
    for reading in document["readings"]
]


def compared(reading):
    """Return the reading, and the entry's low, value and high, all in SI."""
    entry = SHIPPED.entry(reading["entry"])
    dimension = KINDS[entry.kind][reading["parameter"]].dimension
    again = to_si(float(reading["value"]), reading["unit"], dimension)
    return again, entry.parameters[reading["parameter"]].in_si(dimension)


def test_the_three_families_were_read_again():
    assert sorted(DOCUMENTS) == FAMILIES


@pytest.mark.parametrize("family", FAMILIES)
def test_each_source_is_quoted_and_each_quotation_has_its_source(family):
    document = DOCUMENTS[family]
    assert {reading["source"] for reading in document["readings"]} == set(document["sources"])
    for source in document["sources"].values():
        assert set(source) == {"title", "address", "grade"}
        assert source["grade"] in "ABCD"


@pytest.mark.parametrize("reading", READINGS)
def test_a_second_reading_agrees_or_both_sides_say_why(reading):
    assert set(reading) - {"differs"} == NEEDED
    again, (low, value, high) = compared(reading)
    if abs(again - value) <= ROUNDING * abs(value):
        assert "differs" not in reading
        return
    inside = low <= again <= high
    parameter = SHIPPED.entry(reading["entry"]).parameters[reading["parameter"]]
    assert inside or ("differs" in reading and parameter.dispute)
    if again in {low, high}:
        return
    assert inside


def test_an_entry_no_longer_provisional_has_all_its_sourced_values_read_again():
    read = {
        (reading["entry"], reading["parameter"])
        for document in DOCUMENTS.values()
        for reading in document["readings"]
    }
    settled = [i for i in SHIPPED.ids() if not SHIPPED.entry(i).provisional]
    missing = [
        f"{entry_id}.{name}"
        for entry_id in settled
        for name, parameter in SHIPPED.entry(entry_id).parameters.items()
        if parameter.confidence == "sourced" and (entry_id, name) not in read
    ]
    assert missing == []
    assert settled


def test_a_second_reading_is_no_entry():
    assert set(FAMILIES).isdisjoint(SHIPPED.ids())
    SHIPPED.check()
