"""Every rule of `skydome.coverage.answer`, against values worked out in the tests' comments."""

import sys
from collections import Counter

import numpy as np
import pytest
from models import changed

from skydome.catalogue import Catalogue
from skydome.coverage import Answer, Cover, Question, UnitCover, as_dict, ask, inputs_hash, rows
from skydome.engagement.tables.placement import Place
from skydome.terrain import Grid

answer = sys.modules["skydome.coverage.answer"]
REGIMENT = "s-400-regiment"


def ground(height_m=0.0):
    height = np.full((19, 19), height_m, dtype=np.float32)
    return Grid(-9.0, -9.0, 1.0, 1.0, height, name="flat", source="test")


@pytest.fixture(scope="module")
def asked():
    return ask(Question(REGIMENT, target="fighter", placements=2), Catalogue())


def cover_of(effective_m, share):
    effective = np.array(effective_m, dtype=np.float64)
    return Cover(effective, effective, np.array(share, dtype=np.float64))


def unit_of(unit=REGIMENT):
    """Return two placements, at 100 and 300 m, of three altitudes and four azimuths.

    Engagement is in the first three azimuths only; 1 km is in the ground.
    """
    blank = [np.nan] * 4
    return UnitCover(
        unit=unit,
        target="fighter",
        azimuth_rad=np.arange(4) * np.pi / 2,
        altitude_m=np.array([999.0, 1_000.0, 5_000.0]),
        advertised_range_m=50.0,
        centres=[Place(0.0, 0.0, 100.0), Place(0.0, 0.0, 300.0)],
        detection=cover_of(
            [[[1, 2, 3, 4], blank, [0] * 4], [[5, 6, 7, 8], blank, [0] * 4]],
            [[0.1, 0.2, 0.3], [0.3, 0.2, 0.5]],
        ),
        engagement=cover_of(
            [[[1, 2, 3, 90], blank, [0] * 4], [[4, 5, 6, 80], [7] * 4, [0, 0, 0, 9]]],
            [[0.1, 0.2, 0.3], [0.3, 0.2, 0.5]],
        ),
        detection_sector=np.array([True] * 4),
        engagement_sector=np.array([True, True, True, False]),
    )


def test_a_row_has_quantiles_of_the_sector_and_of_the_circle(asked):
    """In the sector 1 to 6 m: a tenth 1.5, half 3.5, nine tenths 5.5; medians of placements 2, 5.

    Around the circle 1 to 6, 80 and 90 m: at 0.7, 3.5 and 6.3 of the way from 0 to 7, 1.7, 4.5 and
    80 + 0.3 · 10 = 83.
    """
    found = rows(Answer(asked, ground(), [unit_of()]))
    assert [(row.kind, row.altitude_m, row.altitude_above) for row in found] == [
        (kind, altitude, above)
        for kind in ("detection", "engagement")
        for altitude, above in ((999, "ground"), (1_000, "sea_level"), (5_000, "sea_level"))
    ]
    row = found[3]
    assert (row.unit, row.advertised_range_m) == (REGIMENT, 50.0)
    assert (row.least_m, row.tenth_m, row.median_m) == pytest.approx((1, 1.5, 3.5))
    assert (row.ninetieth_m, row.greatest_m) == pytest.approx((5.5, 6))
    assert (row.placement_least_m, row.placement_greatest_m) == (2.0, 5.0)
    assert row.share == pytest.approx(0.2)
    assert row.sector_deg == 270.0
    assert row.all_azimuths_tenth_m == pytest.approx(1.7)
    assert row.all_azimuths_median_m == pytest.approx(4.5)
    assert row.all_azimuths_ninetieth_m == pytest.approx(83.0)
    assert found[0].sector_deg == 360.0
    # in the ground at one placement, at both
    assert (found[4].placement_least_m, found[4].placement_greatest_m) == (7.0, 7.0)
    assert np.isnan((found[1].placement_least_m, found[1].placement_greatest_m)).all()


def test_a_range_is_nowhere_where_no_azimuth_has_any(asked):
    detection, engagement = (rows(Answer(asked, ground(), [unit_of()]))[n] for n in (2, 5))
    assert detection.is_nowhere
    # nowhere in the sector, but 9 m in one azimuth of eight around
    assert engagement.greatest_m == 0.0
    assert not engagement._replace(all_azimuths_ninetieth_m=9.0).is_nowhere
    assert not engagement._replace(greatest_m=1.0, all_azimuths_ninetieth_m=0.0).is_nowhere
    assert not engagement._replace(greatest_m=1.0, all_azimuths_ninetieth_m=9.0).is_nowhere


def test_a_horizon_is_that_of_the_highest_antenna_over_the_mean_ground(asked):
    """The site is at 100 and 300 m, 200 m on average; R = 8,494.7 km.

    From a mast of 24 m the horizon is R acos(R / (R + 24)) = 20.193 km away. A target 999 m above
    the ground adds 130.27 km, one at 1 km over sea level 800 m and 116.58 km.
    """
    scenario = asked.scenario
    for radar, mast in (("91n6e", 6.0), ("96l6e", 24.0), ("92n6e", 12.0)):
        scenario = changed(scenario, radar, antenna_height=mast)
    unit = unit_of()
    horizon = answer.horizons_m(Answer(asked._replace(scenario=scenario), ground(), []), unit)
    assert horizon[:2] == pytest.approx([20_193 + 130_270, 20_193 + 116_580], abs=30)
    high = unit._replace(centres=[Place(0.0, 0.0, 1_000.0)])
    horizon = answer.horizons_m(Answer(asked, ground(), []), high)
    assert np.isnan(horizon).tolist() == [False, True, False]  # on the ground is not above it


def other_unit(asked):
    """Return the same question of the command site alone, with batteries of another unit."""
    sites = [
        site.model_copy(update={"unit": unit, "latitude_deg": latitude, "longitude_deg": 7.0})
        for site, unit, latitude in zip(
            asked.scenario.sites, ("one", "other", "other"), (3.0, -4.0, -4.0), strict=True
        )
    ]
    units = {"one": REGIMENT, "other": REGIMENT}
    scenario = asked.scenario.model_copy(update={"sites": tuple(sites), "units": units})
    return asked._replace(scenario=scenario, units=("one",), missiles=("40n6e",))


def test_values_count_of_the_units_radars_its_missiles_and_the_target(asked):
    """Without money, motion and kills, and without sides that are not shown."""
    found = Answer(other_unit(asked), ground(), [])
    entries = found.asked.scenario.entries
    names = ["91n6e", "96l6e", "40n6e", "fighter"]
    assert answer._entries(found) == names
    left_out = {"unit_cost", "manoeuvre", "height", "look_period"}
    kept = [
        (name, quantity.standing)
        for entry in names
        for name, quantity in entries[entry].parameters.items()
        if name not in answer.NOT_OF_RANGE
        and "kill_probability" not in name
        and ".beam" not in name
        and ".tail" not in name
    ]
    assert left_out <= set(answer.NOT_OF_RANGE)
    assert answer.standings(found) == Counter(standing for _, standing in kept)
    unread = {name: entries[name].model_copy(update={"provisional": False}) for name in names[1:]}
    entries = entries | unread
    read = found.asked.scenario.model_copy(update={"entries": entries})
    again = found._replace(asked=found.asked._replace(scenario=read))
    assert answer.provisional(again) == [n for n in names[:1] if entries[n].provisional]


def test_the_hash_is_of_ground_scenario_and_question_but_not_of_the_folder(asked):
    found = Answer(asked, ground(), [])

    def hashed(height_m=0.0, folder="", title="", **more):
        terrain = asked.scenario.terrain.model_copy(update={"folder": folder})
        scenario = asked.scenario.model_copy(update={"terrain": terrain, "title": title})
        return inputs_hash(
            found._replace(asked=asked._replace(scenario=scenario, **more), grid=ground(height_m))
        )

    assert hashed() == hashed(folder="tiles")
    others = (hashed(1.0), hashed(title="t"), hashed(units=("x",)), hashed(altitudes_m=(1.0,)))
    assert len({hashed(), *others}) == 5


@pytest.mark.parametrize("notional", [True, False])
def test_a_unit_has_its_rows_and_its_place(asked, notional):
    """The unit "other" is at 4° south and 7° east; a notional one has no place."""
    question = other_unit(asked)._replace(units=("one", "other"), notional=notional)
    found = Answer(question, ground(), [unit_of("one"), unit_of("other")])
    assert answer.place_of(found, "one") == (3.0, 7.0)
    told = as_dict(found)["units"][1]
    place = (None, None) if notional else (-4.0, 7.0)
    assert (told["latitude_deg"], told["longitude_deg"]) == place
    assert (told["unit"], told["system"]) == ("other", REGIMENT)
    assert [line["altitude_m"] for line in told["detection"]] == [999.0, 1_000.0, 5_000.0]
    assert [line["median_m"] for line in told["engagement"]] == [3.5, 7.0, 0.0]
    assert told["detection"][1]["median_m"] is None
    assert not {"unit", "kind", "advertised_range_m"} & set(told["detection"][0])


@pytest.mark.parametrize(
    ("place", "flat", "told"),
    [
        ((-1, -2), False, "at 1°S 2°W (notional)"),
        ((1, 2), True, "at 1°N 2°E (notional), flat ground"),
        ((0, 0), False, "at 0°N 0°E (notional)"),
        ((-0.5, -0.5), False, "at 0.5°S 0.5°W (notional)"),
    ],
)
def test_a_place_is_north_and_east_where_it_is_not_negative(asked, place, flat, told):
    question = other_unit(asked)._replace(notional=False)
    site = question.scenario.sites[0].model_copy(
        update={"latitude_deg": place[0], "longitude_deg": place[1]}
    )
    terrain = question.scenario.terrain.model_copy(update={"flat": flat})
    scenario = question.scenario.model_copy(update={"sites": (site,), "terrain": terrain})
    found = Answer(question._replace(scenario=scenario), ground(), [])
    assert answer._place(found, "one") == told


def test_a_placement_is_counted_when_it_is_begun_and_all_at_the_end():
    told = []
    assert list(answer._counted(2, lambda *done: told.append(done))) == [0, 1]
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_kilometres_are_a_thousandth_of_metres():
    assert answer._km(61_400.0) == "61"
    assert answer._km(np.nan) == "below the ground"
