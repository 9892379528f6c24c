"""The units a person may write, and their size in SI.

One table, so that a wrong unit is one clear message everywhere.
"""

from __future__ import annotations

from math import pi

from skydome.errors import InputError

LONGEST_SHOWN = 20  # characters of a unit that a message repeats

# dimension -> unit -> size in the SI unit, which comes first
UNITS: dict[str, dict[str, float]] = {
    "number": {"1": 1.0},
    "length": {"m": 1.0, "km": 1e3},
    "area": {"m2": 1.0},
    "time": {"s": 1.0, "min": 60.0, "h": 3600.0},
    "speed": {"m/s": 1.0, "km/s": 1e3, "km/h": 1 / 3.6},
    "frequency": {"Hz": 1.0, "MHz": 1e6, "GHz": 1e9},
    "angle": {"rad": 1.0, "deg": pi / 180},
    "angular rate": {"rad/s": 1.0, "deg/s": pi / 180},
    "mass": {"kg": 1.0},
    "areal mass": {"kg/m2": 1.0},
    "acceleration": {"m/s2": 1.0, "g": 9.80665},
    "temperature": {"K": 1.0},
    "level": {"dB": 1.0},
    "power density": {"W/Hz": 1.0, "W/MHz": 1e-6},
    "money": {"USD": 1.0},
}


def si_unit(dimension: str) -> str:
    """Return the SI unit of a dimension, ``1`` for a plain number."""
    return next(iter(UNITS[dimension]))


def to_si(value: float, unit: str, dimension: str) -> float:
    """Return ``value`` in the SI unit of ``dimension``.

    Raises
    ------
    InputError
        ``unit`` does not measure this dimension.
    """
    sizes = UNITS[dimension]
    if unit not in sizes:
        shown = repr(unit if len(unit) <= LONGEST_SHOWN else f"{unit[:LONGEST_SHOWN]}…")
        raise InputError(f"unit {shown} does not measure a {dimension}", allowed=", ".join(sizes))
    return value * sizes[unit]
