"""A radar alone, such as airborne early warning: where it is and whom it tells."""

import numpy as np
import pytest

from skydome.catalogue import Catalogue
from skydome.engagement.tables.beam import beam_of
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.placement import places
from skydome.engagement.tables.sensing import scene_of, sensor_of
from skydome.engagement.tables.shared import shared_of
from skydome.engagement.tables.shots import shots_of
from skydome.engagement.tables.views import view_of
from skydome.physics.earth import horizon_range_m
from skydome.scenario import load

SCENARIO = """\
name: early-warning
title: A battery with a radar in the air
terrain: {flat: true, placements: 1, placement_radius_m: 0}
assets: [{name: depot, at: [28, 73]}]
defence:
  - {name: battery, system: mrsam-battery, at: [28, 73], network: west}
  - {name: other, system: akash-battery, at: [28, 73], facing_deg: 270}
sensors:
  - {name: patrol, radar: aew-radar, at: [28, 73], network: west}
raid: [{name: low, threat: cruise-missile-low, count: 1, origin: [28, 70], to: depot}]
"""
LINKED = """\
parameters:
  aew-radar.launch_track:
    {value: 1, unit: "1", source: scenario-author, confidence: unsourced, reason: linked}
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    file = tmp_path_factory.mktemp("sensors") / "scenario.yaml"
    file.write_text(SCENARIO)
    return load(file)


@pytest.fixture(scope="module")
def view(scenario):
    return view_of(shared_of(scenario, elevation_of(scenario)), 0)


def test_it_is_a_site_and_a_radar_of_its_network_behind_all_others(scenario):
    radar, site = scenario.radars[-1], scenario.sites[-1]
    assert (radar.name, radar.entry, site.name) == ("patrol-aew-radar", "aew-radar", "patrol")
    assert scenario.networks[radar.network] == "west"
    assert radar.site == len(scenario.sites) - 1
    assert list(scenario.units) == ["battery", "other"]
    assert "aew-radar" in scenario.entries


def test_it_flies_at_the_altitude_of_its_platform(scenario):
    spots = places(scenario, elevation_of(scenario), 0)
    assert spots[-1].altitude_m == scenario.entries["aew-radar"].si("platform_altitude") == 9_000
    assert {spot.altitude_m for spot in spots[:-1]} == {0}


def test_it_meets_its_quoted_range_from_up_there(scenario):
    entry = scenario.entries["aew-radar"]
    sensor = sensor_of(entry, scene_of(scenario))
    lower = entry.parameters | {
        "platform_altitude": entry.parameters["platform_altitude"].model_copy(update={"value": 1.0})
    }
    ground = sensor_of(entry.model_copy(update={"parameters": lower}), scene_of(scenario))
    # the same quoted range through thinner air takes less power
    assert sensor.loop_constant_m2 < ground.loop_constant_m2


def test_it_looks_down_as_far_as_up(scenario):
    up = np.radians(np.array([1.0, 15.0, 25.0]))
    airborne, fixed = (beam_of(scenario.entries[i]) for i in ("aew-radar", "rohini"))
    assert airborne.at_target(-up, 0.0) == pytest.approx(airborne.at_target(up, 0.0))
    assert (fixed.at_target(-up, 0.0) < fixed.at_target(up, 0.0)).all()


def test_it_sees_low_flight_far_beyond_the_horizon_of_the_battery(scenario, view):
    low = view.sights[-1]
    seen = view.polars[-1].ground_range_m[low.guides].max()
    own = max(
        view.polars[radar.site].ground_range_m[sight.guides].max()
        for radar, sight in zip(scenario.radars[:1], view.sights, strict=False)
    )
    assert own <= horizon_range_m(12, 50) + 1e3
    assert seen > 2 * own


def farthest_m(scenario):
    """Return how far from each battery's site a missile may meet the target."""
    shared = shared_of(scenario, elevation_of(scenario))
    view, met = view_of(shared, 0), {}
    for battery in scenario.batteries:
        polar = view.polars[battery.site]
        for shots in shots_of(shared, view, [battery]):
            quickest = shots.flight_scans[0]
            at = quickest > 0
            there = polar.ground_range_m[shots.at[at] + quickest[at]].max(initial=0.0)
            met[battery.unit] = max(met.get(battery.unit, 0.0), float(there))
    return met


def test_its_track_guides_nothing_unless_a_scenario_says_so(scenario):
    without = {"sites": scenario.sites[:-1], "radars": scenario.radars[:-1]}
    assert farthest_m(scenario.model_copy(update=without)) == farthest_m(scenario)


def test_its_network_alone_may_launch_on_what_it_sees(tmp_path):
    (tmp_path / "x.yaml").write_text(SCENARIO + LINKED)
    scenario = load(tmp_path / "x.yaml")
    without = {"sites": scenario.sites[:-1], "radars": scenario.radars[:-1]}
    before, after = farthest_m(scenario.model_copy(update=without)), farthest_m(scenario)
    assert after["battery"] > 1.5 * before["battery"] > 0
    assert after["other"] == before["other"] > 0


def test_a_sensor_that_flies_is_the_only_shipped_one():
    catalogue = Catalogue()
    flying = [
        i for i in catalogue.ids("radar") if "platform_altitude" in catalogue.entry(i).parameters
    ]
    assert flying == ["aew-radar"]
