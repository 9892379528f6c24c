"""Events as sentences, and counts by type."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from skydome.engagement.world import EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.study.replay import EventRecord


def sentence_of(record: EventRecord) -> str:
    """Return an event as a sentence."""
    result = "killed" if record.number else "missed"
    sentences = {
        "set_out": f"{record.threat} starts",
        "detection": f"{record.radar} detects {record.threat}",
        "decision": f"{record.network} on {record.threat}: {record.reason.replace('_', ' ')}",
        "track": f"{record.network} tracks {record.threat} ({record.radar})",
        "track_lost": f"{record.network} loses {record.threat} ({record.radar})",
        "launch": f"{record.unit} fires {record.number} x {record.missile} at {record.threat}",
        "intercept": f"{record.missile} of {record.unit} at {record.threat}: {result}",
        "reload": f"{record.unit} has reloaded {record.number} x {record.missile}",
        "leak": f"{record.threat} reaches {record.asset}",
        "lost": f"{record.unit} is lost",
        "cut": f"the link of {record.unit} is lost",
        "quiet": f"{record.unit} has no missiles left and switches its radar off",
        "emits": f"{record.unit} begins to radiate",
        "shuts": f"{record.unit} shuts down",
        "moves": f"{record.unit} moves to its second site",
        "turns": f"{record.unit} turns to {record.radar}; this takes {record.number} scans",
        "doctrine": f"{record.network} changes its doctrine",
        "silenced": f"the jammer on {record.threat} is lost",
    }
    return sentences[record.event]


def clock(time_s: float) -> str:
    """Return a time as minutes and seconds, ``12:03``."""
    minutes, seconds = divmod(round(time_s), 60)
    return f"{minutes}:{seconds:02d}"


def tally(records: Iterable[EventRecord]) -> dict[str, int]:
    """Return the number of events of each type, and of intercepts that killed."""
    kinds: Counter[str] = Counter()
    for record in records:
        kinds[record.event] += 1
        kinds["killed"] += record.event == "intercept" and bool(record.number)
    return {kind: kinds[kind] for kind in (*EVENTS, "killed")}
