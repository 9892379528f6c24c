"""How many draws a run plays: rules of `draw_count` and of the other policy, by hand."""

import pytest

from skydome import load
from skydome.errors import InputError
from skydome.scenario import other_policy
from skydome.scenario.other_policy import under_other_policy
from skydome.study import draw_count as module
from skydome.study.draw_count import draw_count
from skydome.study.draws import DRAWS


@pytest.fixture
def ground(monkeypatch):
    """Let the ground of the run, or of its draws, be missing."""

    def missing(*which):
        def elevation_of(_scenario, *, drawn=False):
            if ("draws" if drawn else "run") in which:
                raise InputError("is not covered", file="tiles")

        monkeypatch.setattr(module, "elevation_of", elevation_of)

    return missing


def test_uncertain_values_are_drawn(small, ground):
    ground()
    assert draw_count(small) == DRAWS == 64


def test_draws_beyond_the_ground_are_not_played_and_the_reason_is_said(small, ground):
    ground("draws")
    said = []
    assert draw_count(small, said.append) == 0
    assert draw_count(small) == 0
    assert said == ["no draws of uncertain parameters: tiles: is not covered"]


def test_a_run_without_ground_is_an_error_of_the_run(small, ground):
    ground("run", "draws")
    with pytest.raises(InputError, match="not covered"):
        draw_count(small)


def test_what_has_nothing_uncertain_needs_no_ground(small, ground, monkeypatch):
    ground("run")
    monkeypatch.setattr(module, "may_be_drawn", lambda _scenario: False)
    assert draw_count(small) == 0


def test_the_other_policy_has_the_same_settings_and_other_values(small_file):
    settings = {"doctrine.salvo": 2}
    here = load(small_file, settings=settings)
    other = under_other_policy(here, small_file, settings)
    assert (here.policy, other.policy) == ("assessed", "claimed")
    assert other.doctrine == here.doctrine


def test_there_is_nothing_to_compare_where_values_do_not_differ(small_file, monkeypatch):
    here = load(small_file)
    monkeypatch.setattr(other_policy, "may_differ", lambda one, two: one.policy == two.policy)
    assert under_other_policy(here, small_file, {}) is None


def test_a_policy_without_values_is_said(small_file, monkeypatch):
    here, said = load(small_file), []

    def refused(_file, _catalogue, *, policy, settings):
        raise InputError(f"no value under {policy} with {settings}")

    monkeypatch.setattr(other_policy, "load", refused)
    assert under_other_policy(here, small_file, {}) is None
    assert under_other_policy(here, small_file, {"a": 1}, None, said.append) is None
    assert said == ["no comparison with the policy claimed: no value under claimed with {'a': 1}"]
