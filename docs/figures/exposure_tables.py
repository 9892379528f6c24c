"""Write the tables of docs/exposure.md: precedents, statements, India on four dates, clauses.

Run as ``python docs/figures/exposure_tables.py``; takes a second. A test runs it with
``--check``, which writes nothing and fails where a table is not the one the software gives.
"""
# ruff: noqa: INP001 - a script, not part of a package

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from skydome.exposure import examine, load_case, logic, shipped
from skydome.exposure.finding import ANSWERS, VERDICTS
from skydome.exposure.headline import headline
from skydome.exposure.statements import passes, statements
from skydome.exposure.text import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from skydome.exposure import Exposure, Finding
    from skydome.exposure.settle import Settling

PAGE = Path(__file__).parent.parent / "exposure.md"
ORDER = (
    "china-edd",
    "turkey-ssb",
    "turkey-section-1241",
    "india-s-400",
    "india-s-400-five-more",
    "india-s-400-missiles",
    "indonesia-su-35",
    "egypt-su-35",
    "algeria-su-57",
)
DATES = (date(2018, 10, 5), date(2021, 3, 31), date(2021, 12, 31), date(2026, 11, 30))
TEXT_OF = date(2023, 4, 30)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def precedents() -> str:
    """Return every shipped case on its own date."""
    law = shipped()
    header = [
        *("case", "as of", "exposure", "apart from the determination", "imposed", "five or more"),
        *("initial waiver", "delay", "modified waiver", "waiver", "termination"),
    ]
    rows = [_precedent(examine(load_case(name, law))) for name in ORDER]
    return table(header, rows)


def _precedent(found: Exposure) -> list[str]:
    menu = found.menu
    if menu is None:
        raise ValueError(f"{found.case.id} has no menu of sanctions")
    items = [item.clause.removeprefix(menu.clause) for item in menu.items if item.imposed]
    counted = f"{', '.join(items)}: {len(items)}" if items else "none known"
    if menu.assumed:
        counted += f", {menu.assumed} on an assumption"
    return [
        f"`{found.case.id}`",
        str(found.as_of),
        f"**{VERDICTS[found.exposure.value]}**",
        VERDICTS[found.exposure.apart] if found.exposure.acts else "determined by statute",
        counted,
        VERDICTS[menu.enough.value],
        *(VERDICTS[one.value] for one in found.relief),
    ]


def answers() -> str:
    """Return the answer of every shipped case on its own date, in sentences."""
    law = shipped()
    found = [examine(load_case(name, law)) for name in ORDER]
    rows = [[f"`{one.case.id}`", str(one.as_of), headline(one)] for one in found]
    return table(["case", "as of", "answer"], rows)


def four_dates() -> str:
    """Return India's exposure on four dates."""
    header = ["as of", "determination", "exposure", "apart from it", "unknown", "would settle it"]
    return table(header, [_exposure_on(found) for found in _india()])


def waiver_on_four_dates() -> str:
    """Return the modified waiver for India on four dates."""
    header = ["as of", "condition", "apart from acts", "unknown", "smallest sets that would do"]
    return table(header, [_waiver_on(found) for found in _india()])


def _india() -> list[Exposure]:
    law = shipped()
    case = load_case("india-s-400", law)
    return [examine(case, as_of=day, statute=law) for day in DATES]


def _exposure_on(found: Exposure) -> list[str]:
    determination = found.exposure.line("determined")
    said, known = ANSWERS[determination.value], determination.known
    if known and known.entry:
        said += f", {known.why.removeprefix('not done, ')}: {known.entry.reason}"
    return [
        str(found.as_of),
        said,
        VERDICTS[found.exposure.value],
        VERDICTS[found.exposure.apart],
        _names([one.fact for one in found.exposure.unknown]),
        _would_settle(found.exposure),
    ]


def _waiver_on(found: Exposure) -> list[str]:
    waiver = next(one for one in found.relief if one.clause == "9525(d)")
    sets = waiver.if_met if waiver.value is None else waiver.apart_met
    sizes = sorted({len(one) for one in sets.sets})
    return [
        str(found.as_of),
        VERDICTS[waiver.value],
        VERDICTS[waiver.apart],
        _names([one.fact for one in waiver.unknown]),
        f"{len(sets.sets)} of {' or '.join(map(str, sizes))} facts",
    ]


def _would_settle(found: Finding) -> str:
    met, unmet, before = found.if_met, found.if_not_met, ""
    if found.value is not None:
        met, unmet, before = found.apart_met, found.apart_not_met, "settled; apart from it, "
    return f"{before}met: {_sets(met)}; not met: {_sets(unmet)}"


def _sets(found: Settling) -> str:
    return " or ".join(f"`{in_words(one)}`" for one in found.sets)


def said_in_public() -> str:
    """Return the ten statements, with what the text answers."""
    law = shipped()
    rows = []
    for n, one in enumerate(statements(), 1):
        if not all(passes(check, law, TEXT_OF) for check in one.checks):
            raise ValueError(f"the text does not support the verdict on: {one.statement}")
        clauses = ", ".join(one.by) or "no clause mentions it"
        statement = f"{one.statement} ({one.said_by})"
        rows.append([str(n), statement, f"**{one.verdict}**", clauses, one.why])
    return table(["", "statement", "verdict", "by", "why"], rows)


def exactness() -> str:
    """Return the provisions whose facts occur twice, and what that does."""
    law, day = shipped(), DATES[-1]
    met = [clause for clause in law.ids() if law.texts(clause)[0].met is not None]
    rows = []
    for clause in met:
        formula = law.formula(clause, day)
        twice, both = logic.repeated(formula), logic.mixed(formula)
        if twice:
            same = [name for name in twice if name not in both]
            rows.append([clause, _names(both), _names(same), "weaker" if both else "exact"])
    header = ["provision", "twice, in both directions", "twice, in one direction", "step by step"]
    once = len(met) - len(rows)
    return f"{table(header, rows)}\n\nIn the other {once} provisions every fact occurs once."


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


TABLES = {
    "answers": answers,
    "precedents": precedents,
    "four dates": four_dates,
    "waiver on four dates": waiver_on_four_dates,
    "statements": said_in_public,
    "exactness": exactness,
}


def written() -> str:
    """Return the page with every table as the software gives it now."""
    text = PAGE.read_text(encoding="utf-8")
    for name, make in TABLES.items():
        begin, end = f"<!-- {name} begin -->", f"<!-- {name} end -->"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}\n\n{make()}\n\n{end}{after}"
    return text


def _differing(new: str) -> Iterator[str]:
    old = PAGE.read_text(encoding="utf-8").splitlines()
    return (line for line in new.splitlines() if line not in old)


def main() -> int:
    """Write the tables, or check them; return 1 where they are not current."""
    parser = argparse.ArgumentParser(description="Write the tables of docs/exposure.md.")
    parser.add_argument("--check", action="store_true", help="write nothing")
    checked = parser.parse_args().check
    new = written()
    if not checked:
        PAGE.write_text(new, encoding="utf-8")
        return 0
    lines = list(_differing(new))
    sys.stdout.write("\n".join(lines))
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
