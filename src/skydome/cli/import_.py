"""``skydome import``: a draft of a scenario from another program's file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skydome.cli import options, show
from skydome.cli.files import check_outputs, say_written

if TYPE_CHECKING:
    from skydome.draft import Draft

EXAMPLE = "Example: skydome import order_of_battle.csv --output draft.yaml"


def import_(
    file: Annotated[
        Path, typer.Argument(help="A CSV table, KML or KMZ placemarks, or a BLADE scenario's JSON.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Scenario file to write.  (default: NAME.yaml)"
        ),
    ] = None,
    system: Annotated[
        str | None,
        typer.Option(help="System to take for units that the catalogue does not know."),
    ] = None,
    side: Annotated[
        str | None,
        typer.Option(
            help="Side of a BLADE scenario that defends.  (default: with the most facilities)"
        ),
    ] = None,
    catalogue: options.Overlay = None,
    *,
    force: options.Force = False,
    json: show.Json = False,
) -> None:
    """Draft a scenario from an order of battle or a BLADE scenario, and list what is left out.

    Positions are rounded to whole degrees. Systems and threats are recognised by the ids and names
    of the catalogue; aircraft of other types become generic threats. The list is also in the
    comments of the draft.
    """
    from skydome.catalogue import Catalogue
    from skydome.draft import draft_of, draft_text
    from skydome.outfile import write_new

    draft = draft_of(file, Catalogue(*(catalogue or [])), system=system, side=side)
    written = output or Path(f"{draft.name}.yaml")
    check_outputs({"output": written}, [file], json=json)
    write_new(written, draft_text(draft, file.name, written.name), force=force)
    if json:
        parts = {name: [one._asdict() for one in getattr(draft, name)] for name in LISTS}
        show.print_json({"files": {"output": str(written)}, **parts, "notes": draft.notes})
    else:
        _print(draft, written)


LISTS = ("assets", "units", "waves", "aside")


def _print(draft: Draft, written: Path) -> None:
    from skydome.forms import counted

    parts = (
        counted(len(draft.assets), "asset"),
        counted(len(draft.units), "unit"),
        counted(len(draft.waves), "wave"),
    )
    typer.echo(f"Draft of {', '.join(parts)}.")
    for note in draft.notes:
        typer.echo(f"- {note}")
    if draft.aside:
        typer.echo("Could not be carried over:")
        for one in draft.aside:
            typer.echo(f"- {one.what}: {one.why}.")
    say_written([written], f"skydome check {written}")
