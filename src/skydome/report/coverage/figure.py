"""One unit's reach as a picture: contours by altitude on a map, and range against altitude."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.coverage import described, spread, standing
from skydome.coverage.answer import horizons_m, place_of
from skydome.report.numbers import altitude
from skydome.report.style import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    halo,
    new_figure,
    quiet_grid,
    settings,
)
from skydome.report.unit_map import draw_ground, draw_scale, legend_below, line, picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from skydome.arrays import Floats
    from skydome.coverage import Answer, UnitCover
    from skydome.report.style import Kind


WIDTH_IN, HEIGHT_IN = 11.0, 6.9
MAP_IN, FOOT_IN = 4.4, 1.2
MOST_CONTOURS = 5
MARGIN = 1.06
KM = 1e-3
SEA_LEVEL_FROM_M = 1_000.0
COLOURS = ("#2d1160", "#8c2981", "#d6456c", "#e8853a", "#b8a100")  # low to high
RING: dict[str, Any] = {"color": BLACK, "linewidth": 1.1, "dashes": (5, 3)}
DETECTION: dict[str, Any] = {"linestyle": (0, (1, 1.2)), "linewidth": 1.1}


def draw_coverage(found: Answer, kind: Kind = "png") -> bytes:
    """Return the picture of an answer about one unit.

    The map is drawn around the unit's whole degree with true distances from it; its contours are
    medians over placements, by azimuth.

    Raises
    ------
    ValueError
        The answer is about more than one unit.
    """
    if len(found.covers) != 1:
        raise ValueError(f"a figure shows one unit, not {len(found.covers)}")
    unit = found.covers[0]
    with settings():
        figure = new_figure(WIDTH_IN, HEIGHT_IN)
        _draw_words(figure, found, unit)
        _draw_map(figure.add_axes(_box(0.66, MAP_IN)), found, unit)
        _draw_curve(figure.add_axes(_box(6.0, 4.85)), found, unit)
        return picture(figure, kind, "coverage")


def _box(left_in: float, width_in: float) -> tuple[float, float, float, float]:
    return left_in / WIDTH_IN, _up(FOOT_IN), width_in / WIDTH_IN, _up(MAP_IN)


def _up(inches: float) -> float:
    return inches / HEIGHT_IN


def _draw_words(figure: Figure, found: Answer, unit: UnitCover) -> None:
    scenario, target = found.asked.scenario, found.asked.target
    system = scenario.entries[scenario.units[unit.unit]].name
    title = f"{system} against {target.name}, σ {target.si('rcs'):g} m²"
    figure.text(0.015, _up(6.55), title, fontsize=12.5, fontweight="bold")
    first, _, third = described(found, unit)
    figure.text(0.015, _up(6.29), f"{first} {third.split(' Terrain:')[0]}", fontsize=8.5)
    terrain = f"Terrain: {found.grid.source}. Missiles: {', '.join(found.asked.missiles)}."
    figure.text(0.015, _up(6.08), terrain, fontsize=8.5)
    foot = standing(found).split(" Provisional")[0]
    figure.text(0.015, _up(0.24), found.provenance.sentence(), fontsize=7.5, color=GREY)
    figure.text(0.015, _up(0.08), foot, fontsize=7.5, color=GREY)


# map


def _draw_map(axes: Axes, found: Answer, unit: UnitCover) -> None:
    edge = _edge_m(unit)
    draw_ground(axes, found.grid, place_of(found, unit.unit), edge)
    turn = np.linspace(0, 2 * np.pi, 361)
    ring = unit.advertised_range_m * KM
    axes.plot(ring * np.sin(turn), ring * np.cos(turn), zorder=3, **RING)
    handles = [line("advertised ring", **RING)]
    for number, colour in _contours(unit):
        for kind, style in (("detection", DETECTION), ("engagement", {"linewidth": 1.7})):
            reach = _median_edge(getattr(unit, kind).effective_m[:, number])
            _draw_contour(axes, unit, reach, {"color": colour, **style})
        handles.append(line(altitude(float(unit.altitude_m[number])), color=colour, linewidth=1.7))
    handles.append(line("detection, where it differs", color=GREY, **DETECTION))
    axes.plot(0, 0, marker="^", color=BLACK, markeredgecolor="white", markersize=6, zorder=6)
    axes.set_xlim(-edge * KM, edge * KM)
    axes.set_ylim(-edge * KM, edge * KM)
    axes.set_aspect("equal")
    axes.set_xlabel("east of the unit, km")
    axes.set_ylabel("north of the unit, km", labelpad=1)
    axes.set_title("Effective engagement range by target altitude")
    axes.grid(color="white", linewidth=0.6, alpha=0.6, zorder=1)
    axes.tick_params(length=0)
    legend_below(axes, handles, columns=4)
    draw_scale(axes, edge)


def _edge_m(unit: UnitCover) -> float:
    seen = float(np.nanmax(unit.detection.effective_m, initial=0.0))
    return MARGIN * max(unit.advertised_range_m, seen)


def _contours(unit: UnitCover) -> list[tuple[int, str]]:
    """Return the altitudes drawn, by their numbers, with their colours: some, evenly chosen."""
    reach = unit.engagement.effective_m
    drawn = [n for n in range(len(unit.altitude_m)) if np.nanmax(reach[:, n], initial=0.0) > 0]
    if len(drawn) > MOST_CONTOURS:
        places = np.linspace(0, len(drawn) - 1, MOST_CONTOURS).round().astype(int)
        drawn = [drawn[place] for place in places]
    return list(zip(drawn, COLOURS, strict=False))


def _median_edge(range_m: Floats) -> Floats:
    """Return by azimuth the median of the placements that stand below the altitude."""
    known = range_m[np.isfinite(range_m[:, 0])]
    return np.median(known, axis=0) if len(known) else np.zeros(range_m.shape[1])


def _draw_contour(axes: Axes, unit: UnitCover, reach_m: Floats, style: dict[str, Any]) -> None:
    azimuth = np.append(unit.azimuth_rad, unit.azimuth_rad[0])
    reach = np.append(reach_m, reach_m[0]) * KM
    axes.plot(reach * np.sin(azimuth), reach * np.cos(azimuth), zorder=4, **style)


# range against altitude


def _draw_curve(axes: Axes, found: Answer, unit: UnitCover) -> None:
    axes.set_xscale("log")
    engaged_m = _where_any(unit.in_sector_m("engagement"))
    reach, seen = spread(engaged_m), spread(_where_any(unit.in_sector_m("detection")))
    horizon = horizons_m(found, unit)
    least, greatest = _placement_band(engaged_m)
    sector = _sector_words(unit)
    axes.axhline(unit.advertised_range_m * KM, label="advertised ring", **RING)
    for number, part in enumerate(_parts(unit.altitude_m)):
        x = unit.altitude_m[part]
        first = {
            name: name if number == 0 else None
            for name in (
                f"engagement: 8 in 10 azimuths{sector}, placements",
                "engagement: medians of the placements",
                "engagement, median",
                "detection, median",
                "horizon over smooth ground",
            )
        }
        names = list(first.values())
        if not np.nanmax(engaged_m, initial=0.0):  # drawn as words, not as a line at 0 km
            names[:3] = [None] * 3
            _draw_curves(axes, x, seen.median_m[part], horizon[part], names)
            continue
        low, high = reach.tenth_m[part] * KM, reach.ninetieth_m[part] * KM
        axes.fill_between(x, low, high, color=BLUE, alpha=0.16, linewidth=0, label=names[0])
        axes.fill_between(
            x,
            least[part] * KM,
            greatest[part] * KM,
            color=BLUE,
            alpha=0.38,
            linewidth=0,
            label=names[1],
        )
        axes.plot(x, reach.median_m[part] * KM, color=BLUE, lw=1.8, marker=".", label=names[2])
        _draw_curves(axes, x, seen.median_m[part], horizon[part], names)
    if not np.nanmax(engaged_m, initial=0.0):
        _say_nothing_engaged(axes)
    _dress_curve(axes, unit)


def _draw_curves(
    axes: Axes, x: Floats, seen_m: Floats, horizon_m: Floats, names: list[str | None]
) -> None:
    """Draw detection and horizon."""
    axes.plot(x, seen_m * KM, color=ORANGE, linewidth=4.5, alpha=0.45, zorder=1.9, label=names[3])
    axes.plot(x, horizon_m * KM, color=BLACK, lw=1.0, ls=":", label=names[4])


def _say_nothing_engaged(axes: Axes) -> None:
    axes.text(
        0.5,
        0.5,
        "does not engage this target",
        transform=axes.transAxes,
        horizontalalignment="center",
        color=BLUE,
        fontsize=11,
        path_effects=halo(),
    )


def _where_any(range_m: Floats) -> Floats:
    """Return ranges, NaN at altitudes where there is none in any direction: not a line at 0 km."""
    nowhere = np.nan_to_num(range_m).max(axis=(0, 2), keepdims=True) == 0.0
    return np.where(nowhere, np.nan, range_m)


def _sector_words(unit: UnitCover) -> str:
    """Return how wide the sector is, where it is not the whole circle."""
    width = 360 * float(unit.engagement_sector.mean())
    return "" if width == 360 else f" (sector {width:.0f}°)"  # noqa: PLR2004 - degrees


def _placement_band(range_m: Floats) -> tuple[Floats, Floats]:
    """Return the least and the greatest of the placements' medians, by altitude."""
    medians = np.median(range_m, axis=2)
    blank = np.isnan(medians).all(axis=0)
    least = np.nanmin(np.where(blank, 0.0, medians), axis=0)
    greatest = np.nanmax(np.where(blank, 0.0, medians), axis=0)
    return np.where(blank, np.nan, least), np.where(blank, np.nan, greatest)


def _parts(altitude_m: Floats) -> list[NDArray[np.bool_]]:
    """Return altitudes above ground and above sea level apart: no line joins them."""
    low = altitude_m < SEA_LEVEL_FROM_M
    return [part for part in (low, ~low) if part.any()]


def _dress_curve(axes: Axes, unit: UnitCover) -> None:
    altitudes = unit.altitude_m
    axes.set_xlim(altitudes[0] * 0.85, altitudes[-1] * 1.15)
    ticks = [t for t in (10, 100, 1_000, 10_000) if altitudes[0] * 0.85 < t < altitudes[-1] * 1.15]
    axes.set_xticks(ticks or altitudes, [altitude(float(t)) for t in ticks or altitudes])
    axes.minorticks_off()
    quiet_grid(axes)
    axes.set_ylim(0, _edge_m(unit) * KM)
    axes.set_xlabel("target altitude (above ground below 1 km, above sea level from there)")
    axes.set_ylabel("range, km")
    axes.set_title("Effective range against altitude")
    handles = axes.get_legend_handles_labels()[0]
    legend_below(axes, handles, columns=2)
