"""The playback of a replication and the causes of leaks, as the app gets them."""

import pytest

from skydome.engagement.tables.elevation import elevation_of
from skydome.errors import InputError
from skydome.serve.raid import causes, raid
from skydome.study import named_replication, read_result, replay_stored, run_to_folder
from skydome.study.leak_text import NAMES
from skydome.study.tracks import engagements, flights


@pytest.fixture(scope="module")
def folder(small, tmp_path_factory):
    return run_to_folder(small, tmp_path_factory.mktemp("raid") / "small")


@pytest.fixture(scope="module")
def worst(folder):
    return raid(folder, "worst")


@pytest.fixture(scope="module")
def records(folder, worst):
    return replay_stored(read_result(folder), worst.replication)


def test_it_is_the_replication_that_was_asked_for(folder, worst):
    result = read_result(folder)
    assert worst.replication == named_replication(result, "worst")
    assert (worst.run, worst.scenario) == ("small", result.scenario.name)
    assert worst.placement == worst.replication % result.scenario.terrain.placements
    assert raid(folder, str(worst.replication)) == worst


@pytest.mark.parametrize("name", ["wurst", "-1", "100000000000", "1.5", "", "²"])
def test_another_name_is_refused(folder, name):
    with pytest.raises(InputError, match="there is no replication"):
        raid(folder, name)


def test_columns_of_a_flight_are_those_of_the_replay_rounded(folder, worst, records):
    scenario = read_result(folder).scenario
    flown = flights(scenario, elevation_of(scenario), worst.replication, records)
    assert [threat.name for threat in worst.threats] == [
        threat.name for threat in scenario.threats if threat.name in flown
    ]
    for n, threat in enumerate(worst.threats):
        assert threat.id == n
        own = flown[threat.name]
        sizes = {len(c) for c in (threat.t_s, threat.lon_deg, threat.lat_deg, threat.altitude_m)}
        assert sizes == {len(threat.t_s)}
        assert threat.end == own.outcome
        assert threat.lat_deg[-1] == pytest.approx(own.latitude_deg[-1], abs=5.1e-5)
        assert threat.lon_deg[0] == pytest.approx(own.longitude_deg[0], abs=5.1e-5)
        assert threat.altitude_m[-1] == pytest.approx(own.altitude_m[-1], abs=0.51)
        assert threat.end_s == threat.t_s[-1]


def test_shots_and_channels_are_the_engagements_of_the_replay(worst, records):
    engaged = engagements(records, worst.duration_s)
    assert len(worst.shots) == len(engaged)
    for shot, one in zip(worst.shots, engaged, strict=True):
        assert worst.threats[shot.threat].name == one.threat
        assert (shot.launcher, shot.outcome) == (one.unit, one.outcome)
        assert shot.t_s == (shot.launch_s, shot.end_s)
        assert shot.launch_s == pytest.approx(one.launch_s, abs=0.051)
    assert sum(len(channel.spans) for channel in worst.channels) == len(engaged)
    for channel in worst.channels:
        assert channel.channel >= 1
        starts = [span.start_s for span in channel.spans]
        ends = [span.end_s for span in channel.spans]
        assert all(end <= start for end, start in zip(ends[:-1], starts[1:], strict=True))


def test_events_are_all_but_the_detections(worst, records):
    kinds = [record.event for record in records if record.event != "detection"]
    assert [event.kind for event in worst.events] == kinds
    for event in worst.events:
        assert event.threat == -1 or worst.threats[event.threat].name in event.text


def test_every_leaker_has_a_cause_and_its_chain_ends_at_the_asset(worst):
    leaked = [n for n, threat in enumerate(worst.threats) if threat.end == "leaked"]
    assert sorted(leaker.threat for leaker in worst.leakers) == leaked
    assert sum(worst.causes.values()) == len(leaked) > 0
    assert sum(asset.leaked for asset in worst.assets) == len(leaked)
    for leaker in worst.leakers:
        assert leaker.cause in worst.cause_names
        times = [step.t_s for step in leaker.chain]
        assert times == sorted(times)
        assert leaker.chain[-1].text.endswith(f"reaches {leaker.asset}")
        assert leaker.arrived_s == worst.threats[leaker.threat].end_s


def test_causes_over_replications(folder):
    found = causes(folder, 32)
    assert found.cause_names == NAMES
    assert found.meanings.keys() == found.remedies.keys() == NAMES.keys()
    together = sum(line.leaked.value for line in found.lines if not line.target_class)
    assert together == pytest.approx(found.total.value)
    assert 0 < found.sampled <= found.replications
