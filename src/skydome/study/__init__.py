"""Runs: replications in blocks on threads, stored results, and replay of one replication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.room import on_demand

# At once: its module has the name of a function.
from skydome.study.replay import EventRecord, event_table, named_replication, replay, replay_stored

if TYPE_CHECKING:
    from skydome.study.optimum import Optimum, optimum_of, optimum_stored
    from skydome.study.run import compile_tables, run_to_folder, simulate
    from skydome.study.store import Result, read_result

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

__getattr__ = on_demand(
    __name__,
    {
        **dict.fromkeys(("Optimum", "optimum_of", "optimum_stored"), "optimum"),
        **dict.fromkeys(("compile_tables", "run_to_folder", "simulate"), "run"),
        **dict.fromkeys(("Result", "read_result"), "store"),
    },
)


def __dir__() -> list[str]:
    return __all__
