import re

import pytest

from skydome.fielding import bibliography, deal_ids, load_deal
from skydome.fielding.load import SHIPPED, _cited
from skydome.fielding.record import confidences, judged_share

IDS = ("china-2014", "india-2018", "turkey-2017")


def test_these_deals_are_shipped():
    assert tuple(deal_ids()) == IDS


@pytest.mark.parametrize("deal_id", IDS)
def test_a_shipped_deal_has_its_own_name_and_three_futures(deal_id):
    deal = load_deal(deal_id)
    assert deal.id == deal_id
    names = {future.name for future in deal.futures}
    assert names == {"optimistic", "realistic", "pessimistic"}


def test_every_source_is_cited():
    cited = {source for deal in IDS for _, source in _cited(load_deal(deal), ())}
    assert cited <= set(bibliography())
    assert set(bibliography()) - cited == set()


@pytest.mark.parametrize("deal_id", IDS)
def test_what_is_judged_alone_says_so(deal_id):
    def walk(data):
        if isinstance(data, dict):
            if set(data.get("source", ())) == {"skydome-judgement"}:
                assert data["confidence"] == "unsourced", data
            for value in data.values():
                walk(value)
        elif isinstance(data, list | tuple):
            for value in data:
                walk(value)

    walk(load_deal(deal_id).model_dump())


@pytest.mark.parametrize("deal_id", IDS)
def test_most_numbers_without_a_source_have_a_range(deal_id):
    counts = judged_share(load_deal(deal_id))
    assert sum(counts.values()) == len(confidences(load_deal(deal_id).model_dump()))
    assert counts["sourced"] > 5


def test_no_site_is_named():
    for file in SHIPPED.glob("*.yaml"):
        text = file.read_text("utf-8")
        assert not re.search(r"\b(Adampur|Gwalior|latitude|longitude)\b", text)
