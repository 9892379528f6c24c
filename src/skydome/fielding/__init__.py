"""When an acquisition is there: deliveries, crews, spares, missiles, shocks, futures."""

from skydome.fielding.capability import Capability, capability_of
from skydome.fielding.deal import Deal, Future
from skydome.fielding.load import bibliography, deal_ids, load_deal, load_futures, shipped_deals
from skydome.fielding.record import as_dict
from skydome.fielding.timeline import Course, Settings, Timeline, check, timeline

__all__ = [
    "Capability",
    "Course",
    "Deal",
    "Future",
    "Settings",
    "Timeline",
    "as_dict",
    "bibliography",
    "capability_of",
    "check",
    "deal_ids",
    "load_deal",
    "load_futures",
    "shipped_deals",
    "timeline",
]
