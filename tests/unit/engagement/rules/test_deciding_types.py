"""The missile types that are worth asking about, as bits."""

from skydome.engagement.rules import deciding

has_type = getattr(deciding.has_type, "py_func", deciding.has_type)


def test_a_bit_stands_for_a_missile_type():
    first_and_third = 0b101
    assert [has_type(first_and_third, k) for k in range(4)] == [True, False, True, False]


def test_all_bits_stand_for_every_type_and_the_65th_shares_the_first():
    assert all(has_type(-1, k) for k in range(130))
    assert has_type(1, 64)
    assert not has_type(1, 65)
    assert has_type(-(2**63), 63)
