from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.standards import growth
from banshi.kernel.standards.growth import Turn, all_at_least, rate, shown_apart

AMOUNT = st.decimals(-(10**9), 10**9, places=2)
ABOVE = st.decimals("0.01", 10**9, places=2)


def test_both_bases_side_by_side():
    found = growth.growth("119.96", 100, "99.97")
    assert found.published.per_cent == Fraction("19.96")
    assert found.published.text() == "20.0%"
    assert found.comparable.text(2) == "20.00%"
    assert found.gap > 0
    assert found.text(english=True) == "20.0% on the same enterprises, 20.0% on published totals"
    assert growth.growth(10, 5, None).gap is None
    assert growth.growth(10, 5, None).comparable.turn is Turn.NO_BASE


@pytest.mark.parametrize(
    ("current", "base", "turn", "words"),
    [
        (5, None, Turn.NO_BASE, "— 无基数"),
        (5, 0, Turn.ZERO_BASE, "— 基数为零"),
        (5, -3, Turn.LOSS_TO_PROFIT, "扭亏"),
        (0, -3, Turn.LOSS_TO_PROFIT, "扭亏"),
        (-5, -3, Turn.LOSS_GREW, "增亏"),
        (-2, -3, Turn.LOSS_SHRANK, "减亏"),
        (-3, -3, Turn.LOSS_SAME, "亏损持平"),
    ],
)
def test_a_base_of_zero_or_less_is_told_in_words(current, base, turn, words):
    found = rate(current, base)
    assert (found.per_cent, found.turn, found.text()) == (None, turn, words)


def test_profit_to_loss_and_small_base():
    assert rate(-5, 10).text() == "-150.0% (由盈转亏)"
    assert rate(600, 5, least_base=10).text() == "基数小，为基数的 120.0 倍"
    assert rate(600, 10, least_base=10).small_base is False


def test_the_sign_of_a_rate_is_never_rounded_away():
    assert rate("99.99", 100).text() == "-0.01%"
    assert rate(100, 100).text() == "0.0%"


@given(AMOUNT, st.one_of(st.none(), AMOUNT))
def test_any_two_amounts_have_a_rate_or_words(current, base):
    found = rate(current, base)
    assert (found.per_cent is None) == (base is None or base <= 0)
    assert found.text()
    if found.per_cent is not None:
        assert found.base * (1 + found.per_cent / 100) == found.current


def test_points_are_not_per_cent():
    assert growth.points(20, 15) == 5
    assert growth.points("94.5", "93.9") == Fraction(3, 5)


def test_a_month_is_never_derived_silently():
    assert growth.month_from_cumulative(5, "36.5", "30", revised=False) == Fraction(13, 2)
    for month, before, revised, why in [
        (2, 1, False, "together"),
        (5, None, False, "missing"),
        (5, 1, True, "revised"),
    ]:
        with pytest.raises(growth.NotDerived, match=why):
            growth.month_from_cumulative(month, 9, before, revised)
    with pytest.raises(ValueError, match="1 to 12"):
        growth.month_from_cumulative(13, 9, 8, revised=False)


def test_two_year_average_is_decided_by_squares():
    assert growth.two_year_average(121, 100).per_cent(2) == Decimal("10.00")
    assert growth.two_year_average(121, 100).at_least(10)
    short = growth.two_year_average("120.9999999", 100)
    assert short.per_cent() == Decimal("10.0")
    assert not short.at_least(10)
    with pytest.raises(ValueError, match="above zero"):
        growth.two_year_average(1, 0)


@given(ABOVE, ABOVE, st.decimals(-99, 300, places=1))
def test_the_shown_two_year_average_agrees_with_the_decision(now, then, line):
    found = growth.two_year_average(now, then)
    far = abs(Fraction(found.per_cent(6)) - Fraction(line)) > Fraction(1, 10**5)
    if far:
        assert found.at_least(line) == (found.per_cent(6) >= line)


def test_half_of_the_year():
    exactly, over = growth.pro_rata(50, 100, 6), growth.pro_rata("50.01", 100, 6)
    assert (exactly.on_line, exactly.over_half, exactly.ahead) == (True, False, 0)
    assert (over.on_line, over.over_half) == (True, True)
    behind = growth.pro_rata("49.99", 100, 6)
    assert behind.text() == "完成全年任务的 50.0%，序时进度 50.0%，相差 -0.01 个百分点"
    for bad in [(1, 0, 6), (1, 100, 13)]:
        with pytest.raises(ValueError, match=r"task|months"):
            growth.pro_rata(*bad)


def test_nineteen_ninety_six_is_not_twenty_and_more():
    found = all_at_least({"总收入": "21.3", "工业总产值": "19.96", "财政收入": 20}, 20)
    assert (found.holds, found.failing) == (False, ("工业总产值",))
    assert found.text() == "低于 20%：工业总产值 19.96%"
    assert all_at_least({"a": 20, "b": "20.0"}, 20).text() == "2 项均在 20% 以上"


def test_a_missing_answer_is_not_a_good_answer():
    found = all_at_least({"a": 25, "b": None}, 20)
    assert (found.holds, found.missing) == (False, ("b",))
    assert found.text() == "缺数：b"
    assert all_at_least({}, 20).holds is False
    assert growth.at_least(None, 20) is False


@given(st.decimals(0, 40, places=8), st.integers(0, 40), st.integers(0, 2))
def test_what_is_shown_stays_on_its_side_of_the_line(value, line, places):
    shown = Decimal(shown_apart(value, line, places))
    assert (shown < line, shown > line) == (value < line, value > line)


def test_digits_run_out():
    assert shown_apart(Fraction(20) - Fraction(1, 10**20), 20) == "<20"
    assert shown_apart(Fraction(20) + Fraction(1, 10**20), 20) == ">20"


def test_funds_in_place_of_2018():
    assert growth.funds_in_place("68.07", "6.3", "2357.67").limit_denominator(1000) == Fraction("2786.511")
