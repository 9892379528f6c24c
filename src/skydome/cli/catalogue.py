"""``skydome catalogue``: what exists, with its sources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skydome.cli import catalogue_card, options, show
from skydome.cli.files import check_outputs, say_written

if TYPE_CHECKING:
    from skydome.catalogue import Catalogue
    from skydome.catalogue.support import Weak

app = typer.Typer(
    help="List the catalogue, show its values with their sources, check it, or add to it.",
    epilog="Example: skydome catalogue show 92n6e target_channels",
    no_args_is_help=True,
)

EntryId = Annotated[
    str, typer.Argument(help="Id of an entry, from `skydome catalogue list`.", metavar="ID")
]


def _open(overlay: list[Path] | None) -> Catalogue:
    from skydome.catalogue import Catalogue

    return Catalogue(*(overlay or []))


def _check_kind(kind: str, field: str) -> None:
    from skydome.catalogue.kinds import KINDS
    from skydome.errors import InputError

    if kind not in KINDS:
        raise InputError(f"{kind!r} is not a kind", field=field, allowed=", ".join(KINDS))


@app.command("list", epilog="Example: skydome catalogue list --kind missile")
def list_entries(
    kind: Annotated[str | None, typer.Option(help="Only entries of this kind.")] = None,
    catalogue: options.Overlay = None,
    *,
    json: show.Json = False,
) -> None:
    """List every entry with its type and name."""
    if kind is not None:
        _check_kind(kind, "--kind")
    opened = _open(catalogue)
    entries = [opened.entry(entry_id) for entry_id in opened.ids(kind)]
    if json:
        names = ("id", "kind", "name", "provisional")
        show.print_json([{name: getattr(entry, name) for name in names} for entry in entries])
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console, table = Console(), Table(caption="* provisional", caption_justify="left")
    for title in ("id", "kind"):
        table.add_column(title, no_wrap=True)
    table.add_column("name")
    table.add_column("n", justify="right")
    for entry in sorted(entries, key=lambda entry: (entry.kind, entry.id)):
        mark = " *" if entry.provisional else ""
        many = str(len(entry.parameters))
        table.add_row(entry.id + mark, entry.kind, escape(entry.name), many)
    console.print(table)


@app.command("show", epilog="Example: skydome catalogue show 40n6e maximum_range")
def show_entry(
    entry: EntryId,
    parameter: Annotated[
        str | None, typer.Argument(help="Only this parameter.", metavar="[PARAMETER]")
    ] = None,
    catalogue: options.Overlay = None,
    *,
    json: show.Json = False,
) -> None:
    """Show an entry, or one parameter: value, range, dispute, readings, sources, reason."""
    from skydome import forms
    from skydome.errors import InputError

    opened = _open(catalogue)
    found = opened.entry(entry)
    if parameter is not None and parameter not in found.parameters:
        problem = f"{entry} has no parameter {forms.quoted(parameter)}"
        hint = forms.did_you_mean(parameter, found.parameters)
        raise InputError(problem + hint, allowed=", ".join(found.parameters))
    if json:
        shown = found if parameter is None else found.parameters[parameter]
        show.print_json(shown.model_dump(exclude_none=True))
        return
    catalogue_card.print_entry(found, opened, parameter)


@app.command("sources", epilog="Example: skydome catalogue sources 48n6e3")
def sources(
    entry: Annotated[
        str | None,
        typer.Argument(help="Only what this entry cites, or this source.", metavar="[ID]"),
    ] = None,
    catalogue: options.Overlay = None,
    *,
    json: show.Json = False,
) -> None:
    """Print the bibliography: each source with its grade, and what it supports.

    A source that only states a claim to which values were fitted is listed as such.
    """
    from skydome.catalogue.support import supported_by

    opened = _open(catalogue)
    supported = supported_by(opened)
    if entry in opened.sources:
        chosen = [entry]
    elif entry is not None:
        opened.entry(entry)
        supported = {i: _of_entry(groups, entry) for i, groups in supported.items()}
        supported = {i: groups for i, groups in supported.items() if groups}
        chosen = list(supported)
    else:
        chosen = list(opened.sources)
    if json:
        found = {
            i: opened.sources[i].model_dump()
            | {"cited_by": sorted(name for names in supported[i].values() for name in names)}
            | {"supports_as": supported[i]}
            for i in chosen
        }
        show.print_json(found)
        return
    for source in chosen:
        catalogue_card.print_source(source, opened.sources[source], supported[source])


def _of_entry(groups: dict[str, list[str]], entry: str) -> dict[str, list[str]]:
    """Return the parameters of one entry, grouped as they were."""
    own = {
        confidence: [name for name in names if name.startswith(f"{entry}.")]
        for confidence, names in groups.items()
    }
    return {confidence: names for confidence, names in own.items() if names}


@app.command("check", epilog="Example: skydome catalogue check --catalogue my-entries")
def check(catalogue: options.Overlay = None, *, json: show.Json = False) -> None:
    """Read every entry and source; report how values are supported, and what is weak or missing."""
    from skydome.catalogue.support import shares, weak

    opened = _open(catalogue)
    opened.check()
    counts, found = shares(opened), list(weak(opened))
    by_entry = {entry_id: shares(opened, entry_id) for entry_id in opened.ids()}
    provisional = [entry_id for entry_id in opened.ids() if opened.entry(entry_id).provisional]
    if json:
        report = {
            "entries": len(opened.ids()),
            "parameters": sum(counts.values()),
            "sources": len(opened.sources),
            "confidence": counts,
            "by_entry": by_entry,
            "provisional": provisional,
            "weak": _grouped(found),
        }
        show.print_json(report)
        return
    catalogue_card.print_check(opened, counts, by_entry, _grouped(found), provisional)


def _grouped(found: list[Weak]) -> dict[str, dict[str, list[str]]]:
    """Return the names of parameters by weakness and entry."""
    grouped: dict[str, dict[str, list[str]]] = {}
    for weakness, entry, parameter in found:
        grouped.setdefault(weakness, {}).setdefault(entry, []).append(parameter)
    return grouped


@app.command("new", epilog="Example: skydome catalogue new threat jet-drone")
def new(
    kind: Annotated[str, typer.Argument(help="Type of entry, such as radar, missile or threat.")],
    entry: Annotated[
        str,
        typer.Argument(
            help="Id of the entry: lower-case letters, digits and hyphens.", metavar="ID"
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="File to write.  (default: ID.yaml)"),
    ] = None,
    catalogue: options.Overlay = None,
    *,
    force: options.Force = False,
    json: show.Json = False,
) -> None:
    """Write a template of an entry, with every field explained, to be filled in."""
    from skydome.catalogue.entry import check_id
    from skydome.catalogue.load import SHIPPED
    from skydome.catalogue.scaffold import scaffold
    from skydome.errors import InputError
    from skydome.outfile import write_new

    _check_kind(kind, "KIND")
    check_id(entry)
    opened, file = _open(catalogue), output or Path(f"{entry}.yaml")
    if file.name != f"{entry}.yaml":
        problem = f"{file.name!r} is not the name of this entry's file"
        raise InputError(problem, field="--output", allowed=f"{entry}.yaml, in any folder")
    check_outputs({"output": file}, json=json)
    write_new(file, scaffold(kind, entry, opened), force=force)
    if json:
        show.print_json({"files": {"output": str(file)}, "replaces": entry in opened.ids()})
        return
    own = "" if file.resolve().is_relative_to(SHIPPED) else f" --catalogue {file.parent}"
    if entry in opened.ids():
        typer.echo(f"The catalogue has an entry {entry}; yours will replace it whole.")
    say_written([file], f"skydome catalogue check{own}")


@app.command("pages", epilog="Example: skydome catalogue pages --output docs/catalogue")
def pages(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="Folder to write.")
    ],
    catalogue: options.Overlay = None,
    *,
    json: show.Json = False,
) -> None:
    """Write a Markdown page for each parameter: its value in every entry, with its source.

    Pages of an earlier time in the folder are replaced, and those of parameters that are gone are
    removed.
    """
    from skydome.catalogue.pages import write_pages

    written, removed = write_pages(_open(catalogue), output)
    if json:
        files = {"output": str(output)}
        show.print_json({"pages": written, "removed": removed, "files": files})
        return
    typer.echo(f"{written} pages" + (f", {removed} removed" if removed else ""))
    say_written([output])
