"""The mixed-integer program of an outer approximation, as scipy takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from skydome.assignment.leak_bounds import Lines
    from skydome.assignment.problem import Problem, Real, Whole

SAFE = 1e-9  # so that rounding takes no missile away that is worth its price


def worth_firing(problem: Problem) -> Whole:
    """Return the most missiles of each magazine that a best assignment has at each threat.

    The n-th of them saves V p (1 - p)^(n - 1) at most, whatever else is fired; where that is less
    than its price, leaving it out costs less.
    """
    most = np.minimum(problem.ready, problem.missiles_per_threat)[:, None]
    first = problem.value * problem.kill
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = 1 + np.log(problem.price[:, None] / first) / problem.log_survival
    limited = (problem.price[:, None] > 0) & (problem.kill > 0)
    count: Whole = np.where(limited, np.clip(np.floor(worth + SAFE), 0, most), most).astype(
        np.int64
    )
    return count


class Program:
    """The mixed-integer program: missiles fired, channels taken, then what each threat leaks."""

    def __init__(self, problem: Problem, lines: Lines, scale: float) -> None:
        self.problem, self.lines, self.scale = problem, lines, scale
        magazine, threat = np.nonzero(problem.kill)
        self.shot: tuple[Whole, Whole] = magazine, threat
        self.shots, threats = len(self.shot[0]), len(problem.threats)
        self.most_shots = worth_firing(problem)[self.shot]
        self.pair, self.channel = self._channels()
        channels = len(self.pair)
        price = problem.price[magazine] * scale
        self.objective = np.concatenate([price, np.zeros(channels), np.ones(threats)])
        self.whole = np.concatenate([np.ones(self.shots + channels), np.zeros(threats)])
        free = np.full(threats, np.inf)
        self.most = np.concatenate([self.most_shots, np.ones(channels), free])
        self.leak = self.shots + channels

    def _channels(self) -> tuple[Whole, Whole]:
        """Return unit and threat of each channel variable, and each shot's, -1 where it has none.

        Only units whose target channels may bind have them.
        """
        magazine, threat = self.shot
        unit, threats = self.problem.unit[magazine], len(self.problem.threats)
        tight = np.isin(unit, self.problem.tight_units)
        pair = np.unique(unit[tight] * threats + threat[tight])
        channel = np.where(tight, np.searchsorted(pair, unit * threats + threat), -1)
        return pair, channel

    def constraints(self) -> list[Any]:
        """Return the limits and lines as scipy has them."""
        problem, (magazine, threat) = self.problem, self.shot
        unit, shots = problem.unit[magazine], np.arange(self.shots)
        ones = np.ones(self.shots)
        limits = [
            self._at_most(magazine, shots, ones, problem.ready),
            self._at_most(unit, shots, ones, problem.missile_channels),
            self._at_most(
                threat, shots, ones, np.full(len(problem.threats), problem.missiles_per_threat)
            ),
        ]
        if len(self.pair):
            tight = np.flatnonzero(self.channel >= 0)
            rows = np.arange(len(tight))
            limits.append(
                self._at_most(
                    np.concatenate([rows, rows]),
                    np.concatenate([tight, self.shots + self.channel[tight]]),
                    np.concatenate([np.ones(len(tight)), -self.most_shots[tight]]),
                    np.zeros(len(tight)),
                )
            )
            channels = self.shots + np.arange(len(self.pair))
            by_unit = self.pair // len(problem.threats)
            limits.append(
                self._at_most(by_unit, channels, np.ones(len(channels)), problem.target_channels)
            )
        return [*limits, self._above_lines()]

    def _at_most(self, rows: Whole, columns: Whole, values: Real, most: Whole | Real) -> Any:  # noqa: ANN401 - scipy is imported where it is used
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        shape = (len(most), len(self.objective))
        return LinearConstraint(csr_array((values, (rows, columns)), shape=shape), -np.inf, most)

    def _above_lines(self) -> Any:  # noqa: ANN401 - the same
        """Return leak + value * slope * s >= value * height, each line divided by its slope."""
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        problem, (_magazine, threat) = self.problem, self.shot
        steps = -problem.log_survival[self.shot]
        rows: list[Whole] = []
        columns: list[Whole] = []
        values: list[Real] = []
        heights: list[float] = []
        for t, lines in enumerate(self.lines.of):
            mine = np.flatnonzero(threat == t)
            for line in lines:
                steepness = self.scale * problem.value[t] * line.slope
                rows.append(np.full(len(mine) + 1, len(heights)))
                columns.append(np.append(mine, self.leak + t))
                values.append(np.append(steepness * steps[mine], 1.0))
                heights.append(self.scale * problem.value[t] * line.height)
        matrix = csr_array(
            (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
            shape=(len(heights), len(self.objective)),
        )
        return LinearConstraint(matrix, heights, np.inf)
