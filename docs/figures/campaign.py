"""Draw the figure of docs/campaign.md and print the tables beside it.

Run as ``python docs/figures/campaign.py``; takes a minute or two.
"""
# ruff: noqa: INP001, T201 - a script that prints, not part of a package

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from skydome.campaign import campaign, load_campaign
from skydome.report.campaign.figure import draw_campaign

if TYPE_CHECKING:
    from skydome.analysis.intervals import Estimate
    from skydome.campaign import Campaign

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT.parent / "examples" / "campaign.yaml"
PICTURE = ROOT / "images" / "campaign.png"


def main() -> None:
    """Fight the example, print its tables and draw its figure."""
    found = campaign(load_campaign(EXAMPLE))
    by_day(found)
    for course in found.courses:
        print(f"{course.name}: all days {_shown(course.leaked)}, {_shown(course.against_first)}")
    PICTURE.write_bytes(draw_campaign(found, "png"))
    print(PICTURE.name)


def by_day(found: Campaign) -> None:
    """Print leakers by day and future, and the other measures without intervals."""
    for day in range(len(found.courses[0].days)):
        row = [_shown(course.days[day].leaked) for course in found.courses]
        print(f"| {day + 1} | {' | '.join(row)} |")
    for measure in ("fired", "delivered", "left", "value_hit", "value_lost", "nodes_up"):
        for course in found.courses:
            row = [f"{getattr(day, measure).value:.2f}" for day in course.days]
            print(f"| {measure}, {course.name} | {' | '.join(row)} |")


def _shown(estimate: Estimate) -> str:
    value, low, high = estimate
    return f"{value:.2f} ({low:.2f} to {high:.2f})"


if __name__ == "__main__":
    main()
