"""Every rule of `sensitivity`, against values worked out in the tests' comments."""

from types import SimpleNamespace

import numpy as np
import pytest
from models import changed, plain

from skydome.catalogue import Catalogue
from skydome.coverage import Question, Swing, ask, detection_range_m, sensitivity
from skydome.engagement.tables import sensing

RADAR, TARGET = "92n6e", "fighter"


@pytest.fixture(scope="module")
def asked():
    found = ask(Question("s-400-regiment", target=TARGET), Catalogue())
    return found._replace(scenario=plain(found.scenario))


@pytest.mark.parametrize(
    ("chances", "farthest_m"),
    [
        ([0.9, 0.2, 0.5, 0.4], 750.0),  # the farthest with 0.5 or more, whatever is before it
        ([0.4, 0.4, 0.4, 0.4], 0.0),
        ([0.4, 0.4, 0.4, 0.6], 1_000.0),
    ],
)
def test_a_range_is_the_farthest_with_even_chances(asked, monkeypatch, chances, farthest_m):
    """A radar of 1 km at sea level has ranges of 250, 500, 750 and 1,000 m."""
    told = []

    def ratio(_sensor, points, rcs_m2):
        told.append((points, rcs_m2))
        return np.ones(4)

    monkeypatch.setattr(sensing, "signal_ratio", ratio)
    monkeypatch.setattr(sensing, "detection_probability", lambda *_: np.array(chances))
    monkeypatch.setattr(sensing, "cross_section_m2", lambda _sensor, _threat, aspect: 7 + aspect)
    scenario = changed(asked.scenario, RADAR, instrumented_range=1e3, antenna_height=10.0)
    sensor = sensing.sensor_of(scenario.entries[RADAR], sensing.scene_of(scenario))
    assert detection_range_m(sensor, asked.target, 3_000.0, 0.5) == farthest_m
    ((points, rcs_m2),) = told
    assert points.ground_range_m.tolist() == [250, 500, 750, 1_000]
    assert points.altitude_m.tolist() == [3_000.0] * 4
    assert points.site_altitude_m == 0.0
    assert rcs_m2 == 7.5


def test_nothing_is_detected_below_the_horizon(asked, monkeypatch):
    """A mast of 10 m and a target at 10 m: 2 √(2 · 8,495 km · 10 m) = 26.07 km."""
    monkeypatch.setattr(sensing, "detection_probability", lambda _s, points, *_: points[0] >= 0)
    scenario = changed(asked.scenario, RADAR, instrumented_range=50e3, antenna_height=10.0)
    sensor = sensing.sensor_of(scenario.entries[RADAR], sensing.scene_of(scenario))
    assert detection_range_m(sensor, asked.target, 10.0) == 26_000.0


def test_a_swing_is_as_wide_as_its_ends_are_apart():
    assert Swing("x", 5.0, 2.0, ("", "")).width_m == 3.0
    assert Swing("x", 2.0, 5.0, ("", "")).width_m == 3.0


def bounded(scenario, entry, **bounds):
    """Return a scenario with values and their bounds: value, low, high."""
    scenario = changed(scenario, entry, **{name: some[0] for name, some in bounds.items()})
    one = scenario.entries[entry]
    parameters = dict(one.parameters)
    for written, (_, low, high) in bounds.items():
        name = written.replace("__", ".")
        parameters[name] = parameters[name].model_copy(update={"low": low, "high": high})
    entries = scenario.entries | {entry: one.model_copy(update={"parameters": parameters})}
    return scenario.model_copy(update={"entries": entries})


def test_of_the_target_nose_side_and_altitude_are_varied(asked, monkeypatch):
    """The range is made up: metres of altitude, plus aspect, plus nose in the radar's band."""
    base = SimpleNamespace()

    def found(sensor, threat, altitude_m, aspect_rad=0.0):
        assert sensor is base
        return altitude_m + aspect_rad + 1_000 * threat.si("rcs.x.nose") + threat.si("rcs.s.nose")

    monkeypatch.setattr(sensitivity, "detection_range_m", found)
    monkeypatch.setattr(
        sensing, "sides_m2", lambda _base, threat: [threat.si("rcs.x.nose"), 88.0, 99.0]
    )
    scenario = bounded(
        asked.scenario,
        TARGET,
        rcs__x__nose=(2.0, 1.0, 3.0),
        rcs__s__nose=(20.0, 10.0, 30.0),
        height=(400.0, 200.0, 6_000.0),
    )
    threat = scenario.entries[TARGET]
    nose, side, height = sensitivity._of_target(base, threat, 5.0)
    assert (nose.low_m, nose.high_m) == (5 + 1_010, 5 + 3_030)
    assert nose.told == ("1 m²", "3 m²")
    assert (side.low_m, side.high_m) == pytest.approx((2_025, 2_025 + np.pi / 2))
    assert (height.low_m, height.high_m) == (200 + 2_020, 6_000 + 2_020)
    assert height.told == ("200 m", "6,000 m")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        # the fourth power of 1/2 and 3/2
        ("detection_range", (200e3, 100e3, 300e3), ("0.062 times", "5.1 times")),
        ("antenna_height", (12.0, 6.0, 24.0), ("6 m", "24 m")),
        ("reference_detection_probability", (0.5, 0.25, 0.75), ("0.25", "0.75")),
    ],
)
def test_of_the_radar_each_value_goes_to_its_bounds(asked, monkeypatch, name, value, told):
    monkeypatch.setattr(sensing, "sensor_of", lambda entry, _scene: entry)
    monkeypatch.setattr(sensitivity, "detection_range_m", lambda entry, *_: 2 * entry.si(name))
    radar = bounded(asked.scenario, RADAR, **{name: value}).entries[RADAR]
    one = sensitivity._of_radar(radar, asked.target, None, 5.0, name)
    assert (one.low_m, one.high_m) == (2 * value[1], 2 * value[2])
    assert one.told == told


class Base(SimpleNamespace):
    def _replace(self, **changes):
        return Base(**(vars(self) | changes))


def test_noise_divides_the_loop_constant(asked, monkeypatch):
    """A constant of 12 at 600 K is 24 at 300 K and 8 at 900 K."""
    monkeypatch.setattr(
        sensitivity, "detection_range_m", lambda sensor, *_: sensor.loop_constant_m2
    )
    radar = bounded(asked.scenario, RADAR, noise_temperature=(600.0, 300.0, 900.0)).entries[RADAR]
    one = sensitivity._of_noise(Base(entry=radar, loop_constant_m2=12.0), asked.target, 5.0)
    assert (one.low_m, one.high_m) == (24.0, 8.0)
    assert one.told == ("300 K", "900 K")


def test_ten_pulses_are_summed_at_the_same_power(asked, monkeypatch):
    monkeypatch.setattr(
        sensing, "sensor_of", lambda entry, _scene: Base(entry=entry, loop_constant_m2=99.0)
    )

    def found(sensor, *_):
        return sensor.loop_constant_m2 + 1_000 * sensor.entry.count("pulses_integrated")

    monkeypatch.setattr(sensitivity, "detection_range_m", found)
    radar = changed(asked.scenario, RADAR, pulses_integrated=1).entries[RADAR]
    base = Base(entry=radar, loop_constant_m2=12.0)
    one = sensitivity._of_integration(base, asked.target, None, 5.0)
    assert (one.low_m, one.high_m) == (1_012.0, 10_012.0)
    assert one.told == ("1", "10")


def test_the_widest_swing_comes_first(asked, monkeypatch):
    """Widths 1 to 3 of the target, 5, 7, 4 of the radar, 6 of noise and 8 of integration."""

    def swing(width):
        return Swing(f"{width}", 10.0, 10.0 - width, ("", ""))

    widths = {"detection_range": 5, "reference_detection_probability": 7, "antenna_height": 4}
    monkeypatch.setattr(sensing, "sensor_of", lambda *_: None)
    monkeypatch.setattr(sensitivity, "_of_target", lambda *_: [swing(w) for w in (1, 2, 3)])
    monkeypatch.setattr(sensitivity, "_of_radar", lambda *given: swing(widths[given[-1]]))
    monkeypatch.setattr(sensitivity, "_of_noise", lambda *_: swing(6))
    monkeypatch.setattr(sensitivity, "_of_integration", lambda *_: swing(8))
    radar = asked.scenario.entries[RADAR]
    found = sensitivity.swings(radar, asked.target, None, 5.0)
    assert [one.name for one in found] == list("87654321")
