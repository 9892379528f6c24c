"""What one unit defends against ballistic missiles, as a picture: outlines on a map, and areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.coverage import defended_rows, defended_standings, east_and_north_m
from skydome.forms import counted
from skydome.report.numbers import km, with_unit
from skydome.report.style import BLACK, GREY, halo, new_figure, quiet_grid, settings
from skydome.report.unit_map import draw_ground, draw_scale, line, picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from skydome.coverage import Defended, DefendedRow, Footprint
    from skydome.report.style import Kind

WIDTH_IN, HEIGHT_IN = 11.0, 6.4
MAP_IN, FOOT_IN = 4.5, 0.85
KM, KM2 = 1e-3, 1e-6
COLOURS = ("#2d1160", "#8c2981", "#d6456c", "#e8853a", "#b8a100")  # short to long range
MARGIN = 1.08
HALF = 0.5
LEAST_EDGE_M = 10e3


def draw_footprints(found: Defended, kind: Kind = "png") -> bytes:
    """Return the picture of the footprints of one unit.

    An outline holds what is defended in at least half of the placements.

    Raises
    ------
    ValueError
        The answer is about more than one unit.
    """
    if len(found.asked.units) != 1:
        raise ValueError(f"a figure shows one unit, not {len(found.asked.units)}")
    with settings():
        figure = new_figure(WIDTH_IN, HEIGHT_IN)
        _draw_words(figure, found)
        _draw_map(figure.add_axes(_box(0.66, MAP_IN)), found)
        _draw_areas(figure.add_axes(_box(7.0, 3.8)), found)
        return picture(figure, kind, "footprints")


def colours(count: int) -> list[str]:
    """Return colours for missiles, shortest range first; they repeat beyond the fifth."""
    return [COLOURS[n % len(COLOURS)] for n in range(count)]


def outline(axes: Axes, one: Footprint, colour: str, **style: Any) -> None:  # noqa: ANN401 - matplotlib's
    """Draw the edge of what is defended in half of the placements, in kilometres."""
    share = one.defended.mean(axis=0)
    if share.max() < HALF:
        return
    east, north = east_and_north_m(one.bearing_deg, one.along_m, one.across_m)
    axes.contour(
        east * KM, north * KM, share, levels=[HALF - 1e-9], colors=colour, zorder=4, **style
    )


def reach_m(one: Footprint) -> float:
    """Return how far from the unit anything is defended."""
    defended = one.defended.any(axis=0)
    away = np.hypot(one.along_m[:, np.newaxis], one.across_m)
    return float(away[defended].max(initial=0.0))


def _box(left_in: float, width_in: float) -> tuple[float, float, float, float]:
    return left_in / WIDTH_IN, _up(FOOT_IN), width_in / WIDTH_IN, _up(MAP_IN)


def _up(inches: float) -> float:
    return inches / HEIGHT_IN


def _draw_words(figure: Figure, found: Defended) -> None:
    scenario = found.asked.scenario
    unit = found.asked.units[0]
    system = scenario.entries[scenario.units[unit]].name
    title = f"{system}: defended footprint against ballistic missiles"
    figure.text(0.015, _up(6.05), title, fontsize=12.5, fontweight="bold")
    where = (
        f"Missiles come from {found.bearing_deg:g}°. "
        f"{counted(scenario.terrain.placements, 'placement')}. "
        f"Policy {scenario.policy}. Terrain: {found.grid.source}. "
        f"Interceptors: {', '.join(found.asked.missiles)}."
    )
    figure.text(0.015, _up(5.79), where, fontsize=8.5)
    counts = defended_standings(found)
    standing = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
    foot = f"Confidence of the {sum(counts.values())} values used: {standing}."
    figure.text(0.015, _up(0.1), foot, fontsize=7.5, color=GREY)


def _draw_map(axes: Axes, found: Defended) -> None:
    shown = found.footprints
    edge = MARGIN * max(LEAST_EDGE_M, *(reach_m(one) for one in shown))
    site = next(s for s in found.asked.scenario.sites if s.unit == shown[0].unit)
    draw_ground(axes, found.grid, (site.latitude_deg, site.longitude_deg), edge)
    for one, colour in zip(shown, colours(len(shown)), strict=True):
        outline(axes, one, colour, linewidths=1.9)
    axes.plot(0, 0, marker="^", color=BLACK, markeredgecolor="white", markersize=6, zorder=6)
    draw_arrow(axes, found.bearing_deg, edge)
    axes.set_xlim(-edge * KM, edge * KM)
    axes.set_ylim(-edge * KM, edge * KM)
    axes.set_aspect("equal")
    axes.set_xlabel("east of the unit, km")
    axes.set_ylabel("north of the unit, km", labelpad=1)
    axes.set_title("Aim points that can be defended, by missile range")
    axes.grid(color="white", linewidth=0.6, alpha=0.6, zorder=1)
    axes.tick_params(length=0)
    draw_scale(axes, edge)


def draw_arrow(axes: Axes, bearing_deg: float, edge_m: float) -> None:
    """Show which way missiles fly, at the rim of a map."""
    turn, edge = np.radians(bearing_deg), edge_m * KM
    towards = np.array([np.sin(turn), np.cos(turn)])
    axes.annotate(
        "",
        xy=tuple(0.8 * edge * towards),
        xytext=tuple(0.99 * edge * towards),
        arrowprops={"arrowstyle": "-|>", "color": BLACK, "linewidth": 1.4},
        path_effects=halo(),
        zorder=7,
    )


def _draw_areas(axes: Axes, found: Defended) -> None:
    rows = defended_rows(found)
    for n, (row, colour) in enumerate(zip(rows, colours(len(rows)), strict=True)):
        axes.barh(n, row.area_m2 * KM2, color=colour, height=0.56)
        axes.plot(
            np.array([row.least_area_m2, row.greatest_area_m2]) * KM2,
            [n, n],
            color=BLACK,
            linewidth=1.6,
        )
        axes.annotate(
            _said(row),
            (max(row.area_m2, row.greatest_area_m2) * KM2, n),
            xytext=(5, 0),
            textcoords="offset points",
            verticalalignment="center",
            fontsize=8,
        )
    axes.set_yticks(range(len(rows)), [with_unit(row.missile_range_m, "m") for row in rows])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.62 * max(1.0, *(row.greatest_area_m2 * KM2 for row in rows)))
    _dress_numbers(axes)
    axes.set_xlabel("defended area, km²")
    axes.set_ylabel("range of the missile")
    axes.set_title("Area")
    quiet_grid(axes)
    axes.tick_params(axis="y", length=0)
    if rows[0].least_area_m2 != rows[0].greatest_area_m2:
        axes.legend(
            handles=[line("least to greatest over placements", color=BLACK, linewidth=1.6)],
            loc="lower right",
            fontsize=7.5,
        )


def _dress_numbers(axes: Axes) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def _said(row: DefendedRow) -> str:
    if not row.area_m2:
        return "nothing"
    reach = f"{km(row.towards_m)} km ahead, {km(row.aside_m)} km to a side"
    return f"{row.area_m2 * KM2:,.0f} km²\n{reach}"
