"""A result folder: rows, the resolved scenario, and what made them.

=================  ==========================================================================
``rows.parquet``   one row a replication; written in groups of fixed size
``scenario.json``  the resolved scenario
``manifest.json``  format, version, seed, replications, hashes; no time, no machine
=================  ==========================================================================

A folder is written under another name and renamed when it is complete, so that a run killed
half-way leaves nothing that looks finished.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from skydome._version import __version__
from skydome.engagement.record import columns
from skydome.errors import InputError
from skydome.scenario import read_resolved

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from skydome.scenario import ResolvedScenario

FORMAT = 1
ROW_GROUP = 16_384
ROWS, SCENARIO, MANIFEST = "rows.parquet", "scenario.json", "manifest.json"


@dataclass(frozen=True)
class Result:
    """A finished run.

    Attributes
    ----------
    scenario
        The resolved scenario, with the replications that were run.
    tables_sha256
        Hash of the compiled tables.
    rows
        Arrow table, one row a replication, with named columns.
    version
        Skydome's version that made it.
    """

    scenario: ResolvedScenario
    tables_sha256: str
    rows: pa.Table
    version: str = __version__

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas data frame; needs the extra ``skydome[pandas]``."""
        frame: pd.DataFrame = self.rows.to_pandas()
        return frame

    def save(self, folder: Path | str, *, replace: bool = False) -> Path:
        """Write the result to a folder; see `Writer` for what it may replace."""
        names = columns(self.scenario)
        with Writer(Path(folder), self.scenario, self.tables_sha256, replace=replace) as writer:
            writer.add(np.column_stack([self.rows[name].to_numpy() for name in names]))
        return Path(folder)


def row_table(scenario: ResolvedScenario, first: int, rows: NDArray[np.int32]) -> pa.Table:
    """Return rows as an Arrow table with replication, placement and the named counters."""
    replication = np.arange(first, first + len(rows), dtype=np.int64)
    placement = (replication % scenario.terrain.placements).astype(np.int32)
    counters = {name: rows[:, n] for n, name in enumerate(columns(scenario))}
    return pa.table({"replication": replication, "placement": placement, **counters})


class Writer:
    """Writes one result folder; use it as a context.

    Raises
    ------
    InputError
        The folder is there already and ``replace`` is not set, or it is there and is not a
        result, or it cannot be written.
    """

    def __init__(
        self, folder: Path, scenario: ResolvedScenario, tables_sha256: str, *, replace: bool
    ) -> None:
        check_target(folder, replace=replace)
        self.folder, self.scenario, self.tables_sha256 = folder, scenario, tables_sha256
        self.partial = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
        self.count = 0
        self._waiting: list[NDArray[np.int32]] = []
        self._digest = hashlib.sha256()

    def __enter__(self) -> Self:
        try:
            self.partial.mkdir(parents=True)
        except OSError as problem:
            reason = problem.strerror or "unknown reason"
            raise InputError(f"cannot be written: {reason}", file=self.folder) from None
        schema = row_table(
            self.scenario, 0, np.zeros((0, len(columns(self.scenario))), np.int32)
        ).schema
        self._parquet = pq.ParquetWriter(self.partial / ROWS, schema, compression="zstd")
        return self

    def add(self, rows: NDArray[np.int32]) -> None:
        """Append rows; they reach the file in groups of one fixed size."""
        self._waiting.append(rows)
        self._digest.update(np.ascontiguousarray(rows, dtype=np.int32).tobytes())
        if sum(map(len, self._waiting)) >= ROW_GROUP:
            self._flush(keep_rest=True)

    def _flush(self, *, keep_rest: bool) -> None:
        rows = np.concatenate(self._waiting) if self._waiting else None
        self._waiting = []
        while rows is not None and len(rows) and (len(rows) >= ROW_GROUP or not keep_rest):
            group, rows = rows[:ROW_GROUP], rows[ROW_GROUP:]
            table = row_table(self.scenario, self.count, group)
            self._parquet.write_table(table, row_group_size=ROW_GROUP)
            self.count += len(group)
        if rows is not None and len(rows):
            self._waiting = [rows]

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._flush(keep_rest=False)
            self._parquet.close()
            if kind is None:
                self._finish()
        finally:
            shutil.rmtree(self.partial, ignore_errors=True)

    def _finish(self) -> None:
        scenario = self.scenario.model_copy(update={"replications": self.count})
        text = scenario.model_dump_json(indent=1) + "\n"
        manifest = {
            "format": FORMAT,
            "skydome": __version__,
            "name": scenario.name,
            "seed": scenario.seed,
            "replications": self.count,
            "placements": scenario.terrain.placements,
            "tables_sha256": self.tables_sha256,
            "scenario_sha256": hashlib.sha256(text.encode()).hexdigest(),
            "rows_sha256": self._digest.hexdigest(),
        }
        (self.partial / SCENARIO).write_text(text, encoding="utf-8")
        (self.partial / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
        _move_into_place(self.partial, self.folder)


def check_target(folder: Path, *, replace: bool) -> None:
    """Raise InputError where a result may not be written to this folder."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError("this is a file", file=folder, allowed="a folder for the result")
    if not any(folder.iterdir()):
        return
    if not (folder / MANIFEST).is_file():
        allowed = "a new or empty folder, or an earlier result"
        raise InputError("this folder holds something else", file=folder, allowed=allowed)
    if not replace:
        raise InputError(
            "there is a result here already", file=folder, allowed="another --output, or --replace"
        )


def _move_into_place(partial: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old.partial")
    if folder.exists():
        folder.replace(old)
    partial.replace(folder)
    shutil.rmtree(old, ignore_errors=True)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a result folder.

    Raises
    ------
    InputError
        This is no result, or one in a format of another version.
    """
    file = folder / MANIFEST
    if not file.is_file():
        raise InputError("this is not a result", file=folder, allowed="a folder of `skydome run`")
    try:
        manifest: dict[str, Any] = json.loads(file.read_text("utf-8"))
    except (ValueError, OSError):
        raise InputError("the manifest cannot be read", file=file) from None
    if manifest.get("format") != FORMAT:
        raise InputError(
            f"the result has format {manifest.get('format')}", file=file, allowed=f"format {FORMAT}"
        )
    return manifest


def read_result(folder: Path | str) -> Result:
    """Return a result from its folder.

    Raises
    ------
    InputError
        This is no result, or a damaged one.
    """
    place = Path(folder)
    manifest = read_manifest(place)
    scenario = read_resolved(place / SCENARIO)
    try:
        rows = pq.read_table(place / ROWS)
    except (OSError, pa.ArrowException):
        raise InputError("the rows cannot be read", file=place / ROWS) from None
    expected = ["replication", "placement", *columns(scenario)]
    if rows.column_names != expected or rows.num_rows != manifest["replications"]:
        raise InputError("the rows do not belong to this scenario", file=place / ROWS)
    return Result(scenario, manifest["tables_sha256"], rows, manifest["skydome"])
