"""An order of battle as a table: a row for each place, in comma-separated values."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from skydome.draft.found import Contents, Found, SetAside
from skydome.errors import InputError
from skydome.forms import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_BYTES = 16_000_000
MOST_ROWS = 5_000
# column -> other names for it
COLUMNS = {
    "name": ("unit", "designation", "title"),
    "latitude": ("lat", "latitude_deg", "y"),
    "longitude": ("lon", "long", "lng", "longitude_deg", "x"),
    "system": ("type", "equipment", "threat", "class"),
    "role": ("kind",),
    "count": ("number", "quantity"),
    "value": ("worth",),
    "network": ("group",),
    "facing_deg": ("facing", "azimuth"),
    "to": ("target", "asset"),
}
NEEDED = ("name", "latitude", "longitude")
ROLES = {"unit": "unit", "battery": "unit", "asset": "asset", "threat": "threat", "wave": "threat"}
MOST_COUNT, MOST_VALUE = 2_000, 1e6


def read(file: Path) -> Contents:
    """Return the rows of a table; rows that cannot be used are set aside with the reason.

    Raises
    ------
    InputError
        The file cannot be read as a table, or a column that it must have is missing.
    """
    rows = list(csv.reader(_text(file).splitlines(), delimiter=_delimiter(_text(file))))
    if not rows:
        raise InputError("the table is empty", file=file, allowed="a line of column names first")
    at = _columns(file, rows[0])
    found: list[Found] = []
    aside: list[SetAside] = []
    for number, cells in enumerate(rows[1 : MOST_ROWS + 1], 2):
        if not any(cell.strip() for cell in cells):
            continue
        row = {name: cells[n].strip() for name, n in at.items() if n < len(cells)}
        try:
            found.append(_found(number, row))
        except ValueError as refused:
            aside.append(SetAside(f"line {number} ({row.get('name', '')})", str(refused)))
    if len(rows) > MOST_ROWS + 1:
        aside.append(SetAside(f"lines from {MOST_ROWS + 2} on", f"at most {MOST_ROWS:,} are read"))
    return Contents("", found, aside)


def _text(file: Path) -> str:
    try:
        content = file.read_bytes()[: LARGEST_BYTES + 1]
        text = content.decode("utf-8-sig")
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        raise InputError(f"cannot be read: {reason}", file=file) from None
    except UnicodeDecodeError:
        raise InputError("this is not text in UTF-8", file=file, allowed="a CSV table") from None
    if len(content) > LARGEST_BYTES:
        raise InputError("the file is too large", file=file, allowed=f"{LARGEST_BYTES:,} bytes")
    return text


def _delimiter(text: str) -> str:
    first = text.splitlines()[0] if text.splitlines() else ""
    return max(",;\t", key=first.count)


def _columns(file: Path, header: list[str]) -> dict[str, int]:
    names = [cell.strip().lower().replace(" ", "_") for cell in header]
    at = {}
    for column, others in COLUMNS.items():
        n = next((names.index(name) for name in (column, *others) if name in names), None)
        if n is not None:
            at[column] = n
    for column in NEEDED:
        if column not in at:
            problem = f"there is no column {column}{did_you_mean(column, names)}"
            allowed = f"{', '.join(COLUMNS)}; {', '.join(NEEDED)} are needed"
            raise InputError(problem, file=file, field="line 1", allowed=allowed)
    return at


def _found(number: int, row: dict[str, str]) -> Found:
    role = row.get("role", "").lower()
    if role and role not in ROLES:
        raise ValueError(f"{role!r} is not a role; allowed: {', '.join(ROLES)}")
    system = row.get("system", "")
    facing = row.get("facing_deg", "")
    return Found(
        where=f"line {number}",
        name=row["name"],
        latitude_deg=_number(row, "latitude", -90, 90),
        longitude_deg=_number(row, "longitude", -180, 180),
        words=(system,) if system else (),
        said=system,
        role=ROLES.get(role, "") or ("" if system else "asset"),
        number=int(_number(row, "count", 1, MOST_COUNT, "1")),
        value=_number(row, "value", 1e-6, MOST_VALUE, "1"),
        network=row.get("network", ""),
        facing_deg=_number(row, "facing_deg", 0, 360) % 360 if facing else None,
        to=row.get("to", ""),
    )


def _number(row: dict[str, str], name: str, low: float, high: float, default: str = "") -> float:
    text = row.get(name) or default
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{name}: {text!r} is not a number") from None
    if not low <= value <= high:
        raise ValueError(f"{name}: {value:g} is out of bounds; allowed: {low:g} to {high:g}")
    return value
