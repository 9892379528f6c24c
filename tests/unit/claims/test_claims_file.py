"""What a person reads when a claims file cannot be used: one message, exit code 2."""

import json
from pathlib import Path

import pytest
import yaml

from skydome.claims import read_claims
from skydome.claims.registry import checks

HERE = Path(__file__).parent
SMALL = HERE / "small_claims.yaml"
CASES = {
    case["case"]: case for case in yaml.safe_load((HERE / "malformed.yaml").read_text("utf-8"))
}


def test_the_small_file_can_be_read():
    found = read_claims(SMALL)
    assert [one.id for one in found.claims] == ["a", "b"]
    name, asked = found.claims[0].parts[0].asked
    assert (name, asked.usd) == ("deal_value", 5.4e9)


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_reported_with_its_line_field_and_what_is_allowed(command, tmp_path, name):
    case, file = CASES[name], tmp_path / "claims.yaml"
    text = SMALL.read_text("utf-8")
    assert case["for"] in text
    file.write_text(text.replace(case["for"], case["write"], 1), "utf-8")
    page = tmp_path / "page.html"
    ended = command("claims", file, "--page", page, "--quiet")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    said = ended.err.removeprefix("skydome: ").removeprefix(str(file)).rstrip("\n")
    assert said.startswith(case["says"])
    assert not page.exists()


def test_every_check_says_what_it_asks():
    assert len(checks()) >= 25
    for one in checks().values():
        assert one.meaning[0].islower(), one.name
        assert "Ask" not in one.meaning, one.name


def test_the_shipped_file_has_the_54_claims_and_uses_most_checks(shipped_claims):
    found = [one.id for one in shipped_claims.claims]
    sizes = {"000": 9, "001": 9, "002": 16, "003": 11, "004": 9}
    assert found == [f"{doc}-{n}" for doc, count in sizes.items() for n in range(1, count + 1)]
    used = {part.asked[0] for one in shipped_claims.claims for part in one.parts}
    assert len(used) >= 24
    declared = [
        one.id
        for one in shipped_claims.claims
        if {part.asked[0] for part in one.parts if part.role == "core"} <= {"judgement", "outside"}
    ]
    assert declared == ["000-9", "001-9", "002-6", "003-8", "004-9"]


def test_no_verdict_is_written_in_the_shipped_file():
    text = (HERE.parents[2] / "examples" / "claims" / "s400-india.yaml").read_text("utf-8")
    data = yaml.safe_load(text)
    names = {key for claim in data["claims"] for key in claim}
    assert names <= {"id", "document", "speaker", "claim", "kind", "about", "states", "parts"}
    assert {key for claim in data["claims"] for part in claim["parts"] for key in part} <= {
        "says",
        "role",
        "reading",
        "check",
    }


def test_the_schema_has_every_check_and_takes_one_of_them(command):
    schema = json.loads(command("schema", "claims").out)
    assert set(schema["required"]) == {"id", "title", "as_of", "documents", "claims"}
    check = schema["$defs"]["Check"]
    assert set(check["properties"]) == set(checks())
    assert (check["minProperties"], check["maxProperties"]) == (1, 1)
    assert check["additionalProperties"] is False
