"""On which values a range depends: the bounds reach the ranges, and only what may change varies."""

import numpy as np
import pytest

from skydome.catalogue import Catalogue
from skydome.coverage import Question, ask
from skydome.coverage.range_swings import MISSILE, RADAR, range_swings


@pytest.fixture(scope="module")
def asked():
    question = Question(
        "akash-battery", target="fighter", altitudes_m=(50.0, 5e3), flat=True, placements=1
    )
    return ask(question, Catalogue())


@pytest.fixture(scope="module")
def swings(asked):
    return {(one.entry, one.parameter): one for one in range_swings(asked)}


def test_everything_with_a_range_is_varied(asked, swings):
    entries = asked.scenario.entries
    radars = {radar.entry for radar in asked.scenario.radars}
    expected = {
        (entry, name)
        for entries_of, names in ((radars, RADAR), (asked.missiles, MISSILE))
        for entry in entries_of
        for name in names
        if name in entries[entry].parameters
        and entries[entry].parameters[name].low < entries[entry].parameters[name].high
    }
    assert swings.keys() - {("fighter", "rcs")} == expected
    assert ("fighter", "rcs") in swings


def test_a_higher_mast_sees_low_targets_no_less_far(swings):
    """A fighter at 50 m rises above the horizon of the highest antenna first."""
    masts = [swing for (_, name), swing in swings.items() if name == "antenna_height"]
    assert max(swing.high_m["detection"][0] - swing.low_m["detection"][0] for swing in masts) > 0
    assert all(swing.high_m["detection"][0] >= swing.low_m["detection"][0] for swing in masts)


def test_a_missile_that_reaches_less_far_engages_less_far(asked, swings):
    """At 5 km the missile's range is the limit; the battery stands apart from the unit's post."""
    (missile,) = asked.missiles
    quantity = asked.scenario.entries[missile].parameters["maximum_range"]
    swing = swings[missile, "maximum_range"]
    width = quantity.high - quantity.low
    assert swing.width_m("engagement", 1) == pytest.approx(width, abs=1_500.0)
    assert swing.high_m["engagement"][1] > swing.low_m["engagement"][1]
    assert swing.width_m("detection", 1) == 0


def test_a_larger_target_is_seen_no_less_far(swings):
    swing = swings["fighter", "rcs"]
    assert (np.asarray(swing.high_m["detection"]) >= swing.low_m["detection"]).all()
    assert swing.width_m("detection", 1) > 0
