"""An examination as plain data, for JSON and for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from skydome._version import __version__
from skydome.exposure.finding import ANSWERS, NOT_ADVICE, VERDICTS
from skydome.exposure.headline import headline

if TYPE_CHECKING:
    from skydome.exposure.fact import Entry, Known
    from skydome.exposure.finding import Exposure, Finding, Item, Menu, Node
    from skydome.exposure.settle import Settling


SHOWN = (
    *("join", "heading", "text", "sha256", "summary", "parallel", "actor", "modality", "period"),
    *("note", "source"),
)


def record(found: Exposure) -> dict[str, Any]:
    """Return everything an examination found; findings are conditions: met, not met, unknown."""
    return {
        "skydome": __version__,
        "note": NOT_ADVICE,
        "answer": headline(found),
        "case": found.case.id,
        "title": found.case.title,
        "as_of": found.as_of.isoformat(),
        "text_versions": list(found.text_versions),
        "cautions": list(found.cautions),
        "not_encoded": found.law.not_encoded,
        "person": found.case.person.model_dump(exclude_none=True),
        "changes": dict(found.changes),
        "exposure": finding_record(found.exposure),
        "relief": [finding_record(one) for one in found.relief],
        "menu": _menu(found.menu) if found.menu else None,
        "calendar": [line._asdict() for line in found.calendar],
    }


def _menu(menu: Menu) -> dict[str, Any]:
    return {
        "clause": menu.clause,
        "least": menu.least,
        "imposed": menu.imposed,
        "on_assumption": menu.assumed,
        "enough": VERDICTS[menu.enough.value],
        "items": [_item(item) for item in menu.items],
    }


def finding_record(found: Finding) -> dict[str, Any]:
    """Return one finding with its tree."""
    data: dict[str, Any] = {
        "name": found.name,
        "clause": found.clause,
        "citation": found.citation,
        "condition": VERDICTS[found.value],
        "by_all_completions": VERDICTS[found.by_completions],
        "apart_from_acts": VERDICTS[found.apart],
        "acts": list(found.acts),
        "facts_in_both_directions": list(found.mixed),
        "unknown": [one._asdict() for one in found.unknown],
        "would_settle": {
            "met": _settling(found.if_met),
            "not met": _settling(found.if_not_met),
        },
        "would_settle_apart_from_acts": {
            "met": _settling(found.apart_met),
            "not met": _settling(found.apart_not_met),
        },
        "ambiguities": [{"id": number, "text": text} for number, text in found.ambiguities],
        "tree": _node(found.tree),
    }
    return data | ({"moved_from": VERDICTS[found.before]} if found.moved else {})


def _settling(found: Settling) -> dict[str, Any]:
    return {"sets": list(found.sets), "complete_to": found.complete_to}


def _node(node: Node) -> dict[str, Any]:
    words = ANSWERS if node.kind == "fact" else VERDICTS
    data: dict[str, Any] = {"kind": node.kind, "name": node.name, "value": words[node.value]}
    for name in SHOWN:
        if getattr(node, name):
            data[name] = getattr(node, name)
    if not node.in_force:
        data["in_force"] = False
    if node.known is not None:
        data |= {"settled_by": node.settled_by, **_known(node.known)}
    if node.children:
        data["parts"] = [_node(child) for child in node.children]
    return data | ({"moved_from": words[node.before]} if node.moved else {})


def _known(known: Known) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if known.entry:
        data["said"] = _entry(known.entry)
    if known.why:
        data["why"] = known.why
    if known.later:
        data["later"] = _entry(known.later)
    return data


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "value": entry.value,
        "as_of": str(entry.as_of),
        "kind": entry.kind,
        "source": list(entry.source),
        "reason": entry.reason,
    }


def _item(item: Item) -> dict[str, Any]:
    return item._asdict() | {
        "imposed": ANSWERS[item.imposed],
        "effective": ANSWERS[item.effective],
    }
