"""``skydome exposure``: the sanctions statute applied clause by clause to a case."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skydome.cli import options, show
from skydome.cli.files import check_outputs, say_written, write_files

if TYPE_CHECKING:
    from datetime import date

    from skydome.exposure import Exposure, Statute

EXAMPLE = "Example: skydome exposure india-s-400 --as-of 2021-12-31"
CITE = "To cite: Skydome {version}, exposure of {cases}."


def exposure(
    cases: Annotated[
        list[str] | None,
        typer.Argument(metavar="CASE", help="Id of a shipped case, or a file; two to compare."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DATE", help="Use the facts known and the law in force on this date."
        ),
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="Set a fact to true, false or unknown, or give an act or event a date; "
            "certificate=modified_waiver sets everything that it certifies. Repeatable.",
        ),
    ] = None,
    page: options.Page = None,
    csv: options.Csv = None,
    law: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Use the law in this folder instead.")
    ] = None,
    clause: Annotated[
        str | None,
        typer.Option(
            metavar="CLAUSE",
            help="Evaluate one clause without a case, such as '9525(d)(1)(C)'; --set gives facts, "
            "all others are unknown.",
        ),
    ] = None,
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Show every clause and fact, with text and source.")
    ] = False,
    cases_only: Annotated[bool, typer.Option("--cases", help="List the shipped cases.")] = False,
    facts_only: Annotated[
        bool, typer.Option("--facts", help="List the facts that clauses use.")
    ] = False,
    statements_only: Annotated[
        bool,
        typer.Option("--statements", help="List public statements checked against the text."),
    ] = False,
    json: show.Json = False,
) -> None:
    """Apply US sanctions law to a purchase: which conditions are met, not met or unknown.

    The answer comes first, in plain sentences; --full shows it clause by clause. Official
    determinations are never inferred from facts. This is not legal advice.
    """
    if cases_only or facts_only:
        _list(_law(law), cases=cases_only, facts=facts_only, json=json)
        return
    if statements_only or clause is not None:
        _check_alone(cases, {"page": page, "csv": csv}, clause)
        from skydome.cli import exposure_clause

        if statements_only:
            exposure_clause.show_statements(_law(law), _day(as_of), json=json)
        if clause is not None:
            exposure_clause.show_clause(
                clause, changes or [], _law(law), _day(as_of), full=full, json=json
            )
        return
    files = {"page": page, "csv": csv}
    check_outputs(files, map(Path, cases or []), json=json)
    found = _examined(cases or [], as_of, changes or [], _law(law))
    written = write_files(files, {"page": lambda: _page(found), "csv": lambda: _csv(found)})
    if json:
        _print_json(found, written)
    else:
        _print(found, written, full=full)


def _check_alone(
    cases: list[str] | None, files: dict[str, Path | None], clause: str | None
) -> None:
    """Refuse a case or a file together with what needs none."""
    from skydome.errors import InputError

    option = "--statements" if clause is None else "--clause"
    if cases:
        raise InputError("a case is given as well", field=option, allowed="no case")
    for name, file in files.items():
        if file is not None:
            problem = f"this cannot be written with --{name}"
            raise InputError(problem, field=option, allowed="--json, or the terminal")


def _law(folder: Path | None) -> Statute:
    from skydome.errors import InputError
    from skydome.exposure import Statute, shipped

    if folder is None:
        return shipped()
    if not folder.is_dir():
        raise InputError("there is no such folder", file=folder, field="--law")
    law = Statute(folder)
    law.check()
    return law


def _examined(
    cases: list[str], as_of: str | None, changes: list[str], law: Statute
) -> list[Exposure]:
    from skydome.errors import InputError
    from skydome.exposure import case_ids, examine, load_case, parse_changes

    if not 1 <= len(cases) <= 2:  # noqa: PLR2004 - one case, or two side by side
        allowed = f"one or two of {', '.join(case_ids())}, or YAML files"
        raise InputError(f"{len(cases)} cases are given", field="CASE", allowed=allowed)
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


def _page(found: list[Exposure]) -> bytes:
    from skydome.exposure.page import page_of

    return page_of(found).encode()


def _csv(found: list[Exposure]) -> bytes:
    from skydome.export import exposure_csv

    return exposure_csv(found)


def _list(law: Statute, *, cases: bool, facts: bool, json: bool) -> None:
    from skydome.exposure.finding import NOT_ADVICE

    data = (_cases(law) if cases else {}) | (_facts(law) if facts else {})
    versions = {name: section.text_version for name, section in law.sections.items()}
    if json:
        show.print_json({"note": NOT_ADVICE, "text_versions": versions, **data})
        return
    typer.echo(f"{NOT_ADVICE} Text: {'; '.join(dict.fromkeys(versions.values()))}.")
    for title, listed in data.items():
        if facts:
            typer.echo(f"\n{title.capitalize()}")
        widest = max(map(len, listed))
        for name, words in listed.items():
            typer.echo(f"{name:{widest}}  {words}")


def _cases(law: Statute) -> dict[str, dict[str, str]]:
    from skydome.exposure import case_ids, load_case

    loaded = {name: load_case(name, law) for name in case_ids()}
    return {"cases": {n: f"{one.title} (as of {one.as_of})" for n, one in loaded.items()}}


def _facts(law: Statute) -> dict[str, dict[str, str]]:
    reliefs = {key: one for ground in law.grounds.values() for key, one in ground.relief.items()}
    found = {
        "facts": {name: one.asks for name, one in law.questions.items()},
        "events": {name: one.what for name, one in law.events.items()},
        "certificates": {
            f"certificate={key}": f"everything that the {one.name} asks the President to state"
            for key, one in reliefs.items()
            if one.certificate
        },
    }
    return {title: listed for title, listed in found.items() if listed}


def _print_json(found: list[Exposure], written: dict[str, str]) -> None:
    from skydome.exposure.record import record

    records = [record(one) for one in found]
    answer = records[0] if len(records) == 1 else {"cases": records}
    show.print_json(answer | {"files": written})


def _print(found: list[Exposure], written: dict[str, str], *, full: bool) -> None:
    from skydome._version import __version__
    from skydome.exposure.comparison import side_by_side
    from skydome.exposure.text import lines_of

    width = shutil.get_terminal_size().columns
    if len(found) > 1:
        for line in side_by_side(found[0], found[1], width, full=full):
            typer.echo(line)
    for one in found if full or len(found) == 1 else []:
        for line in lines_of(one, width, full=full):
            typer.echo(line)
    say_written(written.values())
    named = " and ".join(f"{one.case.id} as of {one.as_of}" for one in found)
    typer.echo(CITE.format(version=__version__, cases=named))
