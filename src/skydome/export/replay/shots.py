"""The salvos of a replication: from where to where, and the target channels that they use."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from skydome.engagement.tables.placement import Place
    from skydome.export.replay.flights import Flight
    from skydome.export.replay.nodes import Node
    from skydome.scenario import ResolvedScenario
    from skydome.study.tracks import Engagement


class Shot(NamedTuple):
    """One salvo: a missile of the catalogue, how many, from where and to where.

    ``end`` is where its target was at the intercept, or where the target had ended before.
    """

    engagement: Engagement
    start: Place
    end: tuple[float, float, float]


class Use(NamedTuple):
    """The target channels that a battery uses, from one time to another."""

    battery: str
    from_s: float
    until_s: float
    used: int
    channels: int


def shot_of(shot: Engagement, nodes: list[Node], fine: dict[str, Flight]) -> Shot:
    """Return where a salvo started and ended; ``fine`` has a point in every scan."""
    own = [node for node in nodes if shot.unit in {node.name, node.battery}]
    node = max((n for n in own if n.from_s <= shot.launch_s), key=lambda n: n.from_s)
    target = fine[shot.threat]
    at = min(int(np.searchsorted(target.time_s, shot.intercept_s)), len(target.time_s) - 1)
    arrays = target.latitude_deg, target.longitude_deg, target.altitude_m
    latitude, longitude, altitude = (float(array[at]) for array in arrays)
    return Shot(shot, node.place, (latitude, longitude, altitude))


def uses_of(scenario: ResolvedScenario, engaged: list[Engagement]) -> list[Use]:
    """Return the use of every battery's target channels, from change to change."""
    found = []
    for battery in scenario.batteries:
        channels = scenario.entries[scenario.radars[battery.radar].entry].count("target_channels")
        own = [shot for shot in engaged if shot.unit == battery.name]
        times = {t for shot in own for t in (shot.launch_s, shot.intercept_s)}
        edges = sorted({0.0, scenario.duration_s, *times})
        for start, end in pairwise(edges):
            used = sum(shot.launch_s <= start < shot.intercept_s for shot in own)
            found.append(Use(battery.name, start, end, used, channels))
    return found
