"""An examination as one page of HTML that needs nothing else: no network, no script."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from skydome._version import __version__
from skydome.exposure import text
from skydome.exposure.finding import ANSWERS, NOT_ADVICE, VERDICTS
from skydome.exposure.statute import shipped
from skydome.template import rendered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.exposure.fact import Source
    from skydome.exposure.finding import Exposure, Finding, Node

TEMPLATE = Path(__file__).parent / "templates" / "exposure.html.j2"


def page_of(found: Sequence[Exposure]) -> str:
    """Return the page of one examination, or of two with a comparison before them.

    Every tree stands there twice: folded, open along the branches that decide it, and unfolded.
    The page is a function of the cases, the dates and the software.
    """
    context = {
        "version": __version__,
        "advice": NOT_ADVICE,
        "examined": [_examined(one) for one in found],
        "compared": list(text.compared(*found)) if len(found) > 1 else [],
        "differing": list(text.differing(*found)) if len(found) > 1 else [],
        "tone": {True: "met", False: "not", None: "unknown"},
        "exactness": text.exactness,
        "counted": text.sets_counted,
        "in_words": text.in_words,
        "said_of": text.said_of,
        "is_open": _is_open,
    }
    filters = {"verdict": VERDICTS.__getitem__, "answer": ANSWERS.__getitem__}
    return rendered(TEMPLATE, context, filters)


def _is_open(child: Node, parent: Node) -> bool:
    """Return whether a branch is open when the page is: it is one of those that decide."""
    return child in text.deciding(parent)


def _examined(found: Exposure) -> dict[str, Any]:
    findings = (found.exposure, *found.doors)
    return {
        "found": found,
        "findings": findings,
        "ambiguities": dict(sorted(dict(_ambiguities((*findings, found.menu.enough))).items())),
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
    law = shipped()
    cited += [source for one in law.sections.values() for source in one.source]
    cited += [s for one in law.sections.values() for part in one.provisions for s in part.source]
    cited += [source for question in law.questions.values() for source in question.source]
    known = law.sources | case.sources
    return {name: known[name] for name in dict.fromkeys(cited)}
