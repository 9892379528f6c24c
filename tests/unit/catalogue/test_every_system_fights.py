"""Every shipped system against every shipped threat: it resolves, and shoots or says why not."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from apart import by_path, shots_by_path

from skydome import yamlfile
from skydome.catalogue import Catalogue
from skydome.catalogue.kinds import NOT_SIMULATED, TARGET_CLASSES
from skydome.engagement.tables import intercept
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.shared import shared_of
from skydome.engagement.tables.shots import _best_track, _firm, _radars_of_network
from skydome.engagement.tables.views import view_of
from skydome.errors import InputError
from skydome.scenario.authored import Scenario
from skydome.scenario.resolve import Resolver
from skydome.study import simulate

SHIPPED = Catalogue()
SYSTEMS = SHIPPED.ids("system")
THREATS = [
    i for i in SHIPPED.ids("threat") if SHIPPED.entry(i).attributes["motion"] not in NOT_SIMULATED
]
SILENT = yaml.safe_load(Path(__file__).with_name("silent.yaml").read_text("utf-8"))
DEGREE_M = 111e3
NEAR_M = 300e3


def wave(threat):
    """Return a wave that comes from the north, ballistic ones from near their full range."""
    entry = SHIPPED.entry(threat)
    reach = entry.si("range") if "range" in entry.parameters else np.inf
    if entry.attributes["motion"] == "ballistic":
        return {"origin": (int(0.93 * reach / DEGREE_M), 0)}
    return {"origin": (3, 0), "release_range_m": 0.99 * min(reach, NEAR_M)}


def resolved(system, *threats, **parts):
    """Return a scenario of one system on flat ground, with the models that are on by default."""
    raid = [
        {"name": threat, "threat": threat, "count": 1, "to": "depot"} | wave(threat)
        for threat in threats
    ]
    scenario = Scenario.model_validate(
        {
            "name": "fight",
            "title": "Fight",
            "terrain": {"flat": True, "placements": 1, "placement_radius_m": 0},
            "assets": [{"name": "depot", "at": (0, 0)}],
            "defence": [{"name": "unit", "system": system, "at": (0, 0)}],
            "raid": raid,
            **parts,
        }
    )
    return Resolver(yamlfile.Document(Path("fight"), {}, {}), scenario, SHIPPED).resolve()


def stated(system, threat):
    """Return why a system does not shoot at a threat, if it does not."""
    target_class = SHIPPED.entry(threat).attributes["target_class"]
    return SILENT[system].get(threat, SILENT[system].get(target_class))


def silence(shared, view, missile, path):
    """Return why the first battery has no shot with a missile at a path: the first hurdle."""
    battery = shared.scenario.batteries[0]
    entry = shared.scenario.entries[missile]
    polar = by_path(shared, view.polars[battery.site])[path]
    motion = shared.scenario.threats[shared.leader[path]].motion
    kind = "_ballistic" if motion == "ballistic" else ""
    flown = shared.paths[path]
    met = polar.ground_range_m <= entry.si(f"maximum_range{kind}")
    met &= polar.ground_range_m >= entry.si("minimum_range")
    hurdles = {"range": met.copy()}
    met &= flown.altitude_m <= entry.si(f"maximum_altitude{kind}")
    met &= flown.height_m >= entry.si(f"minimum_altitude{kind}")
    hurdles["ceiling"] = met.copy()
    met &= flown.speed_m_s <= entry.si("maximum_target_speed")
    hurdles["speed"] = met.copy()
    first, stop = shared.traffic.bounds[path : path + 2]
    seeks = entry.attributes["guidance"] == "active"
    radars = _radars_of_network(shared, battery) if seeks else [battery.radar]
    track = _best_track(view, tuple(radars))
    met &= _firm(shared.scenario, entry, track)[first:stop]
    hurdles["unseen"] = met.copy()
    flyout = shared.flyouts[shared.scenario.missiles.index(missile)].member(0)
    cells = intercept.cells_of(flyout, polar.ground_range_m, flown.altitude_m)
    met &= np.isfinite(intercept.read(flyout.time_of_flight_s, cells))
    hurdles["reach"] = met
    return next((why for why, left in hurdles.items() if not left.any()), "moment")


def test_there_is_a_word_on_every_system_and_on_nothing_else():
    assert sorted(SILENT) == SYSTEMS
    for words in SILENT.values():
        assert set(words) <= {*THREATS, *TARGET_CLASSES}


@pytest.mark.parametrize("system", SYSTEMS)
def test_it_resolves_and_shoots_at_every_threat_or_says_why_not(system):
    scenario = resolved(system, *THREATS)
    shared = shared_of(scenario, elevation_of(scenario))
    view = view_of(shared, 0)
    fired = [
        any(shots.flight_scans.any() for shots in of_all)
        for of_all in zip(*shots_by_path(shared, view, scenario.batteries[0]), strict=True)
    ]
    found, expected = {}, {}
    for path, leader in enumerate(shared.leader):
        threat = scenario.threats[leader].entry
        expected[threat] = {stated(system, threat)} - {None}
        whys = {silence(shared, view, missile, path) for missile in scenario.missiles}
        found[threat] = set() if fired[path] else whys
    assert found == expected


@pytest.mark.parametrize("system", SYSTEMS)
def test_it_fights_a_raid_of_its_own(system):
    threats = [threat for threat in THREATS if not stated(system, threat)][:3]
    scenario = resolved(system, *threats, replications=4, duration_s=3_000)
    rows = simulate(scenario).rows.to_pandas()
    fired = [name for name in rows.columns if name.startswith("fired.")]
    assert rows[fired].to_numpy().sum() > 0


@pytest.mark.parametrize("motion", NOT_SIMULATED)
def test_what_no_model_flies_is_refused_with_a_reason(motion):
    threats = SHIPPED.ids("threat")
    declared = [i for i in threats if SHIPPED.entry(i).attributes["motion"] == motion]
    assert declared
    for threat in declared:
        assert "not simulated" in SHIPPED.entry(threat).name
        with pytest.raises(InputError, match=f"{threat} is not simulated: "):
            resolved("s-400-regiment", threat)
