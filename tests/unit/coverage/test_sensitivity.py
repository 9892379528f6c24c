import pytest

from skydome.catalogue import Catalogue
from skydome.coverage import Question, ask, detection_range_m, swings
from skydome.engagement.tables import sensing

HIGH_M = 10e3


@pytest.fixture(scope="module")
def asked():
    return ask(Question("s-400-regiment", target="stealth-fighter"), Catalogue())


def sensor_of(asked, radar):
    return sensing.sensor_of(asked.scenario.entries[radar], sensing.scene_of(asked.scenario))


@pytest.fixture(scope="module")
def fighter():
    """Return a target that every radar detects up to the horizon at 100 m."""
    return ask(Question("s-400-regiment", target="fighter"), Catalogue()).target


def test_a_reference_target_is_seen_at_the_quoted_range(asked):
    """4 m², nose-on, at 10 km: what the 91N6E is calibrated with, but for its Swerling case."""
    fighter = Catalogue().entry("fighter")
    plain = ask(Question("s-400-regiment", target=fighter.id, rcs_m2=4.0), Catalogue()).target
    sensor = sensor_of(asked, "91n6e")
    assert detection_range_m(sensor, plain, HIGH_M) == pytest.approx(390e3, rel=0.01)


def test_low_targets_are_seen_to_the_horizon(asked, fighter):
    sensor = sensor_of(asked, "92n6e")
    assert detection_range_m(sensor, fighter, 100.0) == pytest.approx(61.5e3, abs=500)


def test_the_fourth_root_of_power_is_the_swing(asked):
    """Quoted ranges of 300 to 400 km around 390 scale what is seen by 300/390 and 400/390."""
    radar = asked.scenario.entries["91n6e"]
    scene = sensing.scene_of(asked.scenario)
    by_name = {one.name: one for one in swings(radar, asked.target, scene, HIGH_M)}
    base = detection_range_m(sensing.sensor_of(radar, scene), asked.target, HIGH_M)
    power = by_name["power times aperture"]
    # gas takes less on a shorter way, and the fan sees nearer targets higher up
    assert power.low_m == pytest.approx(base * 300 / 390, rel=0.06)
    assert power.high_m == pytest.approx(base * 400 / 390, rel=0.02)
    noise = by_name["noise temperature"]
    assert noise.low_m == pytest.approx(base * (750 / 400) ** 0.25, rel=0.02)
    assert noise.told == ("400 K", "1500 K")


def test_they_come_widest_first_and_the_mast_counts_low_only(asked, fighter):
    radar, scene = asked.scenario.entries["92n6e"], sensing.scene_of(asked.scenario)
    high, low = (swings(radar, fighter, scene, m) for m in (HIGH_M, 100.0))
    for some in (high, low):
        widths = [one.width_m for one in some]
        assert widths == sorted(widths, reverse=True)
        assert len(some) == 8
    masts = [next(one for one in some if one.name == "mast") for some in (high, low)]
    assert masts[0].width_m == 0
    assert masts[1].width_m > 15e3


def test_what_is_below_the_horizon_is_not_seen(asked):
    sensor = sensor_of(asked, "96l6e")
    fighter = ask(Question("s-400-regiment", target="fighter"), Catalogue()).target
    assert detection_range_m(sensor, fighter, 10.0) < 35e3
