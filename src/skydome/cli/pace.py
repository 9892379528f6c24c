"""How long work will still take, from how long it has taken so far."""

from __future__ import annotations

HOUR_S, MINUTE_S = 3_600, 60
SHORT_S = 100  # up to here seconds are said


class Pace:
    """The time left of the latest stage, if each of its parts takes as long as those done."""

    def __init__(self) -> None:
        self._stage, self._first = "", 0
        self._began = self._estimate_s = 0.0
        self._known = False

    def note(self, stage: str, done: int, total: int | None, now_s: float) -> None:
        """Take note of a report of progress at a time.

        The clock of a stage starts with its first report; what was done by then, beside an earlier
        stage, does not count for its pace.
        """
        if stage != self._stage:
            self._stage, self._first = stage, done
            self._began, self._known = now_s, False
        if done > self._first and total is not None and now_s > self._began:
            each_s = (now_s - self._began) / (done - self._first)
            self._estimate_s = each_s * (total - self._first)
            self._known = True

    def left_s(self, now_s: float) -> float | None:
        """Return the seconds left of the stage at a time, None where they cannot be told yet."""
        if not self._known:
            return None
        return max(0.0, self._began + self._estimate_s - now_s)


def in_words(seconds: float) -> str:
    """Return a time of work as people say it, such as ``40 s``, ``7 min`` or ``2 h 5 min``."""
    if seconds < SHORT_S:
        return f"{seconds:.0f} s"
    minutes = round(seconds / MINUTE_S)
    if seconds < HOUR_S:
        return f"{minutes} min"
    return f"{minutes // MINUTE_S} h {minutes % MINUTE_S} min"
