"""Records over all of the traffic, path by path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.engagement.tables.shots import Shots, shots_of
from skydome.engagement.tables.views import view_of

if TYPE_CHECKING:
    from skydome.engagement.tables.shared import Shared
    from skydome.engagement.tables.views import View
    from skydome.scenario.resolved import Battery


def by_path(shared: Shared, record: Any) -> list[Any]:
    """Return the same record of each path."""
    columns = (list(shared.traffic.by_path([column])) for column in record)
    return [type(record)._make(parts) for parts in zip(*columns, strict=True)]


def view_by_path(shared: Shared, placement: int = 0) -> Any:
    """Return a view in which each site's polar and each radar's sight are lists of a path each."""
    view: View = view_of(shared, placement)
    polars, sights = ([by_path(shared, one) for one in two] for two in (view.polars, view.sights))
    return view._replace(polars=polars, sights=sights)  # type: ignore[arg-type]


def shots_by_path(shared: Shared, view: View, battery: Battery) -> list[list[Shots]]:
    """Return the shots of each missile type at each path, by the quickest flight: a row each."""
    return [
        by_path(shared, spread(shots, len(shared.traffic.kind)))
        for shots in shots_of(shared, view, [battery])
    ]


def spread(shots: Shots, points: int) -> Shots:
    """Return the shots of the quickest flight at every point of the traffic."""
    found = []
    bare = shots.kill_share if shots.bare_share is None else shots.bare_share
    for values, otherwise in ((shots.flight_scans, 0), (shots.kill_share, 1), (bare, 1)):
        whole = np.full(points, otherwise, dtype=values.dtype)
        whole[shots.at] = values[0]
        found.append(whole)
    return Shots(np.arange(points), *found)
