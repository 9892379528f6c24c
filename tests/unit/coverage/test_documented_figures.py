"""Figures of docs/coverage.md, worked out again with the commands that the page shows."""

from pathlib import Path

import numpy as np
import pytest
import terrain_tiles as tiles

from skydome.catalogue import Catalogue
from skydome.coverage import Question, answer, ask, rows

PAGE = (Path(__file__).parents[3] / "docs" / "coverage.md").read_text("utf-8")
HIMALAYA = {"at": (30, 79), "target": "fighter"}


def median_km(altitude_m, system="s-400-regiment", **asked):
    found = answer(ask(Question(system, altitudes_m=(altitude_m,), **asked), Catalogue()))
    return round(rows(found)[1].median_m / 1e3)


@pytest.mark.parametrize(
    ("asked", "altitude_m", "words"),
    [
        ({"target": "cruise-missile-low", "mast_m": 4}, 30.0, "| **30 m** | **31 km** |"),
        ({"target": "cruise-missile-low"}, 30.0, "| **43 km** |"),
        ({"target": "cruise-missile-low", "mast_m": 39}, 30.0, "| **48 km** |"),
        ({"target": "fighter"}, 10e3, "it engages to 318 km"),
        ({"target": "fighter", "rcs_m2": 1.0}, 10e3, "| 175 km | 294 km |"),
        ({"target": "fighter", "missile": "48n6e3"}, 10e3, "Computed: 222 km in its sector"),
        (HIMALAYA, 10e3, "gives 314 km instead of 122 km"),
    ],
)
def test_a_range_on_the_page_is_what_its_command_gives(asked, altitude_m, words):
    assert words in PAGE
    assert str(median_km(altitude_m, **asked)) in words


@pytest.mark.skipif(tiles.public_dted() is None, reason="needs public DTED tiles")
@pytest.mark.parametrize(
    ("altitude_m", "words"), [(10e3, "| 122 km |"), (5e3, "| 48 km | 48 km |")]
)
def test_figures_over_tiles_are_what_tiles_give(altitude_m, words):
    assert words in PAGE
    assert f" {median_km(altitude_m, terrain=tiles.public_dted(), **HIMALAYA)} km " in words


def test_the_missiles_ready_are_those_of_the_page():
    from skydome.coverage.magazine import launcher_load, ready_missiles

    for system, ready, load in (("patriot-battery", 32, 64), ("s-400-regiment", 112, 112)):
        scenario = ask(Question(system), Catalogue()).scenario
        assert sum(ready_missiles(scenario).values()) == ready
        assert sum(launcher_load(scenario).values()) == load
    assert "32 for a Patriot battery, whose launchers take 64" in " ".join(PAGE.split())
    assert np.char.count(PAGE, "112 for an S-400 regiment") == 1


def test_a_load_cut_short_keeps_every_types_share():
    """A load of 8, 28 and 28 cut to 32: 4, 14 and 14; to 33 the first type gets the one left."""
    from skydome.coverage import magazine

    load = {"a": 8, "b": 28, "c": 28}
    assert magazine.limited(load, 32) == {"a": 4, "b": 14, "c": 14}
    assert magazine.limited(load, 33) == {"a": 5, "b": 14, "c": 14}
    assert magazine.limited(load, 64) == load
    assert magazine.limited(load, 100) == load
