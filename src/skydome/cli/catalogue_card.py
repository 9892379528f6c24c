"""Entries, parameters, sources and checks as the terminal shows them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from skydome.catalogue import Catalogue, Entry, Parameter, Reading, Source

Weaknesses = dict[str, dict[str, list[str]]]


def print_entry(entry: Entry, catalogue: Catalogue, only: str | None = None) -> None:
    """Print an entry with a card for each parameter, or the card of one alone."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    mark = "  (provisional: its sources were read once)" if entry.provisional else ""
    console.print(f"[bold]{escape(entry.name)}[/bold]  {entry.kind}{mark}")
    if only is None:
        for words in (entry.attributes, entry.references):
            for name, word in words.items():
                several = word if isinstance(word, str) else ", ".join(word)
                console.print(f"  {name}: {several}", markup=False)
        if entry.notes:
            console.print(f"\n{entry.notes}", markup=False)
    for name in entry.parameters if only is None else (only,):
        _print_card(console, entry, name, catalogue)


def _print_card(console: Console, entry: Entry, name: str, catalogue: Catalogue) -> None:
    from rich.markup import escape

    from skydome.catalogue.kinds import KINDS

    parameter = entry.parameters[name]
    console.print(f"\n[bold]{name}[/bold]  {escape(_value(parameter))}")
    lines = [KINDS[entry.kind][name].meaning, f"{parameter.confidence}: {parameter.reason}"]
    if parameter.dispute:
        lines.append(f"disputed: {parameter.dispute}")
    lines += [_reading(word, reading, parameter) for word, reading in parameter.given.items()]
    cited = [*parameter.source, *(i for r in parameter.given.values() for i in r.source)]
    fitted = "claim fitted to: " if parameter.confidence == "calibrated_to_claim" else ""
    lines += [
        f"– {fitted}{_citation(catalogue.sources[source])}" for source in dict.fromkeys(cited)
    ]
    for line in lines:
        _print_inset(console, line)


def _print_inset(console: Console, line: str) -> None:
    inset = "  "
    lines = textwrap.wrap(
        line,
        console.width,
        initial_indent=inset,
        subsequent_indent=inset,
        break_long_words=False,
        break_on_hyphens=False,
    )
    console.print("\n".join(lines), markup=False, soft_wrap=True)


def _value(parameter: Parameter) -> str:
    low, high = parameter.range
    shape = f", {parameter.distribution}" if parameter.distribution else ""
    spread = "" if low == high else f"  ({low:g} to {high:g}{shape})"
    return f"{parameter.value:g}{_unit(parameter)}{spread}"


def _unit(parameter: Parameter) -> str:
    return "" if parameter.unit == "1" else f" {parameter.unit}"


def _reading(word: str, reading: Reading, parameter: Parameter) -> str:
    ends = [end for end in (reading.low, reading.high) if end is not None]
    spread = f" ({' to '.join(f'{end:g}' for end in ends)})" if ends else ""
    sources = ", ".join(reading.source)
    return f"{word}: {reading.value:g}{_unit(parameter)}{spread}: {reading.reason} [{sources}]"


def _citation(source: Source) -> str:
    return f"{source.title}, {source.publisher}, {source.date} (grade {source.grade})"


def print_source(source_id: str, source: Source, supported: dict[str, list[str]]) -> None:
    """Print a source, what it says, and what it is to the parameters that cite it."""
    from rich.console import Console
    from rich.markup import escape

    from skydome.catalogue.support import ROLES

    console = Console(highlight=False)
    console.print(f"[bold]{escape(source_id)}[/bold]  grade {source.grade}")
    lines = [
        f"{source.title}, {source.publisher}, {source.date}",
        source.address,
        f"says: {source.supports}",
        *(f"{ROLES[confidence]}: {', '.join(names)}" for confidence, names in supported.items()),
    ]
    if not supported:
        lines.append("cited by nothing")
    for line in lines:
        _print_inset(console, line)
    console.print()


def print_check(
    catalogue: Catalogue,
    counts: dict[str, int],
    by_entry: dict[str, dict[str, int]],
    weak: Weaknesses,
    provisional: list[str],
) -> None:
    """Print shares by confidence, overall and by entry, and what is weak or missing."""
    from rich.console import Console

    total = sum(counts.values())
    ids = catalogue.ids()
    typer.echo(f"{len(ids)} entries, {total} parameters, {len(catalogue.sources)} sources")
    for confidence, count in counts.items():
        typer.echo(f"  {confidence:20} {count:4}  {count / total:6.1%}")
    console = Console(highlight=False)
    _print_shares(console, counts, by_entry)
    _print_weak(console, weak)
    console.print("\n[bold]provisional[/bold]: entries whose sources were read only once")
    _print_inset(console, ", ".join(provisional) or "none")


def _print_shares(
    console: Console, counts: dict[str, int], by_entry: dict[str, dict[str, int]]
) -> None:
    from rich.table import Table

    table = Table(title="Parameters by entry and confidence")
    table.add_column("entry", no_wrap=True, min_width=max(map(len, by_entry)))
    for confidence in counts:
        table.add_column(confidence.replace("_", " "), justify="right")
    for entry_id, own in by_entry.items():
        of = sum(own.values())
        table.add_row(entry_id, *(f"{n}  {n / of:4.0%}" for n in own.values()))
    console.print(table)


def _print_weak(console: Console, weak: Weaknesses) -> None:
    from skydome.catalogue.support import WEAKNESSES

    for weakness, what in WEAKNESSES.items():
        entries = weak.get(weakness, {})
        count = sum(len(names) for names in entries.values())
        console.print(f"\n[bold]{weakness}[/bold]: {count}, {what}")
        for entry_id, names in entries.items():
            _print_inset(console, f"{entry_id}: {', '.join(names)}")
