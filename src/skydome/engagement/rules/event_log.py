"""The log of events, where one is kept, and the scans of first events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import stage_kernel, step_kernel

if TYPE_CHECKING:
    from skydome.engagement.state import State


@stage_kernel
def log(state: State, kind: int, scan: int, a: int, b: int, c: int, d: int, e: int) -> None:
    """Append one event if there is a log and it has room."""
    n = state.event_count[0]
    if n < len(state.events):
        state.events[n, 0] = kind
        state.events[n, 1] = scan
        state.events[n, 2] = a
        state.events[n, 3] = b
        state.events[n, 4] = c
        state.events[n, 5] = d
        state.events[n, 6] = e
        state.event_count[0] = n + 1


@step_kernel
def note_first(state: State, what: int, scan: int) -> None:
    """Record the scan of the first event of its kind."""
    if state.first[what] < 0:
        state.first[what] = scan
