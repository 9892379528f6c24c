"""More published values of sources that have their ten cases in ``skydome reproduce`` already."""

from pathlib import Path

import pytest

from skydome.validation import compute, load_cases, load_models

SHIPPED = load_cases()
CASES = load_cases(Path(__file__).parent / "cases")


@pytest.mark.parametrize("loaded", CASES, ids=lambda loaded: loaded.case.id)
def test_published_value(loaded):
    outcome = compute(loaded, load_models())
    assert not outcome.surprise, f"{outcome.computed} for {outcome.case}"


def test_none_of_them_is_shipped_too():
    assert not {one.case.id for one in SHIPPED} & {one.case.id for one in CASES}


def test_no_model_is_without_a_case():
    assert {one.case.model for one in [*SHIPPED, *CASES]} == set(load_models())
