"""Uncertain values in words, and the fields of a scenario that a run may change."""

from types import SimpleNamespace

import pytest

from skydome.errors import InputError
from skydome.serve import stored_study
from skydome.serve.labels import label, labelled, labels_of
from skydome.serve.scenario_fields import fields_of


@pytest.mark.parametrize(
    ("parameter", "entry", "words"),
    [
        ("antenna_height", "92N6E", "antenna height of the 92N6E"),
        ("kill_probability.cruise_missile", "9M96E2",
         "kill probability of the 9M96E2 against cruise missiles"),
        ("kill_probability.stealth_aircraft", "9M96E2",
         "kill probability of the 9M96E2 against stealth aircraft"),
        ("rcs", "Glide bomb", "cross-section of the glide bomb"),
        ("rcs.ku.nose", "Glide bomb", "cross-section of the glide bomb (Ku band, nose)"),
        ("rcs.x.tail", "UAV", "cross-section of the UAV (X band, tail)"),
        ("mti_improvement", "96L6E", "MTI improvement of the 96L6E"),
        ("cost", "S-400 regiment", "cost of the S-400 regiment"),
        ("correlation.drone", "Correlation of shots", "correlation of shots (drone)"),
    ],
)  # fmt: skip
def test_a_parameter_in_words(parameter, entry, words):
    assert label(parameter, entry) == words


def test_labels_replace_names_in_sentences_the_longest_first(small):
    names = ["92n6e.antenna_height", "a group", "none.such"]
    entry = next(iter(small.entries.values()))
    name = f"{entry.id}.{next(iter(entry.parameters))}"
    found = labels_of([*names, name], small)
    assert name in found
    assert "a group" not in found
    one = found[name]
    short, long = one.model_copy(update={"text": "S"}), one.model_copy(update={"text": "L"})
    assert labelled("a.b.c, a.b.", {"a.b": short, "a.b.c": long}) == "L, S."


def test_too_few_draws_are_said_in_plain_words(monkeypatch):
    inputs = [SimpleNamespace(needed_draws=n) for n in (None, 300, 1296)]
    monkeypatch.setattr(
        stored_study, "leaked_sensitivity", lambda _: SimpleNamespace(inputs=inputs)
    )
    said = ["On average 2 get through.", f"{stored_study.NO_SHARES} shares: x. About 1,296 would."]
    monkeypatch.setattr(stored_study, "sentences_of", lambda _: said)
    assert stored_study._sentences(SimpleNamespace(points=[None], draws=64)) == [
        said[0],
        (
            "64 draws are too few to say how much of the uncertainty each value accounts for. A "
            "study of about 1,296 draws would tell."
        ),
    ]


def test_the_sentence_that_is_replaced_is_one_of_the_report():
    from pathlib import Path

    from skydome.report.study import sentences

    assert f'"{stored_study.NO_SHARES} ' in Path(sentences.__file__).read_text("utf-8")


def test_fields_are_those_written_those_with_a_default_and_the_catalogues(small_file, small):
    found = {one.path: one for one in fields_of(str(small_file)).fields}
    assert found["seed"].value == str(small.seed)
    assert found["doctrine.salvo"].value
    assert found["terrain.placements"].value == str(small.terrain.placements)
    assert not any(path.endswith(".name") or path == "title" for path in found)
    entry = next(iter(small.entries.values()))
    name = next(iter(entry.parameters))
    one = found[f"catalogue.{entry.id}.{name}"]
    assert one.text == label(name, entry.name)


def test_a_field_of_the_list_can_be_set(small_file):
    from skydome import load

    paths = [one.path for one in fields_of(str(small_file)).fields]
    for path in paths:
        if path.endswith((".salvo", ".count", ".antenna_height")):
            load(small_file, settings={path: 3})
    with pytest.raises(InputError, match="did you mean"):
        load(small_file, settings={"doctrine.salvos": 3})


def test_a_file_that_is_no_scenario_is_refused(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text("raid: 1\n")
    with pytest.raises(InputError):
        fields_of(str(file))
