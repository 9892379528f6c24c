import gzip
import html
import json
import sys
from pathlib import Path

import pytest

from skydome.serve.render import CLAIMS_PAGE
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
    assert f"{found['band'][0]:.2f} to {found['band'][1]:.1f}." in answer.answer
    mean, low, high = (f"1 in {104 / one:.0f}" for one in (found["assessed"][0], *found["band"]))
    assert f"About {mean} threats" in answer.verdict
    assert f"between {low} and {high} when" in answer.verdict


def test_the_shipped_page_of_claims_has_each_verdict_with_its_reason():
    page = html.unescape(gzip.decompress(CLAIMS_PAGE.read_bytes()).decode())
    rows = json.loads((ROOT / "docs" / "figures" / "claims_tables.json").read_text())
    cards = page.split('class="id"')[1:]
    assert len(cards) == len(rows)
    by_id = {card.split(">", 1)[1].split("<")[0].strip(): card for card in cards}
    for row in rows:
        card = by_id[row["id"]]
        assert row["claim"] in card
        assert row["why"] in card
        assert row["verdict"] in card


def test_news_are_of_the_changelog(script):
    titles = {one["title"] for one in script.news()}
    headings = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert news()
    for one in news():
        assert f"### {one.title}\n" in headings
    assert script.OF_DEVELOPERS not in titles
