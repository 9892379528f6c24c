"""Fields changed by path: what a path may be, what it changes, what is refused."""

from copy import deepcopy

import pytest

from skydome.catalogue import Catalogue
from skydome.errors import InputError
from skydome.scenario import load
from skydome.scenario.settings import Levels, Setting, parse_levels, parse_setting

TEXT = """\
name: one
title: One unit
assets:
  - {name: depot, at: [28, 73]}
  - {name: bridge, at: [28, 74]}
defence:
  - {name: unit, system: s-400-regiment, at: [28, 73], network: home}
raid:
  - {name: cruise, threat: cruise-missile-low, count: 4, origin: [28, 71], to: depot}
  - {name: drones, threat: one-way-drone, count: 2, origin: [28, 72], to: bridge,
     release_range_m: 30000}
logistics:
  unit: {depot: {48n6e3: 8}}
"""


@pytest.fixture(scope="module")
def scenario():
    return load(TEXT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("doctrine.salvo=2", Setting("doctrine.salvo", 2)),
        (" raid.cruise.speed_m_s = 2.5e2 ", Setting("raid.cruise.speed_m_s", 250.0)),
        ("doctrine.policy=shoot_shoot_look", Setting("doctrine.policy", "shoot_shoot_look")),
        ("terrain.flat=true", Setting("terrain.flat", value=True)),
        ("assets.depot.at=[1, 2]", Setting("assets.depot.at", [1, 2])),
        ("notes='a, b=c'", Setting("notes", "a, b=c")),
        ("doctrine.reserve={fraction: 0.5}", Setting("doctrine.reserve", {"fraction": 0.5})),
    ],
)
def test_a_setting_is_a_path_and_a_yaml_value(text, expected):
    assert parse_setting(text) == expected


def test_levels_are_values_with_commas_between_them():
    assert parse_levels("a.b=1,2.5,x") == Levels("a.b", (1, 2.5, "x"))
    assert parse_levels("a.at=[1, 2],[3, 4]") == Levels("a.at", ([1, 2], [3, 4]))


@pytest.mark.parametrize("text", ["", "=", "a", "a=", "=2", "a=[1", "a={b", 'a="x', "a= "])
def test_what_sets_nothing_is_refused(text):
    with pytest.raises(InputError, match=r"^--set"):
        parse_setting(text)


def test_two_values_are_not_one():
    with pytest.raises(InputError, match=r"2 values are given for a; allowed: one"):
        parse_setting("a=1,2")


def test_fields_of_the_file_change(scenario):
    changed = scenario.with_(
        {"doctrine.salvo": 2, "raid.cruise.count": 7, "assets[1].value": 4, "weather.rain_mm_h": 3}
    )
    assert set(changed.doctrine.salvo.values()) == {2}
    assert len(changed.threats) == 7 + 2
    assert [asset.value for asset in changed.assets] == [1, 4]
    assert changed.rain_mm_h.value == 3
    assert len(scenario.threats) == 4 + 2  # the original stays


def test_a_catalogue_value_is_replaced_in_its_own_unit(scenario):
    entry = Catalogue().entry("48n6e3").parameters["maximum_range"]
    assert entry.unit == "km"
    for value in (123, "123 km", "123000 m"):
        changed = scenario.with_({"catalogue.48n6e3.maximum_range": value})
        quantity = changed.entries["48n6e3"].parameters["maximum_range"]
        assert (quantity.low, quantity.value, quantity.high) == (123e3, 123e3, 123e3)
        assert quantity.basis == "given"
        assert quantity.source == ("scenario-author",)


def test_an_override_in_the_file_keeps_its_unit():
    parameter = (
        "parameters:\n  48n6e3.maximum_range: {value: 90000, unit: m, source: scenario-author, "
        "confidence: unsourced, reason: short}\n"
    )
    changed = load(TEXT + parameter).with_({"catalogue.48n6e3.maximum_range": 80_000})
    assert changed.entries["48n6e3"].parameters["maximum_range"].value == 80_000


def test_parameters_with_a_dot_in_their_name(scenario):
    changed = scenario.with_({"catalogue.48n6e3.kill_probability.cruise_missile": 0.5})
    assert changed.entries["48n6e3"].si("kill_probability.cruise_missile") == 0.5


def test_changes_add_up_and_a_later_one_counts(scenario):
    changed = scenario.with_({"doctrine.salvo": 2}).with_({"raid.cruise.count": 1})
    changed = changed.with_({"raid.cruise.count": 3})
    assert set(changed.doctrine.salvo.values()) == {2}
    assert len(changed.threats) == 3 + 2
    assert "Changed for this run: doctrine.salvo = 2, raid.cruise.count = 3." in changed.notes


def test_seed_and_replications_stay(scenario):
    run = scenario.model_copy(update={"seed": 9, "replications": 17})
    changed = run.with_({"doctrine.salvo": 2})
    assert (changed.seed, changed.replications) == (9, 17)
    assert run.with_({"seed": 3}).seed == 3


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("doctrine.salvoo", 2, "no field of this name .did you mean 'salvo'"),
        ("doctrin.salvo", 2, "no field of this name .did you mean 'doctrine'"),
        ("doctrine.salvo", 99, "99 does not fit; allowed: a whole number from 1 to 8"),
        ("doctrine.salvo.x", 1, "a mapping does not fit; allowed: a whole number"),
        ("raid.cruze.count", 1, "nothing named 'cruze' .did you mean 'cruise'.*cruise, drones"),
        ("raid[7].count", 1, "raid has 2 items, counted from 0; allowed: 0 to 1"),
        ("sensors.eye.at", [1, 2], "the scenario has no sensors"),
        ("assets.depot.at", [1.5, 2], "1.5 does not fit: it is not a whole number"),
        ("defence.unit.system", "s-500", "no system 's-500'"),
        ("catalogue.92n6.x", 1, "no entry '92n6' .did you mean '92n6e'"),
        ("catalogue.92n6e.chanels", 1, "no parameter 'chanels'"),
        ("catalogue.92n6e.target_channels", "many", "'many' is not a number"),
        ("catalogue.92n6e.target_channels", True, "'True' is not a number"),
        ("catalogue.92n6e.target_channels", 8.5, "8.5"),
        ("catalogue.92n6e.target_channels", "8 km", "unit 'km' does not measure"),
        ("a..b", 1, "'' is not the name of a field"),
        ("raid[x].count", 1, "is not the name of a field"),
    ],
)
def test_what_cannot_be_set_is_said_by_its_path(scenario, path, value, message):
    with pytest.raises(InputError, match=message) as refused:
        scenario.with_({path: value})
    assert refused.value.field == path
    assert refused.value.file is None


def test_a_fault_of_the_file_keeps_its_line():
    with pytest.raises(InputError) as refused:
        load(TEXT.replace("count: 4", "count: 0"), settings={"doctrine.salvo": 2})
    assert (refused.value.line, refused.value.field) == (9, "raid[0].count")


def test_a_mapping_is_a_scenario_too(scenario):
    raid = [{"name": "a", "threat": "one-way-drone", "count": 1, "origin": (28, 72), "to": "x"}]
    written = {
        "name": "one",
        "title": "t",
        "assets": [{"name": "x", "at": (28, 73)}],
        "defence": [{"name": "u", "system": "s-400-regiment", "at": [28, 73]}],
        "raid": raid,
    }
    assert len(load(written).threats) == 1
    assert load(TEXT) == scenario
    assert deepcopy(scenario).with_({"raid.cruise.count": 1}) != scenario


def test_a_scenario_of_a_result_has_no_file(scenario):
    stored = type(scenario).model_validate_json(scenario.model_dump_json())
    assert stored == scenario
    with pytest.raises(InputError, match="read from a result"):
        stored.with_({"doctrine.salvo": 2})


# units that stand several times


def test_copies_of_a_unit_share_its_network_and_its_logistics(scenario):
    changed = scenario.with_({"defence.unit.count": 3})
    assert list(changed.units) == ["unit", "unit-2", "unit-3"]
    assert changed.networks == ("home",)
    assert len(changed.batteries) == 3 * len(scenario.batteries)
    assert [one.unit for one in changed.logistics] == ["unit", "unit-2", "unit-3"]


def test_copies_of_a_unit_without_a_network_are_in_one():
    changed = load(TEXT.replace(", network: home", "")).with_({"defence.unit.count": 2})
    assert changed.networks == ("unit",)


def test_no_unit_left_is_refused(scenario):
    with pytest.raises(InputError, match="every unit has count: 0"):
        scenario.with_({"defence.unit.count": 0})


def test_a_unit_that_is_left_out_takes_its_logistics_along():
    second = "  - {name: other, system: akash-battery, at: [28, 74]}\n"
    text = TEXT.replace("raid:\n", second + "raid:\n")
    changed = load(text).with_({"defence.unit.count": 0})
    assert list(changed.units) == ["other"]
    assert changed.logistics == ()


def test_messages_about_a_unit_after_copies_name_the_line_it_was_written_in():
    second = "  - {name: other, system: akash-battery, at: [28, 74], load: {x: 1}}\n"
    text = TEXT.replace("network: home}", "network: home, count: 3}").replace(
        "raid:\n", second + "raid:\n"
    )
    with pytest.raises(InputError, match="does not carry 'x'") as refused:
        load(text)
    assert refused.value.line == 8
