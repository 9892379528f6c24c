"""Many runs: blocks on threads, a store, results."""

from skydome.study.run import compile_tables, replay, run_to_folder, simulate
from skydome.study.store import Result, read_result

__all__ = ["Result", "compile_tables", "read_result", "replay", "run_to_folder", "simulate"]
