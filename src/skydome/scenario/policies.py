"""Which reading of the catalogue a scenario uses, and which one it is to be compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.catalogue import Policy
    from skydome.scenario.resolved import Quantity, ResolvedEntry, ResolvedScenario

POLICIES: tuple[Policy, ...] = ("claimed", "assessed", "sampled")
# a policy -> what its results stand beside
OTHER: dict[Policy, Policy] = {"assessed": "claimed", "claimed": "assessed", "sampled": "assessed"}
MEANING: dict[Policy, str] = {
    "claimed": "the claims of makers, sellers and owners, where there are any",
    "assessed": "the values judged most plausible, each parameter at its nominal value",
    "sampled": "drawn from the plausible range of each parameter, once for each placement",
}


def disputed(scenario: ResolvedScenario) -> Iterator[tuple[ResolvedEntry, str, Quantity]]:
    """Yield the entry, the name and the quantity of what is claimed otherwise than assessed."""
    for entry in scenario.entries.values():
        for name, quantity in entry.parameters.items():
            claimed, assessed = (quantity.readings.get(p) for p in ("claimed", "assessed"))
            if claimed and assessed and claimed.value != assessed.value:
                yield entry, name, quantity


def may_differ(scenario: ResolvedScenario, other: ResolvedScenario) -> bool:
    """Return whether two policies give one scenario different values."""
    sampled = "sampled" in {scenario.policy, other.policy}
    return sampled or _values(scenario) != _values(other)


def _values(scenario: ResolvedScenario) -> dict[tuple[str, str], float]:
    return {
        (entry.id, name): quantity.value
        for entry in scenario.entries.values()
        for name, quantity in entry.parameters.items()
    }
