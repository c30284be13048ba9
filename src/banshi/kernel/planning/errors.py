"""What a plan is refused with, and the small checks that every part of the model shares."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice
from typing import Any


class PlanError(ValueError):
    """A plan that cannot be used. The message is one sentence that names the activity, crew or calendar.

    code: stable short word for translation; data: the values that the sentence names.
    """

    def __init__(self, code: str, message: str, **data: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data


def whole(value: Any, what: str, low: int, high: int) -> int:
    """`value` as an int within [low, high], else PlanError. Booleans, floats and NaN are not whole numbers."""
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool):
        raise PlanError("not_whole", f"{what} must be a whole number, not {value!r:.40}", what=what)
    if not low <= number <= high:
        shown = str(number) if abs(number) < 10**18 else "a number of more than 18 digits"
        raise PlanError(
            "out_of_range",
            f"{what} must lie between {low} and {high}, not {shown}",
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
            "out_of_range", f"{what} must be a number between {low} and {high}, not {value!r:.40}", what=what
        )
    return number


def day(value: Any, what: str) -> date:
    """`value` as a plain date, else PlanError (a moment with a clock time is not a day)."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise PlanError("not_a_day", f"{what} must be a date, not {value!r:.40}", what=what)
    return value


def day_or_none(value: Any, what: str) -> date | None:
    return None if value is None else day(value, what)


def code_of(value: Any, what: str) -> str:
    """A code: text of 1 to 80 characters without line breaks."""
    if not isinstance(value, str) or not value.strip() or len(value) > 80 or "\n" in value:
        raise PlanError(
            "bad_code", f"{what} needs a code of 1 to 80 characters, not {value!r:.90}", what=what
        )
    return value


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
                "wrong_kind", f"{what} must each be a {kind.__name__}, not {item!r:.40}", what=what
            )
