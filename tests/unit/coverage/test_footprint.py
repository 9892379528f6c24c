import numpy as np
import pytest
from apart import spread

from skydome.catalogue import Catalogue
from skydome.coverage import Question, ask, course_of, east_and_north_m, footprint, kernels
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.intercept import cells_of, read
from skydome.engagement.tables.shared import shared_of
from skydome.engagement.tables.shots import shots_of
from skydome.engagement.tables.views import view_of
from skydome.physics import earth
from skydome.physics.motion.flyout import FlyoutTable
from skydome.scenario.resolved import chosen

KM = 1e3
STEEP = np.radians(40)


def asked_of(system, threat, **asked):
    """A system at one point, facing north."""
    found = ask(Question(system, target=threat, placements=1, **asked), Catalogue())
    terrain = found.scenario.terrain.model_copy(update={"placement_radius_m": 0.0})
    return found._replace(scenario=found.scenario.model_copy(update={"terrain": terrain}))


def footprint_of(asked, **more):
    more = {"bearing_deg": 0.0, "cells": 40} | more
    scenario = asked.scenario
    return footprint(scenario, elevation_of(scenario), asked.target, asked.units[0], **more)


def changed(asked, entry, name, value):
    one = asked.scenario.entries[entry]
    quantity = one.parameters[name].model_copy(update={"value": value})
    one = one.model_copy(update={"parameters": one.parameters | {name: quantity}})
    entries = asked.scenario.entries | {entry: one}
    return asked._replace(scenario=asked.scenario.model_copy(update={"entries": entries}))


# against closed forms


def straight_down(speed_m_s, scan_s, from_m=400 * KM):
    """A course from the north at one speed and one angle, down to its aim point."""
    away = np.arange(from_m, -1e-6, -speed_m_s * scan_s)
    flat = np.zeros_like(away)
    return kernels.Course(
        flat, away * np.cos(STEEP), away * np.sin(STEEP), flat + speed_m_s, flat + np.pi
    )


def shooter(course, table, floor_m, ceiling_m, far_m, near_m=0.0):
    allowed = (course.altitude_m >= floor_m) & (course.altitude_m <= ceiling_m)
    return kernels.Shooter(0.0, 0.0, 0.0, near_m, far_m, allowed, *table)


def spare_of(one, course, east, north, ready_scan, scan_s):
    shape = (east.size, course.altitude_m.size)
    ready = np.full(shape, ready_scan, dtype=np.int32)
    spare = np.full(east.size, -np.inf)
    aims = (east.ravel(), north.ravel())
    kernels.mark_spare(one, course, *aims, np.ones(shape, bool), ready, scan_s, spare)
    return spare.reshape(east.shape)


def straight_line_table(speed_m_s):
    """Fly-out in a straight line at one speed, fine enough to be read between its nodes."""
    ranges, heights = np.linspace(0, 300 * KM, 601), np.linspace(0, 160 * KM, 321)
    return ranges, heights, np.hypot(ranges[:, np.newaxis], heights) / speed_m_s


def test_without_haste_it_is_a_disc_drawn_along_the_way_down():
    """Met at once anywhere within a range and between two heights: area π R² + 2 R L."""
    course = straight_down(2_000.0, 0.25)
    near_instant = straight_line_table(1e9)
    reach, floor, ceiling = 60 * KM, 5 * KM, 25 * KM
    one = shooter(course, near_instant, floor, ceiling, reach)
    cell = 1_000.0
    axis = np.arange(-100 * KM, 70 * KM, cell)
    north, east = np.meshgrid(axis, np.arange(-65 * KM, 65.1 * KM, cell), indexing="ij")
    area = (spare_of(one, course, east, north, 0, 0.25) >= 0).sum() * cell**2
    drawn = (ceiling - floor) / np.tan(STEEP)
    assert area == pytest.approx(np.pi * reach**2 + 2 * reach * drawn, rel=0.01)


def test_with_straight_flights_the_edge_is_a_root_of_a_quadratic():
    """|A + p(t)| = u (t - t0): the last moment is at the floor, where the path is nearest."""
    speed, interceptor, scan = 2_000.0, 1_500.0, 0.1
    course = straight_down(speed, scan, 200 * KM)
    ready, floor, far = 40.0, 3 * KM, 1_000 * KM
    one = shooter(course, straight_line_table(interceptor), floor, 100 * KM, far)
    rng = np.random.default_rng(5)
    north, east = rng.uniform(-120 * KM, 120 * KM, 3_000), rng.uniform(-120 * KM, 120 * KM, 3_000)
    found = spare_of(one, course, east, north, round(ready / scan), scan) >= 0
    times = scan * np.arange(course.altitude_m.size)
    slack = interceptor * (times - ready) - np.sqrt(
        east[:, None] ** 2 + (north[:, None] + course.north_m) ** 2 + course.altitude_m**2
    )
    at_height = (course.altitude_m >= floor) & (course.altitude_m <= 100 * KM)
    best = slack[:, at_height].max(axis=1)
    clear = np.abs(best) > interceptor * 2 * scan  # rounding to scans
    assert 0.2 < (best > 0).mean() < 0.8
    assert clear.mean() > 0.97
    np.testing.assert_array_equal(found[clear], best[clear] > 0)


def test_flights_are_read_from_a_table_as_the_engine_reads_them():
    ranges, heights, times = straight_line_table(1_000.0)
    times[200:, 100:] = np.nan
    table = FlyoutTable(ranges, heights, times, times, times, times)
    one = shooter(straight_down(1.0, 1.0, 10.0), (ranges, heights, times), 0, 1, 1)
    rng = np.random.default_rng(2)
    away, up = rng.uniform(0, 310 * KM, 2_000), rng.uniform(-1 * KM, 165 * KM, 2_000)
    mine = [kernels.flight_time(one, *place) for place in zip(away, up, strict=True)]
    np.testing.assert_allclose(
        mine, read(table.time_of_flight_s, cells_of(table, away, up)), rtol=1e-12
    )
    assert 0.2 < np.isnan(mine).mean() < 0.8


# against the engine


def engine_defends(asked, east, north):
    """Whether the engine's tables hold a launch, once tracked and reacted to, on the way down."""
    scenario, reach = asked.scenario, asked.target.si("range")
    aim = earth.destination(
        0.0, 0.0, np.arctan2([east], [north]) % (2 * np.pi), np.hypot(east, [north])
    )
    aim = [float(part[0]) for part in aim]
    origin = [float(part[0]) for part in earth.destination(*aim, np.zeros(1), np.array([reach]))]
    asset = scenario.assets[0].model_copy(update={"latitude_deg": aim[0], "longitude_deg": aim[1]})
    threat = scenario.threats[0].model_copy(
        update={
            "origin_latitude_deg": origin[0],
            "origin_longitude_deg": origin[1],
            "release_range_m": chosen(reach, "m"),
        }
    )
    plain = {"multipath": False, "diffraction": False}
    flown = scenario.model_copy(
        update={
            "assets": (asset,),
            "threats": (threat,),
            "models": scenario.models.model_copy(update=plain),
        }
    )
    shared = shared_of(flown, elevation_of(flown))
    view = view_of(shared, 0)
    tracked = []
    for sight, radar in zip(view.sights, flown.radars, strict=True):
        entry = flown.entries[radar.entry]
        looks = round(entry.si("confirm_looks") * entry.si("look_period"))
        tracked.append(run_length(sight.guides) > looks)
    reaction = round(flown.entries[flown.batteries[0].command_post].si("reaction_time"))
    ready = run_length(np.logical_or.reduce(tracked)) > reaction
    top = shared.paths[0].altitude_m.argmax()
    for battery in flown.batteries:
        for shot in shots_of(shared, view, [battery]):
            flights = spread(shot, len(ready)).flight_scans.astype(int)  # the quickest
            launches = np.flatnonzero((flights > 0) & ready)
            if (launches + flights[launches] >= top).any():
                return True
    return False


def run_length(flags):
    lengths = np.zeros(len(flags), dtype=int)
    for n, flag in enumerate(flags):
        lengths[n] = flag and (lengths[n - 1] if n else 0) + 1
    return lengths


@pytest.mark.parametrize(
    ("system", "threat"),
    [
        ("patriot-battery", "ballistic-missile-300km"),
        ("thaad-battery", "ballistic-missile-2000km"),
        ("s-400-regiment", "ballistic-missile-1000km"),
    ],
)
def test_the_engine_agrees_two_cells_from_the_edge(system, threat):
    asked = asked_of(system, threat)
    found = footprint_of(asked)
    inside, rng = found.defended[0], np.random.default_rng(3)
    cells = len(found.along_m)
    checked = {True: 0, False: 0}
    for i, j in rng.permutation([(i, j) for i in range(2, cells - 2) for j in range(2, cells - 2)]):
        around = inside[i - 2 : i + 3, j - 2 : j + 3]
        edge = inside[i - 3 : i + 4, j - 3 : j + 4]
        here = bool(inside[i, j])
        if around.all() == around.any() and edge.all() != edge.any() and checked[here] < 3:
            aim = found.across_m[j], found.along_m[i]
            assert engine_defends(asked, *aim) == here, aim
            checked[here] += 1
    assert checked == {True: 3, False: 3}


def test_parallel_flights_have_straight_sides_at_the_widest_of_sector_and_range():
    """A sector of 120° is 60° to either side: 200 km · sin 60° = 173.2 km, wherever it is defended.

    Cells of the outline are 1.3 km, and the Earth turns under the flight by up to 1.5 km. Above the
    corners, at 200 km · cos 60° = 100 km less the 41 km that the flight still goes from its floor
    of 40 km, the edge is that of the range: a point 100 km ahead lies sqrt(200² - 141²) = 142 km
    to the side.
    """
    asked = asked_of("thaad-battery", "ballistic-missile-600km")
    found = footprint_of(asked, cells=80, splits=4)

    def sides(ahead_m):
        row = found.defended[0, np.abs(found.along_m - ahead_m).argmin()]
        return found.across_m[np.flatnonzero(row)[[0, -1]]]

    for ahead in np.arange(-90 * KM, 51 * KM, 10 * KM):
        assert sides(ahead) == pytest.approx([-173.2 * KM, 173.2 * KM], abs=2 * KM)
    assert sides(100 * KM) == pytest.approx([-142 * KM, 142 * KM], abs=2 * KM)


# what it does


def test_thaad_meets_missiles_above_the_air():
    found = footprint_of(asked_of("thaad-battery", "ballistic-missile-1000km"))
    assert found.area_m2[0] == pytest.approx(87e9, rel=0.05)


def test_longer_missiles_leave_less_and_at_last_nothing():
    areas = [
        footprint_of(asked_of("patriot-battery", f"ballistic-missile-{reach}km")).area_m2[0] / 1e6
        for reach in (300, 600, 1000, 3000)
    ]
    assert areas == sorted(areas, reverse=True)
    assert areas[0] == pytest.approx(1_050, rel=0.1)
    assert areas[-1] == 0


def test_reaction_takes_time_in_hand_second_for_second():
    asked = asked_of("patriot-battery", "ballistic-missile-300km")
    post = asked.scenario.batteries[0].command_post
    quick, slow = (footprint_of(changed(asked, post, "reaction_time", t)) for t in (5.0, 15.0))
    assert quick.spare_s.max() - slow.spare_s.max() == 10
    assert 0 < slow.area_m2[0] < quick.area_m2[0]


def test_what_never_meets_ballistic_missiles_defends_nothing():
    asked = asked_of("akash-battery", "ballistic-missile-300km")
    found = footprint_of(asked)
    assert not footprint_of(asked, splits=2).defended.any()
    assert not found.defended.any()
    assert found.area_m2.tolist() == [0.0]


def test_a_footprint_turns_with_the_missiles():
    north = footprint_of(asked_of("patriot-battery", "ballistic-missile-300km"))
    east = footprint_of(
        asked_of("patriot-battery", "ballistic-missile-300km", facing_deg=90), bearing_deg=90.0
    )
    assert east.area_m2[0] == pytest.approx(north.area_m2[0], rel=0.06)  # but for the turning Earth
    place = east_and_north_m(90.0, np.array([10.0]), np.array([3.0]))
    np.testing.assert_allclose(np.ravel(place), [10.0, -3.0], atol=1e-12)
    away = footprint_of(asked_of("patriot-battery", "ballistic-missile-300km"), bearing_deg=180.0)
    assert not away.defended.any()


def test_placements_move_it_a_little():
    found = ask(Question("patriot-battery", target="ballistic-missile-300km"), Catalogue())
    several = footprint_of(found, placements=range(3), cells=30)
    assert several.spare_s.shape == (3, 30, 30)
    spread = np.ptp(several.area_m2) / several.area_m2.mean()
    assert spread < 0.1


def test_the_flight_is_the_engines():
    asked = asked_of("thaad-battery", "ballistic-missile-600km")
    course = course_of(asked.scenario, asked.target, asked.units[0], 0.0)
    away = np.hypot(course.east_m, course.north_m)
    assert away[0] == pytest.approx(600 * KM, rel=0.02)
    assert away[-1] < 2 * KM
    assert course.altitude_m.max() == pytest.approx(
        169 * KM, rel=0.02
    )  # from its burn-out, 40 km up


def test_only_what_falls_has_a_footprint():
    asked = asked_of("patriot-battery", "fighter")
    with pytest.raises(ValueError, match="fighter does not fly ballistically; allowed: a ballis"):
        footprint_of(asked)
