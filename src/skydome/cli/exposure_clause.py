"""What `skydome exposure` shows without a case: one clause's formula, and public statements."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from skydome.cli import show

if TYPE_CHECKING:
    from datetime import date

    from skydome.exposure import Statute

WIDTH = 100


def show_clause(
    clause: str,
    words: list[str],
    law: Statute,
    day: date | None,
    *,
    full: bool,
    json: bool,
) -> None:
    """Print whether a clause is met by the facts given, all others being unknown."""
    from skydome.exposure.clause import clause_under

    found = clause_under(clause, words, law, day or _today())
    if json:
        show.print_json(found)
        return
    typer.echo(f"{found['note']} Text: {found['text_version']}. As of {found['as_of']}.")
    typer.echo(f"{clause} ({found['citation']}): {found['condition']}")
    if found["text"]:
        for line in textwrap.wrap(f"“{found['text']}”", WIDTH, initial_indent="  "):
            typer.echo(line)
    for name, value in found["facts"].items():
        if full or value != "unknown":
            typer.echo(f"  {name}: {value} ({found['asks'][name]})")
    unknown = [name for name, value in found["facts"].items() if value == "unknown"]
    if unknown:
        typer.echo(f"Unknown: {', '.join(unknown)}.")
    for condition, sets in found["would_settle"].items():
        if sets:
            smallest = " or ".join(_listed(one) for one in sets[:4])
            more = f" ({len(sets)} such sets)" if len(sets) > 4 else ""  # noqa: PLR2004 - shown
            typer.echo(f"It would be {condition} with {smallest}{more}.")


def _today() -> date:
    return datetime.now(tz=UTC).date()


def _listed(facts: dict[str, bool]) -> str:
    named = ", ".join(f"{'' if value else 'not '}{name}" for name, value in facts.items())
    return named or "nothing more"


def show_statements(law: Statute, day: date | None, *, json: bool) -> None:
    """Print the public statements about the law, each with its verdict and the checks' outcome."""
    from skydome.exposure.statements import checked

    found = checked(law, day or _today())
    if json:
        show.print_json({"statements": found})
        return
    for one in found:
        typer.echo(f"{one['verdict'].upper()}: {one['statement']}")
        _wrapped(f"Said by: {one['said_by']}. {one['why']}")
        clauses = ", ".join(one["by"]) or "none"
        typer.echo(f"    Clauses: {clauses}. Checks: {one['passed']} of {one['checks']} pass.")


def _wrapped(text: str) -> None:
    for line in textwrap.wrap(text, WIDTH, initial_indent="    ", subsequent_indent="    "):
        typer.echo(line)
