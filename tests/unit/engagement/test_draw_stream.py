"""The program that feeds the randomness batteries writes the draws that a run makes."""

import subprocess
import sys
from itertools import islice

import numpy as np
import pytest

import random_stream
from skydome.engagement import draw as d


def by_hand(seed, replication, purpose, first, second, index):
    return int(d.draw(np.uint64(d.stream_of(seed, replication)), purpose, first, second, index))


EXPECTED = {
    "index": lambda n: by_hand(1, 0, d.DETECTION, 0, 0, n),
    "threat": lambda n: by_hand(1, 0, d.DETECTION, 0, n % 2_000, n // 2_000),
    "radar": lambda n: by_hand(1, 0, d.DETECTION, n % 3_400, 0, n // 3_400),
    "purpose": lambda n: by_hand(
        1, 0, np.uint64(n % 5 + 1), n // 500 % 8, n // 5 % 100, n // 4_000
    ),
    "replication": lambda n: by_hand(1, n, d.KILL, 3, 14, 0),
    "seed": lambda n: by_hand(1 + n, 0, d.KILL, 3, 14, 0),
}


def draws(name, count):
    """Unpack the words of a stream into its draws again."""
    pattern = random_stream.PATTERNS[name]()
    words = next(random_stream.blocks(pattern))[: count // 32 * 31].reshape(-1, 31)
    last = ((words & 1) << np.arange(31, dtype=np.uint32)).sum(axis=1)
    return np.column_stack([words >> 1, last]).ravel()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_stream_is_the_draws_of_its_addresses_in_order(name):
    found = draws(name, 8_000)
    assert len(found) == 8_000
    for n in (*range(70), *range(70, 8_000, 97)):
        assert found[n] == EXPECTED[name](n)


def test_a_run_draws_no_address_twice_and_goes_on_with_the_next_replication():
    addresses = random_stream.PATTERNS["run"]().addresses
    assert len(np.unique(addresses, axis=0)) == len(addresses) == 100 + 8 + 200 * (800 + 8)
    found = draws("run", 2**18)
    for n in (0, 107, 108, 911, len(addresses) - 1, len(addresses), len(addresses) + 5):
        purpose, *place = (int(part) for part in addresses[n % len(addresses)])
        assert found[n] == by_hand(1, n // len(addresses), np.uint64(purpose), *place)


def test_blocks_follow_each_other():
    pattern = random_stream.PATTERNS["replication"]()
    _, second = (block.copy() for block in islice(random_stream.blocks(pattern), 2))
    assert second[0] >> 1 == by_hand(1, random_stream.BLOCK * 32, d.KILL, 3, 14, 0)


def test_the_program_writes_the_number_of_bytes_asked_for_low_byte_first():
    program = [sys.executable, random_stream.__file__, "seed", "--bytes", "1001", "--seed", "5"]
    written = subprocess.run(program, capture_output=True, check=True).stdout
    assert len(written) == 1001
    words = np.frombuffer(written[:1000], dtype="<u4")
    assert words[1] >> 1 == by_hand(6, 0, d.KILL, 3, 14, 0)
