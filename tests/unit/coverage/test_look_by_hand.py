"""Every rule of `skydome.coverage.look`, against values worked out in the tests' comments."""

import numpy as np
import pytest
from models import changed, plain

from skydome.catalogue import Catalogue
from skydome.coverage import Question, ask, look
from skydome.engagement.tables import sensing
from skydome.engagement.tables.placement import Place
from skydome.engagement.tables.sensor import Polar
from skydome.physics.motion.flyout import FlyoutTable
from skydome.terrain import Grid, Mask

HERE = Place(0.0, 0.0, 0.0)
ARRAY, TURNING = "92n6e", "91n6e"
FLAT = np.zeros((9, 9), dtype=np.float32)


def ground(height_m):
    """Return ground from 4 degrees south and west to 4 degrees north and east of zero."""
    return Grid(-4.0, -4.0, 1.0, 1.0, height_m.astype(np.float32), name="made up", source="test")


@pytest.fixture(scope="module")
def asked():
    found = ask(Question("s-400-regiment", target="fighter"), Catalogue())
    return found._replace(scenario=plain(found.scenario))


class NoGas:
    """Air that takes nothing."""

    def one_way_db(self, ground_range_m, _altitude_m):
        return 0.0 * ground_range_m


def sensor_of(asked, radar=ARRAY, *, loop_constant_m2=1e20, antenna=False, **values):
    """Return a radar in a vacuum; half of its looks detect at 13 dB, whatever the target does.

    The chance rises from 0 at 8 dB by a tenth each decibel to 1 at 18 dB.
    """
    values = {"antenna_height": 10.0, "instrumented_range": 30e3, "minimum_range": 0.0} | values
    scenario = plain(changed(asked.scenario, radar, **values), antenna=antenna)
    sensor = sensing.sensor_of(scenario.entries[radar], sensing.scene_of(scenario))
    chance = np.clip((sensing.SNR_AXIS_DB - 8.0) / 10.0, 0.0, 1.0)
    detection = dict.fromkeys(sensor.detection, chance)
    return sensor._replace(loop_constant_m2=loop_constant_m2, gas=NoGas(), detection=detection)


def target_of(asked, rcs_m2=1.0):
    return changed(asked.scenario, "fighter", rcs=rcs_m2).entries["fighter"]


def seen_by(sensor, polar, mask, facing_deg, target):
    margin = look.margin_of(sensor, target, HERE.altitude_m)
    return look.look_of(sensor, polar, mask, HERE, facing_deg, margin)


def test_azimuths_go_around_once():
    assert look.azimuths_rad(4) == pytest.approx([0, np.pi / 2, np.pi, 3 * np.pi / 2])


def test_points_lie_at_whole_steps_up_to_the_reach():
    """3.5 km have three whole steps; 3 km on the equator are 3,000 / 6,378,137 rad, 0.02695°."""
    slope = np.tile(np.arange(-4.0, 5.0) * 1e3 + 4e3, (9, 1))  # rises by 1 km a degree to the east
    points = look.points_around(ground(slope), HERE, 4, 1_000.0, 3_500.0)
    assert points.azimuth_rad == pytest.approx([0, np.pi / 2, np.pi, 3 * np.pi / 2])
    assert points.range_m.tolist() == [1e3, 2e3, 3e3]
    assert points.latitude_deg.shape == points.ground_m.shape == (4, 3)
    assert points.longitude_deg[1] == pytest.approx([0.00898, 0.01797, 0.02695], abs=1e-5)
    assert points.latitude_deg[2, 2] == pytest.approx(-0.02713, abs=1e-5)  # flatter at the equator
    # 4,000 m at zero
    assert points.ground_m[1] == pytest.approx([4008.98, 4017.97, 4026.95], abs=0.02)
    assert points.ground_m[3, 2] == pytest.approx(3973.05, abs=0.02)


def test_a_mask_over_flat_ground_is_the_tangent_to_the_earth(asked):
    """Ground at 100 m and a mast of 24 m; R = 8,495 km, k = 4/3.

    The horizon is √(2 R 24) = 20.2 km away. The ray that grazes it is (59 - 20.19)² / 2R = 88.7 m
    above the ground at 59 km and (60 - 20.19)² / 2R = 93.3 m at 60 km. A reach of 59.5 km is
    rounded up to 60 km.
    """
    scenario = changed(asked.scenario, TURNING, antenna_height=24.0)
    radars = [n for n, radar in enumerate(scenario.radars) if radar.entry == TURNING]
    masks = look.masks_at(scenario, ground(FLAT + 100), Place(0, 0, 100.0), radars, 59.5e3)
    mask = masks[radars[0]]
    assert list(masks) == radars
    assert mask.range_step_m == 1_000.0
    assert mask.lowest_visible_altitude_m.shape == (4, 60)
    assert mask.lowest_visible_altitude_m[:, 58] == pytest.approx(188.7, abs=1.0)
    assert mask.lowest_visible_altitude_m[:, 59] == pytest.approx(193.3, abs=1.0)


def test_a_mask_over_hills_has_the_engines_azimuths(asked):
    hills = FLAT.copy()
    hills[0, 0] = 1.0
    mask = look.masks_at(asked.scenario, ground(hills), HERE, [0], 2e3)[0]
    assert mask.lowest_visible_altitude_m.shape == (720, 2)


def test_a_mask_over_fine_ground_is_sampled_eight_times_a_kilometre(asked):
    """Rows of the mask are a kilometre apart all the same."""
    fine = np.zeros((25, 25), dtype=np.float32)
    grid = Grid(-0.1, -0.1, 1 / 120, 1 / 120, fine, name="made up", source="test")
    mask = look.masks_at(asked.scenario, grid, HERE, [0], 2e3)[0]
    assert mask.range_step_m == 1_000.0
    assert mask.lowest_visible_altitude_m.shape == (4, 2)


def test_a_look_holds_sector_reach_mask_and_dead_zone(asked):
    """Facing 350°, 90° wide: 305° to 35°. The mask is 50 m at every azimuth and range.

    Its edge counts one metre lower, for rounding. Points at azimuths 0°, 30° and 40° are 10°, 40°
    and 50° off; the last is outside. The mask ends at 4 km, the radar at 3 km.
    """
    sensor = sensor_of(
        asked,
        sector_width=np.pi / 2,
        instrumented_range=3e3,
        minimum_range=500.0,
        maximum_elevation=np.pi / 4,
    )
    mask = Mask(np.full((4, 4), 50.0, dtype=np.float32), 1e3)
    polar = Polar(
        np.array([[2e3, 3e3, 2e3], [3.5e3, 3e3, 2e3]]),
        np.radians([[0.0, 30.0, 40.0], [0.0, 0.0, 305.1]]),
    )
    one = seen_by(sensor, polar, mask, 350.0, target_of(asked))
    assert one.range_m is polar.ground_range_m
    assert one.lowest_m.tolist() == [[49.0, 49.0, np.inf], [np.inf, 49.0, 49.0]]
    assert np.degrees(one.aside_rad) == pytest.approx(np.array([[10, 40, 50], [10, 10, 44.9]]))
    # below the antenna nothing is overhead, and 500 m count; at 10 km 9,990 m by 45°, less 6 m as
    # the ground falls away by 10²/2R = 5.9 m over 10 km
    assert one.nearest_m[0] == 500.0
    assert one.nearest_m[list(look.ALTITUDE_AXIS_M).index(10e3)] == pytest.approx(9_984, abs=15)


def test_no_look_goes_beyond_the_mask(asked):
    sensor = sensor_of(asked, TURNING, instrumented_range=9e3)
    mask = Mask(np.full((4, 4), 50.0, dtype=np.float32), 1e3)
    polar = Polar(np.array([[4e3, 4.1e3]]), np.zeros((1, 2)))
    one = seen_by(sensor, polar, mask, 0.0, target_of(asked))
    assert one.lowest_m.tolist() == [[49.0, np.inf]]


def test_the_cone_is_above_the_antenna(asked):
    """At 45°: 10,000 - 2,000 - 24 = 7,976 m, less 8²/2R = 4 m as the ground falls away."""
    sensor = sensor_of(asked, antenna_height=24.0, maximum_elevation=np.pi / 4)
    cone = look.cone_m(sensor, 2_000.0, np.array([0.0, 1_900.0, 10e3]))
    assert cone[:2].tolist() == [0.0, 0.0]
    assert cone[2] == pytest.approx(7_972, abs=15)


def test_a_margin_is_the_radar_equation_over_the_threshold(asked):
    """In a vacuum, C σ / R⁴ with C = 1e20 m² and σ = 1 m², less 13 dB; target as high as the mast.

    At 10 km 200 - 160 - 13 = 27 dB; at 2 km 40 log 5 = 27.959 dB more, at 20 km 12.041 dB less, at
    30 km 19.085 dB less. Nearer than 100 m counts as 100 m: 200 - 80 - 13 = 107 dB. Columns are
    2 km apart, from 0 to 30 km.
    """
    margin = look.margin_of(sensor_of(asked), target_of(asked), 0.0, np.array([10.0]))
    assert margin.range_step_m == 2_000.0
    assert margin.margin_db.shape == (2, 1, 1, 16)
    assert margin.margin_db[0, 0, 0, [0, 1, 5, 10, 15]] == pytest.approx(
        [107, 54.959, 27, 14.959, 7.915], abs=0.002
    )
    np.testing.assert_array_equal(margin.margin_db[1], margin.margin_db[0])  # without clutter
    brighter = look.margin_of(sensor_of(asked), target_of(asked, 10.0), 0.0, np.array([10.0]))
    assert brighter.margin_db[0, 0, 0, 5] == pytest.approx(37, abs=0.02)


def test_a_margin_is_that_of_the_cones_edge_in_the_cone(asked):
    """At 45° and 10 km up the cone is 10 km wide and its edge 14.14 km away.

    1e20 / 14,140⁴ is 33.98 dB, less 13 dB = 20.98 dB at 0, 4 and 8 km. At 20 km the slant range is
    22.36 km: 26.02 - 13 = 13.02 dB.
    """
    sensor = sensor_of(asked, maximum_elevation=np.pi / 4)
    margin = look.margin_of(sensor, target_of(asked), 0.0, np.array([10e3]))
    assert margin.margin_db[0, 0, 0, [0, 2, 4, 10]] == pytest.approx(
        [20.98] * 3 + [13.02], abs=0.05
    )


def test_no_echo_is_weaker_than_a_billionth_of_a_thousandth(asked):
    """1e-12 is -120 dB, less 13 dB."""
    sensor = sensor_of(asked, loop_constant_m2=1e-3)
    margin = look.margin_of(sensor, target_of(asked), 0.0, np.array([10.0]))
    assert margin.margin_db[0, 0, 0, 5] == pytest.approx(-133, abs=1e-3)


@pytest.mark.parametrize(
    ("radar", "width_deg", "antenna", "angles", "step_deg"),
    [
        (ARRAY, 90, True, 7, 7.5),  # six steps to 45°
        (ARRAY, 90, False, 1, None),  # no pattern, no loss off the axis
        (TURNING, 360, True, 1, None),  # its beam points at every target
        (ARRAY, 359, True, 7, 179.5 / 6),
    ],
)
def test_only_an_arrays_pattern_is_tabulated_off_its_axis(
    asked, radar, width_deg, antenna, angles, step_deg
):
    sensor = sensor_of(asked, radar, antenna=antenna, sector_width=np.radians(width_deg))
    margin = look.margin_of(sensor, target_of(asked), 0.0, np.array([10.0]))
    assert margin.margin_db.shape[1] == angles
    if step_deg is None:
        assert margin.aside_step_rad == 1.0  # a divisor that is not zero
    else:
        assert np.degrees(margin.aside_step_rad) == pytest.approx(step_deg)
        assert margin.margin_db[0, 1, 0, 10] < margin.margin_db[0, 0, 0, 10]


@pytest.mark.parametrize(("flown", "surface_m"), [(False, 300.0), (True, 0.0)])
def test_the_surface_is_the_sites_or_the_sea(asked, monkeypatch, flown, surface_m):
    """Clutter comes from ground as high as the site; an airborne radar's site is in the air."""
    told = []

    def noted(_sensor, points, rcs_m2):
        told.append((points, rcs_m2))
        return np.ones(np.broadcast_shapes(points.ground_range_m.shape, (1, 1)))

    monkeypatch.setattr(look, "signal_ratio", noted)
    flight = {"platform_altitude": 300.0} if flown else {}
    sensor = sensor_of(asked, maximum_elevation=np.pi / 4, **flight)
    altitudes = np.array([1e3, 2e3])
    look.margin_of(sensor, target_of(asked, 2.5), 300.0, altitudes)
    assert [bool(points.surface_seen) for points, _ in told] == [False, True]
    for points, rcs_m2 in told:
        assert points.site_altitude_m == 300.0
        assert points.surface_altitude_m == surface_m
        assert points.altitude_m.ravel().tolist() == [1e3, 2e3]
        # never in the overhead cone, 690 and 1,690 m wide
        assert (points.ground_range_m[:, 0] > look.cone_m(sensor, 300.0, altitudes)).all()
        assert points.ground_range_m[:, 0] == pytest.approx([690, 1_690], abs=1)
        assert np.ravel(rcs_m2).tolist() == [2.5]


def test_a_radar_sees_above_its_mask_and_threshold(asked):
    """Margin 27 dB at 10 km, C σ / R⁴ as above; with 1e17.2 m² it is -1 dB there.

    Seen at the altitude of the edge, not a metre below it, and not in the ground.
    """
    altitude, flat = np.full((1, 3), 10.0), np.array([[0.0, 0.0, 10.0]])
    polar = Polar(np.array([[10e3, 10e3, 10e3]]), np.zeros((1, 3)))
    mask = Mask(np.full((4, 30), 11.0, dtype=np.float32), 1e3)
    strong, weak = (sensor_of(asked, loop_constant_m2=c) for c in (1e20, 10**17.2))
    one = seen_by(strong, polar, mask, 0.0, target_of(asked))
    assert look.sees(one, altitude, flat).tolist() == [[True, True, False]]
    assert not look.sees(one, altitude - 1.0, 0 * flat).any()
    one = seen_by(weak, polar, mask, 0.0, target_of(asked))
    assert not look.sees(one, altitude, flat).any()


def table_of(reached, ranges, heights):
    """Return a fly-out table with one second to every point that is reached."""
    time_s = np.where(np.array(reached, dtype=bool), 1.0, np.nan)
    return FlyoutTable(np.array(ranges), np.array(heights), *[time_s] * 4)


# by height: everything; only from the second range on; a gap at the third; nothing; only the last
REACHED = [
    [1, 0, 1, 0, 0],
    [1, 1, 1, 0, 0],
    [1, 1, 0, 0, 0],
    [1, 1, 1, 0, 1],
]
RANGES, HEIGHTS = [1e3, 2e3, 3e3, 4e3], [0.0, 100.0, 200.0, 300.0, 400.0]


def test_a_fly_out_table_reaches_up_to_its_first_gap():
    near, far = look.reachable_m(table_of(REACHED, RANGES, HEIGHTS))
    assert near.tolist() == [1e3, 2e3, 1e3, np.inf, 4e3]
    assert far.tolist() == [4e3, 4e3, 2e3, -1e3, 4e3]


def missile_of(asked, **values):
    own = {
        "minimum_range": 1_500.0,
        "maximum_range": 3_500.0,
        "maximum_range_ballistic": 2_500.0,
        "minimum_altitude": 10.0,
        "minimum_altitude_ballistic": 20.0,
        "maximum_altitude": 250.0,
        "maximum_altitude_ballistic": 350.0,
        "maximum_target_speed": 1_000.0,
    }
    return changed(asked.scenario, "48n6e3", **(own | values)).entries["48n6e3"]


@pytest.mark.parametrize(
    ("threat", "speed_m_s", "farthest_m", "floor_m", "ceiling_m"),
    [
        ("fighter", 1_000.0, [3_501, 3_501, 2_001, -999, 3_501], 10.0, 250.0),
        ("fighter", 1_001.0, [-999] * 5, 10.0, 250.0),
        ("ballistic-missile-600km", None, [2_501, 2_501, 2_001, -999, 2_501], 20.0, 350.0),
    ],
)
def test_a_launch_is_bounded_by_table_and_catalogue(
    asked, threat, speed_m_s, farthest_m, floor_m, ceiling_m
):
    """The nearer of both far limits and a metre of rounding; the farther of both near limits."""
    entry = Catalogue().entry(threat)
    scenario = ask(Question("s-400-regiment", target=entry.id), Catalogue()).scenario
    target = changed(scenario, threat, speed=speed_m_s).entries[threat]
    polar = Polar(np.array([[2e3]]), np.zeros((1, 1)))
    table = table_of(REACHED, RANGES, HEIGHTS)
    one = look.launch_of(missile_of(asked), table, polar, Place(0, 0, 7.0), target)
    assert one.range_m is polar.ground_range_m
    assert one.launcher_altitude_m == 7.0
    assert one.height_axis_m.tolist() == HEIGHTS
    assert one.nearest_m.tolist() == [1_500, 2_000, 1_500, np.inf, 4_000]
    assert one.farthest_m.tolist() == farthest_m
    assert (one.floor_m, one.ceiling_m) == (floor_m, ceiling_m)


def test_missiles_meet_what_is_guided_in_reach_and_in_the_band(asked):
    """From a launcher at 7 m to a target 107 m up, 100 m above it: from 2,000 to 3,501 m.

    In turn: in reach; too near; too far; unguided; in reach; 9 m above the ground; above 250 m.
    """
    ranges = np.array([[2_000.0, 1_999.0, 3_502.0, 2_000.0, 3_501.0, 2_000.0, 2_000.0]])
    altitude = np.array([[107.0, 107.0, 107.0, 107.0, 107.0, 107.0, 250.5]])
    flat = np.array([[0.0, 0.0, 0.0, 0.0, 97.0, 98.0, 0.0]])
    guided = np.array([[True, True, True, False, True, True, True]])
    table = table_of(np.ones((4, 5)), RANGES, HEIGHTS)
    table.time_of_flight_s[0, 1] = np.nan
    polar = Polar(ranges, np.zeros_like(ranges))
    target = asked.scenario.entries["fighter"]
    one = look.launch_of(missile_of(asked), table, polar, Place(0, 0, 7.0), target)
    met = np.zeros((1, 7), dtype=bool)
    look.add_met(met, one, guided, altitude, flat)
    assert met.tolist() == [[True, False, False, False, True, False, False]]


def test_margins_of_several_targets_are_those_of_each(asked):
    """To the last bit: the same operations in the same order, on one axis more."""
    targets = [target_of(asked, area) for area in (0.1, 2.5, 30.0)]
    sensor = sensor_of(asked)
    together = look.margins_of(sensor, targets, 300.0)
    assert len({margin.margin_db.tobytes() for margin in together}) == 3
    known = look.Margins(targets[:2])
    for target, margin in zip(targets, together, strict=True):
        alone = look.margin_of(sensor, target, 300.0)
        assert (margin.margin_db == alone.margin_db).all()
        assert margin[:2] == alone[:2]
        assert (known.of(sensor, target, 300.0).margin_db == alone.margin_db).all()


def test_margins_against_declared_targets_are_computed_once_and_together(asked, monkeypatch):
    calls = []

    def noted(_sensor, targets, _site_altitude_m, _altitude_m):
        calls.append(list(targets))
        return [object() for _ in targets]

    monkeypatch.setattr(look, "margins_of", noted)
    one, other, third = (target_of(asked, area) for area in (0.1, 2.5, 30.0))
    sensor, known = sensor_of(asked), look.Margins([one, other])
    first = known.of(sensor, other, 300.0)
    assert known.of(sensor, one, 300.0) is not first
    assert known.of(sensor, other, 300.0) is first
    assert calls == [[one, other]]
    known.of(sensor, third, 300.0)
    known.of(sensor, one, 200.0)
    assert calls[1:] == [[third], [one, other]]
