from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.qualifiers import Qualified, Qualifier, QualifierError, combined

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
