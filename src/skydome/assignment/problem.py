"""Who could shoot what at one moment, and what an assignment of missiles leaves of a raid."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Real = NDArray[np.float64]

NO_LIMIT = 1_000_000  # channels, or missiles a threat, where nothing limits them


class Magazine(NamedTuple):
    """The ready missiles of one type that one unit holds; ``unit`` counts from 0."""

    unit: int
    missile: str
    ready: int
    reserve_price: float = 0.0


class Unit(NamedTuple):
    """One that shoots: its target channels, and missiles in the air at once."""

    name: str
    target_channels: int = NO_LIMIT
    missile_channels: int = NO_LIMIT
    layer: str | None = None


@dataclass(frozen=True, eq=False)
class Problem:
    """A snapshot with nothing left open.

    Attributes
    ----------
    threats, value
        Names, and value lost where one leaks, shape (threats,).
    units, magazines
        Who shoots, and with what.
    kill
        Single-shot kill probability, shape (magazines, threats), from 0 (out of reach) to below 1.
    missiles_per_threat
        The most that all units together may fire at one threat.
    """

    name: str
    threats: tuple[str, ...]
    value: Real
    units: tuple[Unit, ...]
    magazines: tuple[Magazine, ...]
    kill: Real
    missiles_per_threat: int = NO_LIMIT

    def __post_init__(self) -> None:
        shape = (len(self.magazines), len(self.threats))
        if self.kill.shape != shape or self.value.shape != shape[1:]:
            raise ValueError(f"kill has the shape {shape}, value {shape[1:]}")
        if not ((self.kill >= 0) & (self.kill < 1)).all():
            raise ValueError("a kill probability lies from 0 to below 1")
        if not ((self.value > 0) & np.isfinite(self.value)).all():
            raise ValueError("a value lies above 0")

    @cached_property
    def unit(self) -> Whole:
        """Unit of each magazine."""
        return np.array([magazine.unit for magazine in self.magazines], np.int64)

    @cached_property
    def ready(self) -> Whole:
        """Missiles of each magazine that its unit's missile channels let it fire."""
        counts = [min(m.ready, self.units[m.unit].missile_channels) for m in self.magazines]
        return np.array(counts, np.int64)

    @cached_property
    def price(self) -> Real:
        """Reserve price of each magazine's missiles, in units of value."""
        return np.array([magazine.reserve_price for magazine in self.magazines])

    @cached_property
    def log_survival(self) -> Real:
        """Logarithm of 1 - p, shape (magazines, threats)."""
        logarithms: Real = np.log1p(-self.kill)
        return logarithms

    @cached_property
    def target_channels(self) -> Whole:
        """Target channels of each unit."""
        return np.array([unit.target_channels for unit in self.units], np.int64)

    @cached_property
    def missile_channels(self) -> Whole:
        """Missile channels of each unit."""
        return np.array([unit.missile_channels for unit in self.units], np.int64)

    @cached_property
    def tight_units(self) -> tuple[int, ...]:
        """Units whose target channels may bind: they can fire more missiles than these."""
        missiles = np.bincount(self.unit, self.ready, len(self.units))
        missiles = np.minimum(missiles, self.missile_channels)
        engaged = np.minimum(missiles, len(self.threats))
        return tuple(np.flatnonzero(self.target_channels < engaged).tolist())


def survival(problem: Problem, fired: Whole) -> Real:
    """Return the probability that each threat leaks: the product of (1 - p) over its missiles.

    ``fired`` counts missiles, shape (magazines, threats); kills are independent.
    """
    leaks: Real = np.exp((fired * problem.log_survival).sum(axis=0))
    return leaks


def leaked_value(problem: Problem, fired: Whole) -> float:
    """Return the expected value that leaks, the sum of value times survival."""
    return float((problem.value * survival(problem, fired)).sum())


def cost(problem: Problem, fired: Whole) -> float:
    """Return what an assignment is judged by: leaked value, and reserve prices of what is fired."""
    return leaked_value(problem, fired) + float(problem.price @ fired.sum(axis=1))


def broken_limits(problem: Problem, fired: Whole) -> list[str]:
    """Return in words every limit that an assignment breaks."""
    units = range(len(problem.units))
    by_unit = [fired[problem.unit == u] for u in units]
    wrong = [
        f"{problem.units[m.unit].name} fires {shot} {m.missile} and has {m.ready}"
        for m, shot in zip(problem.magazines, fired.sum(axis=1), strict=True)
        if shot > m.ready
    ]
    wrong += [
        f"{unit.name} engages {n} threats and has {unit.target_channels} target channels"
        for unit, mine in zip(problem.units, by_unit, strict=True)
        if (n := int(mine.any(axis=0).sum())) > unit.target_channels
    ]
    wrong += [
        f"{unit.name} fires {mine.sum()} and has {unit.missile_channels} missile channels"
        for unit, mine in zip(problem.units, by_unit, strict=True)
        if mine.sum() > unit.missile_channels
    ]
    wrong += [
        f"{threat} is fired at {n} times, and {problem.missiles_per_threat} is the most"
        for threat, n in zip(problem.threats, fired.sum(axis=0), strict=True)
        if n > problem.missiles_per_threat
    ]
    beyond = int(fired[problem.kill == 0].sum())
    return wrong + ([f"{beyond} missiles are fired out of reach"] if beyond else [])
