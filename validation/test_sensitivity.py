"""Sensitivity indices against closed forms: bias, cover of the intervals, false alarms."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from closed_forms import (
    HARD_G,
    STANDARD_G,
    Known,
    g_function,
    g_known,
    ishigami,
    ishigami_known,
)
from scipy import stats

from skydome.sensitivity import chaos
from skydome.sensitivity.designs import latin_hypercube

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.arrays import Floats

pytestmark = pytest.mark.skipif(
    os.environ.get("SKYDOME_THOROUGH") != "1", reason="minutes of samples: `make validate`"
)

REPEATS = 100  # 30 where a repeat takes longer


class Case(NamedTuple):
    """A function with noise, sampled again and again."""

    function: Callable[[Floats], Floats]
    known: Known
    draws: int
    noise: float
    """Standard deviation of a value's noise over that of the function."""
    repeats: int = REPEATS


class Results(NamedTuple):
    """Repeats of the estimates; shape (repeats, inputs) each, and of (repeats,)."""

    first: Floats
    total: Floats
    first_covers: Floats
    total_covers: Floats
    significant: Floats
    unseen: Floats


def g(a: tuple[float, ...]) -> Callable[[Floats], Floats]:
    """Return Sobol's G with these coefficients."""
    return lambda u: np.asarray(g_function(u, a))


def linear(slopes: Floats) -> tuple[Callable[[Floats], Floats], Known]:
    """Return a linear function and its indices."""
    variance = float(np.sum(slopes**2)) / 12
    shares = slopes**2 / 12 / variance
    return (lambda u: np.asarray(u @ slopes)), Known(variance, shares, shares)


WIDE = np.where(np.arange(290) < 30, np.random.default_rng(3).normal(size=290), 0.0)
CASES = {
    "Ishigami": Case(ishigami, ishigami_known(), 256, 0.0),
    "Ishigami, noise": Case(ishigami, ishigami_known(), 256, 0.5),
    "G": Case(g(STANDARD_G), g_known(STANDARD_G), 256, 0.125),
    "G, noise": Case(g(STANDARD_G), g_known(STANDARD_G), 256, 0.5),
    "hard G": Case(g(HARD_G), g_known(HARD_G), 256, 0.125),
    "hard G, 1,024 draws": Case(g(HARD_G), g_known(HARD_G), 1024, 0.125, 30),
    "linear, 290 inputs": Case(*linear(WIDE), 256, 0.3, 30),
}


def repeated(case: Case) -> Results:
    """Return the estimates of many samples."""
    rows = []
    known = case.known
    for seed in range(case.repeats):
        u = latin_hypercube(case.draws, len(known.first), seed)
        noise = case.noise**2 * known.variance
        error = np.random.default_rng(seed).normal(0, np.sqrt(noise), case.draws)
        found = chaos.analyse(u, case.function(u) + error, noise, seed=seed)
        first, total = found.first, found.total
        rows.append(
            (
                first.value,
                total.value,
                (first.low <= known.first) & (known.first <= first.high),
                (total.low <= known.total) & (known.total <= total.high),
                total.significant,
                np.array(found.unseen),
            )
        )
    return Results(*(np.array(column, dtype=np.float64) for column in zip(*rows, strict=True)))


@pytest.fixture(scope="module")
def results() -> Callable[[str], Results]:
    """Return the repeats of a case, computed once."""
    done: dict[str, Results] = {}

    def of(name: str) -> Results:
        if name not in done:
            done[name] = repeated(CASES[name])
        return done[name]

    return of


SHORT = pytest.mark.xfail(strict=True, reason="totals of the two largest: two thirds, not 95 %")


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[SHORT] if name == "hard G, 1,024 draws" else []) for name in CASES],
)
def test_intervals_cover_about_95_percent(results: Callable[[str], Results], name: str) -> None:
    """Cover of inputs that act is 90 % or more on average, and of each no less than chance allows.

    That is the 0.1 % point of a binomial count at a cover of 92 %: 83 of 100, 22 of 30.
    """
    found, truth = results(name), CASES[name].known.total
    acts = truth > 1e-3
    largest = np.argsort(-truth)[: min(6, int(acts.sum()))]
    for covers in (found.first_covers, found.total_covers):
        assert 0.89 < covers[:, acts].mean() <= 1
        least = stats.binom.ppf(0.001, len(covers), 0.92)
        assert covers[:, largest].sum(axis=0).min() >= least


@pytest.mark.parametrize("name", CASES)
def test_estimates_are_close_to_unbiased(results: Callable[[str], Results], name: str) -> None:
    """The mean error is below 0.03 for totals, and 0.015 for first indices."""
    found, known = results(name), CASES[name].known
    assert np.abs(found.first.mean(axis=0) - known.first).max() < 0.015
    assert np.abs(found.total.mean(axis=0) - known.total).max() < 0.04


def test_false_alarms_are_rare(results: Callable[[str], Results]) -> None:
    """In 5 % of samples at most, or little more, some inert input is called significant."""
    inert = CASES["linear, 290 inputs"].known.total == 0
    alarms = results("linear, 290 inputs").significant[:, inert].any(axis=1)
    assert alarms.mean() <= 0.2  # 30 repeats


@pytest.mark.parametrize(("name", "least"), [("G", 1.0), ("hard G", 0.85)])
def test_the_top_three_come_first(
    results: Callable[[str], Results], name: str, least: float
) -> None:
    """First indices order the top three of 20 inputs as the formulas do; totals name the three."""
    found = results(name)
    right = [
        (np.argsort(-first)[:3] == [0, 1, 2]).all() and set(np.argsort(-total)[:3]) == {0, 1, 2}
        for first, total in zip(found.first, found.total, strict=True)
    ]
    assert np.mean(right) >= least


def main() -> None:
    """Print the table of docs/sensitivity.md."""
    lines = [
        "| case | draws | first: rms error, cover | total: rms error, cover | unseen | alarms |",
        "|---|---|---|---|---|---|",
    ]
    for name, case in CASES.items():
        found = repeated(case)
        acts = case.known.total > 1e-3
        cells = []
        for values, covers, truth in (
            (found.first, found.first_covers, case.known.first),
            (found.total, found.total_covers, case.known.total),
        ):
            rms = np.sqrt(np.mean((values - truth)[:, acts] ** 2))
            cells.append(f"{rms:.4f}, {covers[:, acts].mean():.1%}")
        alarms = found.significant[:, case.known.total == 0]
        rare = f"{alarms.any(axis=1).mean():.0%}" if alarms.size else "–"
        unseen = f"{found.unseen.mean():.1%}"
        lines.append(f"| {name} | {case.draws} | {' | '.join(cells)} | {unseen} | {rare} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
