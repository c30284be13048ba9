from decimal import Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.qualifiers import Qualified, Qualifier, QualifierError, combined, without

Q = Qualifier
SUMS = [q for q in Q if q not in (Q.PLANNED, Q.FORECAST)]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (Q.EXACT, Q.EXACT, Q.EXACT),
        (Q.EXACT, Q.AT_LEAST, Q.AT_LEAST),
        (Q.ODD, Q.EXACT, Q.ODD),
        (Q.ODD, Q.ODD, Q.AT_LEAST),
        (Q.ODD, Q.AT_LEAST, Q.AT_LEAST),
        (Q.ABOUT, Q.AT_LEAST, Q.ABOUT),
        (Q.NEARLY, Q.NEARLY, Q.NEARLY),
        (Q.FORECAST, Q.FORECAST, Q.FORECAST),
    ],
)
def test_sums_keep_or_weaken_the_qualifier(left, right, expected):
    assert combined(left, right) is expected
    assert combined(right, left) is expected


@pytest.mark.parametrize("other", [*SUMS, Q.PLANNED])
def test_a_forecast_never_enters_a_sum(other):
    with pytest.raises(QualifierError):
        Qualified(1, Q.FORECAST) + Qualified(1, other)


@given(st.sampled_from(SUMS), st.sampled_from(SUMS))
def test_a_sum_is_exact_only_when_both_are(left, right):
    assert (combined(left, right) is Q.EXACT) == (left is right is Q.EXACT)


def test_words():
    assert Qualified(20, Q.AT_LEAST).text("20%") == "20%以上"
    assert Qualified(1000, Q.ABOUT).text() == "约1000"
    assert Qualified(Decimal("3.5"), Q.FORECAST).text("3.5亿元") == "预计3.5亿元"
    assert Qualified(52).text("52项") == "52项"
    assert Qualified(100, Q.NEARLY).text(english=True) == "nearly 100"
    assert not Qualified(1, Q.PLANNED).is_actual


def test_floats_are_refused():
    for value in (1.5, True, "3"):
        with pytest.raises(TypeError):
            Qualified(value)


def test_taking_away_keeps_refuses_or_weakens():
    at_least, about = Qualified(100, Q.AT_LEAST), Qualified(30, Q.ABOUT)
    assert at_least - Qualified(30) == Qualified(70, Q.AT_LEAST)
    assert Qualified(100) - about == Qualified(70, Q.ABOUT)
    assert Qualified(100, Q.PLANNED) - Qualified(30, Q.PLANNED) == Qualified(70, Q.PLANNED)
    for left, right in [
        (Q.EXACT, Q.AT_LEAST),
        (Q.AT_LEAST, Q.AT_LEAST),
        (Q.PLANNED, Q.EXACT),
        (Q.EXACT, Q.FORECAST),
    ]:
        with pytest.raises(QualifierError):
            without(left, right)


def test_times_and_ratio():
    assert Qualified(3, Q.ODD) * 10 == Qualified(30, Q.ODD)
    assert Decimal("1.5") * Qualified(2, Q.ABOUT) == Qualified(Decimal("3.0"), Q.ABOUT)
    assert Qualified(1, Q.AT_LEAST).ratio(Qualified(3)) == (Fraction(1, 3), Q.AT_LEAST)
    with pytest.raises(ValueError, match="above zero"):
        Qualified(1).ratio(Qualified(0))
    with pytest.raises(ValueError, match="above zero"):
        Qualified(1) * -1


def test_only_what_is_sure_reaches_a_line():
    assert Qualified(20).reaches(20) is True
    assert Qualified(Decimal("19.96")).reaches(20) is False
    assert Qualified(20, Q.AT_LEAST).reaches(20) is True
    assert Qualified(19, Q.AT_LEAST).reaches(20) is None
    assert Qualified(20, Q.ABOUT).reaches(20) is None
    assert Qualified(20, Q.NEARLY).reaches(20) is False
    assert Qualified(25, Q.FORECAST).reaches(20) is None


def test_sums_lose_no_digit():
    tiny = Qualified(Decimal("1E-40"))
    assert (Qualified(10**20) + tiny).value == Decimal(10**20 * 10**40 + 1).scaleb(-40, _WIDE)


_WIDE = Context(prec=100)
