import io

import numpy as np
import pytest

from skydome.engagement.tables.elevation import elevation_of
from skydome.report.replay.channels import all_in_use, channel_rows
from skydome.report.replay.figure import draw_replay
from skydome.report.replay.map import close_ups, collect, track_pieces
from skydome.report.style import print_figure
from skydome.study import named_replication, replay_stored, simulate
from skydome.study.tracks import Engagement, Flown


@pytest.fixture(scope="module")
def replayed(small, small_tables):
    result = simulate(small, tables=small_tables)
    number = named_replication(result, "worst")
    return small, elevation_of(small), number, replay_stored(result, number)


def shot(channel, launch_s, intercept_s, unit="one"):
    return Engagement(unit, channel, "threat", "m", 1, launch_s, intercept_s, "missed")


def flown(first, last, path=0, threat=0):
    line = np.arange(first, last + 1, dtype=float)
    return Flown(threat, path, first, last, 0, "killed", line, line, line, line)


def test_no_channel_is_left_from_the_last_launch_to_the_first_intercept():
    shots = [shot(0, 10, 30), shot(1, 20, 40), shot(0, 30, 35), shot(0, 60, 70, "two")]
    assert all_in_use(shots, {"one": 2, "two": 2}) == {"one": [(20, 30), (30, 35)], "two": []}


def test_every_channel_of_every_battery_has_a_row_of_its_own(small):
    rows = channel_rows(small)
    lines = [rows.first[unit] + n for unit, most in rows.channels.items() for n in range(most)]
    assert len(set(lines)) == len(lines) == sum(rows.channels.values())
    assert rows.total > max(lines)


def test_a_track_narrows_where_a_threat_of_its_path_ends():
    pieces = list(track_pieces({"a": flown(0, 100), "b": flown(0, 60), "c": flown(20, 100)}))
    stretches = [(p.latitude_deg[0], p.latitude_deg[-1], p.flew) for p in pieces]
    assert stretches == [(0, 20, 2), (20, 60, 3), (60, 100, 2)]
    apart = list(track_pieces({"a": flown(0, 10), "b": flown(0, 10, path=1, threat=1)}))
    assert [(piece.threat, piece.flew) for piece in apart] == [(0, 1), (1, 1)]


def test_intercepts_lie_on_the_tracks_and_a_close_up_holds_battery_and_most_of_them(replayed):
    drawn = collect(*replayed)
    assert len(drawn.targets) == len(drawn.engagements) > 0
    for engagement, target in zip(drawn.engagements, drawn.targets, strict=True):
        track = drawn.flown[engagement.threat]
        off = np.hypot(track.latitude_deg - target[0], track.longitude_deg - target[1])
        assert off.min() == 0
    (square,) = close_ups(drawn)
    assert square.shots == len(drawn.engagements)
    (place,) = drawn.batteries.values()
    assert square.bounds.south_deg < place.latitude_deg < square.bounds.north_deg
    assert square.bounds.west_deg < place.longitude_deg < square.bounds.east_deg


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_the_same_replication_gives_the_same_picture(replayed, kind, start):
    pictures = []
    for _ in range(2):
        target = io.BytesIO()
        print_figure(draw_replay(*replayed), target, kind, "name")
        pictures.append(target.getvalue())
    assert pictures[0] == pictures[1]
    assert pictures[0].startswith(start)
