"""Numbers of a deal: parameters as in the catalogue, in the units that deals use."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import AfterValidator

from skydome.catalogue.parameter import Parameter
from skydome.errors import InputError

if TYPE_CHECKING:
    from skydome.arrays import Floats


# unit -> its size in the unit used internally: years, 1/year, US dollars, plain numbers
SIZES = {
    "year": 1.0,
    "month": 1 / 12,
    "day": 1 / 365.25,
    "1/year": 1.0,
    "1/month": 12.0,
    "USD": 1.0,
    "1": 1.0,
    "people": 1.0,
    "people/year": 1.0,
    "missile": 1.0,
    "missile/year": 1.0,
}
MOST_YEARS, MOST_MONEY, MOST_COUNT = 60.0, 1e13, 1e6


def _check(units: tuple[str, ...], least: float, most: float, given: Parameter) -> Parameter:
    if given.unit not in units:
        problem = f"unit {given.unit!r} does not fit here"
        raise InputError(problem, allowed=", ".join(units))
    size = SIZES[given.unit]
    low, high = given.range
    if not (least <= low * size and high * size <= most):
        here = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        problem = f"{here}{_named(given.unit)} lies outside what is possible"
        raise InputError(problem, allowed=f"{least:g} to {most:g}{_named(units[0])}")
    return given


def _named(unit: str) -> str:
    return "" if unit == "1" else f" {unit}"


def _measured(units: tuple[str, ...], least: float, most: float) -> AfterValidator:
    return AfterValidator(partial(_check, units, least, most))


Duration = Annotated[Parameter, _measured(("year", "month", "day"), 0.0, MOST_YEARS)]
Rate = Annotated[Parameter, _measured(("1/year", "1/month"), 0.0, 1e4)]
Share = Annotated[Parameter, _measured(("1",), 0.0, 1.0)]
Factor = Annotated[Parameter, _measured(("1",), 0.0, 100.0)]
Money = Annotated[Parameter, _measured(("USD",), 0.0, MOST_MONEY)]
Number = Annotated[Parameter, _measured(("1",), 1.0, MOST_COUNT)]
People = Annotated[Parameter, _measured(("people",), 1.0, MOST_COUNT)]
PeopleRate = Annotated[Parameter, _measured(("people/year",), 0.0, MOST_COUNT)]
Missiles = Annotated[Parameter, _measured(("missile",), 0.0, MOST_COUNT)]
MissileRate = Annotated[Parameter, _measured(("missile/year",), 0.0, MOST_COUNT)]


def nominal(given: Parameter) -> float:
    """Return a parameter's value in the unit used internally."""
    return given.value * SIZES[given.unit]


def quantile(given: Parameter, u: Floats) -> Floats:
    """Return the quantiles ``u`` of a parameter's distribution, in the unit used internally.

    Triangular between low and high with its peak at the value, unless the parameter says
    ``uniform``; a parameter without a range is fixed.
    """
    low, high = given.range
    size = SIZES[given.unit]
    if low == high:
        return np.full(u.shape, given.value * size)
    if given.distribution == "uniform":
        return (low + u * (high - low)) * size
    turn = (given.value - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (given.value - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - given.value))
    return np.where(u < turn, rising, falling) * size
