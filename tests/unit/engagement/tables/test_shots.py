import numpy as np
import pytest
from apart import shots_by_path
from models import changed, plain, with_models

from skydome.engagement.tables import intercept, kill_factors, views
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.shared import shared_of
from skydome.engagement.tables.shots import shots_of
from skydome.physics.motion.airframe import air_thickness

MISSILE, SEEKER = 0, 1  # 48n6e3, guided by its own battery's radar, and 9m96e2


@pytest.fixture(scope="module")
def west(small):
    """Return the small scenario, dry, on one spot and facing the cruise missiles."""
    terrain = small.terrain.model_copy(update={"placement_radius_m": 0.0, "placements": 1})
    dry = small.rain_mm_h.model_copy(update={"value": 0.0})
    radars = tuple(radar.model_copy(update={"facing_deg": 270.0}) for radar in small.radars)
    high = tuple(
        t.model_copy(update={"height_m": t.height_m.model_copy(update={"value": 3_000.0})})
        if t.height_m
        else t
        for t in small.threats
    )
    return small.model_copy(
        update={"terrain": terrain, "rain_mm_h": dry, "radars": radars, "threats": high}
    )


def fired(scenario, *, path=0):
    """Return the quickest shots of both missile types of the one battery at one path."""
    assert scenario.missiles == ("48n6e3", "9m96e2")
    shared = shared_of(scenario, elevation_of(scenario))
    view = views.view_of(shared, 0)
    found = shots_by_path(shared, view, scenario.batteries[0])
    return [paths[path] for paths in found]


def shares(scenario, **more):
    """Return each missile type's shares of the kill probability where it can be launched."""
    return [shot.kill_share[shot.flight_scans > 0] for shot in fired(scenario, **more)]


def test_without_factors_every_shot_has_its_full_probability(west):
    for shot in fired(plain(west)):
        assert (shot.flight_scans > 0).any()
        assert (shot.kill_share == 1).all()


def test_factors_take_nothing_away_but_probability(west):
    for bare, shot in zip(fired(plain(west)), fired(plain(west, kill_factors=True)), strict=True):
        both = (bare.flight_scans > 0) & (shot.flight_scans > 0)
        np.testing.assert_array_equal(bare.flight_scans[both], shot.flight_scans[both])
        # a slower flight can meet some targets for which the quickest would have to wait
        assert both.sum() >= 0.98 * (shot.flight_scans > 0).sum()
        assert np.all((shot.kill_share >= 0) & (shot.kill_share <= 1))


BARE = dict.fromkeys(
    (
        "required_lateral_acceleration",
        "full_lead_angle",
        "largest_lead_angle",
        "reference_track_accuracy",
    )
)


def test_the_speed_at_the_intercept_takes_its_share(west):
    # 790 m/s2 of lift at 10 km need 1,800 m/s of a 48N6E3, about as fast as it is at burn-out
    strict = changed(west, "48n6e3", **BARE | {"required_lateral_acceleration": 790.0})
    scenario = strict
    shared = shared_of(scenario, elevation_of(scenario))
    view = views.view_of(shared, 0)
    battery, missile = scenario.batteries[0], scenario.entries["48n6e3"]
    height = shared.paths[0].altitude_m - view.places[battery.site].altitude_m
    first = slice(*shared.traffic.bounds[:2])
    flyout, ground_range = (
        shared.flyouts[MISSILE].member(0),
        view.polars[battery.site].ground_range_m[first],
    )
    speed = intercept.read(flyout.speed_m_s, intercept.cells_of(flyout, ground_range, height))
    shot = fired(plain(scenario, kill_factors=True))[MISSILE]
    launches = np.flatnonzero(shot.flight_scans)
    meeting = launches + shot.flight_scans[launches]
    thickness = air_thickness(shared.paths[0].altitude_m[meeting])
    assert np.all(speed[meeting] * thickness >= missile.si("minimum_intercept_speed") * (1 - 1e-9))
    expected = kill_factors.energy(missile, speed[meeting], thickness)
    assert shot.kill_share[launches] == pytest.approx(expected)
    assert expected.min() < 0.5
    assert expected.max() > 0.8


def test_a_target_that_crosses_is_killed_less(west):
    """The cruise missile flies at the site itself; then it passes, to a place north of it."""
    aside = tuple(a.model_copy(update={"latitude_deg": 29.0}) for a in west.assets)
    strict = changed(west, "9m96e2", **BARE | {"full_lead_angle": 0.1, "largest_lead_angle": 0.2})
    passing = strict.model_copy(update={"assets": aside})
    head_on, crossing = (shares(plain(s, kill_factors=True))[SEEKER] for s in (strict, passing))
    assert (head_on == 1).mean() > 0.95
    assert (crossing == 1).mean() < 0.7
    assert crossing.min() == 0


def test_a_poor_track_kills_less(west):
    exact = plain(west, kill_factors=True, track_accuracy=True)
    sharp = changed(exact, "48n6e3", reference_track_accuracy=5.0, required_track_accuracy=6e4)
    coarse = changed(exact, "48n6e3", reference_track_accuracy=1e4, required_track_accuracy=6e4)
    of_sharp, of_coarse = shares(sharp)[MISSILE], shares(coarse)[MISSILE]
    assert np.all(of_sharp <= of_coarse)
    assert of_sharp.mean() < of_coarse.mean() - 0.05


@pytest.mark.parametrize("track_accuracy", [False, True])
def test_jamming_on_board_kills_less(west, track_accuracy):
    close = {"reference_track_accuracy": 2.0} if track_accuracy else {}
    quiet = plain(
        changed(west, "48n6e3", required_track_accuracy=6e4, radar_share=1.0, **close),
        kill_factors=True,
        track_accuracy=track_accuracy,
    )
    loud = changed(quiet, "cruise-missile-low", jamming_density=1e-7)
    both = fired(quiet)[MISSILE], fired(loud)[MISSILE]
    together = (both[0].flight_scans > 0) & (both[0].flight_scans == both[1].flight_scans)
    assert together.sum() > 50
    before, after = (shot.kill_share[together] for shot in both)
    assert np.all(after <= before)
    assert after.mean() < before.mean() - 0.02


def test_no_missile_is_launched_on_a_track_worse_than_it_requires(west):
    exact = plain(west, track_accuracy=True)
    counts = [
        np.count_nonzero(
            fired(changed(exact, "48n6e3", required_track_accuracy=most))[MISSILE].flight_scans
        )
        for most in (6e4, 100.0, 0.01)
    ]
    assert counts[0] > counts[1] > counts[2] == 0
    off = changed(plain(west), "48n6e3", required_track_accuracy=0.01)
    assert np.count_nonzero(fired(off)[MISSILE].flight_scans) == counts[0]


def test_a_missile_with_a_seeker_takes_the_best_track_of_its_network(west):
    """Its own battery's radar is turned away: the others guide it, and it alone."""
    radars = tuple(
        radar.model_copy(update={"facing_deg": 90.0}) if radar.entry == "92n6e" else radar
        for radar in west.radars
    )
    away = with_models(plain(west.model_copy(update={"radars": radars})), track_accuracy=True)
    away = changed(away, "9m96e2", required_track_accuracy=6e4)
    guided, seeking = fired(away)
    assert not guided.flight_scans.any()
    assert seeking.flight_scans.any()


def test_a_battery_without_a_missile_has_no_shot_with_it(west):
    only = west.batteries[0].model_copy(update={"launchers": (SEEKER,)})
    found = fired(plain(west).model_copy(update={"batteries": (only,)}))
    assert not found[MISSILE].flight_scans.any()
    assert (found[MISSILE].kill_share == 1).all()
    assert found[SEEKER].flight_scans.any()


def test_slower_members_arrive_later_and_some_kill_more(west):
    scenario = plain(
        changed(west, "48n6e3", required_lateral_acceleration=400.0), kill_factors=True
    )
    shared = shared_of(scenario, elevation_of(scenario))
    view = views.view_of(shared, 0)
    shots = shots_of(shared, view, [scenario.batteries[0]])[MISSILE]
    scans, share = shots.flight_scans, shots.kill_share
    assert len(scans) > 1
    launched = scans[0] > 0
    assert launched.sum() > 50
    for later, kept in zip(scans[1:], share[1:], strict=True):
        both = launched & (later > 0)
        assert (later[both] >= scans[0][both]).all()
        assert (kept[both] >= share[0][both] - 0.01).mean() > 0.95
    best = np.where(scans > 0, share, 0.0).max(axis=0)
    assert best[launched].mean() > share[0][launched].mean() + 0.01
