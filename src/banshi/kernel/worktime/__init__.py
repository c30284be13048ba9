"""Working-day arithmetic on a calendar value, a working-hours clock with pauses, and net durations."""

from .calendars import (
    CHINA_TIME,
    MONDAY_TO_FRIDAY,
    DayKind,
    DueDate,
    ExcludedDay,
    RestReason,
    SpecialDay,
    WorkCalendar,
)
from .clock import Deadline, Explanation, WorkClock, add_months
from .durations import Leave, NetDuration, Stop, net_duration
from .hours import DEFAULT_HOURS, DayHours, HoursRule, HoursTable, Span
from .limits import DayEnd, Limit, LimitUnit, Pause, merge_pauses

__all__ = [
    "CHINA_TIME",
    "DEFAULT_HOURS",
    "MONDAY_TO_FRIDAY",
    "DayEnd",
    "DayHours",
    "DayKind",
    "Deadline",
    "DueDate",
    "ExcludedDay",
    "Explanation",
    "HoursRule",
    "HoursTable",
    "Leave",
    "Limit",
    "LimitUnit",
    "NetDuration",
    "Pause",
    "RestReason",
    "Span",
    "SpecialDay",
    "Stop",
    "WorkCalendar",
    "WorkClock",
    "add_months",
    "merge_pauses",
    "net_duration",
]
