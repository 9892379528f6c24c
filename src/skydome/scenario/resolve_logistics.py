"""Loaders and depots, from what a person wrote to what the engine reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.forms import did_you_mean, quoted
from skydome.scenario import resolved as r
from skydome.scenario.resolve_command import NO_LIMIT, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from skydome.scenario.authored import Scenario, Unit
    from skydome.yamlfile import Document


def logistics(
    document: Document, scenario: Scenario, load_of: Callable[[Unit], dict[str, int]]
) -> Iterator[r.Logistics]:
    """Yield what is written of each unit; a unit with neither loaders nor depot says nothing.

    Parameters
    ----------
    document, scenario
        What was read.
    load_of
        Launchers of one battery of a unit by missile.

    Raises
    ------
    InputError
        There is no such unit, or its launchers carry no such missile.
    """
    carried = {u.name: [i for i, n in load_of(u).items() if n] for u in scenario.defence}
    for unit, part in scenario.logistics.items():
        if unit not in carried:
            problem = f"there is no unit {quoted(unit)}{did_you_mean(unit, carried)}"
            raise document.error(("logistics", unit), problem, ", ".join(carried))
        for missile in part.depot:
            if missile not in carried[unit]:
                problem = f"{unit} loads no {quoted(missile)}{did_you_mean(missile, carried[unit])}"
                key = ("logistics", unit, "depot", missile)
                raise document.error(key, problem, ", ".join(carried[unit]))
        if part.loaders is not None or any(part.depot.values()):
            yield r.Logistics(
                unit=unit,
                loaders=NO_LIMIT if part.loaders is None else part.loaders,
                depot=part.depot,
                travel_s=written(part, "travel_s", "s"),
            )
