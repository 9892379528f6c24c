"""A study as one self-contained page without network; a script only scores by other weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from skydome._version import __version__
from skydome.analysis.measures import LEAKED
from skydome.experiment.answer import PointRows
from skydome.report.numbers import count, interval, percent, span
from skydome.report.study.alternatives import (
    draw_frontier,
    exchange_row,
    score_rows,
    script_data,
    signed,
    worth_row,
)
from skydome.report.study.figures import draw_map, draw_responses, draw_spread, draw_tornado
from skydome.report.study.rare import rare_row
from skydome.report.study.sentences import (
    in_flight_sentence,
    leaked_sensitivity,
    reasons_of,
    sentences_of,
    varied_difference,
    where,
)
from skydome.report.template import rendered
from skydome.sensitivity.chaos import FEWEST_DRAWS
from skydome.sensitivity.verdicts import MOST_UNSEEN

if TYPE_CHECKING:
    import pyarrow as pa

    from skydome.analysis.intervals import Estimate
    from skydome.experiment.answer import Answer, Input, Line, Sensitivity
    from skydome.experiment.plan import Plan
    from skydome.experiment.tradeoff import Tradeoff

MOST_ROWS = 20
UNITS = {"leaked": "threats", "fired": "missiles", "value lost": "value", "time to first leak": "s"}


def study_page(plan: Plan, found: Answer, rows: pa.Table, traded: Tradeoff | None = None) -> bytes:
    """Return the page: the same bytes for the same rows.

    Parameters
    ----------
    plan, found, rows
        The study, its answer and the rows of all blocks.
    traded
        What its alternatives are worth, from `skydome.experiment.tradeoff`.
    """
    means = [
        PointRows(plan, rows, n).drawn((LEAKED, "all")).mean(axis=1)
        for n in range(len(found.points) if plan.draws else 0)
    ]
    sensitivity = leaked_sensitivity(found.points[0])
    shown = {
        "version": __version__,
        "found": found,
        "verdict": sentences_of(found),
        "first": where(found, found.points[0]),
        "sensitivity": sensitivity,
        "inputs": [_input(one) for one in _worth_a_row(sensitivity)],
        "figures": {
            "tornado": draw_tornado(sensitivity) if sensitivity else None,
            "responses": draw_responses(plan, sensitivity, means[0]) if sensitivity else None,
            "spread": draw_spread(found, means) if means else None,
            "map": draw_map(found),
            "frontier": draw_frontier(found, traded) if traded else None,
        },
        "traded": traded,
        "worths": [worth_row(one) for one in traded.worths] if traded else [],
        "exchanges": [exchange_row(one) for one in traded.exchanges] if traded else [],
        "scores": score_rows(traded) if traded else [],
        "scoring": script_data(traded) if traded else {},
        "rare": [
            {"at": where(found, point) if n == 0 else "", **rare_row(one)}
            for point in found.points
            for n, one in enumerate(point.rare)
        ],
        "points": [
            {
                "name": where(found, point) or "all",
                "lines": [_line(one) for one in point.lines],
                "differences": [
                    {
                        "measure": one.measure,
                        "nominal": signed(one.nominal),
                        "band": varied_difference(one) if found.draws else "–",
                        "below": percent(one.share_below) if found.draws else "–",
                    }
                    for one in point.differences
                ],
            }
            for point in found.points
        ],
        "limits": _limits(found, sensitivity),
    }
    return rendered("study.html.j2", shown).encode()


def _worth_a_row(sensitivity: Sensitivity | None) -> list[Input]:
    """Return the inputs that have an index, or stand out without one."""
    inputs = () if sensitivity is None else sensitivity.inputs
    return [one for one in inputs if one.total is not None or one.significant][:MOST_ROWS]


def _line(one: Line) -> dict[str, str]:
    share = one.parameter_share
    return {
        "measure": one.measure if one.of == "all" else f"{one.measure}: {one.of.replace('_', ' ')}",
        "mean": count(one.nominal.value),
        "interval": interval(one.nominal),
        "band": span(one.low, one.high) if share else "–",
        "share": f"{percent(share.value)} ({percent(share.low)} to {percent(share.high)})"
        if share
        else "–",
    }


def _input(one: Input) -> dict[str, str]:
    return {
        "name": one.name,
        "total": _index(one.total),
        "first": _index(one.first),
        "said": "" if one.significant else "not distinguishable from none",
        "reason": one.reason,
    }


def _index(one: Estimate | None) -> str:
    """Return an index with its interval; one that rounds to zero has no sign."""
    if one is None:
        return "–"
    value, low, high = (round(number, 2) + 0.0 for number in one)
    return f"{value:.2f} ({low:.2f} to {high:.2f})"


def _limits(found: Answer, sensitivity: Sensitivity | None) -> list[str]:
    """Return what the study cannot tell."""
    limits: list[Any] = []
    if not found.draws:
        limits.append("Nothing was drawn: the intervals cover chance alone.")
    elif sensitivity is None:
        needs = "; ".join(found.refused) or f"indices take {FEWEST_DRAWS} draws or more"
        limits.append(f"No indices are printed: {needs}.")
    elif sensitivity.kind == "indices":
        unseen = sensitivity.unseen or 0.0
        limits.append(
            f"The indices explain draws that they were not fitted to up to "
            f"{percent(max(0.0, sensitivity.explained or 0.0))} of the variance."
        )
        if 0 < unseen <= MOST_UNSEEN:  # more is a reason why there are no total indices
            limits.append(
                f"{percent(unseen)} of the variance is in interactions that {found.draws:,} draws "
                "do not show."
            )
        refused = [one for one in sensitivity.inputs if one.total is None]
        if refused:
            needed = [one.needed_draws for one in refused if one.needed_draws]
            text = f"No total index is printed for {len(refused):,} of "
            text += f"{len(sensitivity.inputs):,} inputs"
            reason = reasons_of(refused)
            text += f": {reason}." if reason else "."
            if needed:
                text += f" About {max(needed):,} draws would support them."
            limits.append(text)
    else:
        limits.append("Elementary effects rank what matters; they are no shares of a variance.")
    limits.append(
        "Parameters are drawn from ranges that are largely judgement, as if independent except "
        "within the groups of the study. A wide range makes a parameter matter."
    )
    if (flying := in_flight_sentence(found)) is not None:
        limits.append(flying)
    if any(point.rare for point in found.points):
        limits.append(
            "A rare outcome is as likely as these models make it. What no model has, such as a "
            "fault that all radars share, is often its cause."
        )
    limits.append("Positions are notional, threats generic. Not for use against a real defence.")
    return limits
