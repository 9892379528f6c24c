"""The parts that all maps share: shaded terrain, graticule, scale, assets, units, legend."""

from __future__ import annotations

from math import ceil, cos, floor, radians
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.report.style import BLACK, FAINT, halo, new_figure
from skydome.terrain import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike

    from skydome.arrays import Floats
    from skydome.scenario import ResolvedScenario
    from skydome.terrain import Grid

WIDTH_IN, TALLEST_IN = 11.0, 8.0
LEFT_IN, RIGHT_IN, TOP_IN, LEGEND_ROW_IN, TITLE_IN = 0.45, 0.1, 0.1, 0.3, 2.35
MARGIN_DEG = 0.35
QUARTER_CIRCLE_DEG, HALF_CIRCLE_DEG, FULL_CIRCLE_DEG = 90.0, 180.0, 360.0
MOST_POSTS = 1_500  # drawn along a side of a map; finer grids are thinned
METRES_PER_DEGREE = 111_195.0  # of latitude, for scale bar and margins only
PLAIN, SEA, ASSET = "#edeee6", "#cfdde4", "#f6c945"
# altitude above sea level, colour: quiet enough to draw on
RELIEF = ((0, PLAIN), (500, "#e9e7da"), (1_500, "#dcd5c5"), (3_000, "#c9bfae"), (6_500, "#b0a597"))


def on_map(longitude_deg: ArrayLike, west_deg: float) -> Floats:
    """Return longitudes as a map draws them whose western edge is given.

    Across the date line they run on beyond 180 degrees. What lies up to a quarter of the globe to
    the west of the edge stays there, so that a ring that the edge cuts off is not torn apart.
    """
    longitude = np.asarray(longitude_deg, dtype=np.float64)
    first = west_deg - QUARTER_CIRCLE_DEG
    longitude = np.where(longitude < first, longitude + FULL_CIRCLE_DEG, longitude)
    beyond = longitude >= first + FULL_CIRCLE_DEG
    return np.where(beyond, longitude - FULL_CIRCLE_DEG, longitude)


def bounds_around(grid: Grid, latitudes_deg: list[float], longitudes_deg: list[float]) -> Bounds:
    """Return what a map of these places shows: all of them, with a margin, within the grid."""
    longitudes_deg = on_map(longitudes_deg, grid.bounds.west_deg).tolist()
    south, north = min(latitudes_deg) - MARGIN_DEG, max(latitudes_deg) + MARGIN_DEG
    west, east = min(longitudes_deg) - MARGIN_DEG, max(longitudes_deg) + MARGIN_DEG
    # A tall map is widened to fill the page, as far as the grid reaches.
    wide = (north - south) * WIDTH_IN / TALLEST_IN / cos(radians((south + north) / 2))
    more = max(0.0, wide - (east - west)) / 2
    edge = grid.bounds
    return Bounds(
        max(south, edge.south_deg),
        max(west - more, edge.west_deg),
        min(north, edge.north_deg),
        min(east + more, edge.east_deg),
    )


def canvas(bounds: Bounds, legend_rows: int, below_in: float = 0.0) -> tuple[Figure, Axes]:
    """Return a figure and its map, with room below for a legend and for ``below_in`` more."""
    middle = (bounds.south_deg + bounds.north_deg) / 2
    stretch = 1 / cos(radians(middle))
    shape = (bounds.north_deg - bounds.south_deg) * stretch / (bounds.east_deg - bounds.west_deg)
    map_width = min(WIDTH_IN - LEFT_IN - RIGHT_IN, TALLEST_IN / shape)
    bottom = LEGEND_ROW_IN * (legend_rows + 0.9) + below_in
    height = map_width * shape + bottom + TOP_IN
    figure = new_figure(WIDTH_IN, height)
    axes = figure.add_axes(
        (
            LEFT_IN / WIDTH_IN,
            bottom / height,
            map_width / WIDTH_IN,
            1 - (bottom + TOP_IN) / height,
        )
    )
    axes.set_xlim(bounds.west_deg, bounds.east_deg)
    axes.set_ylim(bounds.south_deg, bounds.north_deg)
    return figure, axes


def draw_terrain(axes: Axes, grid: Grid, bounds: Bounds) -> None:
    """Paint altitude and shaded relief; sea is painted only where the grid has relief."""
    from matplotlib.colors import LightSource, LinearSegmentedColormap

    row_count, column_count = grid.height_m.shape
    rows = _span(
        bounds.south_deg, bounds.north_deg, grid.south_deg, grid.step_latitude_deg, row_count
    )
    columns = _span(
        bounds.west_deg, bounds.east_deg, grid.west_deg, grid.step_longitude_deg, column_count
    )
    every = max(1, -(-max(rows.stop - rows.start, columns.stop - columns.start) // MOST_POSTS))
    part = grid.height_m[rows, columns][::every, ::every]
    height = np.asarray(part, dtype=np.float64)
    top = RELIEF[-1][0]
    ramp = LinearSegmentedColormap.from_list("relief", [(h / top, c) for h, c in RELIEF])
    colour = ramp(np.clip(height / top, 0, 1))[..., :3]
    spacing = grid.post_spacing_m * every
    light = LightSource(315, 40).hillshade(height, vert_exag=4, dx=spacing, dy=spacing)
    colour = np.clip(colour * (0.80 + 0.28 * light[..., np.newaxis]), 0, 1)
    if np.ptp(height) > 0:
        sea = [int(SEA[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        colour[height <= 0] = sea
    up, right = grid.step_latitude_deg * every, grid.step_longitude_deg * every
    south = grid.south_deg + rows.start * grid.step_latitude_deg
    west = grid.west_deg + columns.start * grid.step_longitude_deg
    north = south + (height.shape[0] - 1) * up
    east = west + (height.shape[1] - 1) * right
    axes.imshow(
        colour,
        origin="lower",
        extent=(west - right / 2, east + right / 2, south - up / 2, north + up / 2),
        interpolation="bilinear",
        aspect="auto",
        zorder=0,
    )
    axes.set_xlim(bounds.west_deg, bounds.east_deg)
    axes.set_ylim(bounds.south_deg, bounds.north_deg)


def _span(low: float, high: float, first: float, step: float, posts: int) -> slice:
    """Return the posts that an interval needs."""
    stop = min(ceil((high - first) / step) + 1, posts)
    return slice(max(floor((low - first) / step), 0), stop)


def draw_graticule(axes: Axes, bounds: Bounds) -> None:
    """Mark whole degrees, not more than about eighteen."""
    wide = max(bounds.east_deg - bounds.west_deg, bounds.north_deg - bounds.south_deg)
    step = next(n for n in (1, 2, 5, 10, 20) if wide / n <= 18 or n == 20)  # noqa: PLR2004 - lines on a page
    east = np.arange(ceil(bounds.west_deg / step) * step, bounds.east_deg, step)
    north = np.arange(ceil(bounds.south_deg / step) * step, bounds.north_deg, step)
    axes.set_xticks(east, [_meridian(x) for x in east])
    axes.set_yticks(north, [f"{abs(y):g}°{'N' if y >= 0 else 'S'}" for y in north])
    axes.grid(color="white", linewidth=0.7, alpha=0.7, zorder=1)
    axes.tick_params(length=0, labelsize=8)
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_color(FAINT)


def _meridian(longitude_deg: float) -> str:
    """Return a longitude as text, -180 to 180 whichever way it is counted."""
    within = (longitude_deg + HALF_CIRCLE_DEG) % FULL_CIRCLE_DEG - HALF_CIRCLE_DEG
    if abs(within) in (0.0, HALF_CIRCLE_DEG):
        return f"{abs(within):g}°"
    return f"{abs(within):g}°{'E' if within > 0 else 'W'}"


def draw_assets(axes: Axes, scenario: ResolvedScenario) -> None:
    """Draw every asset, its size by its value."""
    largest = max(asset.value for asset in scenario.assets)
    for asset in scenario.assets:
        axes.scatter(
            on_map(asset.longitude_deg, axes.get_xlim()[0]),
            asset.latitude_deg,
            s=40 + 160 * asset.value / largest,
            facecolor=ASSET,
            edgecolor=BLACK,
            linewidth=0.8,
            zorder=5,
        )


def draw_units(axes: Axes, places_deg: Iterable[tuple[float, float]]) -> None:
    """Draw units or batteries at their latitudes and longitudes."""
    for latitude, longitude in places_deg:
        axes.scatter(
            on_map(longitude, axes.get_xlim()[0]),
            latitude,
            s=38,
            marker="^",
            facecolor=BLACK,
            edgecolor="white",
            linewidth=0.7,
            zorder=6,
        )


def draw_scale(axes: Axes, bounds: Bounds) -> None:
    """Draw a scale bar, labelled with the latitude that it is for: the middle of the map."""
    middle = round((bounds.south_deg + bounds.north_deg) / 2)
    degree_m = METRES_PER_DEGREE * cos(radians(middle))
    wide_km = (bounds.east_deg - bounds.west_deg) * degree_m / 1e3
    length_km = max(n for n in (10, 20, 50, 100, 200, 500) if n <= max(wide_km / 8, 10))
    length = length_km * 1e3 / degree_m
    x = bounds.west_deg + 0.02 * (bounds.east_deg - bounds.west_deg)
    y = bounds.south_deg + 0.04 * (bounds.north_deg - bounds.south_deg)
    axes.plot([x, x + length], [y, y], color=BLACK, linewidth=2, solid_capstyle="butt", zorder=7)
    hemisphere = "N" if middle >= 0 else "S"
    axes.annotate(
        f"{length_km} km at {abs(middle)}°{hemisphere}",
        (x, y),
        xytext=(0, 4),
        textcoords="offset points",
        fontsize=8,
        path_effects=halo(),
        zorder=7,
    )


def draw_legend(figure: Figure, axes: Axes, rows: list[tuple[str, list[Any]]]) -> None:
    """Write rows of a title and its handles under the map."""
    bottom, gap = axes.get_position().y0, LEGEND_ROW_IN / figure.get_figheight()
    for row, (title, handles) in enumerate(rows):
        top = bottom - gap * (0.85 + row)
        figure.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=((LEFT_IN + TITLE_IN) / WIDTH_IN, top),
            ncols=len(handles),
            borderpad=0,
            borderaxespad=0,
            columnspacing=1.4,
            handlelength=1.8,
        )
        figure.text(
            LEFT_IN / WIDTH_IN,
            top,
            title,
            fontsize=8.5,
            fontweight="bold",
            verticalalignment="top",
        )
