"""Draws of the uncertain parameters: which worlds are played, with which random numbers."""

import numpy as np
import pytest

from skydome.engagement import reference
from skydome.engagement.record import columns
from skydome.engagement.state import new_state
from skydome.engagement.tables.build import build_drawn_world, build_world
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.parameter_draws import (
    NEVER_DRAWN,
    ParameterDraw,
    drawable,
    drawn_scenario,
    scenario_of_placement,
)
from skydome.errors import InputError
from skydome.report import write_report
from skydome.scenario import load
from skydome.study import draws, read_result, run_to_folder, simulate
from skydome.study.draws import may_be_drawn, plan, run_draws
from skydome.study.store import numbers

COUNT = 6


@pytest.fixture(scope="module")
def table(small):
    return run_draws(small, COUNT)


def with_placements(scenario, placements):
    terrain = scenario.terrain.model_copy(update={"placements": placements})
    return scenario.model_copy(update={"terrain": terrain})


# which worlds


def test_the_plan_by_hand(small):
    """Catalogue values at every placement, then draw after draw, placements in turn."""
    assert list(plan(with_placements(small, 3), 4)) == [
        *((0, 0), (0, 1), (0, 2)),
        *((1, 0), (2, 1), (3, 2), (4, 0)),
    ]
    many = list(plan(with_placements(small, 20), 64))
    assert {placement for _, placement in many} == set(range(8))
    assert len(many) == 8 + 64


def test_a_draw_plays_the_replications_that_its_placement_has_in_a_run(small, table):
    """With 2 placements, placement 1 has replications 1, 3, 5 and so on."""
    assert small.terrain.placements == 2
    number, placement, replication = (
        numbers(table[name]) for name in ("draw", "placement", "replication")
    )
    for draw, place in plan(small, COUNT):
        here = (number == draw) & (placement == place)
        assert list(replication[here]) == [place + 2 * k for k in range(draws.REPLICATIONS)]


def test_rows_are_those_of_the_readable_kernel(small, table):
    grid = elevation_of(small, drawn=True)
    for draw, place in ((0, 1), (1, 0), (4, 1)):
        one = ParameterDraw(None if draw == 0 else draw - 1, COUNT)
        world = build_drawn_world(small, grid, one, place)
        rows = np.zeros((draws.REPLICATIONS, len(columns(small))), dtype=np.int32)
        reference.run(world, new_state(world), small.seed, place, 2, rows)
        mask = (numbers(table["draw"]) == draw) & (numbers(table["placement"]) == place)
        for n, name in enumerate(columns(small)):
            assert np.array_equal(numbers(table[name])[mask], rows[:, n]), name


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_leave_no_trace(small, table, threads):
    assert run_draws(small, COUNT, threads=threads).equals(table)


# which values


def test_catalogue_values_stay_but_count_as_drawn(small):
    nominal = drawn_scenario(small, ParameterDraw(None, COUNT))
    for name, entry in nominal.entries.items():
        for parameter, quantity in entry.parameters.items():
            before = small.entries[name].parameters[parameter]
            assert quantity.value == before.value
            drawn = f"{name}.{parameter}" in drawable(small)
            assert quantity.basis == ("sampled" if drawn else before.basis)


def test_a_placement_under_the_policy_sampled_is_one_draw(small_file):
    sampled = with_placements(load(small_file, policy="sampled"), COUNT)
    assessed = load(small_file)
    one = scenario_of_placement(sampled, 3).entries
    assert one == drawn_scenario(assessed, ParameterDraw(3, COUNT)).entries


def test_what_may_be_drawn(small):
    """By hand for one entry: a range, assessed, and neither a number of launchers nor a band."""
    names = drawable(small)
    for entry in small.entries.values():
        for name, quantity in entry.parameters.items():
            ranged = quantity.low < quantity.high and quantity.basis == "assessed"
            assert (f"{entry.id}.{name}" in names) == (ranged and name not in NEVER_DRAWN)
    assert len(names) > 50


def test_nothing_is_drawn_twice_or_where_nothing_has_a_range(small, small_file):
    assert may_be_drawn(small)
    assert not may_be_drawn(load(small_file, policy="sampled"))
    entries = {
        name: entry.model_copy(
            update={
                "parameters": {
                    key: value.model_copy(update={"low": value.value, "high": value.value})
                    for key, value in entry.parameters.items()
                }
            }
        )
        for name, entry in small.entries.items()
    }
    assert not may_be_drawn(small.model_copy(update={"entries": entries}))


def test_catalogue_values_differ_from_a_run_by_coarseness_alone(small):
    """Only the coarse flights and levels differ."""
    grid = elevation_of(small, drawn=True)
    coarse = build_drawn_world(small, grid, ParameterDraw(None, COUNT), 0)
    fine = build_world(small, grid, 0)
    same = [
        name
        for name, one, other in zip(fine._fields, coarse, fine, strict=True)
        if one is other is None or (one is not None and np.array_equal(one, other))
    ]
    different = set(fine._fields) - set(same)
    coarse_ones = ("flight_", "path_best", "viable", "threat_viable", "raid_kill")
    assert all(name.startswith(coarse_ones) for name in different), different
    assert "detection_threshold" in same
    assert "kill_threshold" in same
    levels = [world.raid_kill.shape[2] for world in (coarse, fine)]
    assert levels == [256, 1024]
    assert np.array_equal(coarse.raid_kill.mean(axis=2), fine.raid_kill.mean(axis=2))


# kept with a result


def test_a_result_keeps_its_draws(small, table, tmp_path):
    folder = run_to_folder(small, tmp_path / "result", draws=COUNT)
    result = read_result(folder)
    assert result.draws.equals(table)
    saved = read_result(result.save(tmp_path / "saved"))
    assert saved.draws.equals(table)
    assert (folder / "draws.parquet").read_bytes() == (
        tmp_path / "saved" / "draws.parquet"
    ).read_bytes()
    assert simulate(small, draws=COUNT).draws.equals(table)


def test_the_rows_of_a_result_are_the_same_without_draws(small, tmp_path):
    with_them = run_to_folder(small, tmp_path / "with", draws=2)
    without = run_to_folder(small, tmp_path / "without")
    assert (with_them / "rows.parquet").read_bytes() == (without / "rows.parquet").read_bytes()
    assert read_result(without).draws is None


@pytest.mark.parametrize("change", ["another table", "other columns", "no table"])
def test_changed_draws_are_refused(small, tmp_path, change):
    folder = run_to_folder(small, tmp_path / "result", draws=2)
    other = run_to_folder(small, tmp_path / "other", draws=3)
    file = folder / "draws.parquet"
    if change == "another table":
        file.write_bytes((other / "draws.parquet").read_bytes())
    elif change == "other columns":
        file.write_bytes((folder / "rows.parquet").read_bytes())
    else:
        file.unlink()
    with pytest.raises(InputError) as refused:
        read_result(folder)
    assert str(file) in str(refused.value)


def test_the_report_opens_with_the_band(small, tmp_path):
    folder = run_to_folder(small, tmp_path / "result", draws=COUNT)
    page = write_report(folder).read_text("utf-8")
    lead = page.partition('<p class="lead">')[2].partition("</p>")[0]
    assert "when what is not known is varied" in lead
    plain = run_to_folder(small, tmp_path / "plain")
    assert "when what is not known is varied" not in write_report(plain).read_text("utf-8")
