"""The tables of ``skydome compare``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.analysis import Paired, PairedLine
    from skydome.coverage import Compared, Line

SECTIONS = {
    "engagement range": "reach",
    "defended footprint": "footprint",
    "system cost": "money",
    "cost per ready missile": "money",
    "cost per engaged area": "money",
    "cost per footprint": "money",
}
CITE = "To cite: Skydome {version}, comparison of {names}, inputs {inputs}."
CITE_PAIR = "To cite: Skydome {version}, comparison of {names}, seed {seed}."


def print_systems(found: Compared) -> None:
    """Show one table, a column for each system."""
    from rich.console import Console

    from skydome._version import __version__
    from skydome.coverage import compared_hash, compared_provisional

    console = Console(highlight=False)
    console.print()
    console.print(_systems_table(found))
    unread = compared_provisional(found)
    if unread:
        console.print(f"Provisional, read only once: {', '.join(unread)}.", markup=False)
    names, inputs = ", ".join(found.scenarios), compared_hash(found)[:12]
    console.print(CITE.format(version=__version__, names=names, inputs=inputs), markup=False)


def _systems_table(found: Compared) -> Any:  # noqa: ANN401 - rich is imported where it is used
    from rich.table import Table

    table = Table(
        title="Systems on the same tasks",
        caption="As assessed (least–greatest of the assessed value and "
        f"{_draws(found.work.draws)}; for counts and prices their own range) \\[as claimed, where "
        "that differs]. Each system alone, on flat ground. Range along the facing. Ready missiles: "
        "one load of the launchers, at most the missiles in the system.",
    )
    table.add_column("measure")
    for system in found.scenarios:
        table.add_column(system, justify="right")
    section = ""
    for lines in _by_row(found):
        own = SECTIONS.get(lines[0].measure, "magazine")
        if section and own != section:
            table.add_section()
        section = own
        table.add_row(_row_name(found, lines[0]), *map(_cell, lines))
    return table


def _draws(count: int) -> str:
    return "1 draw" if count == 1 else f"{count} draws"


def _by_row(found: Compared) -> Iterator[list[Line]]:
    """Yield the lines of each row; prices of single missiles differ by system and have none."""
    rows: dict[tuple[str, str, float], dict[str, Line]] = {}
    for one in found.lines:
        if one.measure not in {"missile price", "engaged area"}:
            altitude = 0.0 if one.altitude_m != one.altitude_m else one.altitude_m
            rows.setdefault((one.measure, one.against, altitude), {})[one.system] = one
    for row in rows.values():
        yield [row[system] for system in found.scenarios]


def _row_name(found: Compared, one: Line) -> str:
    from math import isnan

    from skydome.report.numbers import altitude, with_unit

    unit = {"m": "km", "m2": "km²", "s": "min", "USD": "million USD", "USD/m2": "USD/km²"}
    against = one.against
    if against in found.work.ballistic:
        entries = found.scenarios[one.system].entries
        against = f"{with_unit(entries[against].si('range'), 'm')} missile"
    elif against:
        against += f" at {altitude(one.altitude_m)}" if not isnan(one.altitude_m) else ""
    return ", ".join(part for part in (one.measure, against, unit.get(one.unit, "")) if part)


def _cell(one: Line) -> str:
    from math import isnan

    if isnan(one.value):
        return (one.note or "not known") if one.measure == "system cost" else "–"
    if one.is_nothing and one.unit in {"m", "m2"}:
        return "does not engage"
    value, low, high, claimed = (
        _number(part, one.unit) for part in (one.value, one.low, one.high, one.claimed)
    )
    spread = "" if low == high else f" ({low}–{high})"
    other = "" if claimed == value else f" [{claimed}]"
    return f"{value}{spread}{other}".replace("[", r"\[")


def _number(value: float, unit: str) -> str:
    from math import isnan

    if isnan(value):
        return "?"
    size = {"m": 1e3, "m2": 1e6, "s": 60.0, "USD": 1e6, "USD/m2": 1e-6}.get(unit, 1.0)
    shown = value / size
    if unit == "USD/m2":
        return f"{float(f'{shown:.2g}'):,.0f}"
    whole = shown >= 10 or shown == round(shown)  # noqa: PLR2004 - two digits are enough
    return f"{shown:,.0f}" if whole else f"{shown:.2g}"


def print_pair(found: Paired, folders: list[str]) -> None:
    """Show the paired differences of two results."""
    from rich.console import Console

    from skydome._version import __version__
    from skydome.forms import counted

    console = Console(highlight=False)
    console.print()
    heading = (
        f"First: {folders[0]}. Second: {folders[1]}. Seed {found.seed}, "
        f"{found.replications:,} replications, {counted(found.placements, 'placement')}."
    )
    console.print(heading, markup=False)
    console.print(_pair_table(found))
    names = f"{folders[0]} and {folders[1]}"
    console.print(CITE_PAIR.format(version=__version__, names=names, seed=found.seed), markup=False)


def _pair_table(found: Paired) -> Any:  # noqa: ANN401 - rich is imported where it is used
    from rich.table import Table

    table = Table(
        title="Second minus first, per replication",
        caption="95 % intervals of random variation. Pairing: how many times as many "
        "replications unpaired runs would need for the same interval.",
    )
    table.add_column("counter")
    for name in ("first", "second", "difference", "pairing"):
        table.add_column(name, justify="right", no_wrap=True)
    measure = ""
    for one in found.lines:
        if measure and one.measure != measure:
            table.add_section()
        measure = one.measure
        table.add_row(f"{one.measure}, {one.of.replace('_', ' ')}", *_pair_cells(one))
    return table


def _pair_cells(one: PairedLine) -> tuple[str, ...]:
    from skydome.report.numbers import count

    size = 1e6 if one.unit == "USD" else 1.0
    unit = "M USD" if one.unit == "USD" else ""
    values = (one.first.value, one.second.value, *one.difference)
    first, second, value, low, high = (f"{count(part / size)}{unit}" for part in values)
    ratio = "–" if one.variance_ratio is None else f"× {one.variance_ratio:.1f}"
    return first, second, f"{value} ({low} to {high})", ratio
