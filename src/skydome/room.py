"""Rooms: packages whose names are loaded when they are asked for, and packages that can be called.

``skydome.coverage(…)`` is short for asking the room its question.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Room(ModuleType):
    """A package whose name is also that of a question, see `skydome.views`."""

    def __call__(self, *subject: Any, **question: Any) -> Any:  # noqa: ANN401 - the view's own
        """Return the view of that name in `skydome.views`."""
        name = self.__name__.rpartition(".")[2]
        return getattr(import_module("skydome.views"), name)(*subject, **question)


def on_demand(package: str, modules: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a package's ``__getattr__``, which imports the module of a name with its first use.

    The package imports the same names under ``TYPE_CHECKING``, for type checkers and for the
    contracts about imports.

    Parameters
    ----------
    package
        Its ``__name__``.
    modules
        Name to module of the package. A module that has the name of what it exports must be
        imported by way of the package only: else the package shows the module in its place.
    """

    def find(name: str) -> Any:  # noqa: ANN401 - whatever the module exports
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found = getattr(import_module(f"{package}.{modules[name]}"), name)
        setattr(import_module(package), name, found)
        return found

    return find
