"""What reader and writer of MSPDI share: names, codes, and the texts of dates, durations and numbers."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from banshi.kernel.planning.calendars import ClosureKind
from banshi.kernel.planning.errors import PlanError
from banshi.kernel.planning.model import LagUnit, LinkType

SPACE = "http://schemas.microsoft.com/project"
MINUTES = 480
"""Minutes of a working day as written; the reader takes the file's own."""

TEXT30_TASK = "188744016"
TEXT30_RESOURCE = "205521382"
"""FieldID of the extended attribute Text30 of a task and of a resource."""

ALIAS = "Banshi"
MARK = "banshi-plan:"
"""Begins the project's comments when they hold what the format has no place for."""

LINK_TYPES = {LinkType.FF: "0", LinkType.FS: "1", LinkType.SF: "2", LinkType.SS: "3"}
LAG_FORMATS = {LagUnit.WORKING: "7", LagUnit.CALENDAR: "8"}
DAY_TYPES = ("2", "3", "4", "5", "6", "7", "1")
"""DayType of Monday to Sunday: the format counts from Sunday."""

SNET = "4"
"""Constraint «start no earlier than»."""

_DURATION = re.compile(r"P(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,8})(?:\.\d+)?S)?)?")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """`text` without the signs that XML cannot hold."""
    return _NOT_XML.sub("", text)


def minutes_of(text: str, what: str) -> int:
    """Minutes of a duration like PT16H0M0S, seconds rounded up. PlanError for anything else."""
    found = _DURATION.fullmatch(text.strip())
    if not found or not any(found.groups()):
        raise PlanError("bad_duration", f"{what}: {text!r:.40} is no duration like PT16H0M0S")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return days * 1440 + hours * 60 + minutes + (seconds > 0)


def duration(days: int) -> str:
    """Working days as a duration."""
    return f"PT{days * MINUTES // 60}H0M0S"


def day_of(text: str, what: str) -> date:
    """The day of a moment like 2021-06-25T08:00:00. PlanError for anything else."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise PlanError("bad_day", f"{what}: {text!r:.40} is no day like 2021-06-25T08:00:00") from None


def morning(day: date) -> str:
    return f"{day.isoformat()}T08:00:00"


def evening(day: date) -> str:
    return f"{day.isoformat()}T17:00:00"


def number(text: str, what: str) -> Decimal:
    """A finite decimal of at most 20 signs. PlanError for anything else."""
    try:
        found = Decimal(text.strip()) if len(text.strip()) <= 20 else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite() or abs(found.adjusted()) > 18:
        raise PlanError("bad_number", f"{what}: {text!r:.40} is no number")
    return found


def whole(text: str, what: str) -> int:
    """A whole number; a fraction is rounded to the nearest."""
    return int(number(text, what).to_integral_value())


def closure_name(kind: ClosureKind, name: str) -> str:
    """An exception's name: the closure's, with the kind before it where it is no holiday."""
    return name if kind is ClosureKind.HOLIDAY else f"[{kind.value}] {name}".strip()


def closure_of(text: str) -> tuple[ClosureKind, str]:
    """Kind and name of an exception; a name without a kind is a holiday's."""
    found = re.fullmatch(r"\[([a-z_]{1,20})\] ?(.*)", text, re.DOTALL)
    if found and found[1] in {kind.value for kind in ClosureKind}:
        return ClosureKind(found[1]), found[2]
    return ClosureKind.HOLIDAY, text
