"""Whatever models are switched on: a world comes out, and both kernels play it alike."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from models import with_models

from skydome.engagement import event, reference
from skydome.engagement.record import width
from skydome.engagement.state import new_state
from skydome.engagement.tables import build
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.world import WHOLE

REPLICATIONS = 20
SWITCHES = (
    "antenna",
    "clutter",
    "multipath",
    "diffraction",
    "aspect",
    "terrain_following",
    "drag",
    "kill_factors",
    "track_accuracy",
)
COMBINATIONS = st.fixed_dictionaries(
    {name: st.booleans() for name in SWITCHES}
    | {"common_failure": st.sampled_from(["none", "shot", "target", "raid", "beta"])}
)


@pytest.fixture(scope="module")
def ground(small):
    return elevation_of(small)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(switches=COMBINATIONS, seed=st.integers(0, 2**32))
def test_any_models_together_make_a_world_that_both_kernels_play_alike(
    small, ground, switches, seed
):
    world = build.build_world(with_models(small, **switches), ground, 0)
    assert world.flight_kill.max(initial=0) <= WHOLE
    shape = (REPLICATIONS, width(world))
    plain, fast = np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.int32)
    reference.run(world, new_state(world), seed, 0, 1, plain)
    event.run(world, new_state(world), event.new_agenda(world), seed, 0, 1, fast)
    np.testing.assert_array_equal(plain, fast)
    assert plain.any()
    assert (world.raid_kill.size > 0) == (switches["common_failure"] == "beta")
    if switches["common_failure"] in {"none", "shot", "beta"}:
        assert not world.common_threshold.any()
