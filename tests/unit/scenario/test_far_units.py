"""A unit so far from the raid that it takes no part is named, not passed over."""

import pytest

from skydome.report.verdict import far_sentences
from skydome.scenario import load
from skydome.scenario.far_units import far_units


@pytest.fixture
def placed(small_file, tmp_path):
    """Return the scenario of all tests with its unit elsewhere; its radars see 600 km."""

    def at(latitude, longitude):
        text = small_file.read_text("utf-8")
        old = "system: s-400-regiment\n    at: [28, 73]"
        assert old in text
        file = tmp_path / "placed.yaml"
        place = f"system: s-400-regiment\n    at: [{latitude}, {longitude}]"
        file.write_text(text.replace(old, place), "utf-8")
        return load(file)

    return at


def test_a_unit_near_the_raid_is_not_named(placed):
    assert far_units(placed(28, 73)) == []
    assert far_sentences(placed(28, 73)) == []


def test_the_distance_is_that_to_the_nearest_route(placed):
    # Routes end at 28 N 73 E and 28 N 74 E. Due south of the first one a degree of latitude has
    # 111 km on average there: from 22 N it is 665 km, from 23 N 554 km; 5 km more for placement.
    (far,) = far_units(placed(22, 73))
    assert far.unit == "regiment"
    assert far.nearest_m == pytest.approx(665e3, rel=0.002)
    assert far.reach_m == 605e3
    assert far_units(placed(23, 73)) == []


def test_routes_count_between_their_ends(placed):
    # The arc from 31 N 71 E starts north of the unit, and passes nearer than its ends do not.
    assert far_units(placed(33, 71)) == []


def test_a_unit_on_the_other_side_of_the_globe_is_named_in_words(placed):
    (sentence,) = far_sentences(placed(-60, 0))
    assert sentence.startswith("regiment takes no part: the raid comes no nearer than ")
    assert sentence.endswith("and its radars see at most 605 km.")
