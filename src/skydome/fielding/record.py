"""A timeline as plain data, for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from skydome.fielding.dates import month_text, quarter_text, year_of
from skydome.fielding.delivery import latest_promises

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.fielding.backtest import JudgedPromise
    from skydome.fielding.deal import Deal, Event
    from skydome.fielding.endurance import Endurance
    from skydome.fielding.projection import Band, Projection
    from skydome.fielding.timeline import Timeline

DIGITS = 4
NAMES = ("tenth", "median", "ninetieth")
BANDS = (
    "delivered",
    "crews_for",
    "crewed",
    "operated",
    "operational",
    "availability",
    "missiles",
    "ready",
    "reload",
    "depot",
    "leaked",
    "value_lost",
)


def as_dict(found: Timeline) -> dict[str, Any]:
    """Return a timeline as plain data; dates as years with a fraction and as text."""
    deal, settings = found.deal, found.settings
    latest = latest_promises(deal, found.as_of)
    return {
        "deal": deal.id,
        "title": deal.title,
        "as_of": _date(found.as_of),
        "contract": _contract(deal),
        "events": [_event(event) for event in deal.events],
        "draws": settings.draws,
        "seed": settings.seed,
        "spares_model": "VARI-METRIC" if settings.vari else "METRIC",
        "cannibalised": settings.cannibalise,
        "quarters": [quarter_text(quarter) for quarter in found.quarters],
        "promised_batteries": _rounded(found.promised),
        "units": [
            {
                "unit": n + 1,
                "promised": _date(date),
                "interpolated": found.interpolated[n],
                "latest_promise": latest[n + 1].by if n + 1 in latest else None,
            }
            for n, date in enumerate(found.promised_dates)
        ],
        "stretch": _quantiles(found.stretch),
        "futures": [_projection(one) for one in found.futures],
        "promises": [_promise(one) for one in found.promises],
        "back_test": _plain(asdict(found.score)),
        "after_a_cut_off": [_endurance(one) for one in found.endurance],
        "notices": [
            {"unit": n.unit, "made": n.made, "not_before": n.not_before, "words": n.words}
            for n in deal.notices
        ],
        "payments": _payments(deal),
        "capability": None if found.capability is None else _plain(asdict(found.capability)),
        "judged": judged_share(deal),
    }


def _projection(one: Projection) -> dict[str, Any]:
    bands = {name: getattr(one, name) for name in BANDS}
    return {
        "future": one.name,
        "title": one.title,
        "counterfactual": one.counterfactual,
        "arrivals": [
            {name: _date(year) for name, year in zip(NAMES, points, strict=True)}
            for points in one.arrivals
        ],
        "battery_years": {
            name: _quantiles(points) for name, points in asdict(one.battery_years).items()
        },
        "years": [_plain(asdict(year)) for year in one.years],
        "by_quarter": {name: _band(band) for name, band in bands.items() if band is not None},
    }


def _promise(one: JudgedPromise) -> dict[str, Any]:
    return {
        "deal": one.deal,
        "unit": one.unit,
        "made": None if one.made is None else _date(one.made),
        "promised": _date(one.promised),
        "words": one.words,
        "model": None
        if one.median is None
        else _quantiles((one.low or 0.0, one.median, one.high or 0.0)),
        "outcome": None if one.outcome is None else _date(one.outcome),
        "slip_months": round(one.slip_months, 1),
        "inside": one.inside,
    }


def _endurance(one: Endurance) -> dict[str, Any]:
    stock = {part: {"depot": s.depot, "each_battery": s.each} for part, s in one.parts.items()}
    return {
        "policy": one.policy,
        "spares_usd": one.spares_usd,
        "stock": stock,
        "availability_before": _quantiles(one.availability),
        "months": _quantiles(one.months),
        "months_cannibalised": _quantiles(one.months_cannibalised),
        "first_out": one.first_out,
    }


def _payments(deal: Deal) -> list[dict[str, Any]]:
    return [
        {"date": p.date, "usd": p.amount.value, "state": p.state, "source": list(p.source)}
        for p in deal.payments
    ]


def _contract(deal: Deal) -> dict[str, Any]:
    """Return what was signed: the day, the value with its range, and who says so."""
    low, high = deal.contract.value.range
    return {
        "date": deal.contract.date,
        "usd": {"value": deal.contract.value.value, "low": low, "high": high},
        "reported": [
            {"usd": one.usd, "source": list(one.source)} for one in deal.contract.reported
        ],
        "seller": deal.contract.seller,
        "units": deal.bought.count,
        "source": list(deal.contract.source),
        "value_source": list(deal.contract.value.source),
        "dispute": deal.contract.value.dispute,
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "name": event.name,
        "kind": event.kind,
        "date": event.date,
        "earliest": event.earliest,
        "latest": event.latest,
        "unit": event.unit,
        "words": event.words,
        "source": list(event.source),
        "confidence": event.confidence,
    }


def judged_share(deal: Deal) -> dict[str, int]:
    """Return the count of statements and numbers of a deal by confidence."""
    counts: dict[str, int] = {}
    for confidence in confidences(deal.model_dump()):
        counts[confidence] = counts.get(confidence, 0) + 1
    return dict(sorted(counts.items()))


def confidences(data: Any) -> list[str]:  # noqa: ANN401 - walks any plain data
    """Return every value named ``confidence`` anywhere in plain data."""
    if isinstance(data, dict):
        own = [data["confidence"]] if "confidence" in data else []
        return own + [word for value in data.values() for word in confidences(value)]
    if isinstance(data, list | tuple):
        return [word for value in data for word in confidences(value)]
    return []


def _date(year: float) -> dict[str, Any] | None:
    if year > year_of("2100-12-31"):
        return None
    return {"year": round(year, DIGITS), "month": month_text(year)}


def _quantiles(points: tuple[float, float, float]) -> dict[str, float]:
    return {name: round(value, DIGITS) for name, value in zip(NAMES, points, strict=True)}


def _band(band: Band) -> dict[str, list[float]]:
    return {
        "mean": _rounded(band.mean),
        "tenth": _rounded(band.low),
        "median": _rounded(band.median),
        "ninetieth": _rounded(band.high),
    }


def _rounded(values: Iterable[float]) -> list[float]:
    return [round(float(value), DIGITS) for value in values]


def _plain(data: Any) -> Any:  # noqa: ANN401 - walks any plain data
    if isinstance(data, dict):
        return {name: _plain(value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(value) for value in data]
    return round(data, DIGITS) if isinstance(data, float) else data
