"""All paths of a scenario concatenated, so that a radar is computed for all of them at once."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome.compiler import kernel
from skydome.engagement.draw import ARRIVAL, draw_below, stream_of
from skydome.engagement.tables.paths import joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from skydome.arrays import Floats, Longs
    from skydome.engagement.tables.paths import Path
    from skydome.scenario.resolved import ResolvedEntry, ResolvedScenario


class Traffic(NamedTuple):
    """Points of all flights: arrays of one length.

    Path p takes the points from ``bounds[p]`` to ``bounds[p + 1]``. ``kind`` is the index in
    ``kinds`` of the catalogue entry that flies there, ``target_class`` that of its class in
    ``classes``, those of the scenario.
    """

    way: Path
    bounds: NDArray[np.int64]
    kinds: list[ResolvedEntry]
    kind: NDArray[np.intp]
    classes: tuple[str, ...]
    target_class: NDArray[np.intp]
    ballistic: NDArray[np.bool_]
    swerling: NDArray[np.intp]
    manoeuvre_m_s2: Floats
    jamming_w_hz: Floats

    def by_path(self, rows: Iterable[NDArray[Any]]) -> Iterable[NDArray[Any]]:
        """Yield rows over the points path by path."""
        for row in rows:
            for first, stop in pairwise(self.bounds):
                yield row[first:stop]


def traffic_of(scenario: ResolvedScenario, paths: list[Path], leader: list[int]) -> Traffic:
    """Return the concatenated paths; ``leader`` has one threat of each.

    A jammer that the scenario puts on board a threat replaces that of the catalogue.
    """
    carriers = {jammer.carrier for jammer in scenario.jammers}
    threats = [scenario.threats[t] for t in leader]
    names = list(dict.fromkeys(threat.entry for threat in threats))
    entries = [scenario.entries[threat.entry] for threat in threats]
    counts = [path.length + 1 for path in paths]
    classes = scenario.target_classes
    on_board = [
        0.0 if threat.name in carriers else density
        for threat, density in zip(threats, _column(entries, "jamming_density"), strict=True)
    ]
    return Traffic(
        way=joined(paths),
        bounds=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        kinds=[scenario.entries[name] for name in names],
        kind=np.repeat([names.index(threat.entry) for threat in threats], counts),
        classes=classes,
        target_class=np.repeat([classes.index(threat.target_class) for threat in threats], counts),
        ballistic=np.repeat([threat.motion == "ballistic" for threat in threats], counts),
        swerling=np.repeat([entry.count("swerling") for entry in entries], counts),
        manoeuvre_m_s2=np.repeat(_column(entries, "manoeuvre"), counts),
        jamming_w_hz=np.repeat(on_board, counts),
    )


def _column(entries: list[ResolvedEntry], name: str) -> list[float]:
    """Return a parameter of each entry, 0 where it has none."""
    found = [entry.parameters.get(name) for entry in entries]
    return [one.value if one else 0.0 for one in found]


@kernel
def fill_delays(seed: int, replication: int, most: Longs, delay: Longs) -> None:
    """Write each threat's delay in scans, up to its most; cached on disk, unlike `draw_below`."""
    stream = stream_of(seed, replication)
    for threat in range(most.size):
        delay[threat] = draw_below(stream, ARRIVAL, threat, 0, 0, most[threat] + 1)
