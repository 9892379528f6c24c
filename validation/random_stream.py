"""Write the addressed random numbers as a stream of bytes, for a battery of randomness tests.

    python validation/random_stream.py run | RNG_test stdin32 -tlmax 32GB

Each pattern visits the addresses in a different order; `docs/randomness.md` reports which test
batteries read which streams, and their results.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import sys
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import kernel
from skydome.engagement.draw import ARRIVAL, DETECTION, KILL, PHASE, PLACEMENT, draw, stream_of
from skydome.scenario.authored import MOST_THREATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

SEED = 1
SEED_, REPLICATION_, SECOND_, INDEX_ = range(4)  # the parts of an address that may count up
MOST_RADARS = 3_400  # about as many as a scenario may have
DRAWS, WORDS = 32, 31  # 32 draws of 31 bits fill 31 words of 32 bits
BLOCK = 2**15  # groups of draws written at once


class Pattern(NamedTuple):
    """Addresses, all visited again and again; one part grows by one with each visit."""

    addresses: NDArray[np.int64]  # addresses × (purpose, first, second, index)
    counted: int


def _grid(*parts: range | list[int] | int) -> NDArray[np.int64]:
    """Return all addresses of these parts, the last part fastest."""
    axes = np.meshgrid(*(np.atleast_1d(np.asarray(part)) for part in parts), indexing="ij")
    return np.column_stack([axis.ravel() for axis in axes]).astype(np.int64)


def _index() -> Pattern:
    """Interval after interval of one pair, then the next pair."""
    return Pattern(_grid(int(DETECTION), 0, 0, range(2**20)), SECOND_)


def _threat() -> Pattern:
    """All threats that a scenario may have, then the next interval."""
    return Pattern(_grid(int(DETECTION), 0, range(MOST_THREATS), 0), INDEX_)


def _radar() -> Pattern:
    """All radars that a scenario may have, then the next interval."""
    return Pattern(_grid(int(DETECTION), range(MOST_RADARS), 0, 0), INDEX_)


def _purpose() -> Pattern:
    """Every purpose in turn at each of 8 × 100 pairs, then the next index."""
    purposes = [int(p) for p in (ARRIVAL, PHASE, DETECTION, KILL, PLACEMENT)]
    pairs = _grid(range(8), range(100), 0, purposes)
    return Pattern(np.ascontiguousarray(pairs[:, [3, 0, 1, 2]]), INDEX_)


def _replication() -> Pattern:
    """One address in replication after replication."""
    return Pattern(_grid(int(KILL), 3, 14, 0), REPLICATION_)


def _seed() -> Pattern:
    """One address under seed after seed."""
    return Pattern(_grid(int(KILL), 3, 14, 0), SEED_)


def _run() -> Pattern:
    """All that 8 radars, 8 units and 100 threats may draw in a replication, then the next one."""
    intervals = [
        block
        for interval in range(200)
        for block in (
            _grid(int(DETECTION), range(8), range(100), interval),
            _grid(int(KILL), interval % 8, range(interval // 8, 100, 25), range(2)),
        )
    ]
    once = [_grid(int(ARRIVAL), range(100), 0, 0), _grid(int(PHASE), range(8), 0, 0)]
    return Pattern(np.concatenate([*once, *intervals]), REPLICATION_)


PATTERNS: dict[str, Callable[[], Pattern]] = {
    "index": _index,
    "threat": _threat,
    "radar": _radar,
    "purpose": _purpose,
    "replication": _replication,
    "seed": _seed,
    "run": _run,
}


@kernel
def draw_number(addresses: NDArray[np.int64], counted: int, seed: int, number: int) -> np.int64:
    """Return one draw by its place in a pattern."""
    visit = number // len(addresses)
    purpose, first, second, index = addresses[number - visit * len(addresses)]
    seed += visit if counted == SEED_ else 0
    replication = visit if counted == REPLICATION_ else 0
    second += visit if counted == SECOND_ else 0
    index += visit if counted == INDEX_ else 0
    return draw(stream_of(seed, replication), np.uint64(purpose), first, second, index)


@kernel
def fill(
    addresses: NDArray[np.int64], counted: int, seed: int, start: int, words: NDArray[np.uint32]
) -> None:
    """Fill words with draws, from the draw of number ``start`` on.

    Of 32 draws each of the first 31 is the upper 31 bits of a word, and the bits of the last,
    lowest first, are the words' lowest bits: no bit is lost, repeated or moved within its word.
    """
    number = start
    for at in range(0, len(words), WORDS):
        last = draw_number(addresses, counted, seed, number + WORDS)
        for n in range(WORDS):
            bits = draw_number(addresses, counted, seed, number + n)
            words[at + n] = np.uint32((bits << 1) | ((last >> n) & 1))
        number += DRAWS


def blocks(pattern: Pattern, seed: int = SEED) -> Iterator[NDArray[np.uint32]]:
    """Yield words without end; each block overwrites the one before."""
    words = np.empty(BLOCK * WORDS, dtype=np.uint32)
    for start in itertools.count(0, BLOCK * DRAWS):
        fill(pattern.addresses, pattern.counted, seed, start, words)
        yield words


def write(pattern: Pattern, length: int | None, seed: int = SEED) -> None:
    """Write this number of bytes to standard output, low byte first, or until the reader stops."""
    left = sys.maxsize if length is None else length
    for words in blocks(pattern, seed):
        left -= sys.stdout.buffer.write(words.astype("<u4", copy=False).tobytes()[:left])
        if left == 0:
            break
    sys.stdout.buffer.flush()


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description="Write addressed random numbers as bytes.")
    parser.add_argument("pattern", choices=PATTERNS)
    parser.add_argument("--bytes", type=int, help="default: until nobody reads on")
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    with contextlib.suppress(BrokenPipeError):
        write(PATTERNS[chosen.pattern](), chosen.bytes, chosen.seed)


if __name__ == "__main__":
    main()
