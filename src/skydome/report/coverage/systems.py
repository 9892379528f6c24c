"""Systems side by side as one picture: reach, footprints, and a table of magazine and money."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from skydome.report.numbers import altitude, count, with_unit
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
    new_figure,
    quiet_grid,
    settings,
)
from skydome.report.unit_map import line, picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from skydome.coverage import Compared, Line
    from skydome.report.style import Kind

WIDTH_IN, HEIGHT_IN = 11.0, 8.3
COLOURS = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY)
KM, KM2 = 1e-3, 1e-6
NOT_KNOWN = "not known"
NOTHING_KM2 = 1.0  # where a log scale shows nothing
ROWS = (
    ("target channels", "1"),
    ("ready missiles", "1"),
    ("missiles held", "1"),
    ("time to empty", "s"),
    ("system cost", "USD"),
    ("cost per ready missile", "USD"),
    ("cost per engaged area", "USD/m2"),
)


def draw_systems(found: Compared, kind: Kind = "png") -> bytes:
    """Return the picture of a comparison of systems."""
    with settings():
        figure = new_figure(WIDTH_IN, HEIGHT_IN)
        figure.text(0.015, 0.965, "Systems on the same tasks", fontsize=12.5, fontweight="bold")
        caption = (
            "Each alone, on flat ground at sea level. Mark: assessed. Line: least to greatest of "
            f"{_draws(found.work.draws)} of every value with a range. Open mark: as claimed."
        )
        figure.text(0.015, 0.942, caption, fontsize=8.5)
        _draw_reach(figure.add_axes((0.17, 0.1, 0.33, 0.775)), found)
        _draw_footprints(figure.add_axes((0.62, 0.545, 0.36, 0.33)), found)
        _draw_table(figure.add_axes((0.53, 0.1, 0.455, 0.345)), found)
        handles = [
            line(_name(found, system), color=colour, marker="o", linewidth=1.8, markersize=4)
            for system, colour in colours(found).items()
        ]
        figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.01, 0.0), ncols=6)
        return picture(figure, kind, "systems")


def _draws(count: int) -> str:
    return "1 draw" if count == 1 else f"{count} draws"


def colours(found: Compared) -> dict[str, str]:
    """Return a colour for each system."""
    return dict(zip(found.scenarios, COLOURS, strict=False))


def _name(found: Compared, system: str) -> str:
    return found.scenarios[system].entries[system].name


def _draw_reach(axes: Axes, found: Compared) -> None:
    work = found.work
    groups = list(product(work.targets, work.altitudes_m))
    for place, (target, high) in enumerate(groups):
        for system, offset in _offsets(found):
            one = found.get(system, "engagement range", target, high)
            _mark(axes, one, place + offset, KM, colours(found)[system])
    axes.set_yticks(range(len(groups)), [altitude(high) for _, high in groups])
    axes.set_ylim(len(groups) - 0.4, -0.6)
    for n, target in enumerate(work.targets):
        middle = (n + 0.5) * len(work.altitudes_m) - 0.5
        name = found.scenarios[next(iter(found.scenarios))].entries[target].name
        axes.text(
            -0.17,
            middle,
            _wrapped(name),
            transform=axes.get_yaxis_transform(),
            horizontalalignment="right",
            verticalalignment="center",
            fontsize=8,
        )
        if n:
            axes.axhline(n * len(work.altitudes_m) - 0.5, color=GREY, linewidth=0.6)
    axes.set_xlim(left=0)
    axes.set_xlabel("engagement range along the facing, km")
    axes.set_title("Reach by target and altitude")
    quiet_grid(axes)
    axes.tick_params(axis="y", length=0)


def _wrapped(name: str) -> str:
    from textwrap import fill

    return fill(name, 15)


def _offsets(found: Compared) -> list[tuple[str, float]]:
    """Return the systems and how far from their row's middle each is drawn."""
    systems = list(found.scenarios)
    step = 0.72 / max(len(systems), 1)
    middle = (len(systems) - 1) / 2
    return [(system, (n - middle) * step) for n, system in enumerate(systems)]


def _mark(axes: Axes, one: Line, place: float, size: float, colour: str) -> None:
    """Draw a value with its range, words where the system cannot engage."""
    if one.is_nothing:
        axes.annotate(
            "does not engage",
            (axes.get_xlim()[0] if axes.get_xscale() == "log" else 0.0, place),
            xytext=(3, 0),
            textcoords="offset points",
            verticalalignment="center",
            fontsize=6,
            color=colour,
        )
        return
    value, low, high, claimed = (
        max(part * size, axes.get_xlim()[0] if axes.get_xscale() == "log" else 0.0)
        for part in (one.value, one.low, one.high, one.claimed)
    )
    axes.plot([low, high], [place, place], color=colour, linewidth=1.8, solid_capstyle="butt")
    axes.plot(value, place, color=colour, marker="o", markersize=4, clip_on=False)
    if claimed != value:
        axes.plot(
            claimed,
            place,
            color=colour,
            marker="o",
            markersize=6,
            markerfacecolor="none",
            markeredgewidth=1.1,
        )


def _draw_footprints(axes: Axes, found: Compared) -> None:
    threats = found.work.ballistic
    entries = found.scenarios[next(iter(found.scenarios))].entries
    axes.set_xscale("log")
    axes.set_xlim(NOTHING_KM2, 3e5)
    for place, threat in enumerate(threats):
        for system, offset in _offsets(found):
            one = found.get(system, "defended footprint", threat)
            _mark(axes, one, place + offset, KM2, colours(found)[system])
    names = [with_unit(entries[threat].si("range"), "m") for threat in threats]
    axes.set_yticks(range(len(threats)), names)
    axes.set_ylim(len(threats) - 0.4, -0.6)
    ticks = [1.0, 10.0, 1e2, 1e3, 1e4, 1e5]
    axes.set_xticks(ticks, ["none", *(f"{tick:,.0f}" for tick in ticks[1:])])
    axes.minorticks_off()
    axes.set_xlabel("defended area, km²")
    axes.set_ylabel("range of the missile")
    axes.set_title("Footprint against ballistic missiles")
    quiet_grid(axes)
    axes.tick_params(axis="y", length=0)


def _draw_table(axes: Axes, found: Compared) -> None:
    axes.set_axis_off()
    work = found.work
    systems = list(found.scenarios)
    rows = [(name, "", 0.0) for name, _ in ROWS[:-1]]
    rows.append((ROWS[-1][0], work.stated_target, work.stated_altitude_m))
    rows += [("cost per footprint", threat, 0.0) for threat in work.ballistic]
    height = 1.0 / (len(rows) + 1.5)
    columns = np.linspace(0.36, 1.0, len(systems) + 1)
    for n, system in enumerate(systems):
        axes.text(
            columns[n + 1],
            1.0 - 0.4 * height,
            system.split("-battery")[0].split("-regiment")[0].upper(),
            color=colours(found)[system],
            fontweight="bold",
            horizontalalignment="right",
            fontsize=8,
        )
    for n, (measure, against, high) in enumerate(rows):
        y = 1.0 - (n + 1.4) * height
        axes.text(0.0, y, _row_name(found, measure, against, high), fontsize=7.5)
        axes.plot([0, 1], [y - 0.25 * height] * 2, color=FAINT, linewidth=0.6)
        for column, system in enumerate(systems):
            one = found.get(system, measure, against, high)
            axes.text(
                columns[column + 1],
                y,
                in_words(one),
                horizontalalignment="right",
                fontsize=7.5,
                color=GREY if np.isnan(one.value) else BLACK,
            )
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_title("Magazine and money: low to high, US dollars")


def _row_name(found: Compared, measure: str, against: str, high: float) -> str:
    if measure == "cost per footprint":
        reach = found.scenarios[next(iter(found.scenarios))].entries[against].si("range")
        return f"cost per km², {with_unit(reach, 'm')} missile"
    if measure == "cost per engaged area":
        return f"cost per km², {against} at {altitude(high)}"
    return measure


def in_words(one: Line) -> str:
    """Return a line's range as text for a table; one number where both bounds read the same."""
    if np.isnan(one.value):
        return NOT_KNOWN if one.unit == "USD" or one.note else "–"
    if one.unit in {"USD", "USD/m2"}:
        size = 1.0 if one.unit == "USD" else KM2
        return f"{_span(_short(one.low / size), _short(one.high / size))} $"
    if one.unit == "s":
        return f"{_span(f'{one.low / 60:.0f}', f'{one.high / 60:.0f}')} min"
    return _span(count(one.low), count(one.high))


def _span(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def _short(value: float) -> str:
    """Return an amount to two digits, thousands and more by letter."""
    if np.isnan(value):
        return "∞"
    for size, letter in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{float(f'{value / size:.2g}'):g}{letter}"
    return f"{float(f'{value:.2g}'):g}"
