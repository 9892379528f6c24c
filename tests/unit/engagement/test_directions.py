"""A better defence never lets more through, and what should not matter does not matter.

With unlimited stock and the default models. The tolerance is three standard errors of the paired
difference: the same random numbers before and after.
"""

import pytest

from skydome.validation.directions import BETTER, SAME, compare, scenario_text

NOISE = 3
REPLICATIONS = 1_500


def names(changes):
    return [change.name for change in changes]


@pytest.mark.parametrize("raid", ["cruise", "mixed"])
@pytest.mark.parametrize("change", BETTER, ids=names(BETTER))
def test_a_better_defence_never_lets_more_through(change, raid):
    found = compare(change, scenario_text(raid), REPLICATIONS, unlimited=True)
    assert found.errors < NOISE, found


@pytest.mark.parametrize("change", SAME, ids=names(SAME))
def test_what_should_not_matter_does_not_matter(change):
    found = compare(change, scenario_text("mixed"), REPLICATIONS, unlimited=True)
    assert abs(found.errors) < NOISE, found


def test_with_shoot_early_a_far_battery_lets_more_through():
    """The fault that waiting removes; without it the tests above show nothing."""
    early = scenario_text("cruise", launch_rule="shoot_early")
    far = next(change for change in BETTER if "150 km" in change.name)
    assert compare(far, early, REPLICATIONS, unlimited=True).difference > 0.1
