"""Rows of a study in which only one counter is not 0, for cases by hand."""

import numpy as np
import pyarrow as pa

from skydome.engagement.record import columns

LEAKED = "leaked.cruise_missile"


def rows_of(plan, leaked):
    """Return the rows of a study in which only one counter is not 0.

    ``leaked`` gives the counts of a cell [replication] by point, draw and placement.
    """
    names = columns(plan.scenarios[0])
    parts = []
    for point in range(len(plan.scenarios)):
        for draw, place in plan.cells():
            values = np.asarray(leaked(point, draw, place), dtype=np.int32)
            count = len(values)
            data = {name: np.zeros(count, np.int32) for name in names} | {LEAKED: values}
            head = {"point": point, "draw": draw, "placement": place}
            filled = {name: np.full(count, value, np.int32) for name, value in head.items()}
            turns = {"replication": place + 2 * np.arange(count)}
            parts.append(pa.table({**filled, **turns, **data}))
    return pa.concat_tables(parts)
