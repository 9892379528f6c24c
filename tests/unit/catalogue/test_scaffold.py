"""A scaffold loads once its blanks are filled, and not before."""

import re

import pytest
import yaml

from skydome.catalogue import Catalogue
from skydome.catalogue.kinds import (
    ATTRIBUTES,
    KINDS,
    NEEDED,
    OPTIONAL_ATTRIBUTES,
    REFERENCES,
    RISING,
)
from skydome.catalogue.scaffold import scaffold
from skydome.errors import InputError
from skydome.units import UNITS

SHIPPED = Catalogue()
ABOVE = {"launch_mass", *(other for pairs in RISING.values() for _, other in pairs)}


def uncommented(text):
    """Return a scaffold with its optional parameters in use."""
    return re.sub(r"^  # (?=\S+:$|  \S)", "  ", text, flags=re.MULTILINE)


def filled(kind, entry):
    """Return an entry with every blank filled in with what is allowed."""
    attributes = {
        name: words[0] if words else "s"
        for name, words in ATTRIBUTES[kind].items()
        if name not in OPTIONAL_ATTRIBUTES.get(kind, ())
    }
    references = {
        name: SHIPPED.ids(other)[:1] if several else SHIPPED.ids(other)[0]
        for name, (other, several) in REFERENCES.get(kind, {}).items()
    }
    assert set(entry.get("attributes") or {}) == set(attributes)
    assert set(entry.get("references") or {}) == set(references)
    for name, parameter in entry["parameters"].items():
        assert parameter["value"] is None
        assert parameter["reason"] is None
        parameter |= {"value": value_of(KINDS[kind][name], name, parameter["unit"]), "reason": "x"}
    return entry | {"name": "Mine", "attributes": attributes, "references": references}


def value_of(spec, name, unit):
    """Return the least that is possible, and the most of what another value must lie below."""
    if spec.whole:
        return spec.low
    end = 0.999 * spec.high if name in ABOVE else 1.001 * spec.low
    return end / UNITS[spec.dimension][unit]


@pytest.fixture
def load(tmp_path):
    """Return a function that loads an entry from its text."""

    def read(text):
        (tmp_path / "mine.yaml").write_text(text)
        return Catalogue(tmp_path).entry("mine")

    return read


@pytest.mark.parametrize("kind", KINDS)
def test_a_scaffold_loads_once_it_is_filled_and_not_before(load, kind):
    text = scaffold(kind, "mine", SHIPPED)
    with pytest.raises(InputError, match=r"mine\.yaml:\d+: name: there is no value"):
        load(text)
    entry, every = yaml.safe_load(text), yaml.safe_load(uncommented(text))
    assert set(entry["parameters"]) == {n for n, spec in KINDS[kind].items() if spec.required}
    for attribute, words in NEEDED.get(kind, {}).items():
        for name in words.get(ATTRIBUTES[kind][attribute][0], ()):
            entry["parameters"][name] = every["parameters"][name]
    assert load(yaml.safe_dump(filled(kind, entry))).kind == kind


@pytest.mark.parametrize("kind", KINDS)
def test_it_loads_with_every_optional_parameter_too(load, kind):
    entry = filled(kind, yaml.safe_load(uncommented(scaffold(kind, "mine", SHIPPED))))
    assert list(load(yaml.safe_dump(entry, sort_keys=False)).parameters) == list(KINDS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_explained(kind):
    words = " ".join(scaffold(kind, "mine", SHIPPED).replace("#", " ").split()).lower()
    for name, spec in KINDS[kind].items():
        assert f"{name}:" in words
        assert " ".join(spec.meaning.lower().split()) in words
    for field in ("value", "low, high", "unit", "distribution", "source", "confidence", "reason"):
        assert f" {field} " in words
