"""``skydome compare``: systems side by side, or two runs with the same random numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skydome.cli import options, show
from skydome.cli.compare_table import print_pair, print_systems
from skydome.cli.files import check_outputs, figure_kind, say_written, write_files
from skydome.cli.replications import parts_of

if TYPE_CHECKING:
    from skydome.coverage import Work

EXAMPLE = "Example: skydome compare s-400 patriot thaad --figure systems.png"


def compare(
    subjects: Annotated[
        list[str],
        typer.Argument(
            metavar="SYSTEM...|RESULT RESULT",
            help="Ids of systems, or the beginning of one id; or two result folders of "
            "`skydome run`.",
        ),
    ],
    target: Annotated[
        list[str] | None,
        typer.Option(
            help="A threat that flies at a set altitude. Repeatable.  (default: fighter, "
            "stealth-fighter, cruise-missile-low, one-way-drone)"
        ),
    ] = None,
    altitude: Annotated[
        list[float] | None,
        typer.Option(
            help="Target altitude in metres. Repeatable.  (default: 50, 1000, 3000, 10000)"
        ),
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option(
            metavar="THREAT",
            help="A ballistic threat from the catalogue. Repeatable.  (default: all of them)",
        ),
    ] = None,
    draws: Annotated[
        int | None,
        typer.Option(help="Number of random draws of all values that have a range.  (default: 8)"),
    ] = None,
    catalogue: options.Overlay = None,
    figure: options.Figure = None,
    csv: options.Csv = None,
    *,
    quiet: options.Quiet = False,
    json: show.Json = False,
) -> None:
    """Compare systems on the same tasks, or two runs replication by replication.

    Systems: effective range by altitude and target, defended footprint by ballistic missile,
    channels, ready missiles, time to empty, and cost where a price is published; each as
    assessed, with its range, and as claimed. Cost per area is for the first target at the
    highest altitude.

    Runs: paired differences of every counter, with 95 % intervals. Both need the same seed, raid
    and numbers of replications and placements.
    """
    files = {"figure": figure, "csv": csv}
    inputs = [file for subject in subjects for file in parts_of(Path(subject))]
    check_outputs(files, inputs, json=json)
    options = {"target": target, "altitude": altitude, "against": against, "draws": draws}
    if any(_is_result(subject) for subject in subjects):
        _refuse(options | {"catalogue": catalogue})
        _compare_results(subjects, files, json=json)
        return
    from skydome.catalogue import Catalogue
    from skydome.coverage import compare_systems, compared_dict
    from skydome.coverage.compare import checked
    from skydome.export import systems_csv
    from skydome.report.coverage.systems import draw_systems

    known = Catalogue(*(catalogue or []))
    systems, work = checked(subjects, known, _work(target, altitude, against, draws))
    with show.progress_bar(quiet=quiet) as progress:
        found = compare_systems(
            systems,
            known,
            work,
            lambda done, of: progress("variants", done, of),
        )
    makers = {
        "figure": lambda: draw_systems(found, figure_kind(figure)),
        "csv": lambda: systems_csv(found),
    }
    written = write_files(files, makers)
    if json:
        show.print_json(compared_dict(found) | {"files": written})
    else:
        print_systems(found)
        say_written(written.values())


def _is_result(subject: str) -> bool:
    return Path(subject).is_dir()


def _work(
    target: list[str] | None,
    altitude: list[float] | None,
    against: list[str] | None,
    draws: int | None,
) -> Work:
    from skydome.coverage import Work

    plain = Work()
    targets = tuple(target or plain.targets)
    altitudes = tuple(altitude or plain.altitudes_m)
    return Work(
        targets=targets,
        altitudes_m=altitudes,
        stated_target=targets[0],
        stated_altitude_m=max(altitudes),
        ballistic=tuple(against or ()),
        draws=plain.draws if draws is None else draws,
    )


def _compare_results(subjects: list[str], files: dict[str, Path | None], *, json: bool) -> None:
    from skydome.analysis import pair_results
    from skydome.errors import InputError
    from skydome.export import pair_csv
    from skydome.report.run.pair import draw_pair
    from skydome.study import read_result

    if len(subjects) != 2:  # noqa: PLR2004 - a pair
        problem = f"{len(subjects)} given, and one is the folder of a run"
        raise InputError(problem, field="result", allowed="two results, or systems only")
    results = [read_result(Path(subject)) for subject in subjects]
    for subject, result in zip(subjects, results, strict=True):
        show.note_other_version(subject, result.version)
    found = pair_results(*results)
    makers = {
        "figure": lambda: draw_pair(found, figure_kind(files["figure"])),
        "csv": lambda: pair_csv(found),
    }
    written = write_files(files, makers)
    if json:
        show.print_json(found.as_dict() | {"files": written})
    else:
        print_pair(found, subjects)
        say_written(written.values())


def _refuse(of_systems: dict[str, object]) -> None:
    """Refuse options that only a comparison of systems has."""
    from skydome.errors import InputError

    for option, given in of_systems.items():
        if given is not None:
            problem = "two results are compared as they are"
            raise InputError(problem, field=f"--{option}", allowed="leave it out")
