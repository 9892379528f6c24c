"""The JSON Schema of a scenario file, for editors."""

from __future__ import annotations

from typing import Any

from skydome.scenario.authored import Scenario


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of the authored form."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Scenario.model_json_schema(),
        "title": "Skydome scenario",
    }
