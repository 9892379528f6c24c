"""Raids on consecutive days: each day begins with what the day before left."""

from skydome.campaign.fight import campaign
from skydome.campaign.load import Plan, load_campaign
from skydome.campaign.results import Campaign, Day, FutureOutcome

__all__ = ["Campaign", "Day", "FutureOutcome", "Plan", "campaign", "load_campaign"]
