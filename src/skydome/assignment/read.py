"""Read a snapshot, or an instance in the plain format of the public collections."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from skydome import forms, yamlfile
from skydome.assignment.form import MOST_READY, MOST_THREATS, Snapshot
from skydome.assignment.problem import NO_LIMIT, Magazine, Problem, Unit
from skydome.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMS, PLAIN = (".yaml", ".yml", ".json"), ".txt"
LARGEST_PLAIN_BYTES = 40_000_000
MOST_PAIRS = 1_000_000
LARGEST_VALUE = 1e6
COLUMNS_OF_A_PAIR = 3


def load(path: Path | str) -> Problem:
    """Return the problem that a file holds.

    A name that ends in .yaml, .yml or .json is a snapshot; .txt is a plain instance: weapons,
    targets and rounds of each weapon in the first line, then a line with the value of each target,
    then a line ``weapon target probability`` for each pair, both counted from 0.

    Raises
    ------
    InputError
        The file, or something in it, cannot be used.
    """
    file = Path(path)
    if file.suffix in FORMS:
        return _snapshot(yamlfile.read(file))
    if file.suffix == PLAIN:
        return _Plain(file).problem()
    problem = f"the name {file.name!r} does not give the format"
    allowed = f"a name in {', '.join(FORMS)} for a snapshot, {PLAIN} for a plain instance"
    raise InputError(problem, file=file, allowed=allowed)


# snapshots


def _snapshot(document: yamlfile.Document) -> Problem:
    snapshot = forms.fill(Snapshot, document)
    groups = _groups(document, snapshot)
    threats = tuple(name for names in groups.values() for name in names)
    place = {name: t for t, name in enumerate(threats)}
    _check_units(document, snapshot)
    magazines, kill = [], []
    for u, unit in enumerate(snapshot.units):
        for missile, held in unit.missiles.items():
            magazines.append(Magazine(u, missile, held.ready, held.reserve_price))
            row = np.zeros(len(threats))
            key = ("units", u, "missiles", missile, "kill_probability")
            known = {n: _known(document, key, n, groups, place) for n in held.kill_probability}
            # Groups first: a probability of one member overrides that of its group.
            for named in sorted(known, key=lambda name: -len(known[name])):
                row[[place[name] for name in known[named]]] = held.kill_probability[named]
            kill.append(row)
    return Problem(
        name=snapshot.name,
        threats=threats,
        value=np.array([threat.value for threat in snapshot.threats for _ in range(threat.count)]),
        units=tuple(
            Unit(
                unit.name,
                unit.target_channels or NO_LIMIT,
                unit.missile_channels or NO_LIMIT,
                unit.layer,
            )
            for unit in snapshot.units
        ),
        magazines=tuple(magazines),
        kill=np.array(kill),
        missiles_per_threat=snapshot.missiles_per_threat or NO_LIMIT,
    )


def _groups(document: yamlfile.Document, snapshot: Snapshot) -> dict[str, list[str]]:
    """Return the names of each entry's threats; no two threats may share one."""
    groups: dict[str, list[str]] = {}
    seen: set[str] = set()
    for n, threat in enumerate(snapshot.threats):
        names = [f"{threat.name}-{k + 1}" for k in range(threat.count)]
        names = names if threat.count > 1 else [threat.name]
        twice = [name for name in (threat.name, *names) if name in seen]
        if twice:
            problem = f"another threat is called {twice[0]!r}"
            raise document.error(("threats", n, "name"), problem, "one name for each threat")
        seen.update((threat.name, *names))
        groups[threat.name] = names
    if (total := sum(map(len, groups.values()))) > MOST_THREATS:
        problem = f"there are {total:,} threats"
        raise document.error(("threats",), problem, f"at most {MOST_THREATS:,}")
    return groups


def _check_units(document: yamlfile.Document, snapshot: Snapshot) -> None:
    """Refuse two units of one name, and more missiles or pairs than can be handled."""
    seen: set[str] = set()
    for n, unit in enumerate(snapshot.units):
        if unit.name in seen:
            problem = f"another unit is called {unit.name!r}"
            raise document.error(("units", n, "name"), problem, "one name for each unit")
        seen.add(unit.name)
    rows = sum(len(unit.missiles) for unit in snapshot.units)
    pairs = rows * sum(threat.count for threat in snapshot.threats)
    if pairs > MOST_PAIRS:
        problem = f"there are {pairs:,} pairs of a unit's missile type and a threat"
        raise document.error(("units",), problem, f"at most {MOST_PAIRS:,}")


def _known(
    document: yamlfile.Document,
    key: yamlfile.Key,
    named: str,
    groups: dict[str, list[str]],
    place: dict[str, int],
) -> list[str]:
    """Return the threats that a name stands for: a group's, or one of them."""
    if named in groups:
        return groups[named]
    if named in place:
        return [named]
    known = [*groups, *place]
    problem = f"there is no threat {forms.quoted(named)}{forms.did_you_mean(named, known)}"
    raise document.error((*key, named), problem, ", ".join(groups))


# plain instances


class _Plain:
    """Reads one plain instance, line by line."""

    def __init__(self, file: Path) -> None:
        self.file = file
        expected = "a text file that begins with weapons, targets, rounds"
        self.lines = yamlfile.read_text(file, expected, LARGEST_PLAIN_BYTES).split("\n")
        while self.lines and not self.lines[-1].strip():
            self.lines.pop()

    def problem(self) -> Problem:
        """Return the instance as a problem: a unit with one magazine for each weapon."""
        weapons, targets, rounds = self._head()
        wanted, found = 1 + targets + weapons * targets, len(self.lines)
        if found != wanted:
            problem = f"there are {found:,} lines"
            allowed = f"{wanted:,}: one, {targets:,} values, {weapons * targets:,} pairs"
            raise InputError(problem, file=self.file, allowed=allowed)
        value = np.array([self._value(n) for n in range(2, 2 + targets)])
        kill = self._kill(weapons, targets)
        return Problem(
            name=self.file.stem,
            threats=tuple(f"target {t}" for t in range(targets)),
            value=value,
            units=tuple(Unit(f"weapon {w}") for w in range(weapons)),
            magazines=tuple(Magazine(w, "rounds", rounds) for w in range(weapons)),
            kill=kill,
        )

    def _head(self) -> tuple[int, int, int]:
        allowed = "three whole numbers from 1: weapons, targets, rounds of each weapon"
        words = self.lines[0].split() if self.lines else []
        counts = [int(word) for word in words if re.fullmatch(r"[0-9]{1,9}", word)]
        if len(words) != COLUMNS_OF_A_PAIR or len(counts) != COLUMNS_OF_A_PAIR or 0 in counts:
            self._refuse(1, f"{forms.quoted(' '.join(words))} does not fit", allowed)
        weapons, targets, rounds = counts
        if weapons * targets > MOST_PAIRS or rounds > MOST_READY:
            allowed = f"at most {MOST_PAIRS:,} pairs and {MOST_READY:,} rounds"
            self._refuse(1, "this is too large", allowed)
        return weapons, targets, rounds

    def _value(self, line: int) -> float:
        value = self._number(line, self.lines[line - 1].strip())
        if not 0 < value <= LARGEST_VALUE:
            problem = f"the value {value:g} is out of bounds"
            self._refuse(line, problem, f"above 0 and at most {LARGEST_VALUE:,.0f}")
        return value

    def _kill(
        self, weapons: int, targets: int
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        kill = np.full((weapons, targets), np.nan)
        for line, weapon, target, probability in self._pairs(1 + targets, weapons, targets):
            if not math.isnan(kill[weapon, target]):
                problem = f"weapon {weapon} and target {target} are listed twice"
                self._refuse(line, problem, "each pair once")
            kill[weapon, target] = probability
        return kill

    def _pairs(
        self, first: int, weapons: int, targets: int
    ) -> Iterator[tuple[int, int, int, float]]:
        for line in range(first + 1, len(self.lines) + 1):
            words = self.lines[line - 1].split()
            if len(words) != COLUMNS_OF_A_PAIR:
                problem = f"there are {len(words)} words"
                self._refuse(line, problem, "weapon, target, probability")
            weapon = self._index(line, "weapon", words[0], weapons)
            target = self._index(line, "target", words[1], targets)
            probability = self._number(line, words[2])
            if not 0 <= probability < 1:
                problem = f"the probability {probability:g} is out of bounds"
                self._refuse(line, problem, "from 0 to below 1")
            yield line, weapon, target, probability

    def _index(self, line: int, what: str, word: str, count: int) -> int:
        if re.fullmatch(r"[0-9]{1,9}", word) and int(word) < count:
            return int(word)
        return self._refuse(line, f"there is no {what} {forms.quoted(word)}", f"0 to {count - 1}")

    def _number(self, line: int, word: str) -> float:
        try:
            return float(word if word.isascii() and "_" not in word else "")
        except ValueError:
            self._refuse(line, f"{forms.quoted(word)} is not a number", "a number such as 0.75")

    def _refuse(self, line: int, problem: str, allowed: str) -> NoReturn:
        raise InputError(problem, file=self.file, line=line, allowed=allowed)
