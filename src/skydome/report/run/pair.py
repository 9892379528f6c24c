"""Two runs in one picture: the differences of the second from the first, with intervals."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from skydome.forms import counted
from skydome.report.numbers import count
from skydome.report.style import BLUE, GREY, VERMILLION, new_figure, quiet_grid, settings
from skydome.report.unit_map import picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from skydome.analysis import Paired, PairedLine
    from skydome.report.style import Kind

WIDTH_IN, ROW_IN, PANEL_IN, HEAD_IN, FOOT_IN = 9.0, 0.27, 0.62, 0.95, 0.15
LEFT, RIGHT = 0.25, 0.80
ROUNDING = 1e-9


def draw_pair(found: Paired, kind: Kind = "png") -> bytes:
    """Return the picture of two paired results; a panel for each kind of counter."""
    panels = [list(lines) for _, lines in groupby(found.lines, key=lambda one: one.measure)]
    tall = HEAD_IN + FOOT_IN + sum(PANEL_IN + ROW_IN * len(lines) for lines in panels)
    with settings():
        figure = new_figure(WIDTH_IN, tall)
        title = f"{found.second} minus {found.first}"
        figure.text(0.015, 1 - 0.28 / tall, title, fontsize=12.5, fontweight="bold")
        basis = (
            f"The same random numbers in both: seed {found.seed}, "
            f"{found.replications:,} replications, {counted(found.placements, 'placement')}. "
            "Difference per replication, with its 95 % interval."
        )
        figure.text(0.015, 1 - 0.52 / tall, basis, fontsize=8.5)
        top = tall - HEAD_IN
        for lines in panels:
            height = ROW_IN * len(lines)
            axes = figure.add_axes((LEFT, (top - height) / tall, RIGHT - LEFT, height / tall))
            _draw_panel(axes, lines)
            top -= height + PANEL_IN
        return picture(figure, kind, "pair")


def _draw_panel(axes: Axes, lines: list[PairedLine]) -> None:
    for n, one in enumerate(lines):
        value, low, high = one.difference
        colour = GREY if not one.differs else VERMILLION if value > 0 else BLUE
        axes.plot([low, high], [n, n], color=colour, linewidth=2.2, solid_capstyle="butt")
        axes.plot(value, n, color=colour, marker="o", markersize=4.5)
        axes.text(
            1.02,
            n,
            f"{_short(value)}  ({_short(one.first.value)} to {_short(one.second.value)})",
            transform=axes.get_yaxis_transform(),
            verticalalignment="center",
            fontsize=8,
        )
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set_yticks(range(len(lines)), [one.of.replace("_", " ") for one in lines])
    axes.set_ylim(len(lines) - 0.5, -0.5)
    axes.margins(x=0.08)
    if max(abs(end) for one in lines for end in one.difference) < ROUNDING:
        axes.set_xlim(-1, 1)
    unit = "" if lines[0].unit == "1" else f", {lines[0].unit}"
    axes.set_title(lines[0].measure + unit)
    quiet_grid(axes)
    axes.tick_params(axis="y", length=0)


def _short(value: float) -> str:
    return count(value) if abs(value) < 1e6 else f"{value / 1e6:,.1f}M"  # noqa: PLR2004 - millions
