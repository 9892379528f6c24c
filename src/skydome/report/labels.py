"""Labels on a map, placed without overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.report.style import halo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

    from skydome.arrays import Floats


MARKER_PX, LINE_PX = 9.0, 3.0
OUTSIDE_COST = 1e6

# offset in points, then horizontal and vertical alignment, in order of preference
SPOTS = (
    (9, 0, "left", "center"),
    (-9, 0, "right", "center"),
    (0, 9, "center", "bottom"),
    (0, -9, "center", "top"),
    (7, 7, "left", "bottom"),
    (7, -7, "left", "top"),
    (-7, 7, "right", "bottom"),
    (-7, -7, "right", "top"),
    (0, 20, "center", "bottom"),
    (0, -20, "center", "top"),
    (22, 12, "left", "bottom"),
    (22, -12, "left", "top"),
    (-22, 12, "right", "bottom"),
    (-22, -12, "right", "top"),
)


class Label(NamedTuple):
    """Text that belongs to a point of the axes."""

    x: float
    y: float
    text: str
    colour: str
    size: float


def place_labels(
    axes: Axes, labels: list[Label], obstacles: Sequence[tuple[float, float]] = ()
) -> None:
    """Write labels beside their points, each where it overlaps least.

    Greedy, in the order given: every point counts as occupied from the start, every label once
    it is placed. ``obstacles`` are places that are better left free.
    """
    points = _boxes(axes, [(label.x, label.y) for label in labels], MARKER_PX)
    taken = np.concatenate([points, _boxes(axes, obstacles, LINE_PX)])
    frame = np.asarray(axes.get_window_extent().extents)
    for label in labels:
        choices = []
        for order, spot in enumerate(SPOTS):
            note = _write(axes, label, spot)
            box = np.asarray(note.get_window_extent().padded(1.5).extents)
            note.remove()
            choices.append((_cost(box, taken, frame), order, box))
        _, order, box = min(choices, key=lambda choice: choice[:2])
        _write(axes, label, SPOTS[order])
        taken = np.vstack([taken, box])


def _boxes(axes: Axes, places: Sequence[tuple[float, float]], half_px: float) -> Floats:
    """Return squares around places as rows of left, bottom, right, top."""
    centres = np.asarray(axes.transData.transform(np.reshape(places, (-1, 2))))
    return np.hstack([centres - half_px, centres + half_px])


def _cost(box: Floats, taken: Floats, frame: Floats) -> float:
    """Return the area that a label would share with others, much more where it leaves the map."""
    inside = _overlaps(box, frame[np.newaxis])[0]
    whole = (box[2] - box[0]) * (box[3] - box[1])
    return float(_overlaps(box, taken).sum() + OUTSIDE_COST * (inside < 0.999 * whole))


def _overlaps(box: Floats, others: Floats) -> Floats:
    size = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
    area: Floats = np.maximum(size, 0).prod(axis=1)
    return area


def _write(axes: Axes, label: Label, spot: tuple[int, int, str, str]) -> Annotation:
    dx, dy, horizontal, vertical = spot
    return axes.annotate(
        label.text,
        (label.x, label.y),
        xytext=(dx, dy),
        textcoords="offset points",
        horizontalalignment=horizontal,
        verticalalignment=vertical,
        multialignment=horizontal,
        fontsize=label.size,
        color=label.colour,
        linespacing=1.15,
        path_effects=halo(),
        zorder=8,
    )
