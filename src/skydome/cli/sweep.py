"""``skydome sweep``: one scenario with some of its fields varied."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skydome.cli import options, show
from skydome.cli.files import check_outputs, figure_kind, say_written, write_files

if TYPE_CHECKING:
    from rich.table import Table

    from skydome.analysis.parameter_sweep import Measure, Sweep

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
    threads: options.Threads = None,
    catalogue: options.Overlay = None,
    figure: options.Figure = None,
    csv: options.Csv = None,
    *,
    quiet: options.Quiet = False,
    json: show.Json = False,
) -> None:
    """Run a scenario at several values of one field or more, with the same random numbers.

    The first value of each field is the reference: differences from it are computed replication by
    replication. Intervals cover random variation, not uncertainty about the systems. A figure shows
    one or two varied fields.
    """
    from skydome.analysis.parameter_sweep import sweep as run_sweep
    from skydome.catalogue import Catalogue
    from skydome.export import sweep_csv
    from skydome.report.sweep.figure import check_drawable, draw_sweep
    from skydome.scenario import load

    show.check_bounds("--threads", threads, 1, show.MOST_THREADS)
    files = {"figure": figure, "csv": csv}
    check_outputs(files, [scenario], json=json)
    levels = _levels(over)
    if figure is not None:
        check_drawable(len(over))
    changed = show.settings(settings)
    loaded = load(scenario, Catalogue(*(catalogue or [])), settings=changed)
    with show.progress_bar(quiet=quiet) as progress:
        found = run_sweep(
            loaded,
            levels,
            replications=replications,
            seed=seed,
            threads=threads,
            progress=progress,
        )
    makers = {
        "figure": lambda: draw_sweep(found, figure_kind(figure)),
        "csv": lambda: sweep_csv(found),
    }
    written = write_files(files, makers)
    if json:
        show.print_json(found.as_dict() | {"settings": changed, "files": written})
    else:
        _print(found)
        say_written(written.values())


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


def _print(found: Sweep) -> None:
    from rich.console import Console
    from rich.markup import escape

    from skydome.forms import counted

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
