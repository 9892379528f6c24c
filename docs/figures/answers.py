"""Draw the figures of docs/answers.md and print its tables.

Run as ``python docs/figures/answers.py``; takes a minute or two. The figures go to docs/images, the
tables to standard output.
"""
# ruff: noqa: INP001, T201 - a script that prints, not part of a package

from __future__ import annotations

from math import pi
from pathlib import Path
from typing import TYPE_CHECKING

from skydome.catalogue import Catalogue
from skydome.catalogue.kinds import KINDS
from skydome.coverage import (
    Question,
    Swing,
    ask,
    compare_systems,
    defend,
    defended_rows,
    detection_range_m,
    swings,
)
from skydome.engagement.tables import sensing
from skydome.report.coverage.footprint import colours, draw_arrow, outline, reach_m
from skydome.report.coverage.systems import draw_systems
from skydome.report.style import BLACK, BLUE, GREY, ORANGE, new_figure, quiet_grid, settings
from skydome.report.unit_map import line, png
from skydome.scenario.resolved import Quantity, ResolvedEntry, unit_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from skydome.coverage import Compared, Defended

IMAGES = Path(__file__).parent.parent / "images"
SYSTEMS = ("s-400-regiment", "patriot-battery", "thaad-battery")
RADARS = ("91n6e", "96l6e", "92n6e", "gamma-de")
STEALTH, FIGHTER = "stealth-fighter", "fighter"
HIGH_M, LOW_M = 10_000.0, 100.0
KM, KM2 = 1e-3, 1e-6
BEAM_RAD = pi / 2


def main() -> None:
    """Draw every figure and print every table."""
    catalogue = Catalogue()
    found = compare_systems(SYSTEMS, catalogue)
    _write("answers-systems.png", draw_systems(found))
    _print_money(found)
    _stealth(catalogue)
    _footprints(catalogue)


def _write(name: str, picture: bytes) -> None:
    (IMAGES / name).write_bytes(picture)
    print(f"\n{name}")


def _print_money(found: Compared) -> None:
    for one in found.lines:
        if one.measure == "missile price":
            print(one.system, one.against, one.value, one.low, one.high, one.note)


# the stealth-class fighter


def _stealth(catalogue: Catalogue) -> None:
    """Print detection ranges of the S-400's radars, and draw what changes them."""
    asked = ask(Question("s-400-regiment", target=STEALTH), catalogue)
    scene, target = sensing.scene_of(asked.scenario), asked.target
    other = ask(Question("s-400-regiment", target=FIGHTER), catalogue).target
    entries = dict(asked.scenario.entries)
    entries["gamma-de"] = _radar("gamma-de", catalogue)
    found = {}
    for radar in RADARS:
        sensor = sensing.sensor_of(entries[radar], scene)
        row = [
            detection_range_m(sensor, threat, altitude) * KM
            for threat in (target, other)
            for altitude in (HIGH_M, LOW_M)
        ]
        beam = detection_range_m(sensor, target, HIGH_M, BEAM_RAD) * KM
        print(radar, *(f"{one:.0f}" for one in row), f"beam {beam:.0f}")
        found[radar] = swings(entries[radar], target, scene, HIGH_M)
        for swing in found[radar]:
            print("   ", swing.name, f"{swing.low_m * KM:.0f} {swing.high_m * KM:.0f}", swing.told)
    base = {
        radar: detection_range_m(sensing.sensor_of(entries[radar], scene), target, HIGH_M)
        for radar in RADARS
    }
    _write("answers-stealth.png", _draw_tornado(found, base))


def _radar(name: str, catalogue: Catalogue) -> ResolvedEntry:
    """Return a radar that no system here carries, in the resolved form."""
    entry = catalogue.entry(name)
    parameters = {}
    for key, parameter in entry.parameters.items():
        low, value, high = parameter.in_si(KINDS[entry.kind][key].dimension)
        parameters[key] = Quantity(
            value=value,
            low=low,
            high=high,
            unit=unit_of(entry.kind, key),
            source=parameter.source,
            standing=parameter.confidence,
        )
    return ResolvedEntry(
        id=entry.id,
        kind=entry.kind,
        name=entry.name,
        provisional=entry.provisional,
        attributes=entry.attributes,
        parameters=parameters,
    )


def _draw_tornado(found: dict[str, list[Swing]], base: dict[str, float]) -> bytes:
    with settings():
        figure = new_figure(11.0, 6.6)
        figure.text(
            0.015,
            0.955,
            "At what range is a stealth-class fighter at 10 km seen? One value at a time",
            fontsize=12.5,
            fontweight="bold",
        )
        told = (
            "Bars from the low to the high end of each value's range, the vertical line with all "
            "values at their own. Single-look probability 0.5."
        )
        figure.text(0.015, 0.925, told, fontsize=8.5)
        for n, (radar, some) in enumerate(found.items()):
            box = (0.17 + 0.5 * (n % 2), 0.52 - 0.45 * (n // 2), 0.31, 0.34)
            _draw_swings(figure.add_axes(box), radar, some, base[radar])
        figure.legend(
            handles=[
                line("low end of the value", color=ORANGE, linewidth=6),
                line("high end of the value", color=BLUE, linewidth=6),
            ],
            loc="upper right",
            bbox_to_anchor=(0.99, 0.99),
        )
        return png(figure)


def _draw_swings(axes: Axes, radar: str, some: list[Swing], base_m: float) -> None:
    for n, swing in enumerate(some):
        for end, colour, told in (
            (swing.low_m, ORANGE, swing.told[0]),
            (swing.high_m, BLUE, swing.told[1]),
        ):
            axes.barh(n, (end - base_m) * KM, left=base_m * KM, color=colour, height=0.6)
            if abs(end - base_m) < 1.0:
                continue
            beyond = 3 if end > base_m else -3
            axes.annotate(
                told,
                (end * KM, n),
                xytext=(beyond, 0),
                textcoords="offset points",
                horizontalalignment="left" if beyond > 0 else "right",
                verticalalignment="center",
                fontsize=6.5,
                color=GREY,
            )
    axes.axvline(base_m * KM, color=BLACK, linewidth=0.9)
    axes.set_yticks(range(len(some)), [one.name for one in some])
    axes.invert_yaxis()
    axes.set_xlim(-75, 400)
    axes.set_xticks([0, 100, 200, 300, 400])
    axes.set_xlabel("detection range, km")
    axes.set_title(f"{radar.upper()}: {base_m * KM:.0f} km")
    quiet_grid(axes)
    axes.tick_params(axis="y", length=0, labelsize=7.5)


# footprints


def _footprints(catalogue: Catalogue) -> None:
    found = [defend(Question(system), catalogue, ["ballistic"]) for system in SYSTEMS]
    for one in found:
        for row in defended_rows(one):
            print(
                one.asked.scenario.name,
                row.threat,
                f"{row.area_m2 * KM2:,.0f} km2, ahead {row.towards_m * KM:.0f}, behind "
                f"{row.behind_m * KM:.0f}, aside {row.aside_m * KM:.0f} km, {row.spare_s:.0f} s",
            )
    _write("answers-footprints.png", _draw_footprints(found))


def _draw_footprints(found: list[Defended]) -> bytes:
    edges = [75e3, 75e3, 260e3]
    with settings():
        figure = new_figure(11.0, 5.1)
        figure.text(
            0.015,
            0.94,
            "What can be defended against ballistic missiles from the north",
            fontsize=12.5,
            fontweight="bold",
        )
        told = "Outlines around the aim points for which an intercept exists. Note the third scale."
        figure.text(0.015, 0.895, told, fontsize=8.5)
        for n, (one, edge) in enumerate(zip(found, edges, strict=True)):
            axes = figure.add_axes((0.06 + 0.325 * n, 0.19, 0.27, 0.60))
            for print_, colour in zip(one.footprints, colours(len(one.footprints)), strict=True):
                if reach_m(print_):
                    outline(axes, print_, colour, linewidths=1.8)
            axes.plot(0, 0, marker="^", color=BLACK, markersize=5)
            draw_arrow(axes, one.bearing_deg, edge)
            axes.set_xlim(-edge * KM, edge * KM)
            axes.set_ylim(-edge * KM, edge * KM)
            axes.set_aspect("equal")
            axes.set_xlabel("east, km")
            axes.set_ylabel("north, km", labelpad=0)
            system = one.asked.scenario.units[one.asked.units[0]]
            axes.set_title(one.asked.scenario.entries[system].name)
            quiet_grid(axes)
        targets = found[0].targets
        figure.legend(
            handles=[
                line(f"{target.si('range') * KM:,.0f} km missile", color=colour, linewidth=1.8)
                for target, colour in zip(targets, colours(len(targets)), strict=True)
            ],
            loc="lower center",
            ncols=5,
        )
        return png(figure)


if __name__ == "__main__":
    main()
