"""Random formulas and facts, and what trying out every completion says of them."""

import itertools

from hypothesis import strategies as st

from skydome.exposure import logic
from skydome.exposure.logic import AtLeast, Clause, Fact, Never, Not

NAMES = "abcdef"
VALUES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([True, False, None]))


@st.composite
def groups(draw, parts):
    found = tuple(draw(st.lists(parts, min_size=1, max_size=4)))
    return AtLeast(draw(st.integers(1, len(found))), found)


FORMULAS = st.recursive(
    st.sampled_from([Fact(name) for name in NAMES]) | st.just(Never()),
    lambda parts: parts.map(Not) | groups(parts) | parts.map(lambda part: Clause("9525(a)", part)),
    max_leaves=10,
)


def over_all_completions(formula, facts):
    """Return the value every completion of the unknown facts gives, by trying them all."""
    unknown = [name for name in logic.facts_of(formula) if facts.get(name) is None]
    found = {
        logic.evaluate(formula, {**facts, **dict(zip(unknown, values, strict=True))})
        for values in itertools.product((False, True), repeat=len(unknown))
    }
    return found.pop() if len(found) == 1 else None
