"""``skydome sweep``: one scenario with some of its fields varied."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skydome.cli import show
from skydome.cli.files import check_outputs
from skydome.forms import counted

if TYPE_CHECKING:
    from rich.table import Table

    from skydome.analysis.parameter_sweep import Measure, Sweep
    from skydome.report.style import Kind

WIDTHS = {"leaked": 16, "difference": 23, "fired": 5, "lost": 5}  # columns of the table
EXAMPLE = (
    "Example: skydome sweep examples/single_battery.yaml --over 'doctrine.salvo=1,2,3' -n 1000"
)


def sweep(
    scenario: Annotated[Path, typer.Argument(help="Scenario file, YAML, or an example's name.")],
    over: Annotated[
        list[str],
        typer.Option(
            metavar="PATH=VALUE,VALUE,...",
            help="A field of the scenario and the values it takes, such as doctrine.salvo=1,2,3 or "
            "catalogue.92n6e.target_channels=6,10. Repeatable: all combinations are run.",
        ),
    ],
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="PATH=VALUE", help="A field to change at every point. Repeatable."
        ),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications",
            "-n",
            help="Replications at each point, instead of the scenario's number.",
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed, instead of the scenario's.")] = None,
    threads: Annotated[
        int | None, typer.Option(help="Cores to use; the result is the same.  (default: all)")
    ] = None,
    catalogue: Annotated[
        list[Path] | None,
        typer.Option(help="Folder of your own entries, which override shipped ones. Repeatable."),
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option(help="Write a figure of one or two varied fields to this file, .png or .svg."),
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Write every measure to this CSV file.")] = None,
    *,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
    json: show.Json = False,
) -> None:
    """Run a scenario at several values of one field or more, with the same random numbers.

    The first value of each field is the reference: differences from it are computed replication by
    replication. Intervals cover random variation, not uncertainty about the systems.
    """
    from skydome.analysis.parameter_sweep import sweep as run_sweep
    from skydome.catalogue import Catalogue
    from skydome.export import sweep_csv, write_whole
    from skydome.report.sweep.figure import draw_sweep
    from skydome.scenario import load

    show.check_bounds("--threads", threads, 1, show.MOST_THREADS)
    check_outputs({"--figure": figure, "--csv": csv}, [scenario], json=json)
    levels, kind = _levels(over), _kind(figure, len(over))
    written = show.settings(settings)
    loaded = load(scenario, Catalogue(*(catalogue or [])), settings=written)
    with show.progress_bar(quiet=quiet) as progress:
        found = run_sweep(
            loaded,
            levels,
            replications=replications,
            seed=seed,
            threads=threads,
            progress=progress,
        )
    if figure is not None:
        write_whole(figure, draw_sweep(found, kind))
    if csv is not None:
        write_whole(csv, sweep_csv(found))
    files = {name: str(file) for name, file in (("figure", figure), ("csv", csv)) if file}
    if json:
        show.print_json(found.as_dict() | {"settings": written, "files": files})
    else:
        _print(found, files)


def _levels(over: list[str]) -> dict[str, tuple[object, ...]]:
    from skydome.errors import InputError
    from skydome.scenario.settings import parse_levels

    levels: dict[str, tuple[object, ...]] = {}
    for text in over:
        path, values = parse_levels(text)
        if path in levels:
            raise InputError(f"{path} is given twice", field="--over", allowed="each field once")
        levels[path] = values
    return levels


def _kind(figure: Path | None, factors: int) -> Kind:
    """Return the format of the figure by the end of its name."""
    from skydome.errors import InputError
    from skydome.report.sweep.figure import check_drawable

    if figure is None:
        return "png"
    check_drawable(factors)
    suffix = figure.suffix.lower()
    if suffix == ".png":
        return "png"
    if suffix == ".svg":
        return "svg"
    problem = f"a figure cannot be written as {suffix or 'a file without an ending'}"
    raise InputError(problem, file=figure, field="--figure", allowed=".png or .svg")


def _print(found: Sweep, files: dict[str, str]) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    console.print(f"\n[bold]{escape(found.title)}[/bold]")
    for sentence in sentences(found):
        console.print(sentence, markup=False)
    console.print()
    console.print(_table(found))
    console.print(
        f"Basis: {found.replications:,} replications at each point over "
        f"{counted(found.placements, 'placement')}, seed {found.seed}. "
        "Intervals cover random variation only.",
        markup=False,
    )
    for name, file in files.items():
        console.print(f"{name}: {file}", markup=False)


def sentences(found: Sweep) -> list[str]:
    """Return in words how many threats get through at the first point, the best and the worst."""
    from skydome.analysis.measures import LEAKED

    leaked = [point.measure(LEAKED) for point in found.points]
    order = sorted(range(len(leaked)), key=lambda n: leaked[n].value.value)
    first = f"{_where(found, 0)}: {leaked[0].value.value:.2f} threats get through."
    if len(leaked) == 1:
        return [first]
    ends = dict.fromkeys(n for n in (order[0], order[-1]) if n)
    return [first, *(_against_first(found, n, leaked[n]) for n in ends)]


def _against_first(found: Sweep, n: int, one: Measure) -> str:
    if one.difference is None or one.difference.low == one.difference.high == 0:
        return f"{_where(found, n)}: no difference."
    change, low, high = one.difference
    clear = low > 0 or high < 0
    word = "more" if change > 0 else "fewer"
    span = f"95 % interval of the difference {low:+.2f} to {high:+.2f}"
    if not clear:
        return f"{_where(found, n)}: {one.value.value:.2f}, no clear difference ({span})."
    return f"{_where(found, n)}: {one.value.value:.2f}, {abs(change):.2f} {word} ({span})."


def _where(found: Sweep, n: int) -> str:
    from skydome.analysis.parameter_sweep import label, shown

    paths = [label(path) for path, _ in found.factors]
    values = map(shown, found.points[n].values)
    return ", ".join(f"{path} = {value}" for path, value in zip(paths, values, strict=True))


def _table(found: Sweep) -> Table:
    from rich.table import Table

    from skydome.analysis.measures import FIRED, LEAKED, LOST
    from skydome.analysis.parameter_sweep import label, shown

    unpaired = any(one.difference and not one.paired for p in found.points for one in p.measures)
    caption = (
        "leaked: mean (95 % interval), then its difference from the first row; missiles fired; "
        "value lost"
    )
    if unpaired:
        caption += "; * the raid is another, so replications do not correspond"
    table = Table(caption=caption, caption_justify="left")
    for path, _ in found.factors:
        table.add_column(label(path), overflow="fold")
    for name, width in WIDTHS.items():
        table.add_column(name, justify="right", no_wrap=True, min_width=width)
    for point in found.points:
        leaked, fired, lost = (point.measure(name) for name in (LEAKED, FIRED, LOST))
        table.add_row(
            *map(shown, point.values),
            show.interval(leaked.value),
            _difference(leaked),
            f"{fired.value.value:.1f}",
            f"{lost.value.value:.2f}",
        )
    return table


def _difference(one: Measure) -> str:
    if one.difference is None:
        return "–"
    change, low, high = one.difference
    mark = "" if one.paired else " *"
    return f"{change:+.2f} ({low:+.2f} to {high:+.2f}){mark}"
