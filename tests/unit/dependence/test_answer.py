import json
import re

import numpy as np
import pytest
from arms_files import INVENTORY, REGISTER_16, REGISTER_17
from hypothesis import assume, given
from hypothesis import strategies as st

from skydome.dependence import (
    Question,
    answer,
    as_dict,
    by_window,
    deals,
    find_deal,
    inputs_hash,
    published_concentrations,
    published_shares,
    read_inventory,
    stock,
)
from skydome.dependence.published import _bounds
from skydome.dependence.text import findings, grouped_notes, reading_summary, stock_findings
from skydome.errors import InputError


def test_a_deal_is_left_out_or_comes_from_elsewhere(write):
    question = {"file": write(REGISTER_17), "supplier": "Westmark", "window_years": 3}
    left = answer(Question(**question, without="Bravo"))
    (window,), (without,) = left.windows, left.without.windows
    assert window.shares["Westmark"].value == pytest.approx(200 / 230)
    assert without.tiv_million == 30
    assert "Westmark" not in without.shares
    moved = answer(Question(**question, without="102", instead="Norland"))
    assert moved.without.windows[0].tiv_million == 230
    assert moved.without.windows[0].shares["Norland"].value == 1


def test_a_deal_is_found_by_id_or_words(write):
    held = answer(Question(write(REGISTER_17), window_years=2)).deliveries
    assert [deal.id for deal in deals(held)] == ["102", "101"]
    for words in ("101", "alpha", "ALPHA", "alp"):
        assert find_deal(held, words).tiv_million == 30


def test_names_count_as_others_when_asked(write):
    text = REGISTER_17.replace("102,Westmark", "102,Norland Union")
    pairs = (("Norland Union", "Norland"),)
    found = answer(Question(write(text), window_years=3, count_as=pairs))
    assert found.partners == ("Norland",)


def test_a_table_that_does_not_name_the_recipient_takes_a_label(write):
    from arms_files import TABLE

    text = TABLE.replace("TIV of arms exports to Meridia, 2010-2013", "Invented")
    text = text.replace("Total exports to Meridia", "Total")
    assert answer(Question(write(text), window_years=2)).country == "not stated"
    found = answer(Question(write(text), window_years=2, recipient="Meridia"))
    assert (found.country, found.windows[0].tiv_million) == ("Meridia", 35)


def test_only_the_years_asked_for_count(samples):
    file = samples / "register-17-columns.csv"
    whole = answer(Question(file))
    part = answer(Question(file, first_year=2006, last_year=2015))
    assert [one.name for one in part.windows] == [one.name for one in whole.windows[10:16]]
    for one, other in zip(part.windows, whole.windows[10:16], strict=True):
        assert one.shares["Norland"] == pytest.approx(other.shares["Norland"])
        assert one.concentration == pytest.approx(other.concentration)


def test_the_hash_changes_with_the_file_and_the_question(write):
    plain = inputs_hash(answer(Question(write(REGISTER_17), window_years=2)))
    assert plain == inputs_hash(answer(Question(write(REGISTER_17, "b.csv"), window_years=2)))
    other = write(REGISTER_17.replace(",15,", ",16,"), "c.csv")
    assert plain != inputs_hash(answer(Question(other, window_years=2)))
    assert plain != inputs_hash(answer(Question(write(REGISTER_17), window_years=3)))


def test_everything_is_in_the_json(samples):
    question = Question(samples / "register-16-columns.csv", without="Invented long-range SAM")
    found = as_dict(answer(question))
    again = json.loads(json.dumps(found, allow_nan=False))
    assert again["rows"]["read"] == again["rows"]["used"] + again["rows"]["dropped"]
    assert len(again["windows"]) == len(again["without"]["windows"]) == 26
    assert len(again["years"]) == 30
    assert again["trend"]["least_squares"]["per_year"] < 0
    lines = {n["line"] for n in again["rows"]["notes"] if n["action"] == "split"}
    assert len(lines) == again["rows"]["split"]


def test_what_is_said_names_what_the_intervals_hold(samples):
    question = Question(samples / "register-16-columns.csv", without="Invented long-range SAM")
    found = answer(question)
    text = " ".join(findings(found))
    for words in (
        "The file allows ",
        "it is split equally",
        "depending on who the unknown ones are",
        "yearly share falls: −",
        "p 0.",
        "Single years rely on deals split equally",
        "Without Invented long-range SAM (Norland, 2021 to 2025, 550 million TIV)",
    ):
        assert words in text
    assert "trade register of 16 columns" in reading_summary(found.record)
    assert sum(one.rows for one in grouped_notes(found.record.notes)) == len(found.record.notes)


def test_a_download_limited_to_one_supplier_is_warned_of(write):
    text = REGISTER_17.replace("102,Westmark", "102,Norland")
    said = " ".join(findings(answer(Question(write(text), window_years=2))))
    assert "The file names no supplier but Norland" in said
    said = " ".join(findings(answer(Question(write(REGISTER_17), window_years=2))))
    assert "names no supplier but" not in said


def test_few_years_say_so(write):
    text = " ".join(findings(answer(Question(write(REGISTER_16), window_years=2))))
    assert "There are too few years with deliveries for a trend." in text


# published shares


def test_windows_with_two_editions_keep_both_values():
    rows = {(one.first_year, one.last_year): one for one in by_window("India", "Russia")}
    told = {
        years: [(v.edition, v.percent) for v in one.values if v.confidence == "sourced"]
        for years, one in rows.items()
    }
    assert told[2009, 2013] == [(2014, 75), (2019, 76)]
    assert told[2012, 2016] == [(2017, 68), (2022, 69)]
    assert told[2013, 2017] == [(2018, 62), (2023, 64)]
    assert told[2015, 2019] == [(2020, 56), (2025, 55)]
    assert told[2021, 2025] == [(2026, 40)]
    assert sum(len({p for _, p in values}) > 1 for values in told.values()) == 4
    assert sum(one.differ for one in rows.values()) == 6


def test_the_fall_is_not_monotone():
    latest = [one.values[-1].percent for one in by_window("India", "Russia")]
    assert latest[-3:] == [36, 36, 40]
    assert latest[0] == 82


def test_each_published_share_has_where_it_was_read_or_says_that_it_was_not():
    for one in published_shares():
        assert one.last_year - one.first_year == 4
        assert one.edition > one.last_year
        assert (one.address is None) == (one.confidence == "unsourced")
    keys = [(o.recipient, o.supplier, o.last_year, o.edition) for o in published_shares()]
    assert len(set(keys)) == len(keys)


def test_concentration_of_india_has_fallen_by_published_shares_alone():
    found = published_concentrations("India")
    assert [(one.window, one.edition) for one in found] == [
        ("2012–16", 2017),
        ("2013–17", 2018),
        ("2018–22", 2023),
        ("2019–23", 2024),
        ("2021–25", 2026),
    ]
    assert found[0].low > 0.47
    assert found[-1].high < 0.31


@given(st.lists(st.integers(1, 12), min_size=1, max_size=8))
def test_whoever_is_not_named_the_index_lies_between_its_ends(rest):
    named = [40, 29, 15]
    others = 16 * np.array(rest) / sum(rest)
    assume(others.max() <= 15.5)
    true = sum((share / 100) ** 2 for share in (*named, *others))
    low, high = _bounds(named)
    assert low <= true <= high


def test_published_shares_never_exceed_the_whole():
    sums = {}
    for one in published_shares():
        key = (one.recipient, one.first_year, one.edition)
        sums[key] = sums.get(key, 0) + one.percent
    assert max(sums.values()) <= 100


def test_published_shares_stand_beside_a_file_about_the_same(write):
    text = REGISTER_17.replace("Meridia", "India").replace("Norland", "Russia")
    found = answer(Question(write(text), supplier="Russia", window_years=2))
    assert len(found.published) == 16


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("Indai", "Russia"), "there are no published shares for 'Indai' (did you mean 'India'?)"),
        (("India", "Rusia"), "there are no published shares of 'Rusia' (did you mean 'Russia'?)"),
    ],
)
def test_what_is_not_held_is_reported(names, said):
    with pytest.raises(InputError) as problem:
        by_window(*names)
    assert problem.value.problem == said


# inventories


def test_a_stock_share_has_its_ends_over_the_counts(write):
    found = stock(read_inventory(write(INVENTORY, "a.yaml")), "Norland")
    (tanks,) = found.categories
    assert tanks == ("tanks", 100, 0.6, 50 / 90, 70 / 110)
    assert found.by_counts.share == 0.6
    assert (found.least, found.greatest) == (50 / 90, 70 / 110)


def test_the_whole_lies_between_the_categories_whatever_they_weigh(samples):
    inventory = read_inventory(samples / "inventory-2026.yaml")
    found = stock(inventory, "Norland")
    for weight in (0.01, 1, 100):
        worth = {
            name: weight ** (n % 3) for n, name in enumerate(c.category for c in found.categories)
        }
        mine = sum(i.count * worth[i.category] for i in inventory.items if i.origin == "Norland")
        whole = sum(i.count * worth[i.category] for i in inventory.items)
        assert found.least <= mine / whole <= found.greatest
    assert "whatever weight each category has" in " ".join(stock_findings(found))


def test_an_origin_that_is_not_there_is_reported(write):
    with pytest.raises(InputError) as problem:
        stock(read_inventory(write(INVENTORY, "a.yaml")), "Norlund")
    assert str(problem.value) == (
        "nothing in 'What Meridia had' is of origin 'Norlund' (did you mean 'Norland'?); "
        "allowed: Meridia, Norland"
    )


def test_the_page_prints_the_published_values(samples):
    """Every window with editions in docs/dependence.md has the values of the data file."""
    page = (samples.parents[1] / "docs" / "dependence.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d{4}–\d\d) \|(?: [0-9.]+ \|)? ([0-9?]+ \(.+?)\|$", page, re.MULTILINE)
    printed = {
        (window, int(edition), float(percent))
        for window, cells in rows
        for percent, edition in re.findall(r"([0-9.]+)\?? \(([0-9]{4})\)", cells)
    }
    known = {
        (value.window, value.edition, value.percent)
        for one in by_window("India", "Russia")
        for value in one.values
    }
    assert len(printed) >= 15
    assert printed <= known
