"""Qualifiers that stay with a number: about, nearly, at least, odd, planned, forecast."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


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
        return Qualified(self.value + other.value, combined(self.qualifier, other.qualifier))

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
