"""An audit in the terminal: one table, counts, and the chain of each claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.claims.verdict import Calculation, ClauseText, Verdict

if TYPE_CHECKING:
    from datetime import date

    from rich.console import Console

    from skydome.claims import Audit, Audited
    from skydome.claims.draft import Draft
    from skydome.claims.typed import Typed
    from skydome.claims.verdict import Answer, Evidence

NARROWEST = 120
COLOURS = {
    Verdict.HOLDS: "green",
    Verdict.IN_PART: "cyan",
    Verdict.FAILS: "red",
    Verdict.CONTESTED: "magenta",
    Verdict.OPEN: "yellow",
}


def print_audit(found: Audit, *, full: bool) -> None:
    """Print the counts, the table of claims, and with ``full`` every chain of evidence."""
    from rich.console import Console

    console = Console(highlight=False)
    console.width = max(console.width, NARROWEST)
    console.print(found.file.title, style="bold", markup=False)
    versions = "; ".join(found.text_versions)
    console.print(f"As of {found.as_of}. Law: {versions}.", markup=False)
    console.print(_counts(found), markup=False)
    console.print()
    if full:
        for one in found.claims:
            _print_chain(console, one)
    else:
        _print_table(console, found)
    _print_consistency(console, found)


def _counts(found: Audit) -> str:
    counted = {verdict: count for verdict, count in found.counts().items() if count}
    return f"{len(found.claims)} claims: " + ", ".join(
        f"{count} {verdict.value}" for verdict, count in counted.items()
    )


def _print_table(console: Console, found: Audit) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(caption=CAPTION, caption_justify="left")
    table.add_column("id", no_wrap=True)
    table.add_column("claim", ratio=3)
    table.add_column("verdict", ratio=1)
    table.add_column("why", ratio=4)
    for one in found.claims:
        table.add_row(
            one.claim.id,
            Text(one.claim.claim),
            Text(_verdict_words(one), style=COLOURS.get(one.verdict, "")),
            Text(one.why),
        )
    console.print(table)


CAPTION = (
    "The verdict is about the claim's day, with what is known today. “Then”: with what was known "
    "on the document's day. “Today”: as if it were said today."
)


def _verdict_words(one: Audited) -> str:
    words = [one.verdict.value]
    if one.on_its_day is not one.verdict:
        words.append(f"then: {one.on_its_day.value}")
    if one.today is not one.verdict:
        words.append(f"today: {one.today.value}")
    return "\n".join(words)


def _print_chain(console: Console, one: Audited) -> None:
    document = one.document
    console.print(f"{one.claim.id}  {one.claim.claim}", style="bold", markup=False)
    console.print(f"  {document.author}, {document.date}", markup=False)
    head = f"  {one.verdict.value.upper()} (confidence: {one.confidence})"
    console.print(head, style=COLOURS.get(one.verdict, ""), markup=False)
    then = f"  On its day: {one.on_its_day.value}. Today: {one.today.value}."
    console.print(then, markup=False)
    for part in one.parts:
        role = "" if part.part.role == "core" else " (context)"
        console.print(f"  {part.part.says}{role}", markup=False)
        if part.part.reading:
            console.print(f"    Read as: {part.part.reading}", markup=False)
        _print_answer(console, part.answer)
    console.print()


def _print_answer(console: Console, answer: Answer) -> None:
    console.print(f"    {answer.verdict.value}: {answer.why}", markup=False)
    if answer.missing:
        console.print(f"    Missing: {answer.missing}.", markup=False)
    for piece in answer.evidence:
        for line in evidence_lines(piece):
            console.print(f"      {line}", markup=False, soft_wrap=True)
    if answer.would_change:
        console.print(f"    Would change it: {answer.would_change}.", markup=False)


def evidence_lines(piece: Evidence) -> list[str]:
    """Return a piece of evidence as lines of text."""
    if isinstance(piece, Calculation):
        inputs = ", ".join(f"{name}: {value}" for name, value in piece.inputs.items())
        lines = [f"Calculation: {piece.what}: {piece.result}", f"  {inputs}"]
        lines.append(f"  seed {piece.seed}, SHA-256 {piece.sha256[:16]}; {piece.command}")
        return lines
    if isinstance(piece, ClauseText):
        quoted = f"“{piece.text}”" if piece.text else piece.in_force
        return [f"Clause {piece.clause} ({piece.citation}): {quoted}", f"  {piece.version}"]
    lines = [f"Record, {piece.date or 'undated'}: {piece.what} ({piece.confidence})"]
    for one in piece.witnesses:
        own = "; the document under audit itself, no evidence" if one.own else ""
        where = f" {one.address}" if one.address else ""
        source = ", ".join(text for text in (one.title, one.publisher, one.date) if text)
        lines.append(f"  [{one.grade}] {source}{own}{where}")
    return lines


def _print_consistency(console: Console, found: Audit) -> None:
    from skydome.claims.consistency import consistency

    topics = [topic for topic in consistency(found) if topic.differ]
    if topics:
        console.print("The same topic in several documents:", style="bold")
    for topic in topics:
        said = "; ".join(f"{one.words} ({one.claim}, {one.verdict})" for one in topic.sayings)
        console.print(f"  {topic.topic}: {said}", markup=False)


def print_typed(found: Typed, day: date) -> None:
    """Print the answers to one sentence, or that none of the checks fits it."""
    from rich.console import Console

    console = Console(highlight=False)
    verdict = found.verdict
    if verdict is None:
        console.print("No check fits this sentence.", style="bold")
        console.print(f"Nearest checks: {', '.join(found.nearest)}.", markup=False)
        console.print("Write it as a claim with one of them in a claims file.", markup=False)
    else:
        head = f"{verdict.value.upper()}, about {day}"
        console.print(head, style=COLOURS.get(verdict, ""), markup=False)
    for one, answer in found.answers:
        asked = ", ".join(f"{name}: {value}" for name, value in one.asked.items())
        reading = f" ({one.reading})" if one.reading else ""
        console.print(f"  Understood as {one.check}{reading}: {asked}", markup=False)
        _print_answer(console, answer)
    for error in found.errors:
        words = f"  An error that circulates: “{error.words}”. {error.error} {error.right}"
        console.print(words, markup=False)


def print_draft(found: Draft) -> None:
    """Print the rows of a draft: what was found where, and the checks proposed."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    console.width = max(console.width, NARROWEST)
    table = Table(
        title="Proposed checks; none is accepted until you accept it", title_justify="left"
    )
    for name in ("characters", "words", "check", "asked"):
        table.add_column(name)
    for _, one in found.proposed:
        asked = ", ".join(f"{name}: {value}" for name, value in one.asked.items())
        words = found.text[one.start : one.end]
        shown = words if len(words) <= 60 else f"{words[:59]}…"  # noqa: PLR2004 - a short cell
        table.add_row(f"{one.start}–{one.end}", Text(shown), one.check, Text(asked))
    console.print(table)
    counted: dict[str, int] = {}
    for row in found.rows:
        counted[row.kind] = counted.get(row.kind, 0) + 1
    listed = ", ".join(f"{count} {kind}" for kind, count in sorted(counted.items()))
    console.print(
        f"Found in {len(found.sentences)} sentences: {listed or 'nothing'}.", markup=False
    )
    for error in found.errors:
        words = f"An error that circulates, {error.start}–{error.end}: {error.error} {error.right}"
        console.print(words, markup=False)
