"""The numbers of docs/fielding.md are those that the model gives."""

import importlib.util
from pathlib import Path

import pytest

from skydome.fielding import load_deal, shipped_deals, timeline

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="module")
def script():
    place = DOCS / "figures" / "fielding.py"
    spec = importlib.util.spec_from_file_location("fielding_figures", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tables_of_the_page_are_those_of_the_model(script):
    page = (DOCS / "fielding.md").read_text("utf-8")
    found = timeline(load_deal("india-2018"), others=shipped_deals())
    for name, content in (
        ("futures", script.futures(found)),
        ("slips", script.slips()),
        ("back-test", script.back_test(found)),
    ):
        assert script.marked(page, name, content) == page, name
