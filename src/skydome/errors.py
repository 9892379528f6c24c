"""The one error a user sees: where it is, what is wrong, what is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class InputError(ValueError):
    """Something a person wrote cannot be used.

    Parameters
    ----------
    problem
        What is wrong, in the user's words.
    file, line, field
        Where it is; each may be unknown. ``line`` counts from 1.
    allowed
        What may stand there instead.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: Path | str | None = None,
        line: int | None = None,
        field: str | None = None,
        allowed: str | None = None,
    ) -> None:
        self.problem = problem
        self.file = None if file is None else str(file)
        self.line = line
        self.field = field
        self.allowed = allowed
        super().__init__(str(self))

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        parts = [part for part in (place, self.field, self.problem) if part]
        allowed = f"; allowed: {self.allowed}" if self.allowed else ""
        return ": ".join(parts) + allowed
