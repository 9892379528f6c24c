import pytest

from skydome.errors import InputError
from skydome.fielding.dates import month_text, option_year, quarter_text, year_of


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("2019", 2019.5),
        ("2019-01-01", 2019 + 0.5 / 365),
        ("2020-12-31", 2020 + 365.5 / 366),
        ("2019-02", 2019 + (31 + 14) / 365),
    ],
)
def test_a_date_is_a_year_with_its_fraction_and_a_month_its_middle(written, year):
    assert year_of(written) == pytest.approx(year, abs=1e-12)


@pytest.mark.parametrize("written", ["2019-3", "19-03", "2019-00", "2019-02-30", "1989", "x", ""])
def test_what_is_no_date_is_refused(written):
    with pytest.raises(InputError, match="allowed: '2026', 2026-06 or 2026-06-15"):
        year_of(written)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("year", [2019, 2020])
def test_every_day_is_reported_as_its_own_month(year, month):
    names = {month_text(year_of(f"{year}-{month:02}-{day:02}")) for day in (1, 15, 28)}
    assert len(names) == 1
    assert names == {month_text(year_of(f"{year}-{month:02}"))}


def test_a_quarter_is_named():
    assert quarter_text(2026.25) == "2026 Q2"
    assert quarter_text(2026.99) == "2026 Q4"


def test_a_wrong_option_is_named():
    with pytest.raises(InputError, match=r"^--as-of: 'x' is not a date"):
        option_year("x", "--as-of")
