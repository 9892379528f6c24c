"""One replication as a figure: tracks and engagements over terrain, channels over time below."""

from __future__ import annotations

from math import ceil, cos, radians
from typing import TYPE_CHECKING, Any

from skydome.engagement.tables.parameter_draws import scenario_of_placement
from skydome.report import basemap
from skydome.report.replay.channels import FULL, channel_rows, draw_channels, height_in
from skydome.report.replay.map import (
    CloseUp,
    Drawn,
    bounds_of,
    close_ups,
    collect,
    colour_of,
    draw_close_up,
    draw_replay_map,
)
from skydome.report.style import BLACK, plain, settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from skydome.scenario import ResolvedScenario
    from skydome.study import EventRecord
    from skydome.terrain import Bounds, Grid

CHANNELS_LEFT_IN, RIGHT_IN, AXIS_IN = 1.95, 0.15, 0.55
IN_A_ROW, MOST_CLOSE_UPS, BETWEEN_IN, TITLE_IN = 4, 8, 0.12, 0.28
SQUARE_IN = (
    basemap.WIDTH_IN - basemap.LEFT_IN - basemap.RIGHT_IN + BETWEEN_IN
) / IN_A_ROW - BETWEEN_IN
SQUARE_ROW_IN = SQUARE_IN + TITLE_IN + 0.2
WORTH_A_CLOSE_UP = 2.0  # times larger than on the map


def draw_replay(
    scenario: ResolvedScenario, grid: Grid, replication: int, records: list[EventRecord]
) -> Figure:
    """Return the figure of one replication.

    Parameters
    ----------
    scenario, grid
        What was run, and the ground under it.
    replication
        Its number, which says where the sites stand and when threats set out.
    records
        Its events, from `skydome.study.replay_stored`.
    """
    scenario = scenario_of_placement(scenario, replication % scenario.terrain.placements)
    with settings():
        drawn = collect(scenario, grid, replication, records)
        bounds, legend, rows = bounds_of(drawn, grid), _legend(drawn), channel_rows(scenario)
        squares = _squares(drawn, bounds)
        lower_in = AXIS_IN + height_in(rows)
        below_in = lower_in + ceil(len(squares) / IN_A_ROW) * SQUARE_ROW_IN
        figure, axes = basemap.canvas(bounds, len(legend), below_in)
        draw_replay_map(axes, drawn, grid, bounds)
        basemap.draw_legend(figure, axes, legend)
        for number, square in enumerate(squares):
            place = _square_place(number, below_in)
            draw_close_up(_axes(figure, *place), drawn, grid, square)
        width_in = basemap.WIDTH_IN - CHANNELS_LEFT_IN - RIGHT_IN
        lower = _axes(figure, CHANNELS_LEFT_IN, AXIS_IN, width_in, height_in(rows))
        draw_channels(lower, scenario, rows, drawn.engagements)
    return figure


def _axes(figure: Figure, left_in: float, bottom_in: float, width: float, height: float) -> Axes:
    """Return axes at a place in inches."""
    wide, tall = figure.get_size_inches()
    return figure.add_axes((left_in / wide, bottom_in / tall, width / wide, height / tall))


def _square_place(number: int, top_in: float) -> tuple[float, float, float, float]:
    """Return left, bottom, width and height of a close-up."""
    row, column = divmod(number, IN_A_ROW)
    left = basemap.LEFT_IN + column * (SQUARE_IN + BETWEEN_IN)
    bottom = top_in - row * SQUARE_ROW_IN - TITLE_IN - SQUARE_IN
    return left, bottom, SQUARE_IN, SQUARE_IN


def _squares(drawn: Drawn, bounds: Bounds) -> list[CloseUp]:
    """Return the close-ups that show more than the map does, of the units that fired most."""
    middle = radians((bounds.south_deg + bounds.north_deg) / 2)
    wide_m = (bounds.east_deg - bounds.west_deg) * basemap.METRES_PER_DEGREE * cos(middle)
    map_m_in = wide_m / (basemap.WIDTH_IN - basemap.LEFT_IN - basemap.RIGHT_IN)
    worth = [
        square
        for square in close_ups(drawn)
        if 2 * square.half_m / SQUARE_IN * WORTH_A_CLOSE_UP < map_m_in
    ]
    most = sorted(worth, key=lambda square: -square.shots)[:MOST_CLOSE_UPS]
    return [square for square in worth if square in most]


def _legend(drawn: Drawn) -> list[tuple[str, list[Any]]]:
    """Return the rows of the legend, for the map and for the channels below it."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    def point(marker: str, face: str, text: str, line: Any = "", edge: str = BLACK) -> Line2D:  # noqa: ANN401 - a name or a pattern of dashes
        handle = Line2D([], [], color=BLACK, marker=marker, mfc=face, mec=edge, label=text, ls=line)
        handle.set_linewidth(0.6)
        handle.set_markersize(5 if marker == "o" else 7)
        return handle

    threats = [drawn.scenario.threats[flown.threat] for flown in drawn.flown.values()]
    classes = dict.fromkeys(threat.target_class for threat in threats)
    lines = [Line2D([], [], color=colour_of(name), label=plain(name), lw=2) for name in classes]
    marks = [
        point("o", BLACK, "killed", "-"),
        point("o", "white", "missed", (0, (2, 2))),
        point("X", BLACK, "leaked", edge="white"),
        point("^", BLACK, "battery", edge="white"),
        point("o", basemap.ASSET, "asset"),
        Patch(facecolor=FULL, label="no channel left (below)"),
    ]
    return [("Target class", lines), ("Engagements", marks)]
