"""Maps of reports and replays across the date line: the same as elsewhere, in one piece."""

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from moved import moved

from skydome.coverage import range_by_altitude
from skydome.coverage.question import stated_target
from skydome.engagement.tables.elevation import elevation_of
from skydome.report.replay.figure import draw_replay
from skydome.report.replay.map import close_ups, collect
from skydome.report.run import map as run_map
from skydome.study import replay_stored, simulate

ON_THE_LINE_DEG, ELSEWHERE_DEG = 180.0, 100.0
SHIFT_DEG = ON_THE_LINE_DEG - ELSEWHERE_DEG


@pytest.fixture(scope="module")
def both(small):
    return moved(small, ON_THE_LINE_DEG), moved(small, ELSEWHERE_DEG)


def drawn_at(axes):
    """Return the longitudes of all lines, areas, points and texts of a map."""
    found = [line.get_xdata() for line in axes.lines]
    found += [patch.get_xy()[:, 0] for patch in axes.patches]
    for collection in axes.collections:
        if isinstance(collection, LineCollection):
            found += [segment[:, 0] for segment in collection.get_segments()]
        else:
            found.append(np.asarray(collection.get_offsets())[:, 0])
    found += [[text.xy[0]] for text in axes.texts if hasattr(text, "xy")]
    return np.concatenate([np.asarray(some, dtype=float).ravel() for some in found])


def map_of(scenario, monkeypatch) -> Figure:
    figures = []
    monkeypatch.setattr(run_map, "data_uri", lambda figure, _: figures.append(figure))
    grid = elevation_of(scenario)
    covers = range_by_altitude(scenario, grid, stated_target(scenario), [100.0], alone=True)
    run_map.draw_map(scenario, grid, covers, [100.0])
    return figures[0]


def test_the_map_of_a_report_is_that_elsewhere(both, monkeypatch):
    here, there = (map_of(scenario, monkeypatch).axes[0] for scenario in both)
    np.testing.assert_allclose(np.array(here.get_xlim()) - SHIFT_DEG, there.get_xlim(), atol=1e-6)
    np.testing.assert_allclose(drawn_at(here) - SHIFT_DEG, drawn_at(there), atol=1e-6)
    labels = [text.get_text() for text in here.get_xticklabels()]
    assert "180°" in labels
    assert "179°W" in labels


def test_the_figure_of_a_replay_is_in_one_piece(both):
    scenario = both[0]
    grid = elevation_of(scenario)
    records = replay_stored(simulate(scenario), 0)
    drawn = collect(scenario, grid, 0, records)
    # The raid starts two degrees west of the site at 180 degrees, the bridge is one degree east.
    for flown in drawn.flown.values():
        assert np.abs(np.diff(flown.longitude_deg)).max() < 1
    sites = [place.longitude_deg for place in drawn.batteries.values()]
    assert sites == pytest.approx([180] * len(sites), abs=0.2)
    assert all(177 < longitude < 182 for _, longitude in drawn.targets)
    assert close_ups(drawn)
    axes = draw_replay(scenario, grid, 0, records).axes[0]
    west, east = axes.get_xlim()
    assert east - west < 30
    longitudes = drawn_at(axes)
    assert longitudes.min() > west - 1
    assert longitudes.max() < east + 1
