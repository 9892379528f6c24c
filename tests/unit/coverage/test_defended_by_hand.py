"""Every rule of `skydome.coverage.defended`, against values worked out in the tests' comments."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from skydome.catalogue import Catalogue
from skydome.coverage import (
    Footprint,
    Question,
    ask,
    defend,
    defended_dict,
    defended_hash,
    defended_provisional,
    defended_rows,
    defended_standings,
)
from skydome.errors import InputError
from skydome.terrain import Grid

module = sys.modules["skydome.coverage.defended"]
SHORT, LONG, SYSTEM = "ballistic-missile-300km", "ballistic-missile-600km", "s-400-regiment"
LONGER = "ballistic-missile-1000km"


def ground(height_m=0.0):
    height = np.full((19, 19), height_m, dtype=np.float32)
    return Grid(-9.0, -9.0, 1.0, 1.0, height, name="flat", source="test")


@pytest.fixture(scope="module")
def catalogue():
    return Catalogue()


@pytest.fixture(scope="module")
def asked(catalogue):
    return ask(Question(SYSTEM, target=LONG, placements=2), catalogue)


def made(spare_s, threat=LONG):
    """Cells 10 m along and 20 m across; five along from -15 to 25 m, three across, -20 to 20 m."""
    return Footprint(
        SYSTEM,
        threat,
        0.0,
        np.array([-15.0, -5.0, 5.0, 15.0, 25.0]),
        np.array([-20.0, 0.0, 20.0]),
        np.array(spare_s),
    )


def spare(*placements):
    found = np.full((len(placements), 5, 3), -np.inf)
    for placement, cells in zip(found, placements, strict=True):
        for at, time_s in cells.items():
            placement[at] = time_s
    return found


def test_a_row_goes_to_the_edges_of_the_outermost_cells():
    """Cells of 200 m². The first placement has two: 400 m²; the second three, the third five.

    Towards the launch points the last is at 15 m, to 20 m with half of its 10 m; behind at -5 m,
    to 10 m behind; aside at -20 m, to 30 m with half of its 20 m. The cell nearest to the unit is
    at -5 m along, the first of two as near, and 0 m across; each placement defends it.
    """
    found = made(
        spare(
            {(1, 1): 0.0, (3, 1): 7.0},
            {(1, 1): 2.0, (2, 0): 1.0, (2, 1): 1.0},
            {(1, 1): 9.5, **{(2, n): 1.0 for n in range(2)}, (1, 0): 0.0, (3, 0): 0.0},
        )
    )
    assert module._row(found, 600e3) == (
        *(SYSTEM, LONG, 600e3),
        *(600.0, 400.0, 1_000.0),
        *(20.0, 10.0, 30.0),
        *(9.5, True),
    )


def test_a_footprint_may_lie_to_one_side_and_before_the_unit():
    """Cells at 5 and 25 m along, at 20 m across: from 0 to 30 m towards, from 10 to 30 m aside."""
    row = module._row(made(spare({(2, 2): 1.0, (4, 2): 1.0})), 1.0)
    assert (row.towards_m, row.behind_m, row.aside_m) == (30.0, 0.0, 30.0)
    assert not row.defends_itself
    row = module._row(made(spare({(4, 2): 1.0})), 1.0)
    assert (row.towards_m, row.behind_m, row.aside_m) == (30.0, -20.0, 30.0)


def test_a_unit_defends_itself_if_it_does_so_at_every_placement():
    row = module._row(made(spare({(1, 1): 1.0}, {(2, 1): 1.0})), 1.0)
    assert not row.defends_itself
    assert (row.towards_m, row.behind_m, row.aside_m) == (10.0, 10.0, 10.0)


def test_the_aim_point_nearest_to_the_unit_is_the_unit():
    """At 0 m along, the first of two, and 0 m across, the second of three."""
    time_s = np.full((1, 2, 3), -np.inf)
    time_s[0, 0, 1] = 1.0
    across_m = np.array([-20.0, 0.0, 20.0])
    found = Footprint(SYSTEM, LONG, 0.0, np.array([0.0, 10.0]), across_m, time_s)
    assert module._row(found, 1.0).defends_itself


def test_nothing_defended_has_no_size():
    row = module._row(made(spare({}, {})), 1.0)
    assert row[3:6] == (0.0, 0.0, 0.0)
    assert np.isnan(row[6:10]).all()
    assert not row.defends_itself


@pytest.mark.parametrize(
    ("facing_deg", "given", "bearing_deg"),
    [(None, None, 0.0), (30.0, None, 30.0), (30.0, 40.0, 40.0), (30.0, 0.0, 0.0), (None, 360, 360)],
)
def test_missiles_come_from_where_they_are_said_to_or_from_ahead(facing_deg, given, bearing_deg):
    question = Question(SYSTEM, facing_deg=facing_deg)
    assert module.checked_bearing_deg(question, given) == bearing_deg


@pytest.mark.parametrize("given", [-0.5, 360.5])
def test_a_bearing_is_on_the_compass(given):
    with pytest.raises(InputError, match="out of bounds"):
        module.checked_bearing_deg(Question(SYSTEM), given)


def test_threats_come_by_range_each_once(catalogue):
    assert module.ballistic_ids([LONG, SHORT, LONG], catalogue) == [SHORT, LONG]
    every = [SHORT, LONG, *(f"ballistic-missile-{n}000km" for n in (1, 2, 3))]
    for name in ("ballistic", "ballistic_missile"):
        assert module.ballistic_ids([LONG, name], catalogue) == every


def defended_by(catalogue, monkeypatch, subject=SYSTEM, **more):
    """Defend with made-up footprints; return the answer, the calls and the progress."""
    told, progress = [], []
    monkeypatch.setattr(module, "elevation_of", lambda _scenario: ground())
    monkeypatch.setattr(module, "course_of", lambda _s, target, unit, b: (target.id, unit, b))

    def found(scenario, _grid, targets, unit, *, courses, **given):
        for target, course in zip(targets, courses, strict=True):
            of_one = given | {"course": course}
            told.append((target.id, unit, scenario.radars[0].facing_deg, of_one))
            yield made(spare({}), target.id)._replace(unit=unit)

    monkeypatch.setattr(module, "footprints", found)
    question = Question(subject, placements=2, facing_deg=more.pop("facing_deg", None))
    answer = defend(
        question, catalogue, [LONG, LONGER, SHORT], progress=lambda *d: progress.append(d), **more
    )
    return answer, told, progress


@pytest.mark.parametrize(
    ("facing_deg", "bearing_deg", "faced_deg", "from_deg"),
    [(None, 90.0, 90.0, 90.0), (20.0, 90.0, 20.0, 90.0), (20.0, None, 20.0, 20.0)],
)
def test_a_system_is_asked_against_each_missile(
    catalogue, monkeypatch, facing_deg, bearing_deg, faced_deg, from_deg
):
    """It faces the missiles unless it is said to face elsewhere."""
    answer, told, progress = defended_by(
        catalogue, monkeypatch, facing_deg=facing_deg, bearing_deg=bearing_deg
    )
    assert [one[:3] for one in told] == [(t, SYSTEM, faced_deg) for t in (SHORT, LONG, LONGER)]
    for target, unit, _, given in told:
        assert given == {
            "bearing_deg": from_deg,
            "placements": range(2),
            "course": (target, unit, from_deg),
        }
    assert progress == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert answer.bearing_deg == from_deg
    assert answer.asked.target.id == LONGER
    assert [target.id for target in answer.targets] == [SHORT, LONG, LONGER]
    assert [row.missile_range_m for row in defended_rows(answer)] == [300e3, 600e3, 1_000e3]


def test_every_unit_of_a_scenario_is_asked(catalogue, monkeypatch, small_file):
    answer, told, progress = defended_by(catalogue, monkeypatch, str(small_file), bearing_deg=90.0)
    assert [one[:2] for one in told] == [(t, "regiment") for t in (SHORT, LONG, LONGER)]
    assert {one[2] for one in told} == {0.0}  # it faces what its file says
    assert progress[-1] == (3, 3)
    assert [one.threat for one in answer.footprints] == [SHORT, LONG, LONGER]


def answered(asked, spare_s=None, bearing_deg=0.0, height_m=0.0, targets=None, **changes):
    scenario = asked.scenario.model_copy(update=changes)
    found = made(spare({}) if spare_s is None else spare_s)
    return module.Defended(
        asked._replace(scenario=scenario),
        ground(height_m),
        bearing_deg,
        targets or (asked.target,),
        [found],
    )


def test_values_count_of_radars_posts_missiles_and_threats(asked):
    """Those of another unit do not; nor do kills, nor values on which no footprint depends."""
    scenario = asked.scenario
    units = ("one", "one", "other")
    sites = [s.model_copy(update={"unit": u}) for s, u in zip(scenario.sites, units, strict=True)]
    batteries = [
        scenario.batteries[0].model_copy(update={"unit": "one"}),
        scenario.batteries[1].model_copy(update={"unit": "other", "command_post": "thaad-tfcc"}),
    ]
    found = answered(
        asked._replace(units=("one",), missiles=("40n6e",)),
        sites=tuple(sites),
        batteries=tuple(batteries),
        radars=(scenario.radars[0], scenario.radars[2]),
    )
    names = ["91n6e", "92n6e", "55k6e", "40n6e", LONG]
    assert [entry.id for entry in module._entries(found)] == names
    without_own = found._replace(
        asked=found.asked._replace(
            scenario=found.asked.scenario.model_copy(update={"radars": (scenario.radars[3],)})
        )
    )
    assert [entry.id for entry in module._entries(without_own)] == names[2:]
    entries = scenario.entries
    count = sum(
        name not in module.NOT_OF_FOOTPRINT and "kill_probability" not in name
        for entry in names
        for name in entries[entry].parameters
    )
    assert sum(defended_standings(found).values()) == count
    assert defended_provisional(found) == [n for n in names if entries[n].provisional]


def test_the_hash_is_of_everything_but_the_folder(asked):
    terrain = asked.scenario.terrain.model_copy(update={"folder": "tiles"})
    first = defended_hash(answered(asked))
    assert defended_hash(answered(asked, terrain=terrain)) == first
    others = (
        answered(asked, title="other"),
        answered(asked, targets=(asked.target, asked.target)),
        answered(asked, bearing_deg=1.0),
        answered(asked, height_m=1.0),
        answered(asked, spare({}, {})),
        answered(asked._replace(units=("other",))),
    )
    assert len({first, *map(defended_hash, others)}) == 7


def test_the_dictionary_has_null_for_what_is_not_known(asked, monkeypatch):
    monkeypatch.setattr(
        module.Defended, "provenance", SimpleNamespace(_asdict=lambda: {"flat": 1.0})
    )
    told = defended_dict(answered(asked, spare({}, {(1, 1): 3.0})))
    assert told["cells_a_side"] == 5
    (line,) = told["footprints"]
    assert (line["area_m2"], line["spare_s"], line["towards_m"]) == (100.0, 3.0, 0.0)
    (line,) = defended_dict(answered(asked))["footprints"]
    assert (line["area_m2"], line["spare_s"], line["towards_m"]) == (0.0, None, None)
