"""The one random function: every random number has an address.

``draw`` is a pure function of (seed, replication, purpose, first, second, index). A result can
therefore not depend on the order of computation, on threads or on block sizes, and two policies
compared under one seed use the same random numbers.

Address book, part of the public contract:

=============  =========  ======  ==========================================================
purpose        first      second  index
=============  =========  ======  ==========================================================
ARRIVAL        threat     0       0
PHASE          radar      0       0
DETECTION      radar      threat  decorrelation interval of the threat's own time
KILL           unit       threat  missile: how many that unit had fired at that threat before
COMMON_TARGET  missile    threat  0
COMMON_RAID    missile    0       0
EFFECTIVENESS  class      0       0
PLACEMENT      site       0       0 for the bearing, 1 for the distance
VALUE          name       name    name, then 0 for the stratum, 1 for the place in it
AIM            unit       0       targets that the unit had drawn before
JUDGEMENT      unit       threat  missile: the last of the salvo, as for KILL
IDENTITY       group      threat  0
LOSS           change     0       0 whether it happens, 1 when
JAMMER         jammer     0       0 whether it comes, 1 when
RESUPPLY       delivery   0       0
REPAIR         node       day     0 how long it takes, 1 whether a battery is fit that day,
                                  2 how many batteries a purchase has made operational
=============  =========  ======  ==========================================================

PLACEMENT and VALUE are addressed by the placement's number in the replication's place, under seed
0, so that every run of a scenario uses the same sites and the same sampled values. A name is the
hash of a parameter's, see `skydome.engagement.tables.parameter_draws`. RESUPPLY and REPAIR belong
to a campaign, under its first day's seed. A class is a target class, by its place in the raid.
"""

from __future__ import annotations

import numpy as np

from skydome.compiler import inline_kernel, innermost_kernel

ARRIVAL = np.uint64(1)
PHASE = np.uint64(2)
DETECTION = np.uint64(3)
KILL = np.uint64(4)
PLACEMENT = np.uint64(5)
COMMON_TARGET = np.uint64(6)
COMMON_RAID = np.uint64(7)
VALUE = np.uint64(8)
AIM = np.uint64(9)
JUDGEMENT = np.uint64(10)
IDENTITY = np.uint64(11)
LOSS = np.uint64(12)
JAMMER = np.uint64(13)
RESUPPLY = np.uint64(14)
REPAIR = np.uint64(15)
EFFECTIVENESS = np.uint64(16)

CERTAIN = 2**31  # a threshold that every draw lies below

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST_FACTOR = np.uint64(0xBF58476D1CE4E5B9)
SECOND_FACTOR = np.uint64(0x94D049BB133111EB)


@innermost_kernel
def mix(z: np.uint64) -> np.uint64:
    """Return the SplitMix64 output function of z (Steele, Lea, Flood 2014; variant 13)."""
    z = (z ^ (z >> np.uint64(30))) * FIRST_FACTOR
    z = (z ^ (z >> np.uint64(27))) * SECOND_FACTOR
    return z ^ (z >> np.uint64(31))


@inline_kernel
def stream_of(seed: int, replication: int) -> np.uint64:
    """Return the key under which one replication draws."""
    return mix(mix(np.uint64(seed) + GOLDEN) + np.uint64(replication) * GOLDEN)


@innermost_kernel
def draw(stream: np.uint64, purpose: np.uint64, first: int, second: int, index: int) -> np.int64:
    """Return 31 random bits, 0 to 2**31 - 1.

    Two addresses of one replication never collide: ``purpose`` below 2**8, ``first`` and ``second``
    below 2**16 and ``index`` below 2**24 fill 64 bits between them.
    """
    return draw_from(key_of(stream, purpose, first, second), index)


@innermost_kernel
def key_of(stream: np.uint64, purpose: np.uint64, first: int, second: int) -> np.uint64:
    """Return what all draws of an address have in common, but for their index."""
    place = (purpose << np.uint64(56)) | (np.uint64(first) << np.uint64(40))
    return np.uint64(stream + (place | (np.uint64(second) << np.uint64(24))) * GOLDEN)


@innermost_kernel
def draw_from(key: np.uint64, index: int) -> np.int64:
    """Return the draw of an index, as `draw`."""
    return np.int64(mix(key + np.uint64(index) * GOLDEN) >> np.uint64(33))


@inline_kernel
def draw_below(
    stream: np.uint64, purpose: np.uint64, first: int, second: int, index: int, bound: int
) -> np.int64:
    """Return a whole number from 0 to ``bound`` - 1, each as likely to 5e-10 · bound."""
    return (draw(stream, purpose, first, second, index) * np.int64(bound)) >> np.int64(31)
