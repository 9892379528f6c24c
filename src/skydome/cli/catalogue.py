"""``skydome catalogue``: what exists, with its sources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skydome.cli import show

if TYPE_CHECKING:
    from skydome.catalogue import Catalogue, Entry, Parameter, Source

app = typer.Typer(
    help="List the catalogue, show one entry, or check every entry.",
    epilog="Example: skydome catalogue show 92n6e",
    no_args_is_help=True,
)

Overlay = Annotated[
    list[Path] | None,
    typer.Option(
        "--catalogue", help="Folder of your own entries, laid over the shipped ones. Repeatable."
    ),
]


def _open(overlay: list[Path] | None) -> Catalogue:
    from skydome.catalogue import Catalogue

    return Catalogue(*(overlay or []))


@app.command("list", epilog="Example: skydome catalogue list --kind missile")
def list_entries(
    kind: Annotated[str | None, typer.Option(help="Only entries of this kind.")] = None,
    catalogue: Overlay = None,
    *,
    json: show.Json = False,
) -> None:
    """List every entry with its kind and name."""
    from skydome.catalogue.kinds import KINDS
    from skydome.errors import InputError

    if kind is not None and kind not in KINDS:
        raise InputError(f"{kind!r} is not a kind", field="--kind", allowed=", ".join(KINDS))
    opened = _open(catalogue)
    entries = [opened.entry(entry_id) for entry_id in opened.ids(kind)]
    if json:
        show.print_json([{"id": e.id, "kind": e.kind, "name": e.name} for e in entries])
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table()
    for title in ("id", "kind", "name", "parameters"):
        table.add_column(title)
    for entry in sorted(entries, key=lambda entry: (entry.kind, entry.id)):
        table.add_row(entry.id, entry.kind, escape(entry.name), str(len(entry.parameters)))
    Console().print(table)


@app.command("show", epilog="Example: skydome catalogue show 40n6e --json")
def show_entry(
    entry: Annotated[str, typer.Argument(help="Id of an entry, from `skydome catalogue list`.")],
    catalogue: Overlay = None,
    *,
    json: show.Json = False,
) -> None:
    """Show one entry: every parameter with its range, source, confidence and reason."""
    opened = _open(catalogue)
    found = opened.entry(entry)
    if json:
        show.print_json(found.model_dump(exclude_none=True))
        return
    _print_entry(found, opened)


@app.command("check", epilog="Example: skydome catalogue check --catalogue my-entries")
def check(catalogue: Overlay = None, *, json: show.Json = False) -> None:
    """Read every entry and source, and count parameters by confidence."""
    opened = _open(catalogue)
    opened.check()
    counts: dict[str, int] = {}
    for entry_id in opened.ids():
        for parameter in opened.entry(entry_id).parameters.values():
            counts[parameter.confidence] = counts.get(parameter.confidence, 0) + 1
    total = sum(counts.values())
    if json:
        show.print_json({"entries": len(opened.ids()), "parameters": total, "confidence": counts})
        return
    typer.echo(f"{len(opened.ids())} entries, {total} parameters, {len(opened.sources)} sources")
    for confidence, count in sorted(counts.items()):
        typer.echo(f"  {confidence:20} {count:4}  {count / total:6.1%}")


def _print_entry(entry: Entry, catalogue: Catalogue) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    mark = "  (provisional: no second reading yet)" if entry.provisional else ""
    console.print(f"[bold]{escape(entry.name)}[/bold]  {entry.kind}{mark}")
    for words in (entry.attributes, entry.references):
        for name, word in words.items():
            several = word if isinstance(word, str) else ", ".join(word)
            console.print(f"  {name}: {several}", markup=False)
    if entry.notes:
        console.print(f"\n{entry.notes}", markup=False)
    for name, parameter in entry.parameters.items():
        console.print(f"\n[bold]{name}[/bold]  {escape(_value(parameter))}")
        console.print(f"  {parameter.confidence}: {parameter.reason}", markup=False)
        if parameter.dispute:
            console.print(f"  disputed: {parameter.dispute}", markup=False)
        for source in parameter.source:
            console.print(f"  – {_citation(catalogue.sources[source])}", markup=False)


def _value(parameter: Parameter) -> str:
    low, high = parameter.range
    unit = "" if parameter.unit == "1" else f" {parameter.unit}"
    shape = f", {parameter.distribution}" if parameter.distribution else ""
    spread = "" if low == high else f"  ({low:g} to {high:g}{shape})"
    return f"{parameter.value:g}{unit}{spread}"


def _citation(source: Source) -> str:
    return f"{source.title}, {source.publisher}, {source.date} (grade {source.grade})"
