import json
import re
from math import cos, radians

import pytest
import yaml
from pydantic import BaseModel, ValidationError

from skydome.catalogue import Catalogue
from skydome.catalogue.kinds import TARGET_CLASSES
from skydome.errors import InputError
from skydome.scenario import Quantity, ResolvedScenario, load, read_resolved, with_run

SHORTEST = """\
name: shortest
title: As little as can be written
assets: [{name: depot, at: [28, 73]}]
defence: [{name: regiment, system: s-400-regiment, at: [28, 73]}]
raid: [{name: jets, threat: fighter, count: 2, origin: [28, 71], to: depot}]
"""
PARAMETER = """
  {name}:
    {{value: {value}, unit: {unit}, source: scenario-author, confidence: unsourced, reason: told}}
"""


@pytest.fixture
def write(tmp_path):
    """Return a function that writes the shortest scenario with edits, and loads it."""

    def load_edited(*edits, **parts):
        text = SHORTEST
        for right, wrong in edits:
            assert right in text
            text = text.replace(right, wrong)
        file = tmp_path / "scenario.yaml"
        file.write_text(text + "".join(f"{part}: {value}\n" for part, value in parts.items()))
        return load(file)

    return load_edited


def override(name, value, unit='"1"'):
    return PARAMETER.format(name=name, value=value, unit=unit)


def parts_of(part):
    """Yield all frozen parts of a resolved form, itself first."""
    yield part
    for name in type(part).model_fields:
        value = getattr(part, name)
        several = value.values() if isinstance(value, dict) else value
        for one in several if isinstance(several, tuple | type({}.values())) else (value,):
            if isinstance(one, BaseModel):
                yield from parts_of(one)


@pytest.fixture(params=["small", "single_battery", "two_front"])
def scenario(request, small_file, examples):
    file = small_file if request.param == "small" else examples / f"{request.param}.yaml"
    return load(file)


# what is left out


def test_what_is_not_written_is_filled_in_and_marked(write):
    shortest = write()
    assert (shortest.seed, shortest.replications, shortest.duration_s) == (1, 1_000, 1_800)
    assert (shortest.terrain.folder, shortest.terrain.flat) == ("", False)
    assert shortest.terrain.placements == 8
    assert shortest.assets[0].value == 1.0
    assert shortest.radars[0].facing_deg == 0.0
    assert shortest.doctrine.salvo == dict.fromkeys(TARGET_CLASSES, 1)
    left = {
        "rain_mm_h": shortest.rain_mm_h,
        "rain_height_m": shortest.rain_height_m,
        "assessment_s": shortest.doctrine.assessment_s,
        "reserve_fraction": shortest.doctrine.reserve_fraction,
        "start_s": shortest.threats[1].start_s,
        "jitter_s": shortest.threats[1].jitter_s,
    }
    assert {name: quantity.value for name, quantity in left.items()} == {
        "rain_mm_h": 0,
        "rain_height_m": 5_000,
        "assessment_s": 5,
        "reserve_fraction": 0,
        "start_s": 0,
        "jitter_s": 0,
    }
    assert {quantity.standing for quantity in left.values()} == {"default"}
    assert {quantity.source for quantity in left.values()} == {("skydome",)}


def test_what_is_written_is_marked_as_chosen(write):
    scenario = write(
        ("to: depot", "to: depot, start_s: 5, jitter_s: 0"),
        weather="{rain_mm_h: 0}",
        doctrine="{assessment_s: 5, reserve: {fraction: 0}}",
    )
    written = (
        scenario.rain_mm_h,
        scenario.doctrine.assessment_s,
        scenario.doctrine.reserve_fraction,
        scenario.threats[0].start_s,
        scenario.threats[0].jitter_s,
    )
    assert {quantity.standing for quantity in written} == {"chosen"}
    assert {quantity.source for quantity in written} == {("scenario",)}
    assert scenario.rain_height_m.standing == "default"


def test_speed_and_height_come_from_the_catalogue_unless_written(write):
    fighter = Catalogue().entry("fighter")
    threat = write().threats[0]
    assert threat.speed_m_s.value == fighter.si("speed")
    assert threat.height_m.source == fighter.parameters["height"].source
    low = write(("count: 2", "count: 2, height_m: 50")).threats[0]
    assert (low.height_m.value, low.height_m.standing) == (50, "chosen")
    assert low.speed_m_s == threat.speed_m_s


# the defence


@pytest.mark.parametrize(("launchers", "load"), [(8, (2, 2, 2, 2)), (7, (2, 2, 2, 1)), (2, (1, 1))])
def test_launchers_share_the_missiles_evenly_unless_a_load_is_written(write, launchers, load):
    scenario = write(parameters=override("s-400-regiment.launchers_per_battery", launchers))
    assert len(scenario.batteries) == 2
    for battery in scenario.batteries:
        assert tuple(map(battery.launchers.count, range(len(scenario.missiles)))) == load


def test_a_written_load_is_taken_as_it_is(write):
    at = "at: [28, 73]}]\nraid"
    scenario = write((at, f"load: {{9m96e2: 1, 48n6e3: 0, 40n6e: 2}}, {at}"))
    assert scenario.missiles == ("9m96e2", "40n6e")
    assert scenario.batteries[0].launchers == (0, 1, 1)


def test_missiles_of_shorter_reach_come_first_unless_an_order_is_written(write):
    def order(scenario):
        return [scenario.missiles[k] for k in scenario.doctrine.missile_order]

    assert order(write()) == ["9m96e2", "48n6e2", "48n6e3", "40n6e"]
    written = write(doctrine="{missile_order: [40n6e]}")
    assert order(written) == ["40n6e", "9m96e2", "48n6e2", "48n6e3"]


def test_an_override_replaces_the_catalogue_and_keeps_its_source(write):
    name = "s-400-regiment.batteries"
    scenario = write(parameters=override(name, 3) + override("92n6e.antenna_height", 0.03, "km"))
    assert len(scenario.batteries) == 3
    batteries = scenario.entries["s-400-regiment"].parameters["batteries"]
    assert (batteries.value, batteries.low, batteries.high) == (3, 3, 3)
    assert batteries.source == ("scenario-author",)
    assert (batteries.standing, batteries.reason) == ("unsourced", "told")
    mast = scenario.entries["92n6e"].parameters["antenna_height"]
    assert (mast.value, mast.unit) == (30, "m")
    assert write().entries["92n6e"].parameters["antenna_height"] != mast


def test_an_override_may_add_what_the_catalogue_leaves_open(write):
    assert "unit_cost" not in Catalogue().entry("9m96e2").parameters
    scenario = write(parameters=override("9m96e2.unit_cost", 500_000, "USD"))
    assert scenario.entries["9m96e2"].si("unit_cost") == 500_000


def test_one_cross_section_written_applies_to_every_band_and_side(write):
    assert write().entries["fighter"].cross_sections_m2 != {}
    one = write(parameters=override("fighter.rcs", 2, "m2")).entries["fighter"]
    assert one.cross_sections_m2 == {}
    assert one.si("rcs") == 2
    side = write(parameters=override("fighter.rcs.x.nose", 2, "m2")).entries["fighter"]
    assert side.si("rcs.x.nose") == 2
    assert len(side.cross_sections_m2) > 2


def test_models_jammers_and_the_way_are_taken_as_written(write):
    scenario = write(
        ("to: depot", "to: depot, via: [[29, 71], [29, 72]]"),
        models="{clutter: false, common_failure: raid}",
        jamming="[{name: far, at: [28, 70], density_w_hz: 0.5}]",
        terrain="{surface: farmland}",
    )
    assert not scenario.models.clutter
    assert scenario.models.antenna
    assert scenario.models.common_failure == "raid"
    assert scenario.terrain.surface == "farmland"
    assert scenario.threats[0].via == ((29, 71), (29, 72))
    (jammer,) = scenario.jammers
    assert (jammer.altitude_m.value, jammer.altitude_m.standing) == (10_000, "default")
    assert (jammer.density_w_hz.value, jammer.density_w_hz.standing) == (0.5, "chosen")
    lofted = write(
        ("fighter", "ballistic-missile-600km"), ("to: depot", "to: depot, apogee_m: 2e5")
    )
    assert lofted.threats[0].apogee_m.value == 2e5


def test_shots_of_a_raid_are_correlated_as_the_catalogue_says_by_default(write):
    scenario = write()
    assert scenario.models.common_failure == "beta"
    raid = scenario.entries["raid"]
    assert raid.si("correlation.ballistic_missile") == 0.41
    assert raid.parameters["correlation.ballistic_missile"].basis == "assessed"
    assert "massive-missile-attacks-ua" in scenario.sources


def test_a_written_correlation_replaces_the_catalogues(write):
    scenario = write(models="{common_failure: {level: raid, shape: beta, rho: {drone: 0.3}}}")
    drone, cruise = (
        scenario.entries["raid"].parameters[f"correlation.{name}"]
        for name in ("drone", "cruise_missile")
    )
    assert (drone.value, drone.low, drone.high, drone.basis) == (0.3, 0.3, 0.3, "given")
    assert (cruise.value, cruise.basis) == (0.1, "assessed")
    ranged = write(parameters=override("raid.correlation.drone", 0.2))
    assert ranged.entries["raid"].si("correlation.drone") == 0.2


def test_the_plain_levels_read_no_correlation(write):
    for level in ("none", "shot", "target", "raid"):
        scenario = write(models=f"{{common_failure: {level}}}")
        assert scenario.models.common_failure == level
        assert "raid" not in scenario.entries


def test_every_threat_of_a_wave_carries_its_own_jammer_after_the_stand_off_ones(write):
    carried = "{name: escort, carried_by: jets, density_w_hz: 1e-6}"
    far = "{name: far, at: [28, 70], density_w_hz: 0.5, until_s: 60}"
    scenario = write(jamming=f"[{carried}, {far}]")
    assert [jammer.name for jammer in scenario.jammers] == ["far", "escort-1", "escort-2"]
    assert [jammer.carrier for jammer in scenario.jammers] == ["", "jets-1", "jets-2"]
    assert all(jammer.passing for jammer in scenario.jammers)
    assert scenario.jammers[1].until_s.value == scenario.duration_s


def test_units_fight_alone_unless_they_share_a_network(write):
    unit = "name: {}, system: s-400-regiment, at: [28, 73]"
    one = unit.format("regiment")
    units = ", ".join(
        f"{{{unit.format(name)}{network}}}"
        for name, network in (("a", ""), ("b", ", network: west"), ("c", ", network: west"))
    )
    scenario = write((f"{{{one}}}", units))
    assert scenario.networks == ("a", "west")
    assert [battery.network for battery in scenario.batteries] == [0, 0, 1, 1, 1, 1]
    assert {radar.network for radar in scenario.radars if radar.name.startswith("c-")} == {1}


def test_a_battery_has_its_own_site_and_engagement_radar(write):
    scenario = write()
    for battery in scenario.batteries:
        radar = scenario.radars[battery.radar]
        assert radar.entry == "92n6e"
        assert radar.site == battery.site
        assert scenario.sites[battery.site].name == battery.name
    command = scenario.radars[0]
    assert scenario.sites[command.site].name == "regiment-command"
    assert len({site.name for site in scenario.sites}) == len(scenario.sites) == 3


# the raid


def test_threats_of_a_wave_set_out_one_after_the_other(write):
    scenario = write(("count: 2", "count: 3, start_s: -60, spacing_s: 20, jitter_s: 7"))
    assert [threat.name for threat in scenario.threats] == ["jets-1", "jets-2", "jets-3"]
    assert [threat.start_s.value for threat in scenario.threats] == [-60, -40, -20]
    assert {threat.jitter_s.value for threat in scenario.threats} == {7}
    spaced = write(("count: 2", "count: 2, spacing_s: 20"))
    assert {threat.start_s.standing for threat in spaced.threats} == {"chosen"}


def test_a_ballistic_threat_has_neither_speed_nor_height(write):
    scenario = write(("fighter", "ballistic-missile-600km"))
    assert {(t.speed_m_s, t.height_m) for t in scenario.threats} == {(None, None)}


def test_a_release_range_brings_a_distant_threat_within_its_reach(write):
    far = ("fighter, count: 2, origin: [28, 71]", "glide-bomb, count: 2, origin: [28, 69]")
    with pytest.raises(InputError, match="reaches"):
        write(far)
    near = (far[0], far[1] + ", release_range_m: 60000")
    assert write(near).threats[0].release_range_m.value == 60_000


# terrain


def test_a_terrain_folder_is_named_from_the_scenario_file(write, tmp_path, monkeypatch):
    (tmp_path / "tiles").mkdir()
    (tmp_path / "elsewhere" / "tiles").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert write(terrain="{folder: tiles}").terrain.folder == str(tmp_path / "tiles")
    there = write(terrain=f"{{folder: {tmp_path / 'elsewhere'}}}")
    assert there.terrain.folder == str(tmp_path / "elsewhere")


# the resolved form


def test_every_value_has_a_source_a_unit_and_a_range(scenario):
    quantities = [part for part in parts_of(scenario) if isinstance(part, Quantity)]
    assert len(quantities) > 100
    for quantity in quantities:
        assert quantity.source
        assert all(quantity.source)
        assert quantity.unit
        assert quantity.low <= quantity.value <= quantity.high


def test_every_cited_publication_is_listed(scenario):
    cited = {
        source
        for entry in scenario.entries.values()
        for quantity in entry.parameters.values()
        for source in quantity.source
    }
    assert cited == set(scenario.sources)
    assert all(source["title"] for source in scenario.sources.values())


def test_it_goes_through_json_and_back_byte_for_byte(scenario, tmp_path):
    text = scenario.model_dump_json(indent=1)
    file = tmp_path / "scenario.json"
    file.write_text(text)
    again = read_resolved(file)
    assert again == scenario
    assert again.model_dump_json(indent=1) == text
    assert json.loads(text)["name"] == scenario.name


def test_it_cannot_be_changed(scenario):
    for part in {type(part): part for part in parts_of(scenario)}.values():
        name = next(iter(type(part).model_fields))
        with pytest.raises(ValidationError, match="frozen"):
            setattr(part, name, getattr(part, name))


def test_positions_in_its_lists_point_at_what_is_there(scenario):
    for radar in scenario.radars:
        assert radar.entry in scenario.entries
        assert radar.site in range(len(scenario.sites))
        assert radar.network in range(len(scenario.networks))
    for battery in scenario.batteries:
        assert {battery.launcher, battery.command_post} <= set(scenario.entries)
        assert set(battery.launchers) <= set(range(len(scenario.missiles)))
    assert sorted(scenario.doctrine.missile_order) == list(range(len(scenario.missiles)))
    assert {threat.asset for threat in scenario.threats} <= set(range(len(scenario.assets)))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"name": 1}', "\u2028", "null"])
def test_what_is_no_resolved_form_is_refused(tmp_path, text):
    file = tmp_path / "scenario.json"
    file.write_text(text)
    with pytest.raises(InputError, match="not a resolved scenario") as raised:
        read_resolved(file)
    assert raised.value.allowed == "scenario.json as `skydome run` wrote it"


def test_another_seed_and_number_of_replications(small):
    other = with_run(small, replications=7, seed=2**63 - 1)
    assert (other.replications, other.seed) == (7, 2**63 - 1)
    assert with_run(small) == small
    assert with_run(other, replications=small.replications, seed=small.seed) == small


# the examples and their schema

SCENARIOS = (
    *("alone_or_networked", "escort", "guarded_radars", "layers", "neighbours", "node_loss"),
    *("saturation", "silence", "single_battery", "two_front", "two_sides"),
)


def fits(schema, place, value):
    """Return whether a value fits a place of a JSON Schema, as far as scenarios use it."""
    if "$ref" in place:
        return fits(schema, schema["$defs"][place["$ref"].removeprefix("#/$defs/")], value)
    if "anyOf" in place:
        return any(fits(schema, one, value) for one in place["anyOf"])
    checks = {"object": fits_object, "array": fits_array}
    return checks.get(place["type"], fits_plain)(schema, place, value)


def fits_plain(_schema, place, value):
    kinds = {"string": str, "integer": int, "number": int | float, "boolean": bool}
    if not isinstance(value, kinds.get(place["type"], type(None))):
        return False
    if isinstance(value, str):
        return value in place.get("enum", [value]) and re.search(place.get("pattern", ""), value)
    return place.get("minimum", value) <= value <= place.get("maximum", value)


def fits_array(schema, place, value):
    if not isinstance(value, list):
        return False
    items = place.get("prefixItems") or [place["items"]] * len(value)
    enough = place.get("minItems", 0) <= len(value) <= place.get("maxItems", 10_000)
    return enough and all(fits(schema, item, one) for item, one in zip(items, value, strict=True))


def fits_object(schema, place, value):
    if not isinstance(value, dict):
        return False
    named = list(place.get("patternProperties", {}).values())  # one pattern, of names
    others = named[0] if named else place.get("additionalProperties", False)
    known = place.get("properties", {})
    return set(place.get("required", [])) <= set(value) and all(
        fits(schema, known[name], inner)
        if name in known
        else others and fits(schema, others, inner)
        for name, inner in value.items()
    )


def test_every_example_is_a_scenario_a_campaign_or_a_snapshot(examples):
    found = {file.stem for file in examples.glob("*.yaml")}
    assert found == {*SCENARIOS, "campaign", "snapshot"}


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_example_resolves(examples, name):
    assert load(examples / f"{name}.yaml").name == name


@pytest.mark.parametrize("name", SCENARIOS)
def test_an_example_fits_the_schema_that_its_first_line_names(examples, name):
    file = examples / f"{name}.yaml"
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", file.read_text())
    schema = json.loads((examples / named[1]).read_text())
    data = yaml.safe_load(file.read_text())
    assert fits(schema, schema, data)
    assert not fits(schema, schema, data | {"raid": []})
    assert not fits(schema, schema, data | {"raids": []})
    assert not fits(schema, schema, {k: v for k, v in data.items() if k != "title"})


def test_the_schema_file_is_what_the_command_prints(command, examples):
    assert (examples / "scenario.schema.json").read_text() == command("schema").out


def test_every_field_of_the_schema_refuses_other_names(examples):
    schema = json.loads((examples / "scenario.schema.json").read_text())
    for form in (schema, *schema["$defs"].values()):
        assert form["additionalProperties"] is False


def test_the_resolved_form_is_closed_to_other_names():
    with pytest.raises(ValidationError, match="Extra inputs"):
        ResolvedScenario.model_validate({"surprise": 1})


# a wave that is to arrive at a time


def test_a_wave_that_is_to_arrive_starts_its_flight_time_earlier(write):
    """25 km at 250 m/s take 100 s; each of the two is 10 s after the one before."""
    wave = "to: depot, release_range_m: 25000, speed_m_s: 250, arrive_s: 400, spacing_s: 10"
    first, second = write(("to: depot", wave)).threats
    assert (first.start_s.value, second.start_s.value) == (300.0, 310.0)
    assert (first.arrive_s.value, second.arrive_s.value) == (400.0, 410.0)
    assert first.start_s.standing == "chosen"


def test_a_wave_without_an_arrival_has_none(write):
    assert [threat.arrive_s for threat in write().threats] == [None, None]


def test_a_flight_without_a_release_begins_at_its_origin(write):
    """From 27° to 28° N on a meridian of WGS84, by the series for a degree of latitude."""
    at = "origin: [28, 71], to: depot", "origin: [27, 73], to: depot, speed_m_s: 200, arrive_s: 900"
    scenario = write(at)
    north = 111_132.954 - 559.822 * cos(radians(55)) + 1.175 * cos(radians(110))  # m
    assert scenario.threats[0].start_s.value == pytest.approx(900 - north / 200, abs=0.05)


def test_another_speed_moves_the_start_and_not_the_arrival(write):
    """25 km at 250 m/s take 100 s, at 200 m/s 125 s."""
    wave = "to: depot, release_range_m: 25000, arrive_s: 400"
    threat = write(("to: depot", wave)).threats[0]
    slow = threat.speed_m_s.model_copy(update={"value": 200.0})
    assert threat.speed_m_s.value == 250.0
    assert threat.at_speed(slow).start_s.value == 275.0
    assert threat.at_speed(slow).arrive_s.value == 400.0
    plain = write(("to: depot", "to: depot, start_s: 30")).threats[0]
    assert plain.at_speed(slow).start_s.value == 30
    assert plain.at_speed(slow).speed_m_s.value == 200.0
