import csv
import io

import pytest

from skydome.export.csv_table import csv_bytes


@pytest.mark.parametrize("text", ["=1+cmd|calc", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text):
    rows = list(csv.reader(io.StringIO(csv_bytes(["a"], [[text]]).decode(), newline="")))
    assert rows == [["a"], ["'" + text.replace("\r", " ")]]


@pytest.mark.parametrize("cell", ["-1.25", "+3", "-1e-3", "a-b", "", "-inf", -1.5, 7])
def test_numbers_and_other_texts_stay(cell):
    rows = list(csv.reader(io.StringIO(csv_bytes(["a", "b"], [[cell, "x"]]).decode())))
    assert rows == [["a", "b"], [str(cell), "x"]]
