"""Rows from plain text: places, values, and how many are found of those in marked texts.

The texts were written for this test. `[[words|kind|value]]` marks what a reader finds. The rules
were written before the texts 16 to 18, and not changed after them.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from skydome.claims.draft import draft, mapped, nearest, quantities
from skydome.claims.draft.article import sentences
from skydome.claims.draft.dates import dates

ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.txt"))
MARK = re.compile(r"\[\[(.*?)\|(\w+)\|(.*?)\]\]")
NOT_COUNTED = {"other", "ordinal"}


def marked(file):
    """Return an article without its marks, and the marks: start, end, kind, value."""
    text, marks, at = "", [], 0
    source = file.read_text("utf-8").strip()
    for match in MARK.finditer(source):
        text += source[at : match.start()]
        marks.append((len(text), len(text) + len(match[1]), match[2], match[3]))
        text += match[1]
        at = match.end()
    return text + source[at:], marks


def same(row, mark):
    start, end, kind, value = mark
    if not (row.start < end and start < row.end):
        return False
    if (row.kind.split(":")[0]) != kind:
        return False
    if kind in {"date", "window", "name"}:
        return row.value == value
    return float(row.value) == pytest.approx(float(value), rel=0.005)


def counted(files):
    """Return true positives, false positives and false negatives over some articles."""
    found = Counter()
    for file in files:
        text, marks = marked(file)
        wanted = [mark for mark in marks if mark[2] not in NOT_COUNTED]
        rows = [row for row in draft(text).rows if row.kind != "name: country"]
        used = set()
        for mark in wanted:
            hit = next((row for row in rows if row not in used and same(row, mark)), None)
            found["hit" if hit else "missed"] += 1
            used |= {hit} if hit else set()
        counts = [mark for mark in wanted if mark[2] == "count"]
        for row in rows:
            inside = any(row.start < end and start < row.end for start, end, *_ in counts)
            if row not in used and not (row.kind.startswith("name") and inside):
                found["extra"] += 1
    return found["hit"], found["extra"], found["missed"]


def test_precision_and_recall_on_the_texts_that_the_rules_were_written_with():
    hit, extra, missed = counted([file for file in ARTICLES if "held_out" not in file.name])
    assert len(ARTICLES) == 18
    assert hit + missed >= 190
    assert hit / (hit + extra) >= 0.98
    assert hit / (hit + missed) >= 0.95


def test_precision_and_recall_on_texts_that_the_rules_were_not_written_with():
    hit, extra, missed = counted([file for file in ARTICLES if "held_out" in file.name])
    assert hit + missed >= 40
    assert hit / (hit + extra) >= 0.90
    assert hit / (hit + missed) >= 0.80


@pytest.mark.parametrize("file", ARTICLES, ids=lambda file: file.stem)
def test_every_row_points_at_its_words(file):
    text, _ = marked(file)
    found = draft(text)
    for row in found.rows:
        assert text[row.start : row.end] == row.words
        start, end = found.sentences[row.sentence]
        assert start <= row.start < row.end <= end
    for number, one in found.proposed:
        start, end = found.sentences[number]
        assert start <= one.start < one.end <= end


@pytest.mark.parametrize(
    ("text", "kind", "value", "low", "high"),
    [
        ("$5.43 billion", "money", 5.43e9, 5.43e9, 5.43e9),
        ("US$ 2.5bn", "money", 2.5e9, 2.5e9, 2.5e9),
        ("5.4 to 5.5 billion dollars", "money", 5.45e9, 5.4e9, 5.5e9),
        ("Rs 40,000 crore", "money_inr", 4e11, 4e11, 4e11),
        ("Rs 1,00,000 crore", "money_inr", 1e12, 1e12, 1e12),
        ("a billion dollars", "money", 1e9, 1e9, 1e9),
        ("36 per cent", "share", 36, 36, 36),
        ("30-40%", "share", 35, 30, 40),
        ("400 km", "length", 4e5, 4e5, 4e5),
        ("a 400-km range", "length", 4e5, 4e5, 4e5),
        ("between 25 and 30 km", "length", 27500, 25000, 30000),
        ("180 miles", "length", 289681.92, 289681.92, 289681.92),
        ("25,000 feet", "length", 7620, 7620, 7620),
        ("2,800 metres per second", "speed", 2800, 2800, 2800),
        ("4.8 km/s", "speed", 4800, 4800, 4800),
        ("900 km/h", "speed", 250, 250, 250),
        ("Mach 3", "speed", 1020, 1020, 1020),
        ("five minutes", "duration", 300, 300, 300),
        ("five regiments", "count", 5, 5, 5),
        ("120 short-range missiles", "count", 120, 120, 120),
    ],
)
def test_a_quantity_with_its_unit(text, kind, value, low, high):
    (found,) = quantities(f"They say {text} here.")
    assert found.kind == kind
    assert (found.value, found.low, found.high) == pytest.approx((value, low, high), rel=1e-3)


@pytest.mark.parametrize("text", ["in 2018", "S-400", "Su-35", "section 231", "v2.1.3", "F-35"])
def test_what_is_no_quantity(text):
    assert quantities(f"They say {text} here.") == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("5 October 2018", "date", "2018-10-05"),
        ("October 5, 2018", "date", "2018-10-05"),
        ("the 3rd of April, 2018", "date", "2018-04-03"),
        ("2018-10-05", "date", "2018-10-05"),
        ("21.03.2023", "date", "2023-03-21"),
        ("October 2018", "date", "2018-10"),
        ("Sept. 20, 2018", "date", "2018-09-20"),
        ("in 2025", "date", "2025"),
        ("2012-16", "window", "2012-2016"),
        ("2019–23", "window", "2019-2023"),
        ("2013 to 2017", "window", "2013-2017"),
    ],
)
def test_a_date_or_a_window(text, kind, value):
    (found,) = dates(f"It came {text}.")
    assert (found.kind, found.value) == (kind, value)


def test_sentences_and_their_ends():
    text = 'It costs $5.4 bn. The U.S. said no. "Why?" He left at 5.30 p.m. Then 2020 came.'
    assert [text[a:b] for a, b in sentences(text)] == [
        "It costs $5.4 bn.",
        "The U.S. said no.",
        '"Why?"',
        "He left at 5.30 p.m.",
        "Then 2020 came.",
    ]


@pytest.mark.parametrize(
    ("text", "check", "asked"),
    [
        ("The deal is worth 5.5 billion dollars.", "deal_value", {"usd": 5.5e9}),
        ("India contracted five S-400 regiments for more than $5 billion.", "deal_value", {}),
        ("India contracted five S-400 regiments.", "deal_terms", {"units": 5}),
        ("Deliveries begin in 2025.", "deal_event", {"event": "deliveries-begin"}),
        ("An advance of 80 million dollars was paid.", "deal_payment", {"about_usd": 80e6}),
        ("About 100 soldiers went to train.", "deal_people", {"about": 100}),
        ("Russian arms sales to India were 20 billion dollars in 2023.", "money_a_year", {}),
        ("The S-400 engages aircraft at a range of 400 km.", "engagement_range", {}),
        ("The S-400 hits ballistic missiles at 400 km.", "catalogue_value", {"value": 400.0}),
        ("The 40N6 has a range of 380 km.", "catalogue_value", {"entry": "40n6e"}),
        ("The 91N6E radar of the S-400 sees to a range of 600 km.", "detection_range", {}),
        ("The S-400 can shoot down ballistic missiles.", "footprint", {}),
        ("The S-400 is something between Patriot and THAAD.", "between", {}),
        ("Russia's share of arms was 36 per cent in 2019-23.", "supplier_share", {"percent": 36.0}),
        ("Most of India's weapons are from Russia.", "supplier_share", {"at_least": 50}),
        ("Russia's share of Indian armaments is falling.", "share_trend", {"direction": "down"}),
        ("India is the world's largest arms importer.", "importer_rank", {"rank": 1}),
        ("India is the second-largest importer.", "importer_rank", {"rank": 2}),
        ("India imports 40 per cent of its oil from Russia.", "outside", {}),
        ("An exception under CAATSA was made for India.", "clause_lacks", {"claim": False}),
        ("CAATSA has no country-specific waiver.", "clause_lacks", {}),
        ("India paid $5.43 billion for the S-400 in 2018.", "deal_value", {"usd": 5.43e9}),
        (
            "The S-400 stops ballistic missiles with a range of 3,500 km.",
            "footprint",
            {"against": "ballistic-missile-3000km"},
        ),
        ("The S-400 detects an F-35 at 400 km.", "detection_range", {"target": "stealth-fighter"}),
        ("The S-400 hits cruise missiles at 40 km.", "engagement_range", {"altitude_m": 50.0}),
        ("Patriot reaches farther than the S-400.", "exceeds", {"system": "patriot-battery"}),
        ("The S-400 is cheaper than THAAD.", "cheaper", {"than": "thaad-battery"}),
        ("The S-400 is more expensive than THAAD.", "cheaper", {"system": "thaad-battery"}),
        ("The S-400 engages 36 targets at once.", "catalogue_value", {"value": 36.0}),
        ("Without spare parts half of the S-400 fail in nine months.", "cut_off", {}),
        ("The second S-400 regiment arrived in April 2022.", "deal_delivery", {"unit": 2}),
        ("All five S-400 regiments are delivered by 2025.", "deal_delivery", {"unit": 5}),
        ("Turkey was removed from the F-35 in July 2019.", "deal_event", {"deal": "turkey-2017"}),
        ("Turkey was sanctioned in 2020.", "case_fact", {"case": "turkey-ssb", "claim": True}),
        ("India was never sanctioned.", "case_fact", {"case": "india-s-400", "claim": False}),
        ("India is eligible for a waiver.", "condition", {"claim": "met", "apart": True}),
        ("India was granted a waiver.", "case_fact", {"fact": "modified_waiver_certified"}),
        ("Russia is India's largest arms supplier.", "largest_suppliers", {}),
        ("60 per cent of India's arms are of Russian origin.", "stock_share", {"at_least": 60.0}),
        ("Russia's share of arms fell from 69 to 46 per cent.", "share_trend", {}),
        ("Delivery could put India at risk of sanctions.", "condition", {"claim": "possible"}),
    ],
)
def test_a_sentence_is_mapped_to_a_check(text, check, asked):
    found = [one for one in mapped(text) if one.check == check]
    assert found, mapped(text)
    assert asked.items() <= found[0].asked.items()


@pytest.mark.parametrize("text", ["India likes tea.", "", "S-400s last years without parts."])
def test_a_sentence_that_no_check_fits(text):
    assert mapped(text) == []
    assert len(nearest(text)) == 3


def test_a_plug_in_takes_the_place_of_the_rules():
    from skydome.claims.draft import Mapped

    one = Mapped(0, 4, "judgement", {"because": "asked elsewhere"}, "")
    found = draft("This is it. That too.", plug_in=lambda _words: [one])
    assert [(number, one.start) for number, one in found.proposed] == [(0, 0), (1, 12)]
