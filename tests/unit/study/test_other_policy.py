"""The same replications under another policy, kept beside the result."""

import json

import numpy as np
import pytest
from claims import claimed_catalogue, without_readings

from skydome.analysis import compare_policies, summarise
from skydome.errors import InputError
from skydome.report import write_report
from skydome.report.run.policy import policy_of
from skydome.scenario import load, with_run
from skydome.study import read_result, replay_stored, run, run_to_folder, simulate

FILES = {"manifest.json", "rows.parquet", "scenario.json"}
OTHERS = {"rows_other.parquet", "scenario_other.json"}


@pytest.fixture(scope="module")
def scenarios(small_file, tmp_path_factory):
    catalogue = claimed_catalogue(tmp_path_factory.mktemp("claims"))
    return [load(small_file, catalogue, policy=p) for p in ("assessed", "claimed")]


@pytest.fixture(scope="module")
def folder(scenarios, tmp_path_factory):
    assessed, claimed = scenarios
    target = tmp_path_factory.mktemp("result") / "result"
    return run_to_folder(with_run(assessed, seed=5), target, other=claimed)


def test_both_are_kept_with_their_scenarios(folder, scenarios):
    assert {file.name for file in folder.iterdir()} == FILES | OTHERS
    result = read_result(folder)
    assert (result.scenario.policy, result.other.scenario.policy) == ("assessed", "claimed")
    assert result.other.scenario == with_run(scenarios[1], seed=5)
    assert result.other.rows.equals(simulate(result.other.scenario).rows)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["policy"], manifest["other"]["policy"]) == ("assessed", "claimed")
    assert manifest["other"]["tables_sha256"] != manifest["tables_sha256"]


def test_the_result_itself_is_the_same_without_it(folder, scenarios, tmp_path):
    alone = run_to_folder(with_run(scenarios[0], seed=5), tmp_path / "alone")
    assert {file.name for file in alone.iterdir()} == FILES
    assert read_result(alone).rows.equals(read_result(folder).rows)
    assert (alone / "rows.parquet").read_bytes() == (folder / "rows.parquet").read_bytes()


def test_it_is_kept_when_a_result_is_saved_again(folder, tmp_path):
    saved = read_result(folder).save(tmp_path / "saved")
    for name in FILES | OTHERS:
        assert (saved / name).read_bytes() == (folder / name).read_bytes()


def test_at_most_a_thousand_are_compared(scenarios, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "MOST_COMPARED", 10)
    target = run_to_folder(scenarios[0], tmp_path / "result", other=scenarios[1])
    compared = compare_policies(read_result(target))
    assert compared.replications == 10
    assert read_result(target).other.rows.num_rows == 10


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_a_changed_one_is_refused(folder, tmp_path, name):
    copy = read_result(folder).save(tmp_path / "copy")
    if name.endswith("json"):
        text = (copy / name).read_text()
        (copy / name).write_text(text.replace("an advertisement", "gospel"))
    else:
        (copy / name).write_bytes((copy / "rows.parquet").read_bytes())
    with pytest.raises(InputError, match="changed after the run"):
        read_result(copy)


def test_a_missing_one_is_refused(folder, tmp_path):
    copy = read_result(folder).save(tmp_path / "copy")
    (copy / "rows_other.parquet").unlink()
    with pytest.raises(InputError, match="the rows cannot be read"):
        read_result(copy)


def test_the_difference_is_that_of_the_pairs(folder):
    result = read_result(folder)
    compared = compare_policies(result)
    ours, theirs = (
        sum(r.rows[f"leaked.{name}"].to_numpy() for name in r.scenario.target_classes)
        for r in (result, result.other)
    )
    assert compared.total.here.value == summarise(result).leaked.value == ours.mean()
    assert compared.total.difference.value == pytest.approx(float(np.mean(theirs - ours)))
    assert [line.target_class for line in compared.lines] == list(result.scenario.target_classes)
    assert compared.total.difference.value < 0
    assert compare_policies(result.other) is None


def test_a_sampled_run_is_the_same_on_any_number_of_threads(small_file, tmp_path):
    scenario = load(small_file, policy="sampled")
    rows = [simulate(scenario, threads=n, block=b).rows for n, b in ((1, 7), (2, None))]
    assert rows[0].equals(rows[1])
    folder = simulate(scenario).save(tmp_path / "sampled")
    assert replay_stored(read_result(folder), 1)


# the report


def test_the_report_says_which_policy_and_what_the_other_gives(folder):
    page = " ".join(write_report(folder).read_text("utf-8").split())
    section = page[page.index('<section id="policy">') : page.index('<section id="not">')]
    assert "the policy <strong>assessed</strong>" in section
    assert section.count("an advertisement") == 2
    for words in ("0.95", "0.55", "0.65", "first 40 replications", "cruise missile", "claimed"):
        assert words in section


def test_the_report_of_a_run_alone_says_so(small_file, scenarios):
    quick = {"replications": 4}
    alone = policy_of(simulate(scenarios[0].model_copy(update=quick)))
    assert "was not repeated under the policy claimed" in alone["not_compared"]
    shown = {row.name: row.values["claimed"] for row in alone["readings"]}
    assert shown["kill probability, cruise missile"] == "0.95"
    same = policy_of(simulate(without_readings(load(small_file).model_copy(update=quick))))
    assert "the policy claimed would have given the same" in same["not_compared"]
    assert same["readings"] == []


def test_the_report_of_a_sampled_run_says_what_was_drawn(small_file, tmp_path):
    scenario = load(small_file, policy="sampled").model_copy(update={"replications": 4})
    folder = simulate(scenario).save(tmp_path / "sampled")
    page = " ".join(write_report(folder).read_text("utf-8").split())
    assert "Drawn for each of the 2 placements: " in page
    assert "independently, with the placements spread evenly over its range" in page
