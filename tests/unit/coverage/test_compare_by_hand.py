"""Every rule of `skydome.coverage.compare`, against values worked out in the tests' comments."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from models import changed

from skydome.catalogue import Catalogue
from skydome.coverage import Compared, Line, Question, Work, ask, compare_systems, system_named
from skydome.coverage.magazine import Band
from skydome.errors import InputError

compare = sys.modules["skydome.coverage.compare"]
SYSTEM, TARGET, SHORT, LONG = (
    "s-400-regiment",
    "fighter",
    "ballistic-missile-300km",
    "ballistic-missile-600km",
)


@pytest.fixture(scope="module")
def catalogue():
    return Catalogue()


@pytest.fixture(scope="module")
def scenario(catalogue):
    return ask(Question(SYSTEM, target=TARGET), catalogue).scenario


def line(*band, system=SYSTEM, measure="m", against=TARGET, altitude_m=5.0):
    return Line(system, measure, against, altitude_m, "m", *band, "note")


@pytest.mark.parametrize("number", range(4))
def test_a_line_is_nothing_if_it_is_zero_under_every_assumption(number):
    assert line(0.0, 0.0, 0.0, 0.0).is_nothing
    for other in (1.0, np.nan):
        band = [0.0] * 4
        band[number] = other
        assert not line(*band).is_nothing


def test_a_line_is_found_by_all_that_names_it():
    lines = (
        line(1, 1, 1, 1, system="x"),
        line(2, 2, 2, 2, measure="x"),
        line(3, 3, 3, 3, against="x"),
        line(4, 4, 4, 4, altitude_m=4.0),
        line(5, 5, 5, 5),
    )
    found = Compared(Work(), {}, lines)
    assert found.get(SYSTEM, "m", TARGET).value == 4
    assert found.get(SYSTEM, "m", TARGET, 5.0).value == 5
    assert found.get(SYSTEM, "m", TARGET, 4.0).value == 4
    with pytest.raises(StopIteration):
        found.get(SYSTEM, "m", TARGET, 6.0)


@pytest.mark.parametrize("name", ["", "s-4000", "spyder"])
def test_a_beginning_must_be_of_one_system(catalogue, name):
    with pytest.raises(InputError):
        system_named(name, catalogue)
    assert system_named("s-4", catalogue) == SYSTEM


SIX = ("akash-b", "akash-ng", "mrsam", "patriot", "qrsam", "s-400")


@pytest.mark.parametrize(
    ("names", "draws", "refused"),
    [
        (SIX[:1], 1, False),
        (SIX, 64, False),
        ((), 1, True),
        ((*SIX, "thaad"), 1, True),
        (SIX[:1], 0, True),
        (SIX[:1], 65, True),
        (("thaad", "s-400", "thaad"), 1, True),
        (("thaad", "s-400", "s-400"), 1, True),
    ],
)
def test_one_to_six_systems_are_compared_in_one_to_64_draws(catalogue, names, draws, refused):
    if not refused:
        systems, _ = compare.checked(names, catalogue, Work(draws=draws))
        assert len(systems) == len(names)
        return
    with pytest.raises(InputError):
        compare.checked(names, catalogue, Work(draws=draws))


def test_tasks_come_in_order_and_include_the_stated_one(catalogue):
    work = Work(
        targets=("stealth-fighter", "glide-bomb"),
        altitudes_m=(900.0, 10.0, 900.0),
        stated_target=TARGET,
        stated_altitude_m=500.0,
        ballistic=(LONG, SHORT),
    )
    _, whole = compare.checked(["thaad"], catalogue, work)
    assert whole.targets == ("stealth-fighter", "glide-bomb", TARGET)
    assert whole.altitudes_m == (10.0, 500.0, 900.0)
    assert whole.ballistic == (SHORT, LONG)
    _, every = compare.checked(["thaad"], catalogue, Work())
    assert every.ballistic[0] == SHORT
    assert len(every.ballistic) == 5
    for wrong in (
        {"stated_target": LONG},
        {"targets": ("quasi-ballistic-missile",)},
        {"targets": ("nothing",)},
    ):
        with pytest.raises(InputError, match="no threat that flies at an altitude"):
            compare.checked(["thaad"], catalogue, Work(**wrong))


def test_variants_are_the_policies_and_the_draws(monkeypatch):
    """Claimed is -2, assessed -1; draws count from 0."""
    monkeypatch.setattr(compare, "scenario_under", lambda system, policy, *_: f"{system} {policy}")
    monkeypatch.setattr(compare, "scenario_of_placement", lambda drawn, n: f"{drawn} {n}")
    assert dict(compare._variants(["x", "y"], Work(draws=2), None)) == {
        (system, number): f"{system} {policy}"
        for system in "xy"
        for number, policy in (
            (-2, "claimed"),
            (-1, "assessed"),
            (0, "sampled 0"),
            (1, "sampled 1"),
        )
    }


def test_a_systems_scenario_is_at_one_point_and_has_every_threat(catalogue):
    """As many placements as draws: each draw is one."""
    work = Work(targets=(TARGET, "glide-bomb"), altitudes_m=(5.0,), ballistic=(SHORT,), draws=7)
    found = compare.scenario_under("thaad-battery", "claimed", work, catalogue)
    assert (found.terrain.placement_radius_m, found.terrain.placements) == (0.0, 7)
    assert {TARGET, "glide-bomb", SHORT} <= set(found.entries)
    assert found.policy == "claimed"
    assert found.terrain.flat
    falling = compare.scenario_under(
        "thaad-battery", "assessed", Work(targets=(), ballistic=(SHORT,)), catalogue
    )
    assert SHORT in falling.entries


@pytest.mark.parametrize("engages", [True, False])
def test_a_variant_has_ranges_areas_and_footprints(scenario, monkeypatch, engages):
    """Over azimuths 3, 1, 2: the farthest is 3, the mean square 14/3; then 4, 4, 4 and 16."""
    effective = np.array([[[3.0, 1.0, 2.0], [4.0, 4.0, 4.0]], [[9.0] * 3, [9.0] * 3]])

    def found(one, grid, targets, altitudes_m, **more):
        assert [target.id for target in targets] == [TARGET]
        assert (one, grid, altitudes_m) == (scenario, "ground", (5.0, 7.0))
        assert more == {"units": (SYSTEM,), "azimuths": 180, "alone": True}
        return [[SimpleNamespace(engagement=SimpleNamespace(effective_m=effective))]]

    monkeypatch.setattr(compare, "of_one_battery", lambda one: one)
    monkeypatch.setattr(compare, "elevation_of", lambda _scenario: "ground")
    monkeypatch.setattr(compare, "ranges_by_altitude", found)
    monkeypatch.setattr(compare, "engages_level", lambda _scenario: engages)
    monkeypatch.setattr(compare, "_footprints", lambda *_: iter([(SHORT, 8.0)]))
    work = Work(targets=(TARGET,), altitudes_m=(5.0, 7.0))
    ranges, areas, footprints = compare._measured(scenario, 0, work, {})
    assert ranges == {(TARGET, 5.0): 3.0 * engages, (TARGET, 7.0): 4.0 * engages}
    assert list(areas) == list(ranges)
    assert list(areas.values()) == pytest.approx([np.pi * 14 / 3 * engages, np.pi * 16 * engages])
    assert footprints == {SHORT: 8.0}


@pytest.mark.parametrize(
    ("bounds", "engages"),
    [
        ([(5e3, 5e3)] * 4, False),
        ([(5e3, 5e3), (5e3, 5.1e3), (5e3, 5e3), (5e3, 5e3)], True),
        ([(5e3, 0.0)] * 4, False),
    ],
)
def test_a_missile_engages_where_its_longest_range_is_beyond_its_shortest(
    scenario, bounds, engages
):
    for missile, (near, far) in zip(scenario.missiles, bounds, strict=True):
        scenario = changed(scenario, missile, minimum_range=near, maximum_range=far)
    assert compare.engages_level(scenario) is engages


def test_the_first_battery_keeps_the_radars_up_to_its_own(scenario):
    """The regiment has radars 0 and 1 at the command site, 2 and 3 at its batteries."""
    one = compare.of_one_battery(scenario)
    assert one.batteries == scenario.batteries[:1]
    assert one.radars == scenario.radars[:3]


@pytest.mark.parametrize(("number", "cells"), [(-2, 40), (-1, 40), (0, 20), (1, 20)])
def test_a_flight_is_computed_once_for_all_systems(catalogue, monkeypatch, number, cells):
    asked, flown = [], []

    def course(_scenario, target, unit, bearing_deg):
        flown.append((target.id, unit, bearing_deg))
        return f"flight of {target.id}"

    def found(_scenario, grid, targets, unit, **more):
        asked.append((grid, [target.id for target in targets], unit, more))
        for target in targets:
            yield SimpleNamespace(threat=target.id, area_m2=np.array([5.0, 6.0]))

    monkeypatch.setattr(compare, "course_of", course)
    monkeypatch.setattr(compare, "footprints", found)
    work = Work(targets=(TARGET,), altitudes_m=(5.0,), ballistic=(SHORT, LONG), draws=1)
    scenario = compare.scenario_under(SYSTEM, "assessed", work, catalogue)
    courses = {}
    for unit in ("first", "second"):
        areas = dict(compare._footprints(scenario, "ground", unit, number, work, courses))
        assert areas == {SHORT: 5.0, LONG: 5.0}
    assert flown == [(SHORT, "first", 0.0), (LONG, "first", 0.0)]
    assert asked == [
        (
            "ground",
            [SHORT, LONG],
            unit,
            {
                "bearing_deg": 0.0,
                "cells": cells,
                "courses": [f"flight of {SHORT}", f"flight of {LONG}"],
            },
        )
        for unit in ("first", "second")
    ]


def test_a_band_is_of_the_assessed_value_and_the_draws():
    """What is claimed stands apart."""
    assert compare._band({-2: 99.0, -1: 5.0, 0: 3.0, 1: 8.0}) == Band(5.0, 3.0, 8.0, 99.0)
    assert compare._band({-2: 0.0, -1: 5.0, 0: 6.0}) == Band(5.0, 5.0, 6.0, 0.0)


def test_lines_have_measures_and_money_divided_by_them(monkeypatch):
    """A system of 1,000 USD, 500 to 2,000, claimed 600, with 10 missiles.

    It engages in 100 m², 50 to 200, claimed 300. Each lower bound is over the other's upper bound:
    500/200 = 2.5 to 2,000/50 = 40 USD/m².
    """

    def made(area, footprint):
        return compare._Measured(
            {(TARGET, 7.0): area / 10}, {(TARGET, 7.0): area}, {SHORT: footprint}
        )

    measured = {
        -2: made(300.0, 30.0),
        -1: made(100.0, 10.0),
        0: made(50.0, 5.0),
        1: made(200.0, 20.0),
    }
    ready = Band(10.0, 5.0, 20.0, 30.0)
    told = []

    def shop(both, altitude_m):
        told.append((both.assessed, both.claimed, altitude_m))
        return {
            "target channels": ("1", Band(1, 2, 3, 4), "c"),
            "ready missiles": ("1", ready, "r"),
        }

    monkeypatch.setattr(compare, "magazine", shop)
    monkeypatch.setattr(compare, "missile_prices", lambda _both: iter([("mm", ready, "priced")]))
    cost = Band(1_000.0, 500.0, 2_000.0, 600.0)
    monkeypatch.setattr(compare, "published_price", lambda _both, *name: (cost, " ".join(name)))
    work = Work(
        targets=(TARGET,),
        altitudes_m=(7.0,),
        stated_altitude_m=7.0,
        ballistic=(SHORT,),
    )
    lines = list(compare._lines("x", work, {("x", -1): "assessed", ("x", -2): "claimed"}, measured))
    assert told == [("assessed", "claimed", 7.0)]
    assert {line.system for line in lines} == {"x"}
    found = {line.measure: line for line in lines}
    assert list(found) == [
        "engagement range",
        "engaged area",
        "defended footprint",
        "target channels",
        "ready missiles",
        "missile price",
        "system cost",
        "cost per ready missile",
        "cost per engaged area",
        "cost per footprint",
    ]
    assert len(lines) == len(found)
    assert found["engagement range"][2:9] == (TARGET, 7.0, "m", 10.0, 5.0, 20.0, 30.0)
    assert found["engaged area"][2:9] == (TARGET, 7.0, "m2", 100.0, 50.0, 200.0, 300.0)
    assert found["defended footprint"][5:9] == (10.0, 5.0, 20.0, 30.0)
    assert found["defended footprint"].against == SHORT
    assert np.isnan(found["defended footprint"].altitude_m)
    assert found["target channels"][5:] == (1, 2, 3, 4, "c")
    assert (found["missile price"].against, found["missile price"].note) == ("mm", "priced")
    assert found["system cost"][4:] == ("USD", *cost, "x cost")
    assert found["cost per ready missile"][5:9] == (100.0, 25.0, 400.0, 20.0)
    assert found["cost per engaged area"][2:4] == (TARGET, 7.0)
    assert found["cost per engaged area"][5:9] == (10.0, 2.5, 40.0, 2.0)
    assert found["cost per footprint"][5:9] == (100.0, 25.0, 400.0, 20.0)
    assert found["cost per footprint"].against == SHORT


def test_a_comparison_measures_every_variant_of_every_system(catalogue, monkeypatch):
    progress, told = [], []
    variants = [(system, n) for system in (SYSTEM, "thaad-battery") for n in (-2, -1, 0)]
    monkeypatch.setattr(
        compare, "_variants", lambda *_: iter([(one, f"{one}") for one in variants])
    )
    monkeypatch.setattr(compare, "_measured", lambda scenario, n, *_: (scenario, n))

    def lines(system, work, made, measured):
        told.append((system, work.draws, len(made), measured))
        yield system

    monkeypatch.setattr(compare, "_lines", lines)
    found = compare_systems(
        ["s-400", "thaad"], catalogue, Work(draws=1), lambda *done: progress.append(done)
    )
    assert progress == [(n, 6) for n in range(7)]
    assert found.lines == (SYSTEM, "thaad-battery")
    assert found.scenarios == {system: f"{(system, -1)}" for system in found.lines}
    assert told == [
        (system, 1, 6, {n: (f"{(system, n)}", n) for n in (-2, -1, 0)}) for system in found.lines
    ]


def test_entries_read_once_are_named_once_without_the_raids(scenario):
    """The entry of the raid's correlations is nobody's source."""
    read = {n: e.model_copy(update={"provisional": False}) for n, e in scenario.entries.items()}
    raid = scenario.entries[TARGET].model_copy(
        update={"id": compare.RAID_ENTRY, "provisional": True}
    )
    unread = scenario.entries[TARGET].model_copy(update={"provisional": True})
    entries = read | {TARGET: unread, compare.RAID_ENTRY: raid}
    one = scenario.model_copy(update={"entries": entries})
    assert compare.compared_provisional(Compared(Work(), {"a": one, "b": one}, ())) == [TARGET]


def test_the_hash_is_of_tasks_and_scenarios(scenario):
    def hashed(work=None, **changes):
        one = scenario.model_copy(update=changes)
        return compare.compared_hash(Compared(work or Work(), {"a": one}, ()))

    assert len({hashed(), hashed(title="other"), hashed(Work(draws=3))}) == 3
    assert hashed() == hashed()


def test_only_a_float_may_be_unknown():
    assert compare._is_nan(np.nan)
    assert not compare._is_nan(1.0)
    assert not compare._is_nan("nan")
