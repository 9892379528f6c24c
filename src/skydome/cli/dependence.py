"""``skydome dependence``: who depends on whom for arms, over time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from skydome.cli import show

if TYPE_CHECKING:
    from rich.console import Console

    from skydome.dependence import Answer, Revised, Stock

EXAMPLE = (
    "Example: skydome dependence examples/dependence/register-17-columns.csv "
    '--without "Invented long-range SAM" --png shares.png'
)
CITE = "To cite: Skydome {version}, dependence of {name}, inputs {inputs}."
CITE_SIPRI = "Cite the file too: SIPRI Arms Transfers Database, with the date of your download."
MOST_PARTNERS, MOST_DEALS = 4, 5
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
        str | None, typer.Option(help="Whose imports.  (default: the only one in the file)")
    ] = None,
    supplier: Annotated[
        str | None, typer.Option(help="Whose share is followed.  (default: the largest)")
    ] = None,
    window: Annotated[int, typer.Option(help="Length of the rolling windows, years.")] = 5,
    first_year: Annotated[int | None, typer.Option(help="Leave out what is earlier.")] = None,
    last_year: Annotated[int | None, typer.Option(help="Leave out what is later.")] = None,
    without: Annotated[
        str | None,
        typer.Option(
            metavar="DEAL",
            help="Also show it without this deal: its id, or words of its designation.",
        ),
    ] = None,
    instead: Annotated[
        str | None,
        typer.Option(
            metavar="SUPPLIER",
            help="With --without: who delivers the same instead.  (default: nobody)",
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
        typer.Option(help="An inventory, YAML: a stock, shown apart. Repeatable."),
    ] = None,
    origin: Annotated[
        str | None,
        typer.Option(help="Whose share of the inventory.  (default: the supplier followed)"),
    ] = None,
    decimal: Annotated[
        str | None,
        typer.Option(help="Decimal sign, point or comma.  (default: told from the file)"),
    ] = None,
    png: Annotated[Path | None, typer.Option(help="Draw the picture here.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the table of shares here.")] = None,
    rows: Annotated[
        Path | None,
        typer.Option(help="Write every row that was dropped, flagged or split here."),
    ] = None,
    *,
    customers: Annotated[
        bool,
        typer.Option("--customers", help="Shares of a supplier's customers instead."),
    ] = False,
    published: Annotated[
        bool,
        typer.Option("--published", help="Show published shares, by window and edition; no file."),
    ] = False,
    json: show.Json = False,
) -> None:
    """Tell suppliers' shares of a country's arms imports, their concentration and trend.

    The file is your own download; none comes with Skydome. Rolling windows smooth what single
    years do. Intervals say what they hold: what the file leaves open, or the scatter of years.
    """
    from skydome.errors import InputError

    if published:
        _check_alone(file, inventory)
        _show_published(recipient or "India", supplier or "Russia", png, json=json)
        return
    if file is None and not inventory:
        allowed = "a CSV file, or --inventory, or --published"
        raise InputError("there is nothing to read", field="FILE", allowed=allowed)
    if origin is not None and not inventory:
        problem = "there is no inventory to take a share of"
        raise InputError(problem, field="--origin", allowed="together with --inventory")
    files = {"png": png, "csv": csv, "rows": rows}
    _check_files(files, has_record=file is not None)
    found = None
    if file is not None:
        from skydome.dependence import Question, answer

        found = answer(
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
    written = {} if found is None else _write(found, files)
    if json:
        _print_json(found, stocks, written)
    else:
        _print(found, stocks, written)


def _check_alone(file: Path | None, inventory: list[Path] | None) -> None:
    from skydome.errors import InputError

    if file is not None or inventory:
        problem = "published shares stand alone; a file's own are shown beside them without this"
        raise InputError(problem, field="--published", allowed="no file")


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


def _check_files(files: dict[str, Path | None], *, has_record: bool) -> None:
    """Refuse now what would be refused after the work."""
    from skydome.errors import InputError

    for option, file in files.items():
        if file is not None and not has_record:
            problem = "an inventory alone has no such file"
            raise InputError(problem, field=f"--{option}", allowed="a CSV file to read as well")
        if file is not None and not file.parent.is_dir():
            problem = "there is no such folder"
            raise InputError(problem, file=file.parent, field=f"--{option}")


def _stocks(files: list[Path], origin: str | None, found: Answer | None) -> list[Stock]:
    from skydome.dependence import read_inventory, stock
    from skydome.errors import InputError

    read = sorted((read_inventory(file) for file in files), key=lambda one: one.date)
    if read and origin is None:
        if found is None:
            known = ", ".join(sorted({item.origin for one in read for item in one.items}))
            problem = "an inventory alone does not say whose share is asked for"
            raise InputError(problem, field="--origin", allowed=known)
        origin = found.partner
    return [stock(one, origin) for one in read if origin is not None]


def _write(found: Answer, files: dict[str, Path | None]) -> dict[str, str]:
    """Make every file before any is written."""
    asked_for = {option: file for option, file in files.items() if file is not None}
    if not asked_for:
        return {}
    from skydome.export import dependence_csv, rows_csv, write_whole
    from skydome.report.dependence.figure import draw_dependence

    makers = {
        "png": lambda: draw_dependence(found),
        "csv": lambda: dependence_csv(found),
        "rows": lambda: rows_csv(found.record),
    }
    contents = {option: makers[option]() for option in asked_for}
    for option, file in asked_for.items():
        write_whole(file, contents[option])
    return {option: str(file) for option, file in asked_for.items()}


# published shares


def _show_published(recipient: str, supplier: str, png: Path | None, *, json: bool) -> None:
    from skydome.dependence import by_window, published_concentrations

    revised = by_window(recipient, supplier)
    if png is not None:
        _check_files({"png": png}, has_record=True)
        from skydome.export import write_whole
        from skydome.report.dependence.figure import draw_published

        write_whole(png, draw_published(revised))
    if json:
        data = [one._asdict() | {"values": [v.model_dump() for v in one.values]} for one in revised]
        indices = [
            one._asdict() | {"shares": [share.model_dump() for share in one.shares]}
            for one in published_concentrations(recipient)
        ]
        files = {} if png is None else {"png": str(png)}
        show.print_json({"published": data, "concentration": indices, "files": files})
    else:
        _print_published(revised, png)


def _print_published(revised: list[Revised], png: Path | None) -> None:
    from rich.table import Table

    console = _console()
    table = Table(
        title=f"{revised[0].supplier} in {revised[0].recipient}'s imports of major arms, published",
        title_justify="left",
        caption="Per cent of TIV; ? is recalled, no page was found that says it.",
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
    _print_concentrations(console, revised[0].recipient)
    if png is not None:
        console.print(f"png: {png}", markup=False, soft_wrap=True)
    from skydome._version import __version__

    cite = f"To cite: Skydome {__version__}, published shares of arms imports; and each page above."
    console.print(cite, markup=False)


def _print_concentrations(console: Console, recipient: str) -> None:
    from skydome.dependence import published_concentrations

    found = published_concentrations(recipient)
    if found:
        what = "HHI where the three largest are published, ends over the rest and rounding:"
        console.print(what, markup=False)
    for one in found:
        shares = ", ".join(
            f"{share.supplier} {share.percent:g}"
            for share in sorted(one.shares, key=lambda share: -share.percent)
        )
        ends = f"{one.low:.2f} to {one.high:.2f}"
        console.print(f"  {one.window} ({one.edition}): {ends}; {shares}", markup=False)


# what is printed


def _console() -> Console:
    from rich.console import Console

    console = Console(highlight=False)
    console.width = max(console.width, NARROWEST)
    return console


def _print_json(found: Answer | None, stocks: list[Stock], written: dict[str, str]) -> None:
    from skydome.dependence import as_dict
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
    flow = None if found is None else as_dict(found)
    both = {"remark": stock_and_flow(found, stocks)} if found is not None and stocks else {}
    show.print_json({"flow": flow, "stock": stock, **both, "files": written})


def _print(found: Answer | None, stocks: list[Stock], written: dict[str, str]) -> None:
    from skydome._version import __version__
    from skydome.dependence import inputs_hash
    from skydome.dependence.text import TIV, described, stock_and_flow, stock_described

    console = _console()
    if found is not None:
        _print_rows(console, found)
        console.print()
        for sentence in described(found):
            console.print(sentence, markup=False)
        console.print(_table(found))
        _print_deals(console, found)
    for one in stocks:
        console.print()
        for sentence in stock_described(one):
            console.print(sentence, markup=False)
    if found is not None and stocks:
        console.print(stock_and_flow(found, stocks), markup=False)
    for option, file in written.items():
        console.print(f"{option}: {file}", markup=False, soft_wrap=True)
    if found is None:
        name = ", ".join(one.inventory.title for one in stocks)
        console.print(f"To cite: Skydome {__version__}, shares of {name}.", markup=False)
        return
    console.print(TIV, markup=False)
    inputs = inputs_hash(found)[:12]
    cite = CITE.format(version=__version__, name=found.country, inputs=inputs)
    console.print(f"{cite} {CITE_SIPRI}", markup=False)


def _print_rows(console: Console, found: Answer) -> None:
    from skydome.dependence.text import noted, read_as

    console.print(read_as(found.record), markup=False)
    for one in noted(found.record.notes):
        console.print(f"  {one.action}: {one.rows:,} × {one.reason}; line {one.lines}",
                      markup=False)  # fmt: skip


def _table(found: Answer) -> Any:  # noqa: ANN401 - rich is imported where it is used
    from rich.table import Table

    from skydome.dependence.text import percent

    names = [found.partner, *(n for n in found.partners if n != found.partner)][:MOST_PARTNERS]
    rest = len(found.partners) > len(names)
    table = Table(
        title=f"Shares of TIV, {found.country}",
        title_justify="left",
        caption="In brackets what the file leaves open. HHI: 1 is a single partner.",
        caption_justify="left",
    )
    table.add_column("window", no_wrap=True)
    table.add_column("TIV, million", justify="right", no_wrap=True)
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    if rest:
        table.add_column("others", justify="right")
    table.add_column("HHI", justify="right", no_wrap=True)
    if found.without is not None:
        table.add_column(f"{found.partner} without the deal", justify="right")
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


def _bracketed(value: float, low: float, high: float) -> str:
    from skydome.dependence.text import percent

    told, first, last = percent(value), percent(low), percent(high)
    return told if first == last == told else f"{told} ({first[:-2]}–{last[:-2]})"


def _print_deals(console: Console, found: Answer) -> None:
    shown = found.deals[:MOST_DEALS]
    if shown:
        console.print("Largest deals, by id, for --without:", markup=False)
    for deal in shown:
        one_year = deal.first_year == deal.last_year
        years = str(deal.first_year) if one_year else f"{deal.first_year}–{deal.last_year}"
        what = f"{deal.designation or deal.description}, {deal.supplier}, {years}"
        console.print(f"  {deal.id}: {what}, {deal.tiv_million:,.0f} million TIV", markup=False)
