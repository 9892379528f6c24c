"""A replication over terrain: tracks, engagements and what got through."""

from __future__ import annotations

from itertools import compress, pairwise
from math import cos, radians
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.tables.placement import places
from skydome.report import basemap
from skydome.report.basemap import on_map
from skydome.report.labels import Label, place_labels
from skydome.report.style import BLACK, CLASS_COLOURS, FAINT, GREY
from skydome.study.tracks import (
    IN_FLIGHT,
    KILLED,
    LEAKED,
    MISSED,
    TOO_LATE,
    engagements,
    flights,
    place_at,
)
from skydome.terrain import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from skydome.arrays import Floats
    from skydome.engagement.tables.placement import Place
    from skydome.scenario import ResolvedScenario
    from skydome.study import EventRecord
    from skydome.study.tracks import Engagement, Flown
    from skydome.terrain import Grid


PIECE_SHARE = 1 / 24  # of a flight: the longest straight piece of its line
LEAST_PT, MOST_PT, MANY = 0.7, 3.4, 20  # width of a track by how many threats flew it
MOST_SHARE, LEAST_HALF_M = 0.95, 15_000.0  # what a close-up holds of its intercepts, and shows


class Drawn(NamedTuple):
    """What is shown of a replication."""

    scenario: ResolvedScenario
    batteries: dict[str, Place]
    sensors: list[Place]
    flown: dict[str, Flown]
    engagements: list[Engagement]
    targets: list[tuple[float, float]]


def collect(
    scenario: ResolvedScenario, grid: Grid, replication: int, records: list[EventRecord]
) -> Drawn:
    """Return where everything was in a replication, with longitudes as on a map of the grid."""
    west_deg = grid.bounds.west_deg
    sites = [
        place._replace(longitude_deg=float(on_map(place.longitude_deg, west_deg)))
        for place in places(scenario, grid, replication % scenario.terrain.placements)
    ]
    flown = {
        name: one._replace(longitude_deg=on_map(one.longitude_deg, west_deg))
        for name, one in flights(scenario, grid, replication, records).items()
    }
    shots = engagements(records, scenario.duration_s)
    return Drawn(
        scenario=scenario,
        batteries={battery.name: sites[battery.site] for battery in scenario.batteries},
        sensors=[
            place
            for place, site in zip(sites, scenario.sites, strict=True)
            if site.unit not in scenario.units
        ],
        flown=flown,
        engagements=shots,
        targets=[
            place_at(flown[shot.threat], round(shot.intercept_s / scenario.scan_s))
            for shot in shots
        ],
    )


def bounds_of(drawn: Drawn, grid: Grid) -> Bounds:
    """Return what the map shows: what was flown, the batteries and the assets."""
    placed = [*drawn.batteries.values(), *drawn.sensors]
    latitudes = [place.latitude_deg for place in placed]
    longitudes = [place.longitude_deg for place in placed]
    for asset in drawn.scenario.assets:
        latitudes.append(asset.latitude_deg)
        longitudes.append(asset.longitude_deg)
    for flown in drawn.flown.values():
        latitudes += [float(flown.latitude_deg.min()), float(flown.latitude_deg.max())]
        longitudes += [float(flown.longitude_deg.min()), float(flown.longitude_deg.max())]
    return basemap.bounds_around(grid, latitudes, longitudes)


def draw_replay_map(axes: Axes, drawn: Drawn, grid: Grid, bounds: Bounds) -> None:
    """Draw the whole map, with labels that keep off what is drawn."""
    basemap.draw_terrain(axes, grid, bounds)
    basemap.draw_graticule(axes, bounds)
    pieces = list(track_pieces(drawn.flown))
    _draw_all(axes, drawn, pieces)
    basemap.draw_scale(axes, bounds)
    obstacles = [(longitude, latitude) for latitude, longitude in drawn.targets]
    obstacles += [
        (float(longitude), float(latitude))
        for piece in pieces
        for longitude, latitude in zip(piece.longitude_deg, piece.latitude_deg, strict=True)
    ]
    place_labels(axes, list(_labels(drawn, grid.bounds.west_deg)), obstacles)


def _draw_all(axes: Axes, drawn: Drawn, pieces: list[Piece]) -> None:
    _draw_tracks(axes, drawn, pieces)
    _draw_engagements(axes, drawn)
    basemap.draw_assets(axes, drawn.scenario)
    _draw_leaks(axes, drawn)
    basemap.draw_units(
        axes,
        [
            (place.latitude_deg, place.longitude_deg)
            for place in (*drawn.batteries.values(), *drawn.sensors)
        ],
    )


class CloseUp(NamedTuple):
    """The surroundings of one unit: a square that holds most of its intercepts."""

    unit: str
    shots: int
    half_m: float
    bounds: Bounds


def close_ups(drawn: Drawn) -> list[CloseUp]:
    """Return a square around each unit that fired, in the scenario's order."""
    squares = []
    for unit in drawn.scenario.units:
        names = {battery.name for battery in drawn.scenario.batteries if battery.unit == unit}
        shot = [
            target
            for engagement, target in zip(drawn.engagements, drawn.targets, strict=True)
            if engagement.unit in names
        ]
        if shot:
            squares.append(_close_up(unit, [drawn.batteries[name] for name in names], shot))
    return squares


def _close_up(unit: str, sites: list[Place], shot: list[tuple[float, float]]) -> CloseUp:
    """Return the square around a unit's sites and the middle of its intercepts, with a margin."""
    held = np.quantile(np.array(shot), [1 - MOST_SHARE, MOST_SHARE], axis=0)
    held = np.vstack([held, [(place.latitude_deg, place.longitude_deg) for place in sites]])
    low, high = held.min(axis=0), held.max(axis=0)
    latitude, longitude = (float(middle) for middle in (low + high) / 2)
    narrow = cos(radians(latitude))
    wide = max(float(high[0] - low[0]), float(high[1] - low[1]) * narrow)
    half = max(0.62 * wide, LEAST_HALF_M / basemap.METRES_PER_DEGREE)
    east = half / narrow
    bounds = Bounds(latitude - half, longitude - east, latitude + half, longitude + east)
    return CloseUp(unit, len(shot), half * basemap.METRES_PER_DEGREE, bounds)


def draw_close_up(axes: Axes, drawn: Drawn, grid: Grid, shown: CloseUp) -> None:
    """Draw one square of the map, larger; what lies outside is cut off."""
    basemap.draw_terrain(axes, grid, shown.bounds)
    inside = [
        _meets(shown.bounds, *_line(drawn, engagement, target))
        for engagement, target in zip(drawn.engagements, drawn.targets, strict=True)
    ]
    near = drawn._replace(
        engagements=list(compress(drawn.engagements, inside)),
        targets=list(compress(drawn.targets, inside)),
    )
    pieces = [
        piece
        for piece in track_pieces(drawn.flown)
        if _meets(shown.bounds, piece.latitude_deg, piece.longitude_deg)
    ]
    _draw_all(axes, near, pieces)
    basemap.draw_scale(axes, shown.bounds)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_color(FAINT)
    title = f"{shown.unit}, {shown.shots} engagements"
    axes.set_title(title, fontsize=8, fontweight="normal", pad=3)


def _line(
    drawn: Drawn, engagement: Engagement, target: tuple[float, float]
) -> tuple[Floats, Floats]:
    """Return the latitudes and longitudes of a battery and of the place of its intercept."""
    site = drawn.batteries[engagement.unit]
    return np.array([site.latitude_deg, target[0]]), np.array([site.longitude_deg, target[1]])


def _meets(bounds: Bounds, latitudes_deg: Floats, longitudes_deg: Floats) -> bool:
    """Return whether the rectangle around some places overlaps the map."""
    return bool(
        latitudes_deg.min() <= bounds.north_deg
        and latitudes_deg.max() >= bounds.south_deg
        and longitudes_deg.min() <= bounds.east_deg
        and longitudes_deg.max() >= bounds.west_deg
    )


class Piece(NamedTuple):
    """A stretch of a path and the number of threats that flew it; ``threat`` is one of them."""

    threat: int
    flew: int
    latitude_deg: Floats
    longitude_deg: Floats


def track_pieces(flown: dict[str, Flown]) -> Iterator[Piece]:
    """Yield every path in stretches, with how many of its threats flew each.

    Threats of one wave share a path: drawn one over the other they could not be told apart, so
    the line narrows instead where one of them ends.
    """
    shared: dict[int, list[Flown]] = {}
    for one in flown.values():
        shared.setdefault(one.path, []).append(one)
    for group in shared.values():
        changes = sorted({scan for one in group for scan in (one.first, one.last)})
        for start, stop in pairwise(changes):
            there = [one for one in group if one.first <= start and stop <= one.last]
            if there:
                yield _piece(there, start, stop)


def _piece(there: list[Flown], start: int, stop: int) -> Piece:
    one = there[0]
    steps = max(2, round((stop - start) / (PIECE_SHARE * (one.last - one.first)) + 1))
    at = np.linspace(start, stop, steps).round().astype(int) - one.first
    return Piece(one.threat, len(there), one.latitude_deg[at], one.longitude_deg[at])


def _draw_tracks(axes: Axes, drawn: Drawn, pieces: list[Piece]) -> None:
    for piece in pieces:
        share = min(piece.flew - 1, MANY - 1) / (MANY - 1)
        width = LEAST_PT + (MOST_PT - LEAST_PT) * share
        target_class = drawn.scenario.threats[piece.threat].target_class
        for colour, points, order in (
            ("white", width + 0.9, 3),
            (colour_of(target_class), width, 3.1),
        ):
            axes.plot(
                piece.longitude_deg,
                piece.latitude_deg,
                color=colour,
                linewidth=points,
                solid_capstyle="butt",
                zorder=order,
            )


def _draw_engagements(axes: Axes, drawn: Drawn) -> None:
    """Draw a line from battery to intercept, and its outcome."""
    from matplotlib.collections import LineCollection

    lines: dict[bool, list[list[tuple[float, float]]]] = {True: [], False: []}
    for shot, (latitude, longitude) in zip(drawn.engagements, drawn.targets, strict=True):
        if shot.outcome != IN_FLIGHT:
            site = drawn.batteries[shot.unit]
            ends = [(site.longitude_deg, site.latitude_deg), (longitude, latitude)]
            lines[shot.outcome == KILLED].append(ends)
    for killed, style in ((True, "solid"), (False, (0, (2, 2)))):
        axes.add_collection(
            LineCollection(
                lines[killed],
                colors=BLACK,
                linewidths=0.45,
                linestyles=style,
                alpha=0.45,
                zorder=2.5,
            ),
            autolim=False,
        )
    for outcomes, filled in (((MISSED, TOO_LATE), False), ((KILLED,), True)):
        _draw_outcomes(axes, drawn, outcomes, filled=filled)


def _draw_outcomes(axes: Axes, drawn: Drawn, outcomes: tuple[str, ...], *, filled: bool) -> None:
    shown = [
        (place, _class(drawn, shot.threat))
        for shot, place in zip(drawn.engagements, drawn.targets, strict=True)
        if shot.outcome in outcomes
    ]
    axes.scatter(
        [longitude for (_, longitude), _ in shown],
        [latitude for (latitude, _), _ in shown],
        s=14 if filled else 34,  # a kill does not hide a miss in the same place
        facecolor=[colour_of(name) if filled else "white" for _, name in shown],
        edgecolor=["white" if filled else colour_of(name) for _, name in shown],
        linewidth=0.5 if filled else 0.9,
        zorder=5.6 if filled else 5.5,
    )


def _draw_leaks(axes: Axes, drawn: Drawn) -> None:
    for number, leaked in _leaked(drawn).items():
        asset = drawn.scenario.assets[number]
        if leaked:
            axes.scatter(
                on_map(asset.longitude_deg, axes.get_xlim()[0]),
                asset.latitude_deg,
                s=34,
                marker="X",
                facecolor=BLACK,
                edgecolor="white",
                linewidth=0.6,
                zorder=7,
            )


def _leaked(drawn: Drawn) -> dict[int, int]:
    """Return how many leaked, by the number of the asset."""
    leaked = dict.fromkeys(range(len(drawn.scenario.assets)), 0)
    for flown in drawn.flown.values():
        leaked[drawn.scenario.threats[flown.threat].asset] += flown.outcome == LEAKED
    return leaked


def _labels(drawn: Drawn, west_deg: float) -> Iterator[Label]:
    """Yield one label per place: units and assets of one whole degree share it."""
    scenario, leaked = drawn.scenario, _leaked(drawn)
    lines: dict[tuple[float, float], list[str]] = {}
    for site in scenario.sites:
        here = lines.setdefault((site.latitude_deg, site.longitude_deg), [])
        if site.unit not in here:
            here.append(site.unit)
    for number, asset in enumerate(scenario.assets):
        here = lines.setdefault((asset.latitude_deg, asset.longitude_deg), [])
        here.append(asset.name + (f": {leaked[number]} leaked" if leaked[number] else ""))
    for (latitude, longitude), texts in lines.items():
        x = float(on_map(longitude, west_deg))
        yield Label(x, latitude, "\n".join(texts), BLACK, 8.5)


def _class(drawn: Drawn, threat: str) -> str:
    return drawn.scenario.threats[drawn.flown[threat].threat].target_class


def colour_of(target_class: str) -> str:
    """Return the colour of a target class, grey for one of the user's own."""
    return CLASS_COLOURS.get(target_class, GREY)
