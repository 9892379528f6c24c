"""A page for each parameter: what every entry says it is, side by side, with its sources."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from skydome.catalogue.kinds import KINDS
from skydome.catalogue.parameter import Parameter
from skydome.catalogue.scaffold import span
from skydome.catalogue.support import WORDS, sentence, shares
from skydome.errors import InputError
from skydome.units import si_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from skydome.catalogue.kinds import Spec
    from skydome.catalogue.load import Catalogue

INDEX = "README.md"
MARK = "<!-- Written by `skydome catalogue pages`; edit the catalogue, not this page. -->"
Rows = list[tuple[str, Parameter]]  # entries that have a parameter, and what it is there
Users = dict[tuple[str, str], Rows]  # by kind and name of the parameter


def pages(catalogue: Catalogue) -> dict[str, str]:
    """Return Markdown by path: ``KIND/PARAMETER.md`` for each parameter in use, and an index."""
    users = _users(catalogue)
    texts = {
        f"{kind}/{name}.md": _page(catalogue, kind, name, rows)
        for (kind, name), rows in users.items()
    }
    return {INDEX: _index(catalogue, users), **texts}


def write_pages(catalogue: Catalogue, folder: Path) -> tuple[int, int]:
    """Write the pages into a folder and remove those that are not written any more.

    Returns how many there are, and how many were removed. Only files that begin with the mark of a
    generated page are replaced or removed. Pages are written whole before any is replaced.

    Raises
    ------
    InputError
        The folder cannot be written, or a page would replace a file that is none of ours.
    """
    texts = pages(catalogue)
    try:
        foreign = [folder / name for name in texts if not _may_replace(folder / name)]
        if foreign:
            problem = "this file is not a page that `skydome catalogue pages` wrote"
            raise InputError(problem, file=foreign[0], allowed="another folder")
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".pages-", dir=folder) as partial:
            _write(Path(partial), texts)
            for name in texts:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (Path(partial) / name).replace(folder / name)
        stale = [
            file
            for file in folder.rglob("*.md")
            if file.relative_to(folder).as_posix() not in texts and _is_written(file)
        ]
        for file in stale:
            file.unlink()
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        raise InputError(f"cannot be written: {reason}", file=folder, allowed="a folder") from None
    return len(texts), len(stale)


def _write(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def _may_replace(file: Path) -> bool:
    """Return whether a page may be written here: nothing is there, or a page of an earlier run."""
    return _is_written(file) if file.is_symlink() or file.exists() else True


def _is_written(file: Path) -> bool:
    """Return whether a regular file begins with the mark of a generated page."""
    if file.is_symlink() or not file.is_file():
        return False
    with file.open("rb") as stream:
        return stream.read(len(MARK)) == MARK.encode()


def _users(catalogue: Catalogue) -> Users:
    """Return the entries that have each parameter, in the order of the kinds."""
    users: Users = {(kind, name): [] for kind, specs in KINDS.items() for name in specs}
    for entry_id in catalogue.ids():
        entry = catalogue.entry(entry_id)
        for name, parameter in entry.parameters.items():
            users[entry.kind, name].append((entry_id, parameter))
    return {key: rows for key, rows in users.items() if rows}


def _index(catalogue: Catalogue, users: Users) -> str:
    lines = [
        MARK,
        "# The catalogue, parameter by parameter",
        "",
        f"{len(catalogue.ids())} entries, {len(catalogue.sources)} sources, {sentence(catalogue)}",
        "Each page shows one parameter: its value in every entry, with reason and source.",
        "`skydome catalogue show ID` prints the same by entry. An entry is provisional until",
        "every source of its values has been read a second time.",
        "",
        "| Entry | " + " | ".join(WORDS.values()) + " | Status |",
        "|---|" + "---:|" * len(WORDS) + "---|",
    ]
    lines += [
        _line(f"`{i}`", *shares(catalogue, i).values(), _standing(catalogue, i))
        for i in catalogue.ids()
    ]
    for kind in KINDS:
        names = [name for other, name in users if other == kind]
        if names:
            lines += ["", f"## {kind.replace('_', ' ').capitalize()}", ""]
            lines += ["| Parameter | What it is | Entries |", "|---|---|---:|"]
            lines += [
                _line(
                    f"[`{name}`]({kind}/{name}.md)",
                    _text(KINDS[kind][name].meaning),
                    len(users[kind, name]),
                )
                for name in names
            ]
    return "\n".join(lines) + "\n"


def _standing(catalogue: Catalogue, entry_id: str) -> str:
    return "provisional" if catalogue.entry(entry_id).provisional else "read twice"


def _page(catalogue: Catalogue, kind: str, name: str, rows: Rows) -> str:
    spec = KINDS[kind][name]
    what = f"{_text(spec.meaning[0].upper() + spec.meaning[1:])}. {_bounds(spec)}"
    lines = [
        MARK,
        f"# `{name}` of a {kind.replace('_', ' ')}",
        "",
        f"{what} {'Required.' if spec.required else 'Optional.'}",
        "",
        "| Entry | Value | Range | Distribution | Confidence | Entry is |",
        "|---|---:|---:|---|---|---|",
    ]
    lines += [
        _line(
            f"[`{i}`](#{i})",
            _value(p),
            _range(p),
            p.distribution or "–",
            WORDS[p.confidence],
            _standing(catalogue, i),
        )
        for i, p in rows
    ]
    for entry_id, parameter in rows:
        lines += _section(catalogue, entry_id, parameter)
    return "\n".join([*lines, "", f"[All parameters](../{INDEX})"]) + "\n"


def _section(catalogue: Catalogue, entry_id: str, parameter: Parameter) -> Iterator[str]:
    yield from ("", f"## {entry_id}", "")
    yield f"{_text(catalogue.entry(entry_id).name)}: {_value(parameter)}. {_text(parameter.reason)}"
    if parameter.dispute:
        yield from ("", f"Disputed: {_text(parameter.dispute)}")
    if parameter.given:
        yield from ("", "| Reading | Value | Why | Sources |", "|---|---:|---|---|")
    for word, reading in parameter.given.items():
        value = _number(reading.value, parameter.unit)
        ids = ", ".join(f"`{source}`" for source in reading.source)
        yield _line(word, value, _text(reading.reason), ids)
    cited = [*parameter.source, *(i for r in parameter.given.values() for i in r.source)]
    yield ""
    if parameter.confidence == "calibrated_to_claim":
        yield from ("The source states the claim that this is fitted to, not the value:", "")
    yield from _citations(catalogue, dict.fromkeys(cited))


def _citations(catalogue: Catalogue, ids: Iterable[str]) -> Iterator[str]:
    for source_id in ids:
        source = catalogue.sources[source_id]
        title = _text(source.title)
        linked = source.address.startswith(("https://", "http://")) and " " not in source.address
        named = f"[{title}](<{source.address}>)" if linked else title
        where = f"{_text(source.publisher)}, {_text(source.date)}"
        yield f"- {named}, {where}. Grade {source.grade}; `{source_id}`."


def _line(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _text(words: str) -> str:
    """Return words on one line, with nothing in them that Markdown would act on."""
    text = " ".join(words.split())
    for sign in "\\|<*_[`":
        text = text.replace(sign, f"\\{sign}")
    return text


def _number(value: float, unit: str) -> str:
    return f"{value:,.10g}{'' if unit == '1' else ' ' + unit}"


def _value(parameter: Parameter) -> str:
    return _number(parameter.value, parameter.unit)


def _range(parameter: Parameter) -> str:
    low, high = parameter.range
    return "–" if low == high else f"{low:,.10g} to {_number(high, parameter.unit)}"


def _bounds(spec: Spec) -> str:
    unit = "" if spec.dimension == "number" else f" {si_unit(spec.dimension)}"
    what = "a whole number, " if spec.whole else ""
    return f"Possible: {what}{span(spec)}{unit}."
