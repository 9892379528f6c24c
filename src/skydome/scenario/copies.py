"""Units that are written once and stand several times: ``count: 2`` in a unit of the defence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.yamlfile import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.scenario.authored import Scenario, Unit
    from skydome.yamlfile import Key


def expand(document: Document, scenario: Scenario) -> tuple[Document, Scenario]:
    """Return a scenario in which each unit of the defence stands once.

    The first keeps the name of the unit, so that what names a unit or a node of it means the
    first. Others are called NAME-2, NAME-3 and so on, belong to the same network, have the same
    loaders and depot, and draw their own placements. A unit with ``count: 0`` is left out. Lines
    of the document are those of the unit as it was written.

    Raises
    ------
    InputError
        No unit is left.
    """
    if all(unit.count == 1 for unit in scenario.defence):
        return document, scenario
    written = [(n, copy) for n, unit in enumerate(scenario.defence) for copy in _copies(unit)]
    if not written:
        raise document.error(("defence",), "every unit has count: 0", "at least one unit")
    logistics = {
        copy.name: scenario.logistics[scenario.defence[n].name]
        for n, copy in written
        if scenario.defence[n].name in scenario.logistics
    }
    others = {
        name: value
        for name, value in scenario.logistics.items()
        if name not in {unit.name for unit in scenario.defence}
    }
    changed = {"defence": tuple(copy for _, copy in written), "logistics": others | logistics}
    lines = _lines(document, [n for n, _ in written])
    return Document(document.path, document.data, lines), scenario.model_copy(update=changed)


def _copies(unit: Unit) -> Iterator[Unit]:
    network = unit.network or (unit.name if unit.count > 1 else None)
    for n in range(unit.count):
        name = unit.name if n == 0 else f"{unit.name}-{n + 1}"
        yield unit.model_copy(update={"name": name, "network": network, "count": 1})


def _lines(document: Document, origin: list[int]) -> dict[Key, int]:
    """Return lines of values where position ``n`` of the defence was written at ``origin[n]``."""
    lines = {key: line for key, line in document.lines.items() if key[:1] != ("defence",)}
    lines |= {key: line for key, line in document.lines.items() if key == ("defence",)}
    for n, written in enumerate(origin):
        for key, line in document.lines.items():
            if key[:2] == ("defence", written):
                lines["defence", n, *key[2:]] = line
    return lines
