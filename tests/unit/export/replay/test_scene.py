"""Parts of a scene, worked out by hand."""

import numpy as np
import pytest

from skydome import load
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.placement import places
from skydome.export.replay import czml_moving, track_errors
from skydome.export.replay.flights import Flight
from skydome.export.replay.nodes import nodes_of
from skydome.export.replay.scene import date_at
from skydome.export.replay.shots import uses_of
from skydome.physics.estimation.measurement import angle_accuracy_rad, range_accuracy_m
from skydome.study import EventRecord
from skydome.study.tracks import Engagement


def shot(channel, launch_s, intercept_s, unit="regiment-battery-1"):
    return Engagement(unit, channel, "cruise-1", "m", 1, launch_s, intercept_s, "missed")


def test_dates_have_fractions_only_where_there_are_any():
    assert date_at(0.0) == "2000-01-01T00:00:00Z"
    assert date_at(3_725.25) == "2000-01-01T01:02:05.25Z"


def test_channels_in_use_change_with_launches_and_intercepts(small):
    """Two engagements from 10 to 30 and from 20 to 40: one, two, one channel in use."""
    uses = list(uses_of(small, [shot(0, 10, 30), shot(1, 20, 40)]))
    assert [(use.from_s, use.until_s, use.used) for use in uses] == [
        (0, 10, 0),
        (10, 20, 1),
        (20, 30, 2),
        (30, 40, 1),
        (40, small.duration_s, 0),
    ]


def event(time_s, kind, network="n", threat="t", radar="r"):
    return EventRecord(time_s, kind, threat=threat, network=network, radar=radar)


def flight(last_s):
    time = np.arange(0.0, last_s + 1)
    zero = np.zeros_like(time)
    lat = 28.0 + zero
    return Flight(
        "t",
        "w",
        "fighter",
        "aircraft",
        "hostile",
        "a",
        "leaked",
        time,
        lat,
        74 + zero,
        zero + 5e3,
        zero,
    )


def test_a_track_lasts_until_it_is_lost_taken_over_or_its_threat_ends():
    records = [
        event(10, "track"),
        event(12, "track", network="other"),
        event(20, "track_lost"),
        event(25, "track"),
        event(30, "track", radar="s"),
    ]
    ended = track_errors._periods(records, {"t": flight(50)})
    assert [(one.time_s, one.radar, until) for one, until in ended] == [
        (10, "r", 20),
        (12, "r", 50),
        (25, "r", 30),
        (30, "s", 50),
    ]


def test_the_error_of_a_track_is_that_of_a_settled_filter(small, monkeypatch):
    """With a quiet target the filter averages; with a wild one it believes the last look.

    At a signal-to-noise ratio of 100 per pulse, a manoeuvre so great that alpha is 1 leaves the
    error of one measurement.
    """
    radar = next(r for r in small.radars if r.entry == "92n6e")
    entry = small.entries["92n6e"]
    monkeypatch.setattr(track_errors.sensing, "signal_ratio", lambda *_: np.array([100.0]))
    wild = small.entries["cruise-missile-low"]
    changed = wild.parameters | {
        "manoeuvre": wild.parameters["manoeuvre"].model_copy(update={"value": 1e6})
    }
    scenario = small.model_copy(
        update={
            "entries": small.entries | {"fighter": wild.model_copy(update={"parameters": changed})}
        }
    )
    spot = places(small, elevation_of(small), 0)[radar.site]
    sensor = track_errors.sensing.sensor_of(entry, track_errors.sensing.scene_of(small))
    azimuth, along, across = track_errors._errors(
        scenario, radar, spot, sensor, flight(3), np.array([1])
    )
    ratio = 100.0 * entry.count("pulses_integrated")
    bandwidth = 299_792_458 / (2 * entry.si("range_resolution"))
    assert along == pytest.approx(range_accuracy_m(ratio, bandwidth), rel=1e-3)
    # one degree of longitude at 28 degrees north is 98.4 km, to the east of the site at 73
    assert np.degrees(azimuth) == pytest.approx(90, abs=6)
    width = angle_accuracy_rad(ratio, entry.si("azimuth_beamwidth"))
    assert across == pytest.approx(98.4e3 * width, rel=0.08)


def test_a_battery_that_moves_is_at_its_second_site_from_then_on(examples):
    move = {"at_s": 60, "travel_s": 300}
    scenario = load(examples / "two_sides.yaml", settings={"defence.home.relocation": move})
    mover = scenario.batteries[0]
    spots = places(scenario, elevation_of(scenario), 0)
    records = [EventRecord(100.0, "moves", unit=mover.name)]
    before = [n for n in nodes_of(scenario, spots, []) if n.battery == mover.name]
    assert [(n.from_s, n.until_s) for n in before] == [(0.0, scenario.duration_s)]
    after = [n for n in nodes_of(scenario, spots, records) if n.battery == mover.name]
    assert [(n.from_s, n.until_s) for n in after] == [
        (0.0, 100.0),
        (100.0, scenario.duration_s),
    ]
    assert after[0].place != after[1].place


def test_what_is_lost_ends_then_and_says_so(small):
    spots = places(small, elevation_of(small), 0)
    name = small.batteries[0].name
    nodes = nodes_of(small, spots, [EventRecord(60.0, "lost", unit=name)])
    assert [(n.until_s, n.lost) for n in nodes if n.name == name] == [(60.0, True)]
    assert not any(n.lost for n in nodes if n.name != name)


@pytest.mark.parametrize(
    ("along_m", "across_m", "azimuth_deg", "degrees"),
    [
        # Cesium's longer half axis points east unless turned, counter-clockwise. Across the beam to
        # the north it is east; along the beam to the north it is a quarter turn; along the beam to
        # the north-east an eighth.
        (10.0, 200.0, 0.0, 0.0),
        (200.0, 10.0, 0.0, 90.0),
        (200.0, 10.0, 45.0, 45.0),
        (10.0, 200.0, 45.0, 135.0),
    ],
)
def test_an_ellipse_in_czml_points_along_its_longer_error(along_m, across_m, azimuth_deg, degrees):
    one = np.array([1.0])
    held = track_errors.Held(
        "n", "r", "t", 0.0, 1.0, one, one * azimuth_deg, one * along_m, one * across_m
    )
    drawn = czml_moving._ellipse(held)
    assert drawn["semiMajorAxis"]["number"] == [1.0, 200.0]
    assert drawn["semiMinorAxis"]["number"] == [1.0, 10.0]
    turned = np.degrees(drawn["rotation"]["number"][1])
    assert abs((turned - degrees + 90) % 180 - 90) < 0.01
