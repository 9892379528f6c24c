"""What a run plays beside its replications: the same bytes, and nothing left of a failure."""

import pytest
from claims import claimed_catalogue

from skydome.errors import InputError
from skydome.scenario import load, with_run
from skydome.study import draws, run, run_to_folder

COUNT = 3
FILES = ("rows.parquet", "rows_other.parquet", "draws.parquet", "manifest.json")


@pytest.fixture(scope="module")
def scenarios(small_file, tmp_path_factory):
    catalogue = claimed_catalogue(tmp_path_factory.mktemp("claims"))
    return [
        with_run(load(small_file, catalogue, policy=p), seed=5) for p in ("assessed", "claimed")
    ]


@pytest.fixture(scope="module")
def folder(scenarios, tmp_path_factory):
    assessed, claimed = scenarios
    target = tmp_path_factory.mktemp("result") / "result"
    return run_to_folder(assessed, target, other=claimed, draws=COUNT)


@pytest.mark.parametrize(
    "how", [{"threads": 1}, {"threads": 3}, {"block": 7}, {"for_seconds": 600}]
)
def test_the_same_bytes_however_it_is_divided(folder, scenarios, tmp_path, how):
    again = run_to_folder(scenarios[0], tmp_path / "r", other=scenarios[1], draws=COUNT, **how)
    for name in FILES:
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name


def begun(monkeypatch):
    """Return a list that a run fills with what it begins: tables, and draws."""
    began = []
    play, tables = run.submit_draws, run.compile_tables

    def played(*arguments):
        began.append("draws")
        return play(*arguments)

    def built(*arguments):
        began.append("tables")
        return tables(*arguments)

    monkeypatch.setattr(run, "submit_draws", played)
    monkeypatch.setattr(run, "compile_tables", built)
    return began


def test_limited_time_is_for_replications_alone(scenarios, tmp_path, monkeypatch):
    """With a limit nothing else begins before the last replication is over; without one it does."""
    began = begun(monkeypatch)

    def report(stage, _done, _total):
        if stage == "replications":
            began.append(stage)

    for limit in (600, None):
        began.clear()
        how = {"other": scenarios[1], "draws": COUNT, "for_seconds": limit, "progress": report}
        run_to_folder(scenarios[0], tmp_path / f"{limit}", threads=1, **how)
        last = len(began) - 1 - began[::-1].index("replications")
        assert ("draws" in began[:last]) == (limit is None)
        assert began[:last].count("tables") == (2 if limit is None else 1)


@pytest.mark.parametrize("compiled", [True, False])
def test_draws_begin_before_the_tables_if_the_kernel_is_compiled(
    scenarios, tmp_path, monkeypatch, compiled
):
    began = begun(monkeypatch)
    monkeypatch.setattr(run, "is_compiled", lambda **_: compiled)
    run_to_folder(scenarios[0], tmp_path / "r", draws=COUNT)
    assert began == (["draws", "tables"] if compiled else ["tables", "draws"])


def test_progress_counts_each_stage_to_its_end(scenarios, tmp_path):
    seen = {}

    def report(stage, done, total):
        assert done >= seen.get(stage, (0, 0))[0]
        seen[stage] = done, total

    run_to_folder(scenarios[0], tmp_path / "r", other=scenarios[1], draws=COUNT, progress=report)
    assert list(seen)[-3:] == ["replications", "under claimed", "draws of uncertain parameters"]
    assert all(done == total for done, total in seen.values())


@pytest.mark.parametrize("failing", ["other", "draws"])
@pytest.mark.parametrize("problem", [KeyboardInterrupt, InputError])
def test_a_failure_beside_leaves_nothing(scenarios, tmp_path, monkeypatch, failing, problem):
    def fails(scenario, *_rest):
        if failing == "draws" or scenario.policy == "claimed":
            raise problem("half-way")
        return tables(scenario, *_rest)

    tables = run.compile_tables
    if failing == "draws":
        monkeypatch.setattr(draws, "play", fails)
    else:
        monkeypatch.setattr(run, "compile_tables", fails)
    with pytest.raises(problem, match="half-way"):
        run_to_folder(scenarios[0], tmp_path / "r", other=scenarios[1], draws=COUNT)
    assert list(tmp_path.iterdir()) == []


def test_tables_of_the_other_policy_stop_when_the_run_has_failed(scenarios, tmp_path, monkeypatch):
    """The first placement of the other policy is built, then the run fails: no second one."""
    placements = []

    def interrupted(*_arguments):
        raise KeyboardInterrupt

    def built(scenario, progress, *executor):
        if scenario.policy == "claimed":
            while True:
                placements.append(1)
                progress("tables", len(placements), 1_000_000)
        return tables(scenario, progress, *executor)

    tables = run.compile_tables
    monkeypatch.setattr(run, "compile_tables", built)
    monkeypatch.setattr(run.Writer, "add", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_to_folder(scenarios[0], tmp_path / "r", other=scenarios[1], threads=2)
    assert placements
    assert list(tmp_path.iterdir()) == []
