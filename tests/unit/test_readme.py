"""The README says what its script computed, and what the library computes today."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "docs" / "figures" / "readme.py"


@pytest.fixture(scope="module")
def readme():
    spec = importlib.util.spec_from_file_location("readme_figures", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_readme_is_made_from_the_stored_results(readme):
    stored = json.loads(readme.STORED.read_text("utf-8"))
    text = readme.README.read_text("utf-8")
    assert readme.filled(text, stored) == text


def test_the_stored_ranges_are_those_of_today(readme):
    stored = json.loads(readme.STORED.read_text("utf-8"))
    assert readme.reach() == stored["reach"]


def test_the_stored_leakage_is_that_of_today(readme):
    stored = json.loads(readme.STORED.read_text("utf-8"))["leakage"]
    first = readme.summary_of(readme.load(readme.EXAMPLE), readme.FIRST)
    assert first.leaked.value == stored["mean_of_first"]
