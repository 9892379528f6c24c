"""How each leaker of one replication got through: the chain from start to arrival."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from skydome.report.style import plain
from skydome.study.event_text import clock
from skydome.study.leak_text import NAMES, happened
from skydome.study.tracks import engagements

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.scenario import ResolvedScenario
    from skydome.study import EventRecord
    from skydome.study.leak_causes import Leak
    from skydome.study.tracks import Engagement


class Leaker(NamedTuple):
    """One threat that reached its asset, as the page shows it."""

    name: str
    target_class: str
    set_out: str
    seen: str
    tracked: str
    decisions: list[str]
    shots: list[str]
    arrived: str
    asset: str
    cause: str
    why: str


class Held(NamedTuple):
    """The interval, in seconds, in which a network's decision on a threat applied."""

    network: str
    reason: str
    start_s: float
    stop_s: float


def leakers_of(
    scenario: ResolvedScenario, records: list[EventRecord], leaks: list[Leak]
) -> list[Leaker]:
    """Return every leaker in the order of arrival; ``leaks`` are their causes."""
    own: dict[str, list[EventRecord]] = {r.threat: [] for r in records if r.event == "leak"}
    for record in records:
        if record.threat in own:
            own[record.threat].append(record)
    causes = {scenario.threats[leak.threat].name: leak for leak in leaks}
    return [_leaker(scenario, chain, causes[name]) for name, chain in own.items()]


def _leaker(scenario: ResolvedScenario, chain: list[EventRecord], cause: Leak) -> Leaker:
    leak = next(record for record in chain if record.event == "leak")
    seen = [record for record in chain if record.event == "detection"]
    tracked = [record for record in chain if record.event == "track"]
    begun = next(record.time_s for record in chain if record.event == "set_out")
    held, shots = holds(chain, leak.time_s), engagements(chain, scenario.duration_s)
    return Leaker(
        name=leak.threat,
        target_class=plain(scenario.threats[cause.threat].target_class),
        set_out=clock(begun) if begun else "by 0:00",
        seen=f"{clock(seen[0].time_s)}, {seen[0].radar}" if seen else "never",
        tracked=f"{clock(tracked[0].time_s)}, {tracked[0].network}" if tracked else "never",
        decisions=_spent(held),
        shots=[_shot(shot) for shot in shots],
        arrived=clock(leak.time_s),
        asset=leak.asset,
        cause=NAMES[cause.cause],
        why=happened(cause),
    )


def holds(chain: Iterable[EventRecord], end_s: float) -> list[Held]:
    """Return how long each decision on one threat applied: to the next, or to the track's end."""
    spans: list[Held] = []
    open_: dict[str, tuple[str, float]] = {}
    for record in chain:
        if record.event in {"decision", "track_lost"} and record.network in open_:
            reason, start = open_.pop(record.network)
            spans.append(Held(record.network, reason, start, record.time_s))
        if record.event == "decision":
            open_[record.network] = record.reason, record.time_s
    for network, (reason, start) in open_.items():
        spans.append(Held(network, reason, start, end_s))
    return sorted(spans, key=lambda span: span.start_s)


def _spent(held: list[Held]) -> list[str]:
    """Return, network by network, the time spent in each decision, the longest first."""
    spent: dict[str, Counter[str]] = {}
    for span in held:
        if span.reason != "engage":
            spent.setdefault(span.network, Counter())[span.reason] += round(
                span.stop_s - span.start_s
            )
    return [f"{network}: {_times(times)}" for network, times in spent.items()]


def _times(spent_s: Counter[str]) -> str:
    return ", ".join(f"{plain(word)} {clock(time)}" for word, time in spent_s.most_common())


def _shot(shot: Engagement) -> str:
    outcome = plain(shot.outcome)
    return (
        f"{clock(shot.launch_s)}–{clock(shot.intercept_s)} {shot.missile}, {shot.unit}: {outcome}"
    )
