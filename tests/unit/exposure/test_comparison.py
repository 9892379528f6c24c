"""Two examinations side by side, worked out on the made-up law and on the shipped cases."""

from datetime import date
from pathlib import Path

import pytest

from skydome.exposure import Statute, comparison, examine, headline, load_case, shipped
from skydome.exposure.comparison import (
    _row,
    compared,
    difference,
    differing,
    facts_in,
    side_by_side,
)
from skydome.exposure.record import finding_record

HERE = Path(__file__).parent / "made_up_law"
LAW = Statute(HERE)


def found(**changes):
    return examine(load_case(HERE / "case.yaml", LAW), changes=changes, statute=LAW)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Findings, facts and menu are the same."),
        ({"fined": True}, "The two cases differ only in the menu of sanctions: "),
        (
            {"was_told": True},
            "The findings are the same; the value of 1 fact they depend on differs.",
        ),
        (
            {"decided": True, "harmful": True},
            "The findings differ, and so does the value of 2 facts they",
        ),
        # the licence alone: not met where it was unknown
        ({"licence_granted": False}, "The findings differ, and so does the value of 1 fact they"),
    ],
)
def test_what_differs_is_said_in_a_sentence(changes, sentence):
    assert difference(found(), found(**changes)).startswith(sentence)


def test_the_rows_of_two_examinations():
    rows = {name: (a, b) for name, a, b in compared(found(), found(decided=True, fined=True))}
    assert rows["exposure"] == ("not met (77(a))", "unknown * was not met (77(a))")
    assert rows["  apart from acts"] == ("unknown", "unknown")
    assert rows["licence"] == ("unknown", "unknown")
    assert rows["imposed"] == ("none known", "(1)")
    assert rows["enough imposed"] == ("unknown", "unknown")


def test_a_finding_that_differs_apart_from_acts_shows_both():
    # no licence was granted, but with one it would still be unknown
    rows = {name: (a, b) for name, a, b in compared(found(), found(licence_granted=False))}
    assert rows["licence"] == ("unknown", "not met * was unknown; unknown")


def test_cases_under_different_laws(tmp_path):
    file = tmp_path / "case.yaml"
    text = (HERE / "case.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("ground: 77", "ground: 78"), encoding="utf-8")
    other = examine(load_case(file, LAW), statute=LAW)
    rows = {name: (a, b) for name, a, b in compared(found(), other)}
    assert rows["licence"] == ("unknown", "none in this law")
    assert rows["imposed"] == ("none known", "no menu")
    assert rows["enough imposed"] == ("unknown", "no menu")
    facts = list(differing(found(), other))
    assert facts[0] == ("facts that differ", "", "")
    assert ("  harmful", "unknown", "not asked") in facts
    assert ("  stolen", "unknown", "unknown") not in facts
    assert "  sold" not in [name for name, _, _ in facts]  # both ask, and it is true in both


def test_every_fact_of_every_finding_is_listed_once():
    assert facts_in(found()) == {
        "decided": "false",
        "sold": "true",
        "knew": "true",
        "was_told": "unknown",
        "sold_since_2020": "true",
        "harmful": "unknown",
        "licence_granted": "unknown",
        "notice_given": "unknown",
        "safe": "unknown",
        "stolen": "unknown",
    }


def test_the_table_is_cut_to_a_screen_and_says_so():
    law = shipped()
    pair = [
        examine(load_case("india-s-400", law)),
        examine(load_case("turkey-section-1241", law), as_of=date(2021, 1, 31)),
    ]
    short = list(side_by_side(*pair, 80))
    full = list(side_by_side(*pair, 80, full=True))
    titles = next(n for n, line in enumerate(short) if line.startswith(" " * 20))
    assert len(short) - titles == 24
    assert short[-1].endswith("more lines of facts that differ: --full shows all")
    assert not full[-1].startswith("...")
    assert any(line.startswith("Only quoted passages of section 1241") for line in full)
    assert max(map(len, short)) <= 80


def test_each_answer_comes_first_with_its_case_and_date():
    lines = list(side_by_side(found(), found(decided=True), 80))
    assert lines[0].startswith("widget, 2021-06-30: No order is on record, as last stated on")
    assert any(line.startswith("widget, 2021-06-30: An order is assumed here") for line in lines)


def test_a_row_below_another_keeps_its_indent_and_every_cell_its_column():
    # 10 + 2 + 6 + 2 characters before the third cell; the second line has the rest of the first
    lines = list(_row(("  alpha beta", "one", "two"), (8, 6, 6)))
    assert lines == ["  alpha   one     two", "  beta"]
    assert list(_row(("alpha", "  one", "two"), (8, 6, 6))) == ["alpha       one   two"]


def test_a_finding_that_a_change_moved_has_its_old_value_in_the_record():
    # 77(a) is not met in the case, and unknown once it is decided: see the rows above
    assert "moved_from" not in finding_record(found().exposure)
    assert finding_record(found(decided=True).exposure)["moved_from"] == "not met"


@pytest.mark.parametrize(("count", "ends"), [(1, "'0', which is"), (4, "and '3', which are")])
def test_up_to_four_conditions_are_named(monkeypatch, count, ends):
    monkeypatch.setattr(headline, "_open_facts", lambda part: (f"'{part}'", "which is unknown"))
    assert f"{ends} unknown" in headline._exceptions(list(range(count)))
    assert "more" not in headline._exceptions(list(range(count)))


def test_the_fifth_condition_is_counted(monkeypatch):
    monkeypatch.setattr(headline, "_open_facts", lambda part: (f"'{part}'", "which is unknown"))
    assert headline._exceptions(list(range(5))).endswith("'3' and 1 more, which are unknown")


def test_an_empty_line_comes_before_the_note_on_the_text():
    lines = list(side_by_side(found(), found(), 80))
    note = next(n for n, line in enumerate(lines) if line.startswith("Not legal advice"))
    assert lines[note - 1] == ""
    assert lines[note - 2].endswith("are the same.")


@pytest.mark.parametrize("width", range(60, 100))
def test_both_examinations_have_columns_of_the_same_width(width, monkeypatch):
    # A text beside itself: what is cut into lines on the left is cut alike on the right. The
    # first column has a third of the width, each gap two characters. Words of two to eight
    # letters end a line at each of its last places in some width.
    text = " ".join("x" * (n % 7 + 2) for n in range(40))
    monkeypatch.setattr(comparison, "compared", lambda *_: [("same", text, text)])
    wide = (width - width // 3 - 4) // 2
    left, right = width // 3 + 2, width // 3 + 2 + wide + 2
    lines = list(side_by_side(found(), found(), width))
    table = lines[next(n for n, line in enumerate(lines) if line.startswith("same")) :]
    cut = [line for line in table if "x" in line]
    assert len(cut) > 3
    for line in cut:
        assert line[left : left + wide].rstrip() == line[right:].rstrip()


def test_one_line_of_facts_is_shown_however_long_the_findings(monkeypatch):
    monkeypatch.setattr("skydome.exposure.comparison.SCREEN_LINES", 3)
    lines = list(side_by_side(found(), found(was_told=True), 80))
    # of "facts that differ" and "was told" the first, and the count of the other
    assert lines[-2] == "facts that differ"
    assert lines[-1] == "... 1 more lines of facts that differ: --full shows all"
