"""Batteries that turn, move and shut down, in scenarios as a person writes them."""

import numpy as np
import pytest
import yaml

from skydome import load
from skydome.engagement.record import columns
from skydome.engagement.tables.build import build_world
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.sensing import with_mast_down
from skydome.engagement.tables.shared import shared_of
from skydome.engagement.tables.stances import LOOK_ROUND_S, standing
from skydome.engagement.tables.views import view_of
from skydome.study.replay import replay

ONE = {"unit": "1", "source": "scenario-author", "confidence": "unsourced", "reason": "small"}


def wave(name, origin, **more):
    return {
        "name": name,
        "threat": "cruise-missile-low",
        "count": 3,
        "origin": origin,
        "to": "station",
        "release_range_m": 60_000,
        "spacing_s": 10,
    } | more


WEST, EAST = wave("west", [28, 74]), wave("east", [28, 76], start_s=60)


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a scenario of one battery and loads it."""

    def run(*waves, assets=(), **unit):
        scenario = {
            "name": "stances",
            "title": "Stances",
            "duration_s": 900,
            "terrain": {"flat": True, "placements": 1},
            "parameters": {"s-400-regiment.batteries": {"value": 1} | ONE},
            "assets": [{"name": "station", "at": [28, 75]}, *assets],
            "defence": [
                {"name": "home", "system": "s-400-regiment", "at": [28, 75], "facing_deg": 270}
                | {"load": {"48n6e3": 8}}
                | unit
            ],
            "raid": list(waves),
        }
        file = tmp_path / "stances.yaml"
        file.write_text(yaml.safe_dump(scenario), encoding="utf-8")
        return load(file)

    return run


@pytest.fixture
def play(written):
    """Return a function that gives a scenario, its world and one replication of it."""

    def run(*waves, **more):
        scenario = written(*waves, **more)
        world = build_world(scenario, elevation_of(scenario), 0)
        row, events = replay(scenario, 0)
        return scenario, world, dict(zip(columns(scenario), row.tolist(), strict=True)), events

    return run


def scans(events, kind):
    return [event.scan for event in events if event.kind == kind]


def test_other_stances_come_behind_and_leave_the_rows_of_the_first(play):
    _, plain, _, _ = play(WEST, EAST)
    scenario, world, _, _ = play(
        WEST, EAST, facings_deg=[90, 180], relocation={"at_s": 800}, slew_s=20
    )
    assert len(standing(scenario)) == len(world.stance_radar) == 6
    assert world.look_round == LOOK_ROUND_S
    for name in ("detection", "flight"):
        first, offset = f"{name}_first", f"{name}_offset"
        count = len(getattr(plain, first))
        assert (getattr(world, first)[:count] == getattr(plain, first)).all()
        assert (getattr(world, offset)[: count + 1] == getattr(plain, offset)).all()
    assert (world.flight_scans[: len(plain.flight_scans)] == plain.flight_scans).all()
    assert (world.flight_kill[: len(plain.flight_kill)] == plain.flight_kill).all()
    assert plain.look_round == 0


def test_a_turn_takes_the_angle_over_the_rate_the_short_way_round(play):
    _, world, _, _ = play(WEST, facings_deg=[90, 0])  # from 270 on
    assert world.stance_turn[0].tolist() == [30, 15]  # 180 and 90 degrees at 6 a second
    assert world.stance_facing[0].tolist() == [1, 2]
    _, world, _, _ = play(WEST, facings_deg=[90, 0], slew_s=7)
    assert world.stance_turn[0].tolist() == [7, 7]


def test_a_battery_turns_once_nobody_covers_what_comes(play):
    _, _, plain, _ = play(WEST, EAST)
    _, _, turned, events = play(WEST, EAST, facings_deg=[90])
    (at,) = scans(events, "turns")
    assert turned["turns.home-battery-1"] == 1
    assert at % LOOK_ROUND_S == 0
    launches = scans(events, "launch")
    assert not [scan for scan in launches if at <= scan < at + 30]
    assert min(launches) < at < max(launches)
    assert turned["engaged.cruise_missile"] > plain["engaged.cruise_missile"]


def test_a_battery_stays_where_something_more_urgent_needs_it(play):
    """The same number from both sides at once: it turns when the first side is dealt with."""
    _, _, _, events = play(WEST, wave("east", [28, 76], start_s=1), facings_deg=[90])
    first = {e.numbers[0] for e in events if e.kind == "set_out" and e.scan == 0}
    (at,) = scans(events, "turns")
    ended = [e.scan for e in events if e.kind == "intercept" and e.numbers[0] in first]
    assert min(ended) < at


def test_a_battery_that_moves_is_away_and_fights_on_from_its_second_site(play):
    late = wave("late", [28, 74], start_s=500)
    away = {"at_s": 150, "travel_s": 100, "set_up_s": 60, "pack_up_s": 40}
    scenario, _, row, events = play(WEST, late, relocation=away)
    (at,) = scans(events, "moves")
    assert row["moves.home-battery-1"] == 1
    assert at >= 150
    assert not [
        s for s in scans(events, "launch") + scans(events, "intercept") if 0 <= s - at < 200
    ]
    assert max(scans(events, "launch")) > at + 200
    second = [r for r, radar in enumerate(scenario.radars) if radar.name.endswith("92n6e-second")]
    seen = [e.scan for e in events if e.kind == "detection" and e.numbers[2] in second]
    assert min(seen) >= at + 200


def test_a_battery_does_not_leave_before_its_missiles_have_met_their_targets(play):
    _, _, _, events = play(WEST)
    fired = scans(events, "launch")[0]
    away = {"at_s": fired + 2, "travel_s": 1, "set_up_s": 1}
    _, _, _, events = play(WEST, relocation=away)
    (at,) = scans(events, "moves")
    before = [scan for scan in scans(events, "launch") if scan < at]
    assert max(before) < fired + 2  # it fires no more, and guides what flies
    assert at == max(scan for scan in scans(events, "intercept") if scan <= at) + 1


@pytest.mark.parametrize(("back", "fires"), [({}, False), ({"engagement_back_s": 300}, True)])
def test_a_battery_shuts_down_before_what_homes_on_it(play, back, fires):
    radar = "home-battery-1-92n6e"
    homing = wave("homing", [28, 74], to="radar", homes_on=radar, count=1)
    late = wave("late", [28, 74], start_s=600)
    node = {"name": "radar", "at": [28, 75], "node": "home-battery-1"}
    emission = {"engagement_shut_down": True} | back
    _, _, row, events = play(homing, late, assets=[node], emission=emission)
    (at,) = scans(events, "shuts")
    assert row[f"shuts.{radar}"] == 1
    assert row["hits.radar"] == row["lost.home-battery-1"] == 0
    launches = scans(events, "launch")
    assert bool(launches) is fires
    assert not [scan for scan in launches if at <= scan < at + 300]


def test_a_hit_where_a_battery_stood_does_not_find_it(play):
    node = {"name": "place", "at": [28, 75], "node": "home-battery-1"}
    bombs = wave("bombs", [28, 74], to="place", start_s=100)
    there = play(bombs, assets=[node], load={"9m96e2": 1, "48n6e3": 0})[2]
    away = {"at_s": 1, "pack_up_s": 10, "travel_s": 600, "set_up_s": 60}
    gone = play(bombs, assets=[node], relocation=away)[2]
    assert gone["hits.place"] == 3
    assert gone["lost.home-battery-1"] == 0
    assert there["hits.place"] >= there["lost.home-battery-1"]


def test_without_other_stances_there_is_one_each(play):
    scenario, world, row, _ = play(WEST)
    assert standing(scenario) == list(scenario.batteries)
    assert world.stance_radar.tolist() == [battery.radar for battery in scenario.batteries]
    assert np.array_equal(world.radar_first, np.arange(len(scenario.radars)))
    assert not [name for name in row if name.startswith(("turns", "moves"))]


def radars_at_second_sites(scenario):
    return [radar for radar in scenario.radars if radar.name.count("-second")]


def test_a_radar_that_has_moved_works_at_vehicle_height_until_the_mast_can_be_up(written):
    """Five minutes set the battery up, an hour raises the mast of its radar (92n6e): 24 or 6 m."""
    quick = written(WEST, relocation={"at_s": 0})
    hour = written(WEST, relocation={"at_s": 0, "set_up_s": 3_600})
    just_less = written(WEST, relocation={"at_s": 0, "set_up_s": 3_599})
    assert [radar.mast_down for radar in radars_at_second_sites(quick)] == [True]
    assert [radar.mast_down for radar in radars_at_second_sites(just_less)] == [True]
    assert [radar.mast_down for radar in radars_at_second_sites(hour)] == [False]
    firsts = [radar for radar in quick.radars if "-second" not in radar.name]
    assert not any(radar.mast_down for radar in firsts)


def test_an_acquisition_radar_that_moves_leaves_its_mast_down_too(written):
    """The 91N6E has no mast; the 96L6E needs an hour to raise its own."""

    def down(relocate_s):
        emission = {"shut_down": True, "relocate_s": relocate_s}
        scenario = written(WEST, emission=emission)
        return {radar.entry: radar.mast_down for radar in radars_at_second_sites(scenario)}

    assert down(600) == {"91n6e": False, "96l6e": True}
    assert down(3_600) == {"91n6e": False, "96l6e": False}


def test_the_height_of_a_lowered_radar_is_what_the_view_uses(written):
    """Over a flat Earth of 4/3 radius, sqrt(2·R·h): 24 m and 50 m meet at 49 km, 6 m at 39 km."""
    moves, farthest_km = {"at_s": 0, "travel_s": 0, "pack_up_s": 0}, []
    for set_up_s in (1, 3_600):
        scenario = written(WEST, relocation=moves | {"set_up_s": set_up_s})
        shared = shared_of(scenario, elevation_of(scenario))
        (radar,) = radars_at_second_sites(scenario)
        sight = view_of(shared, 0).sights[scenario.radars.index(radar)]
        polar = view_of(shared, 0).polars[radar.site]
        farthest_km.append(polar.ground_range_m[sight.probability > 0].max() / 1_000)
        assert shared.sensor(radar).antenna_height_m == (6 if set_up_s == 1 else 24)
    assert farthest_km[0] == pytest.approx(39.2, abs=0.5)
    assert farthest_km[1] == pytest.approx(49.4, abs=0.5)


def test_lowering_a_mast_changes_the_height_and_not_the_power(written):
    scenario = written(WEST, relocation={"at_s": 0})
    sensor = shared_of(scenario, elevation_of(scenario)).sensors["92n6e"]
    lowered = with_mast_down(sensor)
    assert (sensor.antenna_height_m, lowered.antenna_height_m) == (24, 6)
    assert lowered.loop_constant_m2 == sensor.loop_constant_m2
    entry = sensor.entry
    short = entry.parameters["antenna_height"].model_copy(update={"value": 4.0})
    bare = entry.model_copy(update={"parameters": entry.parameters | {"antenna_height": short}})
    assert with_mast_down(sensor._replace(entry=bare)).antenna_height_m == 4
