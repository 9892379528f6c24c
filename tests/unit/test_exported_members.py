import importlib

import pytest

import skydome

NAMES = [
    "Catalogue",
    "InputError",
    "ResolvedScenario",
    "Result",
    "Summary",
    "View",
    "__version__",
    "compare",
    "coverage",
    "dependence",
    "exposure",
    "load",
    "read_result",
    "run_to_folder",
    "scenario_schema",
    "simulate",
    "summarise",
    "sweep",
    "timeline",
    "view",
    "with_run",
    "write_report",
]


def test_the_names_are_these_in_order():
    assert skydome.__all__ == NAMES == sorted(NAMES)


def test_dir_shows_them_and_nothing_else():
    assert dir(skydome) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_name_can_be_had_and_says_what_it_is(name):
    member = getattr(skydome, name)
    assert isinstance(member, str) or member.__doc__


@pytest.mark.parametrize("name", sorted(skydome._ROOMS))
def test_a_name_is_exported_by_its_room(name):
    room = importlib.import_module(f"skydome.{skydome._ROOMS[name]}")
    assert name in room.__all__
    assert getattr(room, name) is getattr(skydome, name)


def test_every_name_of_a_room_is_known_to_it():
    assert set(NAMES) - set(skydome._ROOMS) == {
        "InputError",
        "__version__",
        *skydome._CALLED,
    }


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'skydome' has no attribute 'fire'"):
        skydome.fire  # noqa: B018 - the access is what is tested


def test_a_star_import_brings_all_of_them():
    names = {}
    exec("from skydome import *", names)  # noqa: S102 - a star import works at module level only
    assert set(NAMES) <= set(names)


@pytest.mark.parametrize("room", ["assignment", "study"])
def test_a_room_that_loads_on_demand_has_all_its_names(room):
    module = importlib.import_module(f"skydome.{room}")
    assert set(dir(module)) == set(module.__all__)
    assert all(getattr(module, name) is not None for name in module.__all__)
    with pytest.raises(AttributeError, match=f"module 'skydome.{room}' has no attribute 'fire'"):
        module.fire  # noqa: B018 - the access is what is tested
