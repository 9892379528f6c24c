"""What of a purchase is operational when: deliveries, crews, spares, missiles, shocks."""

from skydome.fielding.capability import Capability, capability_of
from skydome.fielding.deal import Deal, Future
from skydome.fielding.load import bibliography, deal_ids, load_deal, shipped_deals, with_futures
from skydome.fielding.projection import Projection
from skydome.fielding.record import as_dict
from skydome.fielding.settings import Settings
from skydome.fielding.timeline import Timeline, check, timeline

__all__ = [
    "Capability",
    "Deal",
    "Future",
    "Projection",
    "Settings",
    "Timeline",
    "as_dict",
    "bibliography",
    "capability_of",
    "check",
    "deal_ids",
    "load_deal",
    "shipped_deals",
    "timeline",
    "with_futures",
]
