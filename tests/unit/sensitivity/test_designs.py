import numpy as np
import pytest

from skydome.errors import InputError
from skydome.sensitivity import designs

DESIGNS = {
    "latin hypercube": lambda seed: designs.latin_hypercube(32, 5, seed),
    "sobol": lambda seed: designs.sobol(32, 5, seed),
    "saltelli": lambda seed: designs.saltelli(32, 5, seed),
    "morris": lambda seed: designs.morris(6, 5, 4, seed),
}
ROWS = {"latin hypercube": 32, "sobol": 32, "saltelli": 32 * 7, "morris": 36}


@pytest.mark.parametrize("name", DESIGNS)
def test_shape_cube_and_seed(name):
    points = DESIGNS[name](1)
    assert points.shape == (ROWS[name], 5)
    assert points.dtype == np.float64
    assert points.min() >= 0
    assert points.max() <= 1
    assert np.array_equal(points, DESIGNS[name](1))
    assert not np.array_equal(points, DESIGNS[name](2))


@pytest.mark.parametrize("name", ["latin hypercube", "sobol"])
def test_one_point_in_each_slice(name):
    slices = np.sort((DESIGNS[name](3) * 32).astype(int), axis=0)
    assert (slices == np.arange(32)[:, None]).all()


def test_saltelli_blocks_are_a_b_and_a_with_one_column_of_b():
    a, b, *mixed = designs.saltelli(8, 3, 1).reshape(5, 8, 3)
    assert not (a == b).any()
    for i, block in enumerate(mixed):
        others = np.arange(3) != i
        assert np.array_equal(block[:, i], b[:, i])
        assert np.array_equal(block[:, others], a[:, others])


def test_a_morris_step_moves_one_input_by_two_thirds_of_four_levels():
    points = designs.morris(50, 3, 4, 1)
    assert set(np.round(points.ravel() * 3).astype(int)) == {0, 1, 2, 3}
    moves = np.diff(points.reshape(50, 4, 3), axis=1)
    moved = np.abs(moves) > 1e-12
    assert (moved.sum(axis=2) == 1).all()  # one input a step
    assert (moved.sum(axis=1) == 1).all()  # each input once
    assert np.allclose(np.abs(moves[moved]), 2 / 3)
    assert 0.3 < np.mean(moves[moved] > 0) < 0.7
    assert len({tuple(order) for order in moved.argmax(axis=2).tolist()}) == 6  # every order


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: designs.sobol(100, 2, 1), "a power of two, such as 64 or 128"),
        (lambda: designs.sobol(0, 2, 1), "a power of two"),
        (lambda: designs.saltelli(100, 2, 1), "a power of two"),
        (lambda: designs.saltelli(8, 0, 1), "d is 0; allowed: 1 or more"),
        (lambda: designs.latin_hypercube(0, 2, 1), "n is 0; allowed: 1 or more"),
        (lambda: designs.latin_hypercube(5, 0, 1), "d is 0; allowed: 1 or more"),
        (lambda: designs.morris(1, 2, 4, 1), "trajectories is 1; allowed: 2 or more"),
        (lambda: designs.morris(4, 2, 5, 1), "5 levels; allowed: an even number from 2"),
    ],
)
def test_impossible_designs_are_refused(call, message):
    with pytest.raises(InputError, match=message):
        call()
