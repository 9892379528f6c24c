"""Answers as notebooks show them: a table, a picture, a line of text.

``skydome.coverage``, ``skydome.compare``, ``skydome.sweep``, ``skydome.timeline``,
``skydome.exposure`` and ``skydome.dependence`` ask what the commands of these names ask, and return
a `View`. `view` gives the view of a result.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, fields
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skydome.errors import InputError
from skydome.html_table import table_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd
    import pyarrow as pa
    import xarray as xr

    from skydome.scenario import ResolvedScenario
    from skydome.study import Result

__all__ = [
    "Picture",
    "View",
    "compare",
    "coverage",
    "dependence",
    "exposure",
    "sweep",
    "timeline",
    "view",
]

MOST_ROWS = 20  # of a table in a notebook
MOST_COLUMNS = 12  # that a line names
EXTRAS = {"pandas": "pandas", "xarray": "xarray"}


@dataclass(frozen=True, repr=False)
class Picture:
    """A figure as SVG; notebooks show it."""

    svg: bytes

    def _repr_svg_(self) -> str:
        return self.svg.decode()

    def save(self, file: str | Path) -> None:
        """Write it to a file.

        Raises
        ------
        InputError
            The suffix is not .svg, or the file cannot be written.
        """
        from skydome.outfile import write_whole

        if Path(file).suffix != ".svg":
            raise InputError("the picture is SVG", file=Path(file), allowed="a name in .svg")
        write_whole(Path(file), self.svg)

    def __repr__(self) -> str:
        return f"Picture(SVG, {len(self.svg):,} bytes)"


@dataclass(frozen=True, repr=False)
class View:
    """An answer, and the ways to look at it.

    Attributes
    ----------
    answer
        What the room returned, with everything that it knows.
    title
        One line.
    """

    answer: Any
    title: str
    _table: Callable[[Any], bytes]
    _picture: Callable[[Any], bytes] | None = None

    def to_arrow(self) -> pa.Table:
        """Return the table that ``--csv`` of the command writes; columns name their units."""
        from pyarrow import csv

        return csv.read_csv(io.BytesIO(self._table(self.answer)))

    def to_pandas(self) -> pd.DataFrame:
        """Return the table as a pandas data frame; needs the extra ``skydome[pandas]``."""
        _needed("pandas")
        frame: pd.DataFrame = self.to_arrow().to_pandas()
        return frame

    def to_xarray(self) -> xr.Dataset:
        """Return the table as an xarray dataset over its rows; needs ``skydome[xarray]``."""
        _needed("xarray")
        dataset: xr.Dataset = self.to_pandas().rename_axis("row").to_xarray()
        return dataset

    def plot(self) -> Picture:
        """Return the figure that ``--figure`` of the command draws.

        Raises
        ------
        InputError
            The answer has none.
        """
        if self._picture is None:
            raise InputError(
                "this answer has no figure", allowed="its table, or the command's page"
            )
        return Picture(self._picture(self.answer))

    def __repr__(self) -> str:
        table = self.to_arrow()
        named = table.column_names[:MOST_COLUMNS]
        left = table.num_columns - len(named)
        more = f" and {left} more" if left else ""
        return f"{self.title}: {table.num_rows:,} rows of {', '.join(named)}{more}"

    def _repr_html_(self) -> str:
        table = self.to_arrow()
        rows = [list(row.values()) for row in table.slice(0, MOST_ROWS).to_pylist()]
        shown = [["" if one is None else _short(one) for one in row] for row in rows]
        left = table.num_rows - len(rows)
        notes = [f"and {left:,} more rows: .to_arrow(), .to_pandas()"] if left > 0 else []
        return table_html(self.title, table.column_names, shown, notes)


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _needed(name: str) -> None:
    """Refuse where a library of an extra is missing.

    Raises
    ------
    InputError
        With the command that installs it.
    """
    try:
        import_module(name)
    except ImportError:
        allowed = f"pip install 'skydome[{EXTRAS[name]}]'"
        raise InputError(f"{name} is not installed", allowed=allowed) from None


def coverage(subject: str | Path, **question: Any) -> View:  # noqa: ANN401 - the form's own fields
    """Return how far a system or the units of a scenario detect and engage, by target altitude.

    Parameters
    ----------
    subject
        An id of the catalogue, or the file of a scenario.
    question
        Other fields of `skydome.coverage.Question`, such as ``mast_m=24`` or ``altitudes_m``.
    """
    from skydome.catalogue import Catalogue
    from skydome.coverage import Question, answer, ask
    from skydome.export import coverage_csv
    from skydome.report.coverage.figure import draw_coverage

    _check_fields(question, [one.name for one in fields(Question)])
    found = answer(ask(Question(subject=str(subject), **question), Catalogue()))
    picture = (lambda one: draw_coverage(one, "svg")) if len(found.covers) == 1 else None
    return View(found, f"Coverage of {subject}", coverage_csv, picture)


def compare(*subjects: str | Path | Result, **work: Any) -> View:  # noqa: ANN401 - as above
    """Return systems on the same tasks, or two runs replication by replication.

    Parameters
    ----------
    subjects
        Ids of systems, or two results: folders or what `skydome.simulate` returned.
    work
        Fields of `skydome.coverage.Work`, for systems.
    """
    from skydome.study import Result

    if any(isinstance(one, Result) or Path(one).is_dir() for one in subjects):
        return _of_results(subjects)
    from skydome.catalogue import Catalogue
    from skydome.coverage import Work, compare_systems
    from skydome.coverage.compare import checked
    from skydome.export import systems_csv
    from skydome.report.coverage.systems import draw_systems

    _check_fields(work, [one.name for one in fields(Work)])
    known = Catalogue()
    systems, tasks = checked([str(one) for one in subjects], known, Work(**work))
    found = compare_systems(systems, known, tasks)
    title = f"{', '.join(map(str, subjects))} on the same tasks"
    return View(found, title, systems_csv, lambda one: draw_systems(one, "svg"))


def _of_results(subjects: tuple[str | Path | Result, ...]) -> View:
    from skydome.analysis import pair_results
    from skydome.export import pair_csv
    from skydome.report.run.pair import draw_pair
    from skydome.study import Result, read_result

    if len(subjects) != 2:  # noqa: PLR2004 - a pair
        raise InputError(f"{len(subjects)} are given", allowed="two results, or systems only")
    first, second = (one if isinstance(one, Result) else read_result(Path(one)) for one in subjects)
    found = pair_results(first, second)
    title = f"{second.scenario.title}, minus {first.scenario.title}"
    return View(found, title, pair_csv, lambda one: draw_pair(one, "svg"))


def timeline(deal: str | Path, as_of: str | None = None, **settings: Any) -> View:  # noqa: ANN401 - as above
    """Return what of a purchase is promised, delivered and operational, by quarter and future.

    Parameters
    ----------
    deal
        Id of a shipped deal, or its file.
    as_of
        A year, month or day: what was known then.
    settings
        Other fields of `skydome.fielding.Settings`, such as ``draws=200``.
    """
    from skydome.export import timeline_csv
    from skydome.fielding import Settings, check, load_deal, shipped_deals
    from skydome.fielding import timeline as compute
    from skydome.fielding.dates import option_year
    from skydome.report.fielding.figure import draw_fielding

    plain = Settings()
    _check_fields(settings, plain._fields)
    chosen = plain._replace(**settings)
    if as_of is not None:
        chosen = chosen._replace(as_of=option_year(as_of, "as_of"))
    wanted = load_deal(str(deal))
    check(wanted, chosen)
    found = compute(wanted, chosen, others=shipped_deals(), futures=wanted.futures, capability=None)
    return View(found, found.deal.title, timeline_csv, lambda one: draw_fielding(one, "svg"))


def exposure(case: str | Path, as_of: str | None = None, *, changes: Iterable[str] = ()) -> View:
    """Return which conditions of US sanctions law a purchase meets. Not legal advice.

    Parameters
    ----------
    case
        Id of a shipped case, or its file.
    as_of
        A day, such as ``2026-12-01``.
    changes
        What the command's ``--set`` takes.
    """
    from skydome import forms
    from skydome.export import exposure_csv
    from skydome.exposure import dates, examine, load_case, parse_changes, shipped

    law, day = shipped(), None
    if as_of is not None:
        try:
            day = dates.parse_day(as_of)
        except ValueError as wrong:
            problem = f"{forms.quoted(as_of)}: {wrong}"
            raise InputError(problem, field="as_of", allowed=dates.WRITTEN_DAY) from None
    wanted = parse_changes(list(changes), law)
    found = examine(load_case(str(case), law), as_of=day, changes=wanted, statute=law)
    title = f"{found.case.title}, {found.as_of.isoformat()} (not legal advice)"
    return View(found, title, lambda one: exposure_csv([one]))


def dependence(file: str | Path, **question: Any) -> View:  # noqa: ANN401 - as above
    """Return suppliers' shares of a country's arms imports, from your own download.

    Parameters
    ----------
    file
        A trade register or a table of TIVs, CSV.
    question
        Other fields of `skydome.dependence.Question`, such as ``recipient="India"``.
    """
    from skydome.dependence import Answer, Question, answer_or_rank
    from skydome.export import dependence_csv
    from skydome.report.dependence.figure import draw_dependence

    _check_fields(question, [one.name for one in fields(Question)])
    found = answer_or_rank(Question(file=Path(file), **question))
    picture = (lambda one: draw_dependence(one, "svg")) if isinstance(found, Answer) else None
    return View(found, f"Shares of arms imports in {Path(file).name}", dependence_csv, picture)


def sweep(scenario: ResolvedScenario, over: Mapping[str, Sequence[object]], **run: Any) -> View:  # noqa: ANN401 - as above
    """Return a scenario at every combination of some values, with the same random numbers.

    Parameters
    ----------
    scenario
        From `skydome.load`.
    over
        The values of each field by its path, such as ``{"doctrine.salvo": [1, 2, 3]}``; the first
        value of each is the reference.
    run
        ``replications``, ``seed``, ``threads``, ``progress`` of `skydome.analysis.sweep`.
    """
    from skydome.analysis import sweep as played
    from skydome.export import sweep_csv
    from skydome.report.sweep.figure import MOST_FACTORS, draw_sweep

    _check_fields(run, ("replications", "seed", "threads", "progress"))
    found = played(scenario, over, **run)
    picture = (lambda one: draw_sweep(one, "svg")) if len(found.factors) <= MOST_FACTORS else None
    return View(found, found.title, sweep_csv, picture)


def view(found: Any) -> View:  # noqa: ANN401 - the message names what else was given
    """Return a `View` of a result: a row a replication, and leaked, in flight and killed by class.

    Raises
    ------
    InputError
        It is something else.
    """
    from skydome.analysis import summarise
    from skydome.report.run.leakers import leakers_svg
    from skydome.study import Result

    if not isinstance(found, Result):
        allowed = "what skydome.simulate or skydome.read_result returned"
        raise InputError(f"there is no view of a {type(found).__name__}", allowed=allowed)
    return View(found, found.scenario.title, _rows_csv, lambda one: leakers_svg(summarise(one)))


def _rows_csv(result: Result) -> bytes:
    from pyarrow import csv

    target = io.BytesIO()
    csv.write_csv(result.rows, target)
    return target.getvalue()


def _check_fields(given: dict[str, Any], known: Iterable[str]) -> None:
    """Refuse a name that the form of a question does not have."""
    from skydome.forms import did_you_mean, quoted

    names = list(known)
    for name in given:
        if name not in names:
            problem = f"there is no {quoted(name)}{did_you_mean(name, names)}"
            raise InputError(problem, allowed=", ".join(names))
