"""The figure of a campaign: leakers, missiles and nodes in action, by day and future."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from skydome.report.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    data_uri,
    new_figure,
    print_figure,
    quiet_grid,
    settings,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from skydome.campaign import Campaign, FutureOutcome
    from skydome.report.style import Kind

COLOURS = (VERMILLION, BLUE, GREEN, ORANGE, PURPLE, SKY)
MARKS = ("o", "s", "^", "D", "v", "P")
PANELS = {
    "leaked": "leakers by day",
    "left": "missiles left in the evening",
    "fired": "missiles fired by day",
    "nodes_up": "nodes in action in the morning",
}
WIDTH, HEIGHT, SPREAD = 8.6, 5.6, 0.07
IN_A_ROW = 4  # names in the legend


def draw_campaign(found: Campaign, kind: Kind) -> bytes:
    """Return the figure as SVG or PNG, the same bytes for the same answer."""
    target = io.BytesIO()
    with settings():
        print_figure(_figure(found), target, kind, "campaign")
    return target.getvalue()


def campaign_uri(found: Campaign) -> str:
    """Return the figure as a data address."""
    with settings():
        return data_uri(_figure(found), "campaign")


def _figure(found: Campaign) -> Figure:
    figure = new_figure(WIDTH, HEIGHT)
    panels = [name for name in PANELS if name != "nodes_up" or found.nodes]
    places = figure.subplots(2, 2, sharex=True).flatten()
    for axes, name in zip(places, panels, strict=False):
        axes.set_title(PANELS[name])
        for n, course in enumerate(found.courses):
            _line(axes, course, name, n, len(found.courses))
        _scale(axes, found, name)
    for axes in places[len(panels) :]:
        axes.set_axis_off()
    for axes in places[-2:]:
        axes.set_xlabel("day")
    handles, labels = places[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncol=IN_A_ROW)
    rows = -(-len(labels) // IN_A_ROW)
    figure.tight_layout(rect=(0, 0.02 + 0.03 * rows, 1, 1))
    return figure


def _line(axes: Axes, course: FutureOutcome, name: str, place: int, places: int) -> None:
    """Draw means with their intervals, futures slightly apart so that all are visible."""
    aside = SPREAD * (place - (places - 1) / 2)
    at = np.array([day.day for day in course.days]) + aside
    value, low, high = np.array([getattr(day, name) for day in course.days]).T
    axes.errorbar(
        at,
        value,
        yerr=[value - low, high - value],
        color=COLOURS[place],
        marker=MARKS[place],
        markersize=4.5,
        linewidth=1.4,
        capsize=2,
        label=course.name,
    )


def _scale(axes: Axes, found: Campaign, name: str) -> None:
    tops = {
        "leaked": ("all threats", max(day.threats for day in found.courses[0].days)),
        "left": ("at the beginning", found.missiles),
        "nodes_up": ("all nodes", len(found.nodes)),
    }
    axes.set_ylim(0, None)
    if name in tops:
        words, top = tops[name]
        axes.axhline(top, color=GREY, linewidth=0.8, linestyle=":")
        place = ("axes fraction", "data")
        axes.annotate(words, (0.01, top), xycoords=place, va="bottom", color=GREY, fontsize=7.5)
        axes.set_ylim(0, max(axes.get_ylim()[1], 1.12 * top))
    axes.set_xticks([day.day for day in found.courses[0].days])
    quiet_grid(axes)
