"""Instances of the static assignment problem, made from a seed, and their optimum by trying all."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from skydome.assignment import Magazine, Problem, Unit, broken_limits, cost

if TYPE_CHECKING:
    from collections.abc import Iterator


def weapons_and_targets(weapons: int, targets: int, rounds: int, seed: int) -> Problem:
    """Return an instance like the public ones: values 1 to 100, probabilities from 0 to below 1."""
    random = np.random.default_rng(seed)
    return Problem(
        name=f"{weapons}x{targets}x{rounds}-{seed}",
        threats=tuple(f"target {t}" for t in range(targets)),
        value=random.integers(1, 101, targets).astype(float),
        units=tuple(Unit(f"weapon {w}") for w in range(weapons)),
        magazines=tuple(Magazine(w, "rounds", rounds) for w in range(weapons)),
        kill=random.random((weapons, targets)),
    )


def layered(units: int, threats: int, seed: int, *, ready: int = 2) -> Problem:
    """Return units with two missile types each, target and missile channels, prices and gaps."""
    random = np.random.default_rng(seed)
    kill = random.uniform(0.2, 0.9, (2 * units, threats)) * (
        random.random((2 * units, threats)) < 2 / 3
    )
    return Problem(
        name=f"layered-{units}-{threats}-{seed}",
        threats=tuple(f"threat {t}" for t in range(threats)),
        value=random.integers(1, 30, threats).astype(float),
        units=tuple(
            Unit(
                f"unit {u}",
                target_channels=int(random.integers(1, 4)),
                missile_channels=int(random.integers(2, 5)),
                layer="outer" if u == 0 else "inner",
            )
            for u in range(units)
        ),
        magazines=tuple(
            Magazine(u, kind, ready, price)
            for u in range(units)
            for kind, price in (("long", 1.0), ("short", 0.1))
        ),
        kill=kill,
        missiles_per_threat=3,
    )


def alike(threats: int, missiles: int, kill: float) -> Problem:
    """Return threats worth 1 each against missiles that are all alike."""
    return Problem(
        name="alike",
        threats=tuple(f"threat {t}" for t in range(threats)),
        value=np.ones(threats),
        units=(Unit("unit"),),
        magazines=(Magazine(0, "missile", missiles),),
        kill=np.full((1, threats), kill),
    )


def by_trying_all(problem: Problem) -> float:
    """Return the least cost of any assignment that breaks no limit."""
    return min(cost(problem, fired) for fired in _all(problem) if not broken_limits(problem, fired))


def _all(problem: Problem) -> Iterator[np.ndarray]:
    threats = range(len(problem.threats))
    ways = [
        [
            np.bincount(np.array(to, int), minlength=len(threats))
            for count in range(magazine.ready + 1)
            for to in itertools.combinations_with_replacement(threats, count)
        ]
        for magazine in problem.magazines
    ]
    for rows in itertools.product(*ways):
        yield np.array(rows)
