import numpy as np
import pytest

from skydome.catalogue.parameter import Parameter
from skydome.fielding.deal import Shock
from skydome.fielding.shocks import effect_of, overlap, share_under

EDGES = np.arange(2020, 2022.01, 0.25)
BACKED = {"source": ("x",), "confidence": "sourced", "reason": "x"}
UNIFORMS = {"a": np.array([0.0, 0.5, 1.0]), "b": np.array([0.5, 0.5, 0.5])}


def size(value, low=None, high=None):
    return Parameter(value=value, low=low, high=high, unit="1", **BACKED)


def shock(name="a", begins="2020-07-01", ends=None, kind="spares_embargo", **effects):
    return Shock(name=name, kind=kind, begins=begins, ends=ends, **effects, **BACKED)


def test_a_shock_is_in_force_from_its_beginning_to_its_end():
    found = overlap(shock(ends="2021-01-01"), EDGES)
    assert found == pytest.approx([0, 0, 1, 1, 0, 0, 0, 0], abs=0.02)
    assert overlap(shock(), EDGES)[2:] == pytest.approx(np.ones(6), abs=0.02)


def test_an_effect_is_drawn_between_its_ends_and_holds_while_it_lasts():
    one = shock(ends="2021-01-01", spares_speed=size(0.5, 0.2, 0.8))
    found = effect_of([one], "spares_speed", EDGES, UNIFORMS)
    assert found.shape == (3, 8)
    assert found[:, 3] == pytest.approx([0.2, 0.5, 0.8])
    assert (found[:, 5:] == 1).all()


def test_effects_multiply_and_others_leave_it_alone():
    both = [
        shock("a", spares_speed=size(0.5)),
        shock("b", spares_speed=size(0.4), demand_factor=size(3)),
    ]
    assert effect_of(both, "spares_speed", EDGES, UNIFORMS)[:, 5] == pytest.approx(0.2)
    assert effect_of(both, "demand_factor", EDGES, UNIFORMS)[:, 5] == pytest.approx(3)
    assert (effect_of(both, "delivery_speed", EDGES, UNIFORMS) == 1).all()


def test_a_shock_on_some_parts_spares_the_others():
    one = [shock(spares_speed=size(0), parts=("radar",))]
    assert effect_of(one, "spares_speed", EDGES, UNIFORMS, "radar")[0, 5] == 0
    assert effect_of(one, "spares_speed", EDGES, UNIFORMS, "truck")[0, 5] == 1


def test_without_shocks_nothing_changes():
    assert effect_of([], "spares_speed", EDGES, {}).shape == (1, 8)


def test_the_share_under_a_kind_counts_no_time_twice():
    stops = [shock(n, kind="payment_stop", ends="2021-01-01") for n in "ab"]
    assert share_under(stops, "payment_stop", EDGES)[3] == 1
    assert (share_under(stops, "supplier_at_war", EDGES) == 0).all()
