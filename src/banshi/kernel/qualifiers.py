"""Qualifiers that stay with a number: about, nearly, at least, odd, planned, forecast."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from enum import StrEnum
from fractions import Fraction


class Qualifier(StrEnum):
    """How a number is meant. Order of the members is order of display."""

    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    AT_LEAST = "at_least"
    ODD = "odd"
    PLANNED = "planned"
    FORECAST = "forecast"


_WORDS = {
    Qualifier.ABOUT: ("约{}", "about {}"),
    Qualifier.NEARLY: ("近{}", "nearly {}"),
    Qualifier.AT_LEAST: ("{}以上", "{} or more"),
    Qualifier.ODD: ("{}余", "{}-odd"),
    Qualifier.PLANNED: ("计划{}", "{} planned"),
    Qualifier.FORECAST: ("预计{}", "{} forecast"),
}
# What a claim of the number n says about the true value v.
_FLOORS = {Qualifier.AT_LEAST, Qualifier.ODD}
_NOT_ACTUAL = {Qualifier.PLANNED, Qualifier.FORECAST}


_WHOLE = Context(prec=min(MAX_PREC, 100_000), Emin=MIN_EMIN, Emax=MAX_EMAX)


class QualifierError(ValueError):
    """Arithmetic that a qualifier forbids; `left` and `right` are the two qualifiers."""

    def __init__(self, left: Qualifier, right: Qualifier) -> None:
        super().__init__(f"a number that is {left.value} cannot be combined with one that is {right.value}")
        self.left, self.right = left, right


@dataclass(frozen=True, slots=True)
class Qualified:
    """A number with its qualifier. `value` is an int or an exact Decimal, never a float (TypeError).

    Adding: exact keeps the other's qualifier; two floors (以上, 余) stay 以上; what is about or nearly makes
    the sum about. A planned or forecast number never enters a sum with one that is not the same.
    Subtracting and dividing follow `without` and `divided`; what has no honest qualifier raises
    QualifierError. Results are exact: no digit is lost whatever the decimal context.
    """

    value: int | Decimal
    qualifier: Qualifier = Qualifier.EXACT

    def __post_init__(self) -> None:
        if isinstance(self.value, bool) or not isinstance(self.value, int | Decimal):
            raise TypeError(f"a qualified number is an int or a Decimal, not {type(self.value).__name__}")
        object.__setattr__(self, "qualifier", Qualifier(self.qualifier))

    @property
    def is_actual(self) -> bool:
        """False for planned and forecast numbers, which never stand for a result."""
        return self.qualifier not in _NOT_ACTUAL

    def __add__(self, other: Qualified) -> Qualified:
        if not isinstance(other, Qualified):
            return NotImplemented
        return Qualified(_sum(self.value, other.value), combined(self.qualifier, other.qualifier))

    def __sub__(self, other: Qualified) -> Qualified:
        if not isinstance(other, Qualified):
            return NotImplemented
        return Qualified(_sum(self.value, _minus(other.value)), without(self.qualifier, other.qualifier))

    def __mul__(self, times: int | Decimal) -> Qualified:
        """So many times the number, `times` an exact number above zero (ValueError otherwise)."""
        if isinstance(times, bool) or not isinstance(times, int | Decimal):
            return NotImplemented
        if times <= 0:
            raise ValueError("a qualified number is multiplied by numbers above zero only")
        product = _WHOLE.multiply(Decimal(self.value), Decimal(times))
        whole = isinstance(self.value, int) and isinstance(times, int)
        return Qualified(self.value * times if whole else product, self.qualifier)

    __rmul__ = __mul__

    def ratio(self, base: Qualified) -> tuple[Fraction, Qualifier]:
        """This number divided by `base`, exact, with the qualifier of the quotient (QualifierError when there
        is none). ValueError for numbers below zero or a base of zero."""
        if self.value < 0 or base.value <= 0:
            raise ValueError("a ratio of qualified numbers needs numbers above zero")
        return Fraction(self.value) / Fraction(base.value), divided(self.qualifier, base.qualifier)

    def reaches(self, line: int | Decimal) -> bool | None:
        """Whether the true number is surely `line` or more. None when the qualifier leaves it open: 约20
        may be below 20, a planned or forecast number is no result, and 近20 is below 20 for certain."""
        if self.qualifier is Qualifier.EXACT:
            return self.value >= line
        if self.qualifier in _FLOORS:
            return True if self.value >= line else None
        if self.qualifier is Qualifier.NEARLY:
            return False if self.value <= line else None
        return None

    def text(self, number: str | None = None, english: bool = False) -> str:
        """The number with its word: 20%以上, 约1000. `number` is how it is written with its unit."""
        shown = str(self.value) if number is None else number
        return _WORDS.get(self.qualifier, ("{}", "{}"))[english].format(shown)


def combined(left: Qualifier, right: Qualifier) -> Qualifier:
    """The qualifier of a sum of two numbers. Raises QualifierError when there is no honest one."""
    if left is right and left is not Qualifier.ODD:
        return left
    if left in _NOT_ACTUAL or right in _NOT_ACTUAL:
        raise QualifierError(left, right)
    if Qualifier.EXACT in (left, right):
        return right if left is Qualifier.EXACT else left
    if {left, right} <= _FLOORS:
        return Qualifier.AT_LEAST
    return Qualifier.ABOUT


def without(left: Qualifier, right: Qualifier) -> Qualifier:
    """The qualifier of left minus right. A floor taken away leaves nothing certain: QualifierError."""
    if left is right is Qualifier.EXACT:
        return left
    if left in _NOT_ACTUAL or right in _NOT_ACTUAL:
        if left is right:
            return left
        raise QualifierError(left, right)
    if right is Qualifier.EXACT:
        return left
    if right is Qualifier.AT_LEAST or left is Qualifier.AT_LEAST:
        raise QualifierError(left, right)
    return Qualifier.ABOUT


def divided(left: Qualifier, right: Qualifier) -> Qualifier:
    """The qualifier of left divided by right; the same rules as for a difference."""
    return without(left, right)


def _sum(left: int | Decimal, right: int | Decimal) -> int | Decimal:
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    return _WHOLE.add(Decimal(left), Decimal(right))


def _minus(value: int | Decimal) -> int | Decimal:
    return value.copy_negate() if isinstance(value, Decimal) else -value
