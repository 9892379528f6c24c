"""``skydome study`` from the file to the page."""

import json
import shutil

import pytest

STUDY = """
name: quick
scenario: small.yaml
factors: {doctrine.salvo: [1, 2]}
uncertain: [48n6e3.*]
design: {draws: 16}
replications: 2
"""


@pytest.fixture(scope="module")
def study_file(small_file, tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    shutil.copy(small_file, folder / "small.yaml")
    file = folder / "quick.yaml"
    file.write_text(STUDY)
    return file


def test_a_study_from_run_to_report(command, study_file, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    folder = tmp_path / "study"
    ran = command("study", "run", study_file, "--output", folder, "--quiet")
    assert (ran.code, ran.err) == (0, "")
    assert "With salvo = 1," in ran.out
    assert "16 draws of" in ran.out

    status = command("study", "status", folder)
    assert status.out.startswith("Round 1: 4 of 4 blocks are finished.")
    assert json.loads(command("study", "status", folder, "--json").out)["rounds"] == [[4, 4]]

    (folder / "blocks" / "000-0001-000000.parquet").unlink()
    assert "skydome study resume" in command("study", "status", folder).out
    resumed = command("study", "resume", folder, "--quiet", "--json")
    assert json.loads(resumed.out)["draws"] == 16

    table = tmp_path / "study.csv"
    reported = command("study", "report", folder, "--csv", table)
    assert reported.out == f"Wrote {folder / 'report.html'}\nWrote {table}\n"
    page = (folder / "report.html").read_text("utf-8")
    assert "when what is not known is varied" in page
    assert "http" not in page.replace("http://www.w3.org", "")
    assert table.read_text().startswith("doctrine.salvo,measure,of,mean,low_95,high_95,draws_5")

    asked = command(
        "study", "query", folder, "SELECT count(*) AS rows_of_draw_3 FROM rows WHERE draw = 3"
    )
    assert "rows_of_draw_3" in asked.out
    refused = command("study", "query", folder, "SELECT nothing FROM rows")
    assert refused.code == 2
    assert refused.err.count("\n") == 1
    assert refused.err.endswith("allowed: a query of rows\n")


def test_a_query_reads_no_other_file(command, study_file, tmp_path):
    folder = tmp_path / "study"
    command("study", "run", study_file, "--output", folder, "--quiet")
    asked = command("study", "query", folder, f"FROM read_text('{study_file}')")
    assert asked.code == 2


@pytest.mark.parametrize("word", ["status", "resume", "report"])
def test_a_folder_without_a_study_is_named(command, tmp_path, word):
    ended = command("study", word, tmp_path)
    assert ended.code == 2
    assert ended.err.startswith(f"skydome: {tmp_path}: there is no study here")
    assert list(tmp_path.iterdir()) == []


def test_a_scheduler_that_does_not_answer_is_named(command, study_file, tmp_path):
    pytest.importorskip("distributed")
    folder = tmp_path / "study"
    ended = command("study", "run", study_file, "-o", folder, "-q", "--dask", "tcp://127.0.0.1:1")
    assert ended.code == 2
    assert "no scheduler answers" in ended.err


ALTERNATIVES = """
name: more
scenario: small.yaml
alternatives:
  - {name: two missiles, set: {doctrine.salvo: 2}, price: {low_usd: 1, high_usd: 2, source: a test}}
  - {name: one channel, add: {92n6e.target_channels: 1}}
uncertain: [48n6e3.kill_probability.*]
design: {draws: 2}
replications: 2
rare: [{at_least: 2, replications: 100, draws: 0}]
"""


def test_alternatives_from_run_to_page(command, study_file, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    file, folder = study_file.with_name("more.yaml"), tmp_path / "more"
    file.write_text(ALTERNATIVES)
    ran = command("study", "run", file, "--output", folder)
    assert ran.code == 0
    assert "first-order indices of" in ran.err
    assert "take about" in ran.err
    assert "leaked ≥ 2" in ran.out
    assert f"Next: skydome study tradeoff {folder}" in ran.out
    assert "Rare outcomes: " in command("study", "status", folder).out
    shown = json.loads(command("study", "report", folder, "--json").out)
    estimates = "SELECT point, avg(happened * weight) AS p FROM rare WHERE draw = 0 GROUP BY point"
    asked = json.loads(
        command("study", "query", folder, f"{estimates} ORDER BY point", "--json").out
    )
    assert [row["p"] for row in asked["rows"]] == pytest.approx(
        [point["rare"][0]["nominal"]["probability"] for point in shown["points"]]
    )
    refused = command("study", "query", folder, "SELECT nothing FROM rare")
    assert "allowed: a query of rows and rare" in refused.err

    table = tmp_path / "worth.csv"
    shown = command("study", "tradeoff", folder, "--weight", "leaked=2", "--csv", table)
    assert "Weights: leaked 2, value lost 0, fired 0, price 0." in shown.out
    assert table.read_text().startswith("alternative,measure,difference,")
    data = json.loads(command("study", "tradeoff", folder, "--json").out)
    assert [one["name"] for one in data["worths"]] == ["two missiles", "one channel"]
    assert data["worths"][1]["score"] is None
    command("study", "report", folder, "--weight", "value-lost=3")
    page = (folder / "report.html").read_text("utf-8")
    assert 'value="3.0" data-criterion="value lost"' in page

    for weight, said in (("leekd=1", "did you mean 'leaked'"), ("leaked=-1", "is no weight")):
        refused = command("study", "tradeoff", folder, "--weight", weight)
        assert refused.code == 2
        assert said in refused.err


def test_a_study_without_alternatives_says_so(command, study_file, tmp_path):
    folder = tmp_path / "study"
    command("study", "run", study_file, "--output", folder, "--quiet")
    refused = command("study", "tradeoff", folder)
    assert refused.code == 2
    assert "no alternatives" in refused.err
