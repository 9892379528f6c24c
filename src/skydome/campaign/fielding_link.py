"""Results of the fielding model that campaigns use: operational batteries and slips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.errors import InputError
from skydome.fielding import Settings, load_deal, shipped_deals, timeline
from skydome.fielding.dates import year_of
from skydome.fielding.settings import LAST_YEAR, QUARTER
from skydome.fielding.timeline import LONGEST_YEARS

if TYPE_CHECKING:
    from skydome.campaign.form import Fielding

    Quantiles = tuple[float, float, float]


def last_year(fielding: Fielding) -> int:
    """Return the last year of a timeline that contains a date.

    Raises
    ------
    InputError
        The date lies outside every timeline of the deal.
    """
    deal, at = load_deal(fielding.deal), year_of(fielding.date)
    first = int(year_of(deal.contract.date))
    last = min(max(LAST_YEAR, int(at)), first + LONGEST_YEARS - 1)
    if not first <= at < last + 1:
        problem = f"{fielding.date} lies outside the timeline of {deal.id}"
        allowed = f"{first} to {first + LONGEST_YEARS - 1}"
        raise InputError(problem, allowed=allowed)
    return last


def operational_batteries(fielding: Fielding) -> Quantiles:
    """Return 10 %, 50 % and 90 % points of the batteries operational at a date.

    Raises
    ------
    InputError
        As for `last_year`.
    """
    deal, settings = load_deal(fielding.deal), Settings(last_year=last_year(fielding))
    wanted = [future for future in deal.futures if future.name == fielding.future]
    found = timeline(deal, settings, others=shipped_deals(), futures=wanted)
    quarter = int((year_of(fielding.date) - found.quarters[0]) / QUARTER)
    band = found.futures[0].operational
    low, median, high = (float(row[quarter]) for row in (band.low, band.median, band.high))
    return low, median, high


def stretch_of(deal_id: str) -> Quantiles:
    """Return 10 %, 50 % and 90 % points of the stretch of a deal's next promise.

    The stretch is time taken over time promised.
    """
    deal = load_deal(deal_id)
    return timeline(deal, others=shipped_deals(), futures=deal.futures[:1]).stretch
