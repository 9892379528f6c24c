import pytest

import blade_race
from skydome.analysis.intervals import Estimate
from skydome.scenario import load, with_run
from skydome.study import compile_tables, simulate


@pytest.fixture(scope="module")
def race():
    scenario = with_run(load(blade_race.FILE), replications=40)
    return scenario, compile_tables(scenario)


def test_the_raid_is_of_that_size(race):
    scenario, _ = race
    assert len(scenario.threats) == 24
    assert len(scenario.batteries) == len(scenario.networks) == 4
    assert scenario.duration_s == 1800


def test_missiles_for_each_kill_are_missiles_over_kills(race):
    scenario, tables = race
    found = blade_race.counted(simulate(scenario, tables=tables))
    value, low, high = found.missiles_per_kill
    assert value == pytest.approx(found.fired.value / found.killed.value)
    assert low < value < high
    assert found.killed.value + found.leaked.value == pytest.approx(24)


def test_both_kernels_are_raced_and_the_page_says_so(race):
    scenario, tables = race
    works = blade_race.works(tables.worlds, scenario)
    assert set(works) == {"event", "reference"}
    one = Estimate(1.0, 0.9, 1.1)
    page = blade_race.page({"event": 4_200.0}, blade_race.Fired(40, one, one, one, one))
    assert "| Skydome, `event` | 4,200 | × 2,000 |" in page
    assert "| missiles fired for each kill | 1.000 | 0.900 to 1.100 |" in page
