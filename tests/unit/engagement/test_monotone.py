"""More is never worse, where that is true, and one case in which it is not."""

from itertools import pairwise

import numpy as np
import pytest

from skydome.analysis import summarise
from skydome.engagement import reference
from skydome.engagement.record import width
from skydome.engagement.state import new_state
from skydome.engagement.tables.build import ragged
from skydome.engagement.tables.columns import thresholds
from skydome.engagement.tables.defaults import each
from skydome.engagement.world import KILLED_
from skydome.scenario import load
from skydome.study import simulate
from skydome.validation.worlds import LEAKED, SEED, Setting, build, play

NOISE = 3  # standard errors of a paired difference


def raised(fewer, more):
    """Return how far, in standard errors, the second raises mean leakers; the luck is shared."""
    difference = more[:, LEAKED] - fewer[:, LEAKED]
    error = difference.std() / np.sqrt(len(difference))
    return difference.mean() / error if error else 0.0


RAID = {"threats": 30, "flight": 6, "window": 60, "length": 90, "scans": 140, "jitter": 40}


@pytest.mark.parametrize(
    ("knob", "values"),
    [
        ("channels", [1, 2, 3, 5, 8]),
        ("kill_probability", [0.2, 0.4, 0.6, 0.8]),
        ("detection_probability", [0.1, 0.3, 0.6, 1.0]),  # what a mast is worth
    ],
)
def test_more_never_raises_leakers_of_one_class_with_unlimited_stock(knob, values):
    chosen = Setting(**RAID, channels=4, kill_probability=0.5, engagements=2, confirm_hits=2)
    chosen = chosen._replace(confirm_looks=3)
    rows = [play(chosen._replace(**{knob: value}), 400) for value in values]
    for fewer, more in pairwise(rows):
        assert raised(fewer, more) < NOISE
    assert rows[-1][:, LEAKED].mean() < rows[0][:, LEAKED].mean() - 1


def test_a_higher_mast_never_raises_leakers(examples):
    mean = []
    for height in (0.5, 24.0, 40.0):
        scenario = load(examples / "saturation.yaml")
        radar = scenario.entries["92n6e"]
        mast = radar.parameters["antenna_height"].model_copy(update={"value": height})
        changed = radar.model_copy(
            update={"parameters": radar.parameters | {"antenna_height": mast}}
        )
        scenario = scenario.model_copy(
            update={"entries": scenario.entries | {"92n6e": changed}, "replications": 200}
        )
        mean.append(summarise(simulate(scenario)).leaked.value)
    assert mean[1] <= mean[0] + 0.2
    assert mean[2] <= mean[1] + 0.2


def two_hard_then_one_easy(channels):
    """Two targets hard to kill come first, an easy one later; the magazine holds two missiles."""
    chosen = Setting(threats=3, channels=channels, stock=2, length=40, scans=45)
    window = np.zeros(40, dtype=np.uint16)
    early, late = window.copy(), window.copy()
    early[:5], late[20:30] = 10, 5
    flights = ragged([early, late])
    seen = ragged([thresholds(np.ones(40))] * 2)
    world = build(chosen)
    world = world._replace(
        paths=2,
        path_best=np.tile(world.path_best, (1, 2, 1)),
        flight_least=np.zeros((*world.flight_least.shape[:2], len(flights.values)), np.uint8),
        threat_path=np.array([0, 0, 1], dtype=np.int32),
        threat_class=np.array([0, 0, 1], dtype=np.int32),
        kill_threshold=thresholds(np.array([[0.2, 0.9]])),
        detection_first=seen.first,
        detection_offset=seen.offset,
        detection_threshold=seen.values,
        flight_first=flights.first,
        flight_offset=flights.offset,
        flight_scans=flights.values,
        flight_kill=np.full(len(flights.values), 2**15, dtype=np.uint16),
        engagements=each(1, 1),
    )
    rows = np.zeros((4_000, width(world)), dtype=np.int32)
    reference.run(world, new_state(world), SEED, 0, 1, rows)
    return 3 - rows[:, KILLED_].mean()


def test_with_finite_stock_a_second_channel_may_cost_leakers():
    one, two = two_hard_then_one_easy(1), two_hard_then_one_easy(2)
    assert one == pytest.approx(0.8 + 1 + 0.1, abs=0.03)  # one missile is left for the easy target
    assert two == pytest.approx(0.8 + 0.8 + 1, abs=0.03)  # none is
