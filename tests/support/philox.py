"""Philox4x32-10 behind the signature of `skydome.engagement.draw`: another random function.

J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
SC11 (2011), section 3.3. With SplitMix64 it shares the address and nothing else: seed and
replication are the key, the place within the replication is the counter.

Flaws can be asked for by the seed, so that one compilation also shows what a test would notice.
"""

from __future__ import annotations

import numpy as np

from skydome.compiler import inline_kernel

FACTORS = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
WEYL = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
LOW, HALF, ONE = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(1)
ROUNDS = 10

# flags of a seed, which is below 2**28 without them
PAIRS_OF_INDICES = 1 << 28  # two neighbours in index have the same draw
ONE_FIRST = 1 << 29  # all radars, or units, have the same draw
ONE_SECOND = 1 << 30  # all threats have the same draw
UNMIXED = 1 << 31  # the place times the golden ratio, lowest bits, with nothing mixed
GOLDEN, LOW_31 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0x7FFFFFFF)


@inline_kernel
def philox(
    counter: tuple[np.uint64, np.uint64, np.uint64, np.uint64], key: tuple[np.uint64, np.uint64]
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return four words of 32 bits for four words of counter and two of key."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(ROUNDS):
        even, odd = FACTORS[0] * c0, FACTORS[1] * c2
        c0, c1 = (odd >> HALF) ^ c1 ^ k0, odd & LOW
        c2, c3 = (even >> HALF) ^ c3 ^ k1, even & LOW
        k0, k1 = (k0 + WEYL[0]) & LOW, (k1 + WEYL[1]) & LOW
    return c0, c1, c2, c3


@inline_kernel
def stream_of(seed: int, replication: int) -> np.uint64:
    """Return seed and replication, both below 2**32, side by side."""
    return (np.uint64(seed) << HALF) | np.uint64(replication)


@inline_kernel
def flag(seed: np.uint64, flaw: int) -> np.uint64:
    """Return 1 where a seed asks for a flaw, else 0."""
    return np.uint64(1) if seed & np.uint64(flaw) else np.uint64(0)


@inline_kernel
def draw(stream: np.uint64, purpose: np.uint64, first: int, second: int, index: int) -> np.int64:
    """Return 31 random bits of an address."""
    seed = stream >> HALF
    number = np.uint64(index) >> flag(seed, PAIRS_OF_INDICES)
    who = np.uint64(first) * (ONE - flag(seed, ONE_FIRST))
    whom = np.uint64(second) * (ONE - flag(seed, ONE_SECOND))
    if flag(seed, UNMIXED):
        return np.int64(((stream + purpose + who + whom + number) * GOLDEN) & LOW_31)
    return np.int64(philox((number, whom, who, purpose), (seed, stream & LOW))[0] >> ONE)
