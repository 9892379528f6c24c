"""Raids on consecutive days: what one day leaves, the next begins with."""

from skydome.campaign.answer import Campaign, Course, Day
from skydome.campaign.fight import campaign
from skydome.campaign.load import Plan, load_campaign

__all__ = ["Campaign", "Course", "Day", "Plan", "campaign", "load_campaign"]
