"""What is said where a model at work misses something in the catalogue."""

import pytest
from models import changed, plain

from skydome.scenario.needs import NEEDS, at_work, unmet
from skydome.scenario.resolved import Jammer

OFF = "under parameters, or the model switched off"


def test_the_shipped_catalogue_has_all_that_any_model_needs(small):
    everything = small.models.model_copy(
        update={"multipath": True, "diffraction": True, "common_failure": "raid"}
    )
    jammed = changed(small, "cruise-missile-low", jamming_density=1.0)
    assert list(unmet(jammed.model_copy(update={"models": everything}))) == []
    assert list(unmet(plain(small))) == []


def test_jamming_is_at_work_where_anything_jams(small):
    assert at_work(plain(small)) == ()
    on_board = changed(plain(small), "cruise-missile-low", jamming_density=1.0)
    assert at_work(on_board) == ("jamming",)
    quantity = small.rain_mm_h
    numbers = ("altitude_m", "density_w_hz", "from_s", "until_s", "jitter_s", "chance")
    values = dict.fromkeys(numbers, quantity)
    jammer = Jammer(name="j", latitude_deg=28, longitude_deg=71, passing=False, **values)
    assert at_work(plain(small).model_copy(update={"jammers": (jammer,)})) == ("jamming",)
    assert at_work(plain(small, clutter=True, common_failure="raid")) == (
        "clutter",
        "common_failure",
    )
    assert at_work(plain(small, common_failure="shot")) == ()
    assert at_work(plain(small, common_failure="beta")) == ("common_failure",)


def test_correlated_shots_need_no_share_of_common_failures(small):
    bare = changed(plain(small, common_failure="beta"), "48n6e3", common_mode_failure=None)
    certain = changed(bare, "9m96e2", kill_probability__drone=1.0)
    assert list(unmet(certain)) == []


SWITCHED = {
    "antenna": {"antenna": True},
    "clutter": {"clutter": True},
    "track_accuracy": {"track_accuracy": True},
    "drag": {"drag": True},
    "common_failure": {"common_failure": "target"},
    "jamming": {},
}
MEMBERS = {
    ("radar", "acquisition"): "91n6e",
    ("radar", "all_altitude"): "96l6e",
    ("radar", "engagement"): "92n6e",
    ("radar", ""): "91n6e",
    ("threat", ""): "cruise-missile-low",
    ("threat", "ballistic"): "ballistic-missile-600km",
    ("missile", ""): "48n6e3",
}
MISSING = [
    (model, MEMBERS[member], name)
    for model, needs in NEEDS.items()
    for member, names in needs.items()
    for name in names
]


@pytest.mark.parametrize(("model", "entry", "name"), MISSING)
def test_what_a_model_misses_is_reported(small, model, entry, name):
    bare = changed(small, entry, **{name: None})
    working = plain(bare, **SWITCHED[model])
    if model == "jamming":
        working = changed(working, "cruise-missile-low", jamming_density=1.0)
    (said, *more) = unmet(working)
    expected = (model, f"{entry} has no {name}, which {model} needs", f"{entry}.{name} {OFF}")
    assert said == expected
    assert {other for other, *_ in more} <= {model}
    assert list(unmet(plain(bare))) == []


@pytest.mark.parametrize(
    ("name", "other"),
    [("reference_track_accuracy", "radar_share"), ("full_lead_angle", "largest_lead_angle")],
)
def test_some_values_come_in_pairs(small, name, other):
    full = changed(plain(small, kill_factors=True), "48n6e3", full_lead_angle=0.1)
    half = changed(full, "48n6e3", **{other: None})
    problem = f"48n6e3 has no {other}, which kill_factors needs"
    assert list(unmet(half)) == [("kill_factors", problem, f"48n6e3.{other} {OFF}")]
    assert list(unmet(changed(half, "48n6e3", **{name: None}))) == []
    assert list(unmet(plain(half))) == []


def test_a_cross_section_has_every_side(small):
    bare = changed(plain(small, aspect=True), "cruise-missile-low", rcs__x__tail=None)
    name = "rcs.x.tail"
    assert list(unmet(bare)) == [
        (
            "aspect",
            f"cruise-missile-low has no {name}, which aspect needs",
            f"cruise-missile-low.{name} {OFF}",
        )
    ]


def test_the_bands_of_a_cross_section_lie_on_both_sides_of_every_radar(small):
    far = changed(plain(small, aspect=True), "91n6e", frequency=20e9)
    arc, cruise = (
        (
            "aspect",
            f"{threat} has cross-sections from {first} to ku band only, 91n6e looks at 20 GHz",
            "bands on both sides of it: vhf, l, s, c, x, ku",
        )
        for threat, first in (("ballistic-missile-600km", "l"), ("cruise-missile-low", "l"))
    )
    said = list(unmet(far))
    assert cruise in said
    assert set(said) <= {arc, cruise}


def test_failures_in_common_leave_room_for_the_kill_probability(small):
    sure = changed(
        plain(small, common_failure="raid"), "9m96e2", kill_probability__glide_bomb=0.999
    )
    common = small.entries["9m96e2"].si("common_mode_failure")
    assert list(unmet(sure)) == [
        (
            "common_failure",
            "9m96e2 kills a glide bomb more often than failures in common allow",
            f"kill_probability.glide_bomb of at most {1 - common:g}",
        )
    ]


def test_the_echo_of_the_sea_is_known_in_a_band_only(small):
    sea = small.model_copy(update={"terrain": small.terrain.model_copy(update={"surface": "sea"})})
    high = changed(sea, "91n6e", frequency=40e9)
    assert list(unmet(plain(high, clutter=True))) == [
        (
            "clutter",
            "91n6e looks at 40 GHz, where the echo of the sea is not known",
            "0.5 to 35 GHz, or the model switched off",
        )
    ]
    assert list(unmet(plain(high))) == []
    assert list(unmet(plain(changed(small, "91n6e", frequency=40e9), clutter=True))) == []
