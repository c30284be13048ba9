"""Exact numbers and the named rounding rules.

Concentrations and rates are held as :class:`~decimal.Decimal` or :class:`~fractions.Fraction`; no result
depends on the caller's decimal context. A Python ``float`` is read as the decimal it prints as
(``2.2`` is 2.2, not 2.200000000000000177…), and is never computed with.

Rounding rules:

``half_even``  GB/T 8170-2008 3.2, "四舍六入五成双": the rule of HJ 663 and HJ 633-2026 4.2.2.
``upward``     "进位取整": HJ 633-2012 6.2 and HJ 633-2026 4.2.6, for IAQI and AQI only.
``half_up``    "四舍五入": no standard here asks for it; offered for contracts that do.
"""

import re
from collections.abc import Iterable
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from math import isfinite, lcm

Number = int | str | float | Decimal | Fraction
Exact = Decimal | Fraction

_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?", re.ASCII)
_MOST_DIGITS = 5000


class NotANumber(ValueError):
    """The value cannot be read as one exact, finite number."""


def exact(value: Number, name: str = "value") -> Exact:
    """Read ``value`` without loss.

    Raises :class:`NotANumber`, naming ``name``, for booleans, NaN, infinities, full-width digits, digit
    separators and anything else that is not plainly one number.
    """
    if isinstance(value, bool):
        raise NotANumber(f"{name}: a truth value is not a number")
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise NotANumber(f"{name}: {value} is not finite")
        return value
    if isinstance(value, float):
        if not isfinite(value):
            raise NotANumber(f"{name}: {value} is not finite")
        return Decimal(repr(value))
    if isinstance(value, str):
        return _from_text(value, name)
    raise NotANumber(f"{name}: {type(value).__name__} is not a number")


def _from_text(text: str, name: str) -> Decimal:
    bare = text.strip()
    if not _PLAIN.fullmatch(bare):
        raise NotANumber(f"{name}: {text!r} is not a plain number")
    return Decimal(bare)


def fraction(value: Exact, finest: int = 60) -> Fraction:
    """``value`` as a fraction. Decimals finer than ``10**-finest`` are moved up to that grid first, so that
    an input like 1E-999999 costs nothing; every limit and breakpoint of the tables lies on the grid, so no
    comparison and no upward rounding can change."""
    if isinstance(value, Fraction):
        return value
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -finest:
        context = Context(prec=_MOST_DIGITS, Emin=MIN_EMIN, Emax=MAX_EMAX, rounding="ROUND_CEILING")
        value = value.quantize(Decimal(1).scaleb(-finest), context=context)
    return Fraction(*value.as_integer_ratio())


def half_even(value: Exact, places: int = 0) -> Decimal:
    """Round to ``places`` decimals, halves to the even digit (GB/T 8170-2008 3.2)."""
    return _rounded(value, places, ROUND_HALF_EVEN)


def half_up(value: Exact, places: int = 0) -> Decimal:
    """Round to ``places`` decimals, halves away from zero (四舍五入)."""
    return _rounded(value, places, ROUND_HALF_UP)


def _rounded(value: Exact, places: int, mode: str) -> Decimal:
    if isinstance(value, Decimal):
        if value.adjusted() + places > _MOST_DIGITS:
            return value
        context = Context(prec=_MOST_DIGITS + 20, Emin=MIN_EMIN, Emax=MAX_EMAX)
        return value.quantize(Decimal(1).scaleb(-places, context), rounding=mode, context=context)
    scale = 10**places
    whole, rest = divmod(abs(value.numerator) * scale, value.denominator)
    twice = 2 * rest - value.denominator
    if twice > 0 or (twice == 0 and (mode == ROUND_HALF_UP or whole % 2)):
        whole += 1
    size = Context(prec=whole.bit_length() // 3 + 10, Emin=MIN_EMIN, Emax=MAX_EMAX)
    shifted = Decimal(whole).scaleb(-places, size)
    return shifted.copy_negate() if value < 0 and whole else shifted


def upward(value: Fraction) -> int:
    """The smallest whole number not below ``value`` (进位取整数, HJ 633-2012 6.2, HJ 633-2026 4.2.6)."""
    return -((-value.numerator) // value.denominator)


def mean(values: Iterable[Exact]) -> Fraction:
    """Arithmetic mean, exact. Raises ``ValueError`` on an empty list."""
    parts = [fraction(value) for value in values]
    if not parts:
        raise ValueError("the mean of no values is not defined")
    scale = lcm(*(part.denominator for part in parts))
    total = sum(part.numerator * (scale // part.denominator) for part in parts)
    return Fraction(total, scale * len(parts))


def plain(value: Decimal) -> str:
    """``value`` without an exponent, trailing zeros kept."""
    return f"{value:f}"
