"""A scenario under the policy that its result is to be compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.errors import InputError
from skydome.scenario.policies import OTHER, may_differ
from skydome.scenario.read import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from skydome.catalogue import Catalogue
    from skydome.scenario.resolved import ResolvedScenario


def under_other_policy(
    scenario: ResolvedScenario,
    file: Path,
    settings: Mapping[str, object],
    catalogue: Catalogue | None = None,
    say: Callable[[str], None] = lambda _reason: None,
) -> ResolvedScenario | None:
    """Return a scenario under the other policy, None where there is nothing to compare.

    Parameters
    ----------
    scenario, file, settings, catalogue
        What was loaded, and from what.
    say
        Called with the reason, where the other policy has no value for something.
    """
    policy = OTHER[scenario.policy]
    try:
        other = load(file, catalogue, policy=policy, settings=dict(settings))
    except InputError as problem:
        say(f"no comparison with the policy {policy}: {problem}")
        return None
    return other if may_differ(scenario, other) else None
