"""The rule: one missile after the other, each where it saves most, in whole numbers.

Whole numbers, so that no machine's rounding can change an order. A kill probability and a survival
are counted in parts of 2**31, a value in steps of which the largest is 2**30 at most; no product
then leaves 63 bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import inline_kernel, kernel

if TYPE_CHECKING:
    from skydome.assignment.problem import Problem, Real, Whole

BITS = 31
CERTAIN = 1 << BITS
LARGEST_VALUE = 1 << 30
NOBODY = -1


@inline_kernel
def marginal_return(value: int, survives: int, kill: int, price: int) -> int:
    """Return what one more missile at a threat saves, less its reserve price.

    Parameters
    ----------
    value
        Of the threat, in steps, at most ``LARGEST_VALUE``.
    survives
        Probability that the threat outlives what is on its way already, in parts of 2**31.
    kill
        Single-shot kill probability, or that of a salvo, in parts of 2**31.
    price
        Reserve price of the missile, or of the salvo, in steps times 2**31.

    Returns
    -------
    int
        V * S * p - c in steps times 2**31; a missile is fired only where it is above zero.

    Notes
    -----
    Without a price it is the fall of the expected leaked value. Taken again and again it is optimal
    where all missiles are alike; where they are not, see docs/assignment.md for what it loses.
    """
    return value * (survives * kill >> BITS) - price


@inline_kernel
def survives_after(survives: int, kill: int) -> int:
    """Return the survival after one more missile, in parts of 2**31."""
    return survives * (CERTAIN - kill) >> BITS


def in_parts(probability: Real) -> Whole:
    """Return probabilities in parts of 2**31."""
    return np.round(probability * CERTAIN).astype(np.int64)


def in_steps(problem: Problem) -> tuple[Whole, Whole]:
    """Return the values in steps, and the prices in steps times 2**31.

    A price above the largest value is worth no missile; it counts as that value.
    """
    largest = problem.value.max()
    step = largest / LARGEST_VALUE
    value = np.maximum(np.round(problem.value / step), 1).astype(np.int64)
    price = np.round(np.minimum(problem.price, largest) / step).astype(np.int64)
    return value, price << BITS


def greedy(problem: Problem) -> Whole:
    """Return the missiles that the rule fires, shape (magazines, threats).

    Of all missiles that may still be fired, the one with the largest marginal return goes next;
    ties by unit, type, threat, each in the order in which they are written.
    """
    fired = np.zeros(problem.kill.shape, np.int64)
    value, price = in_steps(problem)
    _fire(
        value,
        in_parts(problem.kill),
        price,
        np.lexsort((np.arange(len(problem.magazines)), problem.unit)),
        problem.unit,
        problem.ready,
        problem.target_channels,
        problem.missile_channels,
        problem.missiles_per_threat,
        fired,
    )
    return fired


@kernel
def _fire(
    value: Whole,
    kill: Whole,
    price: Whole,
    order: Whole,
    unit: Whole,
    ready: Whole,
    target_channels: Whole,
    missile_channels: Whole,
    missiles_per_threat: int,
    fired: Whole,
) -> None:
    """Fill ``fired``, missile by missile, until no missile is worth its price."""
    left, channels, guided = ready.copy(), target_channels.copy(), missile_channels.copy()
    survives = np.full(len(value), CERTAIN, np.int64)
    shots = np.zeros(len(value), np.int64)
    engages = np.zeros((len(guided), len(value)), np.bool_)
    while True:
        best, most = (NOBODY, NOBODY), 0
        for k in order:
            u = unit[k]
            if left[k] == 0 or guided[u] == 0:
                continue
            for t in range(len(value)):
                may = shots[t] < missiles_per_threat and (engages[u, t] or channels[u] > 0)
                saves = marginal_return(value[t], survives[t], kill[k, t], price[k])
                if may and saves > most:
                    best, most = (k, t), saves
        k, t = best
        if k == NOBODY:
            return
        u = unit[k]
        fired[k, t] += 1
        left[k] -= 1
        guided[u] -= 1
        shots[t] += 1
        channels[u] -= 0 if engages[u, t] else 1
        engages[u, t] = True
        survives[t] = survives_after(survives[t], kill[k, t])
