"""The command: what it prints and writes, and what it refuses in one line."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

SUPPORT = Path(__file__).parents[2] / "support"
CAMPAIGN = SUPPORT / "campaign.yaml"
CASES = {
    case["case"]: case
    for case in yaml.safe_load(Path(__file__).with_name("malformed.yaml").read_text("utf-8"))
}
FILES = ["campaign.csv", "campaign.html", "campaign.json", "campaign.svg"]


@pytest.fixture
def refused(command, tmp_path):
    """Return a function that runs a campaign, and gives the one line it is refused with."""

    def run(content, *options):
        file = tmp_path / "campaign.yaml"
        file.write_text(content, "utf-8")
        shutil.copy(SUPPORT / "small.yaml", tmp_path)
        ended = command("campaign", file, "--output", tmp_path / "out", *options)
        assert ended.code == 2
        assert ended.out == ""
        assert ended.err.startswith("skydome: ")
        assert ended.err.count("\n") == 1
        assert not (tmp_path / "out").exists()
        return ended.err.removeprefix("skydome: ").rstrip("\n").replace(str(file), "FILE")

    return run


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_reported_with_its_line_field_and_what_is_allowed(refused, case):
    text, right = CAMPAIGN.read_text("utf-8"), CASES[case]["for"]
    assert right in text
    shown = refused(text.replace(right, CASES[case]["write"], 1))
    said = f"FILE{CASES[case]['says']}"
    assert shown == said or (said.endswith("…") and shown.startswith(said[:-1]))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("-n", "0"), "--replications: 0 is out of bounds; allowed: 1 to 100,000"),
        (
            ("--seed", "-1"),
            "--seed: -1 is out of bounds; allowed: 0 to 9,223,372,036,854,775,777",
        ),
        (("--threads", "0"), "--threads: 0 is out of bounds; allowed: 1 to 256"),
    ],
)
def test_an_option_out_of_bounds_is_reported(refused, options, said):
    assert refused(CAMPAIGN.read_text("utf-8"), *options) == said


def test_it_prints_every_day_and_what_to_cite(command):
    ended = command("campaign", CAMPAIGN, "-q", "-n", 20)
    assert ended.code == 0
    for words in ("alone: nothing comes", "supplied: a convoy", "Over all days", "nodes up"):
        assert words in ended.out
    assert "To cite: Skydome " in ended.out
    assert "campaign little, seed 1, tables " in ended.out


def test_it_writes_the_same_bytes_again(command, tmp_path):
    for name in ("one", "two"):
        ended = command("campaign", CAMPAIGN, "-n", 20, "--output", tmp_path / name, "--json")
        assert ended.code == 0
        answer = json.loads(ended.out)
        assert sorted(answer["files"]) == FILES
    for file in FILES:
        first, second = ((tmp_path / name / file).read_bytes() for name in ("one", "two"))
        assert first == second
    written = json.loads((tmp_path / "one" / "campaign.json").read_bytes())
    assert written == {name: value for name, value in answer.items() if name != "files"}
    lines = (tmp_path / "one" / "campaign.csv").read_text().splitlines()
    assert len(lines) == 1 + 3 * 3 * 8
    assert b"<script" not in (tmp_path / "one" / "campaign.html").read_bytes()


def test_what_is_there_stays_unless_it_may_be_replaced(command, tmp_path):
    (tmp_path / "campaign.csv").write_text("mine")
    ended = command("campaign", CAMPAIGN, "-n", 20, "--output", tmp_path, "-q")
    assert ended.code == 2
    assert ended.err == (
        f"skydome: {tmp_path}: --output: campaign.csv is there already; allowed: another folder, "
        "or --force\n"
    )
    assert (tmp_path / "campaign.csv").read_text() == "mine"
    ended = command("campaign", CAMPAIGN, "-n", 20, "--output", tmp_path, "-q", "--force")
    assert ended.code == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == FILES


def test_the_example_can_be_loaded(examples):
    from skydome.campaign import load_campaign

    plan = load_campaign(examples / "campaign.yaml")
    assert plan.form.days == 5
    assert [future.name for future in plan.form.futures] == ["alone", "supplied", "late", "early"]
