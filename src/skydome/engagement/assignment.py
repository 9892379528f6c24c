"""Who shoots what at one moment, under the name by which the engagement knows it.

The room `skydome.assignment` holds it: nothing in there is compiled into the kernels, whose cache
is renewed with every change in this one.
"""

from skydome.assignment import Problem, assign, greedy, load, marginal_return, search, solve

__all__ = ["Problem", "assign", "greedy", "load", "marginal_return", "search", "solve"]
