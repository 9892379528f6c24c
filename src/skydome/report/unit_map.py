"""The parts that pictures of one unit share: ground around it, scale, legend, the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.physics import earth
from skydome.report.basemap import PLAIN, RELIEF, SEA
from skydome.report.style import BLACK, drawn, halo
from skydome.terrain.grid import heights

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from skydome.arrays import Floats
    from skydome.report.style import Kind
    from skydome.terrain import Grid


DPI = 100
POSTS = 420  # of the relief, a side
EXAGGERATION = 5.0  # of heights, for shading only
KM = 1e-3


def draw_ground(axes: Axes, grid: Grid, place: tuple[float, float], edge_m: float) -> None:
    """Paint altitude and shaded relief, sampled at the map's own coordinates."""
    height = _heights(grid, place, edge_m)
    if np.ptp(height) == 0:
        axes.set_facecolor(PLAIN)
        return
    from matplotlib.colors import LightSource, LinearSegmentedColormap

    top = RELIEF[-1][0]
    ramp = LinearSegmentedColormap.from_list("relief", [(h / top, c) for h, c in RELIEF])
    colour = ramp(np.clip(height / top, 0, 1))[..., :3]
    spacing = 2 * edge_m / POSTS
    light = LightSource(315, 40).hillshade(height, vert_exag=EXAGGERATION, dx=spacing, dy=spacing)
    colour = np.clip(colour * (0.80 + 0.28 * light[..., np.newaxis]), 0, 1)
    colour[height <= 0] = [int(SEA[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    edge = edge_m * KM
    axes.imshow(
        colour,
        origin="lower",
        extent=(-edge, edge, -edge, edge),
        interpolation="bilinear",
        zorder=0,
    )


def _heights(grid: Grid, place: tuple[float, float], edge_m: float) -> Floats:
    """Return the ground's height on a square around a place; 0 outside the grid."""
    along = (np.arange(POSTS) + 0.5) * (2 * edge_m / POSTS) - edge_m
    east, north = np.meshgrid(along, along)
    there = earth.destination(*place, np.arctan2(east, north) % (2 * np.pi), np.hypot(east, north))
    height = heights(grid, there[0].ravel(), there[1].ravel()).reshape(east.shape)
    return np.nan_to_num(height.astype(np.float64))


def draw_scale(axes: Axes, edge_m: float) -> None:
    """Draw a bar of a round length in the lower right corner."""
    edge = edge_m * KM
    length = max(n for n in (1, 5, 10, 20, 50, 100, 200, 500) if n <= max(edge / 3, 1))
    x, y = 0.94 * edge - length, -0.92 * edge
    axes.plot([x, x + length], [y, y], color=BLACK, linewidth=2, solid_capstyle="butt", zorder=7)
    axes.annotate(
        f"{length} km",
        (x + length / 2, y),
        xytext=(0, 4),
        textcoords="offset points",
        horizontalalignment="center",
        fontsize=8,
        path_effects=halo(),
        zorder=7,
    )


def legend_below(axes: Axes, handles: list[Any], columns: int) -> None:
    """Put a legend under the axis label."""
    axes.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(-0.02, -0.10),
        ncols=columns,
        fontsize=7.5,
        columnspacing=1.4,
        handlelength=2.2,
        borderaxespad=0,
    )


def line(label: str, **style: Any) -> Any:  # noqa: ANN401 - passed on to matplotlib
    """Return a line for a legend."""
    from matplotlib.lines import Line2D

    return Line2D([], [], label=label, **style)


def picture(figure: Figure, kind: Kind, name: str) -> bytes:
    """Return a figure as PNG or SVG: the same bytes every time."""
    return drawn(figure, kind, name, DPI)
