"""What the shipped cases promise, without running them."""

from collections import Counter
from importlib import resources

import pytest

from skydome.validation import load_cases, load_models
from skydome.validation.loader import MODULES

CASES = [loaded.case for loaded in load_cases()]
PUBLICATIONS = Counter(case.publication for case in CASES if case.publication)


def test_there_are_enough_of_them():
    assert PUBLICATIONS.total() >= 80
    assert len(PUBLICATIONS) >= 15


def test_no_publication_has_more_than_ten():
    assert [name for name, count in PUBLICATIONS.items() if count > 10] == []


def test_no_publication_is_there_under_two_spellings():
    assert len({"".join(filter(str.isalnum, name)).lower() for name in PUBLICATIONS}) == len(
        PUBLICATIONS
    )


@pytest.mark.parametrize(
    "oracle",
    [
        "US Naval Research Laboratory, TrackerComponentLibrary",
        "package sdr 0.0.30",
        "package fluids 1.3.1",
        "package ambiance 1.3.1",
        "ITU-R Study Group 3, validation examples for P.676",
    ],
)
def test_independent_oracles_are_among_them(oracle):
    assert PUBLICATIONS[oracle] >= 5


def test_every_disagreement_has_a_reason_and_nothing_else_has_one():
    for case in CASES:
        assert bool(case.reason) == (case.expect == "disagrees"), case.id


def test_every_case_has_its_model():
    assert {case.model for case in CASES} <= set(load_models())


def test_no_module_of_models_holds_a_kernel():
    models = resources.files("skydome.validation") / "models"
    for module in MODULES:
        assert "skydome.compiler" not in (models / f"{module}.py").read_text(encoding="utf-8")
