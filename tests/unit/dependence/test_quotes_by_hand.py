"""Quotation marks out of place: which lines they join, and which cells are kept."""

from pathlib import Path

import pytest
from arms_files import REGISTER_16

from skydome.dependence import read_record
from skydome.dependence.layouts import Header
from skydome.dependence.raw_rows import QUOTE_ALONE, raw_rows, split_line
from skydome.dependence.record import UNREADABLE
from skydome.dependence.register import _counted, _doubtful
from skydome.dependence.rows import Row


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        # the quoted cell runs on: one row of two cells
        (['a,"b', 'c"'], [(1, ["a", "b\nc"], "")]),
        (['a,"b', "c", 'e"'], [(1, ["a", "b\nc\ne"], "")]),
        # the next line is a whole row of two cells: the mark is alone, and no line is swallowed
        (
            ['a,"b', "c,d", 'e"'],
            [(1, ["a", "b"], QUOTE_ALONE), (2, ["c", "d"], ""), (3, ['e"'], "")],
        ),
        # nothing follows
        (['a,"b'], [(1, ["a", "b"], QUOTE_ALONE)]),
    ],
)
def test_a_quotation_mark_joins_lines_up_to_the_next_whole_row(lines, rows):
    assert [tuple(row) for row in raw_rows(lines, ",", 2, 1)] == rows


def test_a_quotation_mark_that_never_closes_does_not_swallow_the_rest():
    # read leniently, the last cell would be 'b,c': its delimiter shows that it swallowed a cell
    assert split_line('a,"b,c', ",") == ["a", '"b', "c"]
    # here only one name has its marks in the wrong place, and nothing is swallowed
    assert split_line('"Al"pha,x', ",") == ["Alpha", "x"]


COLUMNS = ["recipient", "supplier", "ordered_in", "number", "years", "tiv"]


def row(*cells, problem=""):
    """Return a row of a register with six columns."""
    header = Header(
        "transfers", 1, ",", tuple(COLUMNS), {c: n for n, c in enumerate(COLUMNS)}, {}, ()
    )
    return Row(Path("file.csv"), 7, header, list(cells), problem=problem)


def test_a_repair_must_have_numbers_in_the_columns_of_numbers():
    # "number" does not enter the TIV, but a word there shows that the cells are shifted
    assert _counted(row("Meridia", "Norland", "2008", "12", "2010", "30"), "point") is not None
    assert _counted(row("Meridia", "Norland", "2008", "hull", "2010", "30"), "point") is None


def test_a_name_in_a_row_of_unknown_columns_counts_where_other_rows_have_it(tmp_path):
    file = tmp_path / "file.csv"
    file.write_text(REGISTER_16, "utf-8")
    known = read_record(file).deliveries  # from Norland, Westmark, to Meridia
    found = _doubtful(row("Meridia", "Norland", "", "", "2010", "", problem="?"), known, "point")
    assert (found.supplier, found.recipient) == ("Norland", "Meridia")
    found = _doubtful(row("Sudonia", "tank", "", "", "2010", "", problem="?"), known, "point")
    assert (found.supplier, found.recipient) == (UNREADABLE, UNREADABLE)
    # a row whose columns are known keeps its names
    found = _doubtful(row("Sudonia", "Ostland", "", "", "2010", ""), known, "point")
    assert (found.supplier, found.recipient) == ("Ostland", "Sudonia")
