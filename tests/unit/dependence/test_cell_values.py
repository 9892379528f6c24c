import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.dependence.cell_values import decimal_signs, figure, party, years


@pytest.mark.parametrize(
    ("text", "value", "estimated", "footnote"),
    [
        ("12", 12, False, False),
        (" 12.50 ", 12.5, False, False),
        ("0 ", 0, False, False),
        (".5", 0.5, False, False),
        ("1,234", 1234, False, False),
        ("1,234,567.8", 1234567.8, False, False),
        ("1\u00a0234", 1234, False, False),
        ("1\u202f234.5", 1234.5, False, False),
        ("1'234", 1234, False, False),
        ("(12)", 12, True, False),
        ("( 12.5 )", 12.5, True, False),
        ("12?", 12, True, False),
        ("?12", 12, True, False),
        ("c. 40", 40, True, False),
        ("~40", 40, True, False),
        ("12*", 12, False, True),
        ("12[a]", 12, False, True),
        ("(12)†", 12, True, True),
    ],
)
def test_a_number_is_read_as_sipri_writes_it(text, value, estimated, footnote):
    assert figure(text, "point") == (value, value, value, estimated, footnote)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "..", ". .", "n/a", "?"])
def test_nothing_is_nothing(text):
    assert figure(text, "point") is None


@pytest.mark.parametrize("text", ["12-15", "12–15", "(12 - 15)"])
def test_a_range_keeps_its_ends(text):
    assert figure(text, "point") == (13.5, 12, 15, True, False)


def test_a_decimal_comma_and_its_thousands():
    assert figure("1.234,5", "comma").value == 1234.5
    assert figure("12,25", "comma").value == 12.25
    with pytest.raises(ValueError, match="it is not a number"):
        figure("12.25", "comma")


@given(st.decimals(0, 9_999_999, places=2, allow_nan=False))
def test_what_is_written_with_separators_is_read_again(number):
    assert figure(f"{number:,}", "point").value == float(number)
    swapped = f"{number:,}".translate(str.maketrans(",.", ".,"))
    assert figure(swapped, "comma").value == float(number)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["12.5", "1.234", "7"], ("12.5", None, "1.234")),
        (["12,5", "7"], (None, "12,5", None)),
        (["1.234", "1,234"], (None, None, "1.234")),
        (["1,234.5"], ("1,234.5", None, None)),
        (["1.234.567"], (None, "1.234.567", None)),
        (["1,234,567"], ("1,234,567", None, None)),
    ],
)
def test_decimal_signs_are_inferred_from_cells_that_can_have_only_one(cells, expected):
    assert decimal_signs(cells)[:3] == expected


@pytest.mark.parametrize(
    ("text", "expected", "estimated"),
    [
        ("2020", (2020,), False),
        ("2020; 2021", (2020, 2021), False),
        ("2021;2020", (2020, 2021), False),
        ("2019-2021", (2019, 2020, 2021), False),
        ("2015; 2019–2021", (2015, 2019, 2020, 2021), False),
        ("(2020)", (2020,), True),
        ("2020?; 2021", (2020, 2021), True),
        ("2020.0", (2020,), False),
        ("", (), False),
        ("..", (), False),
    ],
)
def test_years_are_read_as_sipri_writes_them(text, expected, estimated):
    assert years(text)[:2] == (expected, estimated)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Norland", "Norland", "state"),
        ("  Free   Ostmark* ", "Free Ostmark", "armed group"),
        ("United Nations**", "United Nations", "organisation"),
        ("unknown supplier(s)", "unknown supplier(s)", "unknown"),
        ("Côte d'Ivoire", "Côte d'Ivoire", "state"),
    ],
)
def test_stars_say_what_a_side_is(text, name, kind):
    assert party(text) == (name, kind)
