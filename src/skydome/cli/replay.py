"""``skydome replay``: one replication again, event by event."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skydome.cli import show

if TYPE_CHECKING:
    from skydome.study import EventRecord, Result

EXAMPLE = "Example: skydome replay results/two_front --replication worst --parquet events.parquet"


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
    *,
    json: show.Json = False,
) -> None:
    """Tell one replication: who set out, was tracked, shot at, hit, and what got through.

    It is run again from its number; its counters must equal the stored row.
    """
    from skydome.study import event_table, read_result, replay_stored

    stored = read_result(result)
    number = _number(stored, replication)
    records = replay_stored(stored, number)
    if parquet is not None:
        _write(parquet, event_table(records))
    if json:
        events = [record._asdict() for record in records]
        show.print_json({"replication": number, "events": events})
    else:
        _print(stored, number, records)


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


def _write(file: Path, table: object) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from skydome.errors import InputError

    partial = file.with_name(f".{file.name}.partial")
    try:
        pq.write_table(table, partial)
        partial.replace(file)
    except (OSError, pa.ArrowException) as problem:
        partial.unlink(missing_ok=True)
        reason = getattr(problem, "strerror", None) or "unknown reason"
        raise InputError(f"cannot be written: {reason}", file=file) from None


def _print(stored: Result, number: int, records: list[EventRecord]) -> None:
    placement = number % stored.scenario.terrain.placements
    typer.echo(f"{stored.scenario.title}: replication {number:,} on placement {placement}")
    for record in records:
        minutes, seconds = divmod(round(record.time_s), 60)
        typer.echo(f"{minutes:3d}:{seconds:02d}  {told(record)}")


def told(record: EventRecord) -> str:
    """Return an event as a sentence."""
    result = "killed" if record.number else "missed"
    sentences = {
        "set_out": f"{record.threat} is under way",
        "detection": f"{record.radar} sees {record.threat}",
        "decision": f"{record.network} on {record.threat}: {record.reason.replace('_', ' ')}",
        "track": f"{record.network} tracks {record.threat} ({record.radar})",
        "track_lost": f"{record.network} loses {record.threat} ({record.radar})",
        "launch": f"{record.unit} fires {record.number} x {record.missile} at {record.threat}",
        "intercept": f"{record.missile} of {record.unit} at {record.threat}: {result}",
        "reload": f"{record.unit} has reloaded {record.number} x {record.missile}",
        "leak": f"{record.threat} reaches {record.asset}",
    }
    return sentences[record.event]
