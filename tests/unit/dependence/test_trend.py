"""Each statistic beside a second implementation: SciPy, a closed form, or a slow loop."""

from itertools import combinations
from math import sqrt

import numpy as np
import pytest
from scipy import stats

from skydome.dependence import break_test, trend
from skydome.dependence.trend import autocorrelation, lag_one, least_squares, theil_sen

YEARS = np.arange(1996.0, 2026.0)


def series(seed, rho=0.0, slope=-0.01, years=YEARS, scatter=0.08):
    """Return shares about a line, each error rho of the one before it."""
    random = np.random.default_rng(seed)
    error = random.normal(size=len(years) + 60)
    for n in range(1, len(error)):
        error[n] += rho * error[n - 1]
    return 0.7 + slope * (years - years[0]) + scatter * error[60:]


def test_theil_sen_is_the_median_of_pairs_with_sens_interval():
    y = series(1)
    found = theil_sen(YEARS, y)
    slopes = sorted((y[j] - y[i]) / (YEARS[j] - YEARS[i]) for i, j in combinations(range(30), 2))
    assert found.per_year == pytest.approx(np.median(slopes))
    n, z = len(y), stats.norm.ppf(0.975)
    spread = z * sqrt(n * (n - 1) * (2 * n + 5) / 18)
    low, high = (len(slopes) - spread) / 2, (len(slopes) + spread) / 2
    assert found.low == pytest.approx(slopes[round(low) - 1])
    assert found.high == pytest.approx(slopes[round(high)])
    residual = y - found.at_first - found.per_year * (YEARS - YEARS[0])
    assert np.median(residual) == pytest.approx(0)


def test_least_squares_is_the_textbooks_where_years_are_independent():
    y = 0.5 - 0.01 * (YEARS - 1996) + 0.05 * np.where(np.arange(30) % 2, 1, -1)
    found, rho = least_squares(YEARS, y)
    fit = stats.linregress(YEARS, y)
    half = stats.t.ppf(0.975, 28) * fit.stderr
    assert rho == 0
    assert found.per_year == pytest.approx(fit.slope)
    assert (found.low, found.high) == pytest.approx((fit.slope - half, fit.slope + half))
    assert found.at_first == pytest.approx(fit.intercept + fit.slope * 1996)


def test_the_interval_for_correlated_years_is_that_of_a_slow_loop():
    y = series(3, rho=0.6)
    found, rho = least_squares(YEARS, y)
    assert 0.2 < rho < 0.95
    n, x = 30, YEARS - YEARS.mean()
    weights = x / (x @ x)
    fit = stats.linregress(YEARS, y)
    left = y - fit.intercept - fit.slope * YEARS
    maker = np.array(
        [[float(i == j) - 1 / n - weights[i] * x[j] for j in range(n)] for i in range(n)]
    )
    near = np.array([[rho ** abs(i - j) for j in range(n)] for i in range(n)])
    trace = sum(maker[i, j] * near[j, i] for i in range(n) for j in range(n))
    twice = maker @ near @ maker @ near
    variance = sum(weights[i] * weights[j] * near[i, j] for i in range(n) for j in range(n)) * (
        left @ left / trace
    )
    half = stats.t.ppf(0.975, trace**2 / twice.trace()) * sqrt(variance)
    assert found.low == pytest.approx(fit.slope - half)
    assert found.high == pytest.approx(fit.slope + half)


@pytest.mark.parametrize(("rho", "least"), [(0.0, 0.92), (0.5, 0.86)])
def test_the_interval_holds_the_slope_as_often_as_it_says(rho, least):
    held = [least_squares(YEARS, series(seed, rho))[0] for seed in range(300)]
    assert np.mean([one.low <= -0.01 <= one.high for one in held]) > least


def test_autocorrelation_puts_back_what_a_line_takes():
    told, true = [], 0.4
    for seed in range(300):
        y = series(seed, true)
        fit = stats.linregress(YEARS, y)
        told.append(autocorrelation(y - fit.intercept - fit.slope * YEARS))
    assert np.mean(told) == pytest.approx(true, abs=0.06)
    assert lag_one(np.zeros(5)) is None
    assert autocorrelation(np.zeros(9)) == 0


def chow(y, cut):
    """Return F of two lines against one, by SciPy's fits."""

    def squares(x, z):
        fit = stats.linregress(x, z)
        return float(((z - fit.intercept - fit.slope * x) ** 2).sum())

    two = squares(YEARS[:cut], y[:cut]) + squares(YEARS[cut:], y[cut:])
    return (squares(YEARS, y) - two) / 2 / (two / (len(y) - 4))


def test_the_break_is_where_chows_f_is_greatest():
    y = np.where(YEARS < 2011, 0.7, 0.4) + 0.05 * np.random.default_rng(4).normal(size=30)
    found = break_test(YEARS, y)
    statistics = {int(YEARS[cut]): chow(y, cut) for cut in range(5, 26)}
    assert found.year == max(statistics, key=statistics.get) == 2011
    assert found.statistic == pytest.approx(statistics[2011])
    assert found.found
    assert found.low <= 2011 <= found.high
    assert found.step == pytest.approx(-0.3, abs=0.1)


def test_the_p_value_is_that_of_scipys_permutation_test():
    y = series(5)[:12]
    years = YEARS[:12]
    fit = stats.linregress(years, y)
    left = y - fit.intercept - fit.slope * years

    def greatest(residual):
        found = []
        for cut in (5, 6, 7):
            parts = [np.polyfit(years[s] - 2000, residual[s], 1, full=True)[1][0]
                     for s in (slice(None, cut), slice(cut, None))]  # fmt: skip
            one = np.polyfit(years - 2000, residual, 1, full=True)[1][0]
            found.append((one - sum(parts)) / 2 / (sum(parts) / 8))
        return max(found)

    second = stats.permutation_test(
        (left,), greatest, permutation_type="pairings", n_resamples=999,
        alternative="greater", rng=np.random.default_rng(6),
    )  # fmt: skip
    found = break_test(years, y)
    assert found.statistic == pytest.approx(second.statistic)
    assert found.p_value == pytest.approx(second.pvalue, abs=0.05)


def test_a_line_without_a_break_shows_one_as_seldom_as_it_says():
    found = [break_test(YEARS, series(seed), 199, 9) for seed in range(200)]
    assert np.mean([one.p_value <= 0.05 for one in found]) < 0.1
    assert np.mean([one.found for one in found]) < 0.09


def test_correlated_years_show_a_break_only_where_they_are_taken_as_independent():
    found = [break_test(YEARS, series(seed, 0.5), 199, 9) for seed in range(200)]
    assert np.mean([one.p_value <= 0.05 for one in found]) > 0.3
    assert np.mean([one.found for one in found]) < 0.15


def test_two_breaks_are_found_one_after_the_other():
    y = np.select([YEARS < 2005, YEARS < 2015], [0.7, 0.2], 0.5)
    found = trend(YEARS, y + 0.02 * np.random.default_rng(7).normal(size=30))
    assert [(one.year, one.low, one.high) for one in found.breaks] == [
        (2005, 2005, 2005),
        (2015, 2015, 2015),
    ]
    assert found.strongest.year == 2005


def test_stairs_are_not_distinguished_from_a_trend_of_correlated_years():
    y = np.select([YEARS < 2005, YEARS < 2015], [0.8, 0.5], 0.2)
    found = trend(YEARS, y + 0.02 * np.random.default_rng(7).normal(size=30))
    assert found.strongest.p_value < 0.01
    assert found.breaks == ()
    assert found.least_squares.high < 0


def test_the_same_series_gives_the_same_answer():
    assert trend(YEARS, series(8)) == trend(YEARS, series(8))


def test_an_exact_line_has_no_break_and_no_width():
    found = trend(YEARS, 0.9 - 0.02 * (YEARS - 1996))
    assert found.strongest is None
    assert found.least_squares.high - found.least_squares.low < 1e-9
    assert found.theil_sen.per_year == pytest.approx(-0.02)


def test_too_few_years_have_no_trend():
    assert trend(YEARS[:5], np.full(5, 0.5)) is None
    assert trend(YEARS[:9], series(9)[:9]).strongest is None


@pytest.mark.parametrize(
    ("years", "shares"),
    [([2000, 2000], [0.1, 0.2]), ([2000, 2001], [0.1]), ([2000, 2001], [0.1, np.nan])],
)
def test_a_series_that_is_none_is_a_mistake(years, shares):
    with pytest.raises(ValueError, match="years rise, and each has one finite share"):
        trend(years, shares)


def test_a_line_through_four_years_is_a_mistake():
    with pytest.raises(ValueError, match="at least five years"):
        least_squares(YEARS[:4], np.ones(4))
