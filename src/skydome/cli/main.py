"""The command line: one file a command, and one place where errors end."""

from __future__ import annotations

import gc
import sys
from typing import Annotated

import typer

from skydome._version import __version__
from skydome.cli import (
    adjudicate,
    assign,
    campaign,
    catalogue,
    compare,
    coverage,
    dependence,
    exposure,
    replay,
    report,
    run,
    schema,
    timeline,
    validate,
)
from skydome.errors import InputError

app = typer.Typer(
    help=(
        "What an air-defence system really covers and stops: simulation from open sources, "
        "every number with its source and its uncertainty."
    ),
    epilog="Example: skydome run examples/two_front.yaml && skydome report results/two_front",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("coverage", epilog=coverage.EXAMPLE)(coverage.coverage)
app.command("compare", epilog=compare.EXAMPLE)(compare.compare)
app.command("run", epilog=run.EXAMPLE)(run.run)
app.command("replay", epilog=replay.EXAMPLE)(replay.replay)
app.command("report", epilog=report.EXAMPLE)(report.report)
app.command("adjudicate", epilog=adjudicate.EXAMPLE)(adjudicate.adjudicate)
app.command("campaign", epilog=campaign.EXAMPLE)(campaign.campaign)
app.command("assign", epilog=assign.EXAMPLE)(assign.assign)
app.command("timeline", epilog=timeline.EXAMPLE)(timeline.timeline)
app.command("dependence", epilog=dependence.EXAMPLE)(dependence.dependence)
app.command("exposure", epilog=exposure.EXAMPLE)(exposure.exposure)
app.add_typer(catalogue.app, name="catalogue")
app.command("validate", epilog=validate.EXAMPLE)(validate.validate)
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


def main() -> None:
    """Run the command line; bad input is one message and exit code 2."""
    gc.set_threshold(OBJECTS_A_COLLECTION)
    try:
        app()
    except InputError as problem:
        typer.echo(f"skydome: {problem}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
