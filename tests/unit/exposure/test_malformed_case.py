from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
BASE = (HERE / "case.yaml").read_text(encoding="utf-8")
CASES = {
    case["case"]: case
    for case in yaml.safe_load((HERE / "malformed.yaml").read_text(encoding="utf-8"))
}

FILES = {
    "nothing": (b"", ": the file is empty; allowed: a YAML mapping"),
    "a list": (
        b"- id: x\n",
        ":1: the file holds a list, no names; allowed: a YAML mapping, `name: value` in each line",
    ),
    "noise": (
        bytes(range(128, 256)),
        ": this is not a text file in UTF-8; allowed: a YAML text file",
    ),
    "two documents": (
        BASE.encode() + b"---\nid: other\n",
        ":41: a second document begins here; allowed: one document, without ---",
    ),
}


@pytest.fixture
def refused(command, tmp_path):
    """Return a function that examines a case, and gives the one line it is refused with."""
    file = tmp_path / "case.yaml"

    def run(content, *options):
        file.write_bytes(content)
        ended = command("exposure", file, *options)
        assert ended.code == 2
        assert ended.out == ""
        assert ended.err.startswith("skydome: ")
        assert ended.err.count("\n") == 1
        assert sorted(tmp_path.iterdir()) == [file]
        return ended.err.removeprefix("skydome: ").rstrip("\n").replace(str(file), "FILE")

    return run


def broken(case):
    """Return the text of case.yaml with one edit."""
    right = CASES[case]["for"]
    start = BASE.index(right)
    return BASE[:start] + CASES[case]["write"] + BASE[start + len(right) :]


def test_there_are_sixty_of_them_at_least():
    assert len(CASES) >= 60


def test_the_case_they_are_made_of_is_right(command):
    assert command("exposure", HERE / "case.yaml").code == 0


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_reported_with_line_field_and_what_is_allowed(refused, case):
    assert refused(broken(case).encode()) == f"FILE{CASES[case]['says']}"


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_case_is_refused(refused, case):
    content, expected = FILES[case]
    assert refused(content) == f"FILE{expected}"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--set", "significant"], "--set: 'significant' does not fit; allowed: FACT=true, "),
        (
            ["--set", "significant=yes"],
            "--set: 'significant=yes' does not fit; allowed: significant",
        ),
        (
            ["--set", "significent=true"],
            "--set: no clause asks for 'significent' (did you mean 'significant'?); allowed: ",
        ),
        (
            ["--set", "significant=true", "--set", "significant=false"],
            "--set: significant is set twice; allowed: once",
        ),
        (
            ["--set", "significant=2021-01-01"],
            "--set: 'significant=2021-01-01' does not fit; allowed: significant=true, false or unk",
        ),
        (["--set", "determined=2021-02-30"], "--set: 'determined=2021-02-30': the calendar has no"),
        (
            ["--set", "determined=2022-01-01"],
            "--set: determined=2022-01-01 lies after the as-of date; allowed: 2021-12-31 or",
        ),
        (
            ["--set", "certificate=modified"],
            "--set: there is no certificate 'modified' (did you mean 'modified_waiver'?); al",
        ),
        (
            ["--set", "certificate=modified_waiver", "--as-of", "2018-08-12"],
            "--set: 9525(d) is not in force on 2018-08-12; allowed: a later --as-of",
        ),
        (["--law", "nowhere"], "nowhere: --law: there is no such folder"),
        (["--as-of", "2021-13-01"], "--as-of: '2021-13-01': the calendar has no such date; "),
        (["--as-of", "2021-12"], "--as-of: '2021-12': this is not a day; allowed: a day: "),
        (["--as-of", "soon"], "--as-of: 'soon': this is no date; allowed: a day: 2018-10-05"),
        (["--page", "nowhere/page.html"], "nowhere: --page: there is no such folder"),
        (["--page", "/"], "/: --page: this is not a file name"),
        (["india-s-400", "turkey-ssb"], "CASE: 3 cases are given; allowed: one or two of "),
    ],
)
def test_an_option_that_cannot_be_used_is_refused(refused, options, said):
    assert refused(BASE.encode(), *options).startswith(said)


def test_an_unknown_case_is_refused_with_the_nearest_name(command):
    ended = command("exposure", "india-s400")
    assert ended.code == 2
    assert ended.err.startswith(
        "skydome: there is no case 'india-s400' (did you mean 'india-s-400'?); allowed: "
        "algeria-su-57, china-edd, "
    )
    ended = command("exposure", "nowhere/india.yaml")
    assert ended.err == (
        "skydome: nowhere/india.yaml: there is no such file; allowed: a YAML text file\n"
    )


def test_no_case_is_refused(command):
    ended = command("exposure")
    assert ended.code == 2
    assert ended.err.startswith("skydome: CASE: 0 cases are given; allowed: one or two of ")
