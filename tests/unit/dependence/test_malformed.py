"""Files that are refused: one message and exit code 2."""

from pathlib import Path

import pytest
import yaml
from arms_files import FILES, REGISTER_17, TABLE

CASES = {
    case["case"]: case
    for case in yaml.safe_load(Path(__file__).with_name("malformed.yaml").read_text("utf-8"))
}
DOWNLOAD = "a CSV file downloaded from the SIPRI Arms Transfers Database"

# what is in the file, and the message after its name
FOREIGN = {
    "nothing": (b"", f": the file is empty; allowed: {DOWNLOAD}"),
    "blanks": (b"\xef\xbb\xbf \r\n\r\n", f": the file is empty; allowed: {DOWNLOAD}"),
    "a workbook": (
        b"PK\x03\x04" + bytes(40),
        f": this is an Excel workbook; allowed: {DOWNLOAD}, saved as CSV",
    ),
    "an old workbook": (
        b"\xd0\xcf\x11\xe0" + bytes(40),
        f": this is an old Excel workbook; allowed: {DOWNLOAD}, saved as CSV",
    ),
    "a web page": (
        b"\n<!DOCTYPE html><html></html>",
        f": this is a web page; allowed: {DOWNLOAD}, saved as CSV",
    ),
    "rich text": (
        b"{\\rtf1 TIV}",
        f": this is a rich-text document; allowed: {DOWNLOAD}, saved as CSV",
    ),
    "a document": (
        b"%PDF-1.7",
        f": this is a PDF document; allowed: {DOWNLOAD}, saved as CSV",
    ),
    "zeros": (TABLE.encode() + bytes(3), f": this is not a text file; allowed: {DOWNLOAD}"),
    "a mark of UTF-8 before Latin-1": (
        b"\xef\xbb\xbfC\xf4te d'Ivoire",
        f": its first bytes announce UTF-8, but the rest is not; allowed: {DOWNLOAD}",
    ),
    "both decimal signs": (
        REGISTER_17.replace(",", ";").replace("2.5;15;", "2,5;15.5;").encode(),
        (
            ": '15.5' has a decimal point and '2,5' a decimal comma; "
            "allowed: one of them, or --decimal"
        ),
    ),
    "no telling decimal sign": (
        TABLE.replace(",", ";").replace(";10;20", ";1.010;1.020").encode(),
        (
            ": no cell shows whether '1.010' is above a thousand; "
            "allowed: --decimal point or --decimal comma"
        ),
    ),
}


@pytest.fixture
def refused(command, tmp_path):
    """Return a function that runs a file, and gives the one line it is refused with."""

    def run(name, content, *options):
        file = tmp_path / name
        file.write_bytes(content)
        before = sorted(tmp_path.rglob("*"))
        words = ("--inventory", file, "--origin", "Norland") if name.endswith(".yaml") else (file,)
        ended = command("dependence", *words, *options)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith("skydome: ")
        assert ended.err.count("\n") == 1
        assert sorted(tmp_path.rglob("*")) == before
        return ended.err.removeprefix("skydome: ").rstrip("\n").replace(str(file), "FILE")

    return run


def broken(text, case):
    """Return the text of a file with one edit."""
    right = case["for"]
    start = text.index(right.removesuffix("…"))
    end = len(text) if right.endswith("…") else start + len(right)
    return text[:start] + case["write"] + text[end:]


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_reported_with_its_line_field_and_what_is_allowed(refused, case):
    name, text = FILES[CASES[case]["file"]]
    assert refused(name, broken(text, CASES[case]).encode()) == f"FILE{CASES[case]['says']}"


@pytest.mark.parametrize("case", FOREIGN)
def test_a_file_of_another_kind_is_named(refused, case):
    content, says = FOREIGN[case]
    assert refused("file.csv", content) == f"FILE{says}"


def test_there_are_at_least_thirty():
    assert len(CASES) + len(FOREIGN) >= 30


def test_a_file_too_large_is_refused(refused, monkeypatch):
    monkeypatch.setattr("skydome.dependence.textfile.LARGEST_FILE_BYTES", 100)
    said = refused("file.csv", TABLE.encode())
    assert said == "FILE: the file is too large; allowed: at most 100 bytes"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (".", f"this is a directory; allowed: {DOWNLOAD}"),
        ("nowhere.csv", f"there is no such file; allowed: {DOWNLOAD}"),
        ("a" * 300, f"cannot be read: File name too long; allowed: {DOWNLOAD}"),
        (
            "stock.yaml",
            (
                "this is a form in YAML, such as an inventory: a stock, not deliveries; "
                "allowed: a CSV file here, the form as --inventory"
            ),
        ),
    ],
)
def test_a_path_that_is_not_a_file_is_refused(command, tmp_path, place, said):
    ended = command("dependence", tmp_path / place)
    assert (ended.code, ended.err) == (2, f"skydome: {tmp_path / place}: {said}\n")


TWO = REGISTER_17 + "103,Norland,Sudonia,Alpha,tank,Armoured vehicles,2008,,6,,2013,,New,1,1,5,\n"
TEN = "101 (Alpha), 103 (Alpha)"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--supplier", "Norland"),
            "--recipient: the file has deliveries to 2 countries; allowed: one of Meridia, Sudonia",
        ),
        (
            ("--without", "Alpha"),
            (
                "--without: a deal is removed from the record of one recipient; "
                "allowed: together with --recipient"
            ),
        ),
        (
            ("--window", "1", "--figure", "a.png"),
            "--figure: a ranking has no figure; allowed: together with --recipient",
        ),
        (
            ("--recipient", "Meridja"),
            (
                "--recipient: 'Meridja' has no deliveries here (did you mean 'Meridia'?); "
                "allowed: Meridia, Sudonia"
            ),
        ),
        (
            ("--recipient", "Meridia", "--supplier", "Norway"),
            (
                "--supplier: 'Norway' has no deliveries here (did you mean 'Norland'?); "
                "allowed: Westmark, Norland"
            ),
        ),
        (
            ("--recipient", "Meridia", "--window", "9"),
            "--window: a window of 9 years does not fit in 2010 to 2013; allowed: 1 to 4",
        ),
        (
            ("--recipient", "Meridia", "--window", "0"),
            "--window: a window of 0 years does not fit in 2010 to 2013; allowed: 1 to 4",
        ),
        (
            ("--recipient", "Meridia", "--first-year", "1999"),
            "--first-year: the file does not cover 1999; allowed: 2010 to 2013",
        ),
        (
            ("--recipient", "Meridia", "--first-year", "2012", "--last-year", "2011"),
            "--first-year: 2012 is after 2011; allowed: a year not after --last-year",
        ),
        (
            ("--recipient", "Sudonia", "--first-year", "2010", "--last-year", "2011"),
            (
                "FILE: Sudonia has no deliveries above 0 TIV from 2010 to 2011; "
                "allowed: other years, or another country"
            ),
        ),
        (
            ("--recipient", "Meridia", "--window", "2", "--without", "Alfa"),
            (
                "--without: there is no deal 'Alfa' (did you mean 'Alpha'?); "
                "allowed: the id of a deal, or words of its designation"
            ),
        ),
        (
            ("--customers", "--supplier", "Norland", "--window", "2", "--without", "alpha"),
            f"--without: 'alpha' matches 2 deals; allowed: one of {TEN}",
        ),
        (
            ("--recipient", "Sudonia", "--window", "2", "--without", "103"),
            "--without: this deal is the only one; allowed: one deal of several",
        ),
        (
            ("--recipient", "Meridia", "--window", "2", "--instead", "Westmark"),
            (
                "--instead: no deal is removed, so nothing replaces one; "
                "allowed: together with --without"
            ),
        ),
        (("--count-as", "Norland"), "--count-as: 'Norland' does not fit; allowed: OLD=NEW"),
        (
            ("--count-as", "Norlund=X"),
            (
                "--count-as: the file does not name 'Norlund' (did you mean 'Norland'?); "
                "allowed: a name in the file"
            ),
        ),
        (("--decimal", "dot"), "--decimal: 'dot' is not known; allowed: point, comma"),
    ],
)
def test_an_option_that_does_not_fit_is_refused(refused, options, said):
    assert refused("file.csv", TWO.encode(), *options) == said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--window", "2", "--without", "Alpha"),
            "FILE: --without: a TIV table has no deals; allowed: a register",
        ),
        (
            ("--customers",),
            (
                "FILE: --customers: the rows of this table are suppliers, so it has no "
                "customers; allowed: a register, or a table that begins 'Imports by'"
            ),
        ),
    ],
)
def test_what_a_table_cannot_answer_is_refused(refused, options, said):
    assert refused("file.csv", TABLE.encode(), *options) == said


def test_nothing_to_read_is_refused(command):
    ended = command("dependence")
    allowed = "a CSV file, or --inventory, or --published"
    assert ended.err == f"skydome: FILE: there is nothing to read; allowed: {allowed}\n"
    assert ended.code == 2
