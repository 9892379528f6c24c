"""Times in UTC, as the table of jobs and the lists have them."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """Return the time in UTC as ISO 8601, to the second."""
    return _text(datetime.now(tz=UTC))


def written_at(modified_s: float) -> str:
    """Return a time in seconds since 1970 in UTC as ISO 8601, to the second."""
    return _text(datetime.fromtimestamp(modified_s, tz=UTC))


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
