"""``skydome schema``: the JSON Schema of a scenario file, or of a case of exposure."""

from __future__ import annotations

from typing import Annotated

import typer

from skydome.cli import show

EXAMPLE = "Example: skydome schema > examples/scenario.schema.json"


def schema(
    form: Annotated[
        str, typer.Argument(help="What the file is: scenario, or exposure-case.")
    ] = "scenario",
    *,
    json: show.Json = True,  # noqa: ARG001 - a schema is JSON, asked for or not
) -> None:
    """Print the JSON Schema of a scenario file, for editors that complete and check YAML."""
    from skydome.errors import InputError

    if form == "scenario":
        from skydome.scenario import scenario_schema

        show.print_json(scenario_schema())
    elif form == "exposure-case":
        from skydome.exposure import case_schema

        show.print_json(case_schema())
    else:
        raise InputError(f"{form!r} is no form", field="FORM", allowed="scenario, exposure-case")
