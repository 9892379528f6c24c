"""``skydome schema``: the JSON Schema of a scenario file."""

from __future__ import annotations

from skydome.cli import show

EXAMPLE = "Example: skydome schema > examples/scenario.schema.json"


def schema(
    *,
    json: show.Json = True,  # noqa: ARG001 - a schema is JSON, asked for or not
) -> None:
    """Print the JSON Schema of a scenario file, for editors that complete and check YAML."""
    from skydome.scenario import scenario_schema

    show.print_json(scenario_schema())
