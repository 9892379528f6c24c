"""The folder of a study: one file a block, written whole or not at all.

=====================  ===========================================================
``study.json``         the study worked out: all that is needed to go on
``blocks/*.parquet``   the rows of each finished block; ``rare-…`` are those of rare outcomes
=====================  ===========================================================

A block's file has the same bytes whatever played it and however often the study was interrupted.
The folder may be any that Arrow or fsspec can open, such as ``s3://bucket/study``.
"""

from __future__ import annotations

import io
import re
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from skydome.errors import InputError
from skydome.study.result_folder import owner, still_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

STUDY, BLOCKS, SUFFIX = "study.json", "blocks", ".parquet"
RARE = "rare-"  # the names of blocks of rare outcomes begin with it
_PARTIAL = re.compile(r"\..*\.([0-9a-f]{6})-(\d+)\.partial")


class BlockStore:
    """A study's folder.

    Parameters
    ----------
    place
        A path, or an address such as ``s3://bucket/study``.

    Raises
    ------
    InputError
        The address cannot be opened.
    """

    def __init__(self, place: str | Path) -> None:
        self.place = str(place)
        self.files, self.root = _opened(self.place)

    def exists(self) -> bool:
        """Return whether there is a study."""
        with self._refused():
            return bool(self.files.get_file_info(self._path(STUDY)).type == fs.FileType.File)

    def create(self, text: str) -> None:
        """Begin a study, or go on with the same one.

        Removed is what a killed process of this machine left half written.

        Raises
        ------
        InputError
            Something else is in the place.
        """
        if self.exists():
            if self.study() != text:
                allowed = "another --output, or `skydome study resume` for the study that is there"
                raise InputError("another study is here", file=Path(self.place), allowed=allowed)
            self._tidy()
            return
        with self._refused():
            inside = fs.FileSelector(self.root, allow_not_found=True)
            found = [one.base_name for one in self.files.get_file_info(inside)]
        if any(not name.startswith(".") for name in found):
            allowed = "a new or empty folder"
            raise InputError(
                "this folder contains something else", file=Path(self.place), allowed=allowed
            )
        self._write(self._path(STUDY), text.encode())

    def study(self) -> str:
        """Return the text of ``study.json``.

        Raises
        ------
        InputError
            There is no study.
        """
        if not self.exists():
            allowed = "a folder that `skydome study run` wrote"
            raise InputError("there is no study here", file=Path(self.place), allowed=allowed)
        with self._refused(), self.files.open_input_stream(self._path(STUDY)) as stream:
            return bytes(stream.read()).decode("utf-8")

    def done(self) -> set[str]:
        """Return the names of the finished blocks."""
        selector = fs.FileSelector(self._path(BLOCKS), allow_not_found=True)
        with self._refused():
            found = self.files.get_file_info(selector)
        return {
            one.base_name.removesuffix(SUFFIX)
            for one in found
            if one.base_name.endswith(SUFFIX) and not one.base_name.startswith(".")
        }

    def write(self, name: str, rows: pa.Table) -> None:
        """Keep the rows of a finished block."""
        written = io.BytesIO()
        pq.write_table(rows, written, compression="zstd")
        self._write(self._path(BLOCKS, name + SUFFIX), written.getvalue())

    def rows(self) -> pa.Table:
        """Return the rows of all finished blocks, in their order.

        A counter that only some points have, such as those of one more battery, is null elsewhere.

        Raises
        ------
        InputError
            No block is finished, or one cannot be read.
        """
        names = sorted(name for name in self.done() if not name.startswith(RARE))
        if not names:
            problem, allowed = "no block of this study is finished", "`skydome study resume` first"
            raise InputError(problem, file=Path(self.place), allowed=allowed)
        return pa.concat_tables([self._read(name) for name in names], promote_options="default")

    def rare_rows(self) -> pa.Table | None:
        """Return the rows of the finished blocks of rare outcomes, None where there are none."""
        names = sorted(name for name in self.done() if name.startswith(RARE))
        return pa.concat_tables([self._read(name) for name in names]) if names else None

    def _read(self, name: str) -> pa.Table:
        path = self._path(BLOCKS, name + SUFFIX)
        try:
            with self.files.open_input_file(path) as stored:
                return pq.read_table(stored)
        except (OSError, pa.ArrowException):
            allowed = "a block as it was written; remove the file and resume the study"
            raise InputError(
                "this block cannot be read", file=Path(path), allowed=allowed
            ) from None

    def _path(self, *parts: str) -> str:
        return str(PurePosixPath(self.root, *parts))

    def _write(self, path: str, content: bytes) -> None:
        """Write a file under another name and move it; where there are no moves, in one piece."""
        with self._refused():
            place = PurePosixPath(path)
            if not isinstance(self.files, fs.LocalFileSystem):
                with self.files.open_output_stream(path) as stream:
                    stream.write(content)
                return
            self.files.create_dir(str(place.parent))
            partial = place.with_name(f".{place.name}.{owner()}.partial")
            try:
                with self.files.open_output_stream(str(partial)) as stream:
                    stream.write(content)
                self.files.move(str(partial), path)
            except BaseException:
                with suppress(OSError):
                    self.files.delete_file(str(partial))
                raise

    def _tidy(self) -> None:
        if not isinstance(self.files, fs.LocalFileSystem):
            return
        host = owner().partition("-")[0]
        for left in Path(self._path(BLOCKS)).glob(".*.partial"):
            found = _PARTIAL.fullmatch(left.name)
            if found and found[1] == host and not still_runs(int(found[2])):
                left.unlink(missing_ok=True)

    @contextmanager
    def _refused(self) -> Iterator[None]:
        """Turn what the file system refuses into an error in the user's words."""
        try:
            yield
        except OSError as problem:
            reason = problem.strerror or str(problem).splitlines()[0]
            raise InputError(
                f"cannot be used: {reason}", file=Path(self.place), allowed="another folder"
            ) from None


def _opened(place: str) -> tuple[fs.FileSystem, str]:
    """Return the file system of an address, and the path in it."""
    if "://" not in place:
        return fs.LocalFileSystem(), Path(place).resolve().as_posix()
    try:
        files, path = fs.FileSystem.from_uri(place)
    except (pa.ArrowException, OSError, ValueError):
        return _by_fsspec(place)
    return files, str(path)


def _by_fsspec(place: str) -> tuple[fs.FileSystem, str]:
    try:
        fsspec = import_module("fsspec")
    except ImportError:
        allowed = "a local folder or s3://, or others after pip install 'skydome[remote]'"
        raise InputError("this address cannot be opened", field=place, allowed=allowed) from None
    try:
        files, path = fsspec.core.url_to_fs(place)
    except (ValueError, ImportError, OSError) as problem:
        raise InputError(f"this address cannot be opened: {problem}", field=place) from None
    return fs.PyFileSystem(fs.FSSpecHandler(files)), str(path)
