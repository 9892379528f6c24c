"""The outcome for each class of the raid, as shares of the threats launched."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from skydome.report.numbers import count
from skydome.report.style import (
    BLACK,
    BLUE,
    FAINT,
    GREY,
    VERMILLION,
    data_uri,
    new_figure,
    plain,
    print_figure,
    quiet_grid,
    settings,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from skydome.analysis import Summary
    from skydome.analysis.summary import ClassLine

WIDTH_IN, ROW_IN, FRAME_IN = 11.0, 0.42, 1.0
LEAST_LABELLED = 0.05


def draw_leakers(summary: Summary) -> str:
    """Return the figure as a data address."""
    return data_uri(_drawn(summary), "leakers")


def leakers_svg(summary: Summary) -> bytes:
    """Return the figure as SVG."""
    target = io.BytesIO()
    print_figure(_drawn(summary), target, "svg", "leakers")
    return target.getvalue()


def _drawn(summary: Summary) -> Figure:
    """Return the figure: one bar per class, from leaked to killed."""
    lines = [line for line in summary.classes if line.launched > 0]
    with settings():
        height = ROW_IN * max(len(lines), 1) + FRAME_IN
        figure = new_figure(WIDTH_IN, height)
        axes = figure.add_axes((0.20, 0.62 / height, 0.77, 1 - FRAME_IN / height))
        for row, line in enumerate(lines):
            _bar(axes, row, line, labelled=row == 0)
            if summary.parameter_band is not None:
                band = summary.parameter_band.of("leaked", line.target_class)
                ends = band.low / line.launched, min(1.0, band.high / line.launched)
                _mark(axes, row + 0.46, ends, GREY, "leaked, by parameters", row == 0)
        axes.set_yticks(
            range(len(lines)),
            [f"{plain(x.target_class)}\n{count(x.launched)} launched" for x in lines],
        )
        axes.set_ylim(len(lines) - 0.5, -0.5)
        axes.set_xlim(0, 1)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
        axes.set_xlabel("share of those launched, mean over replications")
        quiet_grid(axes, "x")
        axes.spines["left"].set_visible(False)
        handles, names = axes.get_legend_handles_labels()
        figure.legend(
            handles,
            names,
            loc="upper left",
            ncols=len(handles),
            bbox_to_anchor=(0.195, 1.0),
            borderaxespad=0.2,
        )
    return figure


def _bar(axes: Axes, row: int, line: ClassLine, *, labelled: bool) -> None:
    leaked, killed = line.leaked.value / line.launched, line.killed / line.launched
    flying = max(0.0, 1 - leaked - killed)
    left = 0.0
    for share, colour, name, ink in (
        (leaked, VERMILLION, "leaked", "white"),
        (flying, FAINT, "still in flight at the end", BLACK),
        (killed, BLUE, "killed", "white"),
    ):
        axes.barh(row, share, 0.62, left, color=colour, label=name if labelled else None)
        if share >= LEAST_LABELLED:
            axes.text(
                left + share / 2,
                row,
                f"{100 * share:.0f} %",
                color=ink,
                horizontalalignment="center",
                verticalalignment="center",
            )
        left += share
    low, high = (leak / line.launched for leak in line.leaked_band)
    _mark(axes, row + 0.38, (low, high), BLACK, "leaked, by placement", labelled)


def _mark(
    axes: Axes,
    height: float,
    ends: tuple[float, float],
    color: str,
    label: str,
    labelled: bool,  # noqa: FBT001 - as the bars above
) -> None:
    """Draw the span of a share under its bar."""
    axes.plot(
        ends,
        [height] * 2,
        color=color,
        linewidth=2.4,
        solid_capstyle="butt",
        label=label if labelled else None,
    )
