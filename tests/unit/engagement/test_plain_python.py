"""Both kernels agree on small worlds, also as plain Python in which any warning is an error."""

import itertools

import numpy as np
import pytest
from random_worlds import random_jammers, random_neighbours, random_network, random_stances

from skydome.engagement import event, reference
from skydome.engagement.record import width
from skydome.engagement.state import new_state

SMALL = 4_000  # scans × threats × radars × units


def is_small(world):
    sizes = world.threat_start, world.radar_period, world.unit_network
    return world.scans * np.prod([len(column) for column in sizes]) <= SMALL


@pytest.mark.parametrize(
    "make", [random_network, random_stances, random_jammers, random_neighbours]
)
def test_kernels_agree_on_small_worlds(make):
    for world in itertools.islice(filter(is_small, map(make, itertools.count())), 3):
        slow, fast = (np.zeros((2, width(world)), dtype=np.int32) for _ in range(2))
        reference.run(world, new_state(world), 3, 0, 1, slow)
        event.run(world, new_state(world), event.new_agenda(world), 3, 0, 1, fast)
        assert np.array_equal(slow, fast)
