from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.standards.exact import NotANumber, exact, fraction, half_even, half_up, mean, upward
from banshi.kernel.standards.units import UnitUnknown, convert

FINITE = st.decimals(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    "text",
    ["２.２", "1,000", "1_000", "", " ", "1 2", "0x1", "nan", "inf", "-inf", "1e", "一", "٣", "1.2.3", "5%"],
)
def test_what_is_not_plainly_a_number_is_refused_with_its_name(text):
    with pytest.raises(NotANumber, match="CO"):
        exact(text, "CO")


@pytest.mark.parametrize(
    "value", [True, float("nan"), float("inf"), Decimal("NaN"), Decimal("sNaN"), None, [], 1j]
)
def test_other_things_are_refused(value):
    with pytest.raises(NotANumber):
        exact(value)


def test_a_float_is_the_decimal_it_prints_as():
    assert exact(2.2) == Decimal("2.2")
    assert exact(0.1) + exact(0.2) == Decimal("0.3")


@pytest.mark.parametrize(
    ("value", "places", "even", "up"),
    [
        ("0.5", 0, "0", "1"),
        ("1.5", 0, "2", "2"),
        ("2.5", 0, "2", "3"),
        ("-2.5", 0, "-2", "-3"),
        ("189.5", 0, "190", "190"),
        ("0.25", 1, "0.2", "0.3"),
        ("0.35", 1, "0.4", "0.4"),
        ("19.96", 1, "20.0", "20.0"),
        ("12", 1, "12.0", "12.0"),
        ("-0.04", 1, "-0.0", "-0.0"),
    ],
)
def test_gbt_8170_and_half_up(value, places, even, up):
    assert str(half_even(Decimal(value), places)) == even
    assert str(half_up(Decimal(value), places)) == up
    assert half_even(Fraction(value), places) == Decimal(even)
    assert half_up(Fraction(value), places) == Decimal(up)


@given(st.decimals(-(10**9), 10**9, allow_nan=False), st.integers(0, 4))
def test_rounding_agrees_with_decimal_and_between_types(value, places):
    with localcontext() as context:
        context.prec = 60
        expected = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    assert half_even(value, places) == expected
    assert half_even(Fraction(value), places) == expected


def test_amounts_of_any_length():
    assert half_even(Fraction(10**6000 * 3, 2), 1) == Decimal(15).scaleb(5999)
    assert half_even(Fraction(-1, 10**6000), 2) == 0
    assert half_even(Decimal("0." + "3" * 9000), 3) == Decimal("0.333")


@given(FINITE)
def test_the_callers_context_changes_nothing(value):
    with localcontext() as context:
        context.prec = 3
        low = half_even(value, 2), mean([value, Decimal(1)])
    assert low == (half_even(value, 2), mean([value, Decimal(1)]))


@given(st.fractions())
def test_upward_is_the_next_whole_number(value):
    assert upward(value) - 1 < value <= upward(value)


@given(st.lists(st.decimals(-1000, 1000, places=3), min_size=1, max_size=20))
def test_mean_is_exact(values):
    assert mean(values) * len(values) == sum(map(Fraction, values))


def test_mean_of_nothing():
    with pytest.raises(ValueError, match="no values"):
        mean([])


def test_fine_decimals_move_up_never_across_a_limit():
    assert 0 < fraction(Decimal("1E-999999")) <= Fraction(1, 10**60)


@given(st.decimals(0, 10**6, places=6))
def test_units_go_there_and_back(value):
    assert convert(convert(value, "mg/m3", "µg/m³"), "ug/m3", "mg/m³") == value
    assert convert(value, "mg/L", "μg/L") == Fraction(value) * 1000


def test_units_that_do_not_fit():
    for pair in [("mg/L", "mg/m3"), ("ppm", "mg/m3")]:
        with pytest.raises(UnitUnknown):
            convert(Decimal(1), *pair)
