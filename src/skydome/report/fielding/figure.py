"""A deal over time as a figure: batteries, shortfalls by cause, promises and leakers."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.fielding.dates import month_text, year_of
from skydome.report.fielding.text import title
from skydome.report.style import (
    BLACK,
    BLUE,
    FAINT,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    data_uri,
    halo,
    new_figure,
    print_figure,
    quiet_grid,
    settings,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from skydome.fielding import Projection, Timeline
    from skydome.fielding.backtest import JudgedPromise
    from skydome.report.style import Kind

WIDTH_IN = 10.6
HEAD_IN, FOOT_IN, ROW_IN, GAP_IN = 1.05, 0.95, 2.5, 0.62
SHORTFALL_IN, MODEL_ROW_IN = 1.5, 0.23
LEFT, RIGHT = 0.062, 0.985
BETWEEN = 0.028
COLOURS = {
    "payments": PURPLE,
    "deliveries": VERMILLION,
    "crews": ORANGE,
    "spares": SKY,
    "storage": GREY,
}
NAMES = {
    "payments": "payments",
    "deliveries": "deliveries",
    "crews": "crews and setting up",
    "spares": "spares and upkeep",
    "storage": "kept in storage",
}
TITLE_WIDTH = 40
WIDEST = 3  # futures side by side; the page shows the others as tables


def draw_fielding(found: Timeline, kind: Kind) -> bytes:
    """Return the figure of a timeline, always the same bytes for it."""
    target = io.BytesIO()
    print_figure(_figure(found), target, kind, "fielding")
    return target.getvalue()


def fielding_uri(found: Timeline) -> str:
    """Return the figure of a timeline as a data address."""
    return data_uri(_figure(found), "fielding")


def promises_uri(found: Timeline) -> str:
    """Return the figure of promises, forecasts and outcomes as a data address."""
    return data_uri(_promises_figure(found), "promises")


def draw_promises(found: Timeline, kind: Kind) -> bytes:
    """Return the figure of promises, forecasts and outcomes."""
    target = io.BytesIO()
    print_figure(_promises_figure(found), target, kind, "promises")
    return target.getvalue()


# batteries, shortfalls, leakers


def _figure(found: Timeline) -> Figure:
    able = found.capability is not None
    rows = [ROW_IN, SHORTFALL_IN, *([SHORTFALL_IN] if able else [])]
    height = HEAD_IN + sum(rows) + GAP_IN * (len(rows) - 1) + FOOT_IN
    with settings():
        figure = new_figure(WIDTH_IN, height)
        shown = found.futures[:WIDEST]
        grid = _axes(figure, rows, height, len(shown))
        for column, course in enumerate(shown):
            first = column == 0
            _draw_batteries(grid[0][column], found, course, first=first)
            _draw_shortfalls(grid[1][column], course, first=first)
            if able:
                _draw_leakers(grid[2][column], found, course, first=first)
        _share_scales(grid)
        _words(figure, found, grid, height)
    return figure


def _axes(figure: Figure, rows: list[float], height: float, columns: int) -> list[list[Axes]]:
    width = (RIGHT - LEFT - BETWEEN * (columns - 1)) / columns
    grid, top = [], height - HEAD_IN
    for row in rows:
        below = top - row
        grid.append(
            [
                figure.add_axes((LEFT + n * (width + BETWEEN), below / height, width, row / height))
                for n in range(columns)
            ]
        )
        top = below - GAP_IN
    return grid


def _share_scales(grid: list[list[Axes]]) -> None:
    for row in grid:
        top = max(axes.get_ylim()[1] for axes in row)
        for axes in row:
            axes.set_ylim(0, top)


def _draw_batteries(axes: Axes, found: Timeline, course: Projection, *, first: bool) -> None:
    middle = found.quarters + 0.125
    edges = np.append(found.quarters, found.quarters[-1] + 0.25)
    axes.stairs(found.promised, edges, color=BLACK, linewidth=1.4, label="first promised")
    axes.plot(middle, course.delivered.mean, color=VERMILLION, linewidth=1.6, label="delivered")
    axes.plot(
        middle,
        course.crews_for.mean.clip(max=_most(found)),
        color=ORANGE,
        linewidth=1.2,
        linestyle=(0, (4, 2)),
        label="batteries that crews suffice for",
    )
    axes.fill_between(
        middle,
        course.operational.low,
        course.operational.high,
        color=BLUE,
        alpha=0.18,
        linewidth=0,
        label="operational, 8 in 10 draws",
    )
    axes.plot(middle, course.operational.mean, color=BLUE, linewidth=2.2, label="operational, mean")
    axes.axvline(found.as_of, color=GREY, linewidth=0.9, linestyle=":")
    axes.set_title(textwrap.fill(title(course), TITLE_WIDTH), fontsize=9)
    axes.set_ylim(0, 1.08 * _most(found))
    _dress(axes, found)
    _draw_shocks(axes, found, course)
    if first:
        axes.set_ylabel("batteries")
        axes.annotate(
            f"{_edge(found)}\n{month_text(found.as_of)}",
            (found.as_of, 0),
            xytext=(-4, 5),
            textcoords="offset points",
            fontsize=7,
            color=GREY,
            horizontalalignment="right",
            path_effects=halo(),
        )
    else:
        axes.tick_params(labelleft=False)


def _edge(found: Timeline) -> str:
    return "record ends" if found.as_of >= year_of(found.deal.record_ends) else "known until"


def _draw_shocks(axes: Axes, found: Timeline, course: Projection) -> None:
    """Shade the time of each shock of a future, with its name."""
    first, last = float(found.quarters[0]), float(found.quarters[-1] + 0.25)
    for number, shock in enumerate(course.future.shocks):
        begins = year_of(shock.begins)
        ends = min(year_of(shock.ends), last) if shock.ends else last
        axes.axvspan(begins, ends, color=VERMILLION, alpha=0.08, linewidth=0, zorder=0)
        axes.axvline(begins, color=VERMILLION, linewidth=0.8, zorder=1)
        left = begins > (first + last) / 2  # there is more room on that side
        axes.annotate(
            shock.name.replace("-", " "),
            (begins, 0.17 + 0.07 * number),
            xycoords=("data", "axes fraction"),
            xytext=(-2 if left else 2, 0),
            textcoords="offset points",
            horizontalalignment="right" if left else "left",
            fontsize=6.5,
            color=VERMILLION,
            path_effects=halo(),
        )


def _most(found: Timeline) -> float:
    top = [found.promised.max(), *(c.delivered.high.max() for c in found.futures)]
    return float(max(top))


def _draw_shortfalls(axes: Axes, course: Projection, *, first: bool) -> None:
    years = np.array([year.year for year in course.years]) + 0.5
    bottom = np.zeros(len(years))
    for cause, colour in COLOURS.items():
        lost = np.array([year.held_back[cause] for year in course.years])
        axes.bar(years, lost, 0.78, bottom, color=colour, label=NAMES[cause], zorder=2)
        bottom += lost
    for at, top, year in zip(years, bottom, course.years, strict=True):
        if year.binding is not None:
            axes.annotate(
                year.binding,
                (at, top),
                xytext=(0, 3),
                textcoords="offset points",
                fontsize=6.5,
                rotation=90,
                horizontalalignment="center",
                color=BLACK,
            )
    axes.set_ylim(0, 1.7 * max(float(bottom.max()), 0.5))
    axes.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    _ticks(axes, years[0] - 0.5, years[-1] + 0.5)
    quiet_grid(axes, "y")
    if first:
        axes.set_ylabel("battery-years lost")
    else:
        axes.tick_params(labelleft=False)


def _draw_leakers(axes: Axes, found: Timeline, course: Projection, *, first: bool) -> None:
    band = course.leaked
    if band is None or found.capability is None:
        return
    middle = found.quarters + 0.125
    axes.fill_between(middle, band.low, band.high, color=GREEN, alpha=0.18, linewidth=0)
    axes.plot(middle, band.mean, color=GREEN, linewidth=1.8)
    axes.axhline(found.capability.leaked[-1], color=BLACK, linewidth=0.9, linestyle=(0, (4, 2)))
    axes.axvline(found.as_of, color=GREY, linewidth=0.9, linestyle=":")
    axes.set_ylim(0, 1.05 * found.capability.in_raid)
    _dress(axes, found)
    if first:
        axes.set_ylabel(f"leakers of {found.capability.in_raid}\n({found.capability.scenario})")
        axes.annotate(
            "with all units",
            (found.quarters[0], found.capability.leaked[-1]),
            xytext=(3, 3),
            textcoords="offset points",
            fontsize=7,
            color=BLACK,
            path_effects=halo(),
        )
    else:
        axes.tick_params(labelleft=False)


def _dress(axes: Axes, found: Timeline) -> None:
    quiet_grid(axes)
    first, last = float(found.quarters[0]), float(found.quarters[-1] + 0.25)
    axes.set_xlim(first, last)
    _ticks(axes, first, last)


def _ticks(axes: Axes, first: float, last: float) -> None:
    step = 2 if last - first <= 16 else 5  # noqa: PLR2004 - labels that do not touch
    years = np.arange(np.ceil(first), last, step)
    axes.set_xticks(years, [f"{year:.0f}" for year in years])
    axes.tick_params(axis="x", pad=5)


def _words(figure: Figure, found: Timeline, grid: list[list[Axes]], height: float) -> None:
    figure.text(0.012, 1 - 0.26 / height, found.deal.title, fontsize=12.5, fontweight="bold")
    text = (
        f"Batteries by quarter, {found.settings.draws:,} draws; deliveries before "
        f"{month_text(found.as_of)} as recorded, later ones forecast from the slips so far."
    )
    figure.text(0.012, 1 - 0.48 / height, text, fontsize=8.5, color=GREY)
    above, _ = grid[0][0].get_legend_handles_labels()
    below, _ = grid[1][0].get_legend_handles_labels()
    place: dict[str, Any] = {"loc": "lower left", "borderaxespad": 0, "fontsize": 7.5}
    figure.legend(handles=above, bbox_to_anchor=(LEFT, 0.33 / height), ncols=5, **place)
    drawn = [handle for handle, seen in zip(below, _drawn(found), strict=True) if seen]
    figure.legend(handles=drawn, bbox_to_anchor=(LEFT, 0.09 / height), ncols=5, **place)


def _drawn(found: Timeline) -> list[bool]:
    """Return which causes are large enough to be seen."""
    return [
        any(year.held_back[cause] > 0.05 for c in found.futures for year in c.years)  # noqa: PLR2004 - seen
        for cause in COLOURS
    ]


# promises


def _promises_figure(found: Timeline) -> Figure:
    rows = [one for one in found.promises if one.deal == found.deal.id]
    rows.sort(key=lambda one: (one.unit, one.made or 0.0, one.promised))
    height = 1.25 + MODEL_ROW_IN * len(rows)
    with settings():
        figure = new_figure(WIDTH_IN, height)
        axes = figure.add_axes((0.30, 0.75 / height, 0.685, MODEL_ROW_IN * len(rows) / height))
        last = max(found.as_of, *(min(one.high or 0.0, found.as_of + 4) for one in rows)) + 0.3
        for row, one in enumerate(rows):
            _draw_promise(axes, row, one, found.as_of)
        axes.axvline(found.as_of, color=GREY, linewidth=0.9, linestyle=":", label="record ends")
        axes.set_yticks(range(len(rows)), [f"unit {o.unit}: {o.words}" for o in rows], fontsize=7.5)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        first = min(one.made or one.promised for one in rows) - 0.3
        axes.set_xlim(first, last)
        years = np.arange(np.ceil(first), last)
        axes.set_xticks(years, [f"{year:.0f}" for year in years])
        quiet_grid(axes, "x")
        figure.text(
            0.012, 1 - 0.28 / height, "Promise against outcome", fontsize=11, fontweight="bold"
        )
        handles, labels = axes.get_legend_handles_labels()
        once = dict(zip(labels, handles, strict=True))
        figure.legend(
            once.values(),
            once.keys(),
            loc="lower left",
            bbox_to_anchor=(0.012, 0.06 / height),
            ncols=7,
            fontsize=7.5,
            borderaxespad=0,
            columnspacing=1.1,
        )
    return figure


def _draw_promise(axes: Axes, row: int, one: JudgedPromise, end: float) -> None:
    if one.made is not None and one.low is not None and one.high is not None:
        axes.plot([one.made, one.promised], [row, row], color=FAINT, linewidth=1.2, zorder=1)
        axes.plot(one.made, row, "|", color=GREY, markersize=7, label="made")
        axes.plot(
            [one.low, one.high],
            [row, row],
            color=BLUE,
            alpha=0.35,
            linewidth=5.5,
            solid_capstyle="butt",
            label="forecast on that day, 8 in 10",
            zorder=2,
        )
        axes.plot(
            one.median or 0.0,
            row,
            "|",
            color=BLUE,
            markersize=9,
            markeredgewidth=1.8,
            label="its median",
            zorder=3,
        )
    axes.plot(
        one.promised,
        row,
        "o",
        color="white",
        markeredgecolor=BLACK,
        markersize=5.5,
        label="promised for",
        zorder=4,
    )
    if one.outcome is not None:
        axes.plot(one.outcome, row, "D", color=GREEN, markersize=5, label="delivered", zorder=5)
    elif one.promised < end:
        axes.plot(
            end,
            row,
            ">",
            color=VERMILLION,
            markersize=5.5,
            label="not yet, past due",
            zorder=5,
        )
