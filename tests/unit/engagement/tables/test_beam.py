import numpy as np
import pytest

from skydome.engagement.tables.beam import beam_of


@pytest.fixture(scope="module")
def fan(small):
    return beam_of(small.entries["91n6e"])


@pytest.fixture(scope="module")
def pencil(small):
    return beam_of(small.entries["92n6e"])


def decibels(gain):
    return 10 * np.log10(gain)


def test_an_engagement_radar_has_a_pencil_and_the_others_a_fan(fan, pencil, small):
    assert pencil.pencil
    assert not fan.pencil
    assert not beam_of(small.entries["96l6e"]).pencil


def test_a_fan_is_full_from_the_horizon_to_its_top_and_falls_as_cosecant_squared(fan):
    full, edge = fan.entry.si("fan_width"), fan.entry.si("maximum_elevation")
    inside = fan.at_target(np.array([0.0, full / 2, full]), 0.0)
    assert inside == pytest.approx([1, 1, 1])
    above = np.linspace(full, edge, 20)
    shaped = (np.sin(full) / np.sin(above)) ** 2
    assert fan.at_target(above, 0.0) == pytest.approx(shaped)
    below = -fan.entry.si("elevation_beamwidth") / 2
    assert float(fan.at_target(np.array(below), 0.0)) == pytest.approx(0.5)
    assert float(fan.at_target(np.array(edge + 0.01), 0.0)) == 0.0
    assert float(fan.at_target(np.array(full), np.pi / 3)) == pytest.approx(1.0)  # it turns


def test_an_array_loses_off_its_axis(pencil):
    tilt = pencil.entry.si("boresight_elevation")
    up = np.array(tilt)
    assert float(pencil.at_target(up, 0.0)) == pytest.approx(1.0)
    aside = float(pencil.at_target(up, np.pi / 4))
    expected = 15 * np.log10(np.cos(np.pi / 4))  # one way
    assert decibels(aside) == pytest.approx(expected)
    assert decibels(aside**2) == pytest.approx(-2 * 1.5 * 10 * np.log10(np.sqrt(2)))
    level = float(pencil.at_target(np.array(0.0), 0.0))
    assert decibels(level) == pytest.approx(15 * np.log10(np.cos(tilt)))


def test_an_array_seen_from_behind_keeps_a_finite_gain(pencil):
    behind = pencil.at_target(np.array([0.0, 0.3]), np.array([np.pi, np.pi / 2]))
    assert decibels(behind) == pytest.approx([-15, -15])


def test_the_ground_below_a_high_target_lies_in_the_side_lobes_of_a_pencil(pencil, fan):
    high, low, ground = np.array([0.5]), np.array([0.0]), np.array([-0.001])
    on_target = pencil.at_target(high, 0.0)
    seen = pencil.at_surface(high, ground)
    assert seen == pytest.approx(pencil.sidelobe_gain * on_target)
    assert pencil.at_surface(low, ground) == pytest.approx(pencil.at_target(low, 0.0), rel=0.02)
    # a fan lights the ground wherever the target is
    assert fan.at_surface(high, ground) == fan.at_surface(low, ground) == fan.at_target(ground, 0.0)


def test_what_a_steered_pencil_loses_it_loses_on_the_ground_too(pencil):
    up, ground = np.array([0.02]), np.array([0.0])
    for aside in (0.0, 0.7):
        of_ground = pencil.at_surface(up, ground, aside) / pencil.at_target(up, aside)
        assert of_ground == pytest.approx(pencil.at_surface(up, ground) / pencil.at_target(up, 0.0))


def test_another_direction_is_in_the_main_lobe_or_in_the_side_lobes(pencil, fan):
    width = pencil.entry.si("azimuth_beamwidth")
    level = np.array([0.02])
    assert pencil.towards(np.array([0.0]), level, 0.02) == pytest.approx([1.0])
    assert pencil.towards(np.array([width / 2]), level, 0.02) == pytest.approx([0.5])
    assert pencil.towards(np.array([2 * np.pi]), level, 0.02) == pytest.approx([1.0])
    aside = pencil.towards(np.array([np.pi / 2]), level, 0.02)
    assert decibels(aside) == pytest.approx([-pencil.entry.si("sidelobe_level")])
    above = pencil.towards(np.array([0.0]), level, 0.02 + 3 * width)
    assert above == pytest.approx([pencil.sidelobe_gain])
    # where a fan points in elevation makes no difference
    same = [fan.towards(np.array([0.0]), np.array([e]), 0.02) for e in (0.0, 0.5)]
    assert same[0] == same[1] == fan.at_target(np.array([0.02]), 0.0)


def test_gain_and_wavelength_come_from_the_catalogue(pencil):
    widths = [np.degrees(pencil.entry.si(f"{a}_beamwidth")) for a in ("azimuth", "elevation")]
    assert pencil.peak_gain == pytest.approx(26_000 / np.prod(widths))
    assert pencil.wavelength_m == pytest.approx(299_792_458 / pencil.entry.si("frequency"))
