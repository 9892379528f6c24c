"""Every rule of `range_by_altitude`, against values worked out in the tests' comments."""

import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest
from models import changed, plain

from skydome.catalogue import Catalogue
from skydome.coverage import Cover, Question, UnitCover, ask, look, over_flat_ground, spread
from skydome.engagement.tables.placement import Place
from skydome.physics.motion.flyout import FlyoutTable
from skydome.terrain import Grid

module = sys.modules["skydome.coverage.range_by_altitude"]  # the package has the function
REGIMENT, COMMAND, ONE, TWO = "s-400-regiment", 0, 1, 2  # its command site and two batteries
EARLY, HIGH, OWN = "91n6e", "96l6e", "92n6e"
KM = 1e3
GROUND = Grid(
    -9.0, -9.0, 1.0, 1.0, np.zeros((19, 19), dtype=np.float32), name="flat", source="test"
)
SPOTS = [Place(0.0, 0.0, 5.0), Place(0.0, 0.01, 5.0), Place(0.0, 0.02, 5.0)]  # 1,113 and 2,226 m


@pytest.fixture(scope="module")
def asked():
    found = ask(Question(REGIMENT, target="fighter", placements=1), Catalogue())
    return found._replace(scenario=plain(found.scenario))


def with_other(scenario):
    """Return a scenario in which the second battery, its site and its radar are another unit."""
    sites = [s.model_copy(update={"unit": u}) for s, u in zip(scenario.sites, "aab", strict=True)]
    radars = [
        r.model_copy(update={"network": n})
        for r, n in zip(scenario.radars, (0, 0, 0, 1), strict=True)
    ]
    batteries = [
        b.model_copy(update={"unit": u}) for b, u in zip(scenario.batteries, "ab", strict=True)
    ]
    return scenario.model_copy(
        update={
            "sites": tuple(sites),
            "radars": tuple(radars),
            "batteries": tuple(batteries),
            "units": {"a": REGIMENT, "b": REGIMENT},
            "networks": ("first", "second"),
        }
    )


def kit_of(scenario, radars, asked):
    table = FlyoutTable(np.array([0.0, 9 * KM]), np.array([0.0, 9 * KM]), *[np.ones((2, 2))] * 4)
    return module._Kit(scenario, GROUND, [asked.target], radars, {}, [table] * 4, look.Margins())


def test_a_sector_is_that_of_detection_or_of_engagement():
    effective = np.array([[[1.0, 2.0, 3.0]]])
    cover = Cover(effective, effective, np.ones((1, 1)))
    other = cover._replace(effective_m=10 * effective)
    first, second = np.array([True, False, False]), np.array([False, True, True])
    unit = UnitCover("u", "t", np.zeros(3), np.zeros(1), 1.0, [], cover, other, first, second)
    assert unit.sector("detection") is first
    assert unit.sector("engagement") is second
    assert unit.in_sector_m("detection").tolist() == [[[1.0]]]
    assert unit.in_sector_m("engagement").tolist() == [[[20.0, 30.0]]]


def test_quantiles_go_over_azimuths_and_placements():
    """0 to 10 in two placements, evenly: a tenth is 1, half 5, nine tenths 9.

    At the second altitude 0 and 30 of which the one is blank; at the third all are.
    """
    blank = np.nan
    ranges = np.array(
        [
            [[0.0, 2, 4, 6, 8, 10], [30.0] + 5 * [blank], 6 * [blank]],
            [[1.0, 3, 5, 7, 9, blank], [0.0] + 5 * [blank], 6 * [blank]],
        ]
    )
    found = spread(ranges)
    assert [float(part[0]) for part in found] == pytest.approx([0, 1, 5, 9, 10])
    assert [float(part[1]) for part in found] == pytest.approx([0, 3, 15, 27, 30])
    assert np.isnan([part[2] for part in found]).all()


def test_flat_ground_is_asked_for_one_unit_alone_at_every_placement(asked, monkeypatch):
    told = []

    def found(scenario, grid, target, altitudes_m, **more):
        told.append((scenario, grid, target, altitudes_m, more))
        return ["first"]

    monkeypatch.setattr(module, "range_by_altitude", found)
    monkeypatch.setattr(module, "elevation_of", lambda scenario: scenario.terrain)
    terrain = {"flat": False, "folder": "tiles", "placements": 3}
    tiled = asked.scenario.terrain.model_copy(update=terrain)
    scenario = asked.scenario.model_copy(update={"terrain": tiled})
    assert over_flat_ground(scenario, asked.target, [5.0], REGIMENT) == "first"
    ((flat, ground, target, altitudes, more),) = told
    assert (ground.flat, ground.folder, flat.terrain) == (True, "", ground)
    assert (target, altitudes) == (asked.target, [5.0])
    assert more == {"units": [REGIMENT], "placements": range(3), "azimuths": 72, "alone": True}


def test_a_unit_that_the_scenario_does_not_have_is_refused(asked):
    with pytest.raises(ValueError, match="there is no unit 'x'; allowed: s-400-regiment"):
        module.range_by_altitude(asked.scenario, GROUND, asked.target, [5.0], units=["x"])


def test_a_unit_has_its_networks_radars_unless_it_is_alone(asked):
    scenario = with_other(asked.scenario)
    assert module._radars_of(scenario, "a", alone=True) == [0, 1, 2]
    assert module._radars_of(scenario, "b", alone=True) == [3]
    assert module._radars_of(scenario, "a", alone=False) == [0, 1, 2]
    joined = [r.model_copy(update={"network": 1}) for r in scenario.radars[2:]]
    mixed = scenario.model_copy(update={"radars": (*scenario.radars[:2], *joined)})
    assert module._radars_of(mixed, "b", alone=False) == [2, 3]
    assert module._sites_of(scenario, "a") == [0, 1]
    assert module._sites_of(scenario, "b") == [2]


def test_masks_go_as_far_as_a_radar_or_as_the_points(asked, monkeypatch):
    """Points out to 10 km from the centres of both units, and a metre for rounding.

    From the command site 10,001 m and 2,226 m to the other unit's centre; its radars of 12 km and
    20 km look farther than that, 12,227 m. From the first battery 10,001 m and the same 1,113 m to
    either centre; its radar of 8 km does not. The second battery is 2,226 m from the first centre.
    """
    told = {}

    def noted(_scenario, _grid, spot, radars, far_m):
        told[spot] = (radars, round(far_m))
        return dict.fromkeys(radars, far_m)

    monkeypatch.setattr(look, "masks_at", noted)
    scenario = with_other(asked.scenario)
    for radar, reach in ((EARLY, 12 * KM), (HIGH, 20 * KM), (OWN, 8 * KM)):
        scenario = changed(scenario, radar, instrumented_range=reach)
    kit = kit_of(scenario, {"a": [0, 1, 2], "b": [3]}, asked)
    cut = module._Cut(4, KM, 10 * KM)
    with ThreadPoolExecutor() as executor:
        masks = module._masks(kit, SPOTS, cut, executor)
    assert sorted(masks) == [0, 1, 2, 3]
    assert told == {
        SPOTS[COMMAND]: ([0, 1], 12_227),
        SPOTS[ONE]: ([2], 8_000),
        SPOTS[TWO]: ([3], 8_000),
    }
    assert module._apart_m(SPOTS[ONE], SPOTS[TWO]) == pytest.approx(1_113.2, abs=0.1)


def test_around_a_unit_are_points_looks_and_launches(asked, monkeypatch):
    """Gaps count from the site farthest away, 2,226 m, and the longest dead zone, 2 km, on."""
    monkeypatch.setattr(module, "_look", lambda _kit, radar, *_: f"look {radar}")
    scenario = asked.scenario
    for n, missile in enumerate(scenario.missiles):
        scenario = changed(scenario, missile, minimum_range=500.0 * (n + 1))
    scenario = changed(scenario, REGIMENT, advertised_range=3 * KM)
    kit = kit_of(scenario, {REGIMENT: [0, 1, 2, 3]}, asked)
    cut = module._Cut(4, KM, 3 * KM)
    with ThreadPoolExecutor() as executor:
        around = module._around(kit, REGIMENT, SPOTS, {}, cut, executor)
    assert around.centre == SPOTS[COMMAND]
    assert around.points.range_m.tolist() == [KM, 2 * KM, 3 * KM]
    assert around.looks == {r: f"look {r}" for r in range(4)}
    assert around.own == [0, 1, 2, 3]
    assert around.advertised_range_m == 3 * KM
    assert around.spread_m == pytest.approx(2_226.4 + 2_000, abs=0.1)
    # two batteries with four types each, the first two of which are semi-active
    guides = [guides for _, guides in around.launches]
    assert guides == [[2], [2], [0, 1, 2, 3], [0, 1, 2, 3], [3], [3], [0, 1, 2, 3], [0, 1, 2, 3]]


def test_another_units_radars_and_batteries_are_not_ones_own(asked, monkeypatch):
    monkeypatch.setattr(module, "_look", lambda *_: "look")
    scenario = with_other(asked.scenario)
    kit = kit_of(scenario, {"a": [0, 1, 2, 3], "b": [3]}, asked)
    with ThreadPoolExecutor() as executor:
        around = module._around(kit, "a", SPOTS, {}, module._Cut(4, KM, KM), executor)
    assert around.own == [0, 1, 2]
    assert [guides for _, guides in around.launches] == [[2], [2], [0, 1, 2, 3], [0, 1, 2, 3]]
    assert module._own_radars(kit, "a") == [0, 1, 2]
    assert module._guiding_radars(kit, "a") == [2, 0, 1, 3]
    assert module._guiding_radars(kit, "b") == [3]


def test_altitudes_are_stacked_in_order(monkeypatch):
    def at(_around, altitude_m):
        return tuple(
            Cover(np.full(2, sign * altitude_m), np.zeros(2), np.asarray(0.5)) for sign in (1, -1)
        )

    monkeypatch.setattr(module, "_at_altitude", at)
    with ThreadPoolExecutor() as executor:
        found = module._reached(SimpleNamespace(centre="here"), np.array([5.0, 7.0]), executor)
    assert found.centre == "here"
    assert found.detection.effective_m.tolist() == [[5.0, 5.0], [7.0, 7.0]]
    assert found.engagement.effective_m.tolist() == [[-5.0, -5.0], [-7.0, -7.0]]


@pytest.mark.parametrize(
    ("altitude_m", "centre_m", "blank"),
    [
        (900.0, 2_000.0, False),  # above the ground
        (1_000.0, 1_000.0, True),  # above sea level, and on the ground
        (1_000.0, 999.0, False),
        (2_000.0, 2_500.0, True),
    ],
)
def test_an_altitude_in_the_ground_under_the_unit_has_no_range(
    monkeypatch, altitude_m, centre_m, blank
):
    """One azimuth; detection in the first of two cells, engagement in both."""
    hits = np.array([[True, False]]), np.array([[True, True]])
    monkeypatch.setattr(module, "covered", lambda _around, _altitude: hits)
    monkeypatch.setattr(module, "_inner_m", lambda _around, _altitude: 0.0)
    around = SimpleNamespace(
        centre=Place(0, 0, centre_m),
        points=SimpleNamespace(range_m=np.array([1.0, 2.0])),
        advertised_range_m=2.0,
    )
    detection, engagement = module._at_altitude(around, altitude_m)
    assert np.isnan(detection.effective_m).all() == np.isnan(engagement.effective_m).all() == blank
    assert (detection.farthest_m.tolist(), engagement.farthest_m.tolist()) == ([1.0], [2.0])


@pytest.mark.parametrize(
    ("altitude_m", "flown_m"), [(999.0, [1_099.0, 1_199.0]), (1_000.0, [1_000.0, 1_000.0])]
)
def test_what_a_unit_detects_and_engages(monkeypatch, altitude_m, flown_m):
    """Radar 0 is its own and sees the first point, radar 1 another's and sees the second.

    A missile that only radar 0 guides meets the first, one that both guide meets both.
    """
    seen, met = {}, []
    flags = {"first": np.array([[True, False]]), "second": np.array([[False, True]])}

    def sees(one, altitude, ground):
        seen[one] = (altitude.ravel().tolist(), ground.ravel().tolist())
        return flags[one]

    def add(engaged, launch, guided, altitude, _ground):
        met.append((launch, guided.ravel().tolist(), altitude.ravel().tolist()))
        engaged |= guided

    monkeypatch.setattr(look, "sees", sees)
    monkeypatch.setattr(look, "add_met", add)
    around = SimpleNamespace(
        points=SimpleNamespace(ground_m=np.array([[100.0, 200.0]])),
        looks={0: "first", 1: "second"},
        own=[0],
        launches=[("semi-active", [0])],
    )
    detected, engaged = module.covered(around, altitude_m)
    assert seen == dict.fromkeys(("first", "second"), (flown_m, [100.0, 200.0]))
    assert detected.tolist() == engaged.tolist() == [[True, False]]
    around.launches.append(("active", [0, 1]))
    around.own = [0, 1]
    detected, engaged = module.covered(around, altitude_m)
    assert detected.all()
    assert engaged.all()
    assert met[1:] == [
        ("semi-active", [True, False], flown_m),
        ("active", [True, True], flown_m),
    ]


def test_gaps_count_from_the_widest_cone_and_the_farthest_site_on():
    """Cones at 5 km, halfway between two rows: 300 and 150 m; the sites take 40 m."""
    axis = look.ALTITUDE_AXIS_M
    looks = {n: SimpleNamespace(nearest_m=axis * share) for n, share in enumerate((0.06, 0.03, 9))}
    around = SimpleNamespace(looks=looks, own=[0, 1], spread_m=40.0)
    assert module._inner_m(around, 5 * KM) == pytest.approx(340.0)


def test_a_share_is_of_the_advertised_discs_cells():
    """Cells of 1, 2, 3 and 4 km in two azimuths are worth 20; 1 + 2 + 3 and 1 + 3 are covered.

    The advertised disc ends at 4.5 km, after the fourth cell; the points end at 3 km.
    """
    around = SimpleNamespace(
        points=SimpleNamespace(range_m=np.array([1.0, 2.0, 3.0])), advertised_range_m=4.5
    )
    hit = np.array([[True, True, True], [True, False, True]])
    found = module._ranges(around, hit, 0.0, blank=False)
    assert found.effective_m.tolist() == [3.0, 1.0]
    assert found.farthest_m.tolist() == [3.0, 3.0]
    assert found.share == 0.5
    found = module._ranges(around, hit, 2.5, blank=True)
    assert np.isnan(found.effective_m).all()
    assert found.share == 0.5
    twice = np.array([2.0, 4.0, 6.0])
    wider = SimpleNamespace(points=SimpleNamespace(range_m=twice), advertised_range_m=9.0)
    assert module._ranges(wider, hit, 0.0, blank=False).share == 0.5


def test_a_sector_is_where_any_radar_can_look(asked):
    """Azimuths every 45°. 91N6E: 90° wide to 350°, from 305° to 35°: 0° and 315°.

    96L6E: 100° wide to 90°, from 40° to 140°: 45°, 90° and 135°. 92N6E: one direction, 225°; its
    angle off the facing is 0, half of its width.
    """
    scenario = asked.scenario
    widths = ((EARLY, 90.0), (HIGH, 100.0), (OWN, 0.0))
    for radar, width in widths:
        scenario = changed(scenario, radar, sector_width=np.radians(width))
    facings = (350.0, 90.0, 225.0, 225.0)
    radars = [
        r.model_copy(update={"facing_deg": f})
        for r, f in zip(scenario.radars, facings, strict=True)
    ]
    scenario = scenario.model_copy(update={"radars": tuple(radars)})

    def sector(*numbers):
        found = module._sector(scenario, list(numbers), 8)
        return (45 * np.flatnonzero(found)).tolist()

    assert sector(0) == [0, 315]
    assert sector(1) == [45, 90, 135]
    assert sector(2) == [225]
    assert sector(0, 1, 2) == [0, 45, 90, 135, 225, 315]
    assert len(sector()) == 8
