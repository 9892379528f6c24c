"""How the means of a study's draws move with the inputs that matter most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.analysis.measures import LEAKED
from skydome.engagement.tables.parameter_draws import drawable
from skydome.experiment.answer import PointRows
from skydome.report.study.figures import input_values
from skydome.serve.models import Response

if TYPE_CHECKING:
    import pyarrow as pa

    from skydome.arrays import Floats
    from skydome.experiment.answer import Answer
    from skydome.experiment.plan import Plan
    from skydome.scenario.resolved import Quantity

MOST_CURVES, BINS = 6, 8
QUANTILES = (0.1, 0.5, 0.9)
DIGITS = 4


def responses_of(plan: Plan, found: Answer, rows: pa.Table) -> list[Response]:
    """Return the curves of the inputs that stand out at the first point, none without draws."""
    if not plan.draws or not found.points:
        return []
    leaked = [one for one in found.points[0].sensitivities if one.measure == LEAKED]
    names = [one.name for each in leaked for one in each.inputs if one.significant]
    means = PointRows(plan, rows, 0).drawn((LEAKED, "all")).mean(axis=1)
    return [_response(plan, name, means) for name in names[:MOST_CURVES]]


def _response(plan: Plan, name: str, means: Floats) -> Response:
    value = input_values(plan, name)
    parts = [part for part in np.array_split(np.argsort(value, kind="stable"), BINS) if len(part)]
    low, middle, high = np.array([np.quantile(means[part], QUANTILES) for part in parts]).T
    quantity = drawable(plan.scenarios[0]).get(name)
    return Response(
        input=name,
        unit=_unit(quantity),
        value=[float(f"{one:.6g}") for one in value],
        leaked=np.round(means, DIGITS).tolist(),
        centre=[float(np.median(value[part])) for part in parts],
        low=low.tolist(),
        middle=middle.tolist(),
        high=high.tolist(),
    )


def _unit(quantity: Quantity | None) -> str:
    """Return the unit of an input's values; a group is drawn as a probability."""
    if quantity is None:
        return "cumulative probability"
    return "" if quantity.unit == "1" else quantity.unit
