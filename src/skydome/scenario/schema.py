"""The JSON Schema of a scenario file, for editors."""

from __future__ import annotations

from typing import Any

from skydome.scenario.authored import Scenario


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of the authored form."""
    schema = Scenario.model_json_schema()
    parameter = schema["$defs"]["Parameter"]["properties"]
    # The form also takes one source without a list around it, which pydantic does not tell.
    parameter["source"] = {"anyOf": [parameter["source"], parameter["source"]["items"]]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Skydome scenario",
    }
