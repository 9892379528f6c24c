"""The best assignment and a proof of it: outer approximation by mixed-integer programs.

The expected leaked value of a threat is convex in a sum over the missiles fired at it, so lines
bound it from below. HiGHS finds the assignment that is best by these lines. Where it leaks more
than they say, tangent lines are added there, until the bound meets the best assignment known. The
method is that of Duran and Grossmann, Mathematical Programming 36 (1986).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.assignment.leak_bounds import Lines
from skydome.assignment.neighbourhood import ITERATIONS, search
from skydome.assignment.problem import cost
from skydome.assignment.program import Program

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.assignment.problem import Problem, Real, Whole

GAP = 1e-4  # of the cost, at which an assignment counts as the best
SECONDS = 60.0
SHARE_OF_SEARCH = 0.2  # of the time, at most
GAP_OF_A_PROGRAM = 0.5  # of the gap asked for
SCALE = 1e3  # the best cost known, as the solver sees it: its tolerances are absolute, 1e-6
EXACT = 1e-9  # of the cost: a smaller difference between a line and the value is rounding
SOLVER_TOLERANCE = 1e-6
LEAST_SECONDS = 1.0  # for the relaxation, which always gets a chance to end
OPTIMAL = 0  # the solver's status


class Proof(NamedTuple):
    """The best assignment found, and a lower bound of the cost of every assignment.

    ``first`` is the assignment of the search that it began with; ``ended_by_clock`` says that
    time was up before the gap was closed.
    """

    fired: Whole
    bound: float
    first: Whole
    ended_by_clock: bool


def solve(
    problem: Problem,
    *,
    seed: int = 1,
    gap: float = GAP,
    iterations: int = ITERATIONS,
    seconds: float = SECONDS,
    progress: Callable[[int], None] | None = None,
) -> Proof:
    """Return the best assignment found and a bound, after the gap is closed or time is up.

    Parameters
    ----------
    seed, iterations
        Of the search that it begins with.
    gap
        Of the cost, between the assignment and the bound.
    seconds
        Time limit; the solver may need some seconds more to notice. Where the gap closes in time,
        the answer is the same each time.
    progress
        Called with the number of mixed-integer programs solved so far.
    """
    ends = time.perf_counter() + seconds
    found = search(problem, seed=seed, iterations=iterations, seconds=SHARE_OF_SEARCH * seconds)
    best, least, bound = found.fired, cost(problem, found.fired), _all_at_each(problem)
    lines = Lines(problem)
    lines.touch_first()
    for fired in (*found.on_the_way, best):
        lines.touch(_exponents(problem, fired))
    rounds = 0
    if least - bound > gap * least:
        bound = max(bound, _relaxed(problem, lines, least, ends))
    while least - bound > gap * least and time.perf_counter() < ends:
        planned, leaks, lower = _best_by_lines(problem, lines, least, gap, ends)
        bound, rounds = max(bound, lower), rounds + 1
        if progress is not None:
            progress(rounds)
        if planned is None:
            break
        if cost(problem, planned) < least:
            best, least = planned, cost(problem, planned)
        exponents = _exponents(problem, planned)
        wrong = problem.value * np.exp(-exponents) - leaks > EXACT * least
        if not wrong.any():
            break
        lines.touch(exponents, np.flatnonzero(wrong))
    short = found.iterations < iterations or least - bound > gap * least
    return Proof(best, min(bound, least), found.fired, ended_by_clock=short)


def _all_at_each(problem: Problem) -> float:
    """Return a first, weak bound: every threat gets every missile that reaches it, at no price."""
    most = np.minimum(problem.ready, problem.missiles_per_threat)
    return float(problem.value @ np.exp(most @ problem.log_survival))


def _relaxed(problem: Problem, lines: Lines, least: float, ends: float) -> float:
    """Return the bound of the relaxation, in which missiles are divisible; 0 where time is up.

    It is quick, and keeps the bound useful where no mixed-integer program ends in time.
    """
    from scipy.optimize import Bounds, milp

    program = Program(problem, lines, SCALE / least)
    solved = milp(
        program.objective,
        bounds=Bounds(0, program.most),
        constraints=program.constraints(),
        options={"time_limit": max(ends - time.perf_counter(), LEAST_SECONDS)},
    )
    if solved.status != OPTIMAL:
        return 0.0
    return max(float(solved.fun) - SOLVER_TOLERANCE, 0.0) * least / SCALE


def _exponents(problem: Problem, fired: Whole) -> Real:
    exponents: Real = -(fired * problem.log_survival).sum(axis=0)
    return exponents


def _best_by_lines(
    problem: Problem, lines: Lines, least: float, gap: float, ends: float
) -> tuple[Whole | None, Real, float]:
    """Return the assignment that is best by the lines, the leaks by the lines, and a bound."""
    from scipy.optimize import Bounds, milp

    program = Program(problem, lines, SCALE / least)
    solved = milp(
        program.objective,
        integrality=program.whole,
        bounds=Bounds(0, program.most),
        constraints=program.constraints(),
        options={
            "mip_rel_gap": GAP_OF_A_PROGRAM * gap,
            "time_limit": max(ends - time.perf_counter(), 0.0),
        },
    )
    lower = solved.mip_dual_bound
    lower = 0.0 if lower is None or not np.isfinite(lower) else lower * least / SCALE
    if solved.x is None:
        return None, problem.value, lower
    fired = np.zeros(problem.kill.shape, np.int64)
    fired[program.shot] = np.round(solved.x[: program.shots])
    return fired, solved.x[-len(problem.threats) :] * least / SCALE, lower
