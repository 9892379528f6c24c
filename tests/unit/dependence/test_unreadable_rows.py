"""Broken rows: repaired where one reading fits, else set aside with bounds. None is lost."""

from pathlib import Path

import pytest
import yaml
from arms_files import FILES, REGISTER_16, REGISTER_17, TABLE
from hypothesis import given, settings
from hypothesis import strategies as st

from skydome.dependence import Question, answer, read_record
from skydome.dependence.rows import Reading, Row, _agreed
from skydome.dependence.text import findings
from skydome.errors import InputError

CASES = yaml.safe_load(Path(__file__).with_name("unreadable.yaml").read_text("utf-8"))


def edited(case):
    """Return a file with one edit, and what was in it before."""
    text = FILES[case["file"]][1]
    assert text.count(case["for"]) >= 1
    return text.replace(case["for"], case["write"], 1)


def complete(record):
    """Return whether every row is used, dropped or set aside, each once."""
    gone = [note.line for note in record.notes if note.action in {"dropped", "set aside"}]
    return len(gone) == len(set(gone)) and record.rows == record.rows_used + len(gone)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_row_with_a_mistake_does_not_end_the_reading(write, case):
    record = read_record(write(edited(case)))
    notes = [note for note in record.notes if note.action == case["action"]]
    assert case.get("detail", notes[0].detail) in [note.detail for note in notes]
    assert case.get("reason", notes[0].reason) in {note.reason for note in notes}
    assert record.rows_used == case["used"]
    assert complete(record)


def test_a_record_broken_in_a_comment_is_whole_again(write):
    whole = read_record(write(REGISTER_16)).deliveries
    broken = REGISTER_16.replace('"hull, licence"', "hull;\nlicence")
    assert read_record(write(broken)).deliveries == whole
    # as a spreadsheet saves it: both halves filled up with empty cells to the header's width
    first, second = broken.splitlines()[5:7]
    padded = broken.replace(f"{first}\n{second}", f"{first},,,\n{second},,,,,,,,,,,,")
    read = read_record(write(padded))
    assert read.deliveries == whole
    assert (read.rows, read.rows_used) == (3, 2)


def test_a_break_at_the_start_of_a_comment_keeps_the_columns_in_place(write):
    """Bravo's TIV of 200 stays in its column, though the half before the break ends empty."""
    broken = REGISTER_16.replace('"hull, licence"', "\nhull")
    first, second = broken.splitlines()[5:7]
    padded = broken.replace(f"{first}\n{second}", f"{first},,,\n{second},,,,,,,,,,,,")
    for text in (broken, padded):
        assert read_record(write(text)).deliveries[1].tiv_million == 200


@pytest.mark.parametrize(("values", "chosen"), [("aa", 0), ("ab", None), ("-b", 1), ("--", None)])
def test_repairs_that_read_differently_are_not_made(values, chosen):
    """Each sign is what a repair would count; - cannot be read."""
    rows = [Row(Path(), n, None, []) for n in range(len(values))]
    counted = [None if sign == "-" else (sign,) for sign in values]
    found = _agreed(rows, Reading(bool, lambda row: counted[row.line]))
    assert found == (None if chosen is None else rows[chosen])


def test_a_row_set_aside_widens_the_bounds_by_its_tiv(write):
    """Norland 30 and Westmark 200 in 2010–12; one row of 20 from Sudonia has an unreadable year.

    If it came, Norland has 30 of 250, else 30 of 230. The share itself is that without it.
    """
    row = "103,Sudonia,Meridia,C,tank,Ships,2008,,6,,20x2,,New,1,1,20,\n"
    found = answer(Question(write(REGISTER_17 + row), supplier="Norland"))
    (window,) = found.windows
    assert window.shares["Norland"] == pytest.approx((30 / 230, 30 / 250, 30 / 230))
    assert window.shares["Sudonia"] == pytest.approx((0, 0, 20 / 250))
    assert window.tiv_million == 230
    assert found.set_aside.windows[0].shares["Norland"] == pytest.approx((30 / 230,) * 3)
    text = " ".join(findings(found))
    assert "Set aside: 1 row that may be a delivery to Meridia (line 7)" in text
    assert "Norland's share could be 12.0 % to 13.0 % in 2010–12 instead of 13.0 %." in text


def test_a_row_without_a_supplier_may_be_anyones(write):
    """20 million of nobody known: Norland has from 30 of 250 to 50 of 250."""
    row = "103,,Meridia,C,tank,Ships,2008,,6,,2011,,New,1,1,20,\n"
    found = answer(Question(write(REGISTER_17 + row), supplier="Norland"))
    assert found.windows[0].shares["Norland"] == pytest.approx((30 / 230, 30 / 250, 50 / 250))


def test_units_times_their_tiv_bound_a_tiv_that_cannot_be_read(write):
    row = "103,Sudonia,Meridia,C,tank,Ships,2008,,6,,2011,,New,1,1.5,??x,\n"
    (doubtful,) = answer(Question(write(REGISTER_17 + row))).set_aside.deliveries
    assert (doubtful.tiv_million, doubtful.tiv_high_million, doubtful.years) == (0, 9, (2011,))


def test_a_tiv_without_any_bound_is_assumed_at_most_the_largest(write):
    row = "103,Sudonia,Meridia,C,tank,Ships,2008,,,,2011,,New,1,,many,\n"
    found = answer(Question(write(REGISTER_17 + row)))
    assert found.set_aside.assumed == 1
    assert found.set_aside.deliveries[0].tiv_high_million == 200
    assert "taken as at most the largest other" in " ".join(findings(found))


def test_a_row_set_aside_of_another_country_changes_nothing(write):
    row = "103,Norland,Sudonia,C,tank,Ships,2008,,6,,2011,,New,1,1,many,\n"
    found = answer(Question(write(REGISTER_17 + row), recipient="Meridia"))
    assert found.set_aside is None
    assert found.record.count("set aside") == 1


def test_the_total_of_a_year_bounds_a_value_that_cannot_be_read(write):
    """2011 has 20 (19.5 to 20.5) from Norland of 25 (to 25.5): at most 6 is left for Westmark."""
    record = read_record(write(TABLE.replace("Westmark,,5,30", "Westmark,,five,30")))
    (doubtful,) = record.doubtful
    assert (doubtful.supplier, doubtful.years) == ("Westmark", (2011,))
    assert doubtful.tiv_high_million == pytest.approx(6)


def test_a_row_of_a_table_without_a_name_may_be_anyones(write):
    record = read_record(write(TABLE.replace("Westmark", "**")))
    assert {one.supplier for one in record.doubtful} == {""}
    assert [one.tiv_high_million for one in record.doubtful] == [5.5, 30.5]


def test_a_file_of_which_most_cannot_be_read_is_refused(write):
    text = REGISTER_17.replace(",15,", ",many,")
    with pytest.raises(InputError) as refused:
        read_record(write(text))
    assert refused.value.line == 4
    assert refused.value.problem == (
        "cannot be read: TIV delivery values: 'many' does not fit: it is not a number; "
        "so are 2 of 3 rows"
    )


PIECES = st.text(alphabet='",;\n\r\t (?)2019A=\u00a0é', max_size=12)
EDITS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 30), PIECES), min_size=1, max_size=6
)


@pytest.mark.parametrize("name", ["register of 16", "register of 17", "table"])
@given(EDITS)
@settings(max_examples=60, deadline=None)
def test_whatever_is_broken_no_row_is_lost(tmp_path_factory, name, edits):
    """Rows read are those used, dropped and set aside, or the file is refused with one message."""
    text = FILES[name][1]
    start = text.index("\n\n") + 2
    for place, length, piece in edits:
        at = start + int(place * (len(text) - start))
        text = text[:at] + piece + text[at + length :]
    file = tmp_path_factory.getbasetemp() / "edited.csv"
    file.write_bytes(text.encode())
    message = ""
    try:
        record = read_record(file)
    except InputError as refused:
        message = str(refused)
    assert "\n" not in message
    if message:
        return
    assert complete(record)
    for country in {one.recipient for one in record.deliveries}:
        try:
            found = answer(Question(file, recipient=country))
        except InputError:
            continue
        for window in found.windows:
            for share in window.shares.values():
                assert -1e-12 <= share.low <= share.value + 1e-12 <= share.high + 2e-12 <= 1 + 3e-12
