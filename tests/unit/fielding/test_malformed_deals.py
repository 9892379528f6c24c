"""What a person gets to read when a deal cannot be used: one message, exit code 2."""

from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
SMALL = HERE / "small_deal.yaml"
CASES = {
    case["case"]: case for case in yaml.safe_load((HERE / "malformed.yaml").read_text("utf-8"))
}


def broken(case):
    """Return the text of small_deal.yaml with one edit."""
    text, right = SMALL.read_text("utf-8"), CASES[case]["for"]
    start = text.index(right.removesuffix("…"))
    end = len(text) if right.endswith("…") else start + len(right)
    return text[:start] + CASES[case]["write"] + text[end:]


@pytest.fixture
def refused(command, tmp_path):
    """Return a function that runs a deal, and gives the one line it is refused with."""
    deal = tmp_path / "deal.yaml"

    def run(content, *options):
        deal.write_bytes(content)
        page = tmp_path / "page.html"
        ended = command("timeline", deal, "--page", page, "--draws", 20, *options)
        assert ended.code == 2
        assert ended.out == ""
        assert ended.err.startswith("skydome: ")
        assert ended.err.count("\n") == 1
        assert sorted(tmp_path.iterdir()) == [deal]
        return ended.err.removeprefix("skydome: ").rstrip("\n").replace(str(deal), "FILE")

    return run


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_reported_with_its_line_field_and_what_is_allowed(refused, case):
    said, expected = refused(broken(case).encode()), f"FILE{CASES[case]['says']}"
    assert said == expected or (
        expected.endswith("…") and said.startswith(expected.removesuffix("…"))
    )


# what is in the file, and the message after its name
FILES = {
    "nothing": (b"", ": the file is empty; allowed: a YAML mapping"),
    "a list": (
        b"- a\n",
        ":1: the file holds a list, no names; allowed: a YAML mapping, `name: value` in each line",
    ),
    "noise": (b"id: \xff\n", ": this is not a text file in UTF-8; allowed: a YAML text file"),
    "a name twice": (b"id: a\nid: b\n", ":2: id: this name is given twice; allowed: once; "),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_deal_is_reported(refused, case):
    content, said = FILES[case]
    assert refused(content).startswith(f"FILE{said}")


DATE = "allowed: '2026', 2026-06 or 2026-06-15, from 1990 to 2100"
OUTSIDE = "lies outside the record of promises of the last unit; allowed: Jun 2018 to Jun 2022"
OPTIONS = {
    ("--as-of", "soon"): f"--as-of: 'soon' is not a date; {DATE}",
    ("--as-of", "2018-02"): f"as-of: Feb 2018 {OUTSIDE}",
    ("--as-of", "2024"): f"as-of: Jul 2024 {OUTSIDE}",
    (
        "--until",
        "2021",
    ): "until: a timeline to 2021 ends before the record does; allowed: 2022 to 2077",
    ("--future", "plan"): (
        "--future: there is no future 'plan' (did you mean 'plain'?); allowed: plain, cut"
    ),
    ("--draws", "5"): "--draws: 5 is out of bounds; allowed: 10 to 100,000",
    ("--seed", "-1"): "--seed: -1 is out of bounds; allowed: 0 to 9,223,372,036,854,775,807",
    ("--replications", "1"): "--replications: 1 is out of bounds; allowed: 10 to 100,000",
    ("--figure", "a.gif"): (
        "a.gif: --figure: a figure cannot be written as .gif; allowed: .png or .svg"
    ),
    ("--scenario", "no.yaml"): "no.yaml: there is no such file; allowed: a YAML text file",
    ("--futures", "no.yaml"): "no.yaml: there is no such file; allowed: a YAML text file",
}


@pytest.mark.parametrize("options", OPTIONS)
def test_an_option_that_cannot_be_used_is_reported(refused, options):
    assert refused(SMALL.read_bytes(), *options) == OPTIONS[options]


def test_a_folder_that_is_not_there_is_reported(command, tmp_path):
    ended = command("timeline", SMALL, "--figure", tmp_path / "no" / "x.svg")
    assert ended.code == 2
    assert ended.err == f"skydome: {tmp_path / 'no'}: --figure: there is no such folder\n"


def test_a_deal_that_is_not_there_is_reported(command):
    ended = command("timeline", "india-2019")
    allowed = "china-2014, india-2018, turkey-2017, or a YAML file"
    said = "there is no deal 'india-2019' (did you mean 'india-2018'?)"
    assert (ended.code, ended.err) == (2, f"skydome: {said}; allowed: {allowed}\n")


FUTURES = """\
futures:
  - name: mine
    title: My own
    source: gazette
    confidence: unsourced
    reason: supposed
    shocks:
      - name: stop
        kind: payment_stop
        begins: 2022-09
        source: gazette
        confidence: unsourced
        reason: supposed
"""
# what the file says, what is written for it, and the message after its name
OWN = {
    "unknown source": (
        "source: gazette\n    confidence",
        "source: gazete\n    confidence",
        ":4: futures[0].source: there is no source 'gazete'",
    ),
    "in the past": (
        "begins: 2022-09",
        "begins: 2021-09",
        (
            ":10: futures[0].shocks[0].begins: 2021-09 is before the record ends; "
            "allowed: 2022-06 or later; an earlier one is a counterfactual and needs --as-of"
        ),
    ),
    "unknown field": (
        "futures:",
        "future:",
        ":1: future: there is no field of this name (did you mean 'futures'?); ",
    ),
}


@pytest.mark.parametrize("case", OWN)
def test_a_users_own_future_that_cannot_be_used_is_reported(command, tmp_path, case):
    right, wrong, said = OWN[case]
    own = tmp_path / "own.yaml"
    own.write_text(FUTURES.replace(right, wrong, 1))
    ended = command("timeline", SMALL, "--futures", own, "--draws", 20)
    assert ended.code == 2
    assert ended.err.startswith(f"skydome: {own}{said}")
