"""A replication as a command line names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from skydome.study import Result


def number_of(stored: Result, text: str) -> int:
    """Return the replication that ``--replication`` names: a number, or typical, best or worst."""
    from skydome.errors import InputError
    from skydome.study import named_replication
    from skydome.study.replay import NAMED

    if text in NAMED:
        return named_replication(stored, text)
    if text.isascii() and text.isdigit() and len(text) <= len(str(stored.rows.num_rows)):
        return int(text)
    allowed = f"0 to {stored.rows.num_rows - 1:,}, or {', '.join(NAMED)}"
    raise InputError(f"{text!r} is not a replication", field="--replication", allowed=allowed)


def parts_of(result: Path) -> list[Path]:
    """Return the files of a result, none of which may be written over."""
    return list(result.iterdir()) if result.is_dir() else []
