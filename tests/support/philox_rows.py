"""Run a generated world with Philox draws, in a process of its own, and save the rows.

    SKYDOME_CACHE=FOLDER python tests/support/philox_rows.py WORLD REPLICATIONS FILE SEED…

The draws are exchanged before any kernel is made from them. The cache folder must serve nothing
else, since a cached kernel does not say which draws are compiled into it.
"""

from __future__ import annotations

import sys

import numpy as np
import philox
from random_worlds import random_world

from skydome.engagement import draw

draw.draw, draw.stream_of = philox.draw, philox.stream_of

from skydome.engagement import reference  # noqa: E402 - the draws must have been exchanged before
from skydome.engagement.record import width  # noqa: E402 - the same
from skydome.engagement.state import new_state  # noqa: E402 - the same

number, replications, file, *seeds = sys.argv[1:]
world = random_world(int(number))
rows = {seed: np.zeros((int(replications), width(world)), dtype=np.int32) for seed in seeds}
for seed in seeds:
    reference.run(world, new_state(world), int(seed), 0, 1, rows[seed])
np.savez(file, **rows)
