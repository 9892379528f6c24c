"""Load a scenario file, or the resolved form that a result keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from skydome import forms, yamlfile
from skydome.catalogue import Catalogue
from skydome.errors import InputError
from skydome.scenario.authored import LARGEST_SEED, MOST_REPLICATIONS, Scenario
from skydome.scenario.resolve import Resolver
from skydome.scenario.resolved import ResolvedScenario

if TYPE_CHECKING:
    from pathlib import Path

    from skydome.catalogue import Policy

LARGEST_RESOLVED_BYTES = 100_000_000  # nothing is implicit in it: 5 MB for the largest raid


def load(
    path: Path | str, catalogue: Catalogue | None = None, *, policy: Policy | None = None
) -> ResolvedScenario:
    """Return a scenario file in its resolved form.

    Parameters
    ----------
    path
        The file.
    catalogue
        The shipped one where not given.
    policy
        Which readings of the catalogue count, instead of the scenario's own choice.

    Raises
    ------
    InputError
        The file, or something in it, cannot be used.
    """
    document = yamlfile.read(path)
    scenario = forms.fill(Scenario, document)
    if policy is not None:
        scenario = scenario.model_copy(update={"policy": policy})
    return Resolver(document, scenario, catalogue or Catalogue()).resolve()


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


def read_resolved(path: Path) -> ResolvedScenario:
    """Return the resolved form from a result folder.

    Raises
    ------
    InputError
        The file is not there or was not written by this version of the form.
    """
    text = yamlfile.read_text(path, "the resolved scenario of a result", LARGEST_RESOLVED_BYTES)
    try:
        return ResolvedScenario.model_validate_json(text)
    except ValidationError as problem:
        raise InputError(
            "this is not a resolved scenario of this version of Skydome",
            file=path,
            field=yamlfile.field_name(problem.errors()[0]["loc"]) or None,
            allowed=f"{path.name} as `skydome run` wrote it",
        ) from None
