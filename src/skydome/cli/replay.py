"""``skydome replay``: one replication again, event by event."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skydome.cli import show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.report.style import Kind
    from skydome.study import EventRecord, Result

EXAMPLE = "Example: skydome replay results/two_front --replication worst --figure worst.svg"


def replay(
    result: Annotated[Path, typer.Argument(help="Result folder of `skydome run`.")],
    replication: Annotated[
        str,
        typer.Option(
            "--replication", "-k", help="A number from 0, or typical, best or worst by leakers."
        ),
    ] = "typical",
    parquet: Annotated[
        Path | None, typer.Option(help="Write the events to this Parquet file too.")
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option(help="Draw the replication into this file too, .png or .svg."),
    ] = None,
    *,
    detections: Annotated[
        bool, typer.Option("--detections", help="Tell every detection in the text too.")
    ] = False,
    json: show.Json = False,
) -> None:
    """Tell one replication: who set out, was tracked, shot at, hit, and what got through.

    It is run again from its number; its counters must equal the stored row.
    """
    from skydome.study import event_table, read_result, replay_stored

    if figure is not None:
        _check_figure(figure)
    stored = read_result(result)
    number = _number(stored, replication)
    records = replay_stored(stored, number)
    if parquet is not None:
        _write(parquet, event_table(records))
    if figure is not None:
        _draw(stored, number, records, figure)
    if json:
        events = [record._asdict() for record in records]
        show.print_json({"replication": number, "events": events})
    else:
        _print(stored, number, records, detections=detections)


def _number(stored: Result, text: str) -> int:
    from skydome.errors import InputError
    from skydome.study import named_replication
    from skydome.study.replay import NAMED

    if text in NAMED:
        return named_replication(stored, text)
    if text.isascii() and text.isdigit() and len(text) <= len(str(stored.rows.num_rows)):
        return int(text)
    allowed = f"0 to {stored.rows.num_rows - 1:,}, or {', '.join(NAMED)}"
    raise InputError(f"{text!r} is not a replication", field="--replication", allowed=allowed)


def _check_figure(file: Path) -> Kind:
    """Return the format that a file's name asks for."""
    from skydome.errors import InputError

    kinds: dict[str, Kind] = {".png": "png", ".svg": "svg"}
    if file.suffix not in kinds:
        problem = f"{file.name!r} does not say which format"
        raise InputError(problem, field="--figure", allowed=f"a name in {' or '.join(kinds)}")
    return kinds[file.suffix]


def _draw(stored: Result, number: int, records: list[EventRecord], file: Path) -> None:
    from skydome.engagement.ground import ground_of
    from skydome.export import write_whole
    from skydome.report.replay_figure import draw_replay
    from skydome.report.style import print_figure

    figure = draw_replay(stored.scenario, ground_of(stored.scenario), number, records)
    drawn = BytesIO()
    print_figure(figure, drawn, _check_figure(file), file.stem)
    write_whole(file, drawn.getvalue())


def _write(file: Path, table: object) -> None:
    import pyarrow.parquet as pq

    from skydome.export import write_whole

    written = BytesIO()
    pq.write_table(table, written)
    write_whole(file, written.getvalue())


def _print(stored: Result, number: int, records: list[EventRecord], *, detections: bool) -> None:
    from skydome.study.telling import clock, tally, told

    placement = number % stored.scenario.terrain.placements
    typer.echo(f"{stored.scenario.title}: replication {number:,} on placement {placement}")
    for record in records:
        if detections or record.event != "detection":
            typer.echo(f"{clock(record.time_s):>6}  {told(record)}")
    counts = tally(records)
    summary = ", ".join(f"{n:,} {text}" for text, n in _summed(counts))
    typer.echo(f"\n{summary}.")
    typer.echo("Its counters equal the stored row.")
    if not detections:
        typer.echo("Detections are left out above; --detections tells them too.")


def _summed(counts: dict[str, int]) -> Iterator[tuple[str, int]]:
    """Yield what is counted, in words."""
    words = {
        "set_out": "set out",
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
