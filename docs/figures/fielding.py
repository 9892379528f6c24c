"""Write the figures and tables of fielding.md: India's timeline, its promises, the slip model.

Run as ``python docs/figures/fielding.py``; writes docs/images/fielding-india*.png and the marked
parts of docs/fielding.md. The scenario of the first figure is run at each number of its units, half
a minute the first time.
"""
# ruff: noqa: INP001 - a script, not part of a package

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from skydome.fielding import Settings, capability_of, load_deal, shipped_deals, timeline
from skydome.fielding.dates import month_text, year_of
from skydome.fielding.delivery import draw_arrivals
from skydome.fielding.sampling import latin_hypercube
from skydome.fielding.slip import draw_stretches, learn, observations
from skydome.report.fielding.figure import draw_fielding, draw_promises

if TYPE_CHECKING:
    from skydome.fielding import Capability, Deal, Timeline

DOCS = Path(__file__).parents[1]
PAGE = DOCS / "fielding.md"
SCENARIO = DOCS.parent / "examples" / "two_front.yaml"
DEAL = "india-2018"
NAMES = {"india-2018": "India", "turkey-2017": "Turkey", "china-2014": "China"}
WIDENED = (1.0, 0.5, 2.0)  # of the prior's spreads
NOTICE = "2023-04"


def main() -> None:
    """Write the images and the tables."""
    parser = argparse.ArgumentParser(description="Write the figures and tables of fielding.md.")
    parser.add_argument("--images", type=Path, default=DOCS / "images", metavar="FOLDER")
    folder = parser.parse_args().images
    able = capability_of(SCENARIO)
    found = timeline(load_deal(DEAL), others=shipped_deals(), capability=able)
    (folder / "fielding-india.png").write_bytes(draw_fielding(found, "png"))
    (folder / "fielding-india-promises.png").write_bytes(draw_promises(found, "png"))
    text = PAGE.read_text("utf-8")
    for name, content in (tables(found) | {"leakers": leakers(able)}).items():
        text = marked(text, name, content)
    PAGE.write_text(text, "utf-8")


def marked(text: str, name: str, content: str) -> str:
    """Return a text with the part between the marks of a name replaced."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    pattern = re.escape(begin) + ".*?" + re.escape(end)
    return re.sub(pattern, lambda _: f"{begin}\n{content}\n\n{end}", text, flags=re.DOTALL)


def tables(found: Timeline) -> dict[str, str]:
    """Return the marked parts of the page that need no scenario, by name."""
    return {
        "futures": futures(found),
        "slips": slips(),
        "back-test": back_test(found),
        "notice": notice(),
    }


def futures(found: Timeline) -> str:
    """Return battery-years delivered and operational under each future of India."""
    lines = [
        "| Future | delivered | operational | operational at the end of 2028 |",
        "| --- | --- | --- | --- |",
    ]
    for one in found.futures:
        years, last = one.battery_years, one.operational
        ends = f"{last.mean[-1]:.1f} ({last.low[-1]:.1f} to {last.high[-1]:.1f})"
        lines.append(
            f"| {one.title} | {_share(years.delivered_share)} | {_share(years.operational_share)} "
            f"| {ends} |"
        )
    return "\n".join(lines)


def _share(three: tuple[float, float, float]) -> str:
    low, median, high = (f"{100 * value:.0f}" for value in three)
    return f"{median} % ({low} to {high})"


def slips() -> str:
    """Return the mean stretch of each deal and India's fifth regiment, by width of the prior."""
    deals = {deal.id: deal for deal in shipped_deals()}
    u, notice_u = latin_hypercube(2018, 2_000, "deliveries", 5), np.full(2_000, 0.5)
    as_of = year_of(deals[DEAL].record_ends)
    seen = observations(list(deals.values()), as_of)
    posteriors = [learn(seen, widen) for widen in WIDENED]
    lines = [
        "| | mean stretch, 8 in 10 draws | with the prior half as wide | twice as wide |",
        "| --- | --- | --- | --- |",
    ]
    for deal, name in NAMES.items():
        means = [np.exp(draw_stretches(one, deal, u[:, :3]).mean) for one in posteriors]
        cells = [f"{np.median(mean):.2f}" for mean in means]
        low, high = np.quantile(means[0], (0.1, 0.9))
        lines.append(f"| {name} | {cells[0]} ({low:.2f} to {high:.2f}) | {cells[1]} | {cells[2]} |")
    arrivals = [draw_arrivals(deals[DEAL], one, as_of, u, notice_u)[:, -1] for one in posteriors]
    cells = [_months(one) for one in arrivals]
    lines.append(f"| India's fifth regiment | {' | '.join(cells)} |")
    return "\n".join(lines)


def _months(sample: np.ndarray) -> str:
    low, median, high = np.quantile(sample, (0.1, 0.5, 0.9))
    return f"{month_text(median)} ({month_text(low)} to {month_text(high)})"


def back_test(found: Timeline) -> str:
    """Return the score of the back-test in two sentences."""
    score = found.score
    return (
        f"{score.promises_inside} of {score.promises} forecasts about {score.deliveries} "
        f"deliveries contain the outcome in their 8-in-10 interval. Each delivery counted once, "
        f"{score.inside:.2f} of {score.deliveries} are inside. The median forecast is "
        f"{score.model_error_months:.1f} months off on average, the promise itself "
        f"{score.promise_error_months:.1f}: for deliveries that were made the model is no "
        f"better than the promise. {score.overdue_promises} promises about {score.overdue} unit, "
        f"India's fifth, were overdue when the record ended. They are "
        f"{score.promise_late_months:.0f} months late so far, their median forecasts "
        f"{score.model_late_months:.0f}, and for {score.refuted} of them the whole interval has "
        "passed. The model predicts that the deal is late, but not how late."
    )


def notice() -> str:
    """Return what the model expected in April 2023 with and without the notice of March."""
    deal = load_deal(DEAL)
    lines = [
        "| Expected in April 2023 | without the notice | with it | on record |",
        "| --- | --- | --- | --- |",
    ]
    found = [_as_of_notice(one) for one in (deal.model_copy(update={"notices": ()}), deal)]
    cells = [_delivered(one, 2024.75) for one in found]
    lines.append(f"| batteries delivered at the end of 2024 | {' | '.join(cells)} | 6 |")
    came = {one.unit: month_text(year_of(one.date)) for one in deal.deliveries}
    for unit in (4, 5):
        cells = [
            "{1} ({0} to {2})".format(*map(month_text, one.futures[0].arrivals[unit - 1]))
            for one in found
        ]
        outcome = came.get(unit, "not yet")
        lines.append(f"| regiment {unit} | {' | '.join(cells)} | {outcome} |")
    return "\n".join(lines)


def _as_of_notice(deal: Deal) -> Timeline:
    settings = Settings(as_of=year_of(NOTICE))
    others = [other for other in shipped_deals() if other.id != deal.id]
    return timeline(deal, settings, others=others, futures=deal.futures[:1])


def _delivered(found: Timeline, quarter: float) -> str:
    band, n = found.futures[0].delivered, round((quarter - found.quarters[0]) * 4)
    return f"{band.mean[n]:.1f} ({band.low[n]:.1f} to {band.high[n]:.1f})"


def leakers(able: Capability) -> str:
    """Return what leaks with three and with all units of the scenario."""
    return (
        f"With the two-front raid of the examples ({able.in_raid} threats) {able.leaked[3]:.0f} "
        f"leak on average when three of five regiments work and {able.leaked[-1]:.1f} when all do."
    )


if __name__ == "__main__":
    main()
