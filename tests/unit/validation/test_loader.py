"""A case that cannot be used is refused, naming file, line and case."""

import pytest

from skydome.errors import InputError
from skydome.validation import compute, load_cases, select

GOOD = """\
- id: double-of-two
  publication: A book of sums
  source: page 1
  model: sums.double
  inputs: {value: 2}
  expected: 4
  tolerance: 0.1
  unit: m
"""
MODELS = {"sums.double": lambda value: 2.0 * value, "sums.nothing": lambda: float("nan")}


def written(folder, text):
    (folder / "sums.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_good_case_is_computed(tmp_path):
    (loaded,) = load_cases(written(tmp_path, GOOD))
    outcome = compute(loaded, MODELS)
    assert (outcome.topic, outcome.computed, outcome.surprise) == ("sums", 4.0, False)
    assert outcome.case.citation == "A book of sums, page 1"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("expected: 4", "expected: four", "expected: must be a number"),
        ("expected: 4", "expected: true", "expected: must be a number"),
        ("tolerance: 0.1", "tolerance: 0", "tolerance"),
        ("unit: m", "units: m", "unit"),
        ("unit: m", "unit: m\n  expect: disagrees", "needs a reason"),
        ("unit: m", "unit: m\n  expect: perhaps", "expect"),
        ("id: double-of-two", "id: Double of two", "id"),
        ("  publication: A book of sums\n", "", "source begins with Closed form or "),
    ],
)
def test_a_malformed_case_is_named(tmp_path, old, new, problem):
    with pytest.raises(InputError, match=problem) as caught:
        load_cases(written(tmp_path, GOOD.replace(old, new)))
    assert "sums.yaml:1: " in str(caught.value)
    assert "case 'Double of two'" in str(caught.value) or "double-of-two" in str(caught.value)


def test_a_check_of_our_own_says_of_which_kind(tmp_path):
    text = GOOD.replace(
        "publication: A book of sums\n  source: page 1", "source: Closed form 2 * 2"
    )
    (loaded,) = load_cases(written(tmp_path, text))
    assert loaded.case.citation == "Closed form 2 * 2"


@pytest.mark.parametrize("text", ["a: 1\n", "- 1\n", GOOD + GOOD])
def test_a_malformed_file_is_named(tmp_path, text):
    with pytest.raises(InputError, match=r"sums\.yaml"):
        load_cases(written(tmp_path, text))


@pytest.mark.parametrize("folder", [".", "missing"])
def test_a_folder_without_cases_is_named(tmp_path, folder):
    with pytest.raises(InputError, match=r"there are no cases; allowed: a folder with YAML files"):
        load_cases(tmp_path / folder)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("sums.double", "sums.treble", "no model 'sums.treble'.*allowed: sums.double"),
        ("{value: 2}", "{values: 2}", "inputs: .*allowed: value"),
        ("sums.double\n  inputs: {value: 2}", "sums.nothing\n  inputs: {}", "no number"),
        ("{value: 2}", "{value: two}", "inputs: the model cannot use them"),
    ],
)
def test_a_case_without_its_model_is_named(tmp_path, old, new, problem):
    (loaded,) = load_cases(written(tmp_path, GOOD.replace(old, new)))
    with pytest.raises(InputError, match=problem):
        compute(loaded, MODELS)


def test_topics_are_files(tmp_path):
    folder = written(tmp_path, GOOD)
    (folder / "more.yaml").write_text(GOOD.replace("double", "other", 1), encoding="utf-8")
    cases = load_cases(folder)
    assert [one.topic for one in select(cases, ["sums"])] == ["sums"]
    assert select(cases, []) == cases
    with pytest.raises(InputError, match="no topic 'sum'; allowed: more, sums"):
        select(cases, ["sum"])
