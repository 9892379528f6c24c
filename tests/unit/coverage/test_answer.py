import sys

import numpy as np
import pytest
from models import plain

from skydome.catalogue import Catalogue
from skydome.coverage import (
    Answer,
    Question,
    answer,
    as_dict,
    ask,
    described,
    inputs_hash,
    rows,
    standing,
)
from skydome.engagement.tables.elevation import elevation_of
from skydome.physics.constants import EARTH_RADIUS_M
from skydome.terrain import Grid

STEP_M = 1_000.0


def asked_and_answered(subject="s-400-regiment", **asked):
    asked = {"altitudes_m": (10.0, 100.0, 10e3), "placements": 2} | asked
    return answer(ask(Question(subject, **asked), Catalogue()))


@pytest.fixture(scope="module")
def found():
    return asked_and_answered(target="fighter")


def by_altitude(found, kind):
    return {row.altitude_m: row for row in rows(found) if row.kind == kind}


@pytest.mark.parametrize("mast_m", [4, 24, 39])
def test_low_targets_are_seen_to_the_horizon_of_a_smooth_earth(mast_m):
    """Textbook form, k = 4/3: sqrt(2 k R h) for each of antenna and target."""
    found = asked_and_answered(target="fighter", mast_m=mast_m, rcs_m2=100, placements=1)
    seen = by_altitude(found, "detection")
    for height in (10.0, 100.0):
        radius = 4 / 3 * EARTH_RADIUS_M
        expected = (2 * radius * mast_m) ** 0.5 + (2 * radius * height) ** 0.5
        assert seen[height].horizon_m == pytest.approx(expected, rel=1e-4)
        # a metre of tolerance in the mask, a range step
        assert expected - STEP_M < seen[height].median_m < expected + 2 * STEP_M


def test_reach_follows_the_fourth_root_of_the_cross_section():
    """Without an antenna's pattern, by which a target far away stands lower in the beam."""
    at = {"target": "fighter", "altitudes_m": (10e3,), "placements": 1}
    reaches = []
    for rcs in (0.01, 0.16):
        asked = ask(Question("s-400-regiment", rcs_m2=rcs, **at), Catalogue())
        bare = asked._replace(scenario=plain(asked.scenario))
        reaches.append(rows(answer(bare))[0].median_m)
    small, large = reaches
    assert large / small == pytest.approx(2, rel=0.05)  # the air takes a little more than its due


def test_one_missile_engages_no_farther_than_it_flies():
    found = asked_and_answered(target="fighter", missile="9m96e2")
    longest = found.asked.scenario.entries["9m96e2"].si("maximum_range")
    met = by_altitude(found, "engagement")[10e3]
    assert longest - STEP_M <= met.median_m <= longest + STEP_M
    assert met.median_m < by_altitude(found, "detection")[10e3].median_m
    assert met.greatest_m <= longest + 2 * found.asked.scenario.terrain.placement_radius_m


def test_rows_are_in_order_and_their_quantiles_rise(found):
    table = rows(found)
    assert [(row.kind, row.altitude_m) for row in table] == [
        (kind, altitude) for kind in ("detection", "engagement") for altitude in (10, 100, 10e3)
    ]
    for row in table:
        assert row.least_m <= row.tenth_m <= row.median_m <= row.ninetieth_m <= row.greatest_m
        assert row.least_m <= row.placement_least_m <= row.placement_greatest_m <= row.greatest_m
        assert 0 < row.share < 1
        assert row.advertised_range_m == 400e3
    assert [row.altitude_above for row in table[:3]] == ["ground", "ground", "sea_level"]


def plateau(_scenario):
    height = np.full((16, 20), 3_000.0, dtype=np.float32)
    return Grid(25.0, 70.0, 1.0, 1.0, height, name="plateau", source="made up")


def test_an_altitude_below_the_ground_has_no_range(monkeypatch):
    monkeypatch.setattr(sys.modules["skydome.coverage.answer"], "elevation_of", plateau)
    found = asked_and_answered(at=(33, 80), altitudes_m=(100.0, 2e3, 8e3))
    blank = by_altitude(found, "engagement")[2e3]
    assert np.isnan([blank.horizon_m, blank.median_m, blank.placement_least_m]).all()
    unit = as_dict(found)["units"][0]
    assert unit["engagement"][1]["median_m"] is None
    assert unit["engagement"][2]["median_m"] > 0
    assert unit["latitude_deg"] == 33


def test_placements_are_counted_as_they_are_done():
    told = []
    asked = ask(Question("s-400-regiment", altitudes_m=(100.0,), placements=2), Catalogue())
    answer(asked, lambda done, of: told.append((done, of)))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_the_confidence_line_names_every_kind_of_value(found):
    said = standing(found)
    for words in ("unsourced judgement", "calibrated to a claim", "Provisional", "92n6e"):
        assert words in said
    again = asked_and_answered(target="fighter", rcs_m2=5)
    assert "1 chosen for this question" in standing(again)


def test_words_say_what_was_asked(found):
    said = " ".join(described(found, found.covers[0]))
    for words in ("flat ground at sea level", "2 placements within 5 km", "3 m2", "91n6e 6 m"):
        assert words in said
    south = asked_and_answered(at=(-33, -70), flat=True, altitudes_m=(100.0,))
    assert "at 33°S 70°W (notional), flat ground" in described(south, south.covers[0])[0]


def test_the_hash_is_of_what_is_asked(found):
    def hashed(**asked):
        asked = {"altitudes_m": (10.0, 100.0, 10e3), "placements": 2, "target": "fighter"} | asked
        one = ask(Question("s-400-regiment", **asked), Catalogue())
        return inputs_hash(Answer(one, elevation_of(one.scenario), []))

    assert hashed() == inputs_hash(found) == as_dict(found)["inputs_sha256"]
    others = ({"rcs_m2": 4}, {"mast_m": 30}, {"altitudes_m": (10.0,)}, {"at": (9, 9), "flat": True})
    assert len({hashed(), *(hashed(**other) for other in others)}) == 5
