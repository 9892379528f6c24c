import numpy as np

from skydome.sensitivity.polynomials import (
    Terms,
    interactions,
    joined,
    legendre,
    main_effects,
    powers,
)


def test_legendre_by_hand():
    # x = 2 · 0.75 − 1 = 0.5: P2 = (3 · 0.25 − 1) / 2 = −0.125, P3 = (5 · 0.125 − 3 · 0.5) / 2.
    found = legendre(np.array([0.75]), 3)[:, 0]
    expected = [1, np.sqrt(3) * 0.5, np.sqrt(5) * -0.125, np.sqrt(7) * -0.4375]
    assert np.allclose(found, expected, rtol=1e-14)


def test_legendre_is_orthonormal():
    nodes, weights = np.polynomial.legendre.leggauss(20)
    table = legendre((nodes + 1) / 2, 12)
    assert np.allclose((table * weights / 2) @ table.T, np.eye(13), atol=1e-12)


def test_hyperbolic_sets():
    assert powers(2, 1.0, 2) == [(1, 1)]
    assert powers(3, 1.0, 2) == [(1, 1), (1, 2), (2, 1)]
    # √1 + √1 = 2 = √4: at norm 0.5, degree 4 is the first with an interaction.
    assert powers(3, 0.5, 2) == []
    assert powers(4, 0.5, 2) == [(1, 1)]


def test_values_are_products():
    u = np.array([[0.75, 0.25], [0.1, 0.9]]).T  # two inputs, two points
    table = legendre(u.T.copy(), 2)
    terms = Terms(np.array([[0, 0], [0, 1]]), np.array([[2, 0], [1, 2]]))
    found = terms.values(legendre(np.ascontiguousarray(u.T), 2))
    assert np.allclose(found[0], table[2, 0])
    assert np.allclose(found[1], table[1, 0] * table[2, 1])
    assert terms.depends(3).tolist() == [[True, False, False], [True, True, False]]
    assert terms.orders.tolist() == [1, 2]


def test_numbers_of_terms():
    assert len(main_effects(5, 3).inputs) == 15
    # Three pairs with (1,1), (1,2), (2,1), and one triple with (1,1,1).
    found = interactions([1, 4, 7], 3, 1.0, [2, 3])
    assert len(found.inputs) == 10
    assert set(found.inputs[found.degrees > 0]) == {1, 4, 7}
    both = joined(main_effects(8, 1), found)
    assert both.inputs.shape == (18, 3)
    assert both.orders.tolist() == [1] * 8 + [2] * 9 + [3]
