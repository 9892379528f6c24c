"""A study worked out: its points, what is drawn at each draw, and the blocks of work."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import product
from math import ceil, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from skydome import forms, yamlfile
from skydome.analysis.parameter_sweep import check_grid
from skydome.catalogue.kinds import KINDS, Spec
from skydome.engagement.tables.parameter_draws import NEVER_DRAWN, drawable
from skydome.errors import InputError
from skydome.experiment.form import AS_IT_IS, Study
from skydome.scenario import load, with_run
from skydome.sensitivity import designs
from skydome.study.draws import MOST_PLACEMENTS, NOMINAL
from skydome.units import si_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from skydome.arrays import Floats
    from skydome.catalogue import Catalogue
    from skydome.experiment.form import Alternative, Rare, Together
    from skydome.scenario import ResolvedScenario

ALTERNATIVE = "alternative"  # the name of the factor that alternatives make up
MOST_CELLS = 1_000_000
MORRIS_LEVELS = 4
BLOCK_S = 1.0  # about as long as a block should take; a constant of the machine, not measured
CELL_S, THREAT_S = 0.1, 5e-6  # a world's tables; a threat of a replication


class Block(NamedTuple):
    """A part of the work: cells ``first`` to before ``last`` of one point, in a round."""

    round: int
    point: int
    first: int
    last: int

    @property
    def name(self) -> str:
        """A name that sorts as the work does."""
        return f"{self.round:03}-{self.point:04}-{self.first:06}"


@dataclass(frozen=True)
class Plan:
    """All that follows from a study file.

    Attributes
    ----------
    study
        As written.
    factors
        Paths of what is chosen.
    values
        By point, the value of each factor.
    scenarios
        By point.
    parameters
        Names of what is drawn.
    inputs
        Names of the columns of the design: parameters, and what a group has in common.
    design
        Shape (draws, inputs), in the unit cube.
    """

    study: Study
    factors: tuple[str, ...]
    values: tuple[tuple[object, ...], ...]
    scenarios: tuple[ResolvedScenario, ...]
    parameters: tuple[str, ...]
    inputs: tuple[str, ...]
    design: Floats

    @property
    def draws(self) -> int:
        """Draws after the one with the catalogue's own values."""
        return len(self.design)

    @property
    def placements(self) -> int:
        """Placements of the sites at which draws are played."""
        return min(MOST_PLACEMENTS, *(one.terrain.placements for one in self.scenarios))

    def placement(self, draw: int) -> int:
        """Return the placement of a draw; `nominal_cells` has those of the catalogue's values."""
        return (draw - 1) % self.placements

    def cells(self) -> list[tuple[int, int]]:
        """Return draw and placement of all cells of a point: the catalogue's values come first."""
        nominal = [(NOMINAL, placement) for placement in range(self.placements)]
        return nominal + [(draw, self.placement(draw)) for draw in range(1, self.draws + 1)]

    def shares(self, draw: int) -> dict[str, float | None]:
        """Return the cumulative probability of each parameter in a draw, see `with_shares`."""
        if draw == NOMINAL:
            return dict.fromkeys(self.parameters)
        row = dict(zip(self.inputs, self.design[draw - 1], strict=True))
        groups = {name: one for one in self.study.together for name in self._members(one)}
        return {
            name: _share(row[name], row[groups[name].name], groups[name].correlation)
            if name in groups
            else float(row[name])
            for name in self.parameters
        }

    def _members(self, one: Together) -> list[str]:
        return _matching(one.parameters, self.parameters)

    def blocks(self, number: int) -> Iterator[Block]:
        """Yield the blocks of one round; what they are depends on the study alone."""
        for point, scenario in enumerate(self.scenarios):
            played = self.study.replications * len(scenario.threats) * THREAT_S
            size = max(1, ceil(BLOCK_S / (CELL_S + played)))
            count = len(self.cells())
            for first in range(0, count, size):
                yield Block(number, point, first, min(first + size, count))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The scenario of each point as JSON, for workers."""
        return tuple(one.model_dump_json() for one in self.scenarios)

    @property
    def rounds(self) -> int:
        """The most rounds of replications."""
        return self.study.stop.rounds if self.study.stop else 1

    def as_json(self) -> str:
        """Return what a folder keeps of a study: it can go on without the files."""
        return json.dumps(
            {
                "study": self.study.model_dump(mode="json", by_alias=True),
                "factors": self.factors,
                "values": self.values,
                "parameters": self.parameters,
                "inputs": self.inputs,
                "scenarios": [json.loads(one.model_dump_json()) for one in self.scenarios],
            },
            indent=1,
        )


def plan_of(file: Path | str, catalogue: Catalogue | None = None) -> Plan:
    """Return the plan of a study file.

    Raises
    ------
    InputError
        Something in the file or in the scenario cannot be used.
    """
    document = yamlfile.read(file)
    return plan_of_study(forms.fill(Study, document), document.path, catalogue)


def plan_of_study(study: Study, file: Path | str, catalogue: Catalogue | None = None) -> Plan:
    """Return the plan of a study that was made in Python; ``file`` is where its paths begin.

    Raises
    ------
    InputError
        Something in the study or in the scenario cannot be used.
    """
    place = Path(file)
    resolved = load(place.parent / study.scenario, catalogue)
    if study.settings:
        with _in(place, "set"):
            resolved = load(place.parent / study.scenario, catalogue, settings=study.settings)
    plain = with_run(resolved, seed=study.seed)
    if study.alternatives:
        return _of_alternatives(study, plain, place)
    if study.factors:
        with _in(place, "factors"):
            check_grid(study.factors)
    values = tuple(product(*study.factors.values()))
    paths = tuple(study.factors)
    with _in(place, "factors"):
        points = tuple(plain.with_(dict(zip(paths, one, strict=True))) for one in values)
    return _completed(study, paths, values, points, place)


@contextmanager
def _in(file: Path, field: str) -> Iterator[None]:
    """Say in which file and under which field something cannot be used."""
    try:
        yield
    except InputError as error:
        name = f"{field}.{error.field}" if error.field else field
        raise InputError(error.problem, file=file, field=name, allowed=error.allowed) from None


def _of_alternatives(study: Study, plain: ResolvedScenario, file: Path) -> Plan:
    """Return the plan of a study with alternatives: the scenario as it is comes first."""
    points = [plain]
    for n, one in enumerate(study.alternatives):
        with _in(file, f"alternatives[{n}]"):
            points.append(_alternative(one, plain))
    values = tuple((name,) for name in (AS_IT_IS, *(one.name for one in study.alternatives)))
    return _completed(study, (ALTERNATIVE,), values, tuple(points), file)


def _alternative(one: Alternative, plain: ResolvedScenario) -> ResolvedScenario:
    changed = plain.with_(one.settings) if one.settings else plain
    entries = dict(changed.entries)
    known = [f"{e.id}.{name}" for e in entries.values() for name in e.parameters]
    for full, more in one.add.items():
        if full not in known:
            problem = f"the scenario uses no value {forms.quoted(full)}"
            allowed = "names such as 92n6e.target_channels"
            hint = forms.did_you_mean(full, known)
            raise InputError(problem + hint, field=f"add.{full}", allowed=allowed)
        entry_id, _, name = full.partition(".")
        old = entries[entry_id].parameters[name]
        moved = {"value": old.value + more, "low": old.low + more, "high": old.high + more}
        if name in NEVER_DRAWN:
            problem = f"{name} decides what the scenario consists of"
            raise InputError(problem, field=f"add.{full}", allowed=f"set: {{catalogue.{full}: …}}")
        _check_possible(KINDS[entries[entry_id].kind][name], moved, f"add.{full}")
        parameters = entries[entry_id].parameters | {name: old.model_copy(update=moved)}
        entries[entry_id] = entries[entry_id].model_copy(update={"parameters": parameters})
    return changed.model_copy(update={"entries": entries})


def _check_possible(spec: Spec, moved: dict[str, float], field: str) -> None:
    """Refuse a moved value that no entry of the catalogue may have."""
    if spec.whole and not float(moved["value"]).is_integer():
        problem = f"{moved['value']:g} does not count things"
        raise InputError(problem, field=field, allowed="a whole number")
    if moved["low"] < spec.low or moved["high"] > spec.high:
        unit = "" if spec.dimension == "number" else f" {si_unit(spec.dimension)}"
        problem = f"{moved['low']:g} to {moved['high']:g}{unit} lies outside what is possible"
        allowed = f"{spec.low:g} to {spec.high:g}{unit}: a smaller change"
        raise InputError(problem, field=field, allowed=allowed)


def plan_from(text: str, file: Path | str) -> Plan:
    """Return the plan that `Plan.as_json` wrote.

    Raises
    ------
    InputError
        The text is not that of this version.
    """
    from skydome.scenario.resolved import ResolvedScenario

    try:
        data = json.loads(text)
        study = Study.model_validate(data["study"])
        points = tuple(ResolvedScenario.model_validate(one) for one in data["scenarios"])
        values = tuple(tuple(one) for one in data["values"])
        return _completed(study, tuple(data["factors"]), values, points, Path(file))
    except (ValueError, KeyError, TypeError):
        allowed = "the folder of a study as this version of Skydome wrote it"
        raise InputError("this is not a study", file=Path(file), allowed=allowed) from None


def _completed(
    study: Study,
    factors: tuple[str, ...],
    values: tuple[tuple[object, ...], ...],
    points: tuple[ResolvedScenario, ...],
    file: Path,
) -> Plan:
    parameters = tuple(_uncertain(study, points, file))
    for one in study.rare:
        _check_rare(one, points, file)
    groups = [one for one in study.together if _matching(one.parameters, parameters)]
    _check_groups(study, parameters, file)
    inputs = (*(one.name for one in groups), *parameters)
    _check_size(study, len(inputs), len(points), file)
    design = _design(study, len(inputs), points[0].seed, file)
    return Plan(study, factors, values, points, parameters, inputs, design)


def _check_rare(one: Rare, points: Iterable[ResolvedScenario], file: Path) -> None:
    from skydome.experiment.rare_blocks import check

    try:
        for point in points:
            check(one, point)
    except InputError as error:
        raise InputError(
            error.problem, file=file, field=error.field, allowed=error.allowed
        ) from None


def _uncertain(study: Study, points: Iterable[ResolvedScenario], file: Path) -> list[str]:
    """Return the names of what is drawn: of the values that have a range at some point."""
    known = list(dict.fromkeys(name for one in points for name in drawable(one)))
    if study.uncertain == "none":
        return []
    if study.uncertain == "all":
        return known
    for n, pattern in enumerate(study.uncertain):
        if not _matching((pattern,), known):
            problem = f"no value with a range is called {forms.quoted(pattern)}"
            hint = forms.did_you_mean(pattern, known)
            allowed = "names such as 92n6e.target_channels, 92n6e.* or *.rcs"
            raise InputError(problem + hint, file=file, field=f"uncertain[{n}]", allowed=allowed)
    return _matching(study.uncertain, known)


def _matching(patterns: Iterable[str], names: Iterable[str]) -> list[str]:
    wanted = list(patterns)
    return [name for name in names if any(fnmatchcase(name, one) for one in wanted)]


def _check_groups(study: Study, parameters: tuple[str, ...], file: Path) -> None:
    taken: dict[str, str] = {}
    names = [one.name for one in study.together]
    for one in study.together:
        if names.count(one.name) > 1:
            problem = f"{names.count(one.name)} groups are called {one.name}"
            allowed = "a name of its own for each group"
            raise InputError(problem, file=file, field=f"together.{one.name}", allowed=allowed)
        members = _matching(one.parameters, parameters)
        field = f"together.{one.name}"
        if not members and study.uncertain != "none":
            raise InputError("no drawn parameter is in it", file=file, field=field)
        for name in members:
            if name in taken:
                problem = f"{name} is in {taken[name]} already"
                raise InputError(problem, file=file, field=field, allowed="one group for each")
            taken[name] = one.name


def _check_size(study: Study, inputs: int, points: int, file: Path) -> None:
    """Refuse a study of too many worlds, before its design is made."""
    each = inputs + 1 if study.design.kind == "morris" else 1
    most = MOST_CELLS // (each * points)
    if inputs and study.design.draws > most:
        problem = f"{study.design.draws * each * points:,} draws at all points together"
        if each > 1:
            problem += f", {each:,} a trajectory"
        allowed = f"at most {MOST_CELLS:,}, here {most:,} {'trajectories' if each > 1 else 'draws'}"
        raise InputError(problem, file=file, field="design.draws", allowed=allowed)


def _design(study: Study, inputs: int, seed: int, file: Path) -> Floats:
    """Return the design, shape (draws, inputs); nothing to draw gives no draws."""
    if inputs == 0:
        return np.zeros((0, 0))
    count = study.design.draws
    try:
        if study.design.kind == "sobol":
            return designs.sobol(count, inputs, seed)
        if study.design.kind == "morris":
            return designs.morris(count, inputs, MORRIS_LEVELS, seed)
        return designs.latin_hypercube(count, inputs, seed)
    except InputError as error:
        raise InputError(
            error.problem, file=file, field="design.draws", allowed=error.allowed
        ) from None


def _share(own: float, common: float, correlation: float) -> float:
    """Return a share from a parameter's own and its group's draw: a Gaussian copula.

    With z the normal scores of both, √ρ z_common + √(1-ρ) z_own is standard normal, and any two
    members of the group are correlated by ρ.
    """
    inside = np.clip([common, own], 1e-12, 1 - 1e-12)
    scores = ndtri(inside)
    return float(ndtr(sqrt(correlation) * scores[0] + sqrt(1 - correlation) * scores[1]))
