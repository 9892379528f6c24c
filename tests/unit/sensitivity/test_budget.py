import pytest

from skydome.errors import InputError
from skydome.sensitivity.budget import supports


def test_saltelli_with_twenty_inputs_takes_22_runs_a_row():
    found = supports("saltelli", 256, 20, "total")
    assert not found.supported
    assert found.needed_draws == 512 * 22
    assert found.reason == (
        "Saltelli takes N · 22 runs, N = 512: 11264 draws for 20 inputs; 256 given"
    )
    assert supports("saltelli", 512 * 22, 20, "total").supported
    assert supports("saltelli", 512 * 22, 20, "first").needed_draws == 1024 * 22


def test_space_filling_designs_give_indices():
    # (2 · 1.96 / 0.1)² · 0.25 · 0.5 = 192.07.
    assert supports("latin_hypercube", 193, 20, "first").supported
    assert supports("latin_hypercube", 192, 20, "first") == (
        False,
        "first indices to ± 0.1 take about 193 draws for 20 inputs; 192 given",
        193,
    )
    assert supports("latin_hypercube", 256, 290, "total").needed_draws == 580
    assert supports("latin_hypercube", 256, 290, "first").needed_draws == 290


def test_morris_screens_and_does_no_more():
    assert supports("morris", 210, 20, "mu_star").supported
    assert supports("morris", 209, 20, "mu_star").needed_draws == 210
    assert supports("morris", 10_000, 20, "total") == (
        False,
        "total needs a space-filling or Saltelli design",
        None,
    )
    assert supports("sobol", 256, 20, "mu_star").needed_draws is None


def test_means_and_grids():
    assert supports("sobol", 16, 300, "mean").supported
    assert supports("random", 15, 300, "mean").needed_draws == 16
    for design in ("grid", "morris"):
        assert supports(design, 1_000, 3, "mean").needed_draws is None
    assert supports("grid", 1_000, 3, "first").needed_draws is None


def test_misspelt_names_get_a_proposal():
    with pytest.raises(InputError, match="did you mean latin_hypercube"):
        supports("latinhypercube", 10, 2, "first")
    with pytest.raises(InputError, match="unknown index 'totals'; did you mean total"):
        supports("sobol", 10, 2, "totals")
    with pytest.raises(InputError, match="positive"):
        supports("sobol", 0, 2, "total")
