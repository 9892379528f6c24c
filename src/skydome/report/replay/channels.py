"""Target channels over time: a row per channel, grouped by battery, a bar per engagement."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from skydome.report.style import BLACK, CLASS_COLOURS, FAINT, GREY
from skydome.study.tracks import KILLED, MISSED, TOO_LATE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from skydome.scenario import ResolvedScenario
    from skydome.study.tracks import Engagement

ROW_IN, TALLEST_IN = 0.105, 9.0
GAP_ROWS, FRAME_ROWS = 1.0, 1.0  # between batteries; above the first and below the last
TWO_LINES_IN = 0.32
RASTER_FROM_ENGAGEMENTS = 1_500  # more bars than this are painted, not drawn one by one
FULL = "#f6ddd3"
SECONDS_A_MINUTE = 60.0


class Rows(NamedTuple):
    """Where each battery's first channel is drawn, and how many rows there are in all."""

    first: dict[str, float]
    channels: dict[str, int]
    total: float


def channel_rows(scenario: ResolvedScenario) -> Rows:
    """Return a row for every target channel of every battery, from the top."""
    first: dict[str, float] = {}
    channels = {}
    at = 0.0
    for battery in scenario.batteries:
        entry = scenario.entries[scenario.radars[battery.radar].entry]
        first[battery.name], channels[battery.name] = at, entry.count("target_channels")
        at += channels[battery.name] + GAP_ROWS
    return Rows(first, channels, at)


def height_in(rows: Rows) -> float:
    """Return the height of a row; many rows are drawn closer."""
    return min(rows.total * ROW_IN + FRAME_ROWS * ROW_IN, TALLEST_IN)


def all_in_use(
    engagements: list[Engagement], channels: dict[str, int]
) -> dict[str, list[tuple[float, float]]]:
    """Return, by battery, from when to when, in seconds, every target channel is in use."""
    spans: dict[str, list[tuple[float, float]]] = {unit: [] for unit in channels}
    for unit, most in channels.items():
        changes = sorted(
            change
            for engagement in engagements
            if engagement.unit == unit
            for change in ((engagement.launch_s, 1), (engagement.intercept_s, -1))
        )
        used, since = 0, 0.0
        for at, change in changes:
            if used == most and at > since:
                spans[unit].append((since, at))
            used, since = used + change, at
    return spans


def draw_channels(
    axes: Axes, scenario: ResolvedScenario, rows: Rows, engagements: list[Engagement]
) -> None:
    """Draw the engagements of every channel and their outcomes, in minutes."""
    from matplotlib.ticker import MaxNLocator

    end = scenario.duration_s / SECONDS_A_MINUTE
    _draw_batteries(axes, rows, all_in_use(engagements, rows.channels), end)
    classes = {threat.name: threat.target_class for threat in scenario.threats}
    _draw_bars(axes, rows, engagements, classes)
    _draw_ends(axes, rows, engagements)
    _name_batteries(axes, rows, engagements)
    axes.set_ylim(rows.total - GAP_ROWS - 1 + FRAME_ROWS, -FRAME_ROWS)
    axes.set_xlim(0, end)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10], integer=True))
    axes.set_xlabel("minutes from the beginning of the scenario")
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.spines["left"].set_visible(False)


def _draw_batteries(
    axes: Axes, rows: Rows, full: dict[str, list[tuple[float, float]]], end: float
) -> None:
    """Draw the empty channels, and shading where a battery has none free."""
    for unit, first in rows.first.items():
        channels = rows.channels[unit]
        lines = [first + channel for channel in range(channels)]
        axes.hlines(lines, 0, end, color=FAINT, linewidth=0.6, zorder=1)
        minutes = [
            (start / SECONDS_A_MINUTE, (stop - start) / SECONDS_A_MINUTE)
            for start, stop in full[unit]
        ]
        axes.broken_barh(minutes, (first - 0.9, channels + 0.8), facecolor=FULL, zorder=0.5)


def _draw_bars(
    axes: Axes, rows: Rows, engagements: list[Engagement], classes: dict[str, str]
) -> None:
    axes.barh(
        [_row(rows, engagement) for engagement in engagements],
        [(e.intercept_s - e.launch_s) / SECONDS_A_MINUTE for e in engagements],
        0.62,
        [engagement.launch_s / SECONDS_A_MINUTE for engagement in engagements],
        color=[CLASS_COLOURS.get(classes[e.threat], GREY) for e in engagements],
        edgecolor="white",
        linewidth=0.4,
        rasterized=len(engagements) > RASTER_FROM_ENGAGEMENTS,
        zorder=2,
    )


def _draw_ends(axes: Axes, rows: Rows, engagements: list[Engagement]) -> None:
    for outcomes, face in (((KILLED,), BLACK), ((MISSED, TOO_LATE), "white")):
        ended = [engagement for engagement in engagements if engagement.outcome in outcomes]
        axes.scatter(
            [engagement.intercept_s / SECONDS_A_MINUTE for engagement in ended],
            [_row(rows, engagement) for engagement in ended],
            s=15,
            facecolor=face,
            edgecolor=BLACK,
            linewidth=0.7,
            rasterized=len(engagements) > RASTER_FROM_ENGAGEMENTS,
            zorder=3,
        )


def _row(rows: Rows, engagement: Engagement) -> float:
    return rows.first[engagement.unit] + engagement.channel


def _name_batteries(axes: Axes, rows: Rows, engagements: list[Engagement]) -> None:
    middles = [first + (rows.channels[unit] - 1) / 2 for unit, first in rows.first.items()]
    row_in = height_in(rows) / (rows.total + FRAME_ROWS)
    names = []
    for unit, channels in rows.channels.items():
        count = sum(engagement.unit == unit for engagement in engagements)
        below = f"\n{channels} channels, {count} engagements"
        names.append(unit + (below if channels * row_in > TWO_LINES_IN else ""))
    axes.set_yticks(middles, names, fontsize=7.5)
