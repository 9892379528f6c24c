"""Every rule of `skydome.coverage.drawn`, against values worked out in the tests' comments."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from models import changed, plain

from skydome.catalogue import Catalogue
from skydome.coverage import Question, ask
from skydome.coverage.drawn import Asked, inputs_of

drawn = sys.modules["skydome.coverage.drawn"]
RANGE, DETECTION, AREA, FOOTPRINT = drawn.MEASURES
SYSTEM, TARGET = "s-400-regiment", "fighter"


@pytest.fixture(scope="module")
def catalogue():
    return Catalogue()


@pytest.fixture(scope="module")
def scenario(catalogue):
    return plain(ask(Question(SYSTEM, target=TARGET), catalogue).scenario)


def test_a_measure_is_taken_as_assessed_as_claimed_and_of_each_draw(monkeypatch):
    """Assessed is variant -1, claimed -2; the draws count from 0."""
    asked, progress = Asked(RANGE, SYSTEM, TARGET), []
    monkeypatch.setattr(drawn, "_scenario", lambda _asked, policy, *_: policy)
    monkeypatch.setattr(drawn, "scenario_of_placement", lambda sampled, n: f"{sampled} {n}")
    values = {
        (-1, "assessed"): 5.0,
        (-2, "claimed"): 9.0,
        (0, "sampled 0"): 1.0,
        (1, "sampled 1"): 2.0,
    }
    monkeypatch.setattr(drawn, "_measured", lambda _asked, *variant: values[variant])
    monkeypatch.setattr(drawn, "_moved_by", lambda _asked, *given: given)
    found = drawn.drawn(asked, None, 2, lambda *done: progress.append(done))
    assert found == (5.0, 9.0, (1.0, 2.0), (["sampled 0", "sampled 1"], [1.0, 2.0]))
    assert progress == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_an_unknown_measure_is_refused():
    with pytest.raises(ValueError, match="there is no measure 'width'"):
        drawn.drawn(Asked("width", SYSTEM, TARGET), None, 2)


def test_the_hash_is_of_question_draws_and_every_policys_scenario(monkeypatch):
    named = {"assessed": "a", "claimed": "b", "sampled": "c"}

    def made(_asked, policy, *_):
        return SimpleNamespace(model_dump_json=lambda: named[policy])

    monkeypatch.setattr(drawn, "_scenario", made)

    def hashed(draws=2, **asked):
        given = {"measure": RANGE, "system": SYSTEM, "against": TARGET} | asked
        return inputs_of(Asked(**given), None, draws)

    first = hashed()
    assert hashed() == first
    others = {first, hashed(3), hashed(altitude_m=5.0)}
    for policy in named:
        named[policy] += " changed"
        others.add(hashed())
    assert len(others) == 6


@pytest.mark.parametrize(
    ("against", "targets", "ballistic"),
    [
        (TARGET, (TARGET,), ()),
        ("ballistic-missile-600km", (), ("ballistic-missile-600km",)),
        ("quasi-ballistic-missile", ("quasi-ballistic-missile",), ()),
    ],
)
def test_a_threat_that_falls_is_a_task_of_its_own(
    catalogue, monkeypatch, against, targets, ballistic
):
    monkeypatch.setattr(drawn, "scenario_under", lambda *given: given[:3])
    system, policy, work = drawn._scenario(
        Asked(RANGE, "s-400", against, 500.0), "claimed", catalogue, 7
    )
    assert (system, policy) == (SYSTEM, "claimed")
    assert (work.targets, work.ballistic, work.altitudes_m) == (targets, ballistic, (500.0,))
    assert work.draws == 7


@pytest.fixture
def alone(scenario, monkeypatch):
    """Leave the scenario as it is, on made-up ground."""
    monkeypatch.setattr(drawn, "of_one_battery", lambda one: one)
    monkeypatch.setattr(drawn, "elevation_of", lambda _scenario: "ground")
    return scenario


@pytest.mark.parametrize(
    ("measure", "value"),
    # over azimuths at the first altitude: 3, 1, 2; mean square 14/3
    [(RANGE, 3.0), (AREA, np.pi * 14 / 3)],
)
def test_a_range_is_the_farthest_and_an_area_the_mean_square(alone, monkeypatch, measure, value):
    effective = np.array([[[3.0, 1.0, 2.0], [7.0, 8.0, 9.0]], [[10.0, 11.0, 12.0], [0, 0, 0]]])

    def found(scenario, grid, target, altitudes_m, **more):
        assert (scenario, grid, target.id, altitudes_m) == (alone, "ground", TARGET, (500.0,))
        assert more == {"units": (SYSTEM,), "azimuths": 36, "alone": True}
        first = SimpleNamespace(engagement=SimpleNamespace(effective_m=effective))
        return [first, None]

    monkeypatch.setattr(drawn, "range_by_altitude", found)
    asked = Asked(measure, SYSTEM, TARGET, 500.0)
    assert drawn._measured(asked, 0, alone) == pytest.approx(value)
    monkeypatch.setattr(drawn, "engages_level", lambda _scenario: False)
    assert drawn._measured(asked, 0, alone) == 0.0


@pytest.mark.parametrize(("number", "cells"), [(-2, 40), (-1, 40), (0, 20), (1, 20)])
def test_a_footprint_of_a_draw_is_looked_for_less_closely(alone, monkeypatch, number, cells):
    def course(_scenario, target, unit, bearing_deg):
        return f"{target.id} {unit} {bearing_deg}"

    def found(scenario, grid, target, unit, **more):
        assert (scenario, grid, target.id, unit) == (alone, "ground", TARGET, SYSTEM)
        assert more == {
            "bearing_deg": 0.0,
            "cells": cells,
            "course": f"{TARGET} {SYSTEM} 0.0",
        }
        return SimpleNamespace(area_m2=np.array([5.0, 6.0]))

    monkeypatch.setattr(drawn, "course_of", course)
    monkeypatch.setattr(drawn, "footprint", found)
    assert drawn._measured(Asked(FOOTPRINT, SYSTEM, TARGET), number, alone) == 5.0


def test_a_system_sees_as_far_as_its_farthest_radar_or_the_one_asked_for(alone, monkeypatch):
    """Made up: 3, 7 and 4 km."""
    monkeypatch.setattr(drawn.sensing, "sensor_of", lambda entry, _scene: entry)
    reach = {"91n6e": 3e3, "96l6e": 7e3, "92n6e": 4e3}

    def found(sensor, target, altitude_m):
        assert (target.id, altitude_m) == (TARGET, 500.0)
        return reach[sensor.id]

    monkeypatch.setattr(drawn, "detection_range_m", found)

    def seen(radar=""):
        return drawn._measured(Asked(DETECTION, SYSTEM, TARGET, 500.0, radar), 0, alone)

    assert seen() == 7e3
    assert seen("92n6e") == 4e3
    assert seen("another") == 0.0


@pytest.mark.parametrize(
    ("measure", "kind", "name", "may"),
    [
        (DETECTION, "radar", "detection_range", True),
        (DETECTION, "threat", "rcs", True),
        (DETECTION, "missile", "maximum_range", False),
        (DETECTION, "radar", "unit_cost", False),
        (FOOTPRINT, "missile", "maximum_range_ballistic", True),
        (FOOTPRINT, "missile", "maximum_range", False),
        (RANGE, "missile", "maximum_range", True),
        (RANGE, "missile", "maximum_range_ballistic", False),
        (AREA, "radar", "target_channels", False),
    ],
)
def test_a_measure_depends_on_some_values_only(measure, kind, name, may):
    assert drawn._can_move(Asked(measure, SYSTEM, TARGET), kind, name) is may


def variants_of(scenario, **values):
    """Return scenarios in which values of the fighter are drawn, one after the other."""
    made = []
    for n in range(len(next(iter(values.values())))):
        one = changed(scenario, TARGET, **{name: some[n] for name, some in values.items()})
        entry = one.entries[TARGET]
        drawn_ones = {
            name: q.model_copy(update={"basis": "sampled" if name in values else "assessed"})
            for name, q in entry.parameters.items()
        }
        entries = {TARGET: entry.model_copy(update={"parameters": drawn_ones})}
        made.append(one.model_copy(update={"entries": entries}))
    return made


RISING = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]


def test_the_values_whose_ranks_go_with_the_measures_are_named(scenario):
    """Of 1 to 8: the same order is 1, the opposite -1.

    With Σd² of the ranks, ρ = 1 - 6 Σd² / (8 · 63): 4 and 5 exchanged and 1 and 2 as well, Σd² = 4,
    ρ = 1 - 24/504 = 0.952. 5 to 8 before 1 to 4, Σd² = 8 · 16 = 128, ρ = -0.524, is too weak; the
    constant has no rank; `manoeuvre` moves no range.
    """
    variants = variants_of(
        scenario,
        rcs=[9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 1.0],
        speed=[20.0, 10.0, 30.0, 50.0, 40.0, 60.0, 70.0, 800.0],
        swerling=[5.0, 6.0, 7.0, 8.0, 1.0, 2.0, 3.0, 4.0],
        time_of_day=[3.0] * 8,
        manoeuvre=RISING,
    )
    found = drawn._moved_by(Asked(RANGE, SYSTEM, TARGET), variants, RISING)
    assert [name for name, _ in found] == ["fighter.rcs", "fighter.speed"]
    assert [rho for _, rho in found] == pytest.approx([-1.0, 0.952], abs=0.001)


def test_three_values_at_most_are_named_the_strongest_first(scenario):
    """One exchange of neighbours takes 6 · 2 / 504 = 0.0238 off, four of them 0.0952."""
    variants = variants_of(
        scenario,
        weak=[2.0, 1.0, 4.0, 3.0, 6.0, 5.0, 8.0, 7.0],
        three=[2.0, 1.0, 4.0, 3.0, 6.0, 5.0, 7.0, 8.0],
        two=[-2.0, -1.0, -4.0, -3.0, -5.0, -6.0, -7.0, -8.0],
        one=[2.0, 1.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
    )
    found = drawn._moved_by(Asked(RANGE, SYSTEM, TARGET), variants, RISING)
    assert [name.split(".")[1] for name, _ in found] == ["one", "two", "three"]
    assert [rho for _, rho in found] == pytest.approx([0.976, -0.952, 0.929], abs=0.001)


def test_few_draws_constant_measures_and_values_of_some_draws_are_not_ranked(scenario):
    asked = Asked(RANGE, SYSTEM, TARGET)
    variants = variants_of(scenario, rcs=RISING)
    assert drawn._moved_by(asked, variants, RISING)
    assert drawn._moved_by(asked, variants[:7], RISING[:7]) == ()
    assert drawn._moved_by(asked, variants, [4.0] * 8) == ()
    # a measure that spans 1 is not constant
    assert drawn._moved_by(asked, variants, [0.0, *[0.5] * 6, 1.0])
    # nor is a value that spans 1 or less
    assert drawn._moved_by(asked, variants_of(scenario, rcs=[n / 8 for n in RISING]), RISING)
    # drawn in seven of eight
    assert (
        drawn._moved_by(asked, [*variants[:7], *variants_of(scenario, speed=[1.0])], RISING) == ()
    )


def test_a_rank_correlation_ignores_how_far_values_are_apart():
    one, other = np.array([1.0, 2.0, 300.0]), np.array([5.0, 6.0, 7.0])
    assert drawn._rank_correlation(one, other) == pytest.approx(1.0)
    # ranks 1, 2, 3 and 1, 3, 2: 1 - 6 · 2 / (3 · 8) = 0.5
    assert drawn._rank_correlation(one, np.array([5.0, 70.0, 6.0])) == pytest.approx(0.5)
