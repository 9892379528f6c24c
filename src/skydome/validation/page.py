"""Outcomes as counts, table rows, records and a page in Markdown."""

from __future__ import annotations

from collections import Counter
from math import inf
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from skydome.validation.loader import Outcome

HEADER = ("Case", "Computed", "Published", "± tolerance", "Unit", "Verdict", "Source")
SUMMARY = ("Publication", "Topics", "Cases", "Agree", "Disagree")
HEAD = (
    "Written by `skydome reproduce --page FILE`. A case that agrees although it is declared to "
    "disagree, or the reverse, is a surprise, and the command then fails."
)
OWN_CHECKS = (
    "The values of these cases are not published. They are closed forms evaluated independently of "
    "the software, comparisons of one numerical method with another, and missiles that were "
    "calibrated to the number they reproduce, kept to detect regressions. They do not count "
    "towards any publication."
)


class Counts(NamedTuple):
    """Numbers of outcomes by type; published cases and checks of our own are counted separately."""

    cases: int
    published: int
    publications: int
    agree: int
    disagree: int
    surprises: int

    def __str__(self) -> str:
        """Return the counts as text."""
        return (
            f"{_of(self.cases, 'case')}: {self.published} from "
            f"{_of(self.publications, 'publication')} and "
            f"{_of(self.cases - self.published, 'check')} of our own. {self.agree} agree, "
            f"{self.disagree} disagree as declared, {_of(self.surprises, 'surprise')}."
        )


def count(outcomes: Sequence[Outcome]) -> Counts:
    """Count the outcomes of each type."""
    sources = [one.case.publication for one in outcomes if one.case.publication]
    kinds = Counter((one.within, one.surprise) for one in outcomes)
    return Counts(
        cases=len(outcomes),
        published=len(sources),
        publications=len(set(sources)),
        agree=kinds[True, False],
        disagree=kinds[False, False],
        surprises=kinds[True, True] + kinds[False, True],
    )


def publications(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    """Return the outcomes of each publication, those with the most cases first."""
    found: dict[str, list[Outcome]] = {}
    for one in outcomes:
        if one.case.publication:
            found.setdefault(one.case.publication, []).append(one)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0].lower())))


def verdict(outcome: Outcome) -> str:
    """Return whether an outcome agrees, and whether that was declared."""
    if outcome.surprise:
        return f"SURPRISE: {'agrees' if outcome.within else 'disagrees'}"
    return "agrees" if outcome.within else "disagrees, as declared"


def cells(outcome: Outcome) -> list[str]:
    """Return an outcome as the texts of a row under `HEADER`."""
    case = outcome.case
    numbers = [f"{value:.7g}" for value in (outcome.computed, case.expected, case.tolerance)]
    unit = "–" if case.unit in {"1", "-"} else case.unit
    return [case.id, *numbers, unit, verdict(outcome), case.citation]


def as_record(outcome: Outcome) -> dict[str, object]:
    """Return an outcome as a flat record for JSON; infinity, which JSON lacks, becomes a word."""
    case = outcome.case.model_dump()
    given = {name: str(x) if x in (inf, -inf) else x for name, x in case["inputs"].items()}
    return {
        "topic": outcome.topic,
        **case,
        "inputs": given,
        "computed": outcome.computed,
        "within": outcome.within,
        "surprise": outcome.surprise,
    }


def title(topic: str) -> str:
    """Return a topic as a heading."""
    return topic.replace("_", " ").capitalize()


def markdown(outcomes: Sequence[Outcome]) -> str:
    """Return the page: surprises, disagreements and their reasons, publications, every case."""
    surprising = [one for one in outcomes if one.surprise]
    disagreeing = [one for one in outcomes if not one.within and not one.surprise]
    lines = [
        *("# Validation: models compared with published values", ""),
        *(HEAD, ""),
        *(str(count(outcomes)), ""),
    ]
    if surprising:
        lines += ["## Surprises", "", *_case_table(surprising)]
    if disagreeing:
        lines += ["## Where we disagree, and why", ""]
        for topic, own in _by_topic(disagreeing).items():
            lines += [f"### {title(topic)}", "", *map(_disagreement, own), ""]
    published = [one for one in outcomes if one.case.publication]
    if published:
        lines += ["## Publications", "", *_publication_table(published), "## Every case", ""]
    for topic, own in _by_topic(published).items():
        lines += [f"### {title(topic)}", "", *_case_table(own)]
    apart = [one for one in outcomes if not one.case.publication]
    if apart:
        lines += ["## Checks of our own", "", OWN_CHECKS, ""]
        for topic, own in _by_topic(apart).items():
            lines += [f"### {title(topic)}: own checks", "", *_case_table(own)]
    return "\n".join(lines).rstrip() + "\n"


def _of(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _by_topic(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for one in outcomes:
        found.setdefault(one.topic, []).append(one)
    return found


def _disagreement(outcome: Outcome) -> str:
    case = outcome.case
    computed, published = f"{outcome.computed:.5g}", f"{case.expected:.5g}"
    unit = "" if case.unit in {"1", "-"} else f" {case.unit}"
    return (
        f"- `{case.id}`: published {published}{unit}, computed {computed}{unit}: "
        f"{(case.reason or '').rstrip('.')} ({case.citation})."
    )


def _publication_table(outcomes: Sequence[Outcome]) -> list[str]:
    lines = [_row(SUMMARY), _row(["---"] * len(SUMMARY))]
    for name, own in publications(outcomes).items():
        topics = ", ".join(title(topic).lower() for topic in _by_topic(own))
        agree = sum(one.within for one in own)
        lines.append(_row([name, topics, str(len(own)), str(agree), str(len(own) - agree)]))
    return [*lines, ""]


def _case_table(outcomes: Iterable[Outcome]) -> list[str]:
    rows = [_row(cells(one)) for one in outcomes]
    return [_row(HEADER), _row(["---"] * len(HEADER)), *rows, ""]


def _row(texts: Sequence[str]) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"
