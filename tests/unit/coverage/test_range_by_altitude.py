from itertools import pairwise

import numpy as np
import pytest
import yaml
from models import plain, with_models

from skydome.coverage import kernels, look, over_flat_ground, range_by_altitude, spread
from skydome.engagement.tables import build, intercept, sensing, views
from skydome.engagement.tables.attenuation import ALTITUDE_AXIS_M
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.paths import Path
from skydome.engagement.tables.placement import Place, places
from skydome.engagement.tables.sensor import Geometry, Polar
from skydome.physics.earth import horizon_range_m
from skydome.terrain import Grid, lowest_visible_at, mask_from_profiles, sample_profiles

MAST_M = 24.0
STEP_M = 1_000.0
ALTITUDES_M = [10.0, 100.0, 900.0, 8_000.0]


def changed(entry, **values):
    parameters = {
        name: entry.parameters[name].model_copy(update={"value": value})
        for name, value in values.items()
    }
    return entry.model_copy(update={"parameters": entry.parameters | parameters})


def with_entry(scenario, entry_id, **values):
    entry = changed(scenario.entries[entry_id], **values)
    return scenario.model_copy(update={"entries": scenario.entries | {entry_id: entry}})


@pytest.fixture(scope="module")
def together(small):
    """Return the small scenario with its sites on one spot, without rain and further models."""
    terrain = small.terrain.model_copy(update={"placement_radius_m": 0.0, "placements": 1})
    dry = small.rain_mm_h.model_copy(update={"value": 0.0})
    return plain(small.model_copy(update={"terrain": terrain, "rain_mm_h": dry}))


@pytest.fixture(scope="module")
def bright(small):
    """Return a target that every radar sees as far as the horizon."""
    return changed(small.entries["cruise-missile-low"], rcs=1e4)


@pytest.fixture(scope="module")
def cover(together, bright):
    return over_flat_ground(together, bright, ALTITUDES_M, "regiment")


@pytest.mark.parametrize("number", [0, 1, 2])
def test_low_targets_are_met_as_far_as_the_horizon(cover, number):
    horizon = horizon_range_m(MAST_M, ALTITUDES_M[number])
    tolerant = horizon_range_m(MAST_M, ALTITUDES_M[number] + sensing.ABOVE_MASK_M)
    seen = cover.detection.effective_m[0, number]
    assert np.all(seen <= tolerant)
    assert np.all(seen > horizon - 1.5 * STEP_M)
    met = np.minimum(seen, 120e3)  # the active missile's, all around
    outside = np.cos(cover.azimuth_rad) < 0
    np.testing.assert_array_equal(cover.engagement.effective_m[0, number][outside], met[outside])


def test_high_targets_are_met_as_far_as_the_catalogue_allows(cover, together):
    met = cover.engagement.effective_m[0, -1]
    facing = np.cos(cover.azimuth_rad) > np.cos(np.radians(44))
    assert set(met[facing]) == {together.entries["48n6e3"].si("maximum_range")}
    aside = np.cos(cover.azimuth_rad) < np.cos(np.radians(46))
    assert set(met[aside]) == {together.entries["9m96e2"].si("maximum_range")}


def test_the_share_is_that_of_the_area_in_the_advertised_ring(cover):
    met, ring = cover.engagement.effective_m[0, -1], cover.advertised_range_m
    assert cover.engagement.share[0, -1] == pytest.approx((met**2).mean() / ring**2, rel=0.01)


def test_nothing_is_met_beyond_the_longest_missile(small, bright):
    cover = over_flat_ground(small, bright, [10.0, 1e3, 5e3, 12e3, 25e3, 34e3], "regiment")
    longest = max(small.entries[missile].si("maximum_range") for missile in small.missiles)
    apart = 2 * small.terrain.placement_radius_m
    assert np.max(cover.engagement.farthest_m) <= longest + apart
    assert np.all(cover.engagement.effective_m <= cover.engagement.farthest_m)
    assert not cover.engagement.farthest_m[:, -1].any()  # above every missile's ceiling


def test_a_higher_mast_never_shortens_the_reach(together, bright):
    reach = [
        over_flat_ground(
            with_entry(together, "92n6e", antenna_height=mast), bright, ALTITUDES_M, "regiment"
        )
        for mast in (6.0, 24.0, 39.0)
    ]
    for lower, higher in pairwise(reach):
        assert np.all(lower.detection.effective_m <= higher.detection.effective_m)
        assert np.all(lower.engagement.effective_m <= higher.engagement.effective_m)
    ahead = [one.detection.effective_m[0, 1, 0] for one in reach]
    assert ahead[0] == ahead[1] < ahead[2]  # another radar stands on a mast of 24 m


def margin_at(margin, altitude_m, range_m, *, ground=0):
    """Return the table's margin over one altitude of its axis, by range, on the axis."""
    row = margin.margin_db[ground, 0, list(ALTITUDE_AXIS_M).index(altitude_m)]
    return np.interp(range_m, np.arange(len(row)) * margin.range_step_m, row)


@pytest.mark.parametrize("radar", ["91n6e", "92n6e", "96l6e"])
def test_the_reference_target_is_seen_at_the_quoted_range(together, bright, radar):
    entry = together.entries[radar]
    sensor = sensing.sensor_of(entry, sensing.scene_of(together))
    target = changed(bright, rcs=entry.si("reference_rcs"), swerling=1)
    margin = look.margin_of(sensor, target, 0.0)
    at = np.array([-500.0, 500.0]) + entry.si("detection_range")
    before, after = margin_at(margin, entry.si("reference_altitude"), at)
    assert before > 0 > after


def plateau(altitude_m):
    height = np.full((21, 31), altitude_m, dtype=np.float32)
    return Grid(18.0, 58.0, 1.0, 1.0, height, name="plateau", source="made up")


def test_an_altitude_below_the_ground_is_blank_and_never_covered(together, bright):
    (cover,) = range_by_altitude(together, plateau(2_000.0), bright, [900.0, 1_500.0, 3_000.0])
    assert np.isnan(cover.engagement.effective_m[0, 1]).all()
    assert cover.detection.share[0, 1] == cover.engagement.share[0, 1] == 0
    assert not cover.detection.farthest_m[0, 1].any()
    assert np.all(cover.engagement.effective_m[0, [0, 2]] > 100e3)


def test_rising_ground_ends_the_effective_range(together, bright):
    grid = plateau(100.0)
    height = grid.height_m.copy()
    height[:, 17:] = 3_000.0  # from 75 E on
    wall = Grid(18.0, 58.0, 1.0, 1.0, height, name="wall", source="made up")
    (cover,) = range_by_altitude(together, wall, bright, [100.0, 1_000.0], azimuths=4)
    east, west = cover.detection.effective_m[0, :, 1], cover.detection.effective_m[0, :, 3]
    assert np.all(east < 197e3)  # two degrees of longitude at 28 N
    assert east[1] < west[1]
    assert cover.detection.farthest_m[0, 1, 1] < 197e3


def test_launches_reach_what_the_fly_out_table_reaches(together, bright):
    grid = elevation_of(together)
    place = Place(28.0, 73.0, 300.0)
    points = look.points_around(grid, place, 8, 997.0, 400e3)
    polar = look.seen_from(points, place)
    rng = np.random.default_rng(1)
    height = rng.uniform(0, 33e3, points.ground_m.shape)
    height[:, ::7] = 10_300.0  # exactly on a height of the table
    still = Path(*[np.zeros(1)] * 2, height.ravel(), points.ground_m.ravel(), *[np.zeros(1)] * 3)
    flat = Polar(*(part.ravel() for part in polar))
    for missile_id in together.missiles:
        missile = together.entries[missile_id]
        table = intercept.flyout_of(missile)
        launch = look.launch_of(missile, table, polar, place, bright)
        cells = intercept.cells_of(table, flat.ground_range_m, still.altitude_m - place.altitude_m)
        flight = intercept.read(table.time_of_flight_s, cells)
        envelope = intercept.envelope_of(missile, still, np.zeros(1, bool))
        reached = (np.isfinite(flight) & envelope.holds(flat)).reshape(height.shape)
        met, sea = np.zeros(height.shape, dtype=bool), np.zeros_like(height)
        look.add_met(met, launch, np.ones_like(met), height, sea)
        np.testing.assert_array_equal(met, reached)
        look.add_met(met, launch, np.zeros_like(met), height, sea)
        np.testing.assert_array_equal(met, reached)  # what is met stays met


LOOKED_WITH = [
    {},
    {"clutter": True},
    {"antenna": True},
    {"aspect": True},
    {"antenna": True, "clutter": True, "aspect": True},
]


@pytest.mark.parametrize("switches", LOOKED_WITH, ids=lambda one: "-".join(one) or "plain")
@pytest.mark.parametrize("number", [0, -1], ids=["turning", "array"])
def test_looks_see_what_the_engine_sees(together, small, switches, number):
    """At random points: what the coverage marks has even odds or more in the engine."""
    scenario = with_models(together, **switches)
    place = Place(28.0, 73.0, 0.0)
    points = look.points_around(elevation_of(together), place, 16, STEP_M, 400e3)
    polar = look.seen_from(points, place)
    target = changed(small.entries["cruise-missile-low"], rcs=1.0)
    sensor = sensing.sensor_of(
        scenario.entries[together.radars[number].entry], sensing.scene_of(scenario)
    )
    mask = mask_from_profiles(
        sample_profiles(elevation_of(together), 28.0, 73.0, 90, STEP_M, 600e3),
        STEP_M,
        sensor.antenna_height_m,
    )
    margin = look.margin_of(sensor, target, place.altitude_m)
    one = look.look_of(sensor, polar, mask, place, 0.0, margin)
    rng = np.random.default_rng(2)
    shape = points.ground_m.shape
    altitude = np.where(rng.random(shape) < 0.5, rng.uniform(0, 30e3, shape), 30.0)
    lowest = lowest_visible_at(mask, polar.azimuth_rad, polar.ground_range_m)
    before = Geometry(
        ground_range_m=polar.ground_range_m,
        altitude_m=altitude,
        site_altitude_m=0.0,
        off_axis_rad=sensing.off_axis_rad(polar.azimuth_rad, 0.0),
        surface_seen=lowest - sensing.ABOVE_MASK_M <= 0.0,
    )
    rcs = sensing.cross_section_m2(sensor, target, np.zeros(1))
    chance = sensing.detection_probability(
        sensor, before, sensing.signal_ratio(sensor, before, rcs), 1
    )
    flat = Polar(*(part.ravel() for part in polar))
    seeable = sensing.in_cover(sensor, flat, altitude.ravel(), 0.0, 0.0).reshape(shape)
    seeable &= altitude >= lowest - sensing.ABOVE_MASK_M
    seen = look.sees(one, altitude, np.zeros_like(altitude))
    assert (seeable & (chance >= 0.5)).any()
    assert (seeable & (chance < 0.5)).any()
    assert not (seen & ~seeable).any()
    differs = seen != (seeable & (chance >= 0.5))
    assert np.mean(differs) < 0.01
    # where they differ, the odds are near even: the table is linear between its nodes
    assert np.all(np.abs(chance[differs & seeable] - 0.5) < 0.1)
    assert not look.sees(one, altitude, altitude).any()  # nothing is seen on or in the ground


def test_a_network_guides_where_a_unit_alone_cannot(small_file, tmp_path, bright):
    from skydome.scenario import load

    document = yaml.safe_load(small_file.read_text("utf-8"))
    unit = document["defence"][0] | {"network": "both"}
    document["defence"] = [unit, unit | {"name": "other", "at": [28, 74]}]
    (tmp_path / "two.yaml").write_text(yaml.safe_dump(document), "utf-8")
    scenario = load(tmp_path / "two.yaml")
    grid = elevation_of(scenario)
    options = {"units": ["regiment"], "azimuths": 36}
    (network,) = range_by_altitude(scenario, grid, bright, [100.0], **options)
    (alone,) = range_by_altitude(scenario, grid, bright, [100.0], alone=True, **options)
    assert np.all(network.engagement.farthest_m >= alone.engagement.farthest_m)
    assert network.engagement.share > alone.engagement.share
    np.testing.assert_array_equal(network.detection.share, alone.detection.share)


def ridges():
    """Return ground of thirty arc-seconds whose crests are narrower than a kilometre."""
    rows, columns = 12 * 120 + 1, 14 * 120 + 1
    height = np.zeros((rows, columns), dtype=np.float32)
    height[::5, :] = 1_500.0
    height[:, ::5] = 1_500.0
    return Grid(22.0, 66.0, 1 / 120, 1 / 120, height, name="ridges", source="made up")


def test_masks_are_those_of_the_engine_on_fine_terrain(together, monkeypatch):
    made, grid = [], ridges()
    original = views.mask_from_profiles

    def kept(*arguments):
        made.append((original(*arguments), arguments[-1]))
        return made[-1][0]

    monkeypatch.setattr(views, "mask_from_profiles", kept)
    near = with_entry(together, "91n6e", instrumented_range=100e3, detection_range=90e3)
    for radar in ("96l6e", "92n6e"):
        near = with_entry(near, radar, instrumented_range=100e3, detection_range=90e3)
    build.build_world(near, grid, 0)
    spots = places(near, grid, 0)
    for r, radar in enumerate(near.radars):
        ours = look.masks_at(near, grid, spots[radar.site], [r], 60e3)[r]
        theirs, needed_m = made[r][0].lowest_visible_altitude_m[:, :60], made[r][1]
        known = 1e3 * np.arange(1, 61) <= needed_m[:, None]  # the engine looks where paths are
        assert known.mean() > 0.01
        np.testing.assert_array_equal(ours.lowest_visible_altitude_m[known], theirs[known])


def test_looking_less_far_changes_nothing_nearer(together, bright):
    grid = plateau(100.0)
    whole, near = (
        range_by_altitude(together, grid, bright, [100.0, 8e3], azimuths=12, maximum_range_m=reach)[
            0
        ]
        for reach in (None, 150e3)
    )
    for kind in ("detection", "engagement"):
        far, cut = getattr(whole, kind).effective_m, getattr(near, kind).effective_m
        np.testing.assert_array_equal(np.minimum(far, 150e3), cut)
    assert near.detection.share[0, 1] == pytest.approx(150**2 / 400**2, rel=0.01)


@pytest.mark.parametrize("inner_m", [0.0, 2_500.0])
def test_gaps_near_the_unit_do_not_end_the_effective_range(inner_m):
    hit = np.array([[False, True, True, False, True], [False] * 5, [True] * 5])
    ranges = np.arange(1.0, 6.0) * 1e3
    effective, farthest = np.empty(3), np.empty(3)
    area = kernels.measure(hit, ranges, inner_m, 4e3, effective, farthest)
    assert effective.tolist() == [3e3 if inner_m else 0.0, 0.0, 5e3]
    assert farthest.tolist() == [5e3, 0.0, 5e3]
    assert area == 2e3 + 3e3 + 10e3


def test_a_lower_edge_holds_in_the_sector_only():
    rows = np.tile(np.array([[10.0, 20.0, 30.0]], dtype=np.float32), (4, 1))
    azimuth, ranges = (
        np.radians([0.0, 350.0, 91.0, 180.0, 0.0]),
        np.array([1e3, 2e3, 2e3, 2e3, 4e3]),
    )
    lowest, aside = np.empty(5), np.empty(5)
    kernels.lower_edge(rows, 1e3, azimuth, ranges, 3e3, 0.0, np.pi / 4, lowest, aside)
    assert np.degrees(aside) == pytest.approx([0, 10, 91, 180, 0])
    assert lowest.tolist() == [10.0, 20.0, np.inf, np.inf, np.inf]


def test_an_unknown_unit_is_refused(together, bright):
    with pytest.raises(ValueError, match="no unit 'nowhere'; allowed: regiment"):
        range_by_altitude(together, elevation_of(together), bright, [100.0], units=["nowhere"])


def test_spread_leaves_out_what_is_blank():
    ranges = np.array([[[1.0, 2.0], [np.nan, np.nan]], [[3.0, np.nan], [np.nan, np.nan]]])
    result = spread(ranges)
    assert (result.least_m[0], result.median_m[0], result.greatest_m[0]) == (1.0, 2.0, 3.0)
    assert np.isnan(result.median_m[1])
