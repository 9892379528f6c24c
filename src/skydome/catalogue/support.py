"""How well the catalogue is supported: shares by confidence, and what is weak or missing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, get_args

from skydome.catalogue.kinds import KINDS
from skydome.catalogue.parameter import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.catalogue.entry import Entry
    from skydome.catalogue.load import Catalogue
    from skydome.catalogue.parameter import Parameter

CONFIDENCES: tuple[str, ...] = get_args(Confidence)
WORDS = {
    "sourced": "sourced",
    "derived": "derived",
    "calibrated_to_claim": "calibrated to a claim",
    "unsourced": "unsourced",
}
# what a source is to a parameter that cites it, by the parameter's confidence
ROLES = {
    "sourced": "states",
    "derived": "is an input to the arithmetic of",
    "calibrated_to_claim": "states the claim that these are fitted to, not their values",
    "unsourced": "marks as judgement",
}
ROUNDING = 0.02
WEAKNESSES = {
    "unsourced": "judgement without a source",
    "one grade D source": "a single blog, forum or game database says so",
    "no range": "a measure without a plausible range",
    "unexplained": "its readings differ, and no dispute says why",
}


class Weak(NamedTuple):
    """One weakness of one parameter."""

    weakness: str
    entry: str
    parameter: str


def shares(catalogue: Catalogue, entry_id: str | None = None) -> dict[str, int]:
    """Return how many parameters there are of each confidence, in all entries or in one."""
    ids = catalogue.ids() if entry_id is None else [entry_id]
    counts: Counter[str] = Counter(
        parameter.confidence for i in ids for parameter in catalogue.entry(i).parameters.values()
    )
    return {name: counts[name] for name in CONFIDENCES}


def sentence(catalogue: Catalogue) -> str:
    """Return the shares as one sentence."""
    counts = shares(catalogue)
    total = sum(counts.values())
    parts = [f"{n:,} {WORDS[name]} ({100 * n / total:.1f} %)" for name, n in counts.items()]
    return f"{total:,} parameters: {', '.join(parts[:-1])} and {parts[-1]}."


def weak(catalogue: Catalogue) -> Iterator[Weak]:
    """Yield what is weak or missing, entry by entry."""
    for entry_id in catalogue.ids():
        entry = catalogue.entry(entry_id)
        for name, parameter in entry.parameters.items():
            for weakness in _weaknesses(catalogue, entry, name, parameter):
                yield Weak(weakness, entry_id, name)


def _weaknesses(
    catalogue: Catalogue, entry: Entry, name: str, parameter: Parameter
) -> Iterator[str]:
    if parameter.confidence == "unsourced":
        yield "unsourced"
    grades = [catalogue.sources[source].grade for source in parameter.source]
    if [grade for grade in grades if grade != "none"] == ["D"]:
        yield "one grade D source"
    low, high = parameter.range
    if low == high and not KINDS[entry.kind][name].whole:
        yield "no range"
    if not parameter.dispute and _differ(parameter):
        yield "unexplained"


def _differ(parameter: Parameter) -> bool:
    """Return whether two readings of a parameter are farther apart than rounding."""
    values = [parameter.value, *(reading.value for reading in parameter.given.values())]
    return max(values) - min(values) > ROUNDING * max(abs(value) for value in values)


def cited_by(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return, for each source, the parameters that cite it, as ``entry.parameter``."""
    found: dict[str, list[str]] = {source: [] for source in catalogue.sources}
    for entry_id in catalogue.ids():
        for name, parameter in catalogue.entry(entry_id).parameters.items():
            readings = parameter.given.values()
            ids = [*parameter.source, *(i for reading in readings for i in reading.source)]
            for source in dict.fromkeys(ids):
                found[source].append(f"{entry_id}.{name}")
    return found


def supported_by(catalogue: Catalogue) -> dict[str, dict[str, list[str]]]:
    """Return, for each source, the parameters that cite it, grouped by the confidence they have.

    A source of a parameter that is calibrated to a claim states the claim, such as a range, and
    says nothing of the value. What only a reading cites is counted as sourced: a reading is what
    its source says.
    """
    found: dict[str, dict[str, list[str]]] = {source: {} for source in catalogue.sources}
    for source, names in cited_by(catalogue).items():
        for name in names:
            entry_id, _, parameter_name = name.partition(".")
            parameter = catalogue.entry(entry_id).parameters[parameter_name]
            own = source in parameter.source
            found[source].setdefault(parameter.confidence if own else "sourced", []).append(name)
    return found
