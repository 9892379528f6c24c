"""``skydome schema``: the JSON Schema of a scenario file, an exposure case or a claims file."""

from __future__ import annotations

from typing import Annotated

import typer

from skydome.cli import show

EXAMPLE = "Example: skydome schema > examples/scenario.schema.json"


def schema(
    form: Annotated[
        str, typer.Argument(help="Type of file: scenario, exposure-case or claims.")
    ] = "scenario",
    *,
    json: show.Json = True,  # noqa: ARG001 - a schema is always JSON
) -> None:
    """Print the JSON Schema of a file, for editors that complete and check YAML."""
    from skydome.errors import InputError

    if form == "scenario":
        from skydome.scenario import scenario_schema

        show.print_json(scenario_schema())
    elif form == "exposure-case":
        from skydome.exposure import case_schema

        show.print_json(case_schema())
    elif form == "claims":
        from skydome.claims import claims_schema

        show.print_json(claims_schema())
    else:
        known = "scenario, exposure-case, claims"
        raise InputError(f"there is no schema named {form!r}", field="FORM", allowed=known)
