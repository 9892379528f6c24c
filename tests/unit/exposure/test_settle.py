import itertools

from exposure_formulas import FORMULAS, VALUES, over_all_completions
from hypothesis import given
from hypothesis import strategies as st

from skydome.exposure import logic, settle
from skydome.exposure.logic import AtLeast, Fact, Not
from skydome.exposure.settle import settling


def by_brute_force(formula, facts, to):
    """Return every minimal set of unknown facts that settles a formula, by trying all sets."""
    unknown = [name for name in logic.facts_of(formula) if facts.get(name) is None]
    found = []
    for size in range(len(unknown) + 1):
        for names in itertools.combinations(unknown, size):
            for values in itertools.product((False, True), repeat=size):
                one = dict(zip(names, values, strict=True))
                smaller = any(other.items() <= one.items() for other in found)
                if not smaller and over_all_completions(formula, {**facts, **one}) is to:
                    found.append(one)
    return found


def same(sets, others):
    return {frozenset(one.items()) for one in sets} == {frozenset(one.items()) for one in others}


@given(FORMULAS, VALUES, st.booleans())
def test_the_sets_are_those_of_brute_force(formula, facts, to):
    found = settling(formula, facts, to=to)
    assert found.complete_to is None
    assert same(found.sets, by_brute_force(formula, facts, to))
    assert [len(one) for one in found.sets] == sorted(len(one) for one in found.sets)


def test_what_is_settled_needs_nothing_more():
    formula = AtLeast(2, (Fact("a"), Fact("b")))
    assert settling(formula, {"a": False}, to=False).sets == ({},)
    assert settling(formula, {"a": False}, to=True).sets == ()


def test_two_sets_that_differ_in_one_fact_become_one():
    season = AtLeast(
        1, (AtLeast(2, (Not(Fact("s")), Fact("thirty"))), AtLeast(2, (Fact("s"), Fact("sixty"))))
    )
    found = settling(season, {}, to=True)
    assert {"thirty": True, "sixty": True} in found.sets
    assert len(found.sets) == 3


def test_a_search_that_grows_too_large_is_cut_off_by_size_and_says_so():
    facts = tuple(Fact(str(n)) for n in range(40))
    pairs = tuple(AtLeast(1, facts[n : n + 4]) for n in range(0, 40, 4))
    formula = AtLeast(1, (AtLeast(10, pairs), Fact("x"), AtLeast(2, (Fact("y"), Fact("z")))))
    found = settling(formula, {}, to=True)
    assert found.complete_to == 2
    assert same(found.sets, [{"x": True}, {"y": True, "z": True}])
    assert settle.MOST_SETS < 4**10


def test_large_threshold_is_complete_and_quick():
    formula = AtLeast(5, tuple(Fact(str(n)) for n in range(13)))
    assert len(settling(formula, {}, to=True).sets) == 1287
    assert len(settling(formula, {}, to=False).sets) == 715
