"""Solve a snapshot; the value of the assignment, and how far it may be from the best."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from skydome.assignment.exact import GAP, SECONDS, solve
from skydome.assignment.neighbourhood import ITERATIONS, search
from skydome.assignment.problem import cost, leaked_value, survival
from skydome.assignment.rule import greedy

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.assignment.problem import Problem, Whole

Method = Literal["greedy", "heuristic", "exact"]
USELESS = 10.0  # a bound that the cost exceeds by more than this multiple of it shows nothing
METHODS: tuple[Method, ...] = ("greedy", "heuristic", "exact")


class Answer(NamedTuple):
    """Assignments by method, each of shape (magazines, threats), and a bound for all of them.

    ``bound`` is a lower bound of the cost of every assignment, None where none was computed;
    ``best`` is the method asked for. ``ended_by_clock``: another run may give another answer.
    """

    problem: Problem
    best: Method
    fired: dict[Method, Whole]
    bound: float | None
    ended_by_clock: bool
    seed: int


class Shot(NamedTuple):
    """Missiles of one type that one unit fires at one threat."""

    unit: str
    layer: str | None
    missile: str
    threat: str
    missiles: int
    kill_probability: float


class LayerSum(NamedTuple):
    """Missiles fired by a layer, and the expected value that leaks past it and earlier layers."""

    layer: str
    missiles: int
    leaked_value: float


def assign(
    problem: Problem,
    method: Method = "exact",
    *,
    seed: int = 1,
    iterations: int | None = None,
    seconds: float | None = None,
    progress: Callable[[int], None] | None = None,
) -> Answer:
    """Return the answer of a method, with those of the faster ones.

    Parameters
    ----------
    method
        ``greedy``: the rule; ``heuristic``: the rule and the search; ``exact``: all three.
    seed, iterations, seconds
        Of the search: 1,000 iterations where neither is given. The exact method uses up to
        the seconds, 60 where not given.
    progress
        Called with the number of mixed-integer programs solved so far.
    """
    fired: dict[Method, Whole] = {"greedy": greedy(problem)}
    bound, clock = None, False
    if method == "heuristic":
        most = ITERATIONS if iterations is None and seconds is None else iterations
        found = search(problem, seed=seed, iterations=most, seconds=seconds)
        fired["heuristic"] = found.fired
        clock = seconds is not None and found.iterations != most
    if method == "exact":
        proof = solve(
            problem,
            seed=seed,
            iterations=iterations or ITERATIONS,
            seconds=seconds or SECONDS,
            progress=progress,
        )
        fired |= {"heuristic": proof.first, "exact": proof.fired}
        bound = proof.bound
        clock = proof.ended_by_clock
    return Answer(problem, method, fired, bound, clock, seed)


def shots(answer: Answer) -> list[Shot]:
    """Return the best assignment, by threat, then unit and missile type as written."""
    problem, fired = answer.problem, answer.fired[answer.best]
    pairs = [(t, m) for t in range(fired.shape[1]) for m in fired[:, t].nonzero()[0]]
    return [
        Shot(
            unit=problem.units[problem.magazines[m].unit].name,
            layer=problem.units[problem.magazines[m].unit].layer,
            missile=problem.magazines[m].missile,
            threat=problem.threats[t],
            missiles=int(fired[m, t]),
            kill_probability=float(problem.kill[m, t]),
        )
        for t, m in pairs
    ]


def layers(answer: Answer) -> list[LayerSum]:
    """Return the layers in the order in which they are first written; no layer, no line.

    The leaked value counts the missiles of that layer and of the layers before it.
    """
    problem, fired = answer.problem, answer.fired[answer.best]
    of = [problem.units[magazine.unit].layer for magazine in problem.magazines]
    so_far, sums = fired * 0, []
    for layer in dict.fromkeys(name for name in of if name is not None):
        mine = [name == layer for name in of]
        so_far[mine] = fired[mine]
        leaked = leaked_value(problem, so_far)
        sums.append(LayerSum(layer, int(fired[mine].sum()), leaked))
    return sums


def gap(answer: Answer, method: Method) -> float | None:
    """Return the excess of a method's cost over the bound, as a share of the bound.

    None without a useful bound: one of zero, or one that the cost exceeds more than tenfold.
    """
    if answer.bound is None or answer.bound <= 0:
        return None
    share = max(cost(answer.problem, answer.fired[method]) / answer.bound - 1, 0.0)
    return share if share <= USELESS else None


def inputs_hash(problem: Problem) -> str:
    """Return the SHA-256 of the problem, whatever the form it was written in."""
    digest = hashlib.sha256(repr((problem.threats, problem.units, problem.magazines)).encode())
    digest.update(repr(problem.missiles_per_threat).encode())
    digest.update(problem.value.tobytes())
    digest.update(problem.kill.tobytes())
    return digest.hexdigest()


def as_dict(answer: Answer) -> dict[str, Any]:
    """Return the answer as data for JSON; a number that does not exist is null."""
    problem = answer.problem
    leaks = survival(problem, answer.fired[answer.best])
    return {
        "name": problem.name,
        "inputs_sha256": inputs_hash(problem),
        "method": answer.best,
        "seed": answer.seed,
        "raid_value": float(problem.value.sum()),
        "bound_cost": answer.bound,
        "proven": is_proven(answer),
        "ended_by_clock": answer.ended_by_clock,
        "methods": {
            method: {
                "leaked_value": leaked_value(problem, fired),
                "cost": cost(problem, fired),
                "missiles": int(fired.sum()),
                "above_bound": gap(answer, method),
            }
            for method, fired in answer.fired.items()
        },
        "layers": [layer._asdict() for layer in layers(answer)],
        "shots": [shot._asdict() for shot in shots(answer)],
        "threats": [
            {"threat": name, "value": float(value), "leak_probability": float(leak)}
            for name, value, leak in zip(problem.threats, problem.value, leaks, strict=True)
        ],
    }


def is_proven(answer: Answer) -> bool:
    """Return whether the gap between the cost and the bound counts as closed."""
    if answer.bound is None:
        return False
    costs = cost(answer.problem, answer.fired[answer.best])
    return costs - answer.bound <= GAP * costs
