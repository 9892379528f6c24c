import json

import pytest

HORIZON = """\
- id: horizon
  publication: RF Essentials
  source: radar horizon
  model: earth.horizon_range_km
  inputs: {antenna_height_m: 30, target_height_m: 100}
  expected: 63.8
  tolerance: 0.1
  unit: km
"""
WRONG = HORIZON.replace("63.8", "70")


@pytest.fixture
def cases(tmp_path):
    """Return a function that writes a folder of one topic."""

    def write(text):
        (tmp_path / "earth.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (HORIZON, 0, "1 agree, 0 disagree as declared, 0 surprises."),
        (WRONG, 1, "0 agree, 0 disagree as declared, 1 surprise."),
        (HORIZON + "  expect: disagrees\n  reason: misprint\n", 1, "1 surprise."),
        (WRONG + "  expect: disagrees\n  reason: misprint\n", 0, "1 disagree as declared"),
    ],
)
def test_a_surprise_either_way_is_code_1(command, cases, text, code, words):
    ended = command("reproduce", "--quiet", "--from", cases(text))
    assert (ended.code, ended.err) == (code, "")
    assert words in ended.out
    *_, cite, counts = ended.out.splitlines()
    assert cite.startswith("To cite: Skydome ")
    assert counts.startswith("1 case: 1 from 1 publication and 0 checks of our own. ")


def test_the_table_shows_computed_beside_published(command, cases):
    ended = command("reproduce", "--quiet", "--from", cases(HORIZON))
    (row,) = [line for line in ended.out.splitlines() if "│ horizon" in line]
    assert [cell.strip() for cell in row.strip("│").split("│")] == [
        *("horizon", "63.79398", "63.8", "0.1", "km", "agrees", "RF Essentials, radar horizon")
    ]


def test_only_surprises(command, cases):
    text = HORIZON + WRONG.replace("id: horizon", "id: odd")
    ended = command("reproduce", "--quiet", "--only-surprises", "--from", cases(text))
    assert ended.code == 1
    assert "SURPRISE: disagrees" in ended.out
    assert "│ horizon" not in ended.out
    assert "2 cases: 2 from 1 publication and 0 checks" in ended.out


def test_the_json_is_json_and_nothing_else(command, cases):
    ended = command("reproduce", "--json", "--from", cases(WRONG))
    assert (ended.code, ended.err) == (1, "")
    said = json.loads(ended.out)
    assert sorted(said) == ["cases", "counts", "files", "skydome"]
    assert said["counts"]["surprises"] == 1
    (record,) = said["cases"]
    assert record["computed"] == pytest.approx(63.794, abs=1e-3)
    assert (record["topic"], record["expected"], record["surprise"]) == ("earth", 70.0, True)


def test_the_page_is_written(command, cases, tmp_path):
    page = tmp_path / "page.md"
    ended = command("reproduce", "-q", "--from", cases(HORIZON), "--page", page)
    assert ended.code == 0
    assert f"Wrote {page}" in ended.out
    assert "| horizon | 63.79398 | 63.8 | 0.1 | km | agrees | RF" in page.read_text("utf-8")


def test_short_work_shows_no_progress(command, cases):
    ended = command("reproduce", "--from", cases(HORIZON))
    assert ended.err == ""
    assert "1/1" not in ended.out


def test_shipped_topics_are_chosen_by_name(command):
    ended = command("reproduce", "earth", "radar", "--quiet")
    assert ended.code == 0
    for words in ("Earth", "Radar", "headline-400km-at-1000m: a range of 400 km", "radareqrng-1"):
        assert words in ended.out
    assert "Ballistics" not in ended.out


def test_a_wrong_topic_is_one_message(command):
    ended = command("reproduce", "radr")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("skydome: there is no topic 'radr'; allowed: antenna, atmosphere, ")
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "words", "problem"),
    [
        (HORIZON.replace("63.8", "many"), (), "expected: must be a number"),
        (
            HORIZON,
            ("--page", "nowhere/page.md"),
            "nowhere: --page: there is no such folder",
        ),
    ],
)
def test_bad_input_is_one_message(command, cases, text, words, problem):
    ended = command("reproduce", "--quiet", "--from", cases(text), *words)
    assert (ended.code, ended.out) == (2, "")
    assert problem in ended.err
    assert ended.err.count("\n") == 1
