"""The model under another random function: its counters have the same distributions."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import philox
import pytest
from random_worlds import random_world
from scipy import stats
from thorough import thorough

from skydome.engagement import reference
from skydome.engagement.record import width
from skydome.engagement.state import new_state
from skydome.folders import cache_folder

WORLD = 13  # 14 threats, 4 radars, 4 units, 3 classes, salvos, reloads; half leak
REPLICATIONS = 5_000
SEED = 7
FALSE_ALARM = 1e-4
FLAWS = {
    name: SEED | getattr(philox, name)
    for name in ("PAIRS_OF_INDICES", "ONE_FIRST", "ONE_SECOND", "UNMIXED")
}


@pytest.mark.parametrize(
    ("counter", "key", "published"),
    # Random123 1.14.0, tests/kat_vectors, the lines "philox4x32 10": counter, key, output.
    [
        (
            "00000000 00000000 00000000 00000000",
            "00000000 00000000",
            "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        ),
        (
            "ffffffff ffffffff ffffffff ffffffff",
            "ffffffff ffffffff",
            "408f276d 41c83b0e a20bc7c6 6d5451fd",
        ),
        (
            "243f6a88 85a308d3 13198a2e 03707344",
            "a4093822 299f31d0",
            "d16cfe09 94fdcceb 5001e420 24126ea1",
        ),
    ],
)
def test_philox_gives_its_authors_known_answers(counter, key, published):
    ours = philox.philox(words(counter), words(key))
    assert " ".join(f"{int(word):08x}" for word in ours) == published


def words(text):
    return tuple(np.uint64(int(word, 16)) for word in text.split())


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """Rows by name: SplitMix64's, Philox's, and Philox's with each flaw."""
    file = tmp_path_factory.mktemp("philox") / "rows.npz"
    seeds = {"philox": SEED, **FLAWS}
    run_philox(file, seeds.values())
    with np.load(file) as saved:
        return {"splitmix": splitmix(SEED), **{name: saved[str(seeds[name])] for name in seeds}}


def run_philox(file, seeds):
    """Compile and run the kernel with other draws; its cache is kept, by the draws' own hash."""
    script = Path(philox.__file__).with_name("philox_rows.py")
    digest = hashlib.sha256(Path(philox.__file__).read_bytes()).hexdigest()[:16]
    environment = {**os.environ, "SKYDOME_CACHE": str(cache_folder(f"philox-{digest}"))}
    arguments = [str(n) for n in (WORLD, REPLICATIONS, file, *seeds)]
    subprocess.run([sys.executable, script, *arguments], env=environment, check=True)


def splitmix(seed):
    world = random_world(WORLD)
    rows = np.zeros((REPLICATIONS, width(world)), dtype=np.int32)
    reference.run(world, new_state(world), seed, 0, 1, rows)
    return rows


def chance(one, other):
    """Return the chance of two samples of rows so different, if their distributions are equal.

    A chi-square test of homogeneity of every column, and of five totals over columns, which
    notice draws that are shared between threats; the least p-value times the number of tests
    (Bonferroni).
    """
    one, other = with_totals(one), with_totals(other)
    p_values = [homogeneity(one[:, n], other[:, n]) for n in range(one.shape[1])]
    return min(1.0, min(p_values) * len(p_values))


def with_totals(rows):
    """Add over the classes: threats launched, tracked, engaged, killed and leaked."""
    classes = random_world(WORLD).label_salvo.shape[1]
    return np.hstack([rows, rows[:, : 5 * classes].reshape(len(rows), classes, 5).sum(axis=1)])


def homogeneity(one, other):
    """Return the p-value of one column: values, or stretches of them, with 20 or more of both."""
    values, counts = np.unique(np.concatenate([one, other]), return_counts=True)
    bins = np.minimum(np.cumsum(counts) // 40, counts.sum() // 40 - 1)
    _, group = np.unique(bins, return_inverse=True)
    table = [
        np.bincount(group[np.searchsorted(values, sample)], minlength=group.max() + 1)
        for sample in (one, other)
    ]
    return 1.0 if group.max() == 0 else float(stats.chi2_contingency(table).pvalue)


@thorough
def test_splitmix_and_philox_agree(rows):
    assert (rows["splitmix"] != rows["philox"]).any(axis=1).mean() > 0.9
    assert chance(rows["splitmix"], rows["philox"]) > FALSE_ALARM


@thorough
@pytest.mark.parametrize("flaw", FLAWS)
def test_the_comparison_notices_a_flaw(rows, flaw):
    assert chance(rows["splitmix"], rows[flaw]) < FALSE_ALARM / 100


@thorough
def test_the_comparison_raises_few_false_alarms(rows):
    """Parts of a sample against each other: p-values below a tenth in about a tenth of trials."""
    parts = np.split(np.concatenate([rows["splitmix"], rows["philox"]]), 40)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    assert sum(chance(one, other) < 0.1 for one, other in pairs) < 8
