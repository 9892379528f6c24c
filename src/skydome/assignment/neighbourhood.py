"""A fast search: free one missile of each threat, and assign all of them again, together.

If at most one of the freed missiles goes to each threat, the best assignment of all of them is a
linear assignment problem, which is solved exactly in a millisecond. Each step frees other missiles,
and the cost never rises. Where it stops falling, a step with random factors on the gains starts
again from the best assignment so far.
"""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.assignment.rule import greedy

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.assignment.problem import Problem, Real, Whole

ITERATIONS = 1_000
PATIENCE = 8  # steps without a gain before one with random factors
BLUR = 0.3  # standard deviation of the logarithm of the random factor
LEAST_FREED = 0.2  # of the threats, a share drawn from here to 1 gives up a missile
SMALLEST_GAIN = 1e-12  # of the cost; less is rounding
MOST_ON_THE_WAY = 200  # the latest
UNUSED = -1


class Found(NamedTuple):
    """The best assignment of a search.

    ``fired`` counts missiles, shape (magazines, threats); ``iterations`` is the number done;
    ``on_the_way`` are the local optima passed on the way.
    """

    fired: Whole
    iterations: int
    on_the_way: tuple[Whole, ...]


class Rounds(NamedTuple):
    """Every missile that may be fired: its magazine, its unit, and its threat."""

    magazine: Whole
    unit: Whole
    to: Whole


class Moves(NamedTuple):
    """Missiles that are assigned again, move by move; ``first`` is where each move begins."""

    missiles: Whole
    first: Whole

    @property
    def sizes(self) -> Whole:
        """Missiles of each move."""
        return np.diff(self.first, append=len(self.missiles))


def search(
    problem: Problem,
    *,
    seed: int = 1,
    iterations: int | None = ITERATIONS,
    seconds: float | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Found:
    """Return an assignment that costs no more than the rule's, and less with more time.

    Without a time limit, the same seed and iterations give the same assignment.

    Parameters
    ----------
    seed
        Of the order in which missiles are freed.
    iterations, seconds
        Limits; at least one is needed.
    clock
        What the seconds are measured with.
    """
    if iterations is None and seconds is None:
        raise ValueError("a search needs iterations or seconds to end")
    ends = np.inf if seconds is None else clock() + seconds
    most = np.inf if iterations is None else iterations
    random = np.random.default_rng(seed)
    here = best = _rounds(problem, greedy(problem))
    least = here_costs = _cost(problem, best)
    on_the_way: deque[Whole] = deque(maxlen=MOST_ON_THE_WAY)
    done = stale = 0
    while len(best.to) and done < most and clock() < ends:
        done += 1
        if stale < PATIENCE:
            there = step(problem, here, random)
            costs = _cost(problem, there)
            stale = 0 if costs < here_costs * (1 - SMALLEST_GAIN) else stale + 1
            if costs <= here_costs:
                here, here_costs = there, costs
        else:
            on_the_way.append(_fired(problem, here))
            here = step(problem, best, random, blur=BLUR)
            here_costs, stale = _cost(problem, here), 0
        if here_costs < least:
            best, least = here, here_costs
    return Found(_fired(problem, best), done, tuple(on_the_way))


def step(
    problem: Problem, now: Rounds, random: np.random.Generator, *, blur: float = 0.0
) -> Rounds:
    """Return the missiles after some of them were assigned again, at most one move per threat.

    Without blur, and where no missile was swapped for one of another type, the result costs no
    more than before.
    """
    from scipy.optimize import linear_sum_assignment

    freed = _freed(now, random, share=1.0 if blur else random.uniform(LEAST_FREED, 1.0))
    moves = _moves(problem, now, freed, random)
    to = now.to.copy()
    to[freed] = to[moves.missiles] = UNUSED
    kept = Rounds(now.magazine, now.unit, to)
    gains = _gains(problem, kept, moves) * _allowed(problem, kept, moves, now)
    if blur:
        gains *= np.exp(blur * random.standard_normal(gains.shape))
    rows, threats = linear_sum_assignment(gains, maximize=True)
    goes_to = np.full(len(moves.first), UNUSED)
    goes_to[rows] = np.where(gains[rows, threats] > 0, threats, UNUSED)
    goes_to = np.repeat(goes_to, moves.sizes)
    reaches = problem.kill[now.magazine[moves.missiles], goes_to] > 0
    to[moves.missiles] = np.where(reaches, goes_to, UNUSED)
    return Rounds(now.magazine, now.unit, to)


def _freed(now: Rounds, random: np.random.Generator, share: float) -> Whole:
    """Return one missile of each threat that is fired at, of a share of these threats."""
    order = random.permutation(np.flatnonzero(now.to != UNUSED))
    one_each = order[np.unique(now.to[order], return_index=True)[1]]
    freed: Whole = one_each[random.random(len(one_each)) < share]
    return freed


def _moves(problem: Problem, now: Rounds, freed: Whole, random: np.random.Generator) -> Moves:
    """Return the freed missiles and unused ones, each on its own, or whole salvos.

    A salvo is what one unit fires at one threat: where target channels bind, only a whole salvo
    sets one free.
    """
    if problem.tight_units and random.random() < 1 / 2:
        missiles = _salvos(problem, now, freed)
    else:
        missiles = _swapped(problem, now, freed, random)
    label = np.where(now.to[missiles] == UNUSED, -1 - missiles, _pair(problem, now)[missiles])
    spare = _spare(problem, now, missiles, random)
    labels = np.concatenate([label, -1 - spare])
    first = np.flatnonzero(np.diff(labels, prepend=labels[:1] - 1))
    return Moves(np.concatenate([missiles, spare]), first)


def _pair(problem: Problem, rounds: Rounds) -> Whole:
    """Return unit and threat of each missile as one number."""
    return rounds.unit * len(problem.threats) + rounds.to


def _salvos(problem: Problem, now: Rounds, freed: Whole) -> Whole:
    """Return all missiles that go with the freed ones, salvo by salvo."""
    pair = np.where(now.to == UNUSED, UNUSED, _pair(problem, now))
    together = np.flatnonzero(np.isin(pair, pair[freed]))
    ordered: Whole = together[np.argsort(pair[together], kind="stable")]
    return ordered


def _swapped(problem: Problem, now: Rounds, freed: Whole, random: np.random.Generator) -> Whole:
    """Return the freed missiles, some of them for unused ones of another type of their unit."""
    if len(problem.magazines) == len(problem.units):
        return freed
    swapped = freed.copy()
    unused = random.permutation(np.flatnonzero(now.to == UNUSED))
    for other in unused[: len(freed)]:
        mates = np.flatnonzero(now.unit[swapped] == now.unit[other])
        if len(mates) and random.random() < 1 / 2:
            swapped[random.choice(mates)] = other
    return np.unique(swapped)


def _spare(problem: Problem, now: Rounds, swapped: Whole, random: np.random.Generator) -> Whole:
    """Return unused missiles that the missile channels leave room for, drawn at random."""
    used = now.to != UNUSED
    spare = problem.missile_channels - np.bincount(now.unit[used], minlength=len(problem.units))
    idle = ~used
    idle[swapped] = False
    order = random.permutation(np.flatnonzero(idle))
    kept: Whole = order[_rank(now.unit[order]) < spare[now.unit[order]]]
    return kept


def _rank(labels: Whole) -> Whole:
    """Return for each label how many equal ones stand before it."""
    order = np.argsort(labels, kind="stable")
    ordered = labels[order]
    first = np.searchsorted(ordered, ordered)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(labels)) - first
    return rank


def _allowed(problem: Problem, kept: Rounds, moves: Moves, now: Rounds) -> Real:
    """Return 1 where a move may go and 0 where a limit forbids it, shape (moves, threats).

    A unit with more moves than free target channels lets as many go anywhere, first those that
    held a channel of their own; the others join missiles that it keeps.
    """
    fired = _fired(problem, kept)
    left = problem.missiles_per_threat - fired.sum(axis=0)
    allowed: Real = (moves.sizes[:, None] <= left).astype(float)
    leaders = moves.missiles[moves.first]
    for u in problem.tight_units:
        mine = np.flatnonzero(kept.unit[leaders] == u)
        engages = fired[problem.unit == u].any(axis=0)
        free = max(problem.units[u].target_channels - int(engages.sum()), 0)
        if len(mine) > free:
            to = now.to[leaders[mine]]
            alone = (to != UNUSED) & ~engages[to]
            joins = mine[np.argsort(~alone, kind="stable")][free:]
            allowed[joins] *= engages
    return allowed


def _gains(problem: Problem, kept: Rounds, moves: Moves) -> Real:
    """Return what each move saves at each threat, 0 where that is not worth its price."""
    leaks = problem.value * np.exp(_exponent(problem, kept))
    magazine = kept.magazine[moves.missiles]
    misses = np.add.reduceat(problem.log_survival[magazine], moves.first, axis=0)
    price = np.add.reduceat(problem.price[magazine], moves.first)
    gains: Real = np.maximum(-np.expm1(misses) * leaks - price[:, None], 0)
    return gains


def _exponent(problem: Problem, rounds: Rounds) -> Real:
    """Return the logarithm of each threat's survival."""
    used = rounds.to != UNUSED
    magazine, to = rounds.magazine[used], rounds.to[used]
    logarithms: Real = np.zeros(len(problem.threats))
    np.add.at(logarithms, to, problem.log_survival[magazine, to])
    return logarithms


def _cost(problem: Problem, rounds: Rounds) -> float:
    used = rounds.to != UNUSED
    leaked = problem.value @ np.exp(_exponent(problem, rounds))
    return float(leaked + problem.price[rounds.magazine[used]].sum())


def _rounds(problem: Problem, fired: Whole) -> Rounds:
    magazine = np.repeat(np.arange(len(problem.magazines)), problem.ready)
    to = np.full(len(magazine), UNUSED)
    first = np.cumsum(problem.ready) - problem.ready
    for m in range(len(problem.magazines)):
        threats = np.repeat(np.arange(len(problem.threats)), fired[m])
        to[first[m] : first[m] + len(threats)] = threats
    return Rounds(magazine, problem.unit[magazine], to)


def _fired(problem: Problem, rounds: Rounds) -> Whole:
    used = rounds.to != UNUSED
    fired = np.zeros(problem.kill.shape, np.int64)
    np.add.at(fired, (rounds.magazine[used], rounds.to[used]), 1)
    return fired
