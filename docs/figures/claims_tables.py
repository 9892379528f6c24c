"""Write the tables of docs/claims.md: the 54 verdicts, the counts, the checks, the errors.

    python docs/figures/claims_tables.py

It audits examples/claims/s400-india.yaml, which takes up to ten minutes where no study is in the
cache, stores the verdicts in docs/figures/claims_tables.json and writes the tables between the
markers of the page. Tests compare the page with the stored verdicts, and ask again for those
that need no study.
"""
# ruff: noqa: INP001 - a script, not part of a package

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skydome.catalogue import Catalogue
from skydome.claims import audit, read_claims
from skydome.claims.circulating import errors
from skydome.claims.registry import checks
from skydome.claims.verdict import Verdict
from skydome.claims.world import World
from skydome.exposure import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.claims.audit import Audited

ROOT = Path(__file__).parent.parent.parent
PAGE, STORED = ROOT / "docs" / "claims.md", Path(__file__).with_suffix(".json")
EXAMPLE = ROOT / "examples" / "claims" / "s400-india.yaml"

Row = dict[str, str]


def rows() -> list[Row]:
    """Return the verdicts on the shipped claims."""
    file = read_claims(EXAMPLE)
    world = World(Catalogue(), shipped(), folder=EXAMPLE.parent)
    return [row(one) for one in audit(file, world).claims]


def row(one: Audited) -> Row:
    """Return one claim with its verdicts as text."""
    return {
        "id": one.claim.id,
        "document": one.claim.document,
        "claim": one.claim.claim,
        "verdict": one.verdict.value,
        "on_its_day": one.on_its_day.value,
        "today": one.today.value,
        "why": one.why,
    }


def table(header: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    cells = [header, ["---"] * len(header), *lines]
    return "\n".join(f"| {' | '.join(_cell(one) for one in line)} |" for line in cells)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").strip()


def verdict_of(one: Row) -> str:
    """Return the verdict, with the other days' where they differ."""
    others = [
        f"{words}: {one[key]}"
        for key, words in (("on_its_day", "known then"), ("today", "said today"))
        if one[key] != one["verdict"]
    ]
    return f"{one['verdict']} ({'; '.join(others)})" if others else one["verdict"]


def verdicts(stored: Sequence[Row]) -> str:
    """Return the table of all verdicts."""
    lines = [[one["id"], one["claim"], verdict_of(one), one["why"]] for one in stored]
    return table(["id", "claim", "verdict", "why"], lines)


def counts(stored: Sequence[Row]) -> str:
    """Return verdicts by document."""
    documents = list(dict.fromkeys(one["document"] for one in stored))
    words = [word.value for word in Verdict]
    lines = []
    for name in [*documents, "all"]:
        of = [one["verdict"] for one in stored if name in {one["document"], "all"}]
        lines.append([name, *(str(of.count(word)) if word in of else "" for word in words)])
    return table(["document", *words], lines)


def check_table() -> str:
    """Return every registered check with what it asks and its parameters."""
    lines = [
        [
            f"`{one.name}`",
            one.meaning.rstrip("."),
            ", ".join(f"`{n}`" for n in one.form.model_fields),
        ]
        for one in sorted(checks().values(), key=lambda one: one.name)
    ]
    return table(["check", "asks", "parameters"], lines)


def error_table() -> str:
    """Return the errors that are recognised."""
    return table(["error", "what is right"], [[one.error, one.right] for one in errors()])


def written(stored: Sequence[Row]) -> str:
    """Return the page with its tables replaced."""
    text = PAGE.read_text("utf-8")
    made = {
        "verdicts": verdicts(stored),
        "counts": counts(stored),
        "checks": check_table(),
        "errors": error_table(),
    }
    for name, lines in made.items():
        start, end = f"<!-- {name} begin -->", f"<!-- {name} end -->"
        before, rest = text.split(start)
        text = f"{before}{start}\n\n{lines}\n\n{end}{rest.split(end)[1]}"
    return text


def main() -> None:
    """Write the verdicts and the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", action="store_true", help="use the verdicts that are stored")
    if not parser.parse_args().stored:
        STORED.write_text(json.dumps(rows(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    stored: list[Any] = json.loads(STORED.read_text("utf-8"))
    PAGE.write_text(written(stored), "utf-8")


if __name__ == "__main__":
    main()
