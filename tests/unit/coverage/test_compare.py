import json

import numpy as np
import pytest

from skydome.catalogue import Catalogue
from skydome.coverage import Work, compare_systems, compared_dict, compared_hash, system_named
from skydome.coverage.magazine import Band, ratio, ready_missiles
from skydome.errors import InputError
from skydome.export import systems_csv
from skydome.report.coverage.systems import draw_systems, in_words

MISSILE = "ballistic-missile-600km"
WORK = Work(
    targets=("fighter",),
    altitudes_m=(100.0, 10e3),
    ballistic=(MISSILE,),
    draws=2,
)


@pytest.fixture(scope="module")
def found():
    return compare_systems(["s-400", "patriot", "thaad"], Catalogue(), WORK)


def test_names_may_be_cut_short_where_that_is_clear(found):
    assert list(found.scenarios) == ["s-400-regiment", "patriot-battery", "thaad-battery"]
    assert system_named("thaad-battery", Catalogue()) == "thaad-battery"


def test_every_system_has_the_same_lines(found):
    def of(system):
        return [
            (line.measure, line.against, line.altitude_m)
            for line in found.lines
            if line.system == system and line.measure != "missile price"
        ]

    first, *others = (of(system) for system in found.scenarios)
    assert len(first) == 14
    for other in others:
        np.testing.assert_equal(other, first)


def test_a_value_lies_in_its_range(found):
    known = [line for line in found.lines if not np.isnan(line.value)]
    assert len(known) > 25
    for line in known:
        assert line.low <= line.value or np.isnan(line.low), line
        assert line.value <= line.high or np.isnan(line.high), line


def test_reach_and_area_go_together(found):
    """A disc where the sector is whole and both batteries see it, a sector of 90° elsewhere."""
    low = found.get("s-400-regiment", "engagement range", "fighter", 100.0)
    area = found.get("s-400-regiment", "engaged area", "fighter", 100.0)
    assert low.value == 61e3
    assert area.value == pytest.approx(np.pi * 61e3**2, rel=0.05)
    narrow = found.get("patriot-battery", "engaged area", "fighter", 10e3)
    reach = found.get("patriot-battery", "engagement range", "fighter", 10e3)
    assert narrow.value == pytest.approx(np.pi * reach.value**2 / 4, rel=0.05)
    assert narrow.claimed > narrow.value


def test_thaad_engages_no_aircraft_and_defends_most(found):
    assert found.get("thaad-battery", "engagement range", "fighter", 10e3).high == 0
    areas = [found.get(system, "defended footprint", MISSILE).value for system in found.scenarios]
    assert areas[2] > areas[0] > areas[1] > 0
    assert np.isnan(found.get("thaad-battery", "cost per engaged area", "fighter").value)


def test_missiles_ready_follow_from_launchers(found):
    """Eight launchers of four tubes for four types, of which one packs four to a tube; twice."""
    assert ready_missiles(found.scenarios["s-400-regiment"]) == {
        **dict.fromkeys(("48n6e2", "48n6e3", "40n6e"), 16),
        "9m96e2": 64,
    }
    ready = found.get("s-400-regiment", "ready missiles")
    assert (ready.value, ready.low, ready.high) == (112, 56, 252)
    # the claimed launchers take 72, and 48 missiles are claimed to be held
    assert found.get("thaad-battery", "ready missiles")[5:9] == (48, 48, 72, 48)


def test_channels_are_the_batteries_not_the_full_systems_claim(found):
    channels = found.get("s-400-regiment", "target channels")
    assert (channels.value, channels.low, channels.high, channels.claimed) == (12, 12, 30, 20)


def test_time_to_empty_is_missiles_times_flight_over_channels(found):
    empty = found.get("thaad-battery", "time to empty")
    channels, ready = 10, 48
    held_s = empty.value * channels / ready
    assert 30 < held_s - 5 < 120  # half of 200 km, after 5 s of assessment
    assert empty.low == pytest.approx(held_s * 48 / 24)
    assert empty.high == pytest.approx(held_s * 72 / 6)


def test_prices_nobody_published_are_not_known(found):
    for missile in ("48n6e2", "48n6e3", "40n6e", "9m96e2"):
        price = found.get("s-400-regiment", "missile price", missile)
        assert np.isnan([price.value, price.low, price.high, price.claimed]).all()
        assert price.note == "not known"
    lot = found.get("s-400-regiment", "missile price", "mixed lot")
    assert lot.value == pytest.approx(4.0e6)
    assert found.get("thaad-battery", "missile price", "thaad-interceptor").note == "sourced"


def test_a_guess_counts_as_not_known():
    akash = compare_systems(["akash-battery"], Catalogue(), WORK)
    price = akash.get("akash-battery", "missile price", "akash-missile")
    assert np.isnan(price.value)
    assert price.note == "not known (only a guess)"
    cost = akash.get("akash-battery", "system cost")
    assert np.isnan(cost.value)
    assert np.isnan(akash.get("akash-battery", "cost per ready missile").value)
    assert in_words(cost) == "not known"


def test_cost_is_divided_end_by_end(found):
    cost = found.get("thaad-battery", "system cost")
    area = found.get("thaad-battery", "defended footprint", MISSILE)
    each = found.get("thaad-battery", "cost per footprint", MISSILE)
    assert each.value == cost.value / area.value
    assert each.low == cost.low / area.high
    assert each.high == cost.high / area.low


def test_nothing_over_nothing_is_not_known():
    over = ratio(Band(1.0, 1.0, 2.0, 1.0), Band(2.0, 0.0, 4.0, 0.0))
    assert (over.value, over.low) == (0.5, 0.25)
    assert np.isnan([over.high, over.claimed]).all()


def test_it_is_json_csv_and_a_picture(found):
    told = json.loads(json.dumps(compared_dict(found), allow_nan=False))
    assert told["inputs_sha256"] == compared_hash(found)
    assert told["systems"]["thaad-battery"]["ready_missiles"] == {"thaad-interceptor": 48}
    assert len(told["lines"]) == len(found.lines)
    assert "fighter" in told["provisional"]
    header, *lines = systems_csv(found).decode().splitlines()
    assert header.startswith("system,measure,against,altitude_m,unit,value,low,high,claimed,note")
    assert len(lines) == len(found.lines)
    assert draw_systems(found).startswith(b"\x89PNG")


def test_the_same_work_gives_the_same_bytes(found):
    again = compare_systems(["s-400", "patriot", "thaad"], Catalogue(), WORK)
    assert systems_csv(again) == systems_csv(found)
    assert draw_systems(again) == draw_systems(found)


@pytest.mark.parametrize(
    ("names", "work", "told"),
    [
        (["s-500"], {}, "system: there is no system 's-500'; allowed: akash-battery, "),
        (["spyder"], {}, "system: 'spyder' begins several systems; allowed: spyder-mr-battery"),
        (["thaad", "thaad-battery"], {}, "system: thaad-battery comes twice; allowed: each system"),
        ([], {}, "system: these are 0 systems; allowed: 1 to 6"),
        (["thaad"], {"draws": 0}, "draws: 0 is out of bounds; allowed: 1 to 64"),
        (
            ["thaad"],
            {"targets": ("ballistic-missile-300km",)},
            "target: 'ballistic-missile-300km' is no threat that flies at an altitude; allowed: ",
        ),
        (
            ["thaad"],
            {"targets": ("figter",)},
            (
                "target: 'figter' is no threat that flies at an altitude "
                "(did you mean 'fighter'?); allowed: "
            ),
        ),
        (["thaad"], {"ballistic": ("fighter",)}, "against: fighter does not fly ballistically; "),
    ],
)
def test_what_cannot_be_compared_is_refused(names, work, told):
    with pytest.raises(InputError) as refused:
        compare_systems(names, Catalogue(), Work(**work))
    assert str(refused.value).startswith(told)
