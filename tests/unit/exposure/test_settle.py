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


def test_sets_of_two_facts_in_both_directions_are_joined():
    # f = a not-b x  or  not-a not-b y  or  b z. Either value of a: not-b x y. Either value of b:
    # a x z, not-a y z; and of those, either value of a: x y z. Seven sets, no one in another.
    # (a not-b x) and (b z) cannot be joined over a, nor (not-a ...) where b differs as well.
    a, b, x, y, z = (Fact(name) for name in "abxyz")
    terms = ((a, Not(b), x), (Not(a), Not(b), y), (b, z))
    formula = AtLeast(1, tuple(AtLeast(len(term), term) for term in terms))
    found = settling(formula, {}, to=True)
    written = ["a!bx", "!a!by", "bz", "!bxy", "axz", "!ayz", "xyz"]
    assert same(found.sets, [as_set(text) for text in written])
    assert found.complete_to is None


def as_set(text):
    """Return a set of facts of one letter, false after an exclamation mark."""
    return {name: text[n - 1 : n] != "!" for n, name in enumerate(text) if name != "!"}


def test_sets_that_are_not_all_joined_are_complete_to_no_size(monkeypatch):
    monkeypatch.setattr(settle, "MOST_CONSENSUS", 0)
    formula = AtLeast(
        1, (AtLeast(2, (Not(Fact("s")), Fact("t"))), AtLeast(2, (Fact("s"), Fact("u"))))
    )
    assert settling(formula, {}, to=True).complete_to == 0


def test_the_greatest_number_of_sets_is_kept_and_one_more_is_not(monkeypatch):
    # one of n facts: n sets of one fact
    monkeypatch.setattr(settle, "MOST_SETS", 4)
    for count, complete_to in ((4, None), (5, 0)):
        formula = AtLeast(1, tuple(Fact(str(n)) for n in range(count)))
        found = settling(formula, {}, to=True)
        assert found.complete_to == complete_to
        assert len(found.sets) == (count if complete_to is None else 0)


def test_a_set_that_contains_another_is_dropped():
    # (a or b) and (a or c): a, or b with c; not a with c, nor a with b
    formula = AtLeast(2, tuple(AtLeast(1, (Fact("a"), Fact(name))) for name in "bc"))
    assert same(settling(formula, {}, to=True).sets, [{"a": True}, {"b": True, "c": True}])


def test_two_sets_that_contradict_each_other_in_a_second_fact_are_not_joined():
    # a not-b x  or  not-a b y: over either value of a, b would have to be false and true
    a, b, x, y = (Fact(name) for name in "abxy")
    terms = ((a, Not(b), x), (Not(a), b, y))
    formula = AtLeast(1, tuple(AtLeast(3, term) for term in terms))
    found = settling(formula, {}, to=True)
    assert same(found.sets, [as_set("a!bx"), as_set("!aby")])
