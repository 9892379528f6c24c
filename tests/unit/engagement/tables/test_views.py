import numpy as np
import pytest
from apart import view_by_path
from models import changed, plain, with_models

from skydome.engagement.tables import sensing, sights, views
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.sensing import ABOVE_MASK_M
from skydome.engagement.tables.sensor import Geometry
from skydome.engagement.tables.shared import shared_of
from skydome.physics.earth import horizon_range_m
from skydome.physics.waves import diffraction
from skydome.scenario.resolved import Jammer
from skydome.terrain import Grid, lowest_visible_at, sample_profiles

FLAT = Grid(20.0, 60.0, 1.0, 1.0, np.zeros((20, 30), np.float32), "flat", "none")
CRUISE = 0


@pytest.fixture(scope="module")
def dry(small):
    """Return the small scenario on one spot, dry, with radars that look less far."""
    terrain = small.terrain.model_copy(update={"placement_radius_m": 0.0, "placements": 1})
    rain = small.rain_mm_h.model_copy(update={"value": 0.0})
    return small.model_copy(update={"terrain": terrain, "rain_mm_h": rain})


@pytest.fixture(scope="module")
def wall():
    """Return flat ground with a ridge of 600 m, 20 km wide, across the way from the west."""
    height = np.zeros((15, 20 * 20 + 1), dtype=np.float32)
    longitude = 63.0 + 0.05 * np.arange(height.shape[1])
    height[:, (longitude > 72.3) & (longitude < 72.5)] = 600.0
    return Grid(21.0, 63.0, 1.0, 0.05, height, "wall", "none")


def seen(scenario, grid):
    shared = shared_of(scenario, grid)
    return shared, view_by_path(shared)


def radar_named(scenario, entry):
    return next(r for r, radar in enumerate(scenario.radars) if radar.entry == entry)


def test_more_posts_are_read_where_the_grid_is_finer():
    fine = Grid(20.0, 60.0, 1 / 120, 1 / 120, np.zeros((9, 9), np.float32), "dted", "none")
    finest = Grid(20.0, 60.0, 1 / 1200, 1 / 1200, np.zeros((9, 9), np.float32), "srtm", "none")
    assert [views.posts_per_step(grid) for grid in (FLAT, fine, finest)] == [1, 8, 8]


# shadow and diffraction


def horizon_of(shared, view, r):
    """Return what terrain hides from one radar, with its profiles sampled all the way."""
    radar = shared.scenario.radars[r]
    spot, posts = view.places[radar.site], views.posts_per_step(shared.grid)
    far = np.ceil(views.reach_m(shared.scenario) / 1e3) * 1e3
    step = views.PROFILE_STEP_M / posts
    place = spot.latitude_deg, spot.longitude_deg
    profiles = sample_profiles(shared.grid, *place, views.PROFILE_AZIMUTHS, step, far)
    everywhere = np.full(views.PROFILE_AZIMUTHS, far)
    ground = views.TerrainProfiles(profiles, step, posts, everywhere)
    return views._horizon(shared, radar, spot, ground)


def test_behind_a_ridge_nothing_is_seen_unless_waves_bend(dry, wall):
    bright = changed(plain(dry), "cruise-missile-low", rcs=1e5)
    bending = bright.model_copy(
        update={"models": bright.models.model_copy(update={"diffraction": True})}
    )
    (shared, hard), (_, soft) = seen(bright, wall), seen(bending, wall)
    r = radar_named(dry, "96l6e")
    radar, path = dry.radars[r], shared.paths[CRUISE]
    polar = hard.polars[radar.site][CRUISE]
    sensor, spot = shared.sensors[radar.entry], hard.places[radar.site]
    horizon = horizon_of(seen(bending, wall)[0], hard, r)
    lowest = lowest_visible_at(horizon.mask, polar.azimuth_rad, polar.ground_range_m)
    below = path.altitude_m < lowest - ABOVE_MASK_M
    behind = below & (polar.ground_range_m > 60e3) & (polar.ground_range_m < 150e3)
    assert behind.any()
    assert not hard.sights[r][CRUISE].probability[below].any()
    loss = diffraction.masked_loss_db(
        lowest,
        path.altitude_m,
        sights.edge_at(horizon, polar),
        polar.ground_range_m,
        sensor.beam.wavelength_m,
    )
    chance = soft.sights[r][CRUISE].probability
    assert loss[behind].min() > 6.0
    # the engine's own odds, with that loss there and back
    points = Geometry(polar.ground_range_m, path.altitude_m, spot.altitude_m)
    free = sensing.signal_ratio(sensor, points, 1e5)
    expected = sensing._detected(sensor, free / 10 ** (2 * loss / 10), 1)
    swerling = dry.entries["cruise-missile-low"].count("swerling")
    assert swerling == 1
    np.testing.assert_allclose(chance[behind], expected[behind], atol=1e-6)
    assert chance[behind].max() > 0.5  # so large a target is seen over the edge
    assert np.corrcoef(loss[behind], chance[behind])[0, 1] < -0.5
    # one of its own size is not
    assert not seen(plain(dry, diffraction=True), wall)[1].sights[r][CRUISE].guides[behind].any()


def test_edges_are_known_with_diffraction_only(dry):
    shared, view = seen(plain(dry), elevation_of(dry))
    horizon = horizon_of(shared, view, 0)
    assert horizon.edge_m is None
    with pytest.raises(ValueError, match="with diffraction only"):
        sights.edge_at(horizon, view.polars[dry.radars[0].site][CRUISE])


# the ground's echo


def at_height(scenario, height_m):
    """Return a scenario in which whatever flies level does so at one height."""
    threats = tuple(
        t.model_copy(update={"height_m": t.height_m.model_copy(update={"value": height_m})})
        if t.height_m
        else t
        for t in scenario.threats
    )
    return scenario.model_copy(update={"threats": threats})


def clear_and_with_echo(scenario, grid):
    """Return detection by the all-round radar without and with the ground's echo, and ranges."""
    bare = changed(plain(at_height(scenario, 3_000.0)), "96l6e", mti_improvement=0)
    r = radar_named(scenario, "96l6e")
    (shared, without), (_, with_echo) = (
        seen(with_models(bare, clutter=on), grid) for on in (False, True)
    )
    ranges = without.polars[scenario.radars[r].site][CRUISE].ground_range_m
    height = shared.sensors["96l6e"].antenna_height_m
    return *(v.sights[r][CRUISE].probability for v in (without, with_echo)), ranges, height


def test_the_ground_sends_no_echo_from_beyond_the_radars_horizon(dry):
    clear, echo, ranges, height = clear_and_with_echo(dry, elevation_of(dry))
    beyond = ranges > horizon_range_m(height, ABOVE_MASK_M) + 1_500
    np.testing.assert_array_equal(clear[beyond], echo[beyond])
    assert clear[beyond].max() > 0.5
    within = (ranges < horizon_range_m(height, 0.0) - 1_500) & (clear > 0)
    assert np.all(echo[within] < clear[within])


def test_the_ground_sends_no_echo_from_behind_a_ridge(dry):
    height = np.zeros((15, 2001), dtype=np.float32)
    longitude = 63.0 + 0.01 * np.arange(height.shape[1])
    height[:, (longitude > 72.915) & (longitude < 72.945)] = 80.0  # 6 to 8 km to the west
    ridge = Grid(21.0, 63.0, 1.0, 0.01, height, "ridge", "none")
    clear, echo, ranges, _ = clear_and_with_echo(dry, ridge)
    open_ground = clear_and_with_echo(dry, elevation_of(dry))[1]
    behind = (ranges > 10e3) & (ranges < 17e3)
    assert clear[behind].min() > 0.9
    np.testing.assert_array_equal(clear[behind], echo[behind])
    assert np.all(open_ground[behind] < clear[behind])


# jammers and tracks


def a_jammer(scenario, longitude_deg=71.0, density=1e-5):
    quantity = scenario.rain_mm_h
    return Jammer(
        name="standoff",
        latitude_deg=28.0,
        longitude_deg=longitude_deg,
        altitude_m=quantity.model_copy(update={"value": 10e3, "unit": "m"}),
        density_w_hz=quantity.model_copy(update={"value": density, "unit": "W/Hz"}),
        passing=False,
        **dict.fromkeys(("from_s", "until_s", "jitter_s", "chance"), quantity),
    )


def test_a_jammer_behind_the_raid_hides_it_and_one_elsewhere_less(dry):
    grid = elevation_of(dry)
    scenario = plain(dry, track_accuracy=True)
    r = radar_named(dry, "96l6e")
    sights = [
        seen(scenario.model_copy(update={"jammers": jammers}), grid)[1].sights[r][CRUISE]
        for jammers in ((), (a_jammer(dry, 75.0),), (a_jammer(dry),))
    ]
    none, elsewhere, behind = (sight.probability for sight in sights)
    assert not sights[0].jam_to_noise.any()
    before = np.flatnonzero(sights[2].jam_to_noise)[:100]
    assert len(before) == 100
    assert np.all(sights[2].jam_to_noise[before] > 100 * sights[1].jam_to_noise[before])
    assert behind.sum() < elsewhere.sum() <= none.sum()
    guided = sights[1].guides
    assert np.all(sights[0].accuracy_m[guided] <= sights[1].accuracy_m[guided])


def test_a_jammer_below_the_horizon_is_not_received(dry):
    low = a_jammer(dry, 63.0).model_copy(
        update={"altitude_m": dry.rain_mm_h.model_copy(update={"value": 100.0, "unit": "m"})}
    )
    scenario = plain(dry).model_copy(update={"jammers": (low,)})
    for row in seen(scenario, elevation_of(dry))[1].sights:
        assert not any(sight.jam_to_noise.any() for sight in row)


def test_a_jammer_beyond_the_radars_reach_is_received(dry):
    """Twice as far as any path, and in a direction from which nothing comes."""
    far = a_jammer(dry).model_copy(update={"latitude_deg": 22.0, "longitude_deg": 73.0})
    high = dry.rain_mm_h.model_copy(update={"value": 30e3, "unit": "m"})
    near = far.model_copy(update={"latitude_deg": 24.0, "altitude_m": high})
    r = radar_named(dry, "96l6e")
    noise = [
        seen(
            plain(dry).model_copy(
                update={"jammers": (far.model_copy(update={"altitude_m": high}) if n else near,)}
            ),
            elevation_of(dry),
        )[1]
        .sights[r][CRUISE]
        .jam_to_noise.max()
        for n in range(2)
    ]
    assert noise[0] > noise[1] > 0


def test_a_track_is_good_near_the_radar_and_unknown_where_it_does_not_guide(dry):
    _, view = seen(plain(dry, track_accuracy=True), elevation_of(dry))
    r = radar_named(dry, "92n6e")
    sight = view.sights[r][-1]  # the ballistic arc, seen over a long way
    assert sight.guides.any()
    assert np.isinf(sight.accuracy_m[~sight.guides]).all()
    assert np.isfinite(sight.accuracy_m[sight.guides]).all()
    ranges = view.polars[dry.radars[r].site][-1].ground_range_m[sight.guides]
    near, far = ranges.argmin(), ranges.argmax()
    known = sight.accuracy_m[sight.guides]
    assert known[near] < known[far]
    _, off = seen(plain(dry), elevation_of(dry))
    assert set(off.sights[r][-1].accuracy_m) <= {0.0, np.inf}


def test_the_side_that_a_target_shows_changes_what_is_seen(dry):
    """It comes nose first, and passes 100 km to the north of the radars."""
    sizes = {
        f"rcs__{band}__{side}": area
        for band in ("l", "s", "c", "x", "ku")
        for side, area in (("nose", 1e-3), ("beam", 1.0), ("tail", 1e-3))
    }
    past = tuple(
        a.model_copy(update={"latitude_deg": 29.0, "longitude_deg": 75.0}) for a in dry.assets
    )
    start = tuple(
        t.model_copy(update={"origin_latitude_deg": 29.0, "origin_longitude_deg": 69.0})
        if t.motion == "level"
        else t
        for t in dry.threats
    )
    passing = at_height(dry.model_copy(update={"assets": past, "threats": start}), 3_000.0)
    shaped, grid = changed(passing, "cruise-missile-low", **sizes), elevation_of(dry)
    r = radar_named(dry, "96l6e")
    shared, view = seen(plain(shaped, aspect=True), grid)
    chance = view.sights[r][CRUISE].probability
    ranges = view.polars[dry.radars[r].site][CRUISE].ground_range_m
    abeam = ranges.argmin()
    for rcs, scan in ((1.0, abeam), (1e-3, 20)):
        same = changed(plain(passing), "cruise-missile-low", rcs=rcs)
        alike = seen(same, grid)[1].sights[r][CRUISE].probability
        assert chance[scan] == pytest.approx(alike[scan], abs=1e-6)
    assert chance[abeam] > 0.8
    assert shared.paths[CRUISE].length > abeam > 20
