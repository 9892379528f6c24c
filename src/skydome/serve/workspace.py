"""The folder that the server shows and writes to; nothing outside it is read or written.

A request names a run, a study or a scenario by an id that a listing of the folder gave; no path is
made of what a request contains. A symbolic link that leads out of the folder is set aside and
counted, with all that is behind it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from skydome import shipped
from skydome.errors import InputError

RESULTS, STUDIES, HIDDEN = "results", "studies", ".skydome"
MANIFEST, STUDY, BLOCKS = "manifest.json", "study.json", "blocks"
SCENARIO_ENDINGS = (".yaml", ".yml")
EXAMPLES = "examples"
SCENARIO_FOLDERS = (".", "scenarios", EXAMPLES, f"{EXAMPLES}/studies")
MOST_SCENARIO_FILES = 500
OUTSIDE = "a link leads out of the workspace"


class Found(NamedTuple):
    """A folder that a listing found, and the stamp that changes when its content is replaced."""

    id: str
    folder: Path
    stamp: tuple[int, int, int]

    @property
    def modified_s(self) -> float:
        """Seconds since 1970 when it was written."""
        return self.stamp[0] / 1e9


class Listing(NamedTuple):
    """The folders that hold something, by id, and those set aside with the reason."""

    found: dict[str, Found]
    aside: dict[str, str]


class Workspace:
    """A folder with results and studies.

    Parameters
    ----------
    folder
        Must exist.

    Raises
    ------
    InputError
        There is no such folder.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self.folder = folder.resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            raise InputError("there is no such folder", file=folder, field="--workspace") from None
        if not self.folder.is_dir():
            raise InputError("this is not a folder", file=folder, field="--workspace")

    @property
    def hidden(self) -> Path:
        """The folder of the server's own files, made if it is not there.

        Raises
        ------
        InputError
            It cannot be made, or it is a link out of the workspace, or something in it is.
        """
        place = self.folder / HIDDEN
        try:
            place.mkdir(exist_ok=True)
        except OSError as problem:
            reason = problem.strerror or "unknown reason"
            allowed = "a folder that can be written"
            raise InputError(f"cannot be made: {reason}", file=place, allowed=allowed) from None
        if not self.contains(place):
            raise InputError(OUTSIDE, file=place, allowed="a folder")
        self.check_inside(place)
        return place

    def short(self, text: str) -> str:
        """Return a message with the paths in it as they are inside the workspace.

        Paths of shipped examples begin with ``examples/``, wherever Skydome is installed.
        """
        shipped_in = f"{shipped.examples_folder().resolve()}/"
        return text.replace(f"{self.folder}/", "").replace(shipped_in, f"{EXAMPLES}/")

    def runs(self) -> Listing:
        """Return the result folders."""
        return self._listing(RESULTS, MANIFEST)

    def studies(self) -> Listing:
        """Return the folders of studies."""
        listing = self._listing(STUDIES, STUDY)
        return listing._replace(found={n: _with_blocks(one) for n, one in listing.found.items()})

    def again(self, found: Found) -> Found | None:
        """Return a run as it is now, from a listing before; None where a new listing is due."""
        stamp = _stamp(f"{found.folder}/{MANIFEST}")
        return found._replace(stamp=stamp) if stamp and self.contains(found.folder) else None

    def contains(self, path: Path) -> bool:
        """Return whether a path, with all its links followed, is inside the workspace."""
        try:
            return path.resolve().is_relative_to(self.folder)
        except (OSError, RuntimeError, ValueError):
            return False

    def check_inside(self, folder: Path) -> None:
        """Refuse a folder in which any file is a link out of the workspace.

        Raises
        ------
        InputError
            Names the first one.
        """
        for root, folders, files in os.walk(folder):
            for name in (*folders, *files):
                path = Path(root, name)
                if path.is_symlink() and not self.contains(path):
                    raise InputError(OUTSIDE, file=path.relative_to(self.folder))

    def scenario_files(self) -> dict[str, Path]:
        """Return the YAML files of the workspace by their path in it."""
        found: dict[str, Path] = {}
        for name in SCENARIO_FOLDERS:
            folder = self.folder / name
            if not folder.is_dir() or not self.contains(folder):
                continue
            for file in sorted(folder.iterdir()):
                if file.suffix in SCENARIO_ENDINGS and file.is_file() and self.contains(file):
                    found[file.relative_to(self.folder).as_posix()] = file
                if len(found) >= MOST_SCENARIO_FILES:
                    return found
        return found

    def _listing(self, part: str, mark: str) -> Listing:
        """Return the folders below one part that contain a file of this name."""
        place = self.folder / part
        found: dict[str, Found] = {}
        aside: dict[str, str] = {}
        if place.is_symlink() and not self.contains(place):
            return Listing({}, {part: OUTSIDE})
        try:
            entries = list(os.scandir(place))
        except OSError:
            return Listing({}, {})
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():
                if not self.contains(Path(entry.path)):
                    aside[f"{part}/{shown(entry.name)}"] = OUTSIDE
                    continue
            elif not entry.is_dir():
                continue
            stamp = _stamp(f"{entry.path}/{mark}")
            if stamp is None:
                continue
            if not entry.name.isprintable():
                aside[f"{part}/{shown(entry.name)}"] = "its name is not text"
                continue
            found[entry.name] = Found(entry.name, Path(entry.path), stamp)
        return Listing(found, aside)


def _with_blocks(study: Found) -> Found:
    """Return a study whose stamp also changes when a block is finished."""
    blocks = _stamp(f"{study.folder}/{BLOCKS}")
    if blocks is None:
        return study
    written, size, number = study.stamp
    return study._replace(stamp=(max(written, blocks[0]), size + blocks[1], number))


def _stamp(file: str) -> tuple[int, int, int] | None:
    """Return what changes when a file is replaced, None where there is no plain file."""
    try:
        seen = os.lstat(file)
    except OSError:
        return None
    return (seen.st_mtime_ns, seen.st_size, seen.st_ino)


def shown(name: str) -> str:
    """Return a file's name as text: bytes that are none, and control characters, are replaced."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(one if one.isprintable() else "\ufffd" for one in text)
