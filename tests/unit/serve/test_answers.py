import json
import sys
from pathlib import Path

import pytest

from skydome.serve.shipped_answers import answers, news

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def script():
    sys.path.insert(0, str(ROOT / "docs" / "figures"))
    try:
        import serve_answers

        yield serve_answers
    finally:
        sys.path.pop(0)


@pytest.mark.parametrize("name", ["raid", "deal", "law", "claims"])
def test_a_shipped_answer_is_what_the_code_computes(script, name):
    shipped = {one.id: one.model_dump() for one in answers()}
    assert shipped[name] == getattr(script, name)()


def test_the_answer_on_the_raid_has_the_numbers_of_the_readme():
    found = json.loads((ROOT / "docs" / "figures" / "readme.json").read_text())["leakage"]
    answer = next(one for one in answers() if one.id == "raid")
    assert f"{found['assessed'][0]:.1f} get through" in answer.answer
    assert f"{found['band'][0]:.2f} to {found['band'][1]:.1f} when" in answer.answer


def test_news_are_of_the_changelog(script):
    titles = {one["title"] for one in script.news()}
    headings = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert news()
    for one in news():
        assert f"### {one.title}\n" in headings
    assert script.OF_DEVELOPERS not in titles
