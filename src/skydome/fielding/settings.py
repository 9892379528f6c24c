"""Settings of a timeline."""

from __future__ import annotations

from typing import NamedTuple

QUARTER = 0.25  # years: the time step
LAST_YEAR, DRAWS, SEED = 2028, 2_000, 2018


class Settings(NamedTuple):
    """How a timeline is computed.

    Attributes
    ----------
    as_of
        In years. No promise, notice, delivery, shock or firing after it is used; crews are taken
        as planned. The end of the record where it is None.
    draws, seed
        Number of random draws of the uncertain quantities, and their seed.
    last_year
        The timeline ends with it.
    vari
        VARI-METRIC rather than METRIC.
    cannibalise
        Missing parts are gathered in as few batteries as possible.
    """

    as_of: float | None = None
    draws: int = DRAWS
    seed: int = SEED
    last_year: int = LAST_YEAR
    vari: bool = True
    cannibalise: bool = False
