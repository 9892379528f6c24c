"""``skydome replay``: one replication of a result, event by event."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skydome.cli import options, show
from skydome.cli.files import check_outputs, figure_kind, say_written, write_files
from skydome.cli.replications import number_of, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.report.style import Kind
    from skydome.study import EventRecord, Optimum, Result
    from skydome.study.leak_text import LeakRecord

SMALLEST_SHOWN = 5e-4  # what three decimals show
EXAMPLE = "Example: skydome replay results/two_front --replication worst --figure worst.svg"


def replay(
    result: Annotated[Path, typer.Argument(help="Result folder of `skydome run`.")],
    replication: Annotated[
        str,
        typer.Option(
            "--replication",
            "-k",
            help="A number from 0; or typical, best or worst, by the number of leakers.",
        ),
    ] = "typical",
    figure: options.Figure = None,
    csv: options.Csv = None,
    *,
    detections: Annotated[
        bool, typer.Option("--detections", help="List every detection too.")
    ] = False,
    optimum: Annotated[
        bool,
        typer.Option("--optimum", help="Compare each decision with optimal fire instead."),
    ] = False,
    quiet: options.Quiet = False,
    json: show.Json = False,
) -> None:
    """Play back one replication, event by event: tracks, launches, intercepts, leaks.

    The replication is run again from its number and checked against the stored result. The table
    has a row for each event, detections included. Each leaker is listed with the condition that
    prevented one more launch at it.
    """
    from skydome.study import event_table, read_result
    from skydome.study.leak_causes import leaks_of
    from skydome.study.leak_text import leak_record
    from skydome.study.replay import play_stored
    from skydome.study.tracks import arrival_scans

    files = {"figure": figure, "csv": csv}
    check_outputs(files, parts_of(result), json=json)
    stored = read_result(result)
    show.note_other_version(result, stored.version)
    number = number_of(stored, replication)
    with show.progress_bar(quiet=quiet) as progress:
        progress("replay", 0, 1)
        played = play_stored(stored, number)
    records = played.records
    leaks = leaks_of(played.world, played.events, arrival_scans(stored.scenario, number))
    leakers = [leak_record(stored.scenario, leak) for leak in leaks]
    makers = {
        "figure": lambda: _drawn(stored, number, records, figure_kind(figure)),
        "csv": lambda: event_table(records),
    }
    written = write_files(files, makers)
    best = _optimum(stored, number, quiet=quiet) if optimum else None
    if json:
        events = [record._asdict() for record in records]
        more = {} if best is None else {"optimum": best.as_dict()}
        told = {"events": events, "leakers": [leaker._asdict() for leaker in leakers]}
        show.print_json({"replication": number, **told, **more, "files": written})
        return
    if best is not None:
        _print_optimum(stored, best)
    else:
        _print(stored, number, records, leakers, detections=detections)
    say_written(written.values())


def _drawn(stored: Result, number: int, records: list[EventRecord], kind: Kind) -> bytes:
    from skydome.engagement.tables.elevation import elevation_of
    from skydome.report.replay.figure import draw_replay
    from skydome.report.style import print_figure

    figure = draw_replay(stored.scenario, elevation_of(stored.scenario), number, records)
    drawn = BytesIO()
    print_figure(figure, drawn, kind, f"replay-{number}")
    return drawn.getvalue()


def _optimum(stored: Result, number: int, *, quiet: bool) -> Optimum:
    from skydome.study import optimum_stored

    with show.progress_bar(quiet=quiet) as progress:
        return optimum_stored(stored, number, progress)


def _print_optimum(stored: Result, found: Optimum) -> None:
    """Print the decisions that were not the best, and the sums of all."""
    from rich.console import Console
    from rich.table import Table

    from skydome.study.event_text import clock

    table = Table(title="Scans in which the launches were not optimal")
    table.add_column("time", justify="right")
    table.add_column("network")
    names = ("threats", "fired at", "value", "best value", "kills", "most kills")
    for name in names:
        table.add_column(name, justify="right")
    apart = [
        one for one in found.decisions if max(one.forgone_value, one.forgone_kills) > SMALLEST_SHOWN
    ]
    for one in apart:
        numbers = (one.value, one.best_value, one.kills, one.best_kills)
        counts = (f"{one.candidates}", f"{one.engaged}")
        table.add_row(clock(one.time_s), one.network, *counts, *(f"{x:.3f}" for x in numbers))
    console = Console(highlight=False)
    console.print(f"{stored.scenario.title}: replication {found.replication:,}", markup=False)
    if apart:
        console.print(table)
    value, kills = (
        sum(getattr(one, name) for one in found.decisions) for name in ("value", "kills")
    )
    console.print(
        f"{len(found.decisions):,} scans with launches; in {len(apart):,} other fire was better. "
        f"Expected value {value:,.2f}, with optimal fire {found.forgone_value:,.2f} more; "
        f"expected kills {kills:,.2f}, with optimal fire {found.forgone_kills:,.2f} more."
    )
    console.print(
        "Each scan is optimised by itself. A threat is worth its asset. A threat that is missed "
        "may be fired at again."
    )


def _print(
    stored: Result,
    number: int,
    records: list[EventRecord],
    leakers: list[LeakRecord],
    *,
    detections: bool,
) -> None:
    from skydome.study.event_text import clock, sentence_of, tally

    placement = number % stored.scenario.terrain.placements
    typer.echo(f"{stored.scenario.title}: replication {number:,}, placement {placement}")
    for record in records:
        if detections or record.event != "detection":
            typer.echo(f"{clock(record.time_s):>6}  {sentence_of(record)}")
    counts = tally(records)
    summary = ", ".join(f"{n:,} {text}" for text, n in _summed(counts))
    typer.echo(f"\n{summary}.")
    for line in _why(leakers):
        typer.echo(line)
    typer.echo("The replay reproduces the stored counters exactly.")
    if not detections:
        typer.echo("Detections are not listed; --detections lists them.")


def _why(leakers: list[LeakRecord]) -> Iterator[str]:
    """Yield why each leaker got through, the most frequent cause first."""
    from collections import Counter

    from skydome.study.leak_text import NAMES, REMEDIES

    if not leakers:
        return
    counts = Counter(leaker.cause for leaker in leakers).most_common()
    yield "\nWhy they got through:"
    for cause, number in counts:
        yield f"{number:,} {NAMES[cause]}; it would take {REMEDIES[cause]}"
        for leaker in leakers:
            if leaker.cause == cause:
                yield f"- {leaker.threat}, {leaker.asset}: {leaker.happened}"
    yield ""


def _summed(counts: dict[str, int]) -> Iterator[tuple[str, int]]:
    """Yield each count with its name."""
    words = {
        "set_out": "threats started",
        "detection": "detections",
        "track": "tracks begun",
        "track_lost": "tracks lost",
        "decision": "decisions",
        "launch": "launches",
        "intercept": "intercepts",
        "killed": "killed",
        "reload": "reloads",
        "leak": "leaked",
    }
    for kind, text in words.items():
        yield text, counts[kind]
