"""``skydome export``: a replication or a run in other programs' formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skydome.cli import options, show
from skydome.cli.files import check_outputs, say_written, write_files
from skydome.cli.replications import number_of, parts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.export.replay import Scene
    from skydome.export.replay.formats import Format
    from skydome.study import Result

EXAMPLE = "Example: skydome export results/two_front --replication worst --to czml"
LONGEST_STEP_S, SLOWEST, FASTEST = 600.0, 0.01, 10_000.0
TYPICAL = "typical"
TOLD = {
    "set_out": "threats",
    "launch": "launches",
    "intercept": "intercepts",
    "killed": "killed",
    "leak": "leaked",
}


def export(
    result: Annotated[Path, typer.Argument(help="Result folder of `skydome run`.")],
    to: Annotated[
        str,
        typer.Option(
            metavar="FORMAT",
            help="Of a replication: czml, kml, kmz, acmi (Tacview), geojson, geoparquet, dis. "
            "Tables: csv, parquet, xlsx.",
        ),
    ],
    replication: Annotated[
        str | None,
        typer.Option(
            "--replication",
            "-k",
            help="A number from 0; or typical, best or worst, by the number of leakers.  (default: "
            "typical; of tables the whole run)",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="File to write.  (default: named after the scenario)",
        ),
    ] = None,
    step: Annotated[
        float | None,
        typer.Option(help="Seconds between two points of a track.  (default: 10; dis 5)"),
    ] = None,
    send: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS:PORT", help="Send dis to this address in real time, instead of a file."
        ),
    ] = None,
    speed: Annotated[float, typer.Option(help="How many times faster to send.")] = 1.0,
    *,
    coverage: Annotated[
        bool,
        typer.Option("--coverage/--no-coverage", help="Include the coverage of every unit."),
    ] = True,
    allow_network: Annotated[
        bool, typer.Option("--allow-network", help="Let --send reach other machines.")
    ] = False,
    force: options.Force = False,
    quiet: options.Quiet = False,
    json: show.Json = False,
) -> None:
    """Export a replication for maps and simulators, or a run as tables.

    The replication is run again and checked against the stored result. Scenarios have no date;
    formats that need one start at midnight on 1 January 2000, UTC. Without --replication, csv and
    parquet have a row for each replication, and xlsx a summary as well; with it they have the
    events of one replication.
    """
    from skydome.export.replay import FORMATS
    from skydome.outfile import check_free
    from skydome.study import read_result

    _check_words(to, output, send, step)
    show.check_bounds("--speed", speed, SLOWEST, FASTEST)
    address = _address(send, allow_network=allow_network)
    if output is not None:
        check_outputs({"output": output}, parts_of(result), json=json)
    stored = read_result(result)
    show.check_bounds("--step", step, stored.scenario.scan_s, LONGEST_STEP_S)
    show.note_other_version(result, stored.version)
    asked = replication or (TYPICAL if to in FORMATS else None)
    number = None if asked is None else number_of(stored, asked)
    file = output or _default_file(stored, number, to)
    if address is None:
        check_free(file, force=force)
    with show.progress_bar(quiet=quiet) as progress:
        progress("replay", 0, 1)
        if to not in FORMATS:
            content, counts = _table(stored, number, to)
        else:
            scene = _scene(stored, number or 0, FORMATS[to], step, coverage=coverage)
            content, counts = b"" if address else FORMATS[to].write(scene), scene.counts
        if address:
            _send(scene, address, speed, progress)
    written = {} if address else write_files({"output": file}, {"output": lambda: content})
    if json:
        sent = {} if send is None else {"sent": send}
        told = {"format": to, "replication": number, "counts": counts, "files": written}
        show.print_json(told | sent)
    else:
        _print(stored, number, counts)
        say_written(written.values())
        if send is not None:
            typer.echo(f"Sent to {send}")


def _check_words(to: str, output: Path | None, send: str | None, step: float | None) -> None:
    """Refuse a format that is not known, and options that do not apply to it."""
    from skydome.errors import InputError
    from skydome.export.replay import FORMATS
    from skydome.export.tables import ENDINGS
    from skydome.forms import did_you_mean

    known = [*FORMATS, *ENDINGS]
    if to not in known:
        problem = f"{to!r} is not a format{did_you_mean(to, known)}"
        raise InputError(problem, field="--to", allowed=", ".join(known))
    if send is not None and to != "dis":
        raise InputError("only dis can be sent", field="--send", allowed="--to dis with it")
    if send is not None and output is not None:
        problem = "what is sent is not written to a file"
        raise InputError(problem, field="--output", allowed="leave it out, or --send")
    if step is not None and to in ENDINGS:
        raise InputError("tables have no tracks", field="--step", allowed="leave it out")


def _address(send: str | None, *, allow_network: bool) -> tuple[str, int] | None:
    from skydome.export.replay.dis_file import address_of

    return None if send is None else address_of(send, allow_network=allow_network)


def _default_file(stored: Result, number: int | None, to: str) -> Path:
    """Return a name in this folder, after scenario and replication."""
    from skydome.export.replay import FORMATS
    from skydome.export.tables import ENDINGS

    ending = FORMATS[to].ending if to in FORMATS else ENDINGS[to]
    return Path(stored.scenario.name + ("" if number is None else f"-{number}") + ending)


def _table(stored: Result, number: int | None, to: str) -> tuple[bytes, dict[str, int]]:
    from skydome.export.tables import run_tables, table_bytes
    from skydome.study import event_table, replay_stored
    from skydome.study.event_text import tally

    if number is None:
        return table_bytes(run_tables(stored), to), {"replications": stored.rows.num_rows}
    records = replay_stored(stored, number)
    return table_bytes({"events": event_table(records)}, to), tally(records)


def _scene(
    stored: Result, number: int, one: Format, step: float | None, *, coverage: bool
) -> Scene:
    from skydome.export.replay import scene_of

    return scene_of(stored, number, step_s=step or one.step_s, coverage=coverage and one.coverage)


def _send(
    scene: Scene,
    address: tuple[str, int],
    speed: float,
    progress: Callable[[str, int, int | None], None],
) -> None:
    from skydome.export.replay.dis import traffic
    from skydome.export.replay.dis_file import send

    units = traffic(scene)
    send(units, address, speed=speed, progress=lambda done, of: progress("sent", done, of))


def _print(stored: Result, number: int | None, counts: dict[str, int]) -> None:
    what = f"{stored.scenario.name}, " + (
        f"{stored.rows.num_rows:,} replications" if number is None else f"replication {number:,}"
    )
    told = ", ".join(f"{counts[name]:,} {text}" for name, text in TOLD.items() if name in counts)
    typer.echo(f"{what}{': ' if told else ''}{told}.")
