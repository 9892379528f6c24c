"""Leakers by the number of units that work: a scenario run with its first units only."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome import forms, yamlfile
from skydome._version import __version__
from skydome.folders import cache_folder, write_cached

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from skydome.arrays import Floats
    from skydome.scenario import ResolvedScenario


REPLICATIONS = 400


@dataclass(frozen=True)
class Capability:
    """Leakers and value lost by the number of working units of a scenario, from none to all.

    Attributes
    ----------
    scenario, replications, in_raid, value_total
        What was run; ``in_raid`` is the number of threats, ``value_total`` that of all assets.
    leaked, value_lost
        Means, one for each number of units. With none, every threat counts as leaked and every
        asset as lost, without a run.
    """

    scenario: str
    replications: int
    in_raid: int
    value_total: float
    leaked: tuple[float, ...]
    value_lost: tuple[float, ...]

    @property
    def units(self) -> int:
        """The scenario's units."""
        return len(self.leaked) - 1


def at_states(units: Floats, by_unit: tuple[float, ...]) -> Floats:
    """Return a mean at fractional numbers of working units, by linear interpolation."""
    return np.asarray(np.interp(units, np.arange(len(by_unit)), by_unit))


def capability_of(
    file: Path | str,
    replications: int = REPLICATIONS,
    progress: Callable[[str, int, int | None], None] = lambda *_: None,
) -> Capability:
    """Run a scenario with its first unit, its first two, and so on to all of them.

    Units are assumed to come in the order of the file. Results are cached by the resolved
    scenario, the version and the number of replications.

    Raises
    ------
    InputError
        The scenario, or a part of it with fewer units, cannot be used.
    """
    from skydome.scenario import with_run

    whole = with_run(_first_units(file, None), replications=replications)
    place = cache_folder("capability") / f"{_key(whole)}.json"
    kept = _from_cache(place, len(whole.units) + 1)
    if kept is None:
        kept = _run(file, whole, progress)
        _to_cache(place, json.dumps(kept))
    return Capability(
        scenario=whole.name,
        replications=replications,
        in_raid=len(whole.threats),
        value_total=sum(asset.value for asset in whole.assets),
        leaked=tuple(kept["leaked"]),
        value_lost=tuple(kept["value_lost"]),
    )


def _from_cache(place: Path, states: int) -> dict[str, list[float]] | None:
    """Return cached means, None where there are none or the file is damaged."""
    try:
        kept = json.loads(place.read_text(encoding="utf-8"))
        means = {name: [float(mean) for mean in kept[name]] for name in ("leaked", "value_lost")}
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return means if all(len(some) == states for some in means.values()) else None


def _to_cache(place: Path, text: str) -> None:
    def write(partial: Path) -> None:
        partial.write_text(text, encoding="utf-8")

    write_cached(place, write)


def _key(scenario: ResolvedScenario) -> str:
    resolved = f"{__version__} {scenario.model_dump_json()}"
    return hashlib.sha256(resolved.encode()).hexdigest()[:32]


def _first_units(file: Path | str, count: int | None) -> ResolvedScenario:
    """Return a scenario with that number of its units, all of them without a count."""
    from skydome.catalogue import Catalogue
    from skydome.scenario.authored import Scenario
    from skydome.scenario.resolve import Resolver

    document = yamlfile.read(file)
    scenario = forms.fill(Scenario, document)
    if count is not None:
        scenario = scenario.model_copy(update={"defence": scenario.defence[:count]})
    return Resolver(document, scenario, Catalogue()).resolve()


def _run(
    file: Path | str, whole: ResolvedScenario, progress: Callable[[str, int, int | None], None]
) -> dict[str, list[float]]:
    from skydome.scenario import with_run
    from skydome.study import simulate

    leaked = [float(len(whole.threats))]
    lost = [float(sum(asset.value for asset in whole.assets))]
    units = len(whole.units)
    for count in range(1, units + 1):
        progress("scenario at each number of units", count - 1, units)
        part = with_run(_first_units(file, count), replications=whole.replications)
        rows = simulate(part).rows
        leaked.append(sum(_mean(rows, f"leaked.{name}") for name in part.target_classes))
        lost.append(
            sum(asset.value * _mean(rows, f"hits.{asset.name}", hit=True) for asset in part.assets)
        )
    progress("scenario at each number of units", units, units)
    return {"leaked": leaked, "value_lost": lost}


def _mean(rows: Any, column: str, *, hit: bool = False) -> float:  # noqa: ANN401 - an Arrow table
    """Return the mean of a column, or the share of replications in which it is not zero."""
    from skydome.study.store import numbers

    values = numbers(rows[column])
    return float(np.mean(values > 0 if hit else values))
