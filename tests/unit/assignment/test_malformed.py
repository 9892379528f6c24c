from pathlib import Path

import pytest
import yaml

SNAPSHOT = Path(__file__).parents[2] / "support" / "snapshot.yaml"
CASES = {
    case["case"]: case
    for case in yaml.safe_load(Path(__file__).with_name("malformed.yaml").read_text("utf-8"))
}
METHODS = "greedy, heuristic, exact"
HEAD = "three whole numbers from 1: weapons, targets, rounds of each weapon"

# what is in a plain instance, and the message after the file's name
PLAIN = {
    "nothing": ("", f":1: '' does not fit; allowed: {HEAD}"),
    "a snapshot": ("name: small\n", f":1: 'name: small' does not fit; allowed: {HEAD}"),
    "two numbers": ("2 1\n", f":1: '2 1' does not fit; allowed: {HEAD}"),
    "no weapon": ("0 1 1\n", f":1: '0 1 1' does not fit; allowed: {HEAD}"),
    "part of a round": ("1 1 1.5\n", f":1: '1 1 1.5' does not fit; allowed: {HEAD}"),
    "too many pairs": (
        "1001 1000 1\n",
        ":1: this is too large; allowed: at most 1,000,000 pairs and 1,000 rounds",
    ),
    "too many rounds": (
        "1 1 1001\n",
        ":1: this is too large; allowed: at most 1,000,000 pairs and 1,000 rounds",
    ),
    "a line too few": (
        "2 1 1\n5\n0 0 0.5\n",
        ": there are 3 lines; allowed: 4: one, 1 values, 2 pairs",
    ),
    "a value in words": (
        "1 1 1\nhigh\n0 0 0.5\n",
        ":2: 'high' is not a number; allowed: a number such as 0.75",
    ),
    "a value of nothing": (
        "1 1 1\n0\n0 0 0.5\n",
        ":2: the value 0 is out of bounds; allowed: above 0 and at most 1,000,000",
    ),
    "a value that is no number": (
        "1 1 1\nnan\n0 0 0.5\n",
        ":2: the value nan is out of bounds; allowed: above 0 and at most 1,000,000",
    ),
    "a pair without probability": (
        "1 1 1\n5\n0 0\n",
        ":3: there are 2 words; allowed: weapon, target, probability",
    ),
    "a weapon that is not there": (
        "1 1 1\n5\n1 0 0.5\n",
        ":3: there is no weapon '1'; allowed: 0 to 0",
    ),
    "a target below zero": (
        "1 1 1\n5\n0 -1 0.5\n",
        ":3: there is no target '-1'; allowed: 0 to 0",
    ),
    "a certain kill": (
        "1 1 1\n5\n0 0 1\n",
        ":3: the probability 1 is out of bounds; allowed: from 0 to below 1",
    ),
    "a pair twice": (
        "2 1 1\n5\n0 0 0.5\n0 0 0.5\n",
        ":4: weapon 0 and target 0 are listed twice; allowed: each pair once",
    ),
}


@pytest.fixture
def refused(command, tmp_path):
    """Return a function that solves a file, and gives the one line it is refused with."""

    def run(name, content, *options):
        file = tmp_path / name
        file.write_text(content, "utf-8")
        ended = command("assign", file, *options)
        assert ended.code == 2
        assert ended.out == ""
        assert ended.err.startswith("skydome: ")
        assert ended.err.count("\n") == 1
        return ended.err.removeprefix("skydome: ").rstrip("\n").replace(str(file), "FILE")

    return run


def broken(case):
    """Return the text of snapshot.yaml with one edit."""
    text, right = SNAPSHOT.read_text("utf-8"), CASES[case]["for"]
    start = text.index(right.removesuffix("…"))
    end = len(text) if right.endswith("…") else start + len(right)
    return text[:start] + CASES[case]["write"] + text[end:]


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_reported_with_its_line_field_and_what_is_allowed(refused, case):
    assert refused("snapshot.yaml", broken(case)) == f"FILE{CASES[case]['says']}"


@pytest.mark.parametrize("case", PLAIN)
def test_a_mistake_in_a_plain_instance_is_reported_with_its_line(refused, case):
    content, expected = PLAIN[case]
    assert refused("instance.txt", content) == f"FILE{expected}"


def test_a_name_without_a_format_is_reported(refused):
    assert refused("snapshot.csv", "") == (
        "FILE: the name 'snapshot.csv' does not give the format; allowed: a name in .yaml, .yml, "
        ".json for a snapshot, .txt for a plain instance"
    )


def test_a_file_that_is_not_there_is_reported(command, tmp_path):
    for name, expected in (
        ("nowhere.yaml", "a YAML text file"),
        ("nowhere.txt", "a text file that begins with weapons, targets, rounds"),
    ):
        ended = command("assign", tmp_path / name)
        assert ended.code == 2
        message = f"there is no such file; allowed: {expected}"
        assert ended.err == f"skydome: {tmp_path / name}: {message}\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--method", "gredy"),
            f"--method: there is no method 'gredy' (did you mean 'greedy'?); allowed: {METHODS}",
        ),
        (("--seconds", "0"), "--seconds: 0.0 is out of bounds; allowed: 0.01 to 86,400.0"),
        (("--seconds", "nan"), "--seconds: nan is out of bounds; allowed: 0.01 to 86,400.0"),
        (("--iterations", "0"), "--iterations: 0 is out of bounds; allowed: 1 to 10,000,000"),
        (
            ("--seed", "-1"),
            "--seed: -1 is out of bounds; allowed: 0 to 9,223,372,036,854,775,807",
        ),
    ],
)
def test_an_option_out_of_bounds_is_reported(refused, options, said):
    assert refused("snapshot.yaml", SNAPSHOT.read_text("utf-8"), *options) == said
