"""``skydome exposure``: the statute walked clause by clause for a case."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skydome.cli import show

if TYPE_CHECKING:
    from datetime import date

    from skydome.exposure import Exposure

EXAMPLE = "Example: skydome exposure india-s-400 --as-of 2021-12-31"
CITE = "To cite: Skydome {version}, exposure of {cases}; {text}. Not legal advice."


def exposure(
    cases: Annotated[
        list[str] | None,
        typer.Argument(metavar="CASE", help="Id of a shipped case, or a file; two to compare."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Use facts known and law in force then."),
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FACT=VALUE",
            help="What if this fact were true, false or unknown? Repeatable.",
        ),
    ] = None,
    page: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page of HTML here.")
    ] = None,
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Every branch, with its whole text and reasons.")
    ] = False,
    cases_only: Annotated[bool, typer.Option("--cases", help="List the shipped cases.")] = False,
    facts_only: Annotated[bool, typer.Option("--facts", help="List what clauses ask for.")] = False,
    json: show.Json = False,
) -> None:
    """Walk the sanctions statute clause by clause: met, not met, unknown, and what would settle it.

    Official determinations are never worked out from facts. This is not legal advice.
    """
    if cases_only or facts_only:
        _list(cases=cases_only, facts=facts_only, json=json)
        return
    if page is not None:
        _check_place(page)
    found = _examined(cases or [], as_of, changes or [])
    if page is not None:
        _write(page, found)
    if json:
        _print_json(found)
    else:
        _print(found, page, full=full)


def _examined(cases: list[str], as_of: str | None, changes: list[str]) -> list[Exposure]:
    from skydome.errors import InputError
    from skydome.exposure import case_ids, examine, load_case, parse_changes, shipped

    if not 1 <= len(cases) <= 2:  # noqa: PLR2004 - one case, or two side by side
        allowed = f"one or two of {', '.join(case_ids())}, or YAML files"
        raise InputError(f"{len(cases)} cases are given", field="CASE", allowed=allowed)
    law = shipped()
    day, wanted = _day(as_of), parse_changes(changes, law)
    loaded = [load_case(case, law) for case in cases]
    return [examine(case, as_of=day, changes=wanted, statute=law) for case in loaded]


def _day(text: str | None) -> date | None:
    from skydome import forms
    from skydome.errors import InputError
    from skydome.exposure import dates

    if text is None:
        return None
    try:
        return dates.parse_day(text)
    except ValueError as wrong:
        problem = f"{forms.quoted(text)}: {wrong}"
        raise InputError(problem, field="--as-of", allowed=dates.WRITTEN_DAY) from None


def _check_place(file: Path) -> None:
    """Refuse now what would be refused after the work."""
    from skydome.errors import InputError

    if file.is_dir():
        raise InputError("this is a directory", file=file, field="--page", allowed="a file")
    if not file.parent.is_dir():
        raise InputError("there is no such folder", file=file.parent, field="--page")


def _write(file: Path, found: list[Exposure]) -> None:
    from skydome.export import write_whole
    from skydome.exposure.page import page_of

    write_whole(file, page_of(found).encode())


def _list(*, cases: bool, facts: bool, json: bool) -> None:
    from skydome.exposure import case_ids, load_case, shipped
    from skydome.exposure.finding import NOT_ADVICE

    law = shipped()
    data: dict[str, dict[str, str]] = {}
    if cases:
        loaded = {name: load_case(name, law) for name in case_ids()}
        data["cases"] = {n: f"{one.title} (as of {one.as_of})" for n, one in loaded.items()}
    if facts:
        data["facts"] = {name: one.asks for name, one in law.questions.items()}
    versions = {name: section.text_version for name, section in law.sections.items()}
    if json:
        show.print_json({"note": NOT_ADVICE, "text_versions": versions, **data})
        return
    typer.echo(f"{NOT_ADVICE} Text: {'; '.join(dict.fromkeys(versions.values()))}.")
    for listed in data.values():
        widest = max(map(len, listed))
        for name, words in listed.items():
            typer.echo(f"{name:{widest}}  {words}")


def _print_json(found: list[Exposure]) -> None:
    from skydome.exposure.record import record

    records = [record(one) for one in found]
    show.print_json(records[0] if len(records) == 1 else {"cases": records})


def _print(found: list[Exposure], page: Path | None, *, full: bool) -> None:
    from skydome._version import __version__
    from skydome.exposure.text import lines_of, side_by_side

    width = shutil.get_terminal_size().columns
    if len(found) > 1:
        for line in side_by_side(found[0], found[1], width):
            typer.echo(line)
    for one in found if full or len(found) == 1 else []:
        for line in lines_of(one, width, full=full):
            typer.echo(line)
    typer.echo()
    if page is not None:
        typer.echo(f"Page: {page}")
    named = " and ".join(f"{one.case.id} as of {one.as_of}" for one in found)
    text = "; ".join(found[0].text_versions)
    typer.echo(CITE.format(version=__version__, cases=named, text=text))
