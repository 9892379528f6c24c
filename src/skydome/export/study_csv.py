"""Every mean and band of a study as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.analysis.parameter_sweep import shown
from skydome.export.csv_table import csv_bytes

if TYPE_CHECKING:
    from skydome.experiment.answer import Answer
    from skydome.experiment.tradeoff import Tradeoff
    from skydome.sensitivity.tail import Tail

COLUMNS = (
    *("measure", "of", "mean", "low_95", "high_95"),
    *("draws_5", "draws_50", "draws_95", "parameter_share"),
)


def study_csv(found: Answer) -> bytes:
    """Return one row a point, measure and what it is of; factors come first.

    ``mean`` and its 95 % interval are with the catalogue's own values; ``draws_5``, ``draws_50``
    and ``draws_95`` are points of the distribution over draws. Probabilities of rare outcomes
    follow; those that are not supported are empty.
    """
    rows = [
        (
            *map(shown, point.values),
            *(line.measure, line.of, *line.nominal),
            *(line.low, line.middle, line.high),
            None if line.parameter_share is None else line.parameter_share.value,
        )
        for point in found.points
        for line in point.lines
    ]
    rows += [
        (
            *map(shown, point.values),
            *(f"probability of {one.name}", "all"),
            *((None,) * 3 if one.refused else _interval(one.nominal)),
            *(one.low, one.middle, one.high, None),
        )
        for point in found.points
        for one in point.rare
    ]
    return csv_bytes([*found.factors, *COLUMNS], rows)


def _interval(tail: Tail) -> tuple[float, float, float]:
    return tail.probability, tail.low, tail.high


WORTH_COLUMNS = (
    *("alternative", "measure", "difference", "low_95", "high_95", "draws_5", "draws_95"),
    *("share_of_draws_below", "price_low_usd", "price_high_usd", "score", "on_frontier"),
)


def tradeoff_csv(traded: Tradeoff) -> bytes:
    """Return one row an alternative and measure: its difference from the scenario as it is.

    Prices, the score and whether the alternative is on the frontier repeat; what is not known is
    empty.
    """
    rows = [
        (
            *(one.name, measure, *found.nominal, found.low, found.high, found.share_below),
            *((None, None) if one.price is None else (one.price.low_usd, one.price.high_usd)),
            *(one.score, one.on_frontier),
        )
        for one in traded.worths
        for measure, found in one.differences.items()
    ]
    return csv_bytes(WORTH_COLUMNS, rows)
