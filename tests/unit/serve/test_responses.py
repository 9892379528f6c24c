"""Response curves by hand: draws in order of an input, cut into parts, quantiles of each."""

from types import SimpleNamespace

import numpy as np
import pytest

from skydome.analysis.measures import LEAKED
from skydome.serve import responses


@pytest.fixture
def asked(monkeypatch):
    """Return curves of made-up draws: inputs by name, and the leakers of each draw."""

    def of(inputs, means, significant, unit="m"):
        plan = SimpleNamespace(draws=len(means), scenarios=["one"])
        each = [
            SimpleNamespace(measure="killed", inputs=[_input("not of leakers", significant=True)]),
            SimpleNamespace(
                measure=LEAKED, inputs=[_input(n, significant=n in significant) for n in inputs]
            ),
        ]
        found = SimpleNamespace(points=[SimpleNamespace(sensitivities=each)])
        quantity = SimpleNamespace(unit=unit)
        monkeypatch.setattr(responses, "input_values", lambda _plan, name: np.array(inputs[name]))
        known = {} if unit is None else dict.fromkeys(inputs, quantity)
        monkeypatch.setattr(responses, "drawable", lambda _scenario: known)
        drawn = SimpleNamespace(drawn=lambda key: _rows(key, means))
        monkeypatch.setattr(responses, "PointRows", lambda _plan, _rows, _point: drawn)
        return responses.responses_of(plan, found, None)

    return of


def _input(name, *, significant):
    return SimpleNamespace(name=name, significant=significant)


def _rows(key, means):
    """Two replications a draw, one below and one above its mean."""
    assert key == (LEAKED, "all")
    return np.array([[mean - 0.5, mean + 0.5] for mean in means])


def test_a_curve_has_quantiles_of_eight_equal_parts(asked):
    """16 draws, the input running down: two a part. 15 and 14 leakers at 1 and 2: 14.1 to 14.9."""
    inputs, means = {"range": list(range(16, 0, -1))}, list(range(16))
    (curve,) = asked(inputs, means, {"range"})
    assert curve.input == "range"
    assert curve.value == list(range(16, 0, -1))
    assert curve.leaked == means
    assert curve.centre == [1.5 + 2 * n for n in range(8)]
    assert curve.middle == [14.5 - 2 * n for n in range(8)]
    assert curve.low == pytest.approx([14.1 - 2 * n for n in range(8)])
    assert curve.high == pytest.approx([14.9 - 2 * n for n in range(8)])


def test_fewer_draws_than_parts_give_a_part_each(asked):
    (curve,) = asked({"range": [3.0, 1.0, 2.0]}, [0.0, 5.0, 1.0], {"range"})
    assert curve.centre == [1.0, 2.0, 3.0]
    assert curve.middle == curve.low == curve.high == [5.0, 1.0, 0.0]


def test_only_what_stands_out_has_a_curve_and_six_at_most(asked):
    inputs = {f"input {n}": [1.0, 2.0] for n in range(9)}
    curves = asked(inputs, [0.0, 1.0], inputs.keys() - {"input 1"})
    assert [one.input for one in curves] == [f"input {n}" for n in (0, 2, 3, 4, 5, 6)]


def test_units_are_those_of_the_resolved_value_and_a_group_is_a_probability(asked):
    def unit(written):
        return asked({"a": [1.0, 2.0]}, [0.0, 1.0], {"a"}, unit=written)[0].unit

    assert unit("m/s2") == "m/s2"
    assert unit("1") == ""
    assert unit(None) == "cumulative probability"


def test_without_draws_or_points_there_is_none():
    some = SimpleNamespace(points=[SimpleNamespace()])
    assert responses.responses_of(SimpleNamespace(draws=0), some, None) == []
    assert responses.responses_of(SimpleNamespace(draws=9), SimpleNamespace(points=[]), None) == []
