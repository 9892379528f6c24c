import pytest
from exposure_formulas import FORMULAS, VALUES, over_all_completions
from hypothesis import given

from skydome.exposure import logic
from skydome.exposure.logic import AtLeast, Clause, Fact, Never, Not


@pytest.mark.parametrize(
    ("count", "values", "expected"),
    [
        (2, [True, None], None),
        (2, [False, None], False),
        (1, [True, None], True),
        (1, [False, None], None),
        (5, [True] * 4 + [None], None),
        (5, [True] * 5 + [None], True),
        (5, [True] * 3 + [False] * 9 + [None], False),
    ],
)
def test_so_many_of_them(count, values, expected):
    parts = tuple(Fact(str(n)) for n in range(len(values)))
    facts = {str(n): value for n, value in enumerate(values)}
    assert logic.evaluate(AtLeast(count, parts), facts) is expected


def test_kleenes_negation_and_what_is_not_in_force():
    assert [logic.negated(value) for value in (True, False, None)] == [False, True, None]
    assert logic.evaluate(Clause("9525(d)", Never()), {}) is False


@given(FORMULAS, VALUES)
def test_step_by_step_never_contradicts_all_completions(formula, facts):
    stepwise = logic.evaluate(formula, facts)
    assert stepwise is None or stepwise is over_all_completions(formula, facts)


@given(FORMULAS, VALUES)
def test_step_by_step_equals_all_completions_where_no_unknown_fact_has_both_directions(
    formula, facts
):
    if not any(facts.get(name) is None for name in logic.mixed(formula)):
        assert logic.evaluate(formula, facts) is over_all_completions(formula, facts)


@given(FORMULAS, VALUES)
def test_by_completions_is_exact_for_every_formula(formula, facts):
    assert logic.by_completions(formula, facts) is over_all_completions(formula, facts)


def test_a_fact_and_its_negation_show_why():
    either = AtLeast(1, (Fact("a"), Not(Fact("a"))))
    assert logic.mixed(either) == logic.repeated(either) == ["a"]
    assert logic.evaluate(either, {}) is None
    assert logic.by_completions(either, {}) is True


def test_too_many_facts_in_both_directions_are_refused():
    facts = [Fact(str(n)) for n in range(logic.MOST_MIXED + 1)]
    formula = AtLeast(1, (*facts, *(Not(fact) for fact in facts)))
    with pytest.raises(ValueError, match="13 unknown facts in both directions; at most 12"):
        logic.by_completions(formula, {})
