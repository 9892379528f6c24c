"""The page on what matters, and the README's share of it, follow from the stored results."""

import importlib.util
import json
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "docs" / "figures" / "what_matters.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("what_matters", SCRIPT)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def test_the_pages_are_made_from_the_stored_results(script):
    stored = json.loads(script.STORED.read_text("utf-8"))
    assert sorted(stored) == sorted(script.EXAMPLES)
    for page, text in script.pages(stored).items():
        assert page.read_text("utf-8") == text, page.name


def test_a_rank_is_the_mean_over_all_examples(script):
    """a: (0.6 + 0) / 2, b: (0.3 + 0.5) / 2."""
    stored = {
        "one": {"first": {"a.x": [0.6, 0, 1], "b.y": [0.3, 0, 1]}},
        "two": {"first": {"b.y": [0.5, 0, 1]}},
    }
    assert script.ranked(stored) == [("b.y", pytest.approx(0.4)), ("a.x", pytest.approx(0.3))]


def test_what_was_searched_for_is_what_matters(script):
    """Every parameter that stands out in some example has a row of its search."""
    stored = script.with_two_front(json.loads(script.STORED.read_text("utf-8")))
    searched = script.PAGE.read_text("utf-8").partition("## What was looked for")[2]
    clear = {name for one in stored.values() for name in one["clear"]}
    for name, _ in script.ranked(stored)[: script.TOP]:
        if name in clear:
            entry, _, parameter = name.partition(".")
            rest = parameter.rpartition(".")[2]
            assert entry in searched, name
            assert parameter in searched or f".{rest}`" in searched or f"{entry}.corr" in searched


def test_what_the_answers_depend_on_is_as_stored():
    spec = importlib.util.spec_from_file_location(
        "answers_matter", SCRIPT.with_name("answers_matter.py")
    )
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    stored = json.loads(found.STORED.read_text("utf-8"))
    assert list(stored) == list(found.QUESTIONS)
    page = found.PAGE.read_text("utf-8")
    assert found.filled(page, stored) == page
