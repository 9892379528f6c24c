"""Which design can give which index, and how many runs that takes."""

from __future__ import annotations

import math
from difflib import get_close_matches
from typing import NamedTuple

from scipy import stats

from skydome.errors import InputError

DESIGNS = ("grid", "latin_hypercube", "morris", "random", "saltelli", "sobol")
INDICES = ("first", "mean", "mu_star", "total")
SPACE_FILLING = {"latin_hypercube", "random", "sobol"}
HALF_WIDTH = 0.1  # of a supported interval at 95 %
INDEX = 0.25  # the index that the half-width is for
UNEXPLAINED = 0.5  # share that the polynomial leaves, noise included, before anything is known
FEWEST_TRAJECTORIES = 10  # Morris 1991; Campolongo et al. 2007 use 10 to 50
FEWEST_FOR_MEAN = 16
# n times the variance of an estimate, the largest measured on Ishigami's and two G-functions with
# 256 rows and noise of a quarter of the variance; for totals, among those up to 0.4.
SALTELLI_SCATTER = {"first": 2.2, "total": 1.1}


class Verdict(NamedTuple):
    """Whether a design supports an index."""

    supported: bool
    reason: str
    """Why not; empty if it does."""
    needed_draws: int | None
    """Draws of this design that would; None if no number does."""


def supports(design: str, draws: int, dimensions: int, index: str) -> Verdict:
    """Return whether this many runs of a design give an index to ± 0.1.

    Before a run only the design is known, so that this is a rule for the budget: an index of 0.25,
    and a polynomial that leaves half of the variance unexplained. `chaos.analyse` decides on the
    sample itself.

    - Space-filling designs: the error of an index S is 2 √(S · unexplained / n) to first order;
      total indices of d inputs need at least as many draws as their main effects have terms, 2 d.
    - Saltelli: N (d + 2) runs, N a power of two. Morris: N (d + 1) runs, N at least 10.

    Parameters
    ----------
    design
        One of `DESIGNS`.
    draws
        Number of runs, each with all its replications.
    dimensions
        Number of inputs.
    index
        One of `INDICES`.
    """
    _known(design, DESIGNS, "design")
    _known(index, INDICES, "index")
    if draws < 1 or dimensions < 1:
        raise InputError("draws and dimensions are positive numbers", field="draws")
    if index == "mean":
        return _mean(design, draws)
    if design == "grid":
        reason = "a grid is not a sample of the inputs' ranges"
        return Verdict(supported=False, reason=reason, needed_draws=None)
    if (design == "morris") != (index == "mu_star"):
        needs = "a Morris design" if index == "mu_star" else "a space-filling or Saltelli design"
        return Verdict(supported=False, reason=f"{index} needs {needs}", needed_draws=None)
    needed, shape = _needed(design, dimensions, index)
    if draws >= needed:
        return Verdict(supported=True, reason="", needed_draws=needed)
    reason = f"{shape} {needed} draws for {dimensions} inputs; {draws} given"
    return Verdict(supported=False, reason=reason, needed_draws=needed)


def _needed(design: str, dimensions: int, index: str) -> tuple[int, str]:
    times = float(stats.norm.ppf(0.975))
    if design == "morris":
        needed = FEWEST_TRAJECTORIES * (dimensions + 1)
        return needed, f"Morris takes N · {dimensions + 1} runs, N at least {FEWEST_TRAJECTORIES}:"
    if design == "saltelli":
        rows = 1 << math.ceil(math.log2(SALTELLI_SCATTER[index] * (times / HALF_WIDTH) ** 2))
        return rows * (dimensions + 2), f"Saltelli takes N · {dimensions + 2} runs, N = {rows}:"
    needed = math.ceil((2 * times / HALF_WIDTH) ** 2 * INDEX * UNEXPLAINED)
    least = max(needed, 2 * dimensions if index == "total" else dimensions)
    return least, f"{index} indices to ± {HALF_WIDTH} take about"


def _mean(design: str, draws: int) -> Verdict:
    if design in {"grid", "morris"}:
        reason = f"the points of {design} are not a sample of the inputs"
        return Verdict(supported=False, reason=reason, needed_draws=None)
    if draws < FEWEST_FOR_MEAN:
        reason = f"an interval of the mean takes {FEWEST_FOR_MEAN} draws; {draws} given"
        return Verdict(supported=False, reason=reason, needed_draws=FEWEST_FOR_MEAN)
    return Verdict(supported=True, reason="", needed_draws=FEWEST_FOR_MEAN)


def _known(name: str, names: tuple[str, ...], field: str) -> None:
    if name not in names:
        close = get_close_matches(name, names, 1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise InputError(f"unknown {field} {name!r}{hint}", field=field, allowed=", ".join(names))
