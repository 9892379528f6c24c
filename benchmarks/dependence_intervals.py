"""Measure the coverage of the intervals and the error rates of the tests of `skydome dependence`.

Run as ``python benchmarks/dependence_intervals.py``; takes some minutes. Series of 30 years fall by
one point a year; each error is ρ times the one before plus a new part of 8 points. Prints a
Markdown table for docs/dependence.md.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.dependence.trend import break_test, least_squares, theil_sen

if TYPE_CHECKING:
    from skydome.arrays import Floats

YEARS = np.arange(1996.0, 2026.0)
SLOPE, SCATTER, STEP, STEP_YEAR = -0.01, 0.08, -0.3, 2011
WARM_UP = 60
SHUFFLES, RESAMPLES = 399, 199


class Rates(NamedTuple):
    """How often each interval contains the slope, and each test finds a break there is not."""

    least_squares: float
    theil_sen: float
    shuffled: float
    both: float
    both_with_step: float
    year_covered: float


def errors(random: np.random.Generator, rho: float) -> Floats:
    """Return correlated errors whose new parts have unit variance."""
    drawn = random.normal(size=len(YEARS) + WARM_UP)
    for n in range(1, len(drawn)):
        drawn[n] += rho * drawn[n - 1]
    return drawn[WARM_UP:]


def measure(rho: float, count: int, seed: int) -> Rates:
    """Return the rates over some series."""
    random = np.random.default_rng(seed)
    seen = np.zeros((count, 6))
    for n in range(count):
        line = 0.7 + SLOPE * (YEARS - YEARS[0]) + SCATTER * errors(random, rho)
        for place, slope in enumerate((least_squares(YEARS, line)[0], theil_sen(YEARS, line))):
            seen[n, place] = slope.low <= SLOPE <= slope.high
        plain = break_test(YEARS, line, SHUFFLES, RESAMPLES)
        stepped = break_test(YEARS, line + STEP * (YEARS >= STEP_YEAR), SHUFFLES, RESAMPLES)
        if plain is None or stepped is None:
            raise ValueError("these years are enough for a test")
        covered = stepped.low <= STEP_YEAR <= stepped.high
        seen[n, 2:] = plain.p_value <= 0.05, plain.found, stepped.found, covered
    return Rates(*(float(rate) for rate in seen.mean(axis=0)))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure intervals and tests.")
    parser.add_argument("--series", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    names = (
        *("slope covered, least squares", "slope covered, Theil–Sen"),
        *("false break, shuffled", "false break, both"),
        *("step of 30 points found", "its year covered"),
    )
    lines = ["| ρ | " + " | ".join(names) + " |", "|---:" * (len(names) + 1) + "|"]
    for rho in (0.0, 0.3, 0.5, 0.7):
        rates = measure(rho, asked.series, asked.seed)
        cells = [f"{rate:.0%}".replace("%", " %") for rate in rates]
        lines.append(f"| {rho} | " + " | ".join(cells) + " |")
    print("\n".join(lines))  # noqa: T201 - what the script is for


if __name__ == "__main__":
    main()
