"""``skydome study``: what an answer depends on, in blocks that can be interrupted."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skydome.cli import options, show
from skydome.cli.files import check_outputs, say_written, write_files
from skydome.cli.replications import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

    from rich.console import Console

    from skydome.experiment.answer import Answer
    from skydome.experiment.plan import Plan
    from skydome.experiment.store import BlockStore
    from skydome.experiment.tradeoff import Tradeoff

PAGE = "report.html"
EXAMPLE = "Example: skydome study run examples/studies/single_battery.yaml"
MOST_SHOWN = 12
MOST_WEIGHT = 1e9
app = typer.Typer(
    help="Run a study: one scenario, with what may be chosen and what is not known varied.",
    epilog=EXAMPLE,
    no_args_is_help=True,
)
Folder = Annotated[str, typer.Argument(help="Folder of the study, or an address such as s3://…")]
Dask = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS", help="Play on the workers of a Dask scheduler, tcp://HOST:PORT."
    ),
]
Weights = Annotated[
    list[str] | None,
    typer.Option(
        "--weight",
        metavar="NAME=NUMBER",
        help="Weight of leaked, value-lost, fired or price in the scorecard, instead of the "
        "study's. Repeatable; those not named count 0.",
    ),
]


@app.command("run", epilog=EXAMPLE)
def run(
    study: Annotated[Path, typer.Argument(help="Study file, YAML.")],
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help="Folder to write, or an address such as s3://….  (default: studies/NAME)",
        ),
    ] = None,
    threads: options.Threads = None,
    dask: Dask = None,
    catalogue: options.Overlay = None,
    *,
    quiet: options.Quiet = False,
    json: show.Json = False,
) -> None:
    """Run a study into a folder; interrupted at any moment, it can be resumed.

    The folder has one file a block. A block has the same bytes whatever plays it.
    """
    from skydome.catalogue import Catalogue
    from skydome.experiment.answer import forecast_of
    from skydome.experiment.plan import plan_of
    from skydome.experiment.store import BlockStore

    plan = plan_of(study, Catalogue(*(catalogue or [])))
    store = BlockStore(output or str(Path("studies") / plan.study.name))
    if not quiet:
        for line in forecast_of(plan):
            typer.echo(f"skydome: {line}", err=True)
    _run(plan, store, threads, dask, quiet=quiet)
    _show(plan, store, json=json)


@app.command("resume", epilog="Example: skydome study resume studies/single-battery")
def resume(
    folder: Folder,
    threads: options.Threads = None,
    dask: Dask = None,
    *,
    quiet: options.Quiet = False,
    json: show.Json = False,
) -> None:
    """Go on with a study that was interrupted; finished blocks are kept."""
    plan, store = _stored(folder)
    _run(plan, store, threads, dask, quiet=quiet)
    _show(plan, store, json=json)


@app.command("status", epilog="Example: skydome study status studies/single-battery")
def status(folder: Folder, *, json: show.Json = False) -> None:
    """Say how much of a study is done."""
    from skydome.experiment.rare_blocks import tasks_of

    plan, store = _stored(folder)
    done = store.done()
    rounds = []
    for number in range(plan.rounds):
        names = [block.name for block in plan.blocks(number)]
        rounds.append((sum(name in done for name in names), len(names)))
    rare = [name for name, _ in tasks_of(plan)]
    outcomes = (sum(name in done for name in rare), len(rare))
    finished = rounds[0][0] == rounds[0][1] and outcomes[0] == outcomes[1]
    if json:
        show.print_json(
            {"folder": folder, "name": plan.study.name, "rounds": rounds, "rare": outcomes}
        )
        return
    for number, (some, all_of_them) in enumerate(rounds):
        if number == 0 or some:
            typer.echo(f"Round {number + 1}: {some:,} of {all_of_them:,} blocks are finished.")
    if rare:
        typer.echo(f"Rare outcomes: {outcomes[0]:,} of {outcomes[1]:,} blocks are finished.")
    if not finished:
        say_written([], f"skydome study resume {folder}")


@app.command("report", epilog="Example: skydome study report studies/single-battery")
def report(
    folder: Folder,
    page: options.PageOfResult = None,
    csv: options.Csv = None,
    weights: Weights = None,
    *,
    json: show.Json = False,
) -> None:
    """Write the page of a study: what matters first, then bands, differences and limits."""
    from skydome.errors import InputError
    from skydome.experiment.answer import answer_of
    from skydome.experiment.tradeoff import tradeoff_of
    from skydome.export.study_csv import study_csv
    from skydome.report.study.page import study_page

    plan, store = _stored(folder)
    if page is None and "://" in folder:
        raise InputError("a page cannot be written there", field="--page", allowed="a local file")
    file = page or Path(folder) / PAGE
    files = {"page": file, "csv": csv}
    own = [part for part in parts_of(Path(folder)) if part.name != PAGE]
    check_outputs(files, own, json=json)
    rows = store.rows()
    found = answer_of(plan, rows, store.rare_rows())
    traded = tradeoff_of(plan, found, rows, _parsed(weights))
    makers = {
        "page": lambda: study_page(plan, found, rows, traded),
        "csv": lambda: study_csv(found),
    }
    written = write_files(files, makers)
    if json:
        show.print_json(found.as_dict() | {"files": written})
    else:
        say_written(written.values())


@app.command(
    "tradeoff",
    epilog="Example: skydome study tradeoff studies/one-more --weight leaked=2 --weight price=1",
)
def tradeoff(
    folder: Folder,
    weights: Weights = None,
    csv: options.Csv = None,
    *,
    json: show.Json = False,
) -> None:
    """Show what the alternatives of a study are worth: differences, prices and a scorecard."""
    from skydome.analysis.intervals import as_data
    from skydome.errors import InputError
    from skydome.experiment.answer import answer_of
    from skydome.experiment.tradeoff import tradeoff_of
    from skydome.export.study_csv import tradeoff_csv

    plan, store = _stored(folder)
    check_outputs({"csv": csv}, json=json)
    rows = store.rows()
    found = answer_of(plan, rows)
    traded = tradeoff_of(plan, found, rows, _parsed(weights))
    if traded is None:
        allowed = "a study file with `alternatives`, see docs/studies.md"
        raise InputError("this study has no alternatives", file=Path(folder), allowed=allowed)
    written = write_files({"csv": csv}, {"csv": lambda: tradeoff_csv(traded)})
    if json:
        show.print_json(as_data(traded) | {"files": written})
        return
    _print_worth(traded)
    say_written(written.values())


def _parsed(weights: list[str] | None) -> dict[str, float] | None:
    """Return the weights that the options give, None without any."""
    from skydome.errors import InputError
    from skydome.experiment.tradeoff import CRITERIA
    from skydome.forms import did_you_mean, quoted

    if not weights:
        return None
    found = {}
    for text in weights:
        name, equals, number = text.partition("=")
        name = name.strip().replace("-", " ").replace("_", " ")
        if not equals or name not in CRITERIA:
            problem = f"{quoted(text)} gives no weight{did_you_mean(name, CRITERIA)}"
            allowed = f"NAME=NUMBER with {', '.join(CRITERIA)}"
            raise InputError(problem, field="--weight", allowed=allowed)
        try:
            found[name] = float(number)
        except ValueError:
            found[name] = -1.0
        if not 0 <= found[name] < MOST_WEIGHT:
            problem = f"{quoted(number)} is no weight"
            raise InputError(problem, field="--weight", allowed="a number, 0 or more")
    return found


def _print_worth(traded: Tradeoff) -> None:
    from rich.console import Console
    from rich.table import Table

    from skydome.report.study.alternatives import exchange_row, score_rows, worth_row

    console = Console(highlight=False)
    table = Table(title="\nAgainst the scenario as it is; below zero is better")
    table.add_column("alternative")
    for name in ("get through", "over draws", "fewer in", "value lost", "missiles fired", "price"):
        table.add_column(name, justify="right")
    for one in traded.worths:
        row = worth_row(one)
        keys = ("name", "leaked", "band", "below", "value_lost", "fired", "price")
        table.add_row(*(row[key] for key in keys))
    console.print(table)
    scores = Table(title="\nScorecard: per cent better, by weight")
    scores.add_column("alternative")
    for name in ("score", "best in draws", "best under all weights"):
        scores.add_column(name, justify="right")
    for line in score_rows(traded):
        scores.add_row(*line.values())
    console.print(scores)
    given = ", ".join(f"{name} {weight:g}" for name, weight in traded.weights.items())
    console.print(f"Weights: {given}. Others: --weight leaked=2 --weight price=0.", markup=False)
    spent = exchange_row(traded.exchanges[0])
    console.print(
        f"As it is, cost of the missiles fired: {spent['spent']}; of the raid: "
        f"{spent['raid']}; value kept: {spent['kept']}.",
        markup=False,
    )


@app.command(
    "query",
    epilog="Example: skydome study query studies/single-battery "
    "'SELECT draw, avg(\"leaked.aircraft\") FROM rows GROUP BY draw'",
)
def query(
    folder: Folder,
    sql: Annotated[
        str, typer.Argument(help="A query in DuckDB's SQL; the tables are `rows` and `rare`.")
    ],
    csv: options.Csv = None,
    *,
    json: show.Json = False,
) -> None:
    """Ask the rows of a study in SQL: point, draw, placement, replication and all counters.

    A study with rare outcomes has a second table, `rare`: outcome (0 for the first), point, draw,
    placement, replication, happened and weight. The mean of happened × weight is the probability.
    """
    import duckdb

    from skydome.errors import InputError
    from skydome.experiment.rare_blocks import weighted

    plan, store = _stored(folder)
    check_outputs({"csv": csv}, json=json)
    tables = {"rows": store.rows()}
    if (rare := store.rare_rows()) is not None:
        tables["rare"] = weighted(plan, rare)
    with duckdb.connect(config={"enable_external_access": "false"}) as connection:
        for name, table in tables.items():
            connection.register(name, table)
        try:
            found = connection.sql(sql)
            drawn, answer = str(found), found.to_arrow_table() if json or csv else None
        except duckdb.Error as problem:
            said = str(problem).splitlines()[0]
            allowed = f"a query of {' and '.join(tables)}"
            raise InputError(said, field="SQL", allowed=allowed) from None
    written = write_files({"csv": csv}, {"csv": lambda: answer})
    if json and answer is not None:
        show.print_json({"rows": answer.to_pylist(), "files": written})
    else:
        typer.echo(drawn)
        say_written(written.values())


def _stored(folder: str) -> tuple[Plan, BlockStore]:
    from skydome.experiment.plan import plan_from
    from skydome.experiment.store import BlockStore

    store = BlockStore(folder)
    return plan_from(store.study(), folder), store


def _run(
    plan: Plan, store: BlockStore, threads: int | None, dask: str | None, *, quiet: bool
) -> None:
    from concurrent.futures import BrokenExecutor, CancelledError

    from skydome.errors import InputError
    from skydome.experiment import runner

    show.check_bounds("--threads", threads, 1, show.MOST_THREADS)
    with show.progress_bar(quiet=quiet) as progress, _workers(dask) as (executor, workers):
        try:
            look = runner.run(
                plan,
                store,
                executor=executor,
                workers=workers or threads,
                progress=lambda done, total: progress("blocks", done, total),
            )
        except (BrokenExecutor, CancelledError, ConnectionError):
            done = len(store.done())
            allowed = f"skydome study resume {store.place}: {done:,} finished blocks are kept"
            raise InputError("the workers are gone", allowed=allowed) from None
    if look is not None and not look.reached:
        stop = plan.study.stop
        wanted = "" if stop is None else f", not {stop.half_width:g}"
        typer.echo(
            f"skydome: after {look.rounds} rounds the interval is ±{look.half_width:.3g}{wanted}",
            err=True,
        )


@contextmanager
def _workers(dask: str | None) -> Iterator[tuple[Executor | None, int | None]]:
    """Yield the executor of a Dask scheduler and its number of threads; None for our own."""
    from skydome.errors import InputError

    if dask is None:
        yield None, None
        return
    try:
        distributed = import_module("distributed")
    except ImportError:
        allowed = "pip install 'skydome[dask]'"
        raise InputError("Dask is not installed", field="--dask", allowed=allowed) from None
    try:
        client: Any = distributed.Client(dask, timeout="10s")
    except (OSError, ValueError, TypeError) as problem:
        said = str(problem).splitlines()[0]
        raise InputError(
            f"no scheduler answers: {said}", field="--dask", allowed="tcp://HOST:PORT"
        ) from None
    with client:
        yield client.get_executor(), max(1, sum(client.nthreads().values()))


def _show(plan: Plan, store: BlockStore, *, json: bool) -> None:
    from skydome.experiment.answer import answer_of

    found = answer_of(plan, store.rows(), store.rare_rows())
    if json:
        show.print_json(found.as_dict() | {"folder": store.place})
        return
    _print(found)
    say_written([store.place], f"skydome study report {store.place}")
    if plan.study.alternatives:
        say_written([], f"skydome study tradeoff {store.place}")


def _print(found: Answer) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from skydome.report.study.sentences import in_flight_sentence, sentences_of, where

    console = Console(highlight=False)
    console.print(f"\n[bold]{escape(found.title)}[/bold]")
    for sentence in sentences_of(found):
        console.print(sentence, markup=False)
    table = Table(title="\nThreats that get through, means")
    table.add_column("point" if found.factors else "", overflow="fold")
    for name in ("catalogue's values", "90 % of draws", "due to parameters"):
        table.add_column(name, justify="right", no_wrap=True)
    for point in found.points:
        line = point.line("leaked")
        share = line.parameter_share
        table.add_row(
            where(found, point) or "all",
            show.interval(line.nominal),
            f"{line.low:.2f}–{line.high:.2f}" if share else "–",
            f"{share.value:.0%} ({share.low:.0%}–{share.high:.0%})" if share else "–",
        )
    console.print(table)
    _print_rare(console, found)
    if (flying := in_flight_sentence(found)) is not None:
        console.print(flying, markup=False)
    console.print(
        f"Basis: {found.draws:,} draws of {found.parameters:,} uncertain values, "
        f"{found.replications:,} replications each, {found.placements} placements of the sites.",
        markup=False,
    )


def _print_rare(console: Console, found: Answer) -> None:
    """Print the rare outcomes, if the study has any."""
    from rich.table import Table

    from skydome.report.study.rare import rare_row
    from skydome.report.study.sentences import where

    if not any(point.rare for point in found.points):
        return
    table = Table(title="\nRare outcomes")
    table.add_column("point" if found.factors else "")
    for name in ("outcome", "probability", "error", "effective", "90 % of draws"):
        table.add_column(name, justify="right")
    for point in found.points:
        for one in point.rare:
            table.add_row(where(found, point) or "all", *rare_row(one).values())
    console.print(table)
