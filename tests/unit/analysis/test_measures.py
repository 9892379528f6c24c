"""What is looked at in each replication, by hand."""

import numpy as np
import pyarrow as pa

from skydome.analysis.measures import FIRED, FIRST_LEAK, LEAKED, LOST, greatest, measures_of


def test_three_replications_by_hand(small):
    """Nothing gets through in the first; the second has a leak in scan 12, the third in scan 0."""
    counters = {
        "leaked.cruise_missile": [0, 1, 3],
        "leaked.ballistic_missile": [0, 0, 1],
        **{f"fired.{name}": [2, 4, 8] for name in small.missiles},
        **{f"hits.{asset.name}": [0, 1, 2] for asset in small.assets},
        "first_leak_scan": [-1, 12, 0],
    }
    scenario = small.model_copy(update={"scan_s": 2.5, "duration_s": 900.0})
    found = measures_of(scenario, pa.table(counters))
    value = sum(asset.value for asset in small.assets)
    np.testing.assert_array_equal(found[LEAKED, "all"], [0, 1, 4])
    np.testing.assert_array_equal(found[FIRED, "all"], np.array([2, 4, 8]) * len(small.missiles))
    np.testing.assert_array_equal(found[LOST, "all"], [0, value, value])
    np.testing.assert_array_equal(found[FIRST_LEAK, "all"], [900.0, 30.0, 0.0])
    assert greatest(scenario, FIRST_LEAK, "all") == 900.0
    assert greatest(scenario, LOST, "all") == value
    assert greatest(scenario, LEAKED, "all") == 5
    assert greatest(scenario, LEAKED, "ballistic_missile") == 1
    assert greatest(scenario, FIRED, "all") == float("inf")
