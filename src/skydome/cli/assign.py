"""``skydome assign``: which unit should fire at which threat, compared with the optimum."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skydome.cli import options, show

if TYPE_CHECKING:
    from skydome.assignment import Answer, Method

EXAMPLE = "Example: skydome assign examples/snapshot.yaml"
CITE = "To cite: Skydome {version}, assignment of {name}, seed {seed}, inputs {inputs}."
LONGEST_S, MOST_ITERATIONS, LARGEST_SEED = 86_400.0, 10_000_000, 2**63 - 1
LATE = " The time limit ended the work: another run may give another answer."
WORDS = {
    "greedy": "greedy rule",
    "heuristic": "search",
    "exact": "exact",
}


def assign(
    snapshot: Annotated[
        Path,
        typer.Argument(
            help="Snapshot: .yaml or .json; or .txt, a plain instance with weapons, targets and "
            "rounds."
        ),
    ],
    method: Annotated[
        str,
        typer.Option(
            help="greedy, heuristic or exact; each also gives the results of the faster ones."
        ),
    ] = "exact",
    seconds: Annotated[
        float | None,
        typer.Option(help="Time limit.  (default: 60 for exact; heuristic stops by iterations)"),
    ] = None,
    iterations: Annotated[
        int | None,
        typer.Option(help="Steps of the search.  (default: 1,000; no limit with --seconds)"),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the search.")] = 1,
    *,
    quiet: options.Quiet = False,
    json: show.Json = False,
) -> None:
    """Show which unit should fire at which threat, at one moment, to minimise the value that leaks.

    All missiles are fired at once, kills are independent, and each unit has its limits of ready
    missiles and channels. No assignment can cost less than the bound; where the gap to it is
    closed, the assignment is optimal.
    """
    from skydome.assignment import as_dict, load
    from skydome.assignment import assign as solve

    chosen = _method(method)
    show.check_bounds("--seconds", seconds, 0.01, LONGEST_S)
    show.check_bounds("--iterations", iterations, 1, MOST_ITERATIONS)
    show.check_bounds("--seed", seed, 0, LARGEST_SEED)
    problem = load(snapshot)
    with show.progress_bar(quiet=quiet or chosen != "exact") as progress:
        answer = solve(
            problem,
            chosen,
            seed=seed,
            iterations=iterations,
            seconds=seconds,
            progress=lambda done: progress("mixed-integer programs", done, None),
        )
    if json:
        from skydome._version import __version__

        show.print_json({"skydome": __version__, **as_dict(answer)})
    else:
        _print(answer)


def _method(text: str) -> Method:
    from skydome.assignment import METHODS
    from skydome.errors import InputError
    from skydome.forms import did_you_mean, quoted

    for method in METHODS:
        if method == text:
            return method
    problem = f"there is no method {quoted(text)}{did_you_mean(text, METHODS)}"
    raise InputError(problem, field="--method", allowed=", ".join(METHODS))


def _print(answer: Answer) -> None:
    from rich.console import Console

    from skydome._version import __version__
    from skydome.assignment import inputs_hash

    console = Console(highlight=False)
    problem = answer.problem
    fired = answer.fired[answer.best]
    console.print(_shots(answer))
    if any(unit.layer for unit in problem.units):
        console.print(_layers(answer))
    console.print(_methods(answer))
    console.print(
        f"{problem.name}: {len(problem.threats):,} threats worth {problem.value.sum():,.6g}; "
        f"fires {fired.sum():,} of {sum(m.ready for m in problem.magazines):,} ready missiles.",
        markup=False,
    )
    console.print(_standing(answer), markup=False)
    inputs = inputs_hash(problem)[:12]
    cite = CITE.format(version=__version__, name=problem.name, seed=answer.seed, inputs=inputs)
    console.print(cite, markup=False)


def _standing(answer: Answer) -> str:
    """Return in a sentence what the bound proves, and whether another run gives the same."""
    from skydome.assignment import gap, is_proven

    clock = (
        " The time limit ended the work: another run may give another answer."
        if answer.ended_by_clock
        else ""
    )
    if answer.bound is None:
        return f"No bound was computed; --method exact gives one.{clock}"
    if is_proven(answer):
        return (
            f"Proven optimal: no assignment costs less than {answer.bound:,.6g} (gap below 0.01 %)."
            f"{clock}"
        )
    share = gap(answer, answer.best)
    if share is None:
        return f"Not proven optimal: there is no useful bound; more --seconds may give one.{clock}"
    return (
        f"Not proven optimal: at most {share:.2%} above the best; more --seconds may close the gap."
        f"{clock}"
    )


def _shots(answer: Answer) -> Any:  # noqa: ANN401 - rich is imported where it is used
    from rich.table import Table

    from skydome.assignment import shots

    table = Table(title="Missiles to fire")
    for name in ("threat", "unit", "missile"):
        table.add_column(name)
    for name in ("fired", "kill probability"):
        table.add_column(name, justify="right")
    for shot in shots(answer):
        fired, kill = f"{shot.missiles}", f"{shot.kill_probability:.3f}"
        table.add_row(shot.threat, shot.unit, shot.missile, fired, kill)
    return table


def _layers(answer: Answer) -> Any:  # noqa: ANN401 - the same
    from rich.table import Table

    from skydome.assignment import layers

    table = Table(title="Layers, in the order of the file")
    table.add_column("layer")
    table.add_column("missiles", justify="right")
    table.add_column("value that leaks past it and earlier ones", justify="right")
    for layer in layers(answer):
        table.add_row(layer.layer, f"{layer.missiles:,}", f"{layer.leaked_value:,.6g}")
    return table


def _methods(answer: Answer) -> Any:  # noqa: ANN401 - the same
    from rich.table import Table

    from skydome.assignment import cost, gap, leaked_value

    problem = answer.problem
    table = Table(
        title="Methods compared",
        caption="Cost: expected leaked value plus the reserve prices of missiles fired.",
    )
    table.add_column("method")
    for name in ("leaked value", "cost", "above the bound"):
        table.add_column(name, justify="right")
    for method, fired in answer.fired.items():
        share = gap(answer, method)
        above = "–" if share is None else f"{share:.2%}"
        costs = cost(problem, fired)
        leaked = leaked_value(problem, fired)
        table.add_row(WORDS[method], f"{leaked:,.6g}", f"{costs:,.6g}", above)
    if answer.bound is not None:
        table.add_row("bound", "", f"{answer.bound:,.6g}", "")
    return table
