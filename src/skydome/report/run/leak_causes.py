"""Causes of leaks over a sample of replications, by target class: the report's chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from skydome.analysis.intervals import has_interval
from skydome.analysis.leak_causes import leak_causes
from skydome.errors import InputError
from skydome.report.numbers import NOTHING, count, interval
from skydome.report.style import (
    BLACK,
    CLASS_COLOURS,
    GREY,
    data_uri,
    new_figure,
    plain,
    quiet_grid,
    settings,
)
from skydome.study.leak_causes import CAUSES
from skydome.study.leak_text import NAMES, REMEDIES
from skydome.study.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

    from skydome.analysis.leak_causes import LeakCauses
    from skydome.study import Result

WIDTH_IN, ROW_IN, FRAME_IN = 11.0, 0.34, 1.15


class CauseRow(NamedTuple):
    """One cause: mean leakers per replication with their interval, and what would help."""

    name: str
    mean: str
    interval: str
    share: str
    remedy: str


class Causes(NamedTuple):
    """The chart and the table; without a figure, ``reason`` says why, empty if nothing leaked."""

    figure: str | None
    reason: str
    rows: list[CauseRow]
    sampled: str
    replications: str
    mean: str
    sampled_mean: str
    sampled_interval: str


def causes_of(result: Result, progress: Callable[[str, int, int | None], None] = silent) -> Causes:
    """Return the causes of the leakers of a sample of replications, drawn and as rows."""
    nothing = Causes(None, "", [], "", "", "", "", "")
    try:
        found = leak_causes(result, progress=progress)
    except InputError as problem:
        return nothing._replace(reason=problem.problem)
    rows = _rows(found)
    return Causes(
        figure=_drawn(found, result.scenario.target_classes) if rows else None,
        reason="" if rows else "nothing leaked in these replications",
        rows=rows,
        sampled=f"{found.sampled:,}",
        replications=f"{found.replications:,}",
        mean=count(found.all_replications),
        sampled_mean=count(found.total.value),
        sampled_interval=interval(found.total),
    )


def _rows(found: LeakCauses) -> list[CauseRow]:
    """Return the causes of all classes together, the most frequent first."""
    lines = sorted(
        (line for line in found.lines if not line.target_class), key=lambda x: -x.leaked.value
    )
    return [
        CauseRow(
            name=NAMES[line.cause],
            mean=count(line.leaked.value),
            interval=interval(line.leaked) if has_interval(line.leaked) else NOTHING,
            share=f"{line.leaked.value / found.total.value:.0%}".replace("%", "\u00a0%"),
            remedy=REMEDIES[line.cause],
        )
        for line in lines
    ]


def _drawn(found: LeakCauses, classes: tuple[str, ...]) -> str:
    """Return the chart as a data address: a bar for each cause, a part for each class."""
    total = {line.cause: line.leaked for line in found.lines if not line.target_class}
    causes = sorted(total, key=lambda cause: (-total[cause].value, CAUSES.index(cause)))
    parts = {(line.cause, line.target_class): line.leaked.value for line in found.lines}
    with settings():
        height = ROW_IN * len(causes) + FRAME_IN
        figure = new_figure(WIDTH_IN, height)
        axes = figure.add_axes((0.20, 0.55 / height, 0.77, 1 - FRAME_IN / height))
        for name in classes:
            _bars(axes, name, causes, parts, classes)
        for row, cause in enumerate(causes):
            _interval(axes, row, total[cause], labelled=row == 0)
        axes.set_yticks(range(len(causes)), [NAMES[cause] for cause in causes])
        axes.set_ylim(len(causes) - 0.5, -0.5)
        axes.set_xlim(left=0)
        axes.set_xlabel(f"leakers per replication, mean over {found.sampled:,} replications")
        quiet_grid(axes, "x")
        axes.spines["left"].set_visible(False)
        handles, names = axes.get_legend_handles_labels()
        figure.legend(
            handles,
            names,
            loc="upper left",
            ncols=min(len(handles), 8),
            bbox_to_anchor=(0.195, 1.0),
            borderaxespad=0.2,
        )
    return data_uri(figure, "causes")


def _bars(
    axes: Axes,
    name: str,
    causes: list[str],
    parts: dict[tuple[str, str], float],
    classes: tuple[str, ...],
) -> None:
    """Draw the part of one class in every bar, to the right of those of the classes before it."""
    before = classes[: classes.index(name)]
    widths = [parts.get((cause, name), 0.0) for cause in causes]
    if not any(widths):
        return
    left = [sum(parts.get((cause, other), 0.0) for other in before) for cause in causes]
    axes.barh(
        range(len(causes)),
        widths,
        0.6,
        left,
        color=CLASS_COLOURS.get(name, GREY),
        label=plain(name),
    )


def _interval(axes: Axes, row: int, leaked: tuple[float, float, float], *, labelled: bool) -> None:
    """Draw the 95 % interval of a bar under it."""
    if has_interval(leaked):
        axes.plot(
            leaked[1:],
            [row + 0.37] * 2,
            color=BLACK,
            linewidth=2.0,
            solid_capstyle="butt",
            label="95 % interval" if labelled else None,
        )
