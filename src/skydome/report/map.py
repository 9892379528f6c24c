"""The map: what is reached at which altitude, over the terrain, beside the advertised ring."""

from __future__ import annotations

from math import ceil, cos, floor, pi, radians
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome.physics import earth
from skydome.report.labels import Label, place_labels
from skydome.report.style import (
    BLACK,
    CLASS_COLOURS,
    FAINT,
    GREY,
    data_uri,
    halo,
    new_figure,
    plain,
    settings,
)
from skydome.terrain import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from skydome.coverage import UnitCover
    from skydome.scenario import ResolvedScenario
    from skydome.scenario.resolved import Threat
    from skydome.terrain import Grid

    Floats = NDArray[np.float64]

WIDTH_IN, TALLEST_IN = 11.0, 8.0
LEFT_IN, RIGHT_IN, TOP_IN, LEGEND_ROW_IN, TITLE_IN = 0.45, 0.1, 0.1, 0.3, 2.35
MARGIN_DEG = 0.35
METRES_PER_DEGREE = 111_195.0  # of latitude, for scale bar and margins only
PLAIN, SEA, ASSET = "#edeee6", "#cfdde4", "#f6c945"
# altitude above sea level, colour: quiet enough to draw on
RELIEF = ((0, PLAIN), (500, "#e9e7da"), (1_500, "#dcd5c5"), (3_000, "#c9bfae"), (6_500, "#b0a597"))
# Nearest first, darkest first.
REACH_COLOURS = ("#08306b", "#2171b5", "#6baed6")


class Wave(NamedTuple):
    """One wave as the map shows it."""

    target_class: str
    threats: int
    origin: tuple[float, float]
    latitude_deg: Floats
    longitude_deg: Floats


def waves_of(scenario: ResolvedScenario) -> list[Wave]:
    """Return each wave with its route as a line of points."""
    groups: dict[str, list[Threat]] = {}
    for threat in scenario.threats:
        groups.setdefault(threat.wave, []).append(threat)
    return [_wave(scenario, threats) for threats in groups.values()]


def _wave(scenario: ResolvedScenario, threats: list[Threat]) -> Wave:
    first = threats[0]
    asset = scenario.assets[first.asset]
    origin = (first.origin_latitude_deg, first.origin_longitude_deg)
    distance, azimuth = earth.polar_from_site(asset.latitude_deg, asset.longitude_deg, *origin)
    flown = first.release_range_m.value if first.release_range_m else float(distance)
    latitude, longitude = earth.destination(
        asset.latitude_deg, asset.longitude_deg, azimuth, np.linspace(flown, 0, 40)
    )
    return Wave(first.target_class, len(threats), origin, latitude, longitude)


def draw_map(
    scenario: ResolvedScenario, grid: Grid, covers: list[UnitCover], altitudes_m: list[float]
) -> str:
    """Return the map as a data address.

    Parameters
    ----------
    scenario, grid
        What is shown, and the ground under it.
    covers
        Of every unit, in one placement, holding these altitudes.
    altitudes_m
        Whose effective engagement range is drawn, lowest first, at most three.
    """
    with settings():
        bounds = _bounds(scenario, grid, covers)
        waves = waves_of(scenario)
        legend = _legend(altitudes_m, waves)
        figure, axes = _canvas(bounds, len(legend))
        _draw_terrain(axes, grid, bounds)
        _draw_graticule(axes, bounds)
        for cover in covers:
            _draw_reach(axes, cover, altitudes_m)
        for wave in waves:
            _draw_route(axes, wave)
        _draw_sites(axes, scenario)
        _draw_scale(axes, bounds)
        _draw_legend(figure, axes, legend)
        routes = [
            place
            for wave in waves
            for place in zip(wave.longitude_deg[::3], wave.latitude_deg[::3], strict=True)
        ]
        place_labels(axes, list(_labels(scenario, waves)), routes)
    return data_uri(figure, "map")


def _bounds(scenario: ResolvedScenario, grid: Grid, covers: list[UnitCover]) -> Bounds:
    """Return what the map shows: rings, assets and routes, with a margin, within the grid."""
    latitudes = [asset.latitude_deg for asset in scenario.assets]
    longitudes = [asset.longitude_deg for asset in scenario.assets]
    for threat in scenario.threats:
        latitudes.append(threat.origin_latitude_deg)
        longitudes.append(threat.origin_longitude_deg)
    for cover in covers:
        ring = _ring(cover)
        latitudes += [float(ring[0].min()), float(ring[0].max())]
        longitudes += [float(ring[1].min()), float(ring[1].max())]
    south, north = min(latitudes) - MARGIN_DEG, max(latitudes) + MARGIN_DEG
    west, east = min(longitudes) - MARGIN_DEG, max(longitudes) + MARGIN_DEG
    # A tall map is widened, as far as there is ground, to fill the page.
    wide = (north - south) * WIDTH_IN / TALLEST_IN / cos(radians((south + north) / 2))
    more = max(0.0, wide - (east - west)) / 2
    edge = grid.bounds
    return Bounds(
        max(south, edge.south_deg),
        max(west - more, edge.west_deg),
        min(north, edge.north_deg),
        min(east + more, edge.east_deg),
    )


def _canvas(bounds: Bounds, legend_rows: int) -> tuple[Figure, Axes]:
    middle = (bounds.south_deg + bounds.north_deg) / 2
    stretch = 1 / cos(radians(middle))
    shape = (bounds.north_deg - bounds.south_deg) * stretch / (bounds.east_deg - bounds.west_deg)
    map_width = min(WIDTH_IN - LEFT_IN - RIGHT_IN, TALLEST_IN / shape)
    bottom = LEGEND_ROW_IN * (legend_rows + 0.9)
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


def _draw_terrain(axes: Axes, grid: Grid, bounds: Bounds) -> None:
    """Paint altitude and shaded relief; only where the grid has relief is there sea."""
    from matplotlib.colors import LightSource, LinearSegmentedColormap

    rows = _span(bounds.south_deg, bounds.north_deg, grid.south_deg, grid.step_latitude_deg)
    columns = _span(bounds.west_deg, bounds.east_deg, grid.west_deg, grid.step_longitude_deg)
    height = np.asarray(grid.height_m[rows, columns], dtype=np.float64)
    top = RELIEF[-1][0]
    ramp = LinearSegmentedColormap.from_list("relief", [(h / top, c) for h, c in RELIEF])
    colour = ramp(np.clip(height / top, 0, 1))[..., :3]
    spacing = grid.post_spacing_m
    light = LightSource(315, 40).hillshade(height, vert_exag=4, dx=spacing, dy=spacing)
    colour = np.clip(colour * (0.80 + 0.28 * light[..., np.newaxis]), 0, 1)
    if np.ptp(height) > 0:
        sea = [int(SEA[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        colour[height <= 0] = sea
    half_row, half_column = grid.step_latitude_deg / 2, grid.step_longitude_deg / 2
    south = grid.south_deg + rows.start * grid.step_latitude_deg
    west = grid.west_deg + columns.start * grid.step_longitude_deg
    north = south + (height.shape[0] - 1) * grid.step_latitude_deg
    east = west + (height.shape[1] - 1) * grid.step_longitude_deg
    axes.imshow(
        colour,
        origin="lower",
        extent=(west - half_column, east + half_column, south - half_row, north + half_row),
        interpolation="bilinear",
        aspect="auto",
        zorder=0,
    )
    axes.set_xlim(bounds.west_deg, bounds.east_deg)
    axes.set_ylim(bounds.south_deg, bounds.north_deg)


def _span(low: float, high: float, first: float, step: float) -> slice:
    """Return the posts that hold an interval."""
    return slice(max(floor((low - first) / step), 0), ceil((high - first) / step) + 1)


def _draw_graticule(axes: Axes, bounds: Bounds) -> None:
    """Mark whole degrees, not more than about eighteen."""
    wide = max(bounds.east_deg - bounds.west_deg, bounds.north_deg - bounds.south_deg)
    step = next(n for n in (1, 2, 5, 10, 20) if wide / n <= 18 or n == 20)  # noqa: PLR2004 - lines on a page
    east = np.arange(ceil(bounds.west_deg / step) * step, bounds.east_deg, step)
    north = np.arange(ceil(bounds.south_deg / step) * step, bounds.north_deg, step)
    axes.set_xticks(east, [f"{abs(x):g}°{'E' if x >= 0 else 'W'}" for x in east])
    axes.set_yticks(north, [f"{abs(y):g}°{'N' if y >= 0 else 'S'}" for y in north])
    axes.grid(color="white", linewidth=0.7, alpha=0.7, zorder=1)
    axes.tick_params(length=0, labelsize=8)
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_color(FAINT)


def _ring(cover: UnitCover) -> tuple[Floats, Floats]:
    centre = cover.centres[0]
    azimuth = np.linspace(0, 2 * pi, 181)
    return earth.destination(
        centre.latitude_deg, centre.longitude_deg, azimuth, cover.advertised_range_m
    )


def _draw_reach(axes: Axes, cover: UnitCover, altitudes_m: list[float]) -> None:
    """Draw a unit's effective engagement range at each altitude and its advertised ring."""
    latitude, longitude = _ring(cover)
    axes.plot(longitude, latitude, color=BLACK, linewidth=0.9, dashes=(5, 3), zorder=3)
    centre = cover.centres[0]
    for colour, altitude in reversed(list(zip(REACH_COLOURS, altitudes_m, strict=False))):
        reach = cover.engagement.effective_m[0, list(cover.altitude_m).index(altitude)]
        if not np.nanmax(reach, initial=0) > 0:
            continue
        latitude, longitude = earth.destination(
            centre.latitude_deg, centre.longitude_deg, cover.azimuth_rad, np.nan_to_num(reach)
        )
        lowest = altitude == altitudes_m[0]
        axes.fill(longitude, latitude, color=colour, alpha=0.45 if lowest else 0.07, zorder=2)
        axes.fill(longitude, latitude, fill=False, edgecolor=colour, linewidth=1.5, zorder=3.5)


def _draw_route(axes: Axes, wave: Wave) -> None:
    colour = CLASS_COLOURS.get(wave.target_class, GREY)
    axes.plot(wave.longitude_deg, wave.latitude_deg, color="white", linewidth=2.6, zorder=4)
    axes.plot(wave.longitude_deg, wave.latitude_deg, color=colour, linewidth=1.3, zorder=4.1)
    head = int(len(wave.latitude_deg) * 0.45)
    axes.annotate(
        "",
        xy=(wave.longitude_deg[head + 1], wave.latitude_deg[head + 1]),
        xytext=(wave.longitude_deg[head], wave.latitude_deg[head]),
        arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.3, "mutation_scale": 11},
        zorder=4.2,
    )


def _draw_sites(axes: Axes, scenario: ResolvedScenario) -> None:
    largest = max(asset.value for asset in scenario.assets)
    for asset in scenario.assets:
        axes.scatter(
            asset.longitude_deg,
            asset.latitude_deg,
            s=40 + 160 * asset.value / largest,
            facecolor=ASSET,
            edgecolor=BLACK,
            linewidth=0.8,
            zorder=5,
        )
    for unit in scenario.units:
        site = next(site for site in scenario.sites if site.unit == unit)
        axes.scatter(
            site.longitude_deg,
            site.latitude_deg,
            s=38,
            marker="^",
            facecolor=BLACK,
            edgecolor="white",
            linewidth=0.7,
            zorder=6,
        )


def _draw_scale(axes: Axes, bounds: Bounds) -> None:
    """Draw a scale bar; it holds for the middle of the map, and says so."""
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


def _legend(altitudes_m: list[float], waves: list[Wave]) -> list[tuple[str, list[Any]]]:
    """Return the rows of the legend: titles and handles."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    def line(colour: str, text: str, **style: Any) -> Line2D:  # noqa: ANN401 - passed on
        return Line2D([], [], color=colour, label=text, **style)

    def point(marker: str, colour: str, text: str) -> Line2D:
        return Line2D([], [], linestyle="", marker=marker, color=colour, mec=BLACK, label=text)

    reach: list[Any] = [
        Patch(facecolor=colour + ("77" if n == 0 else "18"), edgecolor=colour, label=_height(h))
        for n, (colour, h) in enumerate(zip(REACH_COLOURS, altitudes_m, strict=False))
    ]
    reach.append(line(BLACK, "advertised ring", dashes=(5, 3), linewidth=0.9))
    reach += [point("^", BLACK, "unit"), point("o", ASSET, "asset, size by value")]
    classes = dict.fromkeys(wave.target_class for wave in waves)
    routes = [line(CLASS_COLOURS.get(name, GREY), plain(name), linewidth=1.6) for name in classes]
    return [("Effective engagement range at", reach), ("Routes", routes)]


def _draw_legend(figure: Figure, axes: Axes, rows: list[tuple[str, list[Any]]]) -> None:
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


def _height(altitude_m: float) -> str:
    return f"{altitude_m:g} m" if altitude_m < 1e3 else f"{altitude_m / 1e3:g} km"  # noqa: PLR2004 - metres in a kilometre


def _labels(scenario: ResolvedScenario, waves: list[Wave]) -> Iterator[Label]:
    """Yield one label a place, so that a unit and an asset in one degree share it."""
    lines: dict[tuple[float, float], list[str]] = {}
    for site in scenario.sites:
        here = lines.setdefault((site.latitude_deg, site.longitude_deg), [])
        if site.unit not in here:
            here.append(site.unit)
    for asset in scenario.assets:
        here = lines.setdefault((asset.latitude_deg, asset.longitude_deg), [])
        here.append(f"{asset.name} ({asset.value:g})")
    for (latitude, longitude), texts in lines.items():
        yield Label(longitude, latitude, "\n".join(texts), BLACK, 8.5)
    starts: dict[tuple[float, float], list[str]] = {}
    for wave in waves:
        start = (float(wave.latitude_deg[0]), float(wave.longitude_deg[0]))
        starts.setdefault(start, []).append(f"{wave.threats} × {plain(wave.target_class)}")
    for (latitude, longitude), texts in starts.items():
        yield Label(longitude, latitude, "\n".join(texts), "#4a5257", 7.5)
