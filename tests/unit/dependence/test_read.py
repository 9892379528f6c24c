import csv
import io
from collections import Counter

import pytest
from arms_files import REGISTER_16, REGISTER_17, TABLE
from hypothesis import given
from hypothesis import strategies as st

from skydome.dependence import Question, answer, read_record
from skydome.dependence.layouts import recognise
from skydome.dependence.register import read_register
from skydome.dependence.textfile import TextFile


def reasons(record):
    return Counter((note.action, note.reason) for note in record.notes)


def test_a_register_of_16_columns(write):
    record = read_record(write(REGISTER_16))
    assert (record.layout, record.listed, record.header_line) == ("register-16", "deals", 4)
    assert (record.rows, record.rows_used) == (3, 2)
    assert (record.first_year, record.last_year, record.years_from) == (2010, 2012, "title")
    assert record.years_without_data == (2013, 2019)
    first, second = record.deliveries
    assert first[:9] == (
        *(5, "line-5", "Norland", "Meridia", "Alpha", "tank", (2010, 2011), 30.0, 30.0),
    )
    assert (first.number, first.estimated) == (12, False)
    assert (second.number, second.estimated) == (None, True)
    assert reasons(record) == {
        ("dropped", "nothing delivered yet"): 1,
        ("flagged", "number or year is an estimate"): 1,
        ("split", "one TIV for several years, split equally"): 1,
    }


def test_a_register_of_17_columns(write):
    record = read_record(write(REGISTER_17))
    assert (record.layout, record.rows, record.rows_used) == ("register-17", 3, 3)
    assert [one.deal for one in record.deliveries] == ["101", "101", "102"]
    assert (record.first_year, record.last_year, record.years_from) == (2010, 2012, "deliveries")
    assert reasons(record) == {
        ("flagged", "number or year is an estimate"): 1,
        ("flagged", "produced in the recipient's own country"): 1,
    }


def test_a_table(write):
    record = read_record(write(TABLE))
    assert (record.layout, record.listed) == ("tiv-table", "suppliers")
    assert (record.rows, record.rows_used, record.years_from) == (3, 2, "header")
    assert {one.recipient for one in record.deliveries} == {"Meridia"}
    cells = {(o.supplier, o.years[0]): o[7:10] for o in record.deliveries}
    assert cells["Norland", 2010] == (10, 9.5, 10.5)
    assert cells["Norland", 2012] == (0, 0, 0.5)
    assert ("Westmark", 2010) not in cells
    assert reasons(record) == {
        ("dropped", "a total, compared with the sum"): 1,
        ("left out", "not a column of a year"): 1,
    }


def test_a_total_that_is_not_the_sum_is_reported(write):
    record = read_record(write(TABLE.replace("Westmark,,5,30", "Westmark,,5,20")))
    (note,) = [n for n in record.notes if n.reason == "a total that is not the sum of the rows"]
    assert (note.line, note.detail) == (6, "30 in 2012, and its rows add up to 20")


def test_a_table_of_recipients_tells_of_customers(write):
    text = TABLE.replace("exports to Meridia", "imports from Norland")
    found = answer(Question(write(text.replace("Exports by", "Imports by")), window_years=2))
    assert (found.side, found.country, found.partner) == ("recipients", "Norland", "Norland")


def test_a_register_tells_of_customers_when_asked(write):
    more = "103,Norland,Sudonia,Alpha,tank,Ships,2008,,6,,2011,,New,1,1,60,\n"
    found = answer(
        Question(write(REGISTER_17 + more), customers=True, supplier="Norland", window_years=2)
    )
    assert (found.side, found.country, found.partner) == ("recipients", "Norland", "Sudonia")
    assert found.windows[0].shares["Sudonia"].value == pytest.approx(60 / 90)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("text", [REGISTER_16, REGISTER_17, TABLE])
def test_encoding_delimiter_and_line_ends_change_nothing(write, text, end, encoding, delimiter):
    text = text.replace("Westmark", "Côte d'Ivoire").replace("hull, licence", "hull; licence")
    rows = list(csv.reader(io.StringIO(text)))
    again = io.StringIO()
    csv.writer(again, delimiter=delimiter, lineterminator=end).writerows(rows)
    plain = read_record(write(text))
    told = read_record(write(again.getvalue().encode(encoding), "other.csv"))
    assert told.deliveries == plain.deliveries
    assert told.notes == plain.notes
    assert told.encoding == encoding.replace("cp1252", "windows-1252")


def test_a_byte_that_windows_1252_lacks_is_read_as_latin_1(write):
    record = read_record(write(TABLE.replace("Westmark", "C\x81te").encode("latin-1")))
    assert record.encoding == "latin-1"
    assert record.rows_used == 2


def test_a_decimal_comma_is_found_or_asked_for(write):
    commas = TABLE.replace(",", ";").replace("Norland;10;20", "Norland;10,25;1.020")
    record = read_record(write(commas))
    assert record.decimal == "comma"
    assert [one.tiv_million for one in record.deliveries[:2]] == [10.25, 1020]
    either = TABLE.replace(",", ";").replace("Norland;10;20", "Norland;10;1.020")
    assert read_record(write(either), "point").deliveries[1].tiv_million == 1.02
    assert read_record(write(either), "comma").deliveries[1].tiv_million == 1020


def test_headers_footnotes_blank_lines_and_totals_are_no_rows(write):
    header = REGISTER_17.splitlines()[2]
    more = f"\n,,,\n{header}\n* armed group\nSource: invented{',' * 16}\n"
    record = read_record(write(REGISTER_17 + more))
    assert len(record.deliveries) == 3
    assert (record.rows, record.rows_used, record.count("dropped")) == (6, 3, 3)
    dropped = [n for n in record.notes if n.action == "dropped"]
    assert [n.detail for n in dropped] == ["", "* armed group", "Source: invented"]


def test_semicolons_at_the_end_of_each_line_are_no_cells(write):
    text = REGISTER_17.replace("\n", ";\n").replace("Invented numbers;", "Invented numbers")
    assert read_record(write(text)).deliveries == read_record(write(REGISTER_17)).deliveries


def test_what_is_odd_is_flagged_and_counted(write):
    odd = REGISTER_16.replace("200,200", "200,250").replace("Alpha", '"Al\npha"')
    odd += odd.splitlines()[-2].replace("Westmark", "Free Ostmark*") + "\n"
    odd += "Meridia,TÃ¼rk,2011,,4,,Bravo,frigate,4,,2013,New,,50,200,200*\n" * 2
    record = read_record(write(odd))
    assert {reason for action, reason in reasons(record) if action == "flagged"} == {
        "number or year is an estimate",
        "one side is not a state: armed group",
        "a line break in a cell",
        "a footnote mark was removed",
        "a name looks encoded twice",
        "more TIV delivered than ordered",
        "the same as an earlier row; both count",
    }


def test_tiv_without_a_year_is_dropped_with_its_amount(write):
    record = read_record(write(REGISTER_17.replace(",2012,", ",,")))
    (note,) = [n for n in record.notes if n.action == "dropped"]
    assert note.reason == "delivered, but in no year"
    assert note.detail == "Westmark to Meridia, Bravo, TIV 200 million"


def test_title_years_that_do_not_fit_are_reported(write):
    record = read_record(write(REGISTER_16.replace("2010 to 2019", "2011 to 2019")))
    assert record.years_from == "deliveries"
    assert "the title's years are not those of the deliveries" in {n.reason for n in record.notes}


ROW = st.sampled_from(
    [
        "1,Norland,Meridia,Alpha,tank,Ships,2008,,6,,{year},,New,1,1,{tiv},",
        "2,Westmark,Meridia,Bravo,tank,Ships,2008,,6,,,,New,1,1,,",
        "3,Westmark,Meridia,Bravo,tank,Ships,2008,,6,,{year},,New,1,1,,",
        "4,Westmark,Meridia,Bravo,tank,Ships,2008,,6,,,,New,1,1,{tiv},",
        "5,unknown supplier(s),Meridia,C,tank,Ships,2008,,6?,,{year},,New,1,1,{tiv},",
        "6,Norland,Meridia,Alpha,tank,Ships,2008,,9,,{year}-2020,,New,1,1,{tiv},",
        ",,,,,,,,,,,,,,,,",
        "",
        "a footnote",
    ]
)


@given(st.lists(st.tuples(ROW, st.integers(2000, 2019), st.integers(0, 900)), max_size=30))
def test_no_row_is_lost(tmp_path_factory, rows):
    lines = [row.format(year=year, tiv=tiv) for row, year, tiv in rows]
    text = "\n".join([*REGISTER_17.splitlines()[:3], *lines]) + "\n"
    file = TextFile(tmp_path_factory.getbasetemp() / "x.csv", text, "utf-8")
    read = read_register(file, recognise(file), None)
    dropped = [note for note in read.notes.all if note.action == "dropped"]
    assert read.rows == sum(bool(line.strip(",")) for line in lines)
    assert read.rows == len(read.deliveries) + len({note.line for note in dropped})
    assert len({note.line for note in dropped}) == len(dropped)
    told = sum(tiv for row, _, tiv in rows if "{year}" in row and "{tiv}" in row)
    assert sum(one.tiv_million for one in read.deliveries) == told


def test_ten_thousand_rows_are_read(write):
    row = REGISTER_17.splitlines()[3]
    rows = [
        row.replace("101", str(n), 1).replace("2010", str(1990 + n % 30)) for n in range(10_000)
    ]
    record = read_record(write("\n".join([*REGISTER_17.splitlines()[:3], *rows])))
    assert record.rows == record.rows_used == 10_000


def test_the_samples_tell_the_same_deliveries(samples):
    names = ("register-16-columns", "register-17-columns", "tiv-table")
    one, two, three = (answer(Question(samples / f"{name}.csv")) for name in names)
    assert one.country == two.country == three.country == "Meridia"
    assert sum(d.tiv_million for d in one.deliveries) == pytest.approx(
        sum(d.tiv_million for d in two.deliveries), rel=1e-4
    )
    for split, exact, rounded in zip(one.windows, two.windows, three.windows, strict=True):
        for name, share in exact.shares.items():
            assert rounded.shares[name].low <= share.value <= rounded.shares[name].high
            assert split.shares[name].low - 1e-3 <= share.value <= split.shares[name].high + 1e-3


def test_the_samples_are_what_their_script_makes(samples, tmp_path, monkeypatch):
    import runpy

    made = runpy.run_path(str(samples / "make_samples.py"))
    monkeypatch.setitem(made["main"].__globals__, "FOLDER", tmp_path)
    made["main"]()
    shipped = {file.name: file.read_bytes() for file in samples.glob("*.*") if file.suffix != ".py"}
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == shipped
    assert len(shipped) == 5
