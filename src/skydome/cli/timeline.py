"""``skydome timeline``: how much of a purchase is operational when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skydome.cli import options, show
from skydome.cli.files import check_outputs, figure_kind, say_written, write_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.fielding import Deal, Future, Settings, Timeline
    from skydome.report.fielding.text import TextTable
    from skydome.report.style import Kind

EXAMPLE = "Example: skydome timeline india-2018 --page india.html"
CITE = "To cite: Skydome {version}, timeline of {name}, record to {month}, seed {seed}."
MOST_DRAWS, MOST_REPLICATIONS = 100_000, 100_000
# A narrower table cannot be read.
NARROWEST = 132


def timeline(
    deal: Annotated[
        str,
        typer.Argument(
            metavar="DEAL",
            help="Id of a shipped deal (india-2018, turkey-2017, china-2014), or a file, YAML.",
        ),
    ],
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Ignore promises, notices, deliveries and shocks after this date: 2019, 2019-08 "
            "or 2019-08-01. "
            "Your own futures may then begin in the past.  (default: the end of the record)",
        ),
    ] = None,
    until: Annotated[int | None, typer.Option(help="Last year.  (default: 2028)")] = None,
    draws: Annotated[
        int | None, typer.Option(help="Random draws of the uncertain quantities.  (default: 2,000)")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(help="Seed; the same seed gives the same numbers.  (default: 2018)"),
    ] = None,
    futures: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Use your own futures instead of the deal's."),
    ] = None,
    future: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this future. Repeatable.")
    ] = None,
    scenario: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Also report leakers: run this scenario with 1, 2, … n units working.",
        ),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications", "-n", help="Replications of each of those runs.  (default: 400)"
        ),
    ] = None,
    figure: options.Figure = None,
    page: options.Page = None,
    csv: options.Csv = None,
    *,
    cannibalise: Annotated[
        bool,
        typer.Option(
            "--cannibalise", help="Concentrate missing parts in as few batteries as possible."
        ),
    ] = False,
    metric: Annotated[
        bool, typer.Option("--metric", help="Use METRIC instead of VARI-METRIC.")
    ] = False,
    quiet: options.Quiet = False,
    json: show.Json = False,
) -> None:
    """Show what is promised, delivered and operational, quarter by quarter, under each future.

    Later deliveries are forecast from the delays of past promises. Where no source gives
    crews, spares and stocks, they are judgements with wide ranges; the deal's file says which.
    """
    from skydome import yamlfile
    from skydome.fielding import capability_of, check, load_deal, shipped_deals, with_futures
    from skydome.fielding import timeline as compute

    files = {"figure": figure, "page": page, "csv": csv}
    _check_options(draws, seed, replications)
    read = [Path(deal), *(file for file in (futures, scenario) if file is not None)]
    check_outputs(files, read, json=json)
    wanted = load_deal(deal)
    settings = _settings(as_of, until, draws, seed, vari=not metric, cannibalise=cannibalise)
    check(wanted, settings)
    if futures is not None:
        wanted = with_futures(wanted, futures, past=as_of is not None)
    chosen = _futures(wanted, future)
    if scenario is not None:
        yamlfile.read_text(scenario, "a YAML text file")
    with show.progress_bar(quiet=quiet) as progress:
        runs = {} if replications is None else {"replications": replications}
        able = None if scenario is None else capability_of(scenario, progress=progress, **runs)
        progress("timeline", 0, 1)
        found = compute(wanted, settings, others=shipped_deals(), futures=chosen, capability=able)
        progress("timeline", 1, 1)
    written = write_files(files, _makers(found, figure_kind(figure)))
    if json:
        from skydome.fielding import as_dict

        show.print_json(as_dict(found) | {"files": written})
    else:
        _print(found, written)


def _check_options(draws: int | None, seed: int | None, replications: int | None) -> None:
    """Check the options before the long work begins."""
    show.check_bounds("--draws", draws, 10, MOST_DRAWS)
    show.check_bounds("--seed", seed, 0, 2**63 - 1)
    show.check_bounds("--replications", replications, 10, MOST_REPLICATIONS)


def _settings(
    as_of: str | None,
    until: int | None,
    draws: int | None,
    seed: int | None,
    *,
    vari: bool,
    cannibalise: bool,
) -> Settings:
    from skydome.fielding import Settings
    from skydome.fielding.dates import option_year

    plain = Settings()
    return Settings(
        as_of=None if as_of is None else option_year(as_of, "--as-of"),
        draws=plain.draws if draws is None else draws,
        seed=plain.seed if seed is None else seed,
        last_year=plain.last_year if until is None else until,
        vari=vari,
        cannibalise=cannibalise,
    )


def _futures(deal: Deal, names: list[str] | None) -> tuple[Future, ...]:
    from skydome.errors import InputError
    from skydome.forms import did_you_mean

    by_name = {future.name: future for future in deal.futures}
    for name in names or ():
        if name not in by_name:
            problem = f"there is no future {name!r}{did_you_mean(name, by_name)}"
            raise InputError(problem, field="--future", allowed=", ".join(by_name))
    return tuple(by_name[name] for name in dict.fromkeys(names or by_name))


def _makers(found: Timeline, kind: Kind) -> dict[str, Callable[[], bytes]]:
    """Return what makes each file; it is imported for a file that is asked for."""

    def figure() -> bytes:
        from skydome.report.fielding.figure import draw_fielding

        return draw_fielding(found, kind)

    def page() -> bytes:
        from skydome.report.fielding.page import fielding_page

        return fielding_page(found)

    def table() -> bytes:
        from skydome.export import timeline_csv

        return timeline_csv(found)

    return {"figure": figure, "page": page, "csv": table}


def _print(found: Timeline, written: dict[str, str]) -> None:
    from rich.console import Console

    from skydome._version import __version__
    from skydome.fielding.dates import month_text
    from skydome.report.fielding import text as words

    console = Console(highlight=False)
    console.width = max(console.width, NARROWEST)
    console.print(found.deal.title, style="bold", markup=False)
    for sentence in words.summary(found):
        console.print(sentence, markup=False)
    console.print()
    console.print(_table(words.unit_table(found)))
    console.print(_table(words.promise_table(found)))
    for course in found.futures:
        console.print(_table(words.year_table(found, course)))
        console.print(words.headline(course), markup=False)
        console.print()
    console.print(_table(words.endurance_table(found)))
    for sentence in words.caveats(found):
        console.print(sentence, markup=False)
    say_written(written.values())
    name, month = found.deal.id, month_text(found.as_of)
    cite = CITE.format(version=__version__, name=name, month=month, seed=found.settings.seed)
    console.print(cite, markup=False)


def _table(data: TextTable) -> Any:  # noqa: ANN401 - rich is imported where it is used
    from rich.table import Table

    table = Table(title=data.title, title_justify="left", caption=data.caption)
    for name, align in zip(data.header, data.aligned, strict=True):
        table.add_column(name, justify=align)
    for row in data.rows:
        table.add_row(*row)
    return table
