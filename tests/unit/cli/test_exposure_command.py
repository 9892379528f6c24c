import json
import re
import subprocess
import sys

import pytest

import skydome
from skydome.exposure import case_ids, shipped
from skydome.exposure.case import SHIPPED


@pytest.fixture(autouse=True)
def _wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")


def test_a_case_is_examined_on_a_date(command):
    ended = command("exposure", "india-s-400", "--as-of", "2021-12-31")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("No determination is on record, as last stated on 2021-12-08.")
    assert "Not legal advice." in ended.out
    for name in ("exposure, 9525(a)", "delay, 9525(c)", "modified waiver, 9525(d)", "termination"):
        assert name in ended.out
    assert f"To cite: Skydome {skydome.__version__}, exposure of india-s-400" in ended.out


def test_the_whole_walk(command):
    out = command("exposure", "india-s-400", "--as-of", "2021-12-31", "--full").out
    assert "EXPOSURE, 9525(a) (CAATSA section 231(a)): condition not met" in out
    for name in ("INITIAL WAIVER", "DELAY", "MODIFIED WAIVER", "WAIVER OF IMPOSED", "TERMINATION"):
        assert f"\n{name}" in out
    assert "Executive Order 13849" in out  # what is not encoded


def test_without_a_date_it_is_the_cases_own(command):
    assert "as of 2018-09-20" in command("exposure", "china-edd").out


def test_what_if(command):
    words = ("exposure", "india-s-400", "--as-of", "2021-12-31", "--set", "determined=true")
    out = command(*words).out
    assert re.search(r"^exposure, 9525\(a\) +unknown +unknown +was not met$", out, re.MULTILINE)
    assert "Set: determined = true" in out
    assert "--set changes exposure from not met to unknown." in out
    out = command(*words, "--set", "significant=true").out
    assert "--set changes exposure from not met to met." in " ".join(out.split())


def test_two_cases_side_by_side(command):
    ended = command("exposure", "china-edd", "turkey-ssb")
    assert ended.code == 0
    assert re.search(r"^exposure +met \(9525\(a\)\) +met \(9525\(a\)\)$", ended.out, re.MULTILINE)


def test_two_cases_in_full(command):
    out = command("exposure", "china-edd", "turkey-ssb", "--full").out
    assert out.count("EXPOSURE, 9525(a)") == 2
    assert out.index("no fact differs") < out.index("EXPOSURE")


def test_json(command):
    ended = command("exposure", "turkey-ssb", "--json")
    assert (ended.code, ended.err) == (0, "")
    said = json.loads(ended.out)
    assert said["note"] == "Not legal advice."
    assert said["as_of"] == "2020-12-14"
    assert said["text_versions"] == ["22 U.S.C. chapter 102 as codified in April 2023"]
    assert said["answer"].startswith("A determination is on record, as last stated on 2020-12-14.")
    assert said["exposure"]["condition"] == "met"
    assert [one["condition"] for one in said["relief"]] == ["not met"] * 5
    assert said["menu"]["imposed"] == 5
    assert said["exposure"]["tree"]["text"].startswith("On and after the date that is 180 days")
    pair = json.loads(command("exposure", "turkey-ssb", "china-edd", "--json").out)
    assert [one["case"] for one in pair["cases"]] == ["turkey-ssb", "china-edd"]


def test_json_marks_what_moved(command):
    words = ("exposure", "turkey-ssb", "--set", "determined=false", "--json")
    said = json.loads(command(*words).out)
    assert said["exposure"]["condition"] == "not met"
    assert said["exposure"]["moved_from"] == "met"
    assert said["changes"] == {"determined": "false"}


def test_a_page_is_written_whole(command, tmp_path):
    page = tmp_path / "page.html"
    ended = command("exposure", "turkey-ssb", "--page", page)
    assert ended.code == 0
    assert f"Wrote {page}" in ended.out
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert list(tmp_path.iterdir()) == [page]


def test_cases_and_facts_are_listed(command):
    out = command("exposure", "--cases").out
    first, *rest = out.splitlines()
    assert first.startswith("Not legal advice. Text: ")
    assert [line.split()[0] for line in rest] == case_ids()
    assert "(as of 2018-09-20)" in rest[1]
    said = json.loads(command("exposure", "--facts", "--json").out)
    assert list(said["facts"]) == list(shipped().questions)
    assert list(said["events"]) == list(shipped().events)
    assert "certificate=modified_waiver" in said["certificates"]


def test_a_users_own_case(command, tmp_path):
    mine = tmp_path / "mine.yaml"
    text = (SHIPPED / "turkey-ssb.yaml").read_text(encoding="utf-8")
    mine.write_text(text.replace("id: turkey", "id: my", 1), encoding="utf-8")
    assert json.loads(command("exposure", mine, "--json").out)["case"] == "my-ssb"


def test_the_schema_of_a_case(command):
    schema = json.loads(command("schema", "exposure-case").out)
    assert schema["title"] == "Skydome exposure case"
    assert {"id", "title", "ground", "as_of", "person", "transaction"} == set(schema["required"])
    assert schema["$defs"]["Entry"]["properties"]["value"] == {"enum": [True, False, "unknown"]}
    ended = command("schema", "poem")
    assert ended.code == 2
    assert (
        ended.err == "skydome: FORM: there is no schema named 'poem'; "
        "allowed: scenario, exposure-case, claims, study\n"
    )


def test_nothing_of_the_simulator_is_loaded():
    code = (
        "import sys; sys.argv = ['skydome', 'exposure', 'turkey-ssb', '--json']\n"
        "from skydome.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = ('numpy', 'numba', 'scipy', 'matplotlib', 'pyarrow', 'jinja2', 'rich.table')\n"
        "rooms = ('skydome.catalogue', 'skydome.physics', 'skydome.engagement')\n"
        "print([name for name in heavy + rooms if name in sys.modules], file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stderr == "[]\n"


@pytest.mark.parametrize(
    ("clause", "facts", "condition"),
    [
        ("9525(d)(1)(C)", ["cooperates_on_security=true"], "met"),
        ("9525(d)(1)(C)", ["cooperates_on_security=false"], "unknown"),
        (
            "9525(d)(1)(C)",
            ["cooperates_on_security=false", "reduces_russian_inventory=false"],
            "not met",
        ),
        ("9525(d)", ["reduces_russian_inventory=true"], "unknown"),
        ("9525(d)", ["modified_waiver_certified=false"], "not met"),
    ],
)
def test_one_clause_without_a_case(command, clause, facts, condition):
    words = [word for fact in facts for word in ("--set", fact)]
    ended = command("exposure", "--clause", clause, *words, "--json")
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out)["condition"] == condition
    assert f": {condition}\n" in command("exposure", "--clause", clause, *words).out


def test_a_clause_says_what_would_settle_it(command):
    said = json.loads(command("exposure", "--clause", "9525(d)(1)(C)", "--json").out)
    assert said["would_settle"]["met"] == [
        {"reduces_russian_inventory": True},
        {"cooperates_on_security": True},
    ]
    assert said["would_settle"]["not met"] == [
        {"reduces_russian_inventory": False, "cooperates_on_security": False}
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--clause", "9525(d)(1)(D)"), "there is no clause '9525(d)(1)(D)' (did you mean "),
        (("--clause", "9525(e)"), "9525(e) says nothing of how it is met"),
        (
            ("--clause", "9525(d)(1)(C)", "--set", "significant=true"),
            "9525(d)(1)(C) does not ask for 'significant'; allowed: reduces_russian_inventory",
        ),
        (
            ("--clause", "9525(d)", "--set", "modified_waiver_certified=2020-01-01"),
            "a clause without a case has no dates",
        ),
        (("india-s-400", "--clause", "9525(d)"), "a case is given as well"),
        (("--statements", "--page", "x.html"), "this cannot be written with --page"),
    ],
)
def test_a_clause_that_cannot_be_tested(command, words, message):
    ended = command("exposure", *words)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err


def test_statements_with_their_checks(command):
    said = json.loads(command("exposure", "--statements", "--json").out)["statements"]
    assert len(said) == 10
    assert all(one["passed"] == one["checks"] for one in said)
    assert (
        "CONTRADICTED: An exception was made for India." in command("exposure", "--statements").out
    )
