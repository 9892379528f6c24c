"""Runs: replications in blocks on threads, stored results, and replay of one replication."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from skydome.study.replay import EventRecord, event_table, named_replication, replay, replay_stored
from skydome.study.run import compile_tables, run_to_folder, simulate
from skydome.study.store import Result, read_result

if TYPE_CHECKING:
    from skydome.study.optimum import Optimum, optimum_of, optimum_stored

__all__ = [
    "EventRecord",
    "Optimum",
    "Result",
    "compile_tables",
    "event_table",
    "named_replication",
    "optimum_of",
    "optimum_stored",
    "read_result",
    "replay",
    "replay_stored",
    "run_to_folder",
    "simulate",
]

# The optimum brings the assignment's solver; it is loaded when asked for.
_OF_OPTIMUM = ("Optimum", "optimum_of", "optimum_stored")


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module exports
    if name not in _OF_OPTIMUM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.optimum"), name)


def __dir__() -> list[str]:
    return __all__
