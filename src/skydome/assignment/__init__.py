"""Weapon-target assignment at one moment: a rule, a fast search, and the proven optimum."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from skydome.assignment.answer import (
        METHODS,
        Answer,
        LayerSum,
        Method,
        Shot,
        as_dict,
        assign,
        gap,
        inputs_hash,
        is_proven,
        layers,
        shots,
    )
    from skydome.assignment.exact import Proof, solve
    from skydome.assignment.neighbourhood import Found, search
    from skydome.assignment.problem import (
        Magazine,
        Problem,
        Unit,
        broken_limits,
        cost,
        leaked_value,
        survival,
    )
    from skydome.assignment.read import load
    from skydome.assignment.rule import greedy, marginal_return

__all__ = [
    "METHODS",
    "Answer",
    "Found",
    "LayerSum",
    "Magazine",
    "Method",
    "Problem",
    "Proof",
    "Shot",
    "Unit",
    "as_dict",
    "assign",
    "broken_limits",
    "cost",
    "gap",
    "greedy",
    "inputs_hash",
    "is_proven",
    "layers",
    "leaked_value",
    "load",
    "marginal_return",
    "search",
    "shots",
    "solve",
    "survival",
]

# Loaded when asked for: every engagement needs the rule, and none the search or the optimum.
_MODULES = {
    "Answer": "answer",
    "Found": "neighbourhood",
    "LayerSum": "answer",
    "METHODS": "answer",
    "Magazine": "problem",
    "Method": "answer",
    "Problem": "problem",
    "Proof": "exact",
    "Shot": "answer",
    "Unit": "problem",
    "as_dict": "answer",
    "assign": "answer",
    "broken_limits": "problem",
    "cost": "problem",
    "gap": "answer",
    "greedy": "rule",
    "inputs_hash": "answer",
    "is_proven": "answer",
    "layers": "answer",
    "leaked_value": "problem",
    "load": "read",
    "marginal_return": "rule",
    "search": "neighbourhood",
    "shots": "answer",
    "solve": "exact",
    "survival": "problem",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module exports
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
