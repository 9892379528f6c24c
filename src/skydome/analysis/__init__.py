"""Estimates with intervals, by target class and denominator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.room import on_demand

if TYPE_CHECKING:
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

__getattr__ = on_demand(
    __name__,
    {
        **dict.fromkeys(("Adjudication", "Cell", "adjudicate"), "adjudication"),
        **dict.fromkeys(("Comparison", "compare_policies"), "comparison"),
        "Estimate": "intervals",
        **dict.fromkeys(("Paired", "PairedLine", "pair_results"), "pairing"),
        **dict.fromkeys(("Sweep", "sweep"), "parameter_sweep"),
        **dict.fromkeys(("Summary", "summarise"), "summary"),
    },
)


def __dir__() -> list[str]:
    return __all__
