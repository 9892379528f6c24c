"""``skydome adjudicate``: result tables for a wargame, with dice to roll."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skydome.cli import options, show
from skydome.cli.files import check_outputs, say_written, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from skydome.analysis import Adjudication, Cell
    from skydome.scenario import ResolvedScenario

EXAMPLE = "Example: skydome adjudicate examples/single_battery.yaml --raid 1,2,4 --page table.html"
CITE = "To cite: Skydome {version}, adjudication of {name}, seed {seed}, tables {tables}."
ALL = "all"
REPLICATIONS, MOST_REPLICATIONS = 1_000, 100_000
LARGEST_RAID, MOST_CELLS, LONGEST_NAME = 20.0, 120, 20


def adjudicate(
    scenario: Annotated[Path, typer.Argument(help="Scenario file, YAML, or an example's name.")],
    raid: Annotated[
        str, typer.Option(help="Raid sizes, as factors on the number of threats in each wave.")
    ] = "0.5,1,2",
    readiness: Annotated[
        str, typer.Option(help="Shares of launchers that are ready, 0 to 1.")
    ] = "0.5,0.75,1",
    layers: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=UNIT,UNIT...",
            help="A named set of units that fight. Repeatable.  (default: all units)",
        ),
    ] = None,
    replications: Annotated[
        int, typer.Option("--replications", "-n", help="Simulated raids for each cell.")
    ] = REPLICATIONS,
    seed: Annotated[int | None, typer.Option(help="Seed, instead of the scenario's.")] = None,
    threads: options.Threads = None,
    catalogue: options.Overlay = None,
    csv: options.Csv = None,
    page: options.Page = None,
    *,
    quiet: options.Quiet = False,
    json: show.Json = False,
) -> None:
    """Make a table for a wargame: leakers and missiles by raid, layers and readiness, with dice.

    Every cell is simulated with the same random numbers. Each cell names the dice that reproduce
    its distribution best, and their error. The page is one sheet of A4.
    """
    from skydome.analysis import adjudicate as work_out
    from skydome.catalogue import Catalogue
    from skydome.export import adjudication_csv
    from skydome.report.adjudication.page import adjudication_page, check_fits
    from skydome.scenario import with_run
    from skydome.study.variants import raids_of

    show.check_bounds("--replications", replications, 1, MOST_REPLICATIONS)
    show.check_bounds("--threads", threads, 1, show.MOST_THREADS)
    sizes = _numbers("--raid", raid, 0.01, LARGEST_RAID)
    shares = _numbers("--readiness", readiness, 0, 1)
    files = {"csv": csv, "page": page}
    check_outputs(files, [scenario], json=json)
    raids = {
        size: with_run(resolved, replications=replications, seed=seed)
        for size, resolved in raids_of(scenario, sizes, Catalogue(*(catalogue or []))).items()
    }
    sets = _layers(layers or [], raids[sizes[0]])
    _check_cells(len(sizes) * len(shares) * len(sets))
    if page is not None:
        check_fits(len(sizes) * len(shares) * len(sets))
    with show.progress_bar(quiet=quiet) as progress:
        found = work_out(raids, sets, shares, threads=threads, progress=progress)
    makers = {"csv": lambda: adjudication_csv(found), "page": lambda: adjudication_page(found)}
    written = write_files(files, makers)
    if json:
        from skydome._version import __version__

        show.print_json({"skydome": __version__, **found.as_dict(), "files": written})
    else:
        _print(found)
        say_written(written.values())
        _cite(found)


def _numbers(option: str, text: str, low: float, high: float) -> list[float]:
    """Return the numbers in a list separated by commas."""
    from skydome.errors import InputError
    from skydome.forms import quoted

    allowed = f"numbers from {low:g} to {high:g}, with commas between them, each once"
    found: list[float] = []
    for word in text.split(","):
        try:
            number = _number(word)
        except ValueError:
            problem = f"{quoted(word)} is not a number"
            raise InputError(problem, field=option, allowed=allowed) from None
        if not low <= number <= high:
            problem = f"{number:g} is out of bounds"
            raise InputError(problem, field=option, allowed=allowed)
        if number in found:
            raise InputError(f"{number:g} is given twice", field=option, allowed=allowed)
        found.append(number)
    return found


def _number(word: str) -> float:
    """Return a number in plain digits: Python also takes 1_0, and digits of other scripts."""
    if not word.isascii() or "_" in word:
        raise ValueError(word)
    return float(word)


def _layers(written: list[str], scenario: ResolvedScenario) -> dict[str, tuple[str, ...]]:
    """Return the units of each named set."""
    from skydome.errors import InputError
    from skydome.forms import NAME_PATTERN, quoted

    sets: dict[str, tuple[str, ...]] = {}
    for text in written or [f"{ALL}={','.join(scenario.units)}"]:
        name, _, rest = text.partition("=")
        if not re.fullmatch(NAME_PATTERN, name) or len(name) > LONGEST_NAME or not rest:
            problem = f"{quoted(text)} does not name a set of units"
            allowed = f"NAME=UNIT,UNIT... with letters, digits, - and _, at most {LONGEST_NAME}"
            raise InputError(problem, field="--layers", allowed=f"{allowed} in the name")
        if name in sets:
            problem = f"two sets are named {quoted(name)}"
            raise InputError(problem, field="--layers", allowed="another name")
        sets[name] = tuple(rest.split(","))
        _check_units(name, sets[name], scenario)
    return sets


def _check_units(name: str, units: tuple[str, ...], scenario: ResolvedScenario) -> None:
    from skydome.errors import InputError
    from skydome.forms import did_you_mean, quoted

    allowed = f"{', '.join(scenario.units)}, each once"
    for at, unit in enumerate(units):
        if unit not in scenario.units:
            problem = f"{name}: there is no unit {quoted(unit)}{did_you_mean(unit, scenario.units)}"
            raise InputError(problem, field="--layers", allowed=allowed)
        if unit in units[:at]:
            problem = f"{name}: {unit} is named twice"
            raise InputError(problem, field="--layers", allowed=allowed)


def _check_cells(number: int) -> None:
    from skydome.errors import InputError

    if number > MOST_CELLS:
        problem = f"the table would have {number} cells"
        allowed = f"at most {MOST_CELLS}: fewer raids, layers or shares"
        raise InputError(problem, allowed=allowed)


def _print(found: Adjudication) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    console.print(f"{found.title}: {found.replications:,} replications per cell", markup=False)
    console.print(_table(found))
    console.print(
        "Raid: threats, and the factor on each wave. Missiles: mean, and 8 in 10 raids. Error: "
        "mean difference between the dice and the simulated raids."
    )
    for text in _rounded(found):
        console.print(text, markup=False)
    left = max(cell.unresolved for cell in found.cells)
    if left > 0:
        console.print(f"Up to {left:.2f} threats per raid are still in flight at the end.")
    for name, units in found.layers.items():
        console.print(f"{name}: {', '.join(units)}", markup=False)


def _cite(found: Adjudication) -> None:
    from skydome._version import __version__

    tables = found.tables_sha256[:12]
    cite = CITE.format(version=__version__, name=found.scenario, seed=found.seed, tables=tables)
    typer.echo(cite)


def ready_share(cell: Cell) -> str:
    """Return the share of launchers asked for, and the share reached where it is another."""
    asked, reached = f"{cell.readiness:.0%}", f"{cell.reached:.0%}"
    return asked if asked == reached else f"{asked} (is {reached})"


def _rounded(found: Adjudication) -> Iterator[str]:
    """Yield which shares give the same launchers, because launchers are whole."""
    for name in found.layers:
        shares: dict[int, dict[float, None]] = {}
        cells = [cell for cell in found.cells if cell.layers == name]
        for cell in cells:
            shares.setdefault(cell.launchers_ready, {})[cell.readiness] = None
        for ready, asked in shares.items():
            if len(asked) > 1:
                listed = " and ".join(f"{share:.0%}" for share in asked)
                yield (
                    f"{name}: {listed} mean {ready} of {cells[0].launchers} launchers, because "
                    "halves are rounded up; their rows are the same."
                )


def _table(found: Adjudication) -> Table:
    from rich.table import Table

    table = Table(title="Mean (95 % interval), range of 8 in 10 raids, and dice")
    several = len(found.layers) > 1
    if several:
        table.add_column("layers")
    for name in ("raid", "ready", "leakers", "8 in 10", "dice", "error", "missiles"):
        table.add_column(name, justify="right", no_wrap=name != "ready")
    for cell in found.cells:
        leaked, fired = cell.leaked, cell.fired
        table.add_row(
            *([cell.layers] if several else []),
            f"{cell.threats} (×{cell.raid:g})",
            ready_share(cell),
            show.interval(leaked.mean),
            f"{leaked.low}–{leaked.high}",
            leaked.rule.dice,
            f"{leaked.rule.distance:.2f}",
            f"{fired.mean.value:.1f} ({fired.low}–{fired.high})",
        )
    return table
