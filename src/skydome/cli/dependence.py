"""``skydome dependence``: shares of arms suppliers over time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from skydome.cli import options, show
from skydome.cli.files import check_outputs, figure_kind, say_written, write_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from skydome.dependence import (
        Answer,
        PublishedRank,
        PublishedStock,
        Ranking,
        Revised,
        Stock,
    )
    from skydome.report.style import Kind

EXAMPLE = (
    "Example: skydome dependence examples/dependence/register-17-columns.csv "
    '--without "Invented long-range SAM" --figure shares.png'
)
CITE = "To cite: Skydome {version}, dependence of {name}, inputs {inputs}."
CITE_SIPRI = "Cite the file too: SIPRI Arms Transfers Database, with the date of your download."
MOST_PARTNERS, MOST_DEALS, MOST_RANKED = 4, 5, 25
MOST_NAME = 40  # characters of a name in a table
NARROWEST = 132


def dependence(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="CSV file from the SIPRI Arms Transfers Database: a trade register, or a TIV "
            "table.",
        ),
    ] = None,
    recipient: Annotated[
        str | None,
        typer.Option(help="The importing country.  (default: the only one; of several, a ranking)"),
    ] = None,
    supplier: Annotated[
        str | None, typer.Option(help="The supplier to report in detail.  (default: the largest)")
    ] = None,
    window: Annotated[
        int | None,
        typer.Option(help="Length of the rolling windows, years.  (default: 5, or all if fewer)"),
    ] = None,
    first_year: Annotated[int | None, typer.Option(help="Ignore earlier years.")] = None,
    last_year: Annotated[int | None, typer.Option(help="Ignore later years.")] = None,
    without: Annotated[
        str | None,
        typer.Option(
            metavar="DEAL",
            help="Also show the shares without this deal: its id, or words from its designation.",
        ),
    ] = None,
    instead: Annotated[
        str | None,
        typer.Option(
            metavar="SUPPLIER",
            help="With --without: the supplier to which the deal is attributed instead.  "
            "(default: none)",
        ),
    ] = None,
    count_as: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OLD=NEW",
            help="Count one name as another, such as 'Soviet Union=Russia'. Repeatable.",
        ),
    ] = None,
    inventory: Annotated[
        list[Path] | None,
        typer.Option(
            help="An inventory in YAML, shown separately because it is a stock, not a flow. "
            "Repeatable."
        ),
    ] = None,
    origin: Annotated[
        str | None,
        typer.Option(
            help="The origin whose share of the inventory is shown.  (default: the supplier)"
        ),
    ] = None,
    decimal: Annotated[
        str | None,
        typer.Option(help="Decimal separator, point or comma.  (default: found from the cells)"),
    ] = None,
    figure: options.Figure = None,
    csv: options.Csv = None,
    rows: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write every row dropped, set aside, flagged or split to this file, in the "
            "formats of --csv.",
        ),
    ] = None,
    *,
    customers: Annotated[
        bool,
        typer.Option("--customers", help="Show the shares of a supplier's customers instead."),
    ] = False,
    published: Annotated[
        bool,
        typer.Option(
            "--published", help="Show published shares by window and edition; needs no file."
        ),
    ] = False,
    known_by: Annotated[
        int | None,
        typer.Option(metavar="YEAR", help="With --published: leave out editions after this year."),
    ] = None,
    json: show.Json = False,
) -> None:
    """Show suppliers' shares of a country's arms imports, their concentration and trend.

    The file is your own download; none comes with Skydome. Without a recipient a file with many of
    them gives a ranking. Each interval states what it covers: what the file does not say, or the
    scatter of years about a trend line.
    """
    from skydome.errors import InputError

    if published:
        _check_alone(file, inventory)
        _show_published(recipient or "India", supplier or "Russia", known_by, figure, json=json)
        return
    if file is None and not inventory:
        allowed = "a CSV file, or --inventory, or --published"
        raise InputError("there is nothing to read", field="FILE", allowed=allowed)
    if origin is not None and not inventory:
        problem = "there is no inventory"
        raise InputError(problem, field="--origin", allowed="together with --inventory")
    files = {"figure": figure, "csv": csv, "rows": rows}
    _check_files(files, file, inventory or [], json=json)
    found = None
    if file is not None:
        from skydome.dependence import Question, answer_or_rank

        found = answer_or_rank(
            Question(
                file=file,
                recipient=recipient,
                supplier=supplier,
                customers=customers,
                window_years=window,
                first_year=first_year,
                last_year=last_year,
                without=without,
                instead=instead,
                count_as=_pairs(count_as or []),
                decimal=_decimal(decimal),
            )
        )
    stocks = _stocks(inventory or [], origin, found)
    _check_figure(found, figure)
    written = {} if found is None else write_files(files, _makers(found, figure_kind(figure)))
    if json:
        _print_json(found, stocks, written)
    else:
        _print(found, stocks, written)


def _check_alone(file: Path | None, inventory: list[Path] | None) -> None:
    from skydome.errors import InputError

    if file is not None or inventory:
        problem = "this shows published shares alone; a file of the same country shows both"
        raise InputError(problem, field="--published", allowed="no file")


def _check_figure(found: Answer | Ranking | None, figure: Path | None) -> None:
    from skydome.dependence import Ranking
    from skydome.errors import InputError

    if isinstance(found, Ranking) and figure is not None:
        option = "--recipient" if found.listed == "recipients" else "--supplier"
        problem = "a ranking has no figure"
        raise InputError(problem, field="--figure", allowed=f"together with {option}")


def _pairs(texts: list[str]) -> tuple[tuple[str, str], ...]:
    from skydome.errors import InputError
    from skydome.forms import quoted

    pairs = []
    for text in texts:
        old, sign, new = (part.strip() for part in text.partition("="))
        if not (old and sign and new):
            problem = f"{quoted(text)} does not fit"
            raise InputError(problem, field="--count-as", allowed="OLD=NEW")
        pairs.append((old, new))
    return tuple(pairs)


def _decimal(text: str | None) -> Literal["point", "comma"] | None:
    from skydome.errors import InputError
    from skydome.forms import quoted

    if text is None:
        return None
    known: dict[str, Literal["point", "comma"]] = {"point": "point", "comma": "comma"}
    if text in known:
        return known[text]
    problem = f"{quoted(text)} is not known"
    raise InputError(problem, field="--decimal", allowed="point, comma")


def _check_files(
    files: dict[str, Path | None], record: Path | None, inventory: list[Path], *, json: bool
) -> None:
    """Refuse before the work what would be refused after it."""
    from skydome.errors import InputError

    for option, file in files.items():
        if file is not None and record is None:
            problem = "an inventory alone cannot be written to this file"
            raise InputError(problem, field=f"--{option}", allowed="a CSV file to read as well")
    inputs = inventory if record is None else [record, *inventory]
    check_outputs(files, inputs, json=json)


def _stocks(files: list[Path], origin: str | None, found: Answer | Ranking | None) -> list[Stock]:
    from skydome.dependence import Answer, read_inventory, stock
    from skydome.errors import InputError

    read = sorted((read_inventory(file) for file in files), key=lambda one: one.date)
    if read and origin is None:
        if not isinstance(found, Answer):
            known = ", ".join(sorted({item.origin for one in read for item in one.items}))
            problem = "the origin whose share of the inventory is asked for is missing"
            raise InputError(problem, field="--origin", allowed=known)
        origin = found.partner
    return [stock(one, origin) for one in read if origin is not None]


def _makers(found: Answer | Ranking, kind: Kind) -> dict[str, Callable[[], bytes]]:
    from skydome.dependence import Answer
    from skydome.export import dependence_csv, rows_csv
    from skydome.report.dependence.figure import draw_dependence

    return {
        "figure": lambda: draw_dependence(found, kind) if isinstance(found, Answer) else b"",
        "csv": lambda: dependence_csv(found),
        "rows": lambda: rows_csv(found.record),
    }


# published shares


def _show_published(
    recipient: str, supplier: str, until: int | None, figure: Path | None, *, json: bool
) -> None:
    from skydome.dependence import (
        by_window,
        gaps,
        published_concentrations,
        published_ranks,
        published_stocks,
    )
    from skydome.errors import InputError

    revised = by_window(recipient, supplier, until)
    if not revised:
        problem = f"no edition of {until} or before is held"
        raise InputError(problem, field="--known-by", allowed="a later year")
    ranks = published_ranks(recipient, until)
    stocks = [
        one for one in published_stocks(recipient, supplier) if until is None or one.year <= until
    ]
    check_outputs({"figure": figure}, json=json)
    from skydome.report.dependence.figure import draw_published

    makers = {"figure": lambda: draw_published(revised, figure_kind(figure))}
    written = write_files({"figure": figure}, makers)
    if json:
        data = [one._asdict() | {"values": [v.model_dump() for v in one.values]} for one in revised]
        indices = [
            one._asdict() | {"shares": [share.model_dump() for share in one.shares]}
            for one in published_concentrations(recipient)
            if until is None or one.edition <= until
        ]
        importers = {
            "ranks": [one.model_dump() for one in ranks],
            "stock_estimates": [one.model_dump() for one in stocks],
            "gaps": list(gaps()),
        }
        data_of_all = {"published": data, "concentration": indices, **importers, "files": written}
        show.print_json(data_of_all)
    else:
        _print_published(revised, ranks, stocks, until, written)


def _print_published(
    revised: list[Revised],
    ranks: list[PublishedRank],
    stocks: list[PublishedStock],
    until: int | None,
    written: dict[str, str],
) -> None:
    from rich.table import Table

    console = _console()
    table = Table(
        title=f"{revised[0].supplier} in {revised[0].recipient}'s imports of major arms, published",
        title_justify="left",
        caption="Per cent of TIV; ? marks a value from memory, for which no page was found.",
        caption_justify="left",
    )
    for name, justify in (("window", "left"), ("share, by edition", "left"), ("differ", "left")):
        table.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    table.add_column("read in", overflow="fold")
    for one in revised:
        values = [
            f"{value.percent:g}{'?' if value.confidence == 'unsourced' else ''} ({value.edition})"
            for value in one.values
        ]
        sources = "; ".join(dict.fromkeys(value.publisher for value in one.values))
        table.add_row(one.values[0].window, ", ".join(values), "yes" if one.differ else "", sources)
    console.print(table)
    _print_concentrations(console, revised[0].recipient, until)
    _print_importers(console, ranks, stocks)
    say_written(written.values())
    from skydome._version import __version__

    cite = f"To cite: Skydome {__version__}, published shares of arms imports; and each page above."
    console.print(cite, markup=False)


def _print_importers(
    console: Console, ranks: list[PublishedRank], stocks: list[PublishedStock]
) -> None:
    from skydome.dependence import gaps

    if ranks:
        console.print("Rank among the world's importers, by window (edition):", markup=False)
    for one in ranks:
        share = "" if one.percent is None else f", {one.percent:g} % of the world"
        first = "" if one.largest is None else f", after {one.largest}"
        line = f"  {one.window} ({one.edition}): {one.rank}{first}{share}; {one.publisher}"
        console.print(line, markup=False)
    for guess in stocks:
        what = f"{guess.percent:g} % of {guess.of}"
        line = f"Published estimate of a stock ({guess.year}): {what}; {guess.publisher}"
        console.print(line, markup=False)
    for gap in gaps() if ranks or stocks else ():
        console.print(gap.strip(), markup=False)


def _print_concentrations(console: Console, recipient: str, until: int | None) -> None:
    from skydome.dependence import published_concentrations

    found = [
        one for one in published_concentrations(recipient) if until is None or one.edition <= until
    ]
    if found:
        what = "HHI where the three largest are published, with bounds for the rest and rounding:"
        console.print(what, markup=False)
    for one in found:
        shares = ", ".join(
            f"{share.supplier} {share.percent:g}"
            for share in sorted(one.shares, key=lambda share: -share.percent)
        )
        bounds = f"{one.low:.2f} to {one.high:.2f}"
        console.print(f"  {one.window} ({one.edition}): {bounds}; {shares}", markup=False)


# what is printed


def _console() -> Console:
    from rich.console import Console

    console = Console(highlight=False)
    console.width = max(console.width, NARROWEST)
    return console


def _print_json(
    found: Answer | Ranking | None, stocks: list[Stock], written: dict[str, str]
) -> None:
    from skydome.dependence import Answer, Ranking, as_dict, ranking_as_dict
    from skydome.dependence.text import stock_and_flow

    stock = [
        {
            "country": one.inventory.country,
            "as_of": one.inventory.as_of,
            "origin": one.origin,
            "categories": [share._asdict() for share in one.categories],
            "least": one.least,
            "greatest": one.greatest,
            "by_counts": one.by_counts._asdict(),
        }
        for one in stocks
    ]
    parts: dict[str, Any] = {"flow": as_dict(found) if isinstance(found, Answer) else None}
    if isinstance(found, Ranking):
        parts = {"ranking": ranking_as_dict(found)}
    if isinstance(found, Answer) and stocks:
        parts["remark"] = stock_and_flow(found, stocks)
    show.print_json({**parts, "stock": stock, "files": written})


def _print(found: Answer | Ranking | None, stocks: list[Stock], written: dict[str, str]) -> None:
    from skydome._version import __version__
    from skydome.dependence import Answer
    from skydome.dependence.text import stock_and_flow, stock_findings

    console = _console()
    if found is not None:
        _print_found(console, found)
    for one in stocks:
        console.print()
        for sentence in stock_findings(one):
            console.print(sentence, markup=False)
    if isinstance(found, Answer) and stocks:
        console.print(stock_and_flow(found, stocks), markup=False)
    say_written(written.values())
    if found is None:
        name = ", ".join(one.inventory.title for one in stocks)
        console.print(f"To cite: Skydome {__version__}, shares of {name}.", markup=False)
    else:
        _print_citation(console, found)


def _print_found(console: Console, found: Answer | Ranking) -> None:
    from skydome.dependence import Answer
    from skydome.dependence.text import (
        findings,
        grouped_notes,
        note_text,
        ranking_findings,
        reading_summary,
    )

    console.print(reading_summary(found.record), markup=False)
    for group in grouped_notes(found.record.notes):
        console.print(f"  {note_text(group)}", markup=False)
    console.print()
    for sentence in findings(found) if isinstance(found, Answer) else ranking_findings(found):
        console.print(sentence, markup=False)
    console.print(_table(found) if isinstance(found, Answer) else _ranking_table(found))
    if isinstance(found, Answer):
        _print_deals(console, found)


def _print_citation(console: Console, found: Answer | Ranking) -> None:
    from skydome._version import __version__
    from skydome.dependence import Answer, inputs_hash
    from skydome.dependence.text import TIV_CAVEAT

    console.print(TIV_CAVEAT, markup=False)
    inputs = inputs_hash(found)[:12]
    name = found.country if isinstance(found, Answer) else f"all {found.listed}"
    cite = CITE.format(version=__version__, name=name, inputs=inputs)
    console.print(f"{cite} {CITE_SIPRI}", markup=False)


def _plain(text: str) -> Any:  # noqa: ANN401 - rich is imported where it is used
    """Return text that is shown as it is: a name in square brackets is not a colour."""
    from rich.text import Text

    return Text(text if len(text) <= MOST_NAME else f"{text[: MOST_NAME - 1]}…")


def _table(found: Answer) -> Any:  # noqa: ANN401 - rich is imported where it is used
    from rich.table import Table

    from skydome.dependence.text import percent

    names = [found.partner, *(n for n in found.partners if n != found.partner)][:MOST_PARTNERS]
    rest = len(found.partners) > len(names)
    table = Table(
        title=_plain(f"Shares of TIV, {found.country}"),
        title_justify="left",
        caption="In brackets: bounds of what the file does not say. HHI: 1 is a single partner.",
        caption_justify="left",
    )
    table.add_column("window", no_wrap=True)
    table.add_column("TIV, million", justify="right", no_wrap=True)
    for name in names:
        table.add_column(_plain(name), justify="right")
    if rest:
        table.add_column("others", justify="right")
    table.add_column("HHI", justify="right", no_wrap=True)
    if found.without is not None:
        table.add_column(_plain(f"{found.partner} without the deal"), justify="right")
    for n, window in enumerate(found.windows):
        cells = [window.name, f"{window.tiv_million:,.0f}"]
        for name in names:
            share = window.shares.get(name)
            cells.append("–" if share is None else _bracketed(*share))
        if rest:
            others = sum(s.value for name, s in window.shares.items() if name not in names)
            cells.append(percent(others) if window.shares else "–")
        one = window.concentration
        cells.append("–" if one is None else f"{one.hhi:.2f}")
        if found.without is not None:
            other = found.without.windows[n].shares.get(found.partner)
            cells.append("–" if other is None else percent(other.value))
        table.add_row(*cells)
    return table


def _ranking_table(found: Ranking) -> Any:  # noqa: ANN401 - rich is imported where it is used
    from rich.table import Table

    from skydome.dependence.text import percent

    last = found.windows[-1]
    length = last.last_year - last.first_year + 1
    before = found.windows[-1 - length] if len(found.windows) > length else None
    more = len(found.ranked) - MOST_RANKED
    noun = found.listed.removesuffix("s")
    partner = "supplier" if noun == "recipient" else "recipient"
    caption = "In brackets: bounds of what the file does not say."
    if more > 0:
        caption += f" {more:,} more {found.listed}: --csv or --json has all."
    table = Table(
        title=f"Shares of TIV, all {found.listed}, {last.name}",
        title_justify="left",
        caption=caption,
        caption_justify="left",
    )
    for name, justify in (("rank", "right"), (noun, "left"), ("TIV, million", "right")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    table.add_column("share", justify="right")
    with_largest = any(one.largest for one in found.ranked)
    if with_largest:
        table.add_column(f"largest {partner}", justify="left")
    if before is not None:
        table.add_column(f"rank and share, {before.name}", justify="right")
    for one in found.ranked[:MOST_RANKED]:
        share = _bracketed(*one.share, decimals=1)
        cells = [str(one.rank), _plain(one.name), f"{one.tiv_million:,.0f}", share]
        if with_largest:
            part = "" if one.largest_share is None else f" {percent(one.largest_share)}"
            cells.append(_plain(f"{one.largest}{part}"))
        if before is not None and one.earlier_rank is not None:
            cells.append(f"{one.earlier_rank}, {percent(one.earlier_share or 0.0, 1)}")
        elif before is not None:
            cells.append("–")
        table.add_row(*cells)
    return table


def _bracketed(value: float, low: float, high: float, decimals: int = 0) -> str:
    from skydome.dependence.text import percent

    shown, first, last = (percent(share, decimals) for share in (value, low, high))
    return shown if first == last == shown else f"{shown} ({first[:-2]}–{last[:-2]})"


def _print_deals(console: Console, found: Answer) -> None:
    shown = found.deals[:MOST_DEALS]
    if shown:
        console.print("Largest deals, with the id for --without:", markup=False)
    for deal in shown:
        one_year = deal.first_year == deal.last_year
        years = str(deal.first_year) if one_year else f"{deal.first_year}–{deal.last_year}"
        what = f"{deal.designation or deal.description}, {deal.supplier}, {years}"
        console.print(f"  {deal.id}: {what}, {deal.tiv_million:,.0f} million TIV", markup=False)
