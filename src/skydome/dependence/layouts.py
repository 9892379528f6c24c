"""Recognises which of SIPRI's layouts a file has, by its header, on whichever line that is."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from skydome.dependence.raw_rows import split_line
from skydome.errors import InputError
from skydome.forms import quoted

if TYPE_CHECKING:
    from pathlib import Path

    from skydome.dependence.record import LayoutName
    from skydome.dependence.textfile import TextFile

Side: TypeAlias = Literal["suppliers", "recipients"]

DELIMITERS = (",", ";", "\t", "|")
MOST_PREAMBLE_LINES = 60
MOST_COLUMNS = 400
DELIMITER_WORDS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}

# layout -> our name of a column -> its names in headers, in any case
COLUMNS: dict[LayoutName, dict[str, tuple[str, ...]]] = {
    "register-16": {
        "recipient": ("Recipient",),
        "supplier": ("Supplier",),
        "ordered_in": ("Year of order", "year(s) of order", "order year"),
        "ordered": ("Number ordered", "no. ordered"),
        "designation": ("Weapon designation", "designation"),
        "description": ("Weapon description", "description"),
        "number": ("Number delivered", "no. delivered", "deliveries in the year range"),
        "years": ("Year(s) of delivery", "year(s) of deliveries", "years of delivery"),
        "status": ("status",),
        "comments": ("Comments", "comment"),
        "tiv_unit": ("SIPRI TIV per unit",),
        "tiv_order": ("SIPRI TIV for total order",),
        "tiv": ("SIPRI TIV of delivered weapons",),
        "ordered_in?": ("Year of order estimate", "year of order is estimate"),
        "ordered?": ("Number ordered estimate", "number ordered is estimate"),
        "number?": ("Number delivered estimate", "number delivered is estimate"),
    },
    "register-17": {
        "deal": ("SIPRI AT Database ID",),
        "supplier": ("Supplier",),
        "recipient": ("Recipient",),
        "designation": ("Designation", "weapon designation"),
        "description": ("Description", "weapon description"),
        "category": ("Armament category",),
        "ordered_in": ("Order date", "order year"),
        "ordered_in?": ("Order date is estimate",),
        "number": ("Numbers delivered", "number delivered"),
        "number?": ("Numbers delivered is estimate", "number delivered is estimate"),
        "years": ("Delivery year", "year of delivery"),
        "years?": ("Delivery year is estimate",),
        "status": ("Status",),
        "estimate": ("SIPRI estimate",),
        "tiv_unit": ("TIV deal unit",),
        "tiv": ("TIV delivery values", "tiv delivery value"),
        "local": ("Local production",),
    },
}
# a header with one of these names belongs to that layout
SIGNS: dict[str, LayoutName] = {
    "sipri at database id": "register-17",
    "tiv delivery values": "register-17",
    "tiv delivery value": "register-17",
    "delivery year": "register-17",
    "sipri tiv of delivered weapons": "register-16",
    "sipri tiv for total order": "register-16",
    "weapon designation": "register-16",
}
NEEDED: dict[LayoutName, tuple[str, ...]] = {
    "register-16": (
        *("recipient", "supplier", "designation", "description", "number", "years", "tiv"),
    ),
    "register-17": (
        *("deal", "supplier", "recipient", "designation", "description", "number", "years", "tiv"),
    ),
}
# columns of free text, where a line break or a delimiter can be part of a cell
TEXT_COLUMNS = (
    *("recipient", "supplier", "designation", "description", "category", "status", "comments"),
)
FIRST_OF_TABLE: dict[str, Side] = {
    "exports by": "suppliers",
    "exports from": "suppliers",
    "exporter": "suppliers",
    "exporters": "suppliers",
    "supplier": "suppliers",
    "suppliers": "suppliers",
    "imports by": "recipients",
    "imports to": "recipients",
    "importer": "recipients",
    "importers": "recipients",
    "recipient": "recipients",
    "recipients": "recipients",
}
UNNAMED_FIRST = {"", "country"}  # tables until 2023: their title says which side they list
CATEGORY_HEADERS = ("categor", "weapon type", "arms type")
ALLOWED = (
    "a header that names 'SIPRI TIV of delivered weapons' (register of 16 columns), "
    "'TIV delivery values' (register of 17 columns), or 'Exports by' or 'Imports by' and years "
    "(TIV table)"
)
ONE_COUNTRY = "a table of one country's suppliers or customers, or a trade register"
_YEAR = re.compile(r"[0-9]{4}")
_TIV_TITLE = re.compile(
    r"\b(?:TIV|trend.indicator values?) of arms (?P<what>exports|imports)\b(?P<rest>.*)",
    re.IGNORECASE,
)
_SPAN_AT_END = re.compile(r"[\s,]*\(?\b[0-9]{4}\s*(?:-|–|—|to)\s*[0-9]{4}\)?[\s,;.\"]*$")


class Header(NamedTuple):
    """The header of a file: its line and its columns.

    ``columns`` maps our name of a column to its place; ``flags`` maps it to the place of the
    unnamed column of question marks after it. In a table the columns are years, as text, and
    ``side`` says what its rows are.
    """

    layout: LayoutName
    line: int
    delimiter: str
    names: tuple[str, ...]
    columns: dict[str, int]
    flags: dict[str, int]
    preamble: tuple[str, ...]
    side: Side | None = None

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.names)


def recognise(file: TextFile) -> Header:
    """Return the header of a file.

    Raises
    ------
    InputError
        No line is a header of a known layout, it lacks a column, or the file is a table that does
        not list countries.
    """
    lines = file.lines
    for number, line in enumerate(lines[:MOST_PREAMBLE_LINES], start=1):
        for delimiter in DELIMITERS:
            names = _trimmed(split_line(line, delimiter))
            preamble = tuple(lines[: number - 1])
            layout = _layout(names, preamble)
            if layout == "tiv-table":
                return _table(file.path, number, delimiter, names, preamble)
            if layout is not None:
                return _register(file.path, layout, number, delimiter, names, preamble)
            _refuse_other_tables(file.path, number, names, preamble)
    first = next(line for line in lines if line.strip())
    problem = f"no header of a known layout in the first {MOST_PREAMBLE_LINES} lines; the file "
    raise InputError(f"{problem}begins {quoted(first.strip())}", file=file.path, allowed=ALLOWED)


def _trimmed(names: list[str]) -> list[str]:
    """Return the cells of a header without empty ones at its end, which spreadsheets add."""
    kept = len(names)
    while kept and not plain(names[kept - 1]):
        kept -= 1
    return names[:kept]


def plain(name: str) -> str:
    """Return the name of a column in small letters, without spaces and signs around it."""
    return " ".join(name.split()).strip(' ;"').lower()


def _layout(names: list[str], preamble: tuple[str, ...]) -> LayoutName | None:
    known = [plain(name) for name in names]
    found = [SIGNS[name] for name in known if name in SIGNS]
    if len(found) > 1 or (found and {"supplier", "recipient"} & set(known)):
        return max(set(found), key=found.count)
    if len(known) < 2 or len(known) > MOST_COLUMNS:  # noqa: PLR2004 - a name and a year
        return None
    years = _years_of(known[1:])
    if known[0] in FIRST_OF_TABLE and (years or known[0].endswith((" by", " from", " to"))):
        return "tiv-table"
    # only whole consecutive years straight after the empty cell: a table by region has two
    if known[0] in UNNAMED_FIRST and _YEAR.fullmatch(known[1]) and tiv_title(preamble):
        return "tiv-table"
    return None


def _years_of(names: list[str]) -> list[str]:
    return [name for name in names if _YEAR.fullmatch(name)]


def _refuse_other_tables(
    path: Path, line: int, names: list[str], preamble: tuple[str, ...]
) -> None:
    """Refuse SIPRI's tables that cannot answer, by what they are.

    Raises
    ------
    InputError
        The line is the header of such a table.
    """
    known = [plain(name) for name in names[:MOST_COLUMNS]]
    if not _years_of(known):
        return
    title = " ".join(preamble).lower()
    kind = None
    if any(word in known[0] for word in CATEGORY_HEADERS):
        kind = "a table of weapon categories, not of countries"
    elif any(name.startswith("rank") for name in known[:2]):
        kind = "a table of the world's largest exporters or importers"
    elif "by region" in title or "region" in known[0]:
        kind = "a table of regions, not of countries"
    elif "military expenditure" in title or "milex" in title:
        kind = "a table of military expenditure, not of arms transfers"
    elif known[0] in UNNAMED_FIRST and _YEAR.fullmatch(known[1] if len(known) > 1 else ""):
        problem = "the title above the years does not say whether the rows are suppliers or "
        allowed = (
            "the title line of the download, such as 'TIV of arms exports to India, 2000-2020'"
        )
        raise InputError(f"{problem}recipients", file=path, line=line, allowed=allowed)
    if kind is not None:
        raise InputError(f"this is {kind}", file=path, line=line, allowed=ONE_COUNTRY)


class TivTitle(NamedTuple):
    """The title of a table until 2023: what its rows are, and the country on the other side."""

    side: Side
    country: str


def tiv_title(preamble: tuple[str, ...]) -> TivTitle | None:
    """Return what the lines above a table say of it, None where they say nothing.

    ``TIV of arms exports to India, 2000-2020`` lists suppliers, ``from Russia`` lists recipients.
    ``imports by`` and ``imports of`` India mean what ``to`` means, and of exports what ``from``
    does. Without any of them the rows are exporters or importers, and the country is empty. So it
    is where the title says ``all``.
    """
    for line in preamble:
        matched = _TIV_TITLE.search(line)
        if matched is None:
            continue
        rest = _SPAN_AT_END.sub("", matched["rest"].strip(' ",;\t|')).strip(' ",;\t|')
        what = matched["what"].lower()
        own = "to" if what == "imports" else "from"
        rest = re.sub(r"^(?:by|of|for|into)\b", own, rest, flags=re.IGNORECASE)
        sides = re.findall(r"\b(from|to)\s+(.+?)(?=\s+(?:from|to)\s|$)", rest, re.IGNORECASE)
        return _sides(what, [(word.lower(), name) for word, name in sides])
    return None


def _sides(what: str, sides: list[tuple[str, str]]) -> TivTitle:
    one_country = [(word, name) for word, name in sides if not is_everyone(name)]
    everyone: Side = "suppliers" if what == "exports" else "recipients"
    if not one_country:
        return TivTitle(everyone, "")
    word, name = one_country[0]
    return TivTitle("suppliers" if word == "to" else "recipients", " ".join(name.split()))


def is_everyone(name: str) -> bool:
    """Return whether a title means all countries, or the largest ones."""
    return re.match(r"(the )?(all|world|top|largest)\b", name.strip().lower()) is not None


def _register(
    path: Path,
    layout: LayoutName,
    line: int,
    delimiter: str,
    names: list[str],
    preamble: tuple[str, ...],
) -> Header:
    known = [plain(name) for name in names]
    columns: dict[str, int] = {}
    for ours, spellings in COLUMNS[layout].items():
        meant = {spelling.lower() for spelling in spellings}
        places = [place for place, name in enumerate(known) if name in meant]
        if len(places) > 1:
            problem = f"the header has two columns {names[places[1]].strip()!r}"
            raise InputError(problem, file=path, line=line, allowed="one")
        if places:
            columns[ours] = places[0]
        elif ours in NEEDED[layout]:
            problem = f"the header has no column {spellings[0]!r}"
            allowed = ", ".join(repr(COLUMNS[layout][name][0]) for name in NEEDED[layout])
            raise InputError(problem, file=path, line=line, allowed=f"all of {allowed}")
    flags = {
        ours: place + 1
        for ours, place in columns.items()
        if place + 1 < len(known) and not known[place + 1]
    }
    return Header(layout, line, delimiter, tuple(names), columns, flags, preamble)


def _table(
    path: Path, line: int, delimiter: str, names: list[str], preamble: tuple[str, ...]
) -> Header:
    columns: dict[str, int] = {}
    for place, name in enumerate(names[1:], start=1):
        year = plain(name)
        if not _YEAR.fullmatch(year):
            continue
        if year in columns:
            problem = f"the header has two columns {year}"
            raise InputError(problem, file=path, line=line, allowed="one for each year")
        columns[year] = place
    if not columns:
        allowed = "a column for each year, such as 2020"
        raise InputError("the header names no year", file=path, line=line, allowed=allowed)
    years = sorted(int(year) for year in columns)
    for before, after in pairwise(years):
        if after != before + 1:
            problem = f"the header goes from {before} to {after}"
            allowed = "every year between the first and the last"
            raise InputError(problem, file=path, line=line, allowed=allowed)
    title = tiv_title(preamble)
    side = FIRST_OF_TABLE.get(plain(names[0])) or (title.side if title else "suppliers")
    return Header("tiv-table", line, delimiter, tuple(names), columns, {}, preamble, side)
