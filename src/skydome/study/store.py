"""A result folder: rows, the resolved scenario, and the manifest.

=================  ==========================================================================
``rows.parquet``   one row a replication; written in groups of fixed size
``scenario.json``  the resolved scenario
``manifest.json``  format, version, seed, replications, hashes; no time, no machine
=================  ==========================================================================

If the scenario has different values under another policy, ``rows_other.parquet`` and
``scenario_other.json`` contain the first replications under that policy. ``draws.parquet`` has the
replications under draws of the uncertain parameters, see `skydome.study.draws`.

A folder is written under another name and moved when it is complete; see
`skydome.study.result_folder`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
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
from skydome.html_table import table_html
from skydome.scenario import read_resolved
from skydome.study.result_folder import (
    MANIFEST,
    check_target,
    move_into_place,
    partial_folder,
    tidy,
    writing,
)

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from skydome.scenario import ResolvedScenario

FORMAT = 1  # to be increased whenever the columns of rows change, see `record.fingerprint`
ROW_GROUP = 16_384
_INTACT = "a result as `skydome run` left it"
HASH, VERSION = re.compile("[0-9a-f]{64}"), re.compile(r"\d+(\.\d+)+[0-9A-Za-z.+]*")
ROWS, SCENARIO = "rows.parquet", "scenario.json"
OTHER_ROWS, OTHER_SCENARIO = "rows_other.parquet", "scenario_other.json"
DRAWS, DRAW_COLUMNS = "draws.parquet", 3  # draw, placement, replication come before the counters


@dataclass(frozen=True, repr=False)
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
        The version of Skydome that made it.
    other
        The first replications of the scenario under another policy, if there are any.
    draws
        Replications under draws of the uncertain parameters, if there are any: the table of
        `skydome.study.draws.run_draws`.
    """

    scenario: ResolvedScenario
    tables_sha256: str
    rows: pa.Table
    version: str = __version__
    other: Result | None = None
    draws: pa.Table | None = None

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas data frame; needs the extra ``skydome[pandas]``."""
        frame: pd.DataFrame = self.rows.to_pandas()
        return frame

    def sql(self, query: str) -> pa.Table:
        """Return DuckDB's answer to a query; the rows are the table ``rows``.

        Columns with a dot in their name are quoted: ``SELECT avg("leaked.drone") FROM rows``.
        """
        import duckdb

        with duckdb.connect() as connection:
            connection.register("rows", self.rows)
            return connection.sql(query).to_arrow_table()

    def __repr__(self) -> str:
        draws = "" if self.draws is None else f", {self.draws.num_rows:,} rows of draws"
        return (
            f"Result({self.scenario.name!r}: {self.rows.num_rows:,} replications, "
            f"seed {self.scenario.seed}{draws}, Skydome {self.version})"
        )

    def _repr_html_(self) -> str:
        """Return the spread of leakers over replications, for notebooks.

        `skydome.summarise` adds means with intervals.
        """
        classes = self.scenario.target_classes
        leaked = {name: numbers(self.rows[f"leaked.{name}"]) for name in classes}
        leaked["all"] = np.sum(list(leaked.values()), axis=0)
        raid = [threat.target_class for threat in self.scenario.threats]
        rows = [
            (
                name.replace("_", " "),
                len(raid) if name == "all" else raid.count(name),
                *(f"{part:g}" for part in np.quantile(values, (0.1, 0.5, 0.9))),
            )
            for name, values in leaked.items()
        ]
        header = ("leaked, by class", "in the raid", "10 %", "median", "90 %")
        notes = (
            "Quantiles over replications: the spread from one raid to the next.",
            (
                f"{self.rows.num_rows:,} replications, seed {self.scenario.seed}, Skydome "
                f"{self.version}, tables {self.tables_sha256[:12]}."
            ),
        )
        return table_html(self.scenario.title, header, rows, notes)

    def save(self, folder: Path | str, *, replace: bool = False) -> Path:
        """Write the result to a folder; see `Writer` for what it may replace."""
        names = columns(self.scenario)
        with Writer(
            Path(folder), self.scenario, self.tables_sha256, replace=replace, version=self.version
        ) as writer:
            writer.add(np.column_stack([numbers(self.rows[name]) for name in names]))
            if self.other is not None:
                writer.compare(self.other)
            if self.draws is not None:
                writer.vary(self.draws)
        return Path(folder)


def row_table(scenario: ResolvedScenario, first: int, rows: NDArray[np.int32]) -> pa.Table:
    """Return rows as an Arrow table with replication, placement and the named counters."""
    replication = np.arange(first, first + len(rows), dtype=np.int64)
    placement = (replication % scenario.terrain.placements).astype(np.int32)
    counters = {name: rows[:, n] for n, name in enumerate(columns(scenario))}
    named: dict[str, NDArray[Any]] = {
        "replication": replication,
        "placement": placement,
        **counters,
    }
    return pa.table({name: column_of(values) for name, values in named.items()})


def numbers(column: pa.Array | pa.ChunkedArray) -> NDArray[Any]:
    """Return a column of integers as an array, 0 for none; like `column_of`, without pandas."""
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    parts = (part.fill_null(0) if part.null_count else part for part in chunks)
    return np.concatenate([np.zeros(0, np.int32), *(np.from_dlpack(part) for part in parts)])


def column_of(values: NDArray[Any]) -> pa.Array:
    """Return an array as a column. Arrow's own conversion imports pandas, which takes a second."""
    buffers = [None, pa.py_buffer(np.ascontiguousarray(values))]
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), buffers)


class Writer:
    """Writes one result folder; use it as a context.

    Raises
    ------
    InputError
        The folder exists and ``replace`` is not set, or it exists and is not a result, or it cannot
        be written.
    """

    def __init__(
        self,
        folder: Path,
        scenario: ResolvedScenario,
        tables_sha256: str,
        *,
        replace: bool,
        version: str = __version__,
    ) -> None:
        check_target(folder, replace=replace)
        self.folder, self.scenario = folder.resolve(), scenario
        self.tables_sha256, self.version = tables_sha256, version
        self.partial, self.replace = partial_folder(self.folder), replace
        tidy(self.folder)
        self.count = 0
        self._waiting: list[NDArray[np.int32]] = []
        self._digest = hashlib.sha256()
        self._other: Result | None = None
        self._draws: pa.Table | None = None

    def __enter__(self) -> Self:
        with writing(self.folder):
            self.partial.mkdir(parents=True)
            schema = _schema(self.scenario)
            self._parquet = pq.ParquetWriter(self.partial / ROWS, schema, compression="zstd")
        return self

    def add(self, rows: NDArray[np.int32]) -> None:
        """Append rows; they reach the file in groups of one fixed size."""
        self._waiting.append(rows)
        self._digest.update(np.ascontiguousarray(rows, dtype=np.int32).tobytes())
        if sum(map(len, self._waiting)) >= ROW_GROUP:
            with writing(self.folder):
                self._flush(keep_rest=True)

    def compare(self, other: Result) -> None:
        """Store another policy's result along with this one."""
        self._other = other

    def vary(self, draws: pa.Table) -> None:
        """Keep what draws of the uncertain parameters gave."""
        self._draws = draws

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
            with writing(self.folder):
                if kind is None:
                    self._flush(keep_rest=False)
                self._parquet.close()
                if kind is None:
                    self._finish()
        finally:
            shutil.rmtree(self.partial, ignore_errors=True)

    def _finish(self) -> None:
        scenario = self.scenario.model_copy(update={"replications": self.count})
        content = (scenario.model_dump_json(indent=1) + "\n").encode()
        manifest = {
            "format": FORMAT,
            "skydome": self.version,
            "tables_sha256": self.tables_sha256,
            **_contents(scenario, content, self._digest.hexdigest()),
        }
        if self._other is not None:
            manifest["other"] = self._write_other(self._other)
        if self._draws is not None:
            pq.write_table(self._draws, self.partial / DRAWS, compression="zstd")
            manifest["draws"] = {"draws_sha256": _draws_sha256(self._draws)}
        (self.partial / SCENARIO).write_bytes(content)
        (self.partial / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
        move_into_place(self.partial, self.folder, replace=self.replace)

    def _write_other(self, other: Result) -> dict[str, Any]:
        """Write the files of the other policy and return its part of the manifest."""
        content = (other.scenario.model_dump_json(indent=1) + "\n").encode()
        (self.partial / OTHER_SCENARIO).write_bytes(content)
        pq.write_table(other.rows, self.partial / OTHER_ROWS, compression="zstd")
        sums = _contents(other.scenario, content, _rows_sha256(other.scenario, other.rows))
        return {"skydome": other.version, "tables_sha256": other.tables_sha256, **sums}


def _contents(scenario: ResolvedScenario, content: bytes, rows_sha256: str) -> dict[str, Any]:
    """Return the part of a manifest that follows from the other two files."""
    return {
        "name": scenario.name,
        "policy": scenario.policy,
        "seed": scenario.seed,
        "replications": scenario.replications,
        "placements": scenario.terrain.placements,
        "scenario_sha256": hashlib.sha256(content).hexdigest(),
        "rows_sha256": rows_sha256,
    }


def _schema(scenario: ResolvedScenario) -> pa.Schema:
    return row_table(scenario, 0, np.zeros((0, len(columns(scenario))), np.int32)).schema


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a result folder.

    Raises
    ------
    InputError
        The folder is not a result, or is in the format of another version.
    """
    file = folder / MANIFEST
    _check_regular(file)
    try:
        manifest = json.loads(file.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        allowed = "a folder that `skydome run` wrote"
        raise InputError("this is not a result", file=folder, allowed=allowed) from None
    except (ValueError, OSError, RecursionError):
        raise InputError("the manifest cannot be read", file=file, allowed=_INTACT) from None
    if not isinstance(manifest, dict):
        raise InputError("the manifest cannot be read", file=file, allowed=_INTACT)
    found = manifest.get("format")
    if type(found) is not int or found != FORMAT:
        raise _another_version(file, manifest, f"format {found}")
    return manifest


def _check_regular(file: Path) -> None:
    """Refuse a pipe or a device in place of a file of a result: reading it may never end."""
    if file.exists() and not (file.is_file() or file.is_dir()):
        raise InputError("this is not a regular file", file=file, allowed=_INTACT)


def _another_version(file: Path, manifest: dict[str, Any], what: str) -> InputError:
    """Return the error for a result that another version wrote and this one cannot read."""
    writer = manifest.get("skydome") or "of an unknown version"
    problem = f"Skydome {writer} wrote this result with {what}"
    allowed = (
        f"format {FORMAT} of Skydome {__version__}: run the scenario again, "
        f"or read the result with Skydome {writer}"
    )
    return InputError(problem, file=file, allowed=allowed)


def read_result(folder: Path | str) -> Result:
    """Return a result from its folder.

    Raises
    ------
    InputError
        The folder is not a result, is damaged, or was written by a version that this one cannot
        read.
    """
    place = Path(folder)
    manifest = read_manifest(place)
    result = _read_checked(place, manifest, ROWS, SCENARIO)
    if "draws" in manifest:
        draws = _read_draws(place, manifest["draws"], result.scenario)
        result = dataclasses.replace(result, draws=draws)
    if "other" not in manifest:
        return result
    other = _read_checked(place, manifest["other"], OTHER_ROWS, OTHER_SCENARIO)
    return dataclasses.replace(result, other=other)


def _read_draws(place: Path, said_of: Any, scenario: ResolvedScenario) -> pa.Table:  # noqa: ANN401 - as JSON says
    """Return the table of draws, if it is the one that a manifest describes."""
    file = place / DRAWS
    _check_regular(file)
    draws = _read_rows(file)
    said = said_of.get("draws_sha256") if isinstance(said_of, dict) else None
    if draws.column_names[DRAW_COLUMNS:] != columns(scenario) or said != _draws_sha256(draws):
        problem = "the content of the folder was changed after the run"
        raise InputError(problem, file=file, field="draws", allowed=_INTACT)
    return draws


def _draws_sha256(draws: pa.Table) -> str:
    digest = hashlib.sha256(",".join(draws.column_names).encode())
    for column in draws.columns:
        digest.update(numbers(column).tobytes())
    return digest.hexdigest()


def _read_checked(place: Path, manifest: Any, rows_file: str, scenario_file: str) -> Result:  # noqa: ANN401 - as JSON says
    """Return a result if its files match the manifest."""
    said_of = manifest if isinstance(manifest, dict) else {}
    same_version = said_of.get("skydome") in (None, __version__)
    try:
        scenario = read_resolved(place / scenario_file)
    except InputError as refused:
        if same_version:
            raise
        raise _another_version(place / scenario_file, said_of, refused.problem) from None
    _check_regular(place / rows_file)
    rows = _read_rows(place / rows_file)
    if rows.schema != _schema(scenario) and not same_version:
        raise _another_version(place / rows_file, said_of, "other columns")
    if rows.schema != _schema(scenario) or rows.num_rows != scenario.replications:
        problem = "the rows do not belong to this scenario"
        raise InputError(problem, file=place / rows_file, allowed=_INTACT)
    content = (place / scenario_file).read_bytes()
    contents = _contents(scenario, content, _rows_sha256(scenario, rows))
    for name in ("skydome", "tables_sha256", *contents):
        said = said_of.get(name)
        if not _agrees(name, said, contents.get(name)):
            problem = "the content of the folder was changed after the run"
            raise InputError(problem, file=place / MANIFEST, field=name, allowed=_INTACT)
    return Result(scenario, said_of["tables_sha256"], rows, said_of["skydome"])


def _agrees(name: str, said: object, expected: object) -> bool:
    """Return whether a manifest's field matches the files, or has the required form.

    The version and the hash of the tables do not follow from the files.
    """
    if expected is not None:
        return type(said) is type(expected) and said == expected
    form = HASH if name == "tables_sha256" else VERSION
    return isinstance(said, str) and form.fullmatch(said) is not None


def _read_rows(file: Path) -> pa.Table:
    try:
        with pq.ParquetFile(file) as stored:
            return stored.read()
    except (OSError, pa.ArrowException):
        raise InputError("the rows cannot be read", file=file, allowed=_INTACT) from None


def _rows_sha256(scenario: ResolvedScenario, rows: pa.Table) -> str:
    """Return the hash of the counters, or None if a replication has a wrong number."""
    digest, first = hashlib.sha256(), 0
    for batch in rows.to_batches(max_chunksize=ROW_GROUP):
        arrays = [numbers(batch[name]) for name in columns(scenario)]
        counters = np.column_stack(arrays)
        if not pa.Table.from_batches([batch]).equals(row_table(scenario, first, counters)):
            return ""
        digest.update(counters.tobytes())
        first += len(counters)
    return digest.hexdigest()
