"""Made-up requests that fit the described interface, sent to loopback by schemathesis."""

from __future__ import annotations

from typing import Any, NamedTuple

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


class Fuzzed(NamedTuple):
    """How many requests were sent, the statuses of the answers, and what was wrong."""

    sent: int
    statuses: dict[int, int]
    failures: list[str]


def fuzz(
    address: str, document: dict[str, Any], examples: int, known: dict[str, list[str]]
) -> Fuzzed:
    """Send so many requests to every address that the description has, valid and invalid ones.

    ``known`` gives values that exist by parameter, such as the ids of runs: chance finds none.
    """
    _fill(document, known)
    schema = schemathesis.openapi.from_dict(document)
    schema.config.base_url = address
    statuses: dict[int, int] = {}
    failures: list[str] = []

    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in schemathesis.GenerationMode:
            strategy = operation.as_strategy(generation_mode=mode)

            def send(case: schemathesis.Case) -> None:
                answer = case.call(timeout=120)
                statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
                if answer.status_code == 431:  # what a client sends too much of is not described
                    return
                case.validate_response(answer, checks=CHECKS)

            run = settings(
                max_examples=examples,
                deadline=None,
                derandomize=True,
                database=None,
                phases=(Phase.explicit, Phase.generate),
                suppress_health_check=list(HealthCheck),
            )(given(case=strategy)(send))
            try:
                run()
            except Unsatisfiable:
                continue  # an address without parameters takes nothing wrong
            except Exception as problem:  # noqa: BLE001 - collected, so that one run shows them all
                failures.append(f"{operation.label} ({mode.value}): {problem}"[:2_000])
    return Fuzzed(sum(statuses.values()), statuses, failures)


def _fill(document: dict[str, Any], known: dict[str, list[str]]) -> None:
    """Give parameters the values that exist."""
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                if parameter["name"] in known:
                    parameter["schema"] = {"type": "string", "enum": known[parameter["name"]]}
