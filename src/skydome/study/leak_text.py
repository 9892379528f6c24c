"""Causes of leaks in words: what happened, and what would have to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from skydome.scenario import ResolvedScenario
    from skydome.study.leak_causes import Leak

NAMES = {
    "never_seen": "never seen",
    "no_track": "no track",
    "seen_late": "seen late",
    "out_of_envelope": "out of envelope",
    "battery_lost": "battery lost",
    "no_guidance": "no guidance",
    "no_missile": "no missile",
    "launchers_busy": "launchers busy",
    "no_channel": "no channel",
    "doctrine": "not engaged by doctrine",
    "engagement_limit": "engagement limit used up",
    "missed": "every shot missed",
}
MEANINGS = {
    "never_seen": "no radar detected it",
    "no_track": "radars detected it, but no network kept a track while a launch was possible",
    "seen_late": "it was tracked too late for a missile to reach it before it arrived",
    "out_of_envelope": "no battery could reach and guide anywhere along its path",
    "battery_lost": "the batteries that could still reach it were lost",
    "no_guidance": "no radar could guide a missile to it at that time",
    "no_missile": "no missile was left for it",
    "launchers_busy": "every launcher was between two launches",
    "no_channel": "every target channel was in use",
    "doctrine": "the doctrine held fire, waited for a better shot, or chose other targets",
    "engagement_limit": "the doctrine's limit of engagements per threat was used up",
    "missed": "every missile launched at it missed, and no launch was possible after that",
}
REMEDIES = {
    "never_seen": "a radar that covers its path, or a higher antenna",
    "no_track": "more looks at it: another radar on its path, or a link to one that had a track",
    "seen_late": "earlier detection, or a shorter reaction time",
    "out_of_envelope": "a battery closer to its path, or one whose missile and radar reach it",
    "battery_lost": "protection of the battery, or a second one that covers the same path",
    "no_guidance": "a radar that guides there at that time",
    "no_missile": "more missiles, faster reloading, or a smaller reserve",
    "launchers_busy": "more launchers, or a shorter interval between launches",
    "no_channel": "more target channels",
    "doctrine": "another doctrine",
    "engagement_limit": "a doctrine that allows one more engagement, or a higher kill probability",
    "missed": "a first launch earlier, larger salvos, or a higher kill probability",
}
MISSING = {
    "weapons_held": "the doctrine holds fire at what it was taken for",
    "awaits_better": "the doctrine waited for a better shot",
    "no_return": "no salvo was worth its reserve price",
    "engage": "the doctrine chose other targets",
    "no_radar": "no radar of the battery could guide, or no track was good enough",
    "unit_away": "the battery was turning, moving, silent or jammed",
    "reacting": "its reaction time was not over",
}


def happened(leak: Leak) -> str:
    """Return what happened, as a clause: ``every channel was in use``."""
    again = f"missed {_times(leak.missed)}; then " if leak.missed else ""
    particular = {
        "seen_late": _late(leak),
        "no_guidance": MISSING.get(leak.missing, ""),
        "doctrine": MISSING.get(leak.missing, ""),
        "missed": f"missed {_times(leak.missed)}, and no launch was possible after that",
    }
    clause = particular.get(leak.cause, MEANINGS[leak.cause])
    return clause if leak.cause == "missed" else again + clause


def _late(leak: Leak) -> str:
    if not leak.missing:
        return "the missiles launched at it could not arrive before it did"
    if leak.missing == "reacting":
        return "the reaction time was not over when the last possible launch had passed"
    return "it was tracked only after the last possible launch"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def why_sentence(leak: Leak) -> str:
    """Return cause and remedy in one line."""
    name = "" if leak.cause == "missed" else f"{NAMES[leak.cause]}: "
    return f"{name}{happened(leak)}. It would take {REMEDIES[leak.cause]}."


class LeakRecord(NamedTuple):
    """A leaker with the scenario's names and times in seconds, None for what never happened.

    ``possible_s`` are the first and the last time at which a launch at it was possible,
    ``window_s`` those after the last salvo at it, see `skydome.study.leak_causes`.
    """

    threat: str
    target_class: str
    asset: str
    arrived_s: float
    cause: str
    happened: str
    remedy: str
    salvos: int
    missed: int
    first_detection_s: float | None
    first_track_s: float | None
    possible_s: tuple[float, float] | None
    window_s: tuple[float, float] | None


def leak_record(scenario: ResolvedScenario, leak: Leak) -> LeakRecord:
    """Return a leaker with names, times in seconds and its cause in words."""
    threat = scenario.threats[leak.threat]
    return LeakRecord(
        threat=threat.name,
        target_class=threat.target_class,
        asset=scenario.assets[leak.asset].name,
        arrived_s=leak.scan * scenario.scan_s,
        cause=leak.cause,
        happened=happened(leak),
        remedy=REMEDIES[leak.cause],
        salvos=leak.launched,
        missed=leak.missed,
        first_detection_s=_seconds(scenario, leak.first_detection),
        first_track_s=_seconds(scenario, leak.first_track),
        possible_s=_span(scenario, leak.possible),
        window_s=_span(scenario, leak.window),
    )


def _seconds(scenario: ResolvedScenario, scan: int | None) -> float | None:
    return None if scan is None else scan * scenario.scan_s


def _span(scenario: ResolvedScenario, scans: tuple[int, int] | None) -> tuple[float, float] | None:
    return None if scans is None else (scans[0] * scenario.scan_s, scans[1] * scenario.scan_s)
