import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from skydome.catalogue.kinds import SYSTEM
from skydome.engagement import draw as d
from skydome.scenario.authored import MOST_THREATS, Doctrine, Scenario, Wave

MASK = 2**64 - 1


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def draw(seed, replication, purpose, first, second, index):
    """The same function again, in whole numbers without bounds."""
    golden = 0x9E3779B97F4A7C15
    stream = mix((mix((seed + golden) & MASK) + replication * golden) & MASK)
    place = purpose << 56 | first << 40 | second << 24 | index
    return mix((stream + place * golden) & MASK) >> 33


@pytest.mark.parametrize(
    ("step", "published"),
    # The first outputs of SplitMix64 from state 1234567, as the reference C program
    # (S. Vigna, splitmix64.c, 2015) gives them.
    [(1, 6457827717110365317), (2, 3203168211198807973), (3, 9817491932198370423)],
)
def test_mix_is_splitmix64(step, published):
    state = np.uint64((1234567 + step * 0x9E3779B97F4A7C15) & MASK)
    assert int(d.mix(state)) == published


@given(
    st.integers(0, 2**63 - 1),
    st.integers(0, 10_000_000),
    st.sampled_from([d.ARRIVAL, d.PHASE, d.DETECTION, d.KILL, d.PLACEMENT]),
    st.integers(0, 2**16 - 1),
    st.integers(0, 2**16 - 1),
    st.integers(0, 2**24 - 1),
)
def test_draw_is_its_second_implementation(seed, replication, purpose, first, second, index):
    stream = np.uint64(d.stream_of(seed, replication))
    ours = d.draw(stream, purpose, first, second, index)
    assert ours == draw(seed, replication, int(purpose), first, second, index)
    assert 0 <= ours < d.CERTAIN


def test_draws_are_uniform_over_each_part_of_the_address():
    stream = np.uint64(d.stream_of(1, 0))
    for vary in (
        lambda n: d.draw(stream, d.DETECTION, n, 0, 0),
        lambda n: d.draw(stream, d.DETECTION, 0, n, 0),
        lambda n: d.draw(stream, d.DETECTION, 0, 0, n),
        lambda n: d.draw(np.uint64(d.stream_of(1, n)), d.DETECTION, 0, 0, 0),
        lambda n: d.draw(np.uint64(d.stream_of(n, 0)), d.DETECTION, 0, 0, 0),
    ):
        sample = np.array([vary(n) for n in range(4_000)]) / d.CERTAIN
        assert stats.kstest(sample, "uniform").pvalue > 1e-3
        assert abs(np.corrcoef(sample[1:], sample[:-1])[0, 1]) < 0.06


@pytest.mark.parametrize("bound", [1, 2, 7, 61])
def test_draw_below_keeps_its_bound_and_is_even(bound):
    stream = np.uint64(d.stream_of(3, 0))
    sample = [d.draw_below(stream, d.ARRIVAL, n, 0, 0, bound) for n in range(3_000)]
    counts = np.bincount(sample, minlength=bound)
    assert len(counts) == bound
    assert bound == 1 or stats.chisquare(counts).pvalue > 1e-3


def bound(form, field, kind):
    """Return a bound that a form sets to a field."""
    return next(getattr(m, kind) for m in form.model_fields[field].metadata if hasattr(m, kind))


def test_the_parts_of_an_address_hold_the_largest_scenario():
    units = bound(Scenario, "defence", "max_length") * SYSTEM["batteries"].high
    scans = bound(Scenario, "duration_s", "le") - bound(Wave, "start_s", "ge")
    missiles = bound(Doctrine, "salvo", "le") * bound(Doctrine, "engagements", "le")
    assert int(d.PLACEMENT) < 2**8
    assert MOST_THREATS <= 2**16
    assert units < 2**16 / 2  # as much again for acquisition radars
    assert scans + bound(Wave, "jitter_s", "le") < 2**24
    assert missiles < 2**24
