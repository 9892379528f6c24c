"""Write the figure and the tables of docs/campaign.md.

Run as ``python docs/figures/campaign.py``; takes a minute or two.
"""
# ruff: noqa: INP001, T201 - a script that prints, not part of a package

from __future__ import annotations

import re
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
PAGE = ROOT / "campaign.md"
OTHERS = ("fired", "delivered", "value_hit", "value_lost", "nodes_up")


def main() -> None:
    """Run the example, draw its figure, write its tables and print the other measures."""
    found = campaign(load_campaign(EXAMPLE))
    PICTURE.write_bytes(draw_campaign(found, "png"))
    text = marked(PAGE.read_text("utf-8"), "leakers", leakers(found))
    PAGE.write_text(marked(text, "left", left(found)), "utf-8")
    for measure in OTHERS:
        for course in found.courses:
            row = [f"{getattr(day, measure).value:.2f}" for day in course.days]
            print(f"| {measure}, {course.name} | {' | '.join(row)} |")


def marked(text: str, name: str, content: str) -> str:
    """Return a text with the part between the marks of a name replaced."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    pattern = re.escape(begin) + ".*?" + re.escape(end)
    return re.sub(pattern, lambda _: f"{begin}\n{content}\n\n{end}", text, flags=re.DOTALL)


def leakers(found: Campaign) -> str:
    """Return leakers by day and future, and over all days."""
    names = [course.name for course in found.courses]
    lines = [f"| leakers on day | {' | '.join(names)} |", "|---:" * (len(names) + 1) + "|"]
    for day in range(len(found.courses[0].days)):
        row = [_shown(course.days[day].leaked) for course in found.courses]
        lines.append(f"| {day + 1} | {' | '.join(row)} |")
    lines.append(f"| all days | {' | '.join(_shown(c.leaked) for c in found.courses)} |")
    against = ["", *(_shown(course.against_first) for course in found.courses[1:])]
    lines.append(f"| against `{names[0]}` | {' | '.join(against)} |")
    return "\n".join(lines)


def left(found: Campaign) -> str:
    """Return the missiles left after each day."""
    days = [str(day.day) for day in found.courses[0].days]
    lines = [
        f"| missiles left after day | {' | '.join(days)} |",
        "|---" + "|---:" * len(days) + "|",
    ]
    for course in found.courses:
        row = [f"{day.left.value:.1f}" for day in course.days]
        lines.append(f"| {course.name} | {' | '.join(row)} |")
    return "\n".join(lines)


def _shown(estimate: Estimate) -> str:
    value, low, high = estimate
    return f"{value:.2f} ({low:.2f} to {high:.2f})"


if __name__ == "__main__":
    main()
