"""An examination as one page of HTML, without scripts, links to load or network access."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from skydome._version import __version__
from skydome.exposure import comparison, text
from skydome.exposure.finding import ANSWERS, NOT_ADVICE, VERDICTS
from skydome.exposure.headline import deciding, headline
from skydome.template import rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from skydome.exposure.fact import Source
    from skydome.exposure.finding import Exposure, Finding, Node

TEMPLATE = Path(__file__).parent / "templates" / "exposure.html.j2"


def page_of(found: Sequence[Exposure]) -> str:
    """Return the page of one examination, or of two with a comparison before them.

    The answer in plain sentences comes first. Every tree is shown twice: folded, with the branches
    that decide it open, and unfolded. The page depends only on the cases, dates and software.
    """
    context = {
        "version": __version__,
        "advice": NOT_ADVICE,
        "examined": [_examined(one) for one in found],
        "compared": list(comparison.compared(*found)) if len(found) > 1 else [],
        "differing": list(comparison.differing(*found)) if len(found) > 1 else [],
        "difference": comparison.difference(*found) if len(found) > 1 else "",
        "tone": {True: "met", False: "not", None: "unknown"},
        "exactness": text.exactness,
        "counted": text.sets_counted,
        "is_open": _is_open,
    }
    filters: dict[str, Callable[..., Any]] = {
        "verdict": VERDICTS.__getitem__,
        "answer": ANSWERS.__getitem__,
    }
    return rendered(TEMPLATE, context, filters)


def _is_open(child: Node, parent: Node) -> bool:
    """Return whether a branch is open when the page is: it is one of those that decide."""
    return child in deciding(parent)


def _examined(found: Exposure) -> dict[str, Any]:
    findings = found.findings
    enough = (found.menu.enough,) if found.menu else ()
    return {
        "found": found,
        "headline": headline(found),
        "findings": findings,
        "ambiguities": dict(sorted(dict(_ambiguities((*findings, *enough))).items())),
        "sources": _sources(found),
    }


def _ambiguities(findings: Sequence[Finding]) -> list[tuple[int, str]]:
    return [pair for one in findings for pair in one.ambiguities]


def _sources(found: Exposure) -> dict[str, Source]:
    """Return the sources that this examination cites, by id."""
    case = found.case
    cited = [*case.transaction.source]
    cited += [source for dated in case.events.values() for source in dated.source]
    cited += [source for one in case.history for source in one.source]
    for entries in case.facts.values():
        cited += [source for entry in entries for source in entry.source]
    law = found.law
    cited += [source for one in law.sections.values() for source in one.source]
    cited += [s for one in law.sections.values() for part in one.provisions for s in part.source]
    cited += [source for question in law.questions.values() for source in question.source]
    known = law.sources | case.sources
    return {name: known[name] for name in dict.fromkeys(cited)}
