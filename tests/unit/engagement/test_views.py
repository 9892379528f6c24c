import numpy as np
import pytest
from models import changed, plain

from skydome.engagement import sensing, tables, views
from skydome.engagement.ground import ground_of
from skydome.engagement.sensing import ABOVE_MASK_M
from skydome.physics import diffraction
from skydome.physics.earth import horizon_range_m
from skydome.scenario.resolved import Jammer
from skydome.terrain import Grid, lowest_visible_at

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
    shared = tables._shared(scenario, grid)
    return shared, views.view_of(shared, 0)


def radar_named(scenario, entry):
    return next(r for r, radar in enumerate(scenario.radars) if radar.entry == entry)


def test_more_posts_are_read_where_the_grid_is_finer():
    fine = Grid(20.0, 60.0, 1 / 120, 1 / 120, np.zeros((9, 9), np.float32), "dted", "none")
    finest = Grid(20.0, 60.0, 1 / 1200, 1 / 1200, np.zeros((9, 9), np.float32), "srtm", "none")
    assert [views.posts_per_step(grid) for grid in (FLAT, fine, finest)] == [1, 8, 8]


# shadow and diffraction


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
    horizon = views._horizon(seen(bending, wall)[0], radar, spot, _profiles(shared, spot))
    lowest = lowest_visible_at(horizon.mask, polar.azimuth_rad, polar.ground_range_m)
    below = path.altitude_m < lowest - ABOVE_MASK_M
    behind = below & (polar.ground_range_m > 60e3) & (polar.ground_range_m < 150e3)
    assert behind.any()
    assert not hard.sights[r][CRUISE].probability[below].any()
    loss = diffraction.masked_loss_db(
        lowest,
        path.altitude_m,
        views._edge_at(horizon, polar),
        polar.ground_range_m,
        sensor.beam.wavelength_m,
    )
    chance = soft.sights[r][CRUISE].probability
    assert loss[behind].min() > 6.0
    # the engine's own odds, with that loss there and back
    points = sensing.Geometry(polar.ground_range_m, path.altitude_m, spot.altitude_m)
    free = sensing.signal_ratio(sensor, points, 1e5)
    expected = sensing._detected(sensor, free / 10 ** (2 * loss / 10), 1)
    swerling = dry.entries["cruise-missile-low"].count("swerling")
    assert swerling == 1
    np.testing.assert_allclose(chance[behind], expected[behind], atol=1e-6)
    assert chance[behind].max() > 0.5  # so large a target is seen over the edge
    assert np.corrcoef(loss[behind], chance[behind])[0, 1] < -0.5
    # one of its own size is not
    assert not seen(plain(dry, diffraction=True), wall)[1].sights[r][CRUISE].guides[behind].any()


def _profiles(shared, spot):
    from skydome.terrain import sample_profiles

    step = views.PROFILE_STEP_M / views.posts_per_step(shared.grid)
    far = np.ceil(views.reach_m(shared.scenario) / 1e3) * 1e3
    return sample_profiles(
        shared.grid, spot.latitude_deg, spot.longitude_deg, views.PROFILE_AZIMUTHS, step, far
    )


def test_edges_are_known_with_diffraction_only(dry):
    shared, view = seen(plain(dry), ground_of(dry))
    radar = dry.radars[0]
    horizon = views._horizon(
        shared, radar, view.places[radar.site], _profiles(shared, view.places[radar.site])
    )
    assert horizon.edge_m is None
    with pytest.raises(ValueError, match="with diffraction only"):
        views._edge_at(horizon, view.polars[radar.site][CRUISE])


# the ground's echo


def test_the_ground_sends_no_echo_from_beyond_the_radars_horizon(dry):
    high = tuple(
        t.model_copy(update={"height_m": t.height_m.model_copy(update={"value": 3_000.0})})
        if t.height_m
        else t
        for t in dry.threats
    )
    scenario = changed(plain(dry.model_copy(update={"threats": high})), "96l6e", mti_improvement=0)
    echoing = scenario.model_copy(
        update={"models": scenario.models.model_copy(update={"clutter": True})}
    )
    grid = ground_of(dry)
    (_, without), (shared, with_echo) = seen(scenario, grid), seen(echoing, grid)
    r = radar_named(dry, "96l6e")
    radar = dry.radars[r]
    polar = without.polars[radar.site][CRUISE]
    height = shared.sensors["96l6e"].antenna_height_m
    horizon = horizon_range_m(height, ABOVE_MASK_M)
    clear, echo = (v.sights[r][CRUISE].probability for v in (without, with_echo))
    beyond = polar.ground_range_m > horizon + 1_500
    np.testing.assert_array_equal(clear[beyond], echo[beyond])
    assert clear[beyond].max() > 0.5
    within = (polar.ground_range_m < horizon_range_m(height, 0.0) - 1_500) & (clear > 0)
    assert np.all(echo[within] < clear[within])


# jammers and tracks


def a_jammer(scenario, longitude_deg=71.0, density=1e-5):
    quantity = scenario.rain_mm_h
    return Jammer(
        name="standoff",
        latitude_deg=28.0,
        longitude_deg=longitude_deg,
        altitude_m=quantity.model_copy(update={"value": 10e3, "unit": "m"}),
        density_w_hz=quantity.model_copy(update={"value": density, "unit": "W/Hz"}),
    )


def test_a_jammer_behind_the_raid_hides_it_and_one_elsewhere_less(dry):
    grid = ground_of(dry)
    scenario = plain(dry, track_accuracy=True)
    r = radar_named(dry, "96l6e")
    sights = [
        seen(scenario.model_copy(update={"jammers": jammers}), grid)[1].sights[r][CRUISE]
        for jammers in ((), (a_jammer(dry, 75.0),), (a_jammer(dry),))
    ]
    none, elsewhere, behind = (sight.probability for sight in sights)
    assert not sights[0].jam_to_noise.any()
    assert np.all(sights[2].jam_to_noise[:500] > 100 * sights[1].jam_to_noise[:500])
    assert behind.sum() < elsewhere.sum() <= none.sum()
    guided = sights[1].guides
    assert np.all(sights[0].accuracy_m[guided] <= sights[1].accuracy_m[guided])


def test_a_jammer_below_the_horizon_is_not_heard(dry):
    low = a_jammer(dry, 63.0).model_copy(
        update={"altitude_m": dry.rain_mm_h.model_copy(update={"value": 100.0, "unit": "m"})}
    )
    scenario = plain(dry).model_copy(update={"jammers": (low,)})
    for row in seen(scenario, ground_of(dry))[1].sights:
        assert not any(sight.jam_to_noise.any() for sight in row)


def test_a_track_is_good_near_the_radar_and_unknown_where_it_does_not_guide(dry):
    _, view = seen(plain(dry, track_accuracy=True), ground_of(dry))
    r = radar_named(dry, "92n6e")
    sight = view.sights[r][-1]  # the ballistic arc, seen over a long way
    assert sight.guides.any()
    assert np.isinf(sight.accuracy_m[~sight.guides]).all()
    assert np.isfinite(sight.accuracy_m[sight.guides]).all()
    ranges = view.polars[dry.radars[r].site][-1].ground_range_m[sight.guides]
    near, far = ranges.argmin(), ranges.argmax()
    known = sight.accuracy_m[sight.guides]
    assert known[near] < known[far]
    _, off = seen(plain(dry), ground_of(dry))
    assert set(off.sights[r][-1].accuracy_m) <= {0.0, np.inf}


def test_the_side_that_a_target_shows_changes_what_is_seen(dry):
    grid = ground_of(dry)
    sizes = {
        f"rcs__{band}__{side}": area
        for band in ("l", "s", "c", "x", "ku")
        for side, area in (("nose", 1e-3), ("beam", 10.0), ("tail", 1e-3))
    }
    shaped = changed(dry, "cruise-missile-low", **sizes)
    r = radar_named(dry, "96l6e")
    past = tuple(
        t.model_copy(update={"asset": 1}) if t.motion == "level" else t for t in shaped.threats
    )
    passing = shaped.model_copy(update={"threats": past})  # over the site, to the bridge
    chance = seen(plain(passing, aspect=True), grid)[1].sights[r][CRUISE].probability
    nose_on = seen(plain(shaped, aspect=True), grid)[1].sights[r][CRUISE].probability
    flat = seen(plain(shaped), grid)[1].sights[r][CRUISE].probability
    assert nose_on.sum() < flat.sum()  # small from ahead
    assert chance.max() >= nose_on.max()
