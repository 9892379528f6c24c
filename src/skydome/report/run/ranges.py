"""Effective range against target altitude, a panel for each unit."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from skydome.coverage import spread
from skydome.report.style import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    data_uri,
    new_figure,
    quiet_grid,
    settings,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from skydome.arrays import Floats
    from skydome.coverage import UnitCover


PANELS_A_ROW = 3
WIDTH_IN, ROW_IN, FEW_ROW_IN, FOOT_IN = 11.0, 2.55, 3.4, 1.0
SEA_LEVEL_FROM_M = 1_000.0
KM = 1e-3


def draw_ranges(covers: list[UnitCover], flat: dict[str, UnitCover]) -> str:
    """Return the figure as a data address.

    Parameters
    ----------
    covers
        Of the units shown, over several placements.
    flat
        For each of them, by name, what the same equipment reaches over flat ground.
    """
    with settings():
        columns = min(PANELS_A_ROW, len(covers))
        rows = ceil(len(covers) / columns)
        height = rows * (ROW_IN if columns == PANELS_A_ROW else FEW_ROW_IN) + FOOT_IN
        figure = new_figure(WIDTH_IN, height)
        panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        top = max(_top_km(cover) for cover in covers)
        for number, axes in enumerate(panels.flat):
            if number >= len(covers):
                axes.set_visible(False)
                continue
            _panel(axes, covers[number], flat[covers[number].unit], top)
            last_in_column = number + columns >= len(covers)
            axes.tick_params(labelbottom=last_in_column)
            if last_in_column:
                axes.set_xlabel("target altitude")
            if number % columns == 0:
                axes.set_ylabel("effective range, km")
        handles, labels = panels.flat[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="lower left", ncols=3, bbox_to_anchor=(0.04, 0.0))
        figure.subplots_adjust(
            left=0.62 / WIDTH_IN,
            right=1 - 0.12 / WIDTH_IN,
            top=1 - 0.28 / height,
            bottom=FOOT_IN / height,
            wspace=0.09,
            hspace=0.18,
        )
    return data_uri(figure, "ranges")


def _top_km(cover: UnitCover) -> float:
    seen = float(np.nanmax(cover.detection.effective_m, initial=0.0))
    return 1.06 * max(cover.advertised_range_m, seen) * KM


def _panel(axes: Axes, cover: UnitCover, flat: UnitCover, top_km: float) -> None:
    axes.set_xscale("log")
    axes.axhline(
        cover.advertised_range_m * KM,
        color=BLACK,
        linewidth=1.0,
        dashes=(5, 3),
        label="advertised ring",
    )
    reach = spread(cover.in_sector_m("engagement"))
    seen = spread(cover.in_sector_m("detection"))
    level = spread(flat.in_sector_m("engagement"))
    for number, part in enumerate(_parts(cover.altitude_m)):
        first = number == 0
        x = cover.altitude_m[part]
        axes.fill_between(
            x,
            reach.tenth_m[part] * KM,
            reach.ninetieth_m[part] * KM,
            color=BLUE,
            alpha=0.22,
            linewidth=0,
            label="engagement: 8 in 10 azimuths and placements" if first else None,
        )
        axes.plot(
            x,
            reach.median_m[part] * KM,
            color=BLUE,
            linewidth=1.8,
            marker=".",
            markersize=4,
            label="engagement, median" if first else None,
        )
        axes.plot(
            x,
            seen.median_m[part] * KM,
            color=ORANGE,
            linewidth=4.5,
            alpha=0.45,
            zorder=1.9,
            label="detection, median" if first else None,
        )
        axes.plot(
            x,
            level.median_m[part] * KM,
            color=BLACK,
            linewidth=1.0,
            linestyle=":",
            label="engagement over flat ground, median" if first else None,
        )
    _mark_altitudes(axes, cover)
    axes.set_ylim(0, top_km)
    axes.set_title(cover.unit)


def _parts(altitude_m: Floats) -> list[NDArray[np.bool_]]:
    """Return altitudes above ground and above sea level apart: no line joins them."""
    low = altitude_m < SEA_LEVEL_FROM_M
    return [part for part in (low, ~low) if part.any()]


def _mark_altitudes(axes: Axes, cover: UnitCover) -> None:
    altitudes = cover.altitude_m
    axes.set_xlim(altitudes[0] * 0.85, altitudes[-1] * 1.15)
    ticks = [10, 100, 1_000, 10_000]
    axes.set_xticks(ticks, ["10 m", "100 m", "1 km", "10 km"])
    axes.minorticks_off()
    quiet_grid(axes)
    gap = [h for h in altitudes if h < SEA_LEVEL_FROM_M]
    if gap and gap[-1] < altitudes[-1]:
        axes.axvline((gap[-1] * SEA_LEVEL_FROM_M) ** 0.5, color=GREY, linewidth=0.7)
    high = altitudes >= SEA_LEVEL_FROM_M
    below = np.isnan(cover.engagement.effective_m).all(axis=(0, 2)) & high
    if below.any():
        end = altitudes[below][-1]
        axes.axvspan(SEA_LEVEL_FROM_M * 0.97, end * 1.03, color="#efe9df", linewidth=0)
        axes.annotate(
            "below the ground\nat the unit",
            (SEA_LEVEL_FROM_M, 0.86),
            xycoords=("data", "axes fraction"),
            xytext=(-4, -4),
            textcoords="offset points",
            horizontalalignment="right",
            verticalalignment="top",
            fontsize=7.5,
        )
