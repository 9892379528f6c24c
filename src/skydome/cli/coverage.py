"""``skydome coverage``: how far a system detects and engages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skydome.cli import options, show
from skydome.cli.coverage_footprint import footprints
from skydome.cli.files import check_outputs, figure_kind, say_written, write_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.catalogue import Policy
    from skydome.coverage import Answer, Row
    from skydome.report.style import Kind

EXAMPLE = (
    "Example: skydome coverage s-400-regiment --at 30 79 --target cruise-missile-low "
    "--figure reach.png"
)
CITE = "To cite: Skydome {version}, coverage of {name}, inputs {inputs}."
FULL_CIRCLE_DEG = 360.0


def coverage(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="SYSTEM|SCENARIO",
            help="Id of a system, from `skydome catalogue list`, or a scenario file, YAML.",
        ),
    ],
    at: Annotated[
        tuple[float, float] | None,
        typer.Option(
            metavar="LATITUDE LONGITUDE",
            help="Position of a system in whole degrees.  (default: at sea level on flat ground)",
        ),
    ] = None,
    facing: Annotated[
        float | None,
        typer.Option(help="Middle of a system's engagement sector, degrees from north."),
    ] = None,
    target: Annotated[
        str | None,
        typer.Option(
            help="A threat from the catalogue, or a target class.  "
            "(default: aircraft, or a scenario's first aircraft)"
        ),
    ] = None,
    altitude: Annotated[
        list[float] | None,
        typer.Option(
            help="Target altitude in metres: above ground below 1,000, above sea level from 1,000. "
            "Repeatable.  (default: 13 from 10 to 12,000)"
        ),
    ] = None,
    rcs: Annotated[
        float | None,
        typer.Option(help="Radar cross-section, m2, instead of the target's."),
    ] = None,
    mast: Annotated[
        float | None, typer.Option(help="Height of every radar's antenna above ground, metres.")
    ] = None,
    missile: Annotated[str | None, typer.Option(help="Consider only this missile.")] = None,
    terrain: Annotated[
        Path | None,
        typer.Option(help="Folder of elevation tiles, or one file.  (default: built in, coarse)"),
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Show only this unit of a scenario.")] = None,
    placements: Annotated[
        int | None,
        typer.Option(help="Number of placements.  (default: 8, or the scenario's own)"),
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option(
            metavar="THREAT",
            help="Show the ground defended against this ballistic threat instead of ranges; "
            "`ballistic` means all in the catalogue. Repeatable.",
        ),
    ] = None,
    bearing: Annotated[
        float | None,
        typer.Option(
            help="Direction that ballistic missiles come from, degrees from north; a system faces "
            "it unless --facing is given.  (default: where it faces)"
        ),
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option(
            help="Catalogue values to use: claimed or assessed.  (default: of a scenario "
            "its own, else assessed)"
        ),
    ] = None,
    catalogue: options.Overlay = None,
    figure: options.Figure = None,
    geojson: options.Geojson = None,
    csv: options.Csv = None,
    *,
    flat: Annotated[bool, typer.Option("--flat", help="Use flat ground at sea level.")] = False,
    quiet: options.Quiet = False,
    json: show.Json = False,
) -> None:
    """Show how far a system can detect and engage, by target altitude, and its advertised ring.

    Each unit is computed alone, with its catalogue values, masked by terrain, over placements of
    its sites. The ranges show where a head-on target can be engaged. Antenna pattern, clutter and
    cross-section by band are included, unless a scenario's models turn them off; jamming,
    multipath, diffraction, track accuracy and reaction time are not. The figure is a map and a
    range curve of one unit.

    With --against: the aim points for which a ballistic missile from one direction can be
    intercepted before impact, with reaction time and aspect included.
    """
    from skydome.catalogue import Catalogue
    from skydome.coverage import ALTITUDES_M, Question, answer, ask

    question = Question(
        subject=subject,
        at=at,
        facing_deg=facing,
        target=target,
        altitudes_m=tuple(altitude or ALTITUDES_M),
        rcs_m2=rcs,
        mast_m=mast,
        missile=missile,
        terrain=terrain,
        flat=flat,
        unit=unit,
        placements=placements,
        policy=_policy(policy),
    )
    _check_together(against, {"--target": target, "--altitude": altitude}, bearing)
    known = Catalogue(*(catalogue or []))
    files = {"figure": figure, "geojson": geojson, "csv": csv}
    asked = ask(question, known)
    _check_files(files, asked.units, Path(subject), json=json)
    if against:
        footprints(question, known, against, bearing, files, quiet=quiet, json=json)
        return
    with show.progress_bar(quiet=quiet) as progress:
        found = answer(asked, lambda done, of: progress("placements", done, of))
    written = write_files(files, _makers(found, figure_kind(figure)))
    if json:
        from skydome.coverage import as_dict

        show.print_json(as_dict(found) | {"files": written})
    else:
        _print(found, written)


def _policy(written: str | None) -> Policy | None:
    """Return the policy that was asked for."""
    from skydome.errors import InputError

    known: dict[str, Policy] = {"claimed": "claimed", "assessed": "assessed"}
    if written is not None and written not in known:
        problem = f"{written!r} is not a policy that ranges can be stated for"
        raise InputError(problem, field="--policy", allowed=", ".join(known))
    return None if written is None else known[written]


def _check_together(
    against: list[str] | None, of_ranges: dict[str, Any], bearing: float | None
) -> None:
    """Refuse options of one question together with those of the other."""
    from skydome.errors import InputError

    if not against and bearing is not None:
        problem = "a direction is given, but no ballistic missile"
        raise InputError(problem, field="--bearing", allowed="--against THREAT with it")
    for option, given in of_ranges.items():
        if against and given:
            problem = "this option does not apply to footprints"
            raise InputError(problem, field=option, allowed="leave it out, or --against")


def _check_files(
    files: dict[str, Path | None], units: tuple[str, ...], subject: Path, *, json: bool
) -> None:
    """Refuse before the work what would fail after it."""
    from skydome.errors import InputError

    if files["figure"] is not None and len(units) > 1:
        problem = f"a figure shows one unit, and these are {len(units)}"
        allowed = f"--unit with one of {', '.join(units)}"
        raise InputError(problem, field="--figure", allowed=allowed)
    check_outputs(files, [subject], json=json)


def _makers(found: Answer, kind: Kind) -> dict[str, Callable[[], bytes]]:
    from skydome.export import coverage_csv, coverage_geojson
    from skydome.report.coverage.figure import draw_coverage

    return {
        "figure": lambda: draw_coverage(found, kind),
        "geojson": lambda: coverage_geojson(found),
        "csv": lambda: coverage_csv(found),
    }


def _print(found: Answer, written: dict[str, str]) -> None:
    from rich.console import Console

    from skydome._version import __version__
    from skydome.coverage import described, inputs_hash, rows, standing

    console = Console(highlight=False)
    lines = rows(found)
    for cover in found.covers:
        console.print()
        for sentence in described(found, cover):
            console.print(sentence, markup=False)
        mine = [line for line in lines if line.unit == cover.unit]
        console.print(_table(mine))
    console.print(found.provenance.sentence(), markup=False)
    console.print(standing(found), markup=False)
    say_written(written.values())
    inputs = inputs_hash(found)[:12]
    name = found.asked.scenario.name
    console.print(CITE.format(version=__version__, name=name, inputs=inputs), markup=False)


def _table(lines: list[Row]) -> Any:  # noqa: ANN401 - rich is imported where it is used
    from rich.table import Table

    ring = _km(lines[0].advertised_range_m)
    engaged = {line.altitude_m: line for line in lines if line.kind == "engagement"}
    detected = [line for line in lines if line.kind == "detection"]
    narrow = detected[0].sector_deg < FULL_CIRCLE_DEG or any(
        line.sector_deg < FULL_CIRCLE_DEG for line in engaged.values()
    )
    table = Table(title="Effective range, km", caption=_caption(detected[0], engaged))
    # The whole circle takes the place of the ring, which is one number for all rows.
    last = "all azimuths" if narrow else "advertised"
    for name in ("altitude", "horizon", "detection", "engagement", "share", last):
        table.add_column(name, justify="right", no_wrap=True)
    for seen in detected:
        met = engaged[seen.altitude_m]
        table.add_row(
            _altitude(seen),
            _km(seen.horizon_m),
            _spread(seen),
            _spread(met),
            f"{met.share:.1%}",
            _around(met) if narrow else ring,
        )
    return table


def _caption(seen: Row, engaged: dict[float, Row]) -> str:
    """Return what the columns are; the sector comes first where it is not the whole circle."""
    met = engaged[seen.altitude_m]
    of, rest = "azimuths", ""
    if min(seen.sector_deg, met.sector_deg) < FULL_CIRCLE_DEG:
        of = (
            f"azimuths in the sector ({seen.sector_deg:.0f}° for detection, "
            f"{met.sector_deg:.0f}° for engagement)"
        )
        rest = f" All azimuths: of engagement. Advertised: {_km(seen.advertised_range_m)} km."
    return (
        f"Median (10th to 90th percentile) over {of} and placements; engaged share of the "
        f"advertised disc.{rest}"
    )


def _altitude(line: Row) -> str:
    from skydome.report.numbers import altitude

    return altitude(line.altitude_m)


def _km(range_m: float) -> str:
    from skydome.report.numbers import km

    return km(range_m)


def _spread(line: Row) -> str:
    from math import isnan

    if isnan(line.median_m):
        return "below the ground"
    if line.is_nowhere:
        return "does not detect" if line.kind == "detection" else "does not engage"
    return f"{_km(line.median_m)} ({_km(line.tenth_m)}–{_km(line.ninetieth_m)})"


def _around(line: Row) -> str:
    from math import isnan

    if isnan(line.median_m) or line.is_nowhere:
        return "–"
    ends = line.all_azimuths_median_m, line.all_azimuths_tenth_m, line.all_azimuths_ninetieth_m
    median, tenth, ninetieth = map(_km, ends)
    return f"{median} ({tenth}–{ninetieth})"
