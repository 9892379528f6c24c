"""How the outcome changes with one field, or with two: a curve, or a heat map."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.analysis.intervals import has_interval
from skydome.analysis.measures import FIRED, LEAKED, LOST
from skydome.analysis.parameter_sweep import label, shown
from skydome.errors import InputError
from skydome.forms import counted
from skydome.report.numbers import count
from skydome.report.style import (
    BLACK,
    CLASS_COLOURS,
    new_figure,
    plain,
    print_figure,
    quiet_grid,
    settings,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from skydome.analysis.intervals import Estimate
    from skydome.analysis.parameter_sweep import Sweep
    from skydome.report.style import Kind

WIDTH_IN, TALL_IN = 9.0, 3.7
MOST_FACTORS = 2
LIGHT, DARK = 0.55, "white"  # share of the scale from which numbers are written in white
PANELS = {LEAKED: "Threats that get through", FIRED: "Missiles fired", LOST: "Value lost"}


def check_drawable(factors: int) -> None:
    """Raise InputError where a sweep has more fields than a figure shows."""
    if factors > MOST_FACTORS:
        problem = f"a figure of {factors} varied fields cannot be drawn"
        raise InputError(problem, field="--figure", allowed=f"at most {MOST_FACTORS} fields")


def draw_sweep(found: Sweep, kind: Kind) -> bytes:
    """Return the figure of a sweep over one field or two.

    Raises
    ------
    InputError
        The sweep has more fields.
    """
    check_drawable(len(found.factors))
    with settings():
        figure = new_figure(WIDTH_IN, TALL_IN)
        _draw_head(figure, found)
        if len(found.factors) == 1:
            _draw_curves(figure, found)
        else:
            _draw_map(figure, found)
        target = io.BytesIO()
        print_figure(figure, target, kind, f"sweep-{found.scenario}")
        return target.getvalue()


def _draw_head(figure: Figure, found: Sweep) -> None:
    figure.text(0.012, 1 - 0.27 / TALL_IN, found.title, fontsize=12, fontweight="bold")
    basis = (
        f"{found.replications:,} replications at each point over "
        f"{counted(found.placements, 'placement')}, seed {found.seed}."
    )
    if len(found.factors) == 1:
        basis += " Bars are 95 % intervals of random variation."
    figure.text(0.012, 1 - 0.52 / TALL_IN, basis, fontsize=8.5)


def _draw_curves(figure: Figure, found: Sweep) -> None:
    ((path, values),) = found.factors
    at = _positions(values)
    for n, (name, title) in enumerate(PANELS.items()):
        axes = figure.add_axes((0.06 + n * 0.325, 0.14, 0.265, 0.61))
        for of in _shown_of(found, name):
            colour = CLASS_COLOURS.get(of, BLACK)
            estimates = [point.measure(name, of).value for point in found.points]
            _draw_line(axes, at, estimates, colour, plain(of))
        axes.set_title(title)
        axes.set_xlabel(label(path))
        axes.set_ylim(bottom=0)
        if not _are_numbers(values):
            axes.set_xticks(at, [shown(value) for value in values])
        else:
            axes.set_xticks(at)
        quiet_grid(axes)
        if name == LEAKED:
            axes.legend(loc="best", fontsize=7)


def _draw_line(
    axes: Axes, at: list[float], estimates: list[Estimate], colour: str, label: str
) -> None:
    means = [one.value for one in estimates]
    width = 2.0 if label == "all" else 1.2
    axes.plot(at, means, color=colour, linewidth=width, marker="o", markersize=3.5, label=label)
    for x, one in zip(at, estimates, strict=True):
        if has_interval(one):
            axes.plot([x, x], [one.low, one.high], color=colour, linewidth=1.0)


def _shown_of(found: Sweep, name: str) -> list[str]:
    """Return what a panel shows: the total, and for threats the classes."""
    if name != LEAKED:
        return ["all"]
    of = [one.of for one in found.points[0].measures if one.name == name]
    return of if len(of) > 2 else ["all"]  # noqa: PLR2004 - one class is the total


def _draw_map(figure: Figure, found: Sweep) -> None:
    (across, columns), (down, rows) = found.factors
    means = [point.measure(LEAKED).value.value for point in found.points]
    table = np.array(means).reshape(len(columns), len(rows)).T
    axes = figure.add_axes((0.16, 0.16, 0.72, 0.57))
    image: Any = axes.imshow(table, aspect="auto", cmap="cividis_r", origin="lower")
    axes.set_xticks(range(len(columns)), [shown(value) for value in columns])
    axes.set_yticks(range(len(rows)), [shown(value) for value in rows])
    axes.set_xlabel(label(across))
    axes.set_ylabel(label(down))
    axes.set_title(PANELS[LEAKED])
    axes.tick_params(length=0)
    scale = np.ptp(table) or 1.0
    for (y, x), value in np.ndenumerate(table):
        colour = DARK if (value - table.min()) / scale > LIGHT else BLACK
        axes.text(x, y, count(value), color=colour, ha="center", va="center", fontsize=8.5)
    bar = figure.colorbar(image, cax=figure.add_axes((0.9, 0.16, 0.015, 0.57)))
    outline: Any = bar.outline
    outline.set_visible(False)


def _are_numbers(values: tuple[object, ...]) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _positions(values: tuple[object, ...]) -> list[float]:
    """Return where values lie on an axis: numbers at themselves, words side by side."""
    if _are_numbers(values):
        return [float(value) for value in values if isinstance(value, int | float)]
    return [float(n) for n in range(len(values))]
