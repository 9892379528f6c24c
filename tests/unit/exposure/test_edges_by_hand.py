"""Rules of the exposure code at their edges, worked out by hand."""

import pytest
from pydantic import ValidationError

from skydome.exposure import examine, load_case, logic, shipped
from skydome.exposure.fact import DateRule, dated
from skydome.exposure.logic import AtLeast, Fact, Never, Not
from skydome.exposure.provision import Provision, sha256
from skydome.exposure.settle import MOST_SETS, settling

TEXT = "The minister shall order it."


def test_an_event_without_a_date_is_named_whatever_its_name():
    # t0 has a digit as a date has, but not in its first place
    known = dated(DateRule(at="t0", not_before="2018-01-29"), {})
    assert (known.value, known.why) == (None, "no date of t0")


def test_a_clause_not_in_force_is_false_without_any_fact():
    # a or never: false as soon as a is; never itself needs nothing to be false
    formula = AtLeast(1, (Fact("a"), Never()))
    assert settling(formula, {}, to=False).sets == ({"a": False},)
    assert settling(formula, {}, to=True).sets == ({"a": True},)
    assert settling(Never(), {}, to=False).sets == ({},)


def test_the_greatest_number_of_facts_in_both_directions_is_tried_out():
    # a or not a is true in each completion; step by step it is unknown
    formula = AtLeast(
        logic.MOST_MIXED,
        tuple(AtLeast(1, (Fact(str(n)), Not(Fact(str(n))))) for n in range(logic.MOST_MIXED)),
    )
    assert logic.evaluate(formula, {}) is None
    assert logic.by_completions(formula, {}) is True


def any_of(letter, count):
    return tuple(Fact(f"{letter}{n}") for n in range(count))


@pytest.mark.parametrize(
    ("first", "more", "pairs"), [(100, 100, 4 * MOST_SETS), (113, 64, 4 * MOST_SETS + 1)]
)
def test_sets_are_joined_up_to_four_times_as_many_pairs_as_sets_are_kept(first, more, pairs):
    # (any of the a) and (any of the a or of the b): any a does for both, so that of all pairs
    # only the sets of one a are left. The pairs themselves are too many by one in the second case.
    assert first * (first + more) == pairs
    one, other = any_of("a", first), any_of("b", more)
    formula = AtLeast(2, (AtLeast(1, one), AtLeast(1, (*one, *other))))
    sets = settling(formula, {}, to=True)
    if pairs <= 4 * MOST_SETS:
        assert sets.complete_to is None
        assert sets.sets == tuple({f"a{n}": True} for n in range(first))
    else:
        assert sets == ((), 0)


# a waiver of another section


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("reaches", [True, False, None])
def test_relief_that_another_section_gives_needs_to_reach_this_one(done, reaches):
    # Under section 1241 the initial waiver of 9525(b) needs all of its own conditions, and that it
    # reaches section 1241: not done, it is not met; done, it is met as far as it reaches.
    own = ("initial_waiver_submitted", "initial_waiver_vital_interests")
    changes = dict.fromkeys((*own, "russia_reduced_intrusions"), done)
    if not done:
        changes["initial_waiver_furthers_enforcement"] = False
    if reaches is not None:
        changes["relief_of_9525_reaches_1241"] = reaches
    found = examine(load_case("turkey-section-1241", shipped()), changes=changes)
    waiver = next(one for one in found.relief if one.name == "initial waiver")
    assert waiver.value is (reaches if done else False)


# what a law may say


def test_a_clause_has_its_text_or_a_summary():
    assert Provision(id="1", text=TEXT, sha256=sha256(TEXT)).text == TEXT
    with pytest.raises(ValidationError, match="its text or a summary, not both"):
        Provision(id="1", text=TEXT, sha256=sha256(TEXT), summary="An order.")


def test_a_text_with_control_characters_is_refused():
    with pytest.raises(ValidationError, match="the text has control characters"):
        Provision(id="1", summary="An \x1b[31morder.")


@pytest.mark.parametrize(
    ("met", "allowed"),
    [
        ({"all": ["a"]}, True),
        ({"any": ["a"]}, True),
        ({"all": []}, False),
        ({"at_least": 1, "of": ["a", "b"]}, True),
        ({"at_least": 2, "of": ["a", "b"]}, True),
        ({"at_least": 0, "of": ["a", "b"]}, False),
        ({"at_least": 3, "of": ["a", "b"]}, False),
    ],
)
def test_a_formula_asks_for_one_of_its_parts_at_least_and_for_all_at_most(met, allowed):
    if allowed:
        assert Provision(id="1", summary="An order.", met=met).met == met
    else:
        with pytest.raises(ValidationError, match="at_least is"):
            Provision(id="1", summary="An order.", met=met)
