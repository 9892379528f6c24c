"""What alternatives are worth: the tables, the frontier and the scorecard of a study's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.analysis.measures import FIRED, LEAKED, LOST
from skydome.experiment.form import AS_IT_IS
from skydome.experiment.tradeoff import CRITERIA, PRICE
from skydome.report.numbers import NOTHING, count, money, percent
from skydome.report.study.sentences import varied_difference
from skydome.report.style import BLACK, BLUE, GREY, data_uri, new_figure, quiet_grid, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.experiment.answer import Answer
    from skydome.experiment.tradeoff import Exchange, Tradeoff, Worth

UNKNOWN = "not known"
SAME_PLACE = 0.06  # of the figure's span


def worth_row(one: Worth) -> dict[str, str]:
    """Return one alternative as the cells of its row."""
    price, leaked = one.price, one.differences[LEAKED]
    return {
        "name": one.name,
        "price": UNKNOWN if price is None else money(price.low_usd, price.high_usd),
        "source": "" if price is None else price.source,
        **{
            key.replace(" ", "_"): signed(one.differences[key].nominal)
            for key in (LEAKED, LOST, FIRED)
        },
        "band": varied_difference(leaked),
        "below": percent(leaked.share_below),
        "per_leaker": _per(one.usd_per_leaker, one),
        "per_value": _per(one.usd_per_value, one),
        "frontier": NOTHING if one.frontier_share is None else percent(one.frontier_share),
    }


def _per(cost: tuple[float, float] | None, one: Worth) -> str:
    if cost is not None:
        return money(*cost)
    return "price not known" if one.price is None else "no clear effect"


def signed(one: tuple[float, float, float]) -> str:
    """Return a difference with its interval."""
    value, low, high = one
    return f"{value:+.2f}" if low == high else f"{value:+.2f} ({low:+.2f} to {high:+.2f})"


def exchange_row(one: Exchange) -> dict[str, str]:
    """Return what one point spends and keeps, as the cells of a row."""
    cost = one.cost
    if cost.spent_usd is not None:
        spent = money(cost.spent_usd.low, cost.spent_usd.high)
    elif cost.lot_usd is not None:
        spent = f"{money(cost.lot_usd.low, cost.lot_usd.high)} at the mean price of a mixed lot"
    elif cost.range_usd is not None:
        spent = f"{money(cost.range_usd.low, cost.range_usd.high)}, a guess"
    else:
        spent = f"{UNKNOWN}: no price of {', '.join(cost.unknown)}"
    known = cost.spent_usd or cost.lot_usd or cost.range_usd
    ratio = UNKNOWN
    if known is not None and one.value_kept > 0:
        ratio = money(known.low / one.value_kept, known.high / one.value_kept)
    raid = cost.threat_usd
    return {
        "name": one.name,
        "spent": spent,
        "raid": UNKNOWN
        if raid is None
        else money(raid.low, raid.high) + (", a guess" if cost.threat_guess else ""),
        "kept": f"{count(one.value_kept)} of {count(one.value)}",
        "ratio": ratio,
    }


def score_rows(traded: Tradeoff) -> list[dict[str, str]]:
    """Return the scorecard, the best score first; what cannot be scored comes last."""
    ordered = sorted(traded.worths, key=lambda one: -(-np.inf if one.score is None else one.score))
    return [
        {
            "name": one.name,
            "score": NOTHING if one.score is None else f"{100 * one.score:+.1f}",
            "first": NOTHING if one.first_share is None else percent(one.first_share),
            "weights": NOTHING if one.first_by_weights is None else percent(one.first_by_weights),
        }
        for one in ordered
    ]


def script_data(traded: Tradeoff) -> dict[str, Any]:
    """Return what the page needs to score anew with other weights."""
    return {
        "criteria": CRITERIA,
        "weights": traded.weights,
        "nominal": traded.improvement,
        "drawn": {
            name: np.round(np.array(rows), 4).tolist()
            for name, rows in traded.drawn_improvement.items()
        },
    }


def draw_frontier(found: Answer, traded: Tradeoff) -> str | None:
    """Return value lost against price, or missiles fired; None with fewer than two places in it.

    Bars span nine in ten draws around the mean with the catalogue's own values.
    """
    places = list(_places(found, traded))
    if len(places) < 2:  # noqa: PLR2004 - one point is no frontier
        return None
    with settings():
        figure = new_figure(9.0, 3.6)
        axes = figure.add_axes((0.08, 0.14, 0.88, 0.82))
        for _, x, line, on in places:
            color = BLUE if on else GREY
            axes.plot([x, x], [line.low, line.high], color=color, alpha=0.45, linewidth=2)
            axes.plot([x], [line.nominal.value], "o", color=color, markersize=7)
        for names, x, y in _labels(places):
            axes.annotate(
                names,
                (x, y),
                xytext=(7, 4),
                textcoords="offset points",
                va="center",
                color=BLACK,
                fontsize=8,
            )
        front = sorted((x, line.nominal.value) for _, x, line, on in places if on)
        axes.plot(*zip(*front, strict=True), color=BLUE, linewidth=1, linestyle=":")
        least, most = (f(x for _, x, _, _ in places) for f in (min, max))
        room = max(most - least, 0.05 * most) or 1.0
        axes.set_xlim(0 if traded.axis == PRICE else least - 0.2 * room, most + 0.6 * room)
        top = max(max(line.high, line.nominal.value) for _, _, line, _ in places)
        axes.set_ylim(0, 1.15 * top or 1.0)
        axes.set_xlabel("price, million USD" if traded.axis == PRICE else "missiles fired, mean")
        axes.set_ylabel("value lost, mean")
        quiet_grid(axes)
    return data_uri(figure, "frontier")


def _labels(places: list[tuple[str, float, Any, bool]]) -> Iterator[tuple[str, float, float]]:
    """Yield names and places of labels; points too close to tell apart share one."""
    xs, ys = [x for _, x, _, _ in places], [line.nominal.value for _, _, line, _ in places]
    apart = SAME_PLACE * max(max(xs) - min(xs), 0.05 * max(xs)), SAME_PLACE * max(ys)
    left = list(zip((name for name, *_ in places), xs, ys, strict=True))
    while left:
        _, x, y = left[0]
        near = [one for one in left if abs(one[1] - x) <= apart[0] and abs(one[2] - y) <= apart[1]]
        left = [one for one in left if one not in near]
        yield "\n".join(name for name, _, _ in near), x, y


def _places(found: Answer, traded: Tradeoff) -> Iterator[tuple[str, float, Any, bool]]:
    """Yield name, place on the axis, value lost, and whether it is on the frontier."""
    on = {one.name: bool(one.on_frontier) for one in traded.worths}
    prices = {one.name: one.price for one in traded.worths}
    for point in found.points:
        name, line = str(point.values[0]), point.line(LOST)
        is_on = on.get(name, traded.nothing_on_frontier)
        if traded.axis == FIRED:
            yield name, point.line(FIRED).nominal.value, line, is_on
        elif name == AS_IT_IS:
            yield name, 0.0, line, is_on
        elif (price := prices[name]) is not None:
            yield name, price.middle_usd / 1e6, line, is_on
