"""An entry to be filled in: every field of its kind, explained."""

from __future__ import annotations

import textwrap
from math import isinf
from typing import TYPE_CHECKING

from skydome.catalogue.kinds import ATTRIBUTES, KINDS, NEEDED, OPTIONAL_ATTRIBUTES, REFERENCES
from skydome.units import UNITS, si_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.catalogue.kinds import Spec
    from skydome.catalogue.load import Catalogue

WIDTH = 96
LARGE = 1_000
HEAD = """\
# A {kind} of your own. Fill in what is blank; `skydome catalogue check --catalogue FOLDER` reads
# it with its folder. The file must be named {id}.yaml.
#
# Each parameter has these fields:
#   value         the number, in the unit beside it; what is used unless a scenario asks for claims
#   low, high     what is plausible, not what is possible; leave both blank where you cannot say
#   unit          one of those named above the parameter; "1" for a plain number
#   distribution  fixed (then no low and high), triangular around the value, or uniform
#   source        ids in a sources.yaml, the shipped one or that of your folder; scenario-author
#                 says that it is you
#   confidence    sourced (printed by the source), derived (arithmetic on sourced values; show it
#                 in the reason), calibrated_to_claim (tuned until the model meets a claim), or
#                 unsourced (your judgement)
#   reason        why this value and this range
# and may have these:
#   dispute: what the sources disagree about
#   readings:
#     claimed: {{value: 1, low: 1, high: 2, source: [an-id], reason: what the maker says}}
#     derived: {{value: 1, source: [an-id], reason: what follows from other values, and how}}
#
# A source, in sources.yaml at the top of your folder:
#   an-id:
#     title: What it is called
#     publisher: Who published it
#     date: "2020"
#     address: https://example.org, or where it can be read
#     grade: D  # A government, legislature or primary author; B think-tank, trade or national
#               # press; C wire relay, aggregator, state media; D blog, forum, game database; none
#     supports: What exactly it says
"""


def scaffold(kind: str, entry_id: str, catalogue: Catalogue) -> str:
    """Return a YAML file for an entry of this kind; examples come from the catalogue.

    Parameters
    ----------
    kind
        One of `skydome.catalogue.kinds.KINDS`.
    entry_id
        Id of the new entry.
    catalogue
        Whose entries serve as examples.
    """
    parts = [
        HEAD.format(kind=_spoken(kind), id=entry_id),
        f"id: {entry_id}",
        f"kind: {kind}",
        "name:  # what people call it, in a few words",
        "# notes: what a reader should know before using it",
        "provisional: true  # false once all its sources were opened a second time",
        *_attributes(kind),
        *_references(kind, catalogue),
        "",
        "parameters:",
        *(_parameter(kind, name, spec, catalogue) for name, spec in KINDS[kind].items()),
    ]
    return "\n".join(parts) + "\n"


def _spoken(kind: str) -> str:
    return kind.replace("_", " ")


def _attributes(kind: str) -> Iterator[str]:
    if ATTRIBUTES[kind]:
        yield "\nattributes:"
    for name, words in ATTRIBUTES[kind].items():
        said = f"one of {', '.join(words)}" if words else "a word of your own"
        optional = name in OPTIONAL_ATTRIBUTES.get(kind, ())
        yield f"  # {name}:  # optional, {said}" if optional else f"  {name}:  # {said}"


def _references(kind: str, catalogue: Catalogue) -> Iterator[str]:
    if kind in REFERENCES:
        yield "\nreferences:"
    for name, (other, several) in REFERENCES.get(kind, {}).items():
        known = ", ".join(catalogue.ids(other))
        what = f"ids of {_spoken(other)}s, in brackets" if several else f"id of a {_spoken(other)}"
        yield f"  {name}:  # {what}, such as: {known}"


def _parameter(kind: str, name: str, spec: Spec, catalogue: Catalogue) -> str:
    unit, example = _example(kind, name, spec, catalogue)
    where = [
        f"{attribute} is {word}"
        for attribute, words in NEEDED.get(kind, {}).items()
        for word, names in words.items()
        if name in names
    ]
    need = f"Required where {' or '.join(where)}." if where else "Optional."
    said = f"{spec.meaning}. {'Required.' if spec.required else need} {_bounds(spec)}{example}"
    lines = [f"# {line}" for line in _wrapped(said[0].upper() + said[1:])]
    blank = [
        f"{name}:",
        "  value:",
        *([] if spec.whole else ["  low:", "  high:"]),
        f"  unit: {unit}",
        f"  distribution: {'fixed' if spec.whole else 'triangular'}",
        "  source: [scenario-author]",
        "  confidence: unsourced",
        "  reason:",
    ]
    field = blank if spec.required else [f"# {line}" for line in blank]
    return "\n".join(["", *(f"  {line}" for line in (*lines, *field))])


def _wrapped(words: str) -> list[str]:
    return textwrap.wrap(words, WIDTH - 4, break_on_hyphens=False)


def _bounds(spec: Spec) -> str:
    """Return what a value is measured in and how large it may be."""
    if spec.dimension == "number":
        what, unit = "A whole number" if spec.whole else "A plain number", ""
    else:
        what, unit = f"In {', '.join(UNITS[spec.dimension])}", f" {si_unit(spec.dimension)}"
    return f"{what}: {span(spec)}{unit}."


def span(spec: Spec) -> str:
    """Return the bounds of a parameter in SI."""
    low, high = (f"{end:,.0f}" if end >= LARGE else f"{end:.6g}" for end in (spec.low, spec.high))
    return f"at least {low}" if isinf(spec.high) else f"{low} to {high}"


def _example(kind: str, name: str, spec: Spec, catalogue: Catalogue) -> tuple[str, str]:
    """Return a unit as YAML writes it, and what an entry of the catalogue has."""
    for entry_id in catalogue.ids(kind):
        parameter = catalogue.entry(entry_id).parameters.get(name)
        if parameter is not None:
            unit = "" if parameter.unit == "1" else f" {parameter.unit}"
            written = '"1"' if parameter.unit == "1" else parameter.unit
            return written, f" Such as {parameter.value:g}{unit}, of {entry_id}."
    unit = si_unit(spec.dimension)
    return '"1"' if unit == "1" else unit, ""
