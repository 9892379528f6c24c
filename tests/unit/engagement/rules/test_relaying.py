"""What a network hears of a neighbour's radars: when, how long, and what it may do with it."""

import numpy as np
import pytest
import yaml
from hand_made import one_change, rows_of_both
from hypothesis import given, settings
from hypothesis import strategies as st

from skydome.engagement.state import new_state
from skydome.engagement.tables.build import build_world
from skydome.engagement.tables.columns import ragged, thresholds
from skydome.engagement.tables.defaults import each
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.relays import Relay, relays_of, with_relays
from skydome.engagement.world import CUE, CUT, EMIT, EVENTS, LOSE, NEVER
from skydome.scenario import load
from skydome.study.replay import names_of, replay
from skydome.validation.worlds import FIRED, Setting, build, play_one

WEST, EAST = 0, 1  # networks, their radars and their units
TWO = Setting(threats=3, layers=2, window=70, length=75, scans=90, kill_probability=0.0)


def neighbours(setting=TWO, *, delay, east=0.0, reaction=0, period=1, hold=1, **replaced):
    """Return two networks of which the west tells the east what its radar tracks.

    ``east`` is from which share of its path on the east sees a threat; 0 is never.
    """
    world = build(setting)
    seen = thresholds(np.full(setting.length, setting.detection_probability))
    own = np.where(np.arange(setting.length) >= setting.length * east, seen, 0) * (east > 0)
    detections = ragged([seen, own.astype(seen.dtype)])
    world = world._replace(
        networks=2,
        commands=2,
        radar_command=each(2, 0) + np.arange(2, dtype=np.int32),
        command_delay=each(2, 0),
        group_doctrine=each(6, 0),
        radar_period=each(2, period),
        radar_drop_misses=each(2, 2),
        threat_hold=each(setting.threats, hold),
        unit_reaction=np.array([200, reaction], dtype=np.int32),
        detection_first=detections.first,
        detection_offset=detections.offset,
        detection_threshold=detections.values,
        **replaced,
    )
    return world if delay is None else with_relays(world, [Relay(WEST, EAST, delay)])


def heard(world, replication=0):
    """Return the tracks of each network as (begins or ends, threat, scan), and its launches."""
    rows_of_both(world)
    state = new_state(world, 20_000)
    play_one(world, state, replication)
    found = {"track": ([], []), "track_lost": ([], []), "launch": ([], [])}
    for kind, scan, first, second, *_ in state.events[: state.event_count[0]].tolist():
        if EVENTS[kind] in found and second in {WEST, EAST}:
            found[EVENTS[kind]][second].append((first, scan))
    return found


# when it hears


@settings(max_examples=40, deadline=None)
@given(
    delay=st.integers(0, 40),
    period=st.integers(1, 9),
    hits=st.integers(1, 3),
    hold=st.integers(1, 12),
    chance=st.sampled_from([0.3, 0.6, 0.9, 1.0]),
)
def test_a_network_without_sight_tracks_what_its_neighbour_does_a_delay_later(
    delay, period, hits, hold, chance
):
    setting = TWO._replace(
        detection_probability=chance, confirm_hits=hits, confirm_looks=3, jitter=9
    )
    found = heard(neighbours(setting, delay=delay, period=period, hold=hold))
    for event in ("track", "track_lost"):
        west, east = (set(tracks) for tracks in found[event])
        later = {(t, scan + delay) for t, scan in west}
        assert east == {(t, scan) for t, scan in later if (t, scan) in east}
        missing = later - east  # it had arrived by then, or the scenario was over
        assert all(scan > setting.length for _, scan in missing)


def test_most_of_these_worlds_have_tracks_that_begin_and_end():
    setting = TWO._replace(detection_probability=0.6, confirm_hits=2, confirm_looks=3, threats=20)
    found = heard(neighbours(setting, delay=7))
    assert len(found["track"][EAST]) > 40
    assert len(found["track_lost"][EAST]) > 20


@pytest.mark.parametrize("delay", [0, 1, 10])
def test_the_first_track_comes_when_the_neighbours_does_and_the_delay_later(delay):
    found = heard(neighbours(delay=delay, period=4))
    first = [min(scan for _, scan in found["track"][n]) for n in (WEST, EAST)]
    assert first[EAST] == first[WEST] + delay


# what it may do with it


@pytest.mark.parametrize("delay", [None, 0, 5, 20, 30])
def test_a_cue_begins_the_reaction_and_its_own_track_allows_the_launch(delay):
    own, reaction = 30, 12  # the scan in which it sees the threat itself
    found = heard(neighbours(delay=delay, east=own / TWO.length, reaction=reaction))
    cued = own if delay is None else delay
    assert min(scan for _, scan in found["launch"][EAST]) == max(own, min(cued, own) + reaction)


def test_nothing_is_fired_on_a_neighbours_track_alone():
    world = neighbours(delay=3)
    found = heard(world)
    assert len(found["track"][EAST]) == TWO.threats
    assert not found["launch"][EAST]
    allowed = world._replace(any_track=1)
    assert len(heard(allowed)["launch"][EAST]) == TWO.threats


def test_a_cue_wakes_a_silent_radar():
    waits = one_change(EMIT, 2 + EAST, 0) | {"change_chance": np.zeros(1, dtype=np.uint32)}
    waits |= {"change_trigger": each(1, CUE), "change_delay": each(1, 4)}
    on = np.array([0, NEVER], dtype=np.int32)
    deaf = neighbours(delay=None, east=0.01, radar_on=on, **waits)
    assert not heard(deaf)["track"][EAST]
    told = neighbours(delay=6, east=0.01, radar_on=on, **waits)
    assert min(scan for _, scan in heard(told)["launch"][EAST]) == 6 + 1 + 4


@pytest.mark.parametrize(
    ("kind", "node"),
    [(LOSE, 2 + WEST), (CUT, 2 + WEST), (LOSE, WEST), (CUT, WEST)],
    ids=["radar lost", "radar cut off", "command post lost", "command post cut off"],
)
def test_what_is_lost_or_cut_off_passes_nothing_on_at_once(kind, node):
    found = heard(neighbours(delay=9, **one_change(kind, node, 40)))
    assert {scan for _, scan in found["track"][EAST]} == {9}
    assert {scan for _, scan in found["track_lost"][EAST]} == {40}


@pytest.mark.parametrize("kind", [LOSE, CUT])
def test_who_is_cut_off_does_not_hear_the_neighbour(kind):
    world = neighbours(delay=9, east=0.5, **one_change(kind, EAST, 5))
    without = neighbours(delay=None, east=0.5, **one_change(kind, EAST, 5))
    assert (rows_of_both(world) == rows_of_both(without)).all()


def test_a_radar_that_begins_to_radiate_is_received_the_delay_later():
    on = np.array([25, 0], dtype=np.int32)
    found = heard(neighbours(delay=9, radar_on=on))
    assert {scan for _, scan in found["track"][EAST]} == {34}


def test_a_relay_is_counted_nowhere():
    setting = TWO._replace(stock=0, detection_probability=0.4)
    told, deaf = (rows_of_both(neighbours(setting, delay=d, east=0.2)) for d in (3, None))
    assert (told == deaf).all()
    assert told[:, FIRED].sum() == 0


# as a person writes it


@pytest.fixture
def example(examples, tmp_path):
    """Return a function that loads the example of neighbours, edited."""

    def edited(edit=lambda _document: None):
        document = yaml.safe_load((examples / "neighbours.yaml").read_text(encoding="utf-8"))
        document["terrain"]["placements"] = 1
        edit(document)
        file = tmp_path / "neighbours.yaml"
        file.write_text(yaml.safe_dump(document), encoding="utf-8")
        return load(file)

    return edited


def test_each_radar_of_the_neighbour_has_a_relay_but_those_that_do_not_cue(example):
    scenario = example()
    own = [r for r, radar in enumerate(scenario.radars) if radar.network == WEST]
    assert relays_of(scenario) == [Relay(r, EAST, 10) for r in own]
    world = build_world(scenario, elevation_of(scenario), 0)
    assert world.relay_radar.tolist() == own
    assert world.radar_network.tolist()[-len(own) :] == [EAST] * len(own)

    def told_apart(document):
        judged = {"unit": "1", "source": "scenario-author", "confidence": "unsourced"}
        document["parameters"]["96l6e.cues_neighbours"] = judged | {"value": 0, "reason": "x"}

    names = {scenario.radars[relay.radar].name for relay in relays_of(example(told_apart))}
    assert names == {scenario.radars[r].name for r in own} - {"west-96l6e"}
    assert "west-96l6e" in {scenario.radars[r].name for r in own}


def test_the_log_names_the_neighbours_radar(example):
    scenario = example()
    _, events = replay(scenario, 0)
    tracks = [event for event in events if event.kind == "track"]
    first = next(event for event in tracks if event.numbers[1] == EAST)
    assert first.numbers[2] >= len(scenario.radars)
    name = names_of(scenario).radars[first.numbers[2]]
    told = next(event for event in tracks if event.numbers[1] == WEST)
    assert name == names_of(scenario).radars[told.numbers[2]]
    assert name.startswith("west-")
    assert first.scan == told.scan + 10
