"""Progress reports of long operations: a stage, the amount done, and the total.

The command line shows it through `skydome.cli.show.progress_bar`.
"""

from __future__ import annotations


def silent(_stage: str, _done: int, _total: int | None) -> None:
    """Show nothing."""
