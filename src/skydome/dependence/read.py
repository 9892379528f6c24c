"""Read a file of deliveries, whichever layout it has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from skydome.dependence.layouts import recognise
from skydome.dependence.record import Record
from skydome.dependence.register import read_register
from skydome.dependence.textfile import read_text
from skydome.dependence.tiv_table import read_table
from skydome.errors import InputError

if TYPE_CHECKING:
    from skydome.dependence.cell_values import Decimal
    from skydome.dependence.layouts import Header
    from skydome.dependence.record import Delivery
    from skydome.dependence.rows import Notes

_RANGE = re.compile(
    r"\b((?:19|20)\d{2})\b['\"]?\s*(?:to|until|and|-|–|—)\s*['\"]?((?:19|20)\d{2})\b"
)
FORM = {".yaml", ".yml"}


def read_record(file: Path | str, decimal: Decimal | None = None) -> Record:
    """Return what a file downloaded from the SIPRI Arms Transfers Database says.

    Parameters
    ----------
    file
        A register of 16 or 17 columns or a TIV table, recognised by its header.
    decimal
        The decimal sign; told from the file where not given.

    Raises
    ------
    InputError
        The file cannot be read, has no known header, or holds a row that cannot be understood.
    """
    path = Path(file)
    if path.suffix.lower() in FORM:
        problem = "this is a form in YAML, such as an inventory: a stock, no deliveries"
        raise InputError(problem, file=path, allowed="a CSV file here, the form as --inventory")
    text = read_text(path)
    header = recognise(text)
    listed: Literal["deals", "suppliers", "recipients"] = "deals"
    if header.layout == "tiv-table":
        table = read_table(text, header, decimal)
        listed, rows, used = table.listed, table.rows, table.rows_used
        deliveries, notes, decimal = table.deliveries, table.notes, table.decimal
    else:
        register = read_register(text, header, decimal)
        deliveries, notes, decimal = register.deliveries, register.notes, register.decimal
        rows, used = register.rows, len(deliveries)
    if not deliveries:
        allowed = "at least one row with a year and a TIV of deliveries"
        raise InputError("the file holds no delivery", file=path, allowed=allowed)
    first, last, years_from = _years(header, deliveries, notes)
    return Record(
        path=path,
        layout=header.layout,
        encoding=text.encoding,
        delimiter=header.delimiter,
        decimal=decimal,
        header_line=header.line,
        title=next((line.strip(' ",;\t') for line in header.preamble if line.strip(' ",;\t')), ""),
        listed=listed,
        rows=rows,
        rows_used=used,
        deliveries=tuple(deliveries),
        notes=tuple(sorted(notes.all)),
        first_year=first,
        last_year=last,
        years_from=years_from,
    )


def _years(
    header: Header, deliveries: list[Delivery], notes: Notes
) -> tuple[int, int, Literal["title", "header", "deliveries"]]:
    """Return the years a file is about: by its header, its title, or what was delivered."""
    if header.layout == "tiv-table":
        years = [int(name) for name in header.columns]
        return min(years), max(years), "header"
    first = min(one.years[0] for one in deliveries)
    last = max(one.years[-1] for one in deliveries)
    for number, line in enumerate(header.preamble, start=1):
        said = _RANGE.search(line)
        if said and int(said[1]) <= first and last <= int(said[2]):
            return int(said[1]), int(said[2]), "title"
        if said:
            reason = "the title's years are not those of the deliveries"
            notes.add(number, "flagged", reason, f"{said[0]}, delivered {first} to {last}")
    return first, last, "deliveries"
