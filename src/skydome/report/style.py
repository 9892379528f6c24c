"""How figures look: one palette, one font, the same bytes for the same numbers."""

from __future__ import annotations

import base64
import io
import re
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's colours, distinguishable with any colour vision.
BLACK, ORANGE, SKY, GREEN = "#1d2327", "#d98c00", "#56b4e9", "#00795b"
BLUE, VERMILLION, PURPLE, GREY = "#0b62a4", "#c9480a", "#a8528a", "#7d868c"
FAINT = "#d9dee1"
CLASS_COLOURS = {
    "aircraft": BLUE,
    "stealth_aircraft": PURPLE,
    "cruise_missile": VERMILLION,
    "drone": ORANGE,
    "glide_bomb": GREEN,
    "ballistic_missile": BLACK,
    "supersonic_missile": SKY,
}

Kind = Literal["svg", "png"]
DRAWN, DIGITS = re.compile(rb'(?: d|\b[xy])="[^"]*"'), re.compile(rb"(\.\d\d)\d+")
COLOURS_KEPT = 250  # in a PNG
DOTS: dict[Kind, int] = {"svg": 110, "png": 160}

SETTINGS: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "axes.edgecolor": GREY,
    "axes.labelcolor": BLACK,
    "axes.linewidth": 0.7,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "text.color": BLACK,
    "xtick.color": GREY,
    "xtick.labelcolor": BLACK,
    "ytick.color": GREY,
    "ytick.labelcolor": BLACK,
    "svg.fonttype": "path",
}


@contextmanager
def settings(more: dict[str, Any] | None = None) -> Iterator[None]:
    """Draw under these settings, and leave those of the process as they were."""
    import matplotlib as mpl

    # a plain dictionary to the type checker, which knows every key of matplotlib's by name
    values: Any = SETTINGS | (more or {})
    with mpl.rc_context(values):
        yield


def data_uri(figure: Figure, name: str, dots: int = DOTS["svg"]) -> str:
    """Return a figure as an SVG data address.

    ``name`` keeps its inner ids apart and fixed; ``dots`` an inch is how fine terrain is painted.
    """
    target = io.BytesIO()
    print_figure(figure, target, "svg", name, dots)
    drawn = DRAWN.sub(_rounded, target.getvalue())
    return "data:image/svg+xml;base64," + base64.b64encode(drawn).decode("ascii")


def _rounded(drawn: re.Match[bytes]) -> bytes:
    """Return coordinates to a hundredth of a point; a third of a figure is digits beyond."""
    return DIGITS.sub(rb"\1", drawn[0])


def print_figure(
    figure: Figure, target: IO[bytes], kind: Kind, name: str, dots: int | None = None
) -> None:
    """Write a figure as SVG or PNG; see `data_uri`."""
    metadata: Any = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}
    with settings({"svg.hashsalt": name}):
        figure.savefig(target, format=kind, dpi=dots or DOTS[kind], metadata=metadata[kind])


def drawn(figure: Figure, kind: Kind, name: str, dots: int) -> bytes:
    """Return a figure as SVG, or as PNG in few colours: a quarter of the size.

    The same figure gives the same bytes, without date or program name; see `data_uri`.
    """
    from PIL import Image

    target, few = io.BytesIO(), io.BytesIO()
    print_figure(figure, target, kind, name, dots)
    if kind == "svg":
        return target.getvalue()
    picture = Image.open(target).convert("RGB")
    kept = picture.quantize(COLOURS_KEPT, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    kept.save(few, "PNG", optimize=True)
    return few.getvalue()


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure, in inches, that is in no global state."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def quiet_grid(axes: Axes, which: Literal["both", "x", "y"] = "both") -> None:
    """Draw a light grid behind the data and no ticks."""
    axes.grid(axis=which, zorder=0)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)


def halo(width: float = 2.2) -> list[Any]:
    """Return path effects that keep text legible over lines and terrain."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=width, foreground="white", alpha=0.85)]


def plain(name: str) -> str:
    """Return an identifier as words."""
    return name.replace("_", " ")


def listed(words: Iterable[str]) -> str:
    """Return words as a list in a sentence: a, b and c."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
