"""The worst replication: how each of its leakers got through, and its events in order."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.errors import InputError
from skydome.report.numbers import count
from skydome.report.replay.figure import draw_replay
from skydome.report.run.worst_leakers import Leaker, leakers_of
from skydome.report.style import data_uri
from skydome.study import named_replication
from skydome.study.event_text import clock, sentence_of
from skydome.study.leak_causes import leaks_of
from skydome.study.replay import play_stored
from skydome.study.store import numbers
from skydome.study.tracks import arrival_scans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.scenario import ResolvedScenario
    from skydome.study import EventRecord, Result
    from skydome.study.replay import Played
    from skydome.terrain import Grid

DOTS = 72  # an inch: finer than the embedded terrain at the scale of a page
TOLD_ALWAYS = {"launch", "intercept", "reload", "leak"}
TOLD_REASONS = {"no_missile", "no_channel", "engagement_limit", "no_return"}


class Line(NamedTuple):
    """One event, or several of one wave, as the page shows it."""

    time: str
    text: str
    leak: bool


class Worst(NamedTuple):
    """The worst replication; without a figure, ``reason`` says why it is not shown.

    ``equals`` is how many replications have as many leakers, ``reasons`` how many leakers got
    through for what cause.
    """

    replication: int
    placement: int
    leaked: int
    mean: str
    placement_mean: str
    equals: int
    figure: str | None
    reason: str
    reasons: list[tuple[str, int]]
    leakers: list[Leaker]
    lines: list[Line]


def worst_of(result: Result, grid: Grid) -> Worst:
    """Return the replication with the most leakers, described.

    Parameters
    ----------
    result
        Whose replication with the most leakers is run again.
    grid
        The ground under it.
    """
    number = named_replication(result, "worst")
    leaked = np.sum(
        [numbers(result.rows[f"leaked.{name}"]) for name in result.scenario.target_classes],
        axis=0,
    )
    placements = numbers(result.rows["placement"])
    placement = int(placements[number])
    worst = Worst(
        replication=number,
        placement=placement,
        leaked=int(leaked[number]),
        mean=count(float(leaked.mean())),
        placement_mean=count(float(leaked[placements == placement].mean())),
        equals=int((leaked == leaked[number]).sum()),
        figure=None,
        reason="",
        reasons=[],
        leakers=[],
        lines=[],
    )
    try:
        played = play_stored(result, number)
    except InputError as problem:
        return worst._replace(reason=problem.problem)
    return _told(worst, result.scenario, grid, played)


def _told(worst: Worst, scenario: ResolvedScenario, grid: Grid, played: Played) -> Worst:
    named = [_with_names(scenario, record) for record in played.records]
    arrivals = arrival_scans(scenario, worst.replication)
    leakers = leakers_of(scenario, named, leaks_of(played.world, played.events, arrivals))
    figure = draw_replay(scenario, grid, worst.replication, played.records)
    return worst._replace(
        figure=data_uri(figure, "worst", DOTS),
        reasons=Counter(leaker.cause for leaker in leakers).most_common(),
        leakers=leakers,
        lines=list(lines_of(scenario, named)),
    )


def _with_names(scenario: ResolvedScenario, record: EventRecord) -> EventRecord:
    """Return a record with the name of its missile in place of the id."""
    if not record.missile:
        return record
    return record._replace(missile=scenario.entries[record.missile].name)


def lines_of(scenario: ResolvedScenario, records: list[EventRecord]) -> Iterator[Line]:
    """Yield the events, shortened.

    A wave's first detection stands for all of them, a threat's first track for all of its
    tracks, and of the decisions only those that say what is lacking are told, each once a threat.
    """
    waves = {threat.name: threat.wave for threat in scenario.threats}
    sizes = Counter(waves.values())
    seen: set[tuple[str, ...]] = set()
    ready: Counter[str] = Counter()
    first = {waves[r.threat]: r.time_s for r in reversed(records) if r.event == "set_out"}
    last = {waves[r.threat]: r.time_s for r in records if r.event == "set_out"}
    for record in records:
        at = clock(record.time_s)
        wave = waves.get(record.threat, "")
        key = _key(record, wave)
        if record.event == "set_out":
            ready[wave] += 1
            alone = ready[wave] == 1 and first[wave] != last[wave]
            if alone or ready[wave] == sizes[wave]:
                yield Line(at, _under_way(wave, ready[wave], sizes[wave]), leak=False)
        elif record.event in TOLD_ALWAYS:
            yield Line(at, sentence_of(record), leak=record.event == "leak")
        elif key and key not in seen:
            seen.add(key)
            yield Line(at, _first(record, wave), leak=False)


def _key(record: EventRecord, wave: str) -> tuple[str, ...]:
    """Return the key of an event that is shown only once, empty where it is never shown."""
    if record.event == "detection":
        return record.event, wave
    if record.event == "track":
        return record.event, record.threat
    told_reason = record.event == "decision" and record.reason in TOLD_REASONS
    return (record.reason, record.threat, record.network) if told_reason else ()


def _first(record: EventRecord, wave: str) -> str:
    if record.event == "detection":
        return f"{wave}, first detection: {sentence_of(record)}"
    return sentence_of(record)


def _under_way(wave: str, out: int, size: int) -> str:
    return f"{wave}: {out} of {size} {'has' if out == 1 else 'have'} started"
