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
from skydome.report.style import listed
from skydome.scenario import load
from skydome.serve.render import CASE, CLAIMS, CLAIMS_PAGE, DEAL, audited_claims

if TYPE_CHECKING:
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
    return {"answers": [raid(), deal(), law(), claims()], "news": news()}


def raid() -> Stored:
    """Return what the two-front defence stops."""
    found = json.loads(RAID.read_text("utf-8"))["leakage"]
    scenario = load(EXAMPLES / "two_front.yaml")
    mean, low, high = found["assessed"]
    return {
        "id": "raid",
        "question": "What does it stop?",
        "answer": (
            f"Of {len(scenario.threats)} threats against five S-400 regiments, {count(mean)} get "
            f"through on average; {span(*found['band'])} when the uncertain parameters are varied."
        ),
        "note": (
            f"Example two_front, {found['replications']:,} replications: 95 % interval of the mean "
            f"{low:.2f} to {high:.2f}. Varied: {found['parameters']} parameters in "
            f"{found['draws']} draws, of which nine in ten lie between the two figures. "
            f"Placements of the sites alone: {span(*found['placements'])}."
        ),
        "page": "/runs",
    }


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
        "answer": (
            f"{came} of {wanted.bought.count} regiments are delivered, the last is expected "
            f"{_expected(here)}. Of the battery-years promised to {found.settings.last_year}, "
            f"{_operational(here)} are operational, {_operational(worst)} if sanctions escalate."
        ),
        "note": (
            f"India's purchase of 2018, record to {month_text(found.as_of)}; first promised for "
            f"{first} to {last}. In brackets: 8 in 10 of {found.settings.draws:,} draws."
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
        "answer": headline(found),
        "note": f"CAATSA section 231, {found.case.title}, as of {found.as_of}. {NOT_ADVICE}",
        "page": "/answers/law",
    }


def claims() -> Stored:
    """Return how the claims of the audited documents fare."""
    rows = json.loads(VERDICTS.read_text("utf-8"))
    file = read_claims(EXAMPLES / CLAIMS)
    number = {one: sum(row["verdict"] == one.value for row in rows) for one in Verdict}
    uncheckable = (Verdict.JUDGEMENT, Verdict.SCENARIO, Verdict.OUTSIDE)
    rest = sum(number[one] for one in uncheckable)
    words = listed(
        [
            f"{number[Verdict.HOLDS]} are true",
            f"{number[Verdict.IN_PART]} in part",
            f"{number[Verdict.FAILS]} are not",
            f"{number[Verdict.CONTESTED] + number[Verdict.OPEN]} are open",
        ]
    )
    return {
        "id": "claims",
        "question": "Are the claims right?",
        "answer": (
            f"Of {len(rows)} claims in {len(file.documents)} published articles, {words}; {rest} "
            "are judgements, scenarios or outside what can be checked."
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
