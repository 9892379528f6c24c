"""The map: engagement range by altitude over the terrain, with the advertised range."""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome.physics import earth
from skydome.report.basemap import (
    ASSET,
    bounds_around,
    canvas,
    draw_assets,
    draw_graticule,
    draw_legend,
    draw_scale,
    draw_terrain,
    draw_units,
    on_map,
)
from skydome.report.labels import Label, place_labels
from skydome.report.style import BLACK, CLASS_COLOURS, GREY, data_uri, plain, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from skydome.arrays import Floats
    from skydome.coverage import UnitCover
    from skydome.scenario import ResolvedScenario
    from skydome.scenario.resolved import Threat
    from skydome.terrain import Bounds, Grid


# Nearest first, darkest first.
REACH_COLOURS = ("#08306b", "#2171b5", "#6baed6")


class Wave(NamedTuple):
    """One wave as the map shows it."""

    target_class: str
    threats: int
    origin: tuple[float, float]
    latitude_deg: Floats
    longitude_deg: Floats


def waves_of(scenario: ResolvedScenario, west_deg: float) -> list[Wave]:
    """Return each wave with its route as a line of points on a map with this western edge."""
    groups: dict[str, list[Threat]] = {}
    for threat in scenario.threats:
        groups.setdefault(threat.wave, []).append(threat)
    return [_wave(scenario, threats, west_deg) for threats in groups.values()]


def _wave(scenario: ResolvedScenario, threats: list[Threat], west_deg: float) -> Wave:
    first = threats[0]
    asset = scenario.assets[first.asset]
    origin = (first.origin_latitude_deg, first.origin_longitude_deg)
    distance, azimuth = earth.polar_from_site(asset.latitude_deg, asset.longitude_deg, *origin)
    flown = first.release_range_m.value if first.release_range_m else float(distance)
    latitude, longitude = earth.destination(
        asset.latitude_deg, asset.longitude_deg, azimuth, np.linspace(flown, 0, 40)
    )
    longitude = on_map(longitude, west_deg)
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
        west_deg = grid.bounds.west_deg
        waves = waves_of(scenario, west_deg)
        legend = _legend(altitudes_m, waves)
        figure, axes = canvas(bounds, len(legend))
        draw_terrain(axes, grid, bounds)
        draw_graticule(axes, bounds)
        for cover in covers:
            _draw_reach(axes, cover, altitudes_m, west_deg)
        for wave in waves:
            _draw_route(axes, wave)
        draw_assets(axes, scenario)
        draw_units(axes, _unit_places(scenario))
        draw_scale(axes, bounds)
        draw_legend(figure, axes, legend)
        routes = [
            place
            for wave in waves
            for place in zip(wave.longitude_deg[::3], wave.latitude_deg[::3], strict=True)
        ]
        place_labels(axes, list(_labels(scenario, waves, west_deg)), routes)
    return data_uri(figure, "map")


def _bounds(scenario: ResolvedScenario, grid: Grid, covers: list[UnitCover]) -> Bounds:
    """Return what the map shows: rings, assets and routes."""
    latitudes = [asset.latitude_deg for asset in scenario.assets]
    longitudes = [asset.longitude_deg for asset in scenario.assets]
    for latitude, longitude in _unit_places(scenario):
        latitudes.append(latitude)
        longitudes.append(longitude)
    for threat in scenario.threats:
        latitudes.append(threat.origin_latitude_deg)
        longitudes.append(threat.origin_longitude_deg)
    for cover in covers:
        ring = _ring(cover, grid.bounds.west_deg)
        latitudes += [float(ring[0].min()), float(ring[0].max())]
        longitudes += [float(ring[1].min()), float(ring[1].max())]
    return bounds_around(grid, latitudes, longitudes)


def _unit_places(scenario: ResolvedScenario) -> Iterator[tuple[float, float]]:
    """Yield the places of units and sensors."""
    first = {site.unit: site for site in reversed(scenario.sites)}
    for site in first.values():
        yield site.latitude_deg, site.longitude_deg


def _ring(cover: UnitCover, west_deg: float) -> tuple[Floats, Floats]:
    centre = cover.centres[0]
    azimuth = np.linspace(0, 2 * pi, 181)
    latitude, longitude = earth.destination(
        centre.latitude_deg, centre.longitude_deg, azimuth, cover.advertised_range_m
    )
    return latitude, on_map(longitude, west_deg)


def _draw_reach(axes: Axes, cover: UnitCover, altitudes_m: list[float], west_deg: float) -> None:
    """Draw a unit's effective engagement range at each altitude and its advertised ring."""
    latitude, longitude = _ring(cover, west_deg)
    axes.plot(longitude, latitude, color=BLACK, linewidth=0.9, dashes=(5, 3), zorder=3)
    centre = cover.centres[0]
    for colour, altitude in reversed(list(zip(REACH_COLOURS, altitudes_m, strict=False))):
        reach = cover.engagement.effective_m[0, list(cover.altitude_m).index(altitude)]
        if not np.nanmax(reach, initial=0) > 0:
            continue
        latitude, longitude = earth.destination(
            centre.latitude_deg, centre.longitude_deg, cover.azimuth_rad, np.nan_to_num(reach)
        )
        longitude = on_map(longitude, west_deg)
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


def _height(altitude_m: float) -> str:
    return f"{altitude_m:g} m" if altitude_m < 1e3 else f"{altitude_m / 1e3:g} km"  # noqa: PLR2004 - metres in a kilometre


def _labels(scenario: ResolvedScenario, waves: list[Wave], west_deg: float) -> Iterator[Label]:
    """Yield one label per place, so that a unit and an asset in one degree share it."""
    lines: dict[tuple[float, float], list[str]] = {}
    for site in scenario.sites:
        here = lines.setdefault((site.latitude_deg, site.longitude_deg), [])
        if site.unit not in here:
            here.append(site.unit)
    for asset in scenario.assets:
        here = lines.setdefault((asset.latitude_deg, asset.longitude_deg), [])
        here.append(f"{asset.name} ({asset.value:g})")
    for (latitude, longitude), texts in lines.items():
        x = float(on_map(longitude, west_deg))
        yield Label(x, latitude, "\n".join(texts), BLACK, 8.5)
    starts: dict[tuple[float, float], list[str]] = {}
    for wave in waves:
        start = (float(wave.latitude_deg[0]), float(wave.longitude_deg[0]))
        starts.setdefault(start, []).append(f"{wave.threats} × {plain(wave.target_class)}")
    for (latitude, longitude), texts in starts.items():
        yield Label(longitude, latitude, "\n".join(texts), "#4a5257", 7.5)
