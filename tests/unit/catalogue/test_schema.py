"""What an entry must say, beyond the form of each parameter."""

import pytest

from skydome.catalogue import Catalogue, Entry


def changed(entry_id, *, drop=(), **values):
    """Return the problems of a shipped entry with parameters dropped or given other values."""
    entry = Catalogue().entry(entry_id).model_dump()
    for name in drop:
        del entry["parameters"][name]
    for name, value in values.items():
        entry["parameters"][name] |= {
            "value": value,
            "low": None,
            "high": None,
            "distribution": "fixed",
            "readings": None,
        }
    return [problem for _, problem, _ in Entry.model_validate(entry).problems()]


@pytest.mark.parametrize(
    ("entry_id", "name", "why"),
    [
        ("92n6e", "target_channels", "role is engagement"),
        ("92n6e", "missile_channels", "role is engagement"),
        ("fighter", "speed", "motion is level"),
        ("glide-bomb", "height", "motion is glide"),
        ("ballistic-missile-600km", "range", "motion is ballistic"),
    ],
)
def test_a_role_or_a_motion_has_what_it_needs(entry_id, name, why):
    assert changed(entry_id) == []
    assert changed(entry_id, drop=[name]) == [f"{name!r} is missing where {why}"]


def test_confirmation_never_asks_for_more_hits_than_looks():
    assert changed("91n6e", confirm_hits=4) == ["4 hits cannot come from 3 looks"]


@pytest.mark.parametrize(
    ("entry_id", "values", "other"),
    [
        ("91n6e", {"fan_width": 80}, "maximum_elevation"),
        ("48n6e3", {"full_lead_angle": 85}, "largest_lead_angle"),
        ("9m96e", {"maximum_range": 0.5}, "minimum_range"),
        ("48n6e3", {"maximum_altitude": 0.005}, "minimum_altitude"),
        ("48n6e3", {"minimum_altitude_ballistic": 40}, "maximum_altitude_ballistic"),
    ],
)
def test_of_two_bounds_the_lower_lies_below(entry_id, values, other):
    (said,) = changed(entry_id, **values)
    assert "is not below" in said
    assert {*values, other} == {said.split()[0], said.split()[-1]}


def test_what_a_missile_is_not_made_for_has_no_lower_bound():
    entry = Catalogue().entry("thaad-interceptor")
    assert (
        entry.si("maximum_range") == entry.si("maximum_altitude") == 0 < entry.si("minimum_range")
    )
    assert changed("thaad-interceptor") == []


@pytest.mark.parametrize(
    ("entry_id", "name"),
    [("92n6e", "target_channels"), ("5p85te2", "tubes"), ("fighter", "swerling")],
)
def test_what_counts_things_is_whole(entry_id, name):
    assert changed(entry_id, **{name: 2.5}) == ["2.5 does not count things"]


def test_a_radar_on_a_mast_has_both_of_the_masts_values():
    assert changed("92n6e") == []
    assert changed("92n6e", drop=["mast_raise_time", "vehicle_height"]) == []
    assert changed("92n6e", drop=["mast_raise_time"]) == ["vehicle_height without mast_raise_time"]
    assert changed("92n6e", drop=["vehicle_height"]) == ["mast_raise_time without vehicle_height"]
