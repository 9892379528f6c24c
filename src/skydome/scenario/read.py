"""Load a scenario file, or the resolved form that a result keeps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from skydome import forms, yamlfile
from skydome.catalogue import Catalogue
from skydome.errors import InputError
from skydome.scenario.authored import LARGEST_SEED, MOST_REPLICATIONS, Scenario
from skydome.scenario.resolve import Resolver
from skydome.scenario.resolved import ResolvedScenario
from skydome.scenario.settings import Setting, apply
from skydome.yamlfile import Document

if TYPE_CHECKING:
    from skydome.catalogue import Policy

LARGEST_RESOLVED_BYTES = 100_000_000  # nothing is implicit in it: 5 MB for the largest raid


def load(
    source: Path | str | Mapping[str, Any],
    catalogue: Catalogue | None = None,
    *,
    policy: Policy | None = None,
    settings: Mapping[str, object] | None = None,
) -> ResolvedScenario:
    """Return a scenario in its resolved form.

    Parameters
    ----------
    source
        The path of a YAML file, YAML text of more than one line, or a mapping as YAML would hold
        it.
    catalogue
        The shipped one where not given.
    policy
        Which readings of the catalogue count, instead of the scenario's own choice.
    settings
        Fields to change by path, such as ``{"doctrine.salvo": 2}``; see
        `skydome.scenario.settings`.

    Raises
    ------
    InputError
        The file, something in it or one of the changes cannot be used.
    """
    return _Written(_document(source), catalogue or Catalogue(), policy, settings or {}).resolved()


def _document(source: Path | str | Mapping[str, Any]) -> Document:
    """Return a scenario as it was written: in a file, in a text of several lines, as a mapping."""
    if isinstance(source, Mapping):
        return Document(Path("scenario"), _plain(source), {})
    if isinstance(source, str) and "\n" in source:
        return yamlfile.parse(source, "scenario")
    return yamlfile.read(source)


def _plain(value: Any) -> Any:  # noqa: ANN401 - a tree of mappings, lists and values
    """Return a tree as YAML would hold it: tuples as lists."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


@dataclass(frozen=True, eq=False)
class _Written:
    """What a resolved scenario was read from, so that it can be read again with changes."""

    document: Document
    catalogue: Catalogue
    policy: Policy | None
    settings: Mapping[str, object]

    def __call__(self, changes: Mapping[str, object]) -> ResolvedScenario:
        """Return the scenario with more settings."""
        return replace(self, settings={**self.settings, **changes}).resolved()

    def __eq__(self, _other: object) -> bool:
        """Two resolved scenarios are equal by what they hold, wherever it was read."""
        return True

    __hash__ = None  # type: ignore[assignment]

    def resolved(self) -> ResolvedScenario:
        """Return the scenario in its resolved form."""
        schema = Scenario.model_json_schema() if self.settings else {}
        changes = [Setting(path, _plain(value)) for path, value in self.settings.items()]
        applied = apply(self.document, changes, self.catalogue, schema)
        try:
            scenario = forms.fill(Scenario, applied.document)
            if self.policy is not None:
                scenario = scenario.model_copy(update={"policy": self.policy})
            resolved = Resolver(applied.document, scenario, self.catalogue).resolve()
        except InputError as error:
            raise applied.blamed(error) from None
        return resolved.model_copy(update={"notes": self._notes(resolved.notes)}).read_by(self)

    def _notes(self, notes: str) -> str:
        """Return the notes of a scenario, and what was changed."""
        if not self.settings:
            return notes
        changed = ", ".join(f"{path} = {value}" for path, value in self.settings.items())
        return f"{notes}\n\nChanged for this run: {changed}.".strip()


def with_run(
    scenario: ResolvedScenario, *, replications: int | None = None, seed: int | None = None
) -> ResolvedScenario:
    """Return a scenario with another number of replications or another seed.

    Raises
    ------
    InputError
        The number is out of bounds.
    """
    if replications is not None and not 1 <= replications <= MOST_REPLICATIONS:
        allowed = f"1 to {MOST_REPLICATIONS:,}"
        raise InputError(
            f"{replications:,} is out of bounds", field="replications", allowed=allowed
        )
    if seed is not None and not 0 <= seed < LARGEST_SEED:
        raise InputError(f"{seed} is out of bounds", field="seed", allowed="0 to 2**63 - 1")
    changed = {"replications": replications, "seed": seed}
    return scenario.model_copy(update={k: v for k, v in changed.items() if v is not None})


# No quantity in SI comes near it: the greatest are frequencies of 4e10 Hz and prices of 6e9 USD.
LARGEST_NUMBER = 1e12


def _too_large(content: object, where: tuple[str | int, ...] = ()) -> tuple[str | int, ...] | None:
    """Return the path of a number that no quantity can be, None where there is none."""
    parts: list[tuple[str | int, object]] = []
    if isinstance(content, dict):
        parts = list(content.items())
    elif isinstance(content, list):
        parts = list(enumerate(content))
    elif isinstance(content, int | float) and not abs(content) <= LARGEST_NUMBER:
        return where
    return next((one for name, part in parts if (one := _too_large(part, (*where, name)))), None)


def read_resolved(path: Path) -> ResolvedScenario:
    """Return the resolved form from a result folder.

    Raises
    ------
    InputError
        The file is not there, was not written by this version of the form, or has a number that
        no quantity can be.
    """
    text = yamlfile.read_text(path, "the resolved scenario of a result", LARGEST_RESOLVED_BYTES)
    try:
        resolved = ResolvedScenario.model_validate_json(text)
    except ValidationError as problem:
        raise InputError(
            "this is not a resolved scenario of this version of Skydome",
            file=path,
            field=yamlfile.field_name(problem.errors()[0]["loc"]) or None,
            allowed=f"{path.name} as `skydome run` wrote it",
        ) from None
    beyond = _too_large({**json.loads(text), "seed": 0})
    if beyond is not None:
        raise InputError(
            "the number is larger than any quantity can be",
            file=path,
            field=yamlfile.field_name(beyond),
            allowed=f"at most {LARGEST_NUMBER:g}",
        )
    return resolved
