import numpy as np
import pytest
from models import changed

from skydome.engagement.tables import kill_factors
from skydome.engagement.tables.paths import Path
from skydome.engagement.tables.placement import Place
from skydome.engagement.tables.sensor import Polar
from skydome.physics import kill
from skydome.physics.atmosphere import density_kg_m3
from skydome.physics.motion.airframe import CONTROL_ALTITUDE_M, air_thickness

SITE = Place(28.0, 73.0, 0.0)
MISSILE = "48n6e3"


def a_flight(course_deg, speed_m_s=250.0, climb_m_s=0.0, altitude_m=0.0):
    """Return one scan of a flight 50 km east of the site."""
    one = np.ones(1)
    path = Path(
        latitude_deg=28.0 * one,
        longitude_deg=73.5 * one,
        altitude_m=altitude_m * one,
        ground_altitude_m=0.0 * one,
        speed_m_s=speed_m_s * one,
        climb_m_s=climb_m_s * one,
        course_rad=np.radians(course_deg) * one,
    )
    return path, Polar(50e3 * one, np.pi / 2 * one)


@pytest.mark.parametrize(("course_deg", "expected_deg"), [(270, 0), (0, 90), (180, 90), (90, 180)])
def test_the_crossing_angle_is_nothing_head_on_and_a_right_angle_abeam(course_deg, expected_deg):
    path, polar = a_flight(course_deg)
    angle = kill_factors.crossing_angle_rad(path, polar, SITE.altitude_m)
    assert np.degrees(angle) == pytest.approx([expected_deg], abs=1e-5)


def test_a_dive_at_the_site_does_not_cross():
    path, polar = a_flight(270, speed_m_s=np.hypot(500, 500), climb_m_s=-500.0, altitude_m=50e3)
    assert kill_factors.crossing_angle_rad(path, polar, SITE.altitude_m) == pytest.approx(
        [0.0], abs=1e-6
    )
    level, _ = a_flight(270, altitude_m=50e3)
    angle = kill_factors.crossing_angle_rad(level, polar, SITE.altitude_m)
    assert np.degrees(angle) == pytest.approx([45.0])


def test_a_slow_missile_kills_less(small):
    missile = small.entries[MISSILE]
    least, full = (
        missile.si("minimum_intercept_speed"),
        kill_factors.full_control_speed_m_s(missile),
    )
    speeds = np.array([np.nan, least, (least + full) / 2, full, 2 * full])
    high = air_thickness(np.full(5, 12e3))
    assert high.tolist() == [1] * 5
    found = kill_factors.energy(missile, speeds, high)
    assert found[[0, 1, 3, 4]].tolist() == [0, 0, 1, 1]
    assert 0 < found[2] < 0.5  # with the square of the speed
    bare = changed(small, MISSILE, required_lateral_acceleration=None).entries[MISSILE]
    assert kill_factors.energy(bare, speeds, high).tolist() == [1] * 5


def test_in_thicker_air_less_speed_will_do(small):
    missile = small.entries[MISSILE]
    least, full = (
        missile.si("minimum_intercept_speed"),
        kill_factors.full_control_speed_m_s(missile),
    )
    ratio = density_kg_m3(0.0) / density_kg_m3(CONTROL_ALTITUDE_M)
    speed = np.array([full / np.sqrt(ratio)])
    at_sea_level, above = air_thickness(np.array([0.0, 10e3]))
    assert kill_factors.energy(missile, speed, at_sea_level)[0] == pytest.approx(1.0)
    expected = (full**2 / ratio - least**2) / (full**2 - least**2)
    aloft = kill_factors.energy(missile, speed, above)[0]
    assert aloft == pytest.approx(max(expected, 0.0))


def test_a_crossing_target_is_killed_less(small):
    seeker = changed(small, MISSILE, full_lead_angle=0.1, largest_lead_angle=0.3).entries[MISSILE]
    angles, speed = np.radians([0.0, 20.0, 90.0]), np.full(3, 1_500.0)
    found = kill_factors.crossing(seeker, angles, 300.0, speed)
    assert found[:2].tolist() == [1, 1]
    assert found[2] == pytest.approx((0.3 - np.arcsin(0.2)) / 0.2)
    assert kill_factors.crossing(seeker, angles, 300.0, speed / 2)[2] == 0.0
    bare = changed(small, MISSILE, full_lead_angle=None, largest_lead_angle=None).entries[MISSILE]
    assert kill_factors.crossing(bare, angles, 300.0, speed).tolist() == [1] * 3


def test_a_poor_track_kills_less_and_knows_the_jamming_itself(small):
    missile = small.entries[MISSILE]
    good = missile.si("reference_track_accuracy")
    quiet, loud = np.zeros(4), np.full(4, 10.0)
    tracks = good * np.array([0.5, 1.0, 3.0, np.inf])
    found = kill_factors.accuracy(missile, 0.8, tracks, quiet)
    assert found[:2] == pytest.approx([1, 1])
    assert 0 < found[2] < 0.95
    assert found[3] == pytest.approx(0.0, abs=1e-6)
    assert np.all(kill_factors.accuracy(missile, 0.8, tracks, loud) == found)
    bare = changed(small, MISSILE, reference_track_accuracy=None).entries[MISSILE]
    assert kill_factors.accuracy(bare, 0.8, tracks, loud).tolist() == [1] * 4


def test_jamming_costs_where_no_accuracy_is_worked_out(small):
    """With the model of tracks off an accuracy is 0, which says nothing about the track."""
    missile = small.entries[MISSILE]
    for noise in (0.0, 10.0):
        unknown = kill_factors.accuracy(missile, 0.8, np.zeros(1), np.array([noise]))
        growth = kill.miss_growth(1.0, noise, missile.si("radar_share"))
        assert unknown == kill.accuracy_factor(0.8, growth)
    assert unknown < 1


def test_no_track_is_no_warning_where_the_radar_has_no_share(small):
    missile = changed(small, MISSILE, radar_share=0.0).entries[MISSILE]
    found = kill_factors.accuracy(missile, 0.8, np.array([np.inf]), np.zeros(1))
    assert found.tolist() == [1.0]
