"""The notional places at which the app can put a system: one of its own, and those of an example.

All are whole degrees. None is that of a real site.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from skydome import shipped, yamlfile
from skydome.errors import InputError
from skydome.forms import did_you_mean, quoted

EXAMPLE = "two_front"
FIRST = "plains-and-mountains"


class ReachSite(NamedTuple):
    """A place and the direction that a system faces there, clockwise from north."""

    id: str
    name: str
    latitude_deg: float
    longitude_deg: float
    facing_deg: float


@cache
def reach_sites() -> dict[str, ReachSite]:
    """Return the places by id, the first of which is taken where none is named."""
    first = ReachSite(FIRST, "Between plains and Himalaya", 30.0, 77.0, 0.0)
    units = yamlfile.read(shipped.example_files()[EXAMPLE]).data["defence"]
    return {one.id: one for one in (first, *(_of_unit(**unit) for unit in units))}


def _of_unit(name: str, at: tuple[float, float], facing_deg: float, **_: object) -> ReachSite:
    latitude, longitude = at
    return ReachSite(name, f"{name} of the example {EXAMPLE}", latitude, longitude, facing_deg)


def site_named(name: str) -> ReachSite:
    """Return a place by its id.

    Raises
    ------
    InputError
        There is no such place.
    """
    known = reach_sites()
    if name not in known:
        problem = f"there is no site {quoted(name)}{did_you_mean(name, known)}"
        raise InputError(problem, field="at", allowed=", ".join(known))
    return known[name]
