"""What it means: estimates with intervals, by class and denominator."""

from skydome.analysis.comparison import Comparison, compare_policies
from skydome.analysis.intervals import Estimate
from skydome.analysis.pairing import Paired, PairedLine, pair_results
from skydome.analysis.summary import Summary, summarise

__all__ = [
    "Comparison",
    "Estimate",
    "Paired",
    "PairedLine",
    "Summary",
    "compare_policies",
    "pair_results",
    "summarise",
]
