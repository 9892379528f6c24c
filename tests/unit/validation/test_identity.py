"""A short draw of what `make validate` does at length."""

from collections import Counter

import identity
from skydome.engagement.world import EVENTS, LAUNCH


def test_generated_scenarios_have_the_same_rows_in_both_kernels():
    found = identity.trials(40)
    assert not any(trial.differ for trial in found)
    assert sum(trial.events[EVENTS[LAUNCH]] > 0 for trial in found) >= 34
    knobs = Counter(knob for trial in found for knob in trial.knobs)
    assert set(knobs) == set(identity.KNOBS)
    assert "0 differ" in identity.page(found)


def test_a_seed_gives_one_scenario():
    assert identity.generated(3) == identity.generated(3)
    assert identity.generated(3) != identity.generated(4)
