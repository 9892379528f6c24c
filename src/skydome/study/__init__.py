"""Runs: replications in blocks on threads, stored results, and replay of one replication."""

from skydome.study.optimum import Optimum, optimum_of, optimum_stored
from skydome.study.replay import EventRecord, event_table, named_replication, replay, replay_stored
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
