"""Variants of a scenario: a larger raid, launchers that are not ready, units left out.

Units and threats that are left out stay in the lists and do nothing, so no numbers change. Every
random number has an address (`skydome.engagement.draw`), so all variants use the same random
numbers.
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from skydome import forms, yamlfile
from skydome.catalogue import Catalogue
from skydome.errors import InputError
from skydome.scenario.authored import MOST_THREATS, Scenario
from skydome.scenario.resolve import Resolver
from skydome.scenario.resolved import chosen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from skydome.scenario.authored import Wave
    from skydome.scenario.resolved import Battery, ResolvedScenario, Threat

LEFT_OUT = "left-out"
NOT_COMING = "not part of a raid of this size"


def raids_of(
    path: Path | str, sizes: Iterable[float], catalogue: Catalogue | None = None
) -> dict[float, ResolvedScenario]:
    """Return a scenario file with its raid in several sizes.

    The count of each wave is multiplied by the size, with halves rounded up and a minimum of one.
    The wave takes as long as before: its spacing is multiplied by the old count over the new one.
    The resolved scenarios contain the threats of all sizes: first those of the file in its order,
    then those that larger raids add; a threat that is not part of a raid starts when the scenario
    ends, so it never flies.

    Parameters
    ----------
    path, catalogue
        As in `skydome.load`.
    sizes
        Above 0.

    Raises
    ------
    InputError
        As in `skydome.load`, or the raid becomes too large.
    """
    document = yamlfile.read(path)
    scenario = forms.fill(Scenario, document)
    opened = catalogue or Catalogue()
    found = {
        size: Resolver(document, _scaled(scenario, size), opened).resolve()
        for size in dict.fromkeys([1.0, *sizes])
    }
    everyone: dict[str, Threat] = {}
    for resolved in (found[1.0], *(found[size] for size in sorted(found))):
        everyone |= {t.name: t for t in resolved.threats if t.name not in everyone}
    return {size: _among(found[size], everyone) for size in sizes}


def scaled_count(count: int, size: float) -> int:
    """Return the threats of a wave in a raid of another size."""
    return max(1, floor(count * size + 0.5))


def _scaled(scenario: Scenario, size: float) -> Scenario:
    raid = tuple(_scaled_wave(wave, size) for wave in scenario.raid)
    total = sum(wave.count for wave in raid)
    if total > MOST_THREATS:
        problem = f"{size:g} times the raid has {total:,} threats"
        raise InputError(problem, field="raid", allowed=f"at most {MOST_THREATS:,}")
    return scenario.model_copy(update={"raid": raid})


def _scaled_wave(wave: Wave, size: float) -> Wave:
    count = scaled_count(wave.count, size)
    if count == wave.count:
        return wave
    spacing = wave.spacing_s * wave.count / count
    return wave.model_copy(update={"count": count, "spacing_s": spacing})


def _among(scenario: ResolvedScenario, everyone: dict[str, Threat]) -> ResolvedScenario:
    """Return a scenario with the threats of all sizes; those of other raids never start."""
    here = {threat.name: threat for threat in scenario.threats}
    never = chosen(scenario.duration_s, "s", NOT_COMING)
    threats = (
        here.get(name) or threat.model_copy(update={"start_s": never})
        for name, threat in everyone.items()
    )
    return scenario.model_copy(update={"threats": tuple(threats)})


def threats_coming(scenario: ResolvedScenario) -> int:
    """Return how many threats of a variant start before it ends."""
    return sum(threat.start_s.value < scenario.duration_s for threat in scenario.threats)


def with_units(scenario: ResolvedScenario, units: Collection[str]) -> ResolvedScenario:
    """Return a scenario in which only some units fight; the others neither fire nor report.

    Sites stay where they are. Radars that belong to no unit keep working. Detections by the radars
    left out reach no unit, but still count as tracked.

    Raises
    ------
    ValueError
        There is no such unit.
    """
    unknown = set(units) - set(scenario.units)
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: allowed: {', '.join(scenario.units)}")
    out = set(scenario.units) - set(units)
    if not out:
        return scenario
    apart = len(scenario.networks)
    radars = tuple(
        radar.model_copy(update={"network": apart})
        if scenario.sites[radar.site].unit in out
        else radar
        for radar in scenario.radars
    )
    batteries = tuple(
        battery.model_copy(update={"network": apart, "launchers": ()})
        if battery.unit in out
        else battery
        for battery in scenario.batteries
    )
    return scenario.model_copy(
        update={
            "networks": (*scenario.networks, LEFT_OUT),
            "doctrines": (*scenario.doctrines, scenario.doctrine),
            "alone": (*scenario.alone, scenario.doctrine),
            "radars": radars,
            "batteries": batteries,
        }
    )


def with_readiness(scenario: ResolvedScenario, share: float) -> ResolvedScenario:
    """Return a scenario in which only a share of the launchers is ready.

    The share applies to the launchers of each unit that carry one type of missile, with halves
    rounded up. They are spread over the unit's batteries as evenly as possible, starting with the
    first. A launcher that is not ready takes its missiles and its reload sets with it; radars and
    channels stay.

    Parameters
    ----------
    scenario
        Any resolved one.
    share
        From 0 to 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share of {share:g}; allowed: 0 to 1")
    batteries = list(scenario.batteries)
    for unit in scenario.units:
        own = [n for n, battery in enumerate(batteries) if battery.unit == unit]
        kept = set(_kept([batteries[n] for n in own], share))
        for place, n in enumerate(own):
            carried = batteries[n].launchers
            ready = tuple(k for at, k in enumerate(carried) if (place, at) in kept)
            batteries[n] = batteries[n].model_copy(update={"launchers": ready})
    return scenario.model_copy(update={"batteries": tuple(batteries)})


def _kept(batteries: list[Battery], share: float) -> Iterator[tuple[int, int]]:
    """Yield battery and launcher of those that are ready."""
    for missile in sorted({k for battery in batteries for k in battery.launchers}):
        turns = [
            (turn, place, at)
            for place, battery in enumerate(batteries)
            for turn, at in enumerate(n for n, k in enumerate(battery.launchers) if k == missile)
        ]
        for _, place, at in sorted(turns)[: floor(len(turns) * share + 0.5)]:
            yield place, at
