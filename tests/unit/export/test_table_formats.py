"""One table in three formats, read back by csv, PyArrow and openpyxl."""

import csv
import io

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from skydome.errors import InputError
from skydome.export import exposure_csv, tables
from skydome.export.csv_table import csv_bytes
from skydome.export.tables import kind_of, written_as
from skydome.exposure import examine, load_case

HEADER = ["name", "number", "share", "code", "day"]
ROWS = [
    ("=SUM(A1)", 12, "0.2500", "007", "2019-08-01"),
    ("plain, with a comma", "", "-1e-05", "12", ""),
    ("'quoted", 0, "", "", "x"),
]
# By hand: a column with a gap keeps its numbers; 007 is a name, so its column is of texts.
TYPED = {
    "name": ["=SUM(A1)", "plain, with a comma", "'quoted"],
    "number": [12, None, 0],
    "share": [0.25, -1e-05, None],
    "code": ["007", "12", ""],
    "day": ["2019-08-01", "", "x"],
}


def sheet(content):
    (only,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return [[cell.value for cell in row] for row in only.rows], only


def test_numbers_are_numbers_and_texts_are_as_they_were():
    table = pq.read_table(io.BytesIO(written_as("parquet", csv_bytes(HEADER, ROWS))))
    assert table.to_pydict() == TYPED
    assert [str(one) for one in table.schema.types] == [
        *("string", "int64", "double", "string", "string"),
    ]


def test_a_workbook_has_the_same_and_runs_nothing():
    cells, only = sheet(written_as("xlsx", csv_bytes(HEADER, ROWS)))
    assert cells[0] == HEADER
    assert cells[1] == ["=SUM(A1)", 12, 0.25, "007", "2019-08-01"]
    assert only["A2"].data_type == "s"
    assert only["B2"].data_type == only["C2"].data_type == "n"
    assert cells[2][1] is cells[3][2] is None


def test_csv_stays_as_it_is():
    content = csv_bytes(HEADER, ROWS)
    assert written_as("csv", content) is content


def test_an_arrow_table_keeps_its_types():
    table = pa.table({"a": pa.array([1, None], pa.int16()), "b": ["x", None]})
    assert pq.read_table(io.BytesIO(written_as("parquet", table))) == table
    assert written_as("csv", table) == b"a,b\n1,x\n,\n"


@pytest.mark.parametrize("value", [2**63 - 1, 1 - 2**63, 2**63, -(10**30)])
def test_no_digit_of_a_large_number_is_lost(value):
    table = pq.read_table(io.BytesIO(written_as("parquet", csv_bytes(["n"], [(value,)]))))
    assert table.to_pydict() == {"n": [value if abs(value) < 2**63 else str(value)]}


@pytest.mark.parametrize("text", ["1_000", "nan", "inf", "\u0663", "1e999", "0x10", " 1", "1 "])
def test_what_only_looks_like_a_number_is_a_text(text):
    table = pq.read_table(io.BytesIO(written_as("parquet", csv_bytes(["n"], [(text,), ("2",)]))))
    assert table.to_pydict() == {"n": [text, "2"]}


def test_a_table_without_rows_has_its_names():
    table = pq.read_table(io.BytesIO(written_as("parquet", csv_bytes(HEADER, []))))
    assert (table.column_names, table.num_rows) == (HEADER, 0)
    assert sheet(written_as("xlsx", csv_bytes(HEADER, [])))[0] == [HEADER]


def test_findings_of_the_law_are_the_same_in_all_three():
    content = exposure_csv([examine(load_case("china-edd"))])
    header, *rows = csv.reader(io.StringIO(content.decode()))
    cells, _ = sheet(written_as("xlsx", content))
    table = pq.read_table(io.BytesIO(written_as("parquet", content)))
    assert [[value or "" for value in row] for row in cells] == [header, *rows]
    assert [list(row.values()) for row in table.to_pylist()] == rows


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.csv", "csv"),
        ("a.XLSX", "xlsx"),
        ("a.parquet", "parquet"),
        ("a.txt", "csv"),
        ("-", "csv"),
    ],
)
def test_the_suffix_chooses(tmp_path, name, kind):
    assert kind_of(tmp_path / name) == kind


def test_a_workbook_without_its_writer_is_refused_before_the_work(command, monkeypatch, tmp_path):
    monkeypatch.setattr(tables, "find_spec", lambda _name: None)
    ended = command("exposure", "india-s-400", "--csv", tmp_path / "a.xlsx")
    assert (ended.code, ended.out) == (2, "")
    assert "pip install 'skydome[xlsx]'" in ended.err
    with pytest.raises(InputError):
        written_as("xlsx", csv_bytes(HEADER, ROWS))
