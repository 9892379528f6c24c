"""A campaign as one self-contained page: no network, no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from skydome._version import __version__
from skydome.report.campaign.figure import campaign_uri
from skydome.report.numbers import count, interval
from skydome.report.template import rendered

if TYPE_CHECKING:
    from skydome.analysis.intervals import Estimate
    from skydome.campaign import Campaign, FutureOutcome

SHOWN = ("leaked", "against_first", "value_hit", "value_lost", "fired", "delivered", "left")


def campaign_page(found: Campaign) -> bytes:
    """Return the page: the same bytes for the same answer."""
    shown = {
        "version": __version__,
        "found": found,
        "figure": campaign_uri(found),
        "courses": [_course(found, course) for course in found.courses],
        "value_total": count(found.value_total),
    }
    return rendered("campaign.html.j2", shown).encode()


def _course(found: Campaign, course: FutureOutcome) -> dict[str, Any]:
    measures = (*SHOWN, "nodes_up") if found.nodes else SHOWN
    return {
        "name": course.name,
        "title": course.title,
        "leaked": _cell(course.leaked),
        "against": _cell(course.against_first),
        "days": [
            {
                "day": day.day,
                "threats": day.threats,
                "cells": [_cell(getattr(day, measure)) for measure in measures],
            }
            for day in course.days
        ],
    }


def _cell(estimate: Estimate) -> dict[str, str]:
    ends = interval(estimate)
    return {"mean": count(estimate.value), "ends": "" if ends == count(estimate.value) else ends}
