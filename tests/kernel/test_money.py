from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.money import Fen, MoneyError, MoneyUnit

SUMS = st.integers(-(2**63), 2**63 - 1).map(Fen)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1234.5", 123450),
        ("1,234.50元", 123450),
        ("3.2亿元", 32_000_000_000),
        ("500万", 500_000_000),
        ("￥１２.３４", 1234),
        ("-0.01", -1),
        ("0.000001万元", 1),
    ],
)
def test_reading(text, fen):
    assert Fen.parse(text).fen == fen


@pytest.mark.parametrize("text", ["", "abc", "1.234", "12,34", "1e5", "约3亿元", "0.0000001万元", "三亿元"])
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(MoneyError):
        Fen.parse(text)


def test_the_column_gives_the_unit_where_the_text_has_none():
    assert Fen.parse("36", MoneyUnit.YI) == Fen.parse("36亿元")
    assert Fen.parse("36元", MoneyUnit.YI) == Fen(3600)


@pytest.mark.parametrize(
    ("fen", "unit", "places", "text"),
    [
        (123450, MoneyUnit.YUAN, 2, "1,234.50元"),
        (9_950_000_000, MoneyUnit.YI, 1, "1.0亿元"),
        (500_000, MoneyUnit.WAN, 0, "1万元"),
        (2_500_000, MoneyUnit.WAN, 0, "3万元"),
        (-2_500_000, MoneyUnit.WAN, 0, "-3万元"),
        (9_499_999_999, MoneyUnit.YI, 1, "0.9亿元"),
    ],
)
def test_rounding_is_half_up(fen, unit, places, text):
    assert Fen(fen).text(unit, places) == text


@given(SUMS, st.sampled_from(MoneyUnit))
def test_amounts_are_exact(total, unit):
    assert Fen.of(total.amount(unit), unit) == total


@given(SUMS)
def test_shown_sums_are_read_back(total):
    assert Fen.parse(total.text()) == total


def test_arithmetic_stays_in_fen():
    assert Fen(10) + Fen(5) - Fen(3) == Fen(12)
    assert Fen(3) * 4 == Fen(12)
    assert -Fen(3) == Fen(-3)
    assert not Fen(0)
    assert Fen(3).text(english=True) == "0.03 yuan"
    for value in (1.0, True, "1", Decimal(1)):
        with pytest.raises(TypeError):
            Fen(value)
    with pytest.raises(TypeError):
        Fen.of(0.1)
    with pytest.raises(TypeError):
        Fen(1) + 1
