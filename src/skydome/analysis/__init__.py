"""Estimates with intervals, by target class and denominator."""

from skydome.analysis.adjudication import Adjudication, Cell, adjudicate
from skydome.analysis.comparison import Comparison, compare_policies
from skydome.analysis.intervals import Estimate
from skydome.analysis.pairing import Paired, PairedLine, pair_results
from skydome.analysis.parameter_sweep import Sweep, sweep
from skydome.analysis.summary import Summary, summarise

__all__ = [
    "Adjudication",
    "Cell",
    "Comparison",
    "Estimate",
    "Paired",
    "PairedLine",
    "Summary",
    "Sweep",
    "adjudicate",
    "compare_policies",
    "pair_results",
    "summarise",
    "sweep",
]
