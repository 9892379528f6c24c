import sys

import pytest

import blade_race
from blade_race import Outcome, Shots
from skydome.analysis.intervals import Estimate
from skydome.scenario import load, with_run
from skydome.study import compile_tables, simulate

GROUPS = ("first", "second", "third", "fourth")


@pytest.fixture(scope="module")
def race():
    scenario = with_run(load(blade_race.FILE), replications=40)
    return scenario, compile_tables(scenario)


def evenly(hits, shots):
    return Shots(dict.fromkeys(GROUPS, shots), dict.fromkeys(GROUPS, hits))


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
    assert found.killed.value + found.leaked.value == pytest.approx(24, abs=0.1)


def test_shots_at_the_dead_do_not_count(race):
    """Every kill is one hit, and hits never exceed the aircraft of a group."""
    scenario, tables = race
    shots = blade_race.shots_of(scenario, tables.worlds, 8)
    rows = simulate(with_run(scenario, replications=8), tables=tables).rows
    assert sum(shots.hit.values()) == sum(rows["killed.aircraft"].to_pylist())
    assert sum(shots.fired.values()) < sum(rows["missiles.aircraft"].to_pylist())
    assert all(shots.hit[group] <= 8 * 6 for group in GROUPS)


def test_the_spreadsheet_by_hand(race):
    """Half of all shots hit, three shots: an eighth get through, 0.875 / 0.5 missiles each."""
    found = blade_race.spreadsheet(race[0], evenly(5, 10))
    assert found.killed == pytest.approx(21)
    assert found.leaked == pytest.approx(3)
    assert found.fired == pytest.approx(42)
    assert found.missiles_per_kill == pytest.approx(2)
    assert found.none_leaked == pytest.approx(0.875**24)


def test_the_spreadsheet_takes_each_group_by_its_own_probability(race):
    shots = evenly(5, 10)._replace(hit={"first": 10, "second": 5, "third": 5, "fourth": 5})
    found = blade_race.spreadsheet(race[0], shots)
    assert found.leaked == pytest.approx(18 / 8)
    assert found.none_leaked == pytest.approx(0.875**18)


def test_blade_gets_the_raid_in_its_units(race):
    """200 km, 390 km, 250 m/s and 1,000 m/s; a start in the middle of sixty seconds."""
    raid = blade_race.raid_for_blade(race[0], 0.6)
    assert raid["sites"] == [[28, 73], [28, 75], [30, 73], [30, 75]]
    assert raid["missile"]["range_nmi"] == pytest.approx(107.99, abs=0.01)
    assert raid["detection_nmi"] == pytest.approx(210.58, abs=0.01)
    assert raid["missile"]["speed_kn"] == pytest.approx(1943.84, abs=0.01)
    assert raid["aircraft_kn"] == pytest.approx(485.96, abs=0.01)
    assert raid["missile"]["ready"] == 32  # eight launchers of four
    assert raid["missile"]["lethality"] == 0.6
    assert raid["aircraft"][1] == {"origin": [28, 70], "to": [28, 73], "start_s": 60}
    assert len(raid["aircraft"]) == 24


def test_an_interpreter_without_blade_is_named(race):
    with pytest.raises(SystemExit, match="BLADE does not run there: ModuleNotFoundError"):
        blade_race.by_blade(sys.executable, race[0], 0.6)


def test_the_page_says_whether_blade_was_run():
    one = Estimate(1.0, 0.9, 1.1)
    ours = {"Skydome": Outcome(one, one, one, one, one)}
    quoted = blade_race.page({"event": 4_200.0}, None, evenly(5, 10), ours, 0.5)
    assert "| Skydome, `event` | 4,200 | × 2,000 |" in quoted
    assert "| Panopticon BLADE, quoted | 2.1 | 1 |" in quoted
    assert "20 of 40 shots" in quoted
    assert "| missiles fired for each kill | 1.000 (0.900 to 1.100) |" in quoted
    played = [{"seconds": 2.0}, {"seconds": 4.0}]
    blade = ("Python 3.12.1", played)
    run = blade_race.page({"event": 4_200.0}, blade, evenly(5, 10), ours, 0.5)
    assert "| Panopticon BLADE | 0.5 | 1 |" in run
    assert "× 8,400" in run
    assert "run here by Python 3.12.1 on one core, 2 replications" in run
    assert "quoted" not in run
