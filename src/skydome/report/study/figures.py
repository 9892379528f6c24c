"""Figures of a study: what matters, how draws are spread, how the answer responds, factors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.analysis.measures import LEAKED
from skydome.analysis.parameter_sweep import label, shown
from skydome.report.numbers import span
from skydome.report.study.sentences import where
from skydome.report.style import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    data_uri,
    new_figure,
    quiet_grid,
    settings,
)

if TYPE_CHECKING:
    from skydome.arrays import Floats
    from skydome.experiment.answer import Answer, Sensitivity
    from skydome.experiment.plan import Plan

WIDTH_IN = 9.0
MOST_BARS, MOST_CURVES, CURVES_A_ROW, BINS = 15, 6, 3, 8
FACTORS_OF_A_MAP = 2


def draw_tornado(sensitivity: Sensitivity) -> str | None:
    """Return the bars of the most important inputs, None where the study supports none."""
    whole = any(one.total is not None for one in sensitivity.inputs)
    bars = [(one, one.total if whole else one.first) for one in sensitivity.inputs]
    lines = [(one, bar) for one, bar in bars if bar is not None][:MOST_BARS]
    if not any(one.significant for one, _ in lines):
        return None
    with settings():
        height = 0.7 + 0.26 * len(lines)
        figure = new_figure(WIDTH_IN, height)
        axes = figure.add_axes((0.36, 0.5 / height, 0.6, 1 - 0.65 / height))
        for row, (one, bar) in enumerate(lines):
            color = BLUE if one.significant else GREY
            axes.barh(row, max(bar.value, 0.0), 0.66, color=color)
            axes.plot([bar.low, bar.high], [row, row], color=BLACK, linewidth=1.4)
            if whole and one.first is not None:
                axes.plot([one.first.value], [row], marker="|", color=ORANGE, markersize=11)
        axes.set_yticks(range(len(lines)), [one.name for one, _ in lines])
        axes.set_ylim(len(lines) - 0.5, -0.5)
        axes.set_xlim(left=0)
        axes.set_xlabel(_scale(sensitivity, whole=whole))
        quiet_grid(axes, "x")
        axes.spines["left"].set_visible(False)
    return data_uri(figure, "tornado")


def _scale(sensitivity: Sensitivity, *, whole: bool) -> str:
    """Return what the bars measure."""
    if sensitivity.kind == "effects":
        return "mean absolute effect of the whole range, threats, with 95 % interval"
    which = (
        "total index, 95 % interval; | first-order" if whole else "first-order index, 95 % interval"
    )
    return f"share of the variance between draws: {which}"


def draw_spread(found: Answer, means: list[Floats]) -> str:
    """Return the distribution of the draws' means at each point, one row a point.

    ``means`` are by point the mean of each draw, shape (draws,).
    """
    with settings():
        height = 0.75 + 0.42 * len(means)
        figure = new_figure(WIDTH_IN, height)
        axes = figure.add_axes((0.3, 0.5 / height, 0.66, 1 - 0.65 / height))
        for row, (point, values) in enumerate(zip(found.points, means, strict=True)):
            line = point.line(LEAKED)
            turn = np.linspace(-0.2, 0.2, len(values))
            axes.plot(values, row + turn, ".", color=BLUE, alpha=0.35, markersize=4)
            axes.plot([line.low, line.high], [row + 0.32] * 2, color=GREY, linewidth=2.4)
            axes.plot([line.nominal.value], [row], "|", color=BLACK, markersize=16)
        axes.set_yticks(range(len(means)), [where(found, one) or "all" for one in found.points])
        axes.set_ylim(len(means) - 0.5, -0.5)
        axes.set_xlim(left=0)
        axes.set_xlabel("threats that get through, mean of a draw; | with the catalogue's values")
        quiet_grid(axes, "x")
        axes.spines["left"].set_visible(False)
    return data_uri(figure, "spread")


def draw_responses(plan: Plan, sensitivity: Sensitivity, means: Floats) -> str | None:
    """Return how the means of draws go with the inputs that matter most."""
    names = [one.name for one in sensitivity.inputs if one.significant][:MOST_CURVES]
    if not names:
        return None
    rows = -(-len(names) // CURVES_A_ROW)
    with settings():
        figure = new_figure(WIDTH_IN, 2.3 * rows + 0.3)
        panels = figure.subplots(rows, CURVES_A_ROW, sharey=True, squeeze=False)
        for number, axes in enumerate(panels.flat):
            if number >= len(names):
                axes.set_visible(False)
                continue
            _response(axes, plan, names[number], means)
            if number % CURVES_A_ROW == 0:
                axes.set_ylabel("get through")
        figure.subplots_adjust(
            left=0.07, right=0.99, top=0.93, bottom=0.42 / (2.3 * rows), wspace=0.08, hspace=0.55
        )
    return data_uri(figure, "responses")


def _response(axes, plan: Plan, name: str, means: Floats) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - matplotlib's
    x = input_values(plan, name)
    axes.plot(x, means, ".", color=BLUE, alpha=0.3, markersize=4)
    parts = np.array_split(np.argsort(x, kind="stable"), BINS)
    centre = [float(np.median(x[part])) for part in parts]
    low, middle, high = np.array(
        [np.quantile(means[part], [0.1, 0.5, 0.9]) for part in parts if len(part)]
    ).T
    axes.fill_between(centre, low, high, color=ORANGE, alpha=0.2, linewidth=0)
    axes.plot(centre, middle, color=ORANGE, linewidth=1.8)
    axes.set_title(name, fontsize=8)
    axes.set_ylim(bottom=0)
    quiet_grid(axes)


def input_values(plan: Plan, name: str) -> Floats:
    """Return the values of an input at each draw, in SI; of a group its cumulative probability."""
    from skydome.engagement.tables.parameter_draws import drawable, quantile

    quantity = drawable(plan.scenarios[0]).get(name)
    if quantity is None:
        return np.asarray(plan.design[:, plan.inputs.index(name)])
    shares = [plan.shares(draw)[name] for draw in range(1, plan.draws + 1)]
    return np.array([quantile(quantity, one) for one in shares if one is not None])


def draw_map(found: Answer) -> str | None:
    """Return the means over two factors as a map, None where there are not two."""
    if len(found.factors) != FACTORS_OF_A_MAP:
        return None
    axes_values = [
        list(dict.fromkeys(shown(point.values[n]) for point in found.points))
        for n in range(FACTORS_OF_A_MAP)
    ]
    grid = np.full([len(one) for one in axes_values], np.nan)
    band = np.full(grid.shape, "", dtype=object)
    for point in found.points:
        at = tuple(axes_values[n].index(shown(point.values[n])) for n in range(FACTORS_OF_A_MAP))
        line = point.line(LEAKED)
        grid[at] = line.nominal.value
        band[at] = span(line.low, line.high) if found.draws else ""
    with settings():
        height = 1.2 + 0.55 * grid.shape[0]
        figure = new_figure(WIDTH_IN * 0.7, height)
        axes = figure.add_axes((0.25, 0.55 / height, 0.7, 1 - 0.75 / height))
        axes.imshow(grid, cmap="viridis_r", aspect="auto")
        for (row, column), value in np.ndenumerate(grid):
            dark = value > np.nanmin(grid) + 0.55 * np.ptp(grid)
            ink = "white" if dark else BLACK
            text = f"{value:.2f}\n{band[row, column]}".strip()
            axes.text(column, row, text, color=ink, ha="center", va="center")
        axes.set_xticks(range(grid.shape[1]), axes_values[1])
        axes.set_yticks(range(grid.shape[0]), axes_values[0])
        axes.set_xlabel(label(found.factors[1]))
        axes.set_ylabel(label(found.factors[0]))
    return data_uri(figure, "map")
