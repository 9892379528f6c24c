"""How each leaker of one replication got through: the chain from start to arrival."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from skydome.engagement.world import REASONS
from skydome.report.style import plain
from skydome.study.event_text import clock
from skydome.study.tracks import MISSED, engagements

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.scenario import ResolvedScenario
    from skydome.study import EventRecord
    from skydome.study.tracks import Engagement

# the last condition for a launch that was met, before the first launch and after the last
NEVER_FIRED_AT = {
    "reacting": "never fired at: no track lasted as long as the reaction time",
    "out_of_reach": "never fired at: out of reach of every battery while in track",
    "no_radar": "never fired at: no radar could guide, or no track was good enough",
    "no_missile": "never fired at: only reserve missiles left",
    "awaits_better": "never fired at: waited for a better shot",
    "launchers_busy": "never fired at: every launcher was between two launches",
    "no_channel": "never fired at: no free channel",
    "no_return": "never fired at: no salvo was worth its reserve price",
}
THEN = {
    "": "missed, then rarely tracked again",
    "under_engagement": "missed, and at its asset before the miss was known",
    "engagement_limit": "missed in every engagement that the doctrine allows",
    "reacting": "missed, then tracked again too late to react",
    "out_of_reach": "missed, then out of reach of every battery",
    "no_radar": "missed, then no radar could guide, or no track was good enough",
    "no_missile": "missed, then only reserve missiles left",
    "awaits_better": "missed, then waited for a better shot",
    "launchers_busy": "missed, then every launcher was between two launches",
    "no_channel": "missed, then no free channel",
    "no_return": "missed, then no salvo was worth its reserve price",
}


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
    why: str


class Held(NamedTuple):
    """The interval, in seconds, in which a network's decision on a threat applied."""

    network: str
    reason: str
    start_s: float
    stop_s: float


def leakers_of(scenario: ResolvedScenario, records: list[EventRecord]) -> list[Leaker]:
    """Return every leaker in the order of arrival."""
    own: dict[str, list[EventRecord]] = {r.threat: [] for r in records if r.event == "leak"}
    for record in records:
        if record.threat in own:
            own[record.threat].append(record)
    classes = {threat.name: threat.target_class for threat in scenario.threats}
    return [_leaker(chain, classes[name], scenario.duration_s) for name, chain in own.items()]


def _leaker(chain: list[EventRecord], target_class: str, end_s: float) -> Leaker:
    leak = next(record for record in chain if record.event == "leak")
    seen = [record for record in chain if record.event == "detection"]
    tracked = [record for record in chain if record.event == "track"]
    begun = next(record.time_s for record in chain if record.event == "set_out")
    held, shots = holds(chain, leak.time_s), engagements(chain, end_s)
    return Leaker(
        name=leak.threat,
        target_class=plain(target_class),
        set_out=clock(begun) if begun else "by 0:00",
        seen=f"{clock(seen[0].time_s)}, {seen[0].radar}" if seen else "never",
        tracked=f"{clock(tracked[0].time_s)}, {tracked[0].network}" if tracked else "never",
        decisions=_spent(held),
        shots=[_shot(shot) for shot in shots],
        arrived=clock(leak.time_s),
        asset=leak.asset,
        why=why(bool(seen), held, shots, leak.time_s),
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


def why(
    seen: bool,  # noqa: FBT001 - the first link of the chain
    held: list[Held],
    shots: list[Engagement],
    arrived_s: float,
) -> str:
    """Return why a threat got through: where its chain ended.

    Of several networks and moments, that counts in which a launch came nearest, in the order of
    `skydome.engagement.world.REASONS`.
    """
    if not seen:
        return "never detected by any radar"
    if not held and not shots:
        return "seen, but never often enough for a track"
    if not shots:
        return NEVER_FIRED_AT[_nearest(held)]
    last = max(shot.intercept_s for shot in shots)
    if last > arrived_s or all(shot.outcome != MISSED for shot in shots):
        return "fired at, but at its asset before the last missile"
    after = [span for span in held if span.stop_s > last and span.reason != "engage"]
    watched = sum(span.stop_s - max(span.start_s, last) for span in after)
    return THEN[_nearest(after) if watched > (arrived_s - last) / 2 else ""]


def _nearest(held: list[Held]) -> str:
    return max((span.reason for span in held), key=REASONS.index, default="")
