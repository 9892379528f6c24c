"""The time left of a whole run, worked out by hand."""

import pytest

from skydome.serve.job_worker import Reporter
from skydome.serve.time_left import FLIGHT_S, RunPlan, RunTime
from skydome.study.draws import REPLICATIONS

PACES = {"tables": 2.0, "replications": 0.01}
NEVER_S = 1e9


class Table:
    """Keeps what a reporter writes."""

    def set(self, _job, *, only_in, **values):
        assert only_in == ("running",)
        self.last = values


def test_what_follows_costs_tables_and_replications():
    """4 tables of 2 s and 500 replications of 10 ms: 13 s. 10 draws of 2 s + 32 · 10 ms: 23.2 s."""
    assert REPLICATIONS == 32
    assert RunPlan(4, 500, 0).beside_s(PACES) == pytest.approx(13.0)
    assert RunPlan(4, 0, 10).beside_s(PACES) == pytest.approx(23.2)
    assert RunPlan(4, 500, 10).beside_s(PACES) == pytest.approx(36.2)


def test_a_draw_flies_its_own_missiles_on_every_core():
    """10 draws of 3 missile types on 2 cores: 23.2 s and 10 · 3 · 20 ms / 2 = 0.3 s."""
    assert FLIGHT_S == 0.02
    assert RunPlan(4, 0, 10, missiles=3, lanes=2).beside_s(PACES) == pytest.approx(23.5)


def test_what_follows_is_not_known_before_it_was_measured():
    assert RunPlan(4, 0, 10).beside_s({"tables": 2.0}) is None
    assert RunPlan(4, 500, 0).beside_s({"replications": 0.01}) is None
    assert RunPlan(4, 0, 0).beside_s({}) == 0.0


def test_while_replications_run_what_follows_is_added():
    left = RunTime(RunPlan(4, 500, 10), NEVER_S)
    assert left("tables", 5.0, {"tables": 2.0}, 90.0) is None
    assert left("replications", None, PACES, 100.0) is None
    assert left("replications", 20.0, PACES, 110.0) == pytest.approx(20 + 36.2)


def test_replications_take_no_longer_than_they_may():
    """They began at 100 s and may take 60 s: at 130 s 30 s are left, whatever the pace says."""
    left = RunTime(RunPlan(4, 0, 0), 60.0)
    left("replications", None, PACES, 100.0)
    assert left("replications", 500.0, PACES, 130.0) == 30.0
    assert left("replications", 500.0, PACES, 170.0) == 0.0


def test_afterwards_the_estimate_runs_down_and_a_stage_may_need_longer():
    """36.2 s from 200 s on: at 210 s 26.2 s; where the stage itself needs 40 s it is that."""
    left = RunTime(RunPlan(4, 500, 10), NEVER_S)
    left("replications", 1.0, PACES, 199.0)
    assert left("under claimed", None, PACES, 200.0) == pytest.approx(36.2)
    assert left("under claimed", None, PACES, 210.0) == pytest.approx(26.2)
    assert left("under claimed", 40.0, PACES, 210.0) == 40.0
    assert left("draws of uncertain parameters", 4.0, PACES, 210.0) == 4.0  # measured: 26.2 is not
    assert left("draws of uncertain parameters", 40.0, PACES, 220.0) == 40.0
    assert left("draws of uncertain parameters", 3.0, PACES, 300.0) == 3.0
    assert left("draws of uncertain parameters", None, PACES, 300.0) is None


def test_a_reporter_measures_the_stages_and_writes_the_whole():
    """2 of 4 tables in 3 s are 1.5 s each; 100 of 400 in 2 s leave 6 s; a stub adds a minute."""
    moments = iter([0.0, 3.0, 10.0, 12.0])
    table = Table()
    report = Reporter(table, "job", lambda: next(moments))
    report("tables", 0, 4)
    assert table.last["seconds_left"] is None
    report("tables", 2, 4)
    assert report.paces == {"tables": 1.5}
    assert table.last["seconds_left"] == 3.0
    report.whole = lambda _stage, own_s, _paces, _moment: None if own_s is None else own_s + 60
    report("replications", 0, 400)
    assert table.last["seconds_left"] is None
    report("replications", 100, 400)
    assert table.last["seconds_left"] == 66.0
    assert report.paces == {"tables": 1.5, "replications": 0.02}
