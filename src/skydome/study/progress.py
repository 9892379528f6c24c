"""What long work tells of how far it is: a stage, how much of it is done, and how much there is."""

from __future__ import annotations


def silent(_stage: str, _done: int, _total: int | None) -> None:
    """Show nothing."""
