"""What the page says of the models, the jammers and the ways that a scenario chose."""

import pytest
from models import plain, with_models

from skydome.report.numbers import NO_BREAK
from skydome.report.run.tables import left_out, parameter_tables, setting_rows, wave_rows
from skydome.scenario import load


@pytest.fixture(scope="module")
def chosen(small_file, tmp_path_factory):
    text = small_file.read_text("utf-8")
    for right, written in (
        ("flat: true", "flat: true, surface: wooded_hills"),
        ("to: depot", "to: depot\n    via: [[29, 71], [29, 72]]"),
        ("to: bridge", "to: bridge\n    apogee_m: 200e3"),
        ("raid:", "jamming: [{name: far, at: [28, 70], density_w_hz: 2.5}]\nraid:"),
    ):
        text = text.replace(right, written)
    file = tmp_path_factory.mktemp("chosen") / "scenario.yaml"
    file.write_text(text, "utf-8")
    return load(file)


def test_models_at_work_and_left_out_are_named(chosen):
    said = dict(setting_rows(with_models(chosen, common_failure="raid", diffraction=True)))
    assert said["Models at work"].split(", ") == [
        "antenna",
        "clutter",
        "diffraction",
        "aspect",
        "terrain following",
        "drag",
        "kill factors",
        "track accuracy",
    ]
    assert said["Models left out"] == "multipath"
    assert said["Common-mode failures of missiles"] == "of one raid"
    raids = dict(setting_rows(chosen))["Correlation of the shots of one raid"]
    assert raids == "cruise missile 0.1, ballistic missile 0.41"
    bare = dict(setting_rows(plain(chosen)))
    assert bare["Models at work"] == "range, horizon and air alone"
    assert bare["Common-mode failures of missiles"] == "none"


def test_the_ground_and_jammers_are_reported(chosen):
    said = dict(setting_rows(chosen))
    assert said["Ground"] == "flat, at sea level; surface: wooded hills"
    assert said["Jammers"].replace(NO_BREAK, " ") == ("far at 28°N 70°E, 10 km high, 2.5 W/Hz")
    quiet = chosen.model_copy(update={"jammers": ()})
    assert dict(setting_rows(quiet))["Jammers"] == "none"


def test_waypoints_and_an_apogee_are_shown_with_their_wave(chosen):
    cruise, arc = wave_rows(chosen)
    assert cruise["via"] == "29°N 71°E, 29°N 72°E"
    assert cruise["apogee"] == arc["via"] == ""
    assert arc["apogee"].replace(NO_BREAK, " ") == "200 km"


def test_every_new_parameter_has_a_meaning_and_a_unit(chosen):
    rows = {(table.id, row.name): row for table in parameter_tables(chosen) for row in table.rows}
    assert all(row.meaning for row in rows.values())
    assert rows["92n6e", "boresight elevation"].value == "30°"
    assert rows["91n6e", "mti improvement"].value.replace(NO_BREAK, " ") == "50 dB"
    assert rows["48n6e3", "required track accuracy"].value.replace(NO_BREAK, " ") == "1 km"
    assert rows["cruise-missile-low", "rcs, x, nose"].value.endswith("m²")


def test_only_what_is_left_out_is_said_to_be(chosen):
    said = left_out(plain(chosen.model_copy(update={"jammers": ()})))
    assert said["attack"].startswith("No jamming, ")
    assert said["waves"] == "clutter, multipath, diffraction or ducting"
    assert "strike several" in said["failures"]
    everything = with_models(chosen, multipath=True, diffraction=True, common_failure="target")
    said = left_out(everything)
    assert said["attack"].endswith("other than noise jamming")
    assert (said["waves"], said["failures"]) == ("ducting", "")
