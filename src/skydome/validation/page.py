"""Published values beside what the models give.

Exit code 0 where everything is as each case expects, 1 on a surprise (a case that should agree and
does not, or the other way round), 2 where a case cannot be used.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from loader import CASES, HERE, Outcome, compute, load_cases, load_models
from skydome.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADER = ("Case", "Computed", "Published", "± tolerance", "Unit", "Verdict", "Source")
# Below this a row of the table is no longer one to read.
NARROWEST = 150


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every case and show the result; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        models = load_models(HERE)
        outcomes = [compute(loaded, models) for loaded in load_cases(options.cases)]
    except InputError as problem:
        Console(stderr=True).print(str(problem), markup=False, soft_wrap=True)
        return 2
    if options.markdown:
        options.markdown.write_text(markdown(outcomes), encoding="utf-8")
    if options.json:
        sys.stdout.write(json.dumps([as_record(one) for one in outcomes], indent=1) + "\n")
    else:
        _print_table(outcomes)
    return int(any(one.surprise for one in outcomes))


def verdict(outcome: Outcome) -> str:
    """Return what a reader should make of an outcome."""
    found = "agrees" if outcome.within else "disagrees"
    return f"SURPRISE: {found}" if outcome.surprise else found


def as_record(outcome: Outcome) -> dict[str, object]:
    """Return an outcome as a flat record for JSON."""
    return {
        "topic": outcome.topic,
        **outcome.case.model_dump(),
        "computed": outcome.computed,
        "within": outcome.within,
        "surprise": outcome.surprise,
    }


def markdown(outcomes: Sequence[Outcome]) -> str:
    """Return a page with one table a topic, and the reason for every disagreement."""
    lines = ["# Validation: published values beside the models", "", _summary(outcomes), ""]
    for topic in dict.fromkeys(one.topic for one in outcomes):
        own = [one for one in outcomes if one.topic == topic]
        lines += [f"## {topic.replace('_', ' ').capitalize()}", ""]
        lines += [_markdown_row(HEADER), _markdown_row(["---"] * len(HEADER))]
        lines += [_markdown_row(_cells(one)) for one in own] + [""]
        lines += [f"- `{one.case.id}`: {one.case.reason}" for one in own if one.case.reason]
        lines += [""] if any(one.case.reason for one in own) else []
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Published values beside what the models give.")
    parser.add_argument("--json", action="store_true", help="print records instead of a table")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables to a page")
    parser.add_argument(
        "--cases", type=Path, default=CASES, metavar="FOLDER", help="read other cases"
    )
    return parser


def _cells(outcome: Outcome) -> list[str]:
    case = outcome.case
    numbers = [f"{value:.7g}" for value in (outcome.computed, case.expected, case.tolerance)]
    return [case.id, *numbers, case.unit, verdict(outcome), case.source]


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _summary(outcomes: Sequence[Outcome]) -> str:
    agree = sum(one.within for one in outcomes)
    surprises = sum(one.surprise for one in outcomes)
    return (
        f"{len(outcomes)} published values: {agree} agree, {len(outcomes) - agree} disagree, "
        f"{surprises} of them a surprise."
    )


def _print_table(outcomes: Sequence[Outcome]) -> None:
    console = Console()
    console.width = max(console.width, NARROWEST)
    table = Table(*HEADER, title="Published values beside the models", show_lines=False)
    for column in table.columns[1:4]:
        column.justify = "right"
    for topic in dict.fromkeys(one.topic for one in outcomes):
        table.add_section()
        for one in (each for each in outcomes if each.topic == topic):
            style = "bold red" if one.surprise else None if one.within else "yellow"
            table.add_row(*_cells(one), style=style)
    console.print(table)
    for one in outcomes:
        if one.case.reason:
            console.print(f"{one.case.id}: {one.case.reason}", markup=False)
    console.print(_summary(outcomes), markup=False)


if __name__ == "__main__":
    sys.exit(main())
