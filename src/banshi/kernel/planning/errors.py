"""What a plan is refused with, and the small checks that every part of the model shares."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from itertools import islice
from typing import Any, TypeVar

Chosen = TypeVar("Chosen", bound=Enum)


class PlanError(ValueError):
    """A plan that cannot be used. The message is one sentence that names the activity, crew or calendar.

    code: stable short word for translation; data: the values that the sentence names.
    """

    def __init__(self, code: str, message: str, **data: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data


def shown(value: Any) -> str:
    """A short form of any value for a sentence; never fails, not even for a number of a million digits."""
    try:
        return repr(value)[:60]
    except Exception:
        return f"a {type(value).__name__}"


def whole(value: Any, what: str, low: int, high: int) -> int:
    """`value` as an int within [low, high], else PlanError. Booleans, floats and NaN are not whole numbers."""
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool):
        raise PlanError("not_whole", f"{what} must be a whole number, not {shown(value)}", what=what)
    if not low <= number <= high:
        told = str(number) if abs(number) < 10**18 else "a number of more than 18 digits"
        raise PlanError(
            "out_of_range",
            f"{what} must lie between {low} and {high}, not {told}",
            what=what,
            low=low,
            high=high,
        )
    return number


def finite(value: Any, what: str, low: float, high: float) -> float:
    """`value` as a finite float within [low, high], else PlanError."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number) or not low <= number <= high:
        raise PlanError(
            "out_of_range", f"{what} must be a number between {low} and {high}, not {shown(value)}", what=what
        )
    return number


def day(value: Any, what: str) -> date:
    """`value` as a plain date, else PlanError (a moment with a clock time is not a day)."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise PlanError("not_a_day", f"{what} must be a date, not {shown(value)}", what=what)
    return value


def day_or_none(value: Any, what: str) -> date | None:
    return None if value is None else day(value, what)


def code_of(value: Any, what: str) -> str:
    """A code: text of 1 to 80 characters without line breaks."""
    if not isinstance(value, str) or not value.strip() or len(value) > 80 or "\n" in value:
        raise PlanError(
            "bad_code", f"{what} needs a code of 1 to 80 characters, not {shown(value)}", what=what
        )
    return value


def text(value: Any, what: str, most: int = 1_000) -> str:
    """A text of at most `most` characters, else PlanError."""
    if not isinstance(value, str) or len(value) > most:
        raise PlanError("bad_text", f"{what} must be a text of at most {most} characters", what=what)
    return value


def choice(kind: type[Chosen], value: Any, what: str) -> Chosen:
    """One of the words of an enumeration, else PlanError that names them."""
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(str(member.value) for member in kind)
        raise PlanError("not_known", f"{what}: {shown(value)} is none of {known}", what=what) from None


def bounded(items: Iterable[Any], most: int, what: str) -> tuple[Any, ...]:
    """`items` as a tuple. PlanError beyond `most`; never draws more than `most + 1` from an iterator."""
    try:
        found = tuple(islice(items, most + 1))
    except TypeError:
        raise PlanError("not_a_list", f"{what} must be a list", what=what) from None
    if len(found) > most:
        raise PlanError("too_many", f"More than {most:,} {what}: split the plan", what=what, most=most)
    return found


def of_kind(items: tuple[Any, ...], kind: type, what: str) -> None:
    for item in items:
        if not isinstance(item, kind):
            raise PlanError(
                "wrong_kind", f"{what} must each be a {kind.__name__}, not {shown(item)}", what=what
            )
