import json
import re
import subprocess
import sys

import pytest
from claims import CLAIMED, PARAMETER, write_claims
from typer.main import get_command

import skydome
from skydome.catalogue.load import SHIPPED
from skydome.cli.main import app
from skydome.study import read_result

COMMANDS = (
    (),
    ("compare",),
    ("coverage",),
    ("exposure",),
    ("dependence",),
    ("run",),
    ("sweep",),
    ("check",),
    ("new",),
    ("new", "scenario"),
    ("study",),
    ("study", "query"),
    ("study", "report"),
    ("study", "resume"),
    ("study", "run"),
    ("study", "status"),
    ("study", "tradeoff"),
    ("replay",),
    ("report",),
    ("examples",),
    ("examples", "copy"),
    ("examples", "list"),
    ("export",),
    ("import",),
    ("adjudicate",),
    ("assign",),
    ("schema",),
    ("serve",),
    ("campaign",),
    ("claims",),
    ("claims", "audit"),
    ("claims", "check"),
    ("claims", "draft"),
    ("catalogue",),
    ("catalogue", "list"),
    ("catalogue", "show"),
    ("catalogue", "sources"),
    ("catalogue", "check"),
    ("catalogue", "new"),
    ("catalogue", "pages"),
    ("timeline",),
    ("reproduce",),
)
HEAVY = (
    "fastapi",
    "uvicorn",
    "numba",
    "scipy",
    "matplotlib",
    "pyarrow",
    "duckdb",
    "pandas",
    "pyproj",
)


@pytest.fixture(scope="module")
def result(tmp_path_factory, small, small_tables):
    """Return the folder of a result that no test changes."""
    from skydome.study import simulate

    return simulate(small, tables=small_tables).save(tmp_path_factory.mktemp("cli") / "result")


def names_below(app, before=()):
    """Yield the words of every command of the application."""
    for command in app.registered_commands:
        yield (*before, command.name)
    for group in app.registered_groups:
        yield (*before, group.name)
        yield from names_below(group.typer_instance, (*before, group.name))


def test_the_commands_are_these():
    assert sorted([(), *names_below(app)]) == sorted(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS)
def test_help_says_what_it_does_and_gives_an_example(command, monkeypatch, words):
    monkeypatch.setenv("COLUMNS", "200")
    ended = command(*words, "--help")
    assert ended.code == 0
    assert re.search(rf"Example: skydome {' '.join(words)}", ended.out)
    assert re.search(r"Usage: .*\n\s*\n\s*[A-Z][^\n]{20,}\.", ended.out)


@pytest.mark.parametrize("words", [(), ("catalogue",), ("new",)])
def test_a_command_of_commands_alone_shows_its_help(command, words):
    ended = command(*words)
    assert "Usage: " in ended.out + ended.err
    assert ended.code in {0, 2}


def test_an_example_in_help_runs(command):
    for words in (("catalogue", "list", "--kind", "missile"), ("catalogue", "show", "92n6e")):
        assert command(*words).code == 0


def test_version(command):
    ended = command("--version")
    assert (ended.code, ended.out) == (0, f"skydome {skydome.__version__}\n")


@pytest.mark.parametrize("words", [("fly",), ("run",), ("run", "x", "--fast"), ("catalogue", "x")])
def test_a_wrong_word_ends_with_code_2(command, words):
    ended = command(*words)
    assert ended.code == 2
    assert ended.out == ""
    assert "Usage: " in ended.err
    assert "Traceback" not in ended.err


# start-up


HELP = """
import sys
sys.argv = ["skydome", "--help"]
from skydome.cli.main import main
try:
    main()
except SystemExit:
    pass
"""


@pytest.mark.parametrize("code", ["import skydome", "import skydome.cli.main", HELP])
def test_nothing_heavy_is_imported_before_it_is_needed(code):
    show = f"import sys; print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    ended = subprocess.run(
        [sys.executable, "-c", f"{code}\n{show}"], capture_output=True, text=True, check=True
    )
    assert ended.stderr == "[]\n"


# JSON


@pytest.mark.parametrize(
    "words",
    [
        ("catalogue", "list"),
        ("catalogue", "list", "--kind", "radar"),
        ("catalogue", "show", "92n6e"),
        ("catalogue", "check"),
        ("schema",),
        ("exposure", "china-edd"),
        ("exposure", "--cases"),
    ],
)
def test_json_is_json_and_nothing_else(command, words):
    ended = command(*words, "--json")
    assert ended.code == 0
    assert ended.err == ""
    assert json.loads(ended.out)


def test_the_json_of_a_run(command, small_file, tmp_path):
    ended = command("run", small_file, "-n", 20, "--output", tmp_path / "result", "--json")
    assert (ended.code, ended.err) == (0, "")
    said = json.loads(ended.out)
    assert said["folder"] == str(tmp_path / "result")
    assert said["replications"] == said["summary"]["replications"] == 20
    assert [line["target_class"] for line in said["summary"]["classes"]] == [
        "cruise_missile",
        "ballistic_missile",
    ]
    band = said["summary"]["parameter_band"]
    assert (band["draws"], band["share"]) == (64, 0.9)
    assert band["lines"][0]["measure"] == "leaked"


def test_a_run_without_draws_has_no_band(command, small_file, tmp_path):
    words = ("run", small_file, "-n", 20, "--output", tmp_path / "result", "--json")
    ended = command(*words, "--no-sampled")
    assert json.loads(ended.out)["summary"]["parameter_band"] is None
    assert not (tmp_path / "result" / "draws.parquet").exists()


def test_the_json_of_a_report(command, result):
    ended = command("report", result, "--json")
    assert (ended.code, ended.err) == (0, "")
    said = json.loads(ended.out)
    assert said["bytes"] > 10_000
    assert said["files"] == {"page": str(result / "report.html")}


# the catalogue


def test_the_list_has_every_entry(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    out = command("catalogue", "list").out
    for entry in skydome.Catalogue().ids():
        assert re.search(rf"\b{entry}\b", out)


def test_the_list_may_be_of_one_kind(command):
    entries = json.loads(command("catalogue", "list", "--kind", "missile", "--json").out)
    assert [entry["id"] for entry in entries] == skydome.Catalogue().ids("missile")
    ended = command("catalogue", "list", "--kind", "lorry")
    assert ended.code == 2
    assert ended.err == (
        "skydome: --kind: 'lorry' is not a kind; "
        "allowed: radar, missile, launcher, command_post, system, threat, raid\n"
    )


def test_an_entry_is_shown_with_every_value_source_and_reason(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "10000")
    out = command("catalogue", "show", "9m96e2").out
    catalogue = skydome.Catalogue()
    for name, parameter in catalogue.entry("9m96e2").parameters.items():
        assert f"{name}  {parameter.value:g}" in out
        assert " ".join(parameter.reason.split()) in " ".join(out.split())
        for source in parameter.source:
            assert catalogue.sources[source].title in out


def test_an_unknown_entry_is_reported(command):
    ended = command("catalogue", "show", "92n7e")
    assert ended.code == 2
    assert ended.err.startswith(
        "skydome: there is no catalogue entry '92n7e' (did you mean '92n6e'?); allowed: "
    )


@pytest.fixture
def mine(tmp_path):
    """Return a folder with an entry whose words look like the markup of the terminal library."""
    (tmp_path / "my-launcher.yaml").write_text(
        "id: my-launcher\nkind: launcher\nname: 'A [/bold] launcher [red]'\nnotes: '[/x] seen'\n"
        "parameters:\n"
        "  tubes: {value: 8, low: 4, high: 8, unit: '1', source: skydome-judgement,"
        " confidence: unsourced, reason: 'counted [/dim]'}\n"
        "  reload_time: {value: 1, unit: h, source: skydome-judgement,"
        " confidence: unsourced, reason: guessed, dispute: '[/y]'}\n"
    )
    return tmp_path


def test_words_of_an_entry_are_shown_as_they_are(command, mine, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    out = command("catalogue", "show", "my-launcher", "--catalogue", mine).out
    for words in ("A [/bold] launcher [red]", "[/x] seen", "counted [/dim]", "[/y]", "8  (4 to 8)"):
        assert words in out
    assert "A [/bold] launcher [red]" in command("catalogue", "list", "--catalogue", mine).out


def test_check_counts_the_entries_and_finds_a_broken_one(command, mine):
    shipped = json.loads(command("catalogue", "check", "--json").out)
    own = json.loads(command("catalogue", "check", "--catalogue", mine, "--json").out)
    assert own["entries"] == shipped["entries"] + 1
    assert sum(own["confidence"].values()) == own["parameters"] == shipped["parameters"] + 2
    entry = mine / "my-launcher.yaml"
    entry.write_text(entry.read_text().replace("unit: h", "unit: km"))
    ended = command("catalogue", "check", "--catalogue", mine)
    assert ended.code == 2
    assert ended.err == (
        f"skydome: {entry}:7: parameters.reload_time.unit: unit 'km' does not measure a time; "
        "allowed: s, min, h\n"
    )


def test_a_broken_entry_stops_a_run_that_uses_it_and_no_other(
    command, mine, small_file, tmp_path_factory
):
    """A folder may hold unfinished entries; `catalogue check` finds those that nothing uses yet."""
    broken = mine / "my-launcher.yaml"
    broken.write_text(broken.read_text().replace("value: 8", "value: many"))
    result = tmp_path_factory.mktemp("run") / "result"
    words = ("--replications", "2", "--no-sampled", "--quiet", "--output", result)
    run = ("run", small_file, "--catalogue", mine, *words)
    assert command(*run).code == 0
    assert (result / "rows.parquet").exists()
    shipped = SHIPPED / "threats" / "cruise-missile-low.yaml"
    used = mine / shipped.name
    used.write_text(shipped.read_text("utf-8").replace("value:", "worth:", 1), "utf-8")
    ended = command(*run, "--force")
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.startswith(f"skydome: {used}:")
    assert ended.err.count("\n") == 1
    assert (result / "rows.parquet").exists()


def test_one_parameter_is_shown_alone(command, monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "1000")
    mine = write_claims(tmp_path)
    words = ("catalogue", "show", "48n6e3", PARAMETER, "--catalogue", mine)
    out = command(*words).out
    assert f"{PARAMETER}  0.55  (0.3 to 0.85, triangular)" in out
    assert "claimed: 0.95: an advertisement [scenario-author]" in out
    assert "maximum_range" not in out
    assert json.loads(command(*words, "--json").out)["readings"]["claimed"]["value"] == CLAIMED
    ended = command("catalogue", "show", "92n6e", "target_channel")
    assert ended.code == 2
    assert ended.err.startswith(
        "skydome: 92n6e has no parameter 'target_channel' (did you mean 'target_channels'?); "
    )


def test_the_bibliography_says_what_each_source_supports(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100000")
    out = command("catalogue", "sources", "5p85te2").out
    catalogue = skydome.Catalogue()
    for name, parameter in catalogue.entry("5p85te2").parameters.items():
        assert f"5p85te2.{name}" in out
        for source in parameter.source:
            assert catalogue.sources[source].title in out
    assert set(json.loads(command("catalogue", "sources", "--json").out)) == set(catalogue.sources)
    alone = json.loads(command("catalogue", "sources", "skydome-judgement", "--json").out)
    assert len(alone["skydome-judgement"]["cited_by"]) > 100
    assert command("catalogue", "sources", "nobody").code == 2


def test_check_lists_weaknesses(command, mine):
    told = json.loads(command("catalogue", "check", "--catalogue", mine, "--json").out)
    assert told["weak"]["unsourced"]["my-launcher"] == ["tubes", "reload_time"]
    assert told["weak"]["no range"]["my-launcher"] == ["reload_time"]
    assert told["by_entry"]["my-launcher"]["unsourced"] == 2
    assert "my-launcher" in told["provisional"]
    out = command("catalogue", "check", "--catalogue", mine).out
    assert "my-launcher: tubes, reload_time" in out


def test_a_claim_without_a_dispute_is_weak(command, tmp_path):
    mine = write_claims(tmp_path)
    told = json.loads(command("catalogue", "check", "--catalogue", mine, "--json").out)
    assert told["weak"]["unexplained"]["48n6e3"].count(PARAMETER) == 1


def test_a_new_entry_is_written_once(command, tmp_path):
    file = tmp_path / "my-radar.yaml"
    assert str(file) in command("catalogue", "new", "radar", "my-radar", "-o", file).out
    text = file.read_text()
    ended = command("catalogue", "new", "radar", "my-radar", "-o", file)
    assert ended.code == 2
    allowed = "--force to replace it, or another --output"
    assert ended.err == f"skydome: {file}: there is a file here already; allowed: {allowed}\n"
    assert file.read_text() == text
    file.write_text("mine")
    assert command("catalogue", "new", "radar", "my-radar", "-o", file, "--force").code == 0
    assert file.read_text() == text
    ended = command("catalogue", "check", "--catalogue", tmp_path)
    assert ended.err.startswith(f"skydome: {file}:")
    assert "there is no value" in ended.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("lorry", "x"), "KIND: 'lorry' is not a kind; allowed: radar, missile, launcher, "),
        (("radar", "My"), "ID: 'My' cannot be an id; allowed: small letters, digits and -"),
        (("radar", "x", "-o", "y.yaml"), "--output: 'y.yaml' is not the name of this entry's file"),
        (("radar", "x", "-o", "/nowhere/x.yaml"), "/nowhere: --output: there is no such folder"),
    ],
)
def test_an_entry_that_cannot_be_begun_is_reported(command, words, said):
    ended = command("catalogue", "new", *words)
    assert ended.code == 2
    assert ended.err.startswith(f"skydome: {said}")


def test_a_new_entry_of_a_known_id_is_reported(command, tmp_path):
    out = command("catalogue", "new", "radar", "92n6e", "-o", tmp_path / "92n6e.yaml").out
    assert "The catalogue has an entry 92n6e; yours will replace it whole." in out


def test_pages_are_written(command, tmp_path):
    out = command("catalogue", "pages", "--output", tmp_path / "pages").out
    count = len(list((tmp_path / "pages").rglob("*.md")))
    assert out == f"{count} pages\nWrote {tmp_path / 'pages'}\n"


# runs


def test_a_run_says_what_it_found_and_how_to_cite_it(command, small_file, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(
        small_file.read_text().replace("title: A battery", "title: 'A [/red] battery'  #")
    )
    folder = tmp_path / "[bold]result"
    ended = command("run", scenario, "--output", folder, "--seed", 3)
    assert ended.code == 0
    assert " when what is not known is varied." in ended.out
    assert "by parameters: 90% of 64 draws of" in ended.out
    for words in ("A [/red] battery", "40 replications over 2 placements", f"Wrote {folder}"):
        assert words in ended.out
    found = read_result(folder)
    assert f"result small, seed 3, tables {found.tables_sha256[:12]}." in ended.out


def test_a_run_is_compared_with_the_other_policy(command, small_file, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    mine = tmp_path / "mine"
    mine.mkdir()
    words = ("run", small_file, "--no-sampled", "--quiet", "--catalogue", write_claims(mine))
    words = (*words, "--force")
    words = (*words, "--output", tmp_path / "result")
    out = command(*words).out
    assert "catalogue values: assessed" in out
    assert "Leaked in the first 40 replications, by catalogue values" in out
    told = json.loads(command(*words, "--policy", "claimed", "--json").out)
    assert (told["policy"], told["other"]["policy"]) == ("claimed", "assessed")
    assert told["compared"]["total"]["difference"][0] > 0
    told = json.loads(command(*words, "--no-compare", "--json").out)
    assert told["compared"] is None
    assert "other" not in told


def test_an_unknown_policy_is_reported(command, small_file):
    ended = command("run", small_file, "--policy", "optimistic")
    assert ended.code == 2
    assert ended.err == (
        "skydome: --policy: 'optimistic' is not a policy; allowed: claimed, assessed, sampled\n"
    )


def test_a_run_goes_to_a_folder_of_its_name(command, small_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert command("run", small_file, "--quiet", "--no-sampled").err == ""
    assert read_result(tmp_path / "results" / "small").scenario.replications == 40


def test_a_run_against_the_clock_is_the_beginning_of_the_full_one(
    command, small_file, result, tmp_path
):
    words = ("run", small_file, "--quiet", "--no-sampled", "--output", tmp_path / "result")
    assert command(*words, "-n", 10_000_000, "--for-seconds", 1).code == 0
    long = read_result(tmp_path / "result")
    count = long.scenario.replications
    assert 40 < count < 10_000_000
    assert long.rows.num_rows == count
    assert long.rows.slice(0, 40).equals(read_result(result).rows)


def test_a_run_against_the_clock_ends_with_the_last_replication(command, small_file, tmp_path):
    words = ("run", small_file, "--quiet", "--no-sampled", "--output", tmp_path / "result")
    assert command(*words, "--for-seconds", 60).code == 0
    assert read_result(tmp_path / "result").scenario.replications == 40


def test_an_earlier_result_is_replaced_only_on_request(command, small_file, tmp_path):
    words = ("run", small_file, "--quiet", "--no-sampled", "--output", tmp_path / "result")
    assert command(*words).code == 0
    assert command(*words, "--seed", 2).code == 2
    assert read_result(tmp_path / "result").scenario.seed == 1
    assert command(*words, "--seed", 2, "--force").code == 0
    assert read_result(tmp_path / "result").scenario.seed == 2
    (tmp_path / "result" / "manifest.json").unlink()
    ended = command(*words, "--force")
    assert ended.code == 2
    assert "this folder contains something else" in ended.err


def test_a_report_of_no_result_is_refused(command, tmp_path):
    ended = command("report", tmp_path)
    assert ended.code == 2
    assert ended.err == (
        f"skydome: {tmp_path}: this is not a result; allowed: a folder that `skydome run` wrote\n"
    )


def test_a_reader_that_goes_away_is_no_failure_to_explain():
    code = "import sys; sys.argv = ['skydome', 'schema']\nfrom skydome.cli.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert process.wait(timeout=60) in {0, 1}
        assert process.stderr.read() == b""


def test_no_help_hides_words_in_square_brackets():
    """Rich takes them for markup and prints nothing."""

    def helps(command):
        yield from (getattr(parameter, "help", None) or "" for parameter in command.params)
        for below in getattr(command, "commands", {}).values():
            yield from helps(below)

    assert not [text for text in helps(get_command(app)) if "[" in text]
