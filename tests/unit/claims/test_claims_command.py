"""`skydome claims` as a person meets it: table, chain, JSON, page, one sentence, draft."""

import csv
import json
import re
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

HERE = Path(__file__).parent
SMALL = HERE / "small_claims.yaml"


@pytest.fixture(autouse=True)
def _wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")


def test_a_table_with_counts_dates_and_what_to_cite(command):
    ended = command("claims", SMALL, "--quiet")
    assert (ended.code, ended.err) == (0, "")
    for words in (
        "2 claims: 1 holds, 1 judgement",
        "As of 2026-11-30. Law: ",
        "22 U.S.C. chapter 102 as codified in April 2023",
        "most often 5.43 billion USD",
        "claims of small, as of 2026-11-30, 32 draws.",
    ):
        assert words in ended.out


def test_the_file_may_follow_the_word_audit_and_options_may_come_first(command):
    plain = command("claims", SMALL, "--quiet").out
    assert command("claims", "audit", SMALL, "--quiet").out == plain
    assert command("claims", "--quiet", SMALL).out == plain


def test_the_chain_of_evidence_names_sources_with_grades(command):
    out = command("claims", SMALL, "--full", "--claim", "a", "--quiet").out
    assert "HOLDS (confidence: high)" in out
    assert re.search(r"\[B\] Modi to meet Putin", out)
    assert "Would change it: " in out


def test_json_has_every_verdict_with_its_evidence(command):
    said = json.loads(command("claims", SMALL, "--json", "--quiet").out)
    assert said["counts"] == {"holds": 1, "judgement": 1}
    (claim, _) = said["claims"]
    assert claim["verdict"] == claim["on_its_day"] == claim["today"] == "holds"
    (part,) = claim["parts"]
    assert part["check"] == "deal_value"
    assert part["asked"] == {"deal": "india-2018", "usd": 5.4e9}
    assert all(piece["supports"] for piece in part["evidence"])
    grades = {one["grade"] for piece in part["evidence"] for one in piece["witnesses"]}
    assert grades == {"B", "C"}


def test_another_day_counts_as_today(command):
    early = json.loads(command("claims", SMALL, "--as-of", "2021-06-30", "--json", "--quiet").out)
    assert early["as_of"] == "2021-06-30"
    evidence = early["claims"][0]["parts"][0]["evidence"]
    assert not any("5.5" in piece["what"] for piece in evidence)  # printed in December 2021


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--claim", "z"), "--claim: there is no 'z'; allowed: a, b"),
        (("--document", "papr"), "there is no 'papr' (did you mean 'paper'?)"),
        (("--as-of", "2020-01-01"), "2020-01-01 is before any of the documents"),
        (("--as-of", "soon"), "--as-of: 'soon': this is no date"),
        (("--draws", "2"), "--draws: 2 is out of bounds; allowed: 4 to 64"),
        (("--page", str(SMALL)), "this file is an input of the command"),
    ],
)
def test_options_that_cannot_be_used(command, words, message):
    ended = command("claims", SMALL, *words)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err


def test_a_file_that_is_not_there(command):
    ended = command("claims", "nowhere.yaml")
    assert ended.code == 2
    assert "there is no such file" in ended.err


def test_a_page_stands_alone_and_every_claim_reaches_its_source(command, tmp_path):
    page = tmp_path / "page.html"
    assert command("claims", SMALL, "--page", page, "--quiet").code == 0
    html = page.read_text("utf-8")
    assert "<script" not in html
    assert not re.search(r"<(link|img|iframe)\b", html)
    assert "Of 2 claims 1 can be checked; 1 are judgements" in html
    assert "prefers-color-scheme: dark" in html
    assert '<details class="claim" id="c-a">' in html
    claim = html.split('id="c-a">')[1].split('<details class="claim"')[0]
    assert 'href="http://www.newindianexpress.com/' in claim  # one click opens, one more is there
    assert "22 U.S.C. chapter 102 as codified in April 2023" in html
    first = page.read_bytes()
    command("claims", SMALL, "--page", page, "--quiet")
    assert page.read_bytes() == first


def test_a_page_shows_a_source_that_is_the_document_itself(command, tmp_path):
    text = SMALL.read_text("utf-8").replace(
        "    author: A paper\n", "    author: A paper\n    same_as: [sputnik-2018-10]\n"
    )
    file, page = tmp_path / "own.yaml", tmp_path / "page.html"
    file.write_text(text, "utf-8")
    assert command("claims", file, "--page", page, "--quiet").code == 0
    assert "the document under audit itself: no evidence for its own claim" in page.read_text()


def test_one_sentence(command):
    said = command("claims", "check", "The deal is worth 5.5 billion dollars.", "--quiet")
    assert said.code == 0
    assert said.out.startswith("HOLDS, about ")
    assert "Understood as deal_value (the contract of October 2018): deal: india-2018" in said.out
    data = json.loads(
        command("claims", "check", "Deliveries begin in 2025.", "--json", "--quiet").out
    )
    assert data["answers"][0]["verdict"] == "does not hold"


def test_a_sentence_that_no_check_fits(command):
    said = command("claims", "check", "India likes tea.", "--quiet")
    assert said.code == 0
    assert said.out.startswith("No check fits this sentence.\nNearest checks: ")


def test_a_draft_points_at_characters_and_is_refused_until_accepted(command, tmp_path):
    article, output = tmp_path / "an article.txt", tmp_path / "draft.yaml"
    article.write_text(
        "The deal is worth $5.4 billion. Deliveries begin in 2025. It rained for 3 hours.\n"
        "An advance of 80 million dollars was paid.\n",
        "utf-8",
    )
    ended = command("claims", "draft", article, "--output", output)
    assert ended.code == 0
    assert "none is accepted until you accept it" in ended.out
    assert "80 is" in ended.out  # the circulating error
    text = output.read_text("utf-8")
    assert "at: [0, 31]" in text
    assert '# not mapped, 72-79: "3 hours" (duration, 10800)' in text
    refused = command("claims", output)
    assert refused.code == 2
    assert "this is a draft, and nobody has accepted its rows" in refused.err
    accepted = text.replace("draft: true\n", "").replace("as_of: FILL IN", "as_of: 2026-11-30")
    accepted = re.sub(r"(first|last): FILL IN", r"\1: 2021-01-01", accepted)
    output.write_text(accepted, "utf-8")
    blank = command("claims", output)
    assert "this blank of a draft is not filled in" in blank.err
    output.write_text(re.sub(r"(claim|says): FILL IN", r"\1: a claim", accepted), "utf-8")
    said = json.loads(command("claims", output, "--json", "--quiet").out)
    assert [one["verdict"] for one in said["claims"]] == ["holds", "does not hold", "does not hold"]


def test_a_draft_of_a_file_that_is_no_text(command, tmp_path):
    article = tmp_path / "article.txt"
    article.write_bytes(b"\xff\xfe\x00")
    ended = command("claims", "draft", article)
    assert ended.code == 2
    assert "this is not a text file in UTF-8" in ended.err


def test_a_table_has_a_line_for_each_claim_in_every_format(command, tmp_path):
    files = [tmp_path / f"audit.{ending}" for ending in ("csv", "parquet", "xlsx")]
    for file in files:
        ended = command("claims", SMALL, "--csv", file, "--quiet")
        assert f"Wrote {file}\n" in ended.out
    said = json.loads(command("claims", SMALL, "--json", "--quiet").out)["claims"]
    read = list(csv.DictReader(files[0].read_text("utf-8").splitlines()))
    assert [(row["id"], row["verdict"], row["claim"]) for row in read] == [
        (one["id"], one["verdict"], one["claim"]) for one in said
    ]
    assert [row["checks"] for row in read] == ["deal_value", "judgement"]
    assert pq.read_table(files[1]).select(["id", "parts", "draws"]).to_pylist() == [
        {"id": "a", "parts": 1, "draws": 32},
        {"id": "b", "parts": 1, "draws": 32},
    ]
    (sheet,) = openpyxl.load_workbook(files[2]).worksheets
    assert [cell.value for cell in sheet["C"]] == ["id", "a", "b"]
