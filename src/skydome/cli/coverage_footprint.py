"""``skydome coverage --against``: what a system defends against ballistic missiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from skydome.cli import show
from skydome.cli.files import figure_kind, say_written, write_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from skydome.catalogue import Catalogue
    from skydome.coverage import Defended, DefendedRow, Question
    from skydome.report.style import Kind

CITE = "To cite: Skydome {version}, footprint of {name}, inputs {inputs}."


def footprints(
    question: Question,
    catalogue: Catalogue,
    against: list[str],
    bearing_deg: float | None,
    files: dict[str, Path | None],
    *,
    quiet: bool,
    json: bool,
) -> None:
    """Compute the footprints, write the files and print the table."""
    from skydome.coverage import defend
    from skydome.coverage.defended import ballistic_ids, checked_bearing_deg

    ballistic_ids(against, catalogue)
    checked_bearing_deg(question, bearing_deg)
    with show.progress_bar(quiet=quiet) as progress:
        found = defend(
            question,
            catalogue,
            against,
            bearing_deg,
            lambda done, of: progress("footprints", done, of),
        )
    written = write_files(files, _makers(found, figure_kind(files["figure"])))
    if json:
        from skydome.coverage import defended_dict

        show.print_json(defended_dict(found) | {"files": written})
    else:
        _print(found, written)


def _makers(found: Defended, kind: Kind) -> dict[str, Callable[[], bytes]]:
    from skydome.export import footprint_csv, footprint_geojson
    from skydome.report.coverage.footprint import draw_footprints

    return {
        "figure": lambda: draw_footprints(found, kind),
        "geojson": lambda: footprint_geojson(found),
        "csv": lambda: footprint_csv(found),
    }


def _print(found: Defended, written: dict[str, str]) -> None:
    from rich.console import Console

    from skydome._version import __version__
    from skydome.coverage import defended_hash, defended_rows

    console = Console(highlight=False)
    rows = defended_rows(found)
    scenario = found.asked.scenario
    for unit in found.asked.units:
        name = scenario.entries[scenario.units[unit]].name
        console.print()
        heading = (
            f"{name} ({unit}), missiles from {found.bearing_deg:g}°, policy {scenario.policy}. "
            f"Interceptors: {', '.join(found.asked.missiles)}. Terrain: {found.grid.source}."
        )
        console.print(heading, markup=False)
        console.print(_table([row for row in rows if row.unit == unit]))
    console.print(found.provenance.sentence(), markup=False)
    console.print(_standing(found), markup=False)
    say_written(written.values())
    inputs = defended_hash(found)[:12]
    cite = CITE.format(version=__version__, name=scenario.name, inputs=inputs)
    console.print(cite, markup=False)


def _table(rows: list[DefendedRow]) -> Any:  # noqa: ANN401 - rich is imported where it is used
    from rich.table import Table

    from skydome.report.numbers import NOTHING, km, with_unit

    table = Table(
        title="Defended footprint",
        caption="Aim points for which an intercept exists; area over placements: median (least to "
        "greatest). Distances from the unit, km. Margin: longest launch window anywhere.",
    )
    for name in ("missile", "area, km²", "forward", "behind", "to a side", "margin, s"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            with_unit(row.missile_range_m, "m"),
            _area(row),
            *(km(part) for part in (row.towards_m, row.behind_m, row.aside_m)),
            f"{row.spare_s:.0f}" if row.greatest_area_m2 else NOTHING,
        )
    return table


def _area(row: DefendedRow) -> str:
    area, least, greatest = (
        f"{value / 1e6:,.0f}" for value in (row.area_m2, row.least_area_m2, row.greatest_area_m2)
    )
    return area if least == greatest else f"{area} ({least}–{greatest})"


def _standing(found: Defended) -> str:
    from skydome.coverage import defended_provisional, defended_standings

    counts = defended_standings(found)
    parts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
    unread = defended_provisional(found)
    again = f" Provisional, read only once: {', '.join(unread)}." if unread else ""
    total = sum(counts.values())
    return f"Confidence of the {total} values behind these footprints: {parts}.{again}"
