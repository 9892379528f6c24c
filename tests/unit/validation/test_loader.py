"""A case that cannot be used is refused, naming file, line and case."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import run
from loader import Model, compute, load_cases
from skydome.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
- id: double-of-two
  source: "A book of sums, page 1"
  model: sums.double
  inputs: {value: 2}
  expected: 4
  tolerance: 0.1
  unit: m
"""
MODELS: dict[str, Model] = {
    "sums.double": lambda value: 2.0 * value,
    "sums.nothing": lambda: float("nan"),
}


def _write(folder: Path, text: str) -> Path:
    (folder / "sums.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_good_case_is_computed(tmp_path: Path) -> None:
    """The case runs and agrees."""
    (loaded,) = load_cases(_write(tmp_path, GOOD))
    outcome = compute(loaded, MODELS)
    assert (outcome.topic, outcome.computed, outcome.surprise) == ("sums", 4.0, False)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("expected: 4", "expected: four", "expected: must be a number"),
        ("expected: 4", "expected: true", "expected: must be a number"),
        ("tolerance: 0.1", "tolerance: 0", "tolerance"),
        ("unit: m", "units: m", "unit"),
        ("unit: m", "unit: m\n  expect: disagrees", "needs a reason"),
        ("unit: m", "unit: m\n  expect: perhaps", "expect"),
        ("id: double-of-two", "id: Double of two", "id"),
    ],
)
def test_a_malformed_case_is_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """The message has the file, the line and what is wrong."""
    with pytest.raises(InputError, match=problem) as caught:
        load_cases(_write(tmp_path, GOOD.replace(old, new)))
    assert "sums.yaml:1: " in str(caught.value)
    assert "case 'Double of two'" in str(caught.value) or "double-of-two" in str(caught.value)


@pytest.mark.parametrize("text", ["a: 1\n", "- 1\n", GOOD + GOOD])
def test_a_malformed_file_is_named(tmp_path: Path, text: str) -> None:
    """Not a list, not mappings, or one id twice."""
    with pytest.raises(InputError, match=r"sums\.yaml"):
        load_cases(_write(tmp_path, text))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("sums.double", "sums.treble", "no model 'sums.treble'.*allowed: sums.double"),
        ("{value: 2}", "{values: 2}", "inputs: .*allowed: value"),
        ("sums.double\n  inputs: {value: 2}", "sums.nothing\n  inputs: {}", "no number"),
    ],
)
def test_a_case_without_its_model_is_named(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    """An unknown model, other inputs, or no answer."""
    (loaded,) = load_cases(_write(tmp_path, GOOD.replace(old, new)))
    with pytest.raises(InputError, match=problem):
        compute(loaded, MODELS)


HORIZON = """\
- id: horizon
  source: "RF Essentials, radar horizon page"
  model: earth.horizon_range_km
  inputs: {antenna_height_m: 30, target_height_m: 100}
  expected: 63.8
  tolerance: 0.1
  unit: km
"""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HORIZON, 0),
        (HORIZON.replace("63.8", "70"), 1),
        (HORIZON + "  expect: disagrees\n  reason: a wrong one\n", 1),
        (HORIZON.replace("63.8", "70") + "  expect: disagrees\n  reason: misprint\n", 0),
        (HORIZON.replace("63.8", "many"), 2),
    ],
)
def test_exit_code(tmp_path: Path, text: str, code: int) -> None:
    """A surprise either way is 1, a bad case is 2."""
    assert run.main(["--cases", str(_write(tmp_path, text))]) == code


def test_outputs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON records on standard output, a Markdown page in a file."""
    page = tmp_path / "page.md"
    cases = str(_write(tmp_path, HORIZON))
    assert run.main(["--cases", cases, "--json", "--markdown", str(page)]) == 0
    (record,) = json.loads(capsys.readouterr().out)
    assert record["computed"] == pytest.approx(63.794, abs=1e-3)
    assert "| horizon | 63.79398 | 63.8 | 0.1 | km | agrees |" in page.read_text(encoding="utf-8")
