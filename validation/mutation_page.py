"""The page of mutation testing, ``docs/mutants.md``: figures by room, survivors, a fixed section.

The page is also the record: a run replaces the rooms that it ran and keeps the others, and the
survivors listed are those that ``--survivors`` runs again. What follows the heading `KEPT` is
written by hand and kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from mutation import Mutant
    from mutation_run import Verdict

KEPT = "## Before and after"
SHOWN = 80  # characters of a survivor before and after its change
COMMAND = "PYTHONPATH=validation python -m mutants"
COLUMNS = (
    *("room", "mutants", "run", "killed", "equivalent", "survivors"),
    "killed of those that differ (95 % interval of a sample)",
    *("survivors killed since", "killed with these"),
)
HEAD = f"| {' | '.join(COLUMNS)} |", "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
Shown = tuple[str, str, str, str]  # file, function, and the statement before and after, shortened


class Tally(NamedTuple):
    """What became of the mutants of one room.

    Attributes
    ----------
    whole, mutants
        Mutants that the room has, and those that were run.
    killed, equivalent, survivors
        Of those run. A survivor found to be equivalent later is moved there.
    since
        Survivors that a later run of the survivors alone has killed.
    options
        Of the command that ran the room, after its name.
    listed
        The survivors left, each in three lines.
    """

    room: str
    whole: int
    mutants: int
    killed: int
    equivalent: int
    survivors: int
    since: int
    options: str
    listed: tuple[str, ...]

    @property
    def differ(self) -> int:
        """The mutants that are not equivalent."""
        return self.killed + self.survivors

    @property
    def share(self) -> float:
        """The share of the mutants that differ which was killed as they were drawn."""
        return self.killed / max(1, self.differ)

    @property
    def share_now(self) -> float:
        """The same with the survivors that tests have killed since."""
        return (self.killed + self.since) / max(1, self.differ)

    @property
    def interval(self) -> str:
        """The 95 % interval of the share, where the mutants are a sample."""
        from skydome.analysis.intervals import proportion_interval  # it imports kernels

        if self.mutants == self.whole or self.differ == 0:
            return ""
        share = proportion_interval(self.killed, self.differ)
        return f" ({share.low:.1%} to {share.high:.1%})"


def as_row(tally: Tally) -> str:
    """Return the figures of a room as a row of the table."""
    t = tally
    counts = (t.room, t.whole, t.mutants, t.killed, t.equivalent, t.survivors)
    shares = (f"{t.share:.1%}{t.interval}", t.since, f"{t.share_now:.1%}")
    return f"| {' | '.join(str(cell) for cell in (*counts, *shares))} |"


def as_table(tallies: Sequence[Tally]) -> str:
    """Return the figures as a table in Markdown."""
    return "\n".join([*HEAD, *(as_row(tally) for tally in tallies)])


def page(introduction: str, tallies: Sequence[Tally], not_run: Sequence[str], kept: str) -> str:
    """Return the page in Markdown."""
    commands = "\n".join(f"$ {COMMAND} {t.room} {t.options}".rstrip() for t in tallies)
    survivors = "\n".join(text for tally in tallies for text in tally.listed) or "none"
    missing = f"\n\nNot run: {', '.join(not_run)}." if not_run else ""
    return (
        f"# Mutants\n\n{introduction}\n\nWritten by these commands:\n\n"
        f"```console\n{commands}\n```\n\n{as_table(tallies)}{missing}\n\n"
        f"## Survivors\n\nThose that are left, each with its line before and after the change.\n\n"
        f"```text\n{survivors}\n```\n{kept}"
    )


def read_page(file: Path, sources: Mapping[str, Sequence[str]]) -> tuple[dict[str, Tally], str]:
    """Return the rooms on a page, and its fixed section.

    Parameters
    ----------
    file
        The page; one that does not exist has no rooms.
    sources
        The source folders of each room, by which its survivors are found.

    Raises
    ------
    ValueError
        The table of the page is not one that `page` wrote.
    """
    if not file.exists():
        return {}, ""
    text = file.read_text(encoding="utf-8")
    text, heading, after = text.partition(f"\n{KEPT}\n")
    kept = f"{heading}{after}" if heading else ""
    if HEAD[0] not in text:
        raise ValueError(f"{file}: the table has other columns; run every room again")
    options = dict(re.findall(rf"^\$ {re.escape(COMMAND)} (\w+) ?(.*)$", text, re.MULTILINE))
    listed = survivors_in(text)
    found = {}
    for row in re.findall(r"^\| (\w+) \|(.*)\|$", text.partition(HEAD[1])[2], re.MULTILINE):
        room, cells = row[0], [cell.strip() for cell in row[1].split("|")]
        whole, run, killed, same, alive, since = map(int, (*cells[:5], cells[6]))
        own = [one for one in listed if closest_room(one, sources) == room]
        found[room] = Tally(
            room, whole, run, killed, same, alive, since, options.get(room, ""), tuple(own)
        )
    return found, kept


def closest_room(place: str, sources: Mapping[str, Sequence[str]]) -> str | None:
    """Return the room with the longest source path that a place begins with."""
    fitting = [
        (len(s), room) for room, some in sources.items() for s in some if place.startswith(s)
    ]
    return max(fitting)[1] if fitting else None


def survivors_in(text: str) -> list[str]:
    """Return the survivors listed on a page, each in its three lines."""
    lines = text.partition("```text\n")[2].partition("```")[0].splitlines()
    return ["\n".join(lines[n : n + 3]) for n in range(0, len(lines) - 2, 3)]


def described(verdict: Verdict) -> str:
    """Return where a mutant is, and its statement before and after."""
    m = verdict.mutant
    before, after = around(m.before, m.after)
    return f"{m.file}:{m.line}: {m.function}: {verdict.outcome}\n    {before}\n    {after}"


def shown(mutant: Mutant) -> Shown:
    """Return a mutant as a page shows it, without its line."""
    return mutant.file, mutant.function, *around(mutant.before, mutant.after)


def shown_in(listed: str) -> Shown:
    """Return which mutant three lines of a page describe."""
    first, before, after = listed.split("\n")
    place, function, _ = first.rsplit(": ", 2)
    return place.rsplit(":", 1)[0], function, before[4:], after[4:]


def around(before: str, after: str) -> tuple[str, str]:
    """Return two long statements from a little before to a little after they differ."""
    start = same_from_start(before, after)
    end = same_from_start(before[start:][::-1], after[start:][::-1])
    first = max(0, start - SHOWN)
    old, new = (text[first : len(text) - end + SHOWN] for text in (before, after))
    return old, new


def same_from_start(one: str, two: str) -> int:
    """Return how many characters two texts share from the start on."""
    differ = (n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b)
    return next(differ, min(len(one), len(two)))
