"""Load the catalogue: the shipped entries, replaced by a user's own of the same id."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from skydome import forms, yamlfile
from skydome.catalogue.entry import Entry
from skydome.catalogue.kinds import KINDS, REFERENCES
from skydome.catalogue.parameter import Bibliography, Source
from skydome.errors import InputError

if TYPE_CHECKING:
    from skydome.catalogue.parameter import Parameter, Reading

SHIPPED = Path(__file__).parent / "data"
SOURCES_FILE = "sources.yaml"
# In YAML only a key of the file itself begins a line; whatever is written otherwise is read whole.
KIND_LINE = re.compile(r"^kind: +([a-z_]+) *(?:#.*)?$", re.MULTILINE)


class Catalogue:
    """Entries by id, read when first asked for.

    Parameters
    ----------
    overlays
        Folders with a user's own entries and ``sources.yaml``; a later folder wins over an
        earlier one, and all win over the shipped entries.

    Raises
    ------
    InputError
        A folder is not there, or two files in one folder have the same name.
    """

    def __init__(self, *overlays: Path | str) -> None:
        self.folders = (SHIPPED, *(Path(folder) for folder in overlays))
        self._files: dict[str, Path] = {}
        for folder in self.folders:
            self._files.update(_entry_files(folder))
        self._entries: dict[str, Entry] = {}
        self._kinds: dict[str, str] = {}

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Return every publication by id."""
        known: dict[str, Source] = {}
        for folder in self.folders:
            if (folder / SOURCES_FILE).is_file():
                known.update(_read_sources(folder / SOURCES_FILE))
        return known

    def ids(self, kind: str | None = None) -> list[str]:
        """Return the ids of all entries, or of one kind, in alphabetical order.

        Entries of which only the kind is asked are not checked.
        """
        return sorted(i for i in self._files if kind is None or self._kind(i) == kind)

    def _kind(self, entry_id: str) -> str:
        if entry_id not in self._kinds:
            text = self._files[entry_id].read_text("utf-8", errors="replace")
            found = KIND_LINE.findall(text)
            known = len(found) == 1 and found[0] in KINDS
            self._kinds[entry_id] = found[0] if known else self.entry(entry_id).kind
        return self._kinds[entry_id]

    def entry(self, entry_id: str) -> Entry:
        """Return one entry.

        Raises
        ------
        InputError
            There is no such entry, or its file cannot be used.
        """
        if entry_id not in self._files:
            problem = f"there is no catalogue entry {forms.quoted(entry_id)}"
            hint = forms.did_you_mean(entry_id, self._files)
            raise InputError(problem + hint, allowed=self._listing())
        if entry_id not in self._entries:
            self._entries[entry_id] = self._read(self._files[entry_id])
        return self._entries[entry_id]

    def check(self) -> None:
        """Read every entry, so that a mistake in any of them is found now."""
        for entry_id in self.ids():
            self.entry(entry_id)

    def _listing(self) -> str:
        return ", ".join(sorted(self._files))

    def _read(self, file: Path) -> Entry:
        document = yamlfile.read(file)
        entry = forms.fill(Entry, document)
        if entry.id != file.stem:
            raise document.error(("id",), f"the file is not named {entry.id}.yaml", file.stem)
        for path, problem, allowed in entry.problems():
            raise document.error(path, problem, allowed)
        self._check_sources(document, entry)
        self._check_references(document, entry)
        return entry

    def _check_sources(self, document: yamlfile.Document, entry: Entry) -> None:
        for name, parameter in entry.parameters.items():
            self._check_cited(document, ("parameters", name), parameter)
            grades = {self.sources[source].grade for source in parameter.source}
            if parameter.confidence != "unsourced" and grades == {"none"}:
                problem = f"{parameter.confidence}, and no source but its author's judgement"
                allowed = "unsourced, or a source with a grade"
                raise document.error(("parameters", name, "confidence"), problem, allowed)
            for word, reading in parameter.given.items():
                self._check_cited(document, ("parameters", name, "readings", word), reading)

    def _check_cited(
        self, document: yamlfile.Document, key: tuple[str, ...], citing: Parameter | Reading
    ) -> None:
        for source in citing.source:
            if source not in self.sources:
                problem = f"there is no source {forms.quoted(source)}"
                problem += forms.did_you_mean(source, self.sources)
                raise document.error((*key, "source"), problem, f"an id in {SOURCES_FILE}")

    def _check_references(self, document: yamlfile.Document, entry: Entry) -> None:
        for name, (kind, _) in REFERENCES.get(entry.kind, {}).items():
            for other in entry.referenced(name):
                path = ("references", name)
                if other not in self._files:
                    problem = f"there is no entry {forms.quoted(other)}"
                    problem += forms.did_you_mean(other, self._files)
                    raise document.error(path, problem, self._listing())
                found = self.entry(other)
                if found.kind != kind:
                    raise document.error(path, f"{other!r} is not a {kind}", f"a {kind}")
                if "platform_altitude" in found.parameters:
                    problem = f"{other!r} is airborne, and the radars of a system are on the ground"
                    allowed = "a radar on the ground; one in the air is a sensor of a scenario"
                    raise document.error(path, problem, allowed)


def _entry_files(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise InputError("there is no such folder", file=folder, allowed="a catalogue folder")
    files: dict[str, Path] = {}
    for file in sorted(folder.rglob("*.yaml")):
        if file.name == SOURCES_FILE:
            continue
        if file.stem in files:
            raise InputError(f"{files[file.stem]} has the same name", file=file)
        files[file.stem] = file
    return files


def _read_sources(file: Path) -> dict[str, Source]:
    return forms.fill(Bibliography, yamlfile.read(file)).root
