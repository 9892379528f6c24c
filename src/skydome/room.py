"""Rooms that can be called: ``skydome.coverage(…)`` is short for asking the room its question."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


class Room(ModuleType):
    """A package whose name is also that of a question, see `skydome.views`."""

    def __call__(self, *subject: Any, **question: Any) -> Any:  # noqa: ANN401 - the view's own
        """Return the view of that name in `skydome.views`."""
        name = self.__name__.rpartition(".")[2]
        return getattr(import_module("skydome.views"), name)(*subject, **question)
