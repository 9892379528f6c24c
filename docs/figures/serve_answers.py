"""Write the answers that the start page of the browser app shows at once.

    python docs/figures/serve_answers.py [--page]

The outcome of the raid comes from docs/figures/readme.json and the verdicts from
docs/figures/claims_tables.json, which have scripts and tests of their own; the deal and the law are
computed here, in seconds. The answers go to src/skydome/serve/data/answers.json. A test writes them
again and compares. ``--page`` also audits the claims anew and stores their page, which
the server otherwise computes when it is first asked for: minutes, where no study is in the cache.
"""
# ruff: noqa: INP001 - a script, not part of a package

from __future__ import annotations

import argparse
import gzip
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skydome.claims import read_claims
from skydome.claims.verdict import Verdict
from skydome.exposure import examine, load_case, shipped
from skydome.exposure.finding import NOT_ADVICE
from skydome.exposure.headline import headline
from skydome.fielding import Settings, load_deal, shipped_deals, timeline
from skydome.fielding.dates import month_text, year_of
from skydome.report.numbers import count, percent, percent_span, span
from skydome.scenario import load
from skydome.serve.render import CASE, CLAIMS, CLAIMS_PAGE, DEAL, audited_claims

if TYPE_CHECKING:
    from skydome.exposure.finding import Exposure
    from skydome.fielding import Projection

ROOT = Path(__file__).parent.parent.parent
STORED = ROOT / "src" / "skydome" / "serve" / "data" / "answers.json"
RAID, VERDICTS = (
    ROOT / "docs" / "figures" / name for name in ("readme.json", "claims_tables.json")
)
EXAMPLES = ROOT / "examples"
FIRST_LOOKED_AT, WORST = "realistic", "pessimistic"
MOST_NEWS = 6
OF_DEVELOPERS = "Structure, documentation and tests"

Stored = dict[str, Any]


def stored() -> Stored:
    """Return answers and news."""
    return {"answers": [one() for one in (raid, deal, law, claims)], "news": news()}


def raid() -> Stored:
    """Return what the two-front defence stops."""
    found = json.loads(RAID.read_text("utf-8"))["leakage"]
    scenario = load(EXAMPLES / "two_front.yaml")
    mean, low, high = found["assessed"]
    least, most = found["band"]
    threats = len(scenario.threats)
    return {
        "id": "raid",
        "question": "What does it stop?",
        "short": (
            f"about {_one_in(mean / threats)} threats of a mixed raid gets through five S-400 "
            f"regiments ({_one_in(least / threats)} to {_one_in(most / threats)})"
        ),
        "verdict": (
            f"About {_one_in(mean / threats)} threats of a mixed raid gets through five S-400 "
            f"regiments: between {_one_in(least / threats)} and {_one_in(most / threats)} when "
            "uncertain values are varied."
        ),
        "answer": (
            f"Of {threats} threats, {count(mean)} get through on average. The band from uncertain "
            f"values is {span(least, most)}."
        ),
        "note": (
            f"Example two_front, played {found['replications']:,} times with other random numbers "
            f"(replications): chance leaves the mean between {low:.2f} and {high:.2f}. For the "
            f"band, {found['parameters']} uncertain parameters were drawn {found['draws']} times "
            "from their ranges; nine draws in ten lie within it. Moving the sites within 5 km of "
            f"their nominal positions ({scenario.terrain.placements} placements) alone gives means "
            f"from {span(*found['placements'])}."
        ),
        "page": "/runs",
    }


def _one_in(share: float) -> str:
    """Return a share as people say it."""
    return f"1 in {round(1 / share)}"


def deal() -> Stored:
    """Return when the purchase is operational."""
    wanted = load_deal(DEAL)
    found = timeline(wanted, Settings(), others=shipped_deals(), futures=tuple(wanted.futures))
    courses = {course.name: course for course in found.futures}
    here, worst = courses[FIRST_LOOKED_AT], courses[WORST]
    came = sum(year_of(one.date) <= found.as_of for one in wanted.deliveries)
    first, last = (month_text(found.promised_dates[n]) for n in (0, -1))
    return {
        "id": "deal",
        "question": "When is the purchase operational?",
        "short": f"{came} of the {wanted.bought.count} bought are delivered",
        "verdict": (
            f"{came} of {wanted.bought.count} regiments are delivered; about {_operational(here)} "
            f"of the service promised to {found.settings.last_year} will have been operational."
        ),
        "answer": (
            f"The last regiment, promised for {last}, is expected {_expected(here)}. If sanctions "
            f"escalate, {_operational(worst)} of the promised service is operational."
        ),
        "note": (
            f"India's purchase of 2018, record to {month_text(found.as_of)}; first deliveries were "
            f"promised for {first}. Service is counted in battery-years: one battery operational "
            f"for a year. In brackets: 8 in 10 of {found.settings.draws:,} random futures."
        ),
        "page": "/answers/deal",
    }


def _expected(course: Projection) -> str:
    low, median, high = (month_text(date) for date in course.arrivals[-1])
    return f"in {median} ({low} to {high})"


def _operational(course: Projection) -> str:
    low, median, high = course.battery_years.operational_share
    return f"{percent(median)} ({percent_span(low, high)})"


def law() -> Stored:
    """Return what US law says about the purchase."""
    statute = shipped()
    found = examine(load_case(CASE, statute), statute=statute)
    return {
        "id": "law",
        "question": "What does US law say?",
        "short": (
            "no US sanction for the purchase is known"
            if found.menu is not None and not found.menu.imposed
            else "US sanctions for the purchase are known"
        ),
        "verdict": _law_verdict(found),
        "answer": headline(found),
        "note": f"CAATSA section 231, {found.case.title}, as of {found.as_of}. {NOT_ADVICE}",
        "page": "/answers/law",
    }


def _law_verdict(found: Exposure) -> str:
    """Return whether sanctions are known to be imposed, and an official act to be on record."""
    menu, acts = found.menu, [found.exposure.line(name) for name in found.exposure.acts]
    if menu is None or menu.imposed or any(act.value is not False for act in acts):
        return headline(found).partition(". ")[0].rstrip(".") + "."
    noun = " or ".join(act.short or act.name.replace("_", " ") for act in acts)
    return f"No US sanction for this purchase is known, and no official {noun} is on record."


def claims() -> Stored:
    """Return how the claims of the audited documents fare."""
    rows = json.loads(VERDICTS.read_text("utf-8"))
    file = read_claims(EXAMPLES / CLAIMS)
    number = {one: sum(row["verdict"] == one.value for row in rows) for one in Verdict}
    uncheckable = (Verdict.JUDGEMENT, Verdict.SCENARIO, Verdict.OUTSIDE)
    rest = sum(number[one] for one in uncheckable)
    open_ = number[Verdict.CONTESTED] + number[Verdict.OPEN]
    return {
        "id": "claims",
        "question": "Are the claims right?",
        "short": f"{number[Verdict.HOLDS]} of {len(rows)} published claims are true",
        "verdict": (
            f"{number[Verdict.HOLDS]} of {len(rows)} published claims are true, "
            f"{number[Verdict.IN_PART]} are true in part and {number[Verdict.FAILS]} are false."
        ),
        "answer": (
            f"The claims are from {len(file.documents)} published articles. Sources leave {open_} "
            f"open; {rest} are judgements, scenarios or outside what can be checked."
        ),
        "note": (
            "Each verdict follows from a calculation, a record or a clause of the law, about the "
            "day of the claim with what is known today."
        ),
        "page": "/answers/claims",
    }


def news() -> list[Stored]:
    """Return the first entry below each heading of the newest version in CHANGELOG.md."""
    newest = (ROOT / "CHANGELOG.md").read_text("utf-8").split("\n## ")[1]
    found = []
    for part in newest.split("\n### ")[1:]:
        title, _, rest = part.partition("\n")
        entry = re.search(r"^- (.*?)(?=^- |\Z)", rest.strip(), re.DOTALL | re.MULTILINE)
        if entry is not None and title != OF_DEVELOPERS:
            text = _plain(" ".join(entry[1].split()))
            found.append({"title": title.strip(), "text": text})
    return found[:MOST_NEWS]


def _plain(markdown: str) -> str:
    """Return the first sentence without the marks of Markdown."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown).replace("`", "").replace("**", "")
    return re.split(r"(?<=\.) (?=[A-Z])", text)[0].split("; ")[0].rstrip(".") + "."


def main() -> None:
    """Write the file, and with ``--page`` the page of the audit."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--page", action="store_true", help="also the page of the audit")
    if words.parse_args().page:
        CLAIMS_PAGE.write_bytes(gzip.compress(audited_claims(), mtime=0))
    text = json.dumps(stored(), indent=1, ensure_ascii=False) + "\n"
    STORED.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
