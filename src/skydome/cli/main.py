"""The command line: one file for each command, and one place where errors end."""

from __future__ import annotations

import gc
import signal
import sys
from contextlib import suppress
from typing import Annotated, NoReturn

import typer

from skydome._version import __version__
from skydome.cli import (
    adjudicate,
    assign,
    campaign,
    catalogue,
    check,
    claims,
    compare,
    coverage,
    dependence,
    examples,
    export,
    exposure,
    import_,
    new,
    replay,
    report,
    reproduce,
    run,
    schema,
    serve,
    study,
    sweep,
    timeline,
)
from skydome.cli.options import renamed
from skydome.cli.terminal import make_safe, printable
from skydome.errors import InputError

app = typer.Typer(
    help=(
        "Simulate what air-defence systems cover and stop, from open sources; every number has "
        "its source and its uncertainty."
    ),
    epilog="Example: skydome run two_front && skydome report results/two_front",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("coverage", epilog=coverage.EXAMPLE)(coverage.coverage)
app.command("compare", epilog=compare.EXAMPLE)(compare.compare)
app.command("run", epilog=run.EXAMPLE)(run.run)
app.command("sweep", epilog=sweep.EXAMPLE)(sweep.sweep)
app.add_typer(study.app, name="study")
app.command("check", epilog=check.EXAMPLE)(check.check)
app.command("replay", epilog=replay.EXAMPLE)(replay.replay)
app.command("report", epilog=report.EXAMPLE)(report.report)
app.command("serve", epilog=serve.EXAMPLE)(serve.serve)
app.command("export", epilog=export.EXAMPLE)(export.export)
app.command("adjudicate", epilog=adjudicate.EXAMPLE)(adjudicate.adjudicate)
app.command("campaign", epilog=campaign.EXAMPLE)(campaign.campaign)
app.command("assign", epilog=assign.EXAMPLE)(assign.assign)
app.command("timeline", epilog=timeline.EXAMPLE)(timeline.timeline)
app.command("dependence", epilog=dependence.EXAMPLE)(dependence.dependence)
app.command("exposure", epilog=exposure.EXAMPLE)(exposure.exposure)
app.command("import", epilog=import_.EXAMPLE)(import_.import_)
app.add_typer(claims.app, name="claims")
app.add_typer(new.app, name="new")
app.add_typer(catalogue.app, name="catalogue")
app.command("reproduce", epilog=reproduce.EXAMPLE)(reproduce.reproduce)
app.add_typer(examples.app, name="examples")
app.command("schema", epilog=schema.EXAMPLE)(schema.schema)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - a callback of the command line
    if wanted:
        typer.echo(f"skydome {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    pass


# The libraries and the compiler make more than a hundred thousand objects that stay; to go through
# them for garbage every 700 takes a tenth of a short command.
OBJECTS_A_COLLECTION = 50_000
LONGEST_MESSAGE = 1_000
INTERRUPTED, TERMINATED = 130, 143  # 128 and the number of the signal, as shells count


def main() -> None:
    """Run the command line; bad input is one message and exit code 2."""
    gc.set_threshold(OBJECTS_A_COLLECTION)
    make_safe()
    _check_words(sys.argv[1:])
    _end_on_termination()
    try:
        app(prog_name="skydome")  # also where Python runs the package
    except InputError as problem:
        _end(problem, 2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except SystemExit as ended:  # Typer makes one of an interrupt, without a word
        if ended.code == INTERRUPTED:
            _end("interrupted", INTERRUPTED)
        raise
    except MemoryError:
        _end("this needs more memory than there is", 1)
    except OSError as problem:
        _end(f"{problem.filename or 'the output'}: {problem.strerror or problem}", 1)


def _check_words(words: list[str]) -> None:
    """Refuse an empty word, which as a file name means the folder that one is in, and old names."""
    if "" in words:
        where = f"after {words[words.index('') - 1]!r}" if words[0] else "first"
        _end(
            f"word {words.index('') + 1} ({where}) is empty; allowed: a file, a name or a value", 2
        )
    if old := renamed(words):
        _end(old, 2)


def _end(problem: object, code: int) -> NoReturn:
    """Print one line, whatever names it quotes, and end."""
    text = printable(str(problem)).replace("\n", "\\n").replace("\t", "\\t")
    if len(text) > LONGEST_MESSAGE:
        text = f"{text[: LONGEST_MESSAGE // 2]} [...] {text[-LONGEST_MESSAGE // 2 :]}"
    typer.echo(f"skydome: {text}", err=True)
    sys.exit(code)


def _end_on_termination() -> None:
    """End in order where the system asks for it: no partial folder and no compiler stays behind."""

    def end(_number: int, _frame: object) -> None:
        sys.exit(TERMINATED)

    with suppress(ValueError):  # not in the main thread, where no signal can be awaited
        signal.signal(signal.SIGTERM, end)
