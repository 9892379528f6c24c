"""Every published case is one test."""

from __future__ import annotations

import pytest
from thorough import thorough

from skydome.validation import Loaded, compute, load_cases, load_models

# Long simulations; the one of two channels stays.
SLOW = {"erlang-b-3-erlang-5-channels", "erlang-b-8-erlang-6-channels"}
CASES = [
    pytest.param(one, id=one.case.id, marks=[thorough] if one.case.id in SLOW else [])
    for one in load_cases()
]


@pytest.mark.parametrize("loaded", CASES)
def test_published_value(loaded: Loaded) -> None:
    """The model is as far from the published value as the case expects."""
    outcome = compute(loaded, load_models())
    case = outcome.case
    assert not outcome.surprise, (
        f"{case.model} gives {outcome.computed:.9g} {case.unit}, published {case.expected:.9g} "
        f"± {case.tolerance:g}, expected to be one that {case.expect} ({case.source})"
    )
