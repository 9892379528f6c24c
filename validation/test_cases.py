"""Every published case is one test."""

from __future__ import annotations

import pytest

from skydome.validation import Loaded, compute, load_cases, load_models


@pytest.mark.parametrize("loaded", load_cases(), ids=lambda loaded: loaded.case.id)
def test_published_value(loaded: Loaded) -> None:
    """The model is as far from the published value as the case expects."""
    outcome = compute(loaded, load_models())
    case = outcome.case
    assert not outcome.surprise, (
        f"{case.model} gives {outcome.computed:.9g} {case.unit}, published {case.expected:.9g} "
        f"± {case.tolerance:g}, expected to be one that {case.expect} ({case.source})"
    )
