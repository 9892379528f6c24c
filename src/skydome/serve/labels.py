"""Names of uncertain values as people say them, in place of ENTRY.PARAMETER."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.report.numbers import with_unit
from skydome.serve.models import InputLabel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from skydome.scenario.resolved import ResolvedEntry, ResolvedScenario

KILL, CROSS_SECTION = "kill_probability", "rcs"
BANDS = {"vhf": "VHF", "ku": "Ku"}
ACRONYMS = {"mti": "MTI"}
PLURALS = {"aircraft": "aircraft", "stealth_aircraft": "stealth aircraft"}


def label(parameter: str, entry: str) -> str:
    """Return a parameter of an entry in words.

    Parameters
    ----------
    parameter
        As the catalogue has it, such as ``antenna_height`` or ``kill_probability.drone``.
    entry
        The name of its entry.
    """
    head, _, part = parameter.partition(".")
    of, detail = within(entry), f" ({_words(part)})" if part else ""
    if head == KILL and part:
        return f"kill probability of the {of} against {PLURALS.get(part, _words(part) + 's')}"
    if head == CROSS_SECTION:
        band, _, aspect = part.partition(".")
        return f"cross-section of the {of}" + (f" ({_band(band)} band, {aspect})" if part else "")
    name = _words(head)
    return f"{of}{detail}" if of.startswith(f"{name} ") else f"{name} of the {of}{detail}"


def within(name: str) -> str:
    """Return a name as it is written inside a sentence; UAV and S-400 keep their capitals."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _band(name: str) -> str:
    return BANDS.get(name, name.upper())


def _words(name: str) -> str:
    return " ".join(ACRONYMS.get(word, word) for word in name.split("_"))


def labels_of(names: Iterable[str], scenario: ResolvedScenario) -> dict[str, InputLabel]:
    """Return label, value and range of those names that are a parameter of an entry."""
    found = {}
    for name in names:
        made = _label_of(name, scenario.entries)
        if made is not None:
            found[name] = made
    return found


def _label_of(name: str, entries: Mapping[str, ResolvedEntry]) -> InputLabel | None:
    entry_id, _, parameter = name.partition(".")
    entry = entries.get(entry_id)
    if entry is None or parameter not in entry.parameters:
        return None
    one = entry.parameters[parameter]
    return InputLabel(
        text=label(parameter, entry.name),
        unit="" if one.unit == "1" else one.unit,
        value=with_unit(one.value, one.unit),
        low=with_unit(one.low, one.unit),
        high=with_unit(one.high, one.unit),
    )


def labelled(sentence: str, labels: Mapping[str, InputLabel]) -> str:
    """Return a sentence with labels in place of names; the longest name first."""
    for name in sorted(labels, key=len, reverse=True):
        sentence = sentence.replace(name, labels[name].text)
    return sentence
