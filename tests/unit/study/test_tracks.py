import numpy as np
import pytest

from skydome.engagement.tables.elevation import elevation_of
from skydome.physics import earth
from skydome.study import EventRecord, named_replication, replay_stored, simulate
from skydome.study.event_text import clock, sentence_of, tally
from skydome.study.tracks import Flown, arrival_scans, engagements, flights, place_at


@pytest.fixture(scope="module")
def result(small, small_tables):
    return simulate(small, tables=small_tables)


@pytest.fixture(scope="module")
def worst(result):
    number = named_replication(result, "worst")
    return number, replay_stored(result, number)


def launch(time_s, threat, channel=0, unit="battery"):
    return EventRecord(
        time_s, "launch", threat=threat, unit=unit, missile="m", number=2, channel=channel
    )


def intercept(time_s, threat, killed, channel=0, unit="battery"):
    return EventRecord(
        time_s, "intercept", threat=threat, unit=unit, missile="m", number=killed, channel=channel
    )


def test_a_level_flight_is_where_speed_times_time_puts_it(small, worst):
    number, records = worst
    flown = flights(small, elevation_of(small), number, records)["cruise-1"]
    threat = small.threats[flown.threat]
    for scans in (0, 100, 333):
        latitude, longitude = place_at(flown, flown.arrival_scan + scans)
        distance, _ = earth.polar_from_site(
            threat.origin_latitude_deg, threat.origin_longitude_deg, latitude, longitude
        )
        expected = threat.speed_m_s.value * scans * small.scan_s
        assert float(distance) == pytest.approx(expected, abs=2)


def test_scans_of_setting_out_are_those_of_the_log(result, small):
    for number in range(3):
        arrivals = arrival_scans(small, number)
        records = replay_stored(result, number)
        logged = {r.threat: r.time_s / small.scan_s for r in records if r.event == "set_out"}
        for threat, arrival in zip(small.threats, arrivals, strict=True):
            if threat.name in logged:
                assert logged[threat.name] == max(arrival, 0)


def test_a_leaker_ends_at_its_asset_and_a_kill_ends_a_track_before(result, small, worst):
    number, records = worst
    flown = flights(small, elevation_of(small), number, records)
    leaked = [one for one in flown.values() if one.outcome == "leaked"]
    assert len(leaked) == sum(record.event == "leak" for record in records) > 0
    for one in leaked:
        asset = small.assets[small.threats[one.threat].asset]
        end = one.latitude_deg[-1], one.longitude_deg[-1]
        assert end == pytest.approx((asset.latitude_deg, asset.longitude_deg), abs=1e-6)
    best = named_replication(result, "best")
    told_best = replay_stored(result, best)
    killed = {r.threat: r.time_s for r in told_best if r.event == "intercept" and r.number}
    assert killed
    for name, one in flights(small, elevation_of(small), best, told_best).items():
        if one.outcome == "killed":
            assert (one.arrival_scan + one.last) * small.scan_s == killed[name]


def test_a_place_before_and_after_a_flight_is_that_of_its_end():
    line = np.array([10.0, 11.0, 12.0])
    flown = Flown(
        threat=0,
        path=0,
        first=5,
        last=7,
        arrival_scan=-5,
        outcome="killed",
        latitude_deg=line,
        longitude_deg=line + 60,
        altitude_m=line,
        course_rad=line,
    )
    assert place_at(flown, 0) == (10, 70)
    assert place_at(flown, 1) == (11, 71)
    assert place_at(flown, 2) == place_at(flown, 9) == (12, 72)
    assert place_at(flown, -3) == (10, 70)


def test_an_engagement_lasts_from_launch_to_intercept_on_its_channel():
    records = [
        launch(10, "one", 0),
        launch(11, "two", 1),
        launch(12, "two", 0, "other"),
        intercept(20, "two", 1, 1),
        intercept(22, "two", 0, 0, "other"),
        intercept(30, "one", 0, 0),
        launch(31, "one", 0),
        EventRecord(33, "leak", threat="one", asset="depot"),
        launch(34, "three", 1),
        intercept(40, "one", 0, 0),
    ]
    spans = [
        (e.unit, e.channel, e.launch_s, e.intercept_s, e.outcome) for e in engagements(records, 50)
    ]
    assert spans == [
        ("battery", 0, 10, 30, "missed"),
        ("battery", 1, 11, 20, "killed"),
        ("other", 0, 12, 22, "too_late"),
        ("battery", 0, 31, 40, "too_late"),
        ("battery", 1, 34, 50, "in_flight"),
    ]


def test_channels_in_use_are_those_that_the_row_counts(result, small, worst):
    number, records = worst
    shots = engagements(records, small.duration_s)
    for battery in small.batteries:
        most = small.entries[small.radars[battery.radar].entry].count("target_channels")
        own = [shot for shot in shots if shot.unit == battery.name]
        for one in own:
            at_once = [s for s in own if s.launch_s <= one.launch_s < s.intercept_s]
            assert len({shot.channel for shot in at_once}) == len(at_once) <= most
        busy = sum(shot.intercept_s - shot.launch_s for shot in own) / small.scan_s
        assert busy == result.rows[f"busy_channel_scans.{battery.name}"][number].as_py()


def test_events_are_reported_and_counted():
    records = [launch(7, "one"), intercept(69, "one", 1), intercept(70, "two", 0)]
    assert sentence_of(records[0]) == "battery fires 2 x m at one"
    assert [clock(record.time_s) for record in records] == ["0:07", "1:09", "1:10"]
    counts = tally(records)
    assert (counts["launch"], counts["intercept"], counts["killed"], counts["leak"]) == (1, 2, 1, 0)
