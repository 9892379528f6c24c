import numpy as np
import pytest
from models import changed, plain

from skydome.engagement.tables import sensing, surroundings
from skydome.engagement.tables.placement import Place
from skydome.engagement.tables.sensing import SNR_AXIS_DB
from skydome.engagement.tables.sensor import Geometry, Polar
from skydome.physics import earth
from skydome.physics.radar import jamming
from skydome.scenario import load

RADARS = ("91n6e", "92n6e", "96l6e")
FIGHTER_M2 = 3.0


@pytest.fixture(scope="module")
def dry(small):
    return small.model_copy(update={"rain_mm_h": small.rain_mm_h.model_copy(update={"value": 0.0})})


def sensor_in(scenario, radar):
    return sensing.sensor_of(scenario.entries[radar], sensing.scene_of(scenario))


def before(ranges_m, altitude_m, **more):
    return Geometry(np.asarray(ranges_m), np.full(np.shape(ranges_m), altitude_m), 0.0, **more)


def probability(sensor, points, rcs_m2, swerling):
    """Return the single-look detection probability of points in plain sight."""
    ratio = sensing.signal_ratio(sensor, points, rcs_m2)
    return sensing.detection_probability(sensor, points, ratio, swerling)


def at_reference(entry, **more):
    quoted, altitude = entry.si("detection_range"), entry.si("reference_altitude")
    return before([quoted], altitude, **more), entry.si("reference_rcs")


def half_range_m(sensor, rcs_m2, altitude_m=10e3, **more):
    """Return the first ground range at which detection falls to even odds."""
    ranges = np.arange(5e3, 1_000e3, 250.0)
    chance = probability(sensor, before(ranges, altitude_m, **more), rcs_m2, 1)
    below = int(np.flatnonzero(chance < 0.5)[0])
    return float(np.interp(-0.5, -chance[[below - 1, below]], ranges[[below - 1, below]]))


# the quoted range


@pytest.mark.parametrize("radar", RADARS)
def test_a_radar_meets_its_quoted_range_with_every_model_off(dry, radar):
    sensor = sensor_in(plain(dry), radar)
    points, rcs = at_reference(sensor.entry)
    chance = probability(sensor, points, rcs, sensor.entry.count("reference_swerling"))
    wanted = sensor.entry.si("reference_detection_probability")
    assert chance[0] == pytest.approx(wanted, abs=2e-5)


@pytest.mark.parametrize("radar", ["91n6e", "96l6e"])
def test_a_shaped_fan_meets_its_quoted_range_at_the_reference_altitude(dry, radar):
    sensor = sensor_in(plain(dry, antenna=True), radar)
    points, rcs = at_reference(sensor.entry)
    chance = probability(sensor, points, rcs, sensor.entry.count("reference_swerling"))
    wanted = sensor.entry.si("reference_detection_probability")
    assert chance[0] == pytest.approx(wanted, abs=2e-5)


def test_an_array_meets_its_quoted_range_on_its_axis_and_less_at_the_horizon(dry):
    entry = dry.entries["92n6e"]
    points, rcs = at_reference(entry)
    height = entry.si("antenna_height")
    elevation = float(earth.elevation_angle_rad(points.ground_range_m[0], height, 10e3))
    aimed = changed(dry, "92n6e", boresight_elevation=elevation)
    wanted = entry.si("reference_detection_probability")
    on_axis = probability(sensor_in(plain(aimed, antenna=True), "92n6e"), points, rcs, 1)
    assert on_axis[0] == pytest.approx(wanted, abs=2e-5)
    tilted = sensor_in(plain(dry, antenna=True), "92n6e")
    without = sensor_in(plain(dry), "92n6e")
    loss_db = 10 * np.log10(
        sensing.signal_ratio(without, points, rcs) / sensing.signal_ratio(tilted, points, rcs)
    )
    off = entry.si("boresight_elevation") - elevation
    assert loss_db[0] == pytest.approx(-30 * np.log10(np.cos(off)), rel=1e-9)


def test_an_array_sees_less_far_to_its_sides(dry):
    sensor = sensor_in(plain(dry, antenna=True), "92n6e")
    ahead, aside = (half_range_m(sensor, FIGHTER_M2, off_axis_rad=a) for a in (0.0, np.pi / 4))
    assert aside < 0.85 * ahead
    turning = sensor_in(plain(dry, antenna=True), "91n6e")
    same = {half_range_m(turning, FIGHTER_M2, off_axis_rad=a) for a in (0.0, np.pi / 4)}
    assert len(same) == 1


def test_rain_and_distance_lower_detection(dry, small):
    far = before([100e3, 150e3, 200e3], 3_000.0)
    clear, wet = (probability(sensor_in(plain(one), "92n6e"), far, 0.1, 1) for one in (dry, small))
    assert (np.diff(clear) < 0).all()
    assert (wet < clear).all()


# the ground's echo


@pytest.mark.parametrize("radar", RADARS)
def test_the_ground_lowers_detection_where_it_is_in_sight_and_only_there(dry, radar):
    sensor = sensor_in(plain(dry, clutter=True, antenna=True), radar)
    without = sensor_in(plain(dry, antenna=True), radar)
    near = np.linspace(1e3, 5e3, 10)
    hidden = sensing.signal_ratio(sensor, before(near, 50.0), 0.1)
    seen = sensing.signal_ratio(sensor, before(near, 50.0, surface_seen=True), 0.1)
    np.testing.assert_array_equal(
        hidden, sensing.signal_ratio(without, before(near, 50.0, surface_seen=True), 0.1)
    )
    assert np.all(seen < hidden)


@pytest.mark.parametrize("radar", RADARS)
def test_better_mti_never_lowers_detection(dry, radar):
    near = before(np.linspace(1e3, 5e3, 12), 50.0, surface_seen=True)
    chances = [
        probability(
            sensor_in(plain(changed(dry, radar, mti_improvement=level), clutter=True), radar),
            near,
            0.01,
            1,
        )
        for level in (0.0, 20.0, 40.0, 80.0)
    ]
    assert np.all(np.diff(chances, axis=0) >= 0)
    assert np.all(chances[0] < 0.5)
    assert np.all(chances[-1] > 0.9)


def test_rougher_country_sends_more(dry):
    near = before(np.linspace(1e3, 5e3, 10), 50.0, surface_seen=True)

    def residue(surface):
        terrain = dry.terrain.model_copy(update={"surface": surface})
        sensor = sensor_in(
            plain(dry.model_copy(update={"terrain": terrain}), clutter=True), "91n6e"
        )
        clear = sensing.signal_ratio(sensor, near._replace(surface_seen=False), 1.0)
        return clear / sensing.signal_ratio(sensor, near, 1.0) - 1

    assert np.all(residue("mountains") > residue("farmland"))
    assert np.all(residue("farmland") > residue("flatland"))
    assert np.all(residue("sea") > 0)


def test_a_pencil_that_looks_up_leaves_the_ground_in_its_side_lobes(dry):
    sensor = sensor_in(plain(dry, clutter=True, antenna=True), "92n6e")
    seen = {"surface_seen": True}

    def residue(altitude):
        points = before([5e3], altitude, **seen)
        clear = sensing.signal_ratio(sensor, points._replace(surface_seen=False), 1.0)
        return (clear / sensing.signal_ratio(sensor, points, 1.0) - 1)[0]

    assert residue(2e3) < 1e-4 * residue(50.0)


# multipath


def test_over_a_mirror_detection_is_a_mean_over_lobes(dry):
    smooth = dry.model_copy(update={"terrain": dry.terrain.model_copy(update={"surface": "sea"})})
    sensor = sensor_in(plain(smooth, multipath=True), "96l6e")
    without = sensor_in(plain(smooth), "96l6e")
    ranges = np.linspace(5e3, 300e3, 200)
    points = before(ranges, 8_000.0)
    mirrored, free = (probability(s, points, 1.0, 1) for s in (sensor, without))
    assert np.all((mirrored >= 0) & (mirrored <= 1))
    assert (mirrored > free).any()
    assert (mirrored < free - 0.01).any()
    # a target close above the water is in the first null
    low = before([25e3], 10.0)
    assert probability(sensor, low, 0.1, 1) < probability(without, low, 0.1, 1)


# jammers


DENSITY_W_HZ = 1e-5


@pytest.fixture(scope="module")
def jammed(dry):
    """Return the small scenario with a jammer that stands off to the west."""
    quantity = dry.rain_mm_h
    from skydome.scenario.resolved import Jammer

    jammer = Jammer(
        name="standoff",
        latitude_deg=28.0,
        longitude_deg=71.0,
        altitude_m=quantity.model_copy(update={"value": 10e3, "unit": "m"}),
        density_w_hz=quantity.model_copy(update={"value": DENSITY_W_HZ, "unit": "W/Hz"}),
        passing=False,
        **dict.fromkeys(("from_s", "until_s", "jitter_s", "chance"), quantity),
    )
    return dry.model_copy(update={"jammers": (jammer,)})


def stand_off(scenario, radar, lowest_m=0.0):
    sensor = sensor_in(plain(scenario), radar)
    place = Place(28.0, 73.0, 0.0)
    seen = surroundings.jammers_in_sight(sensor, place, scenario.jammers, [lowest_m])
    return sensor, seen


def test_a_jammer_in_the_main_lobe_costs_more_than_one_in_the_side_lobes(jammed):
    sensor, (seen,) = stand_off(jammed, "92n6e")
    azimuths = np.array([seen.azimuth_rad, seen.azimuth_rad + np.pi / 2])
    noise = surroundings.stand_off_noise(sensor, [seen], azimuths, np.full(2, seen.elevation_rad))
    assert noise[0] == pytest.approx(seen.jam_to_noise)
    level_db = sensor.entry.si("sidelobe_level")
    assert 10 * np.log10(noise[0] / noise[1]) == pytest.approx(level_db)
    reach = [half_range_m(sensor, FIGHTER_M2, jam_to_noise=n) for n in (*noise, 0.0)]
    assert reach[0] < 0.5 * reach[1]
    assert reach[1] < reach[2]


def test_the_range_under_stand_off_jamming_is_that_of_the_closed_form(jammed):
    sensor, (seen,) = stand_off(jammed, "92n6e")
    noise = seen.jam_to_noise * sensor.beam.sidelobe_gain
    reach = half_range_m(sensor, FIGHTER_M2, jam_to_noise=noise)
    slant = float(earth.slant_range_m(reach, sensor.antenna_height_m, 10e3))
    loss = 10 ** (2 * sensor.gas.one_way_db(np.array([reach]), np.array([10e3]))[0] / 10)
    closed = jamming.stand_off_range_m(
        sensor.loop_constant_m2 / loss, FIGHTER_M2, needed(sensor), noise
    )
    assert slant == pytest.approx(float(closed), rel=1e-3)


def test_two_jammers_add_and_one_behind_a_ridge_does_not_count(jammed):
    sensor, (seen,) = stand_off(jammed, "92n6e")
    level = np.array([0.0])
    one, two = (surroundings.stand_off_noise(sensor, [seen] * n, level, level) for n in (1, 2))
    assert two == pytest.approx(2 * one)
    assert stand_off(jammed, "92n6e", lowest_m=10_001.0)[1] == []


def needed(sensor):
    """Return the signal-to-noise ratio of even odds."""
    return 10 ** (np.interp(0.5, sensor.detection[1], SNR_AXIS_DB) / 10)


@pytest.mark.parametrize("antenna", [False, True])
def test_a_radar_burns_through_a_jammer_on_board_at_the_range_of_the_closed_form(dry, antenna):
    threat_id = "cruise-missile-low"
    scenario = plain(changed(dry, threat_id, jamming_density=DENSITY_W_HZ), antenna=antenna)
    sensor = sensor_in(scenario, "92n6e")
    ranges, altitude = np.arange(200.0, 100e3, 50.0), 5e3
    points = before(ranges, altitude)
    noise = surroundings.self_screening_noise(sensor, points, np.full(len(ranges), DENSITY_W_HZ))
    chance = probability(sensor, points._replace(jam_to_noise=noise), FIGHTER_M2, 1)
    height = sensor.antenna_height_m
    slant = earth.slant_range_m(ranges, height, altitude)
    up = earth.elevation_angle_rad(ranges, height, altitude)
    gain = sensor.beam.at_target(up, 0.0) if antenna else 1.0
    loss = 10 ** (sensor.gas.one_way_db(ranges, np.full(len(ranges), altitude)) / 10)
    constant = jamming.jam_constant_m2(
        DENSITY_W_HZ,
        sensor.beam.peak_gain,
        sensor.beam.wavelength_m,
        sensor.entry.si("noise_temperature"),
        gain,
    )
    # gain and loss change with range: the closed form holds where it gives the range it is for
    closed = jamming.self_screening_range_m(
        sensor.loop_constant_m2 * np.square(gain) / loss**2,
        FIGHTER_M2,
        needed(sensor),
        constant / loss,
    )
    np.testing.assert_array_equal(chance >= 0.5, closed >= slant)
    assert 0 < (closed >= slant).sum() < len(ranges)
    assert half_range_m(sensor, FIGHTER_M2) > 200e3  # where nobody jams


def test_no_jammer_on_board_adds_nothing(dry):
    sensor = sensor_in(plain(dry), "92n6e")
    assert surroundings.self_screening_noise(sensor, before([1e4], 1e4), np.zeros(1)) == 0.0


# the side that a target shows


@pytest.fixture(scope="module")
def stealthy(small_file, tmp_path_factory):
    text = small_file.read_text("utf-8").replace("cruise-missile-low", "stealth-fighter")
    file = tmp_path_factory.mktemp("stealthy") / "scenario.yaml"
    file.write_text(text.replace("weather: {rain_mm_h: 4}\n", ""), "utf-8")
    return load(file)


def seen_as(scenario, radar, aspect_deg):
    threat = scenario.entries["stealth-fighter"]
    aspect = np.radians(np.atleast_1d(aspect_deg).astype(float))
    return sensing.cross_section_m2(sensor_in(scenario, radar), threat, aspect)


def test_a_stealth_fighter_is_larger_to_the_longer_wave(stealthy):
    at_work, off = plain(stealthy, aspect=True), plain(stealthy)
    gain = {}
    for radar in ("91n6e", "92n6e"):
        sensor = sensor_in(at_work, radar)
        sides = seen_as(at_work, radar, 0.0)[0]
        one = seen_as(off, radar, 0.0)
        assert one == pytest.approx(stealthy.entries["stealth-fighter"].si("rcs"))
        gain[radar] = half_range_m(sensor, sides) / half_range_m(sensor, one)
    assert gain["91n6e"] > 1.05
    assert gain["92n6e"] == pytest.approx(1.0, abs=0.02)  # its own value holds at X band


def test_a_stealth_fighter_is_larger_from_the_side(stealthy):
    at_work = plain(stealthy, aspect=True)
    nose, beam, tail = seen_as(at_work, "92n6e", [0.0, 90.0, 180.0])
    entry = at_work.entries["stealth-fighter"]
    assert (nose, beam) == pytest.approx((entry.si("rcs.x.nose"), entry.si("rcs.x.beam")), rel=0.1)
    assert tail == pytest.approx(entry.si("rcs.x.tail"), rel=0.1)
    sensor = sensor_in(at_work, "92n6e")
    assert half_range_m(sensor, beam) > 1.5 * half_range_m(sensor, nose)


def test_a_threat_without_sides_has_one_cross_section(stealthy):
    arc = stealthy.entries["ballistic-missile-600km"]
    bare = arc.model_copy(
        update={"parameters": {n: q for n, q in arc.parameters.items() if n[:4] != "rcs."}}
    )
    sensor = sensor_in(plain(stealthy, aspect=True), "92n6e")
    assert sensing.cross_section_m2(sensor, bare, np.zeros(3)) == pytest.approx(bare.si("rcs"))


# cover


def test_a_radar_has_a_blind_ring_where_the_catalogue_says_so(dry):
    polar = Polar(np.array([4e3, 6e3]), np.zeros(2))
    for nearest, seen in ((0.0, [True, True]), (5e3, [False, True])):
        sensor = sensor_in(changed(dry, "92n6e", minimum_range=nearest), "92n6e")
        assert sensing.in_cover(sensor, polar, np.full(2, 100.0), 0.0, 0.0).tolist() == seen
