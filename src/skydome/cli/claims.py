"""``skydome claims``: what holds of what is said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from skydome.cli import options, show
from skydome.cli.files import check_outputs, say_written, write_files

if TYPE_CHECKING:
    from datetime import date

    from skydome.claims import Audit, ClaimsFile
    from skydome.claims.world import World

CITE = "To cite: Skydome {version}, claims of {name}, as of {day}, {draws} draws."
AUDIT, MOST_DRAWS = "audit", 64


class _FileOrCommand(TyperGroup):
    """Read a first word that is no command of its own as the file to audit."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - Typer brings a click of its own
        parsed: list[str] = super().parse_args(ctx, self._with_command(args))
        return parsed

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as above
        return super().resolve_command(ctx, self._with_command(args))

    def _with_command(self, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            return [AUDIT, *args]
        return args


app = typer.Typer(
    cls=_FileOrCommand,
    help="Check what an article asserts, claim by claim, by calculations, records and the law.",
    epilog="Example: skydome claims examples/claims/s400-india.yaml --page audit.html",
    no_args_is_help=True,
)

AsOf = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Count this day as today.  (default: the file's own)"),
]
Draws = Annotated[
    int | None,
    typer.Option(help="Draws of all uncertain parameters in each study.  (default: 32)"),
]


@app.command(AUDIT, epilog="Example: skydome claims audit examples/claims/s400-india.yaml --full")
def audit(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A claims file, YAML.")],
    claim: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only this claim. Repeatable.")
    ] = None,
    document: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only this document. Repeatable.")
    ] = None,
    as_of: AsOf = None,
    draws: Draws = None,
    catalogue: options.Overlay = None,
    page: options.Page = None,
    csv: options.Csv = None,
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Print each claim with its chain of evidence.")
    ] = False,
    quiet: options.Quiet = False,
    json: show.Json = False,
) -> None:
    """Audit a claims file: each claim with its verdict and the evidence behind it.

    A verdict follows from a calculation, a record or a clause of the law, never from the file. What
    only the document itself says does not count for it.
    """
    from skydome.claims import audit as run
    from skydome.claims import read_claims
    from skydome.claims.plain import as_dict

    files = {"page": page, "csv": csv}
    check_outputs(files, [file], json=json)
    show.check_bounds("--draws", draws, 4, MOST_DRAWS)
    chosen = _chosen(read_claims(file), claim, document)
    day = _day(as_of, chosen)
    with show.progress_bar(quiet=quiet) as progress:
        world = make_world(draws, catalogue, file.parent, progress)
        found = run(chosen, world, day, progress)
    written = write_files(files, {"page": lambda: _page(found), "csv": lambda: _csv(found)})
    if json:
        show.print_json(as_dict(found) | {"files": written})
    else:
        _print(found, written, full=full)


def make_world(
    draws: int | None,
    catalogue: list[Path] | None,
    folder: Path | None,
    progress: show.Progressing,
) -> World:
    """Return what checks look things up in."""
    from skydome.catalogue import Catalogue
    from skydome.claims.world import DRAWS, World
    from skydome.exposure import shipped

    return World(
        Catalogue(*(catalogue or [])),
        shipped(),
        folder=folder,
        draws=DRAWS if draws is None else draws,
        progress=progress,
    )


def _chosen(file: ClaimsFile, claims: list[str] | None, documents: list[str] | None) -> ClaimsFile:
    """Return a claims file with the claims that were asked for."""
    from skydome.errors import InputError
    from skydome.forms import did_you_mean, quoted

    known = {"--claim": [one.id for one in file.claims], "--document": list(file.documents)}
    for option, words in (("--claim", claims), ("--document", documents)):
        for word in words or ():
            if word not in known[option]:
                problem = f"there is no {quoted(word)}{did_you_mean(word, known[option])}"
                raise InputError(problem, field=option, allowed=", ".join(known[option]))
    kept = tuple(
        one
        for one in file.claims
        if (not claims or one.id in claims) and (not documents or one.document in documents)
    )
    if not kept:
        raise InputError("no claim is of this document", field="--claim", allowed="another one")
    return file.model_copy(update={"claims": kept})


def _day(written: str | None, file: ClaimsFile) -> date | None:
    from skydome.errors import InputError

    if written is None:
        return None
    day = _plain_day(written)
    first = min(one.first for one in file.documents.values())
    if day < first:
        problem = f"{day} is before any of the documents"
        raise InputError(problem, field="--as-of", allowed=f"{first} or later")
    return day


def _page(found: Audit) -> bytes:
    from skydome.report.claims.page import claims_page

    return claims_page(found)


def _csv(found: Audit) -> bytes:
    from skydome.export import claims_csv

    return claims_csv(found)


def _print(found: Audit, written: dict[str, str], *, full: bool) -> None:
    from skydome._version import __version__
    from skydome.cli import claims_table

    claims_table.print_audit(found, full=full)
    say_written(written.values())
    day, name = found.as_of.isoformat(), found.file.id
    typer.echo(CITE.format(version=__version__, name=name, day=day, draws=found.draws))


@app.command(
    "check",
    epilog="Example: skydome claims check 'The deal is worth 5.5 billion dollars.'",
)
def check(
    sentence: Annotated[str, typer.Argument(metavar="SENTENCE", help="One sentence, in quotes.")],
    about: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="The day it is about.  (default: today)"),
    ] = None,
    draws: Draws = None,
    catalogue: options.Overlay = None,
    *,
    quiet: options.Quiet = False,
    json: show.Json = False,
) -> None:
    """Check one sentence by the same checks, and say so where none of them fits.

    The sentence is mapped by rules: what it names, what it measures, and a few words. Read how it
    was understood before you use the verdict.
    """
    from skydome.claims.plain import answer_dict
    from skydome.claims.typed import typed

    show.check_bounds("--draws", draws, 4, MOST_DRAWS)
    day = _plain_day(about)
    with show.progress_bar(quiet=quiet) as progress:
        found = typed(sentence, make_world(draws, catalogue, None, progress), day)
    if json:
        answers = [
            {"check": one.check, "asked": one.asked, "read_as": one.reading} | answer_dict(answer)
            for one, answer in found.answers
        ]
        data = {"sentence": sentence, "as_of": day.isoformat(), "answers": answers}
        errors = [one._asdict() for one in found.errors]
        show.print_json(data | {"errors": errors, "nearest": list(found.nearest)})
    else:
        from skydome.cli import claims_table

        claims_table.print_typed(found, day)


@app.command("draft", epilog="Example: skydome claims draft article.txt --output draft.yaml")
def draft(
    article: Annotated[Path, typer.Argument(metavar="ARTICLE", help="Plain text, UTF-8.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Claims file to write.  (default: none)"
        ),
    ] = None,
    *,
    force: options.Force = False,
    json: show.Json = False,
) -> None:
    """Propose rows of a claims file from an article: each row points at its characters.

    Quantities, dates, names and shares are found by rule, offline. Nothing is accepted without a
    person: `skydome claims` refuses the draft until somebody has been through it.
    """
    from skydome import yamlfile
    from skydome.claims.draft import draft as drafted
    from skydome.claims.draft.article import as_dict
    from skydome.claims.draft.file import draft_file
    from skydome.outfile import check_free

    check_outputs({"output": output}, [article], json=json)
    if output is not None:
        check_free(output, force=force)
    text = yamlfile.read_text(article, "a text file")
    found = drafted(text)
    makers = {"output": lambda: draft_file(found, article.stem).encode()}
    written = write_files({"output": output}, makers)
    if json:
        show.print_json(as_dict(found) | {"files": written})
    else:
        from skydome.cli import claims_table

        claims_table.print_draft(found)
        say_written(written.values())


def _plain_day(written: str | None) -> date:
    from datetime import UTC, datetime

    from skydome.errors import InputError
    from skydome.exposure import dates
    from skydome.forms import quoted

    if written is None:
        return datetime.now(tz=UTC).date()
    try:
        return dates.parse_day(written)
    except ValueError as wrong:
        problem = f"{quoted(written)}: {wrong}"
        raise InputError(problem, field="--as-of", allowed=dates.WRITTEN_DAY) from None
