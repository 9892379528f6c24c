"""What it means: estimates with intervals, by class and denominator."""

from skydome.analysis.intervals import Estimate
from skydome.analysis.summary import Summary, summarise

__all__ = ["Estimate", "Summary", "summarise"]
