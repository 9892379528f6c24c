"""Scenarios with models switched on and off."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skydome.scenario import ResolvedScenario

OFF = {"common_failure": "none"}


def with_models(scenario: ResolvedScenario, **switches: object) -> ResolvedScenario:
    """Return a scenario with some switches set, the others as they are."""
    models = scenario.models.model_copy(update=switches)
    return scenario.model_copy(update={"models": models})


def plain(scenario: ResolvedScenario, **switches: object) -> ResolvedScenario:
    """Return a scenario with every model off but those named."""
    names = type(scenario.models).model_fields
    return with_models(scenario, **{name: OFF.get(name, False) for name in names} | switches)


def changed(scenario: ResolvedScenario, entry_id: str, **values: float) -> ResolvedScenario:
    """Return a scenario with some parameters of one entry replaced; None takes one away.

    A double underscore stands for a full stop: ``rcs__x__nose``.
    """
    entry = scenario.entries[entry_id]
    parameters = dict(entry.parameters)
    anything = next(iter(parameters.values()))
    for written, value in values.items():
        name = written.replace("__", ".")
        if value is None:
            parameters.pop(name, None)
        else:
            kept = parameters.get(name, anything)
            parameters[name] = kept.model_copy(update={"value": value})
    entries = scenario.entries | {
        entry_id: entry.model_copy(update={"parameters": parameters}),
    }
    return scenario.model_copy(update={"entries": entries})
