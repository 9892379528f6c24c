from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, model_validator

from skydome import forms
from skydome.catalogue.entry import Entry
from skydome.errors import InputError
from skydome.scenario.authored import Scenario
from skydome.yamlfile import Document


class Wheel(BaseModel):
    model_config = ConfigDict(extra="forbid")

    spokes: Annotated[int, Field(strict=True, ge=3, le=1_000)]
    make: str | None = Field(None, max_length=5, description="whoever made it")


class Cart(BaseModel):
    """Something with wheels."""

    model_config = ConfigDict(extra="forbid")

    wheels: tuple[Wheel, ...] = Field(min_length=1, max_length=4)
    load_kg: Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)] = 1.0
    speed_m_s: Annotated[float, Field(strict=True, lt=10)] | None = None
    colour: Literal["red", "green"] = "red"
    size: tuple[Annotated[int, Field(strict=True)], int] = Field((1, 2), description="by and by")
    pulled_by: dict[Literal["horse", "ox"], Annotated[int, Field(strict=True, ge=0)]] = {}
    spare: Wheel | None = None
    names: tuple[str, ...] | str = ""
    new: Annotated[bool, Field(strict=True)] = True

    @model_validator(mode="after")
    def _can_be_pulled(self):
        if self.pulled_by.get("ox") and self.pulled_by.get("horse"):
            raise InputError("an ox beside a horse", allowed="one of them")
        if self.new and self.names == "Methuselah":
            raise ValueError("the name is old")
        return self


GOOD = {"wheels": [{"spokes": 8}]}
WHEELS = "a list of 1 to 4, each a mapping of spokes, make"
ALL = "colour, load_kg, names, new, pulled_by, size, spare, speed_m_s, wheels"


def document(data):
    return Document(Path("cart.yaml"), data, {(): 1})


def test_a_form_is_filled_from_a_document():
    cart = forms.fill(Cart, document(GOOD | {"load_kg": 2, "pulled_by": {"ox": 1}}))
    assert cart.wheels == (Wheel(spokes=8),)
    assert cart.load_kg == 2.0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, f"'wheels' is missing; allowed: {WHEELS}"),
        ({"wheels": []}, f"wheels: a list does not fit: its length is 0; allowed: {WHEELS}"),
        ({"wheels": 8}, f"wheels: 8 does not fit; allowed: {WHEELS}"),
        ({"wheels": [8]}, "wheels[0]: 8 does not fit; allowed: a mapping of spokes, make"),
        (
            {"wheels": [{}]},
            ("wheels[0]: 'spokes' is missing; allowed: a whole number from 3 to 1,000"),
        ),
        (
            {"wheels": [{"spoke": 8}]},
            (
                "wheels[0].spoke: there is no field of this name (did you mean 'spokes'?); "
                "allowed: make, spokes"
            ),
        ),
        (
            {"wheels": [{"spokes": 8, "make": "Wainwright"}]},
            (
                "wheels[0].make: 'Wainwright' does not fit: it is too long; "
                "allowed: text: at most 5 characters (whoever made it)"
            ),
        ),
        (GOOD | {"load_kg": 0}, "load_kg: 0 does not fit; allowed: a number, above 0"),
        (
            GOOD | {"load_kg": "2"},
            (
                "load_kg: '2' does not fit: it is text, because of its quotes; "
                "allowed: a number, above 0"
            ),
        ),
        (GOOD | {"load_kg": False}, "load_kg: false does not fit; allowed: a number, above 0"),
        (GOOD | {"speed_m_s": 10}, "speed_m_s: 10 does not fit; allowed: a number, below 10"),
        (GOOD | {"colour": "blue"}, "colour: 'blue' is not known; allowed: red, green"),
        (GOOD | {"colour": None}, "colour: there is no value; allowed: red, green"),
        (
            GOOD | {"size": [1]},
            ("size: a list does not fit: its length is 1; allowed: a list of 2 (by and by)"),
        ),
        (
            GOOD | {"size": [1.5, 2]},
            ("size[0]: 1.5 does not fit: it is not a whole number; allowed: a whole number"),
        ),
        (GOOD | {"pulled_by": {"cow": 1}}, "pulled_by.cow: 'cow' is not known; allowed: horse, ox"),
        (
            GOOD | {"pulled_by": {"ox": -1}},
            ("pulled_by.ox: -1 does not fit; allowed: a whole number, at least 0"),
        ),
        (GOOD | {"pulled_by": {"ox": 1, "horse": 1}}, "an ox beside a horse; allowed: one of them"),
        (GOOD | {"names": "Methuselah"}, "the name is old"),
        (
            GOOD | {"spare": "none"},
            ("spare: 'none' does not fit; allowed: a mapping of spokes, make"),
        ),
        (
            GOOD | {"spare": {"spokes": 2}},
            ("spare.spokes: 2 does not fit; allowed: a whole number from 3 to 1,000"),
        ),
        (
            GOOD | {"names": {}},
            ("names: a mapping does not fit; allowed: a list, each a text or text"),
        ),
        (
            GOOD | {"names": ["a", 7]},
            ("names[1]: 7 does not fit: text that looks like this needs quotes; allowed: text"),
        ),
        (
            GOOD | {"new": "true"},
            ("new: 'true' does not fit: it is text, because of its quotes; allowed: true or false"),
        ),
        (GOOD | {"wings": 2}, f"wings: there is no field of this name; allowed: {ALL}"),
        (
            [GOOD],
            (
                "the file holds a list, no names; "
                "allowed: a YAML mapping, `name: value` in each line"
            ),
        ),
    ],
)
def test_what_does_not_fit_is_reported_in_plain_words(data, said):
    with pytest.raises(InputError) as raised:
        forms.fill(Cart, document(data))
    assert str(raised.value) == f"cart.yaml:1: {said}"


@pytest.mark.parametrize(
    ("word", "hint"), [("hores", " (did you mean 'horse'?)"), ("elephant", ""), ("", "")]
)
def test_a_hint_is_given_where_a_known_word_is_near(word, hint):
    assert forms.did_you_mean(word, ["horse", "ox"]) == hint


def test_what_is_quoted_is_short_and_on_one_line():
    assert forms.quoted("two\nlines") == r"'two\nlines'"
    assert len(forms.quoted("x" * 5_000)) < 70


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
ANY = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
SCENARIO = {
    "name": "x",
    "title": "x",
    "assets": [{"name": "a", "at": [1, 2]}],
    "defence": [{"name": "u", "system": "s", "at": [1, 2]}],
    "raid": [{"name": "w", "threat": "t", "count": 1, "origin": [1, 3], "to": "a"}],
}
ENTRY = {"id": "x", "kind": "radar", "name": "x", "parameters": {}}


@pytest.mark.parametrize(("form", "good"), [(Scenario, SCENARIO), (Entry, ENTRY), (Cart, GOOD)])
@given(data=st.data())
def test_whatever_is_written_fits_or_is_refused_without_jargon(form, good, data):
    name = data.draw(st.sampled_from(sorted(form.model_fields)) | st.text(max_size=9))
    value = data.draw(ANY)
    try:
        forms.fill(form, document(good | {name: value}))
    except InputError as refused:
        said, written = str(refused), f"{name} {value}"
        for jargon in ("Input should", "Value error", "valid ", "Tuple", "dict", "NoneType"):
            assert jargon not in said or jargon in written


def test_one_of_a_thing_has_no_s():
    assert forms.counted(1, "placement") == "1 placement"
    assert forms.counted(0, "placement") == "0 placements"
    assert forms.counted(1_200, "placement") == "1,200 placements"
