"""Weapon-target assignment at one moment: a rule, a fast search, and the proven optimum."""

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
