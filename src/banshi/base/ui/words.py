"""Dates and lights in words, the same on the page, in print and in a message."""

from datetime import date, datetime

from django.utils.translation import gettext as _

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(on: date, today: date | None) -> str:
    """``06-25``; ``2020-06-25`` where the year is not today's (or today is not known)."""
    return f"{on:%m-%d}" if today is not None and on.year == today.year else on.isoformat()


def long_day(on: date, today: date | None, *, english: bool) -> str:
    """``6月25日(周五)`` or ``Fri 25 June``; with the year where it is not today's."""
    same = today is not None and on.year == today.year
    if english:
        shown = f"{WEEKDAYS_EN[on.weekday()]} {on.day} {MONTHS_EN[on.month - 1]}"
        return shown if same else f"{shown} {on.year}"
    shown = f"{on.month}月{on.day}日(周{WEEKDAYS_ZH[on.weekday()]})"
    return shown if same else f"{on.year}年{shown}"


def full_date(on: date, *, english: bool) -> str:
    """``2021年5月31日`` or ``31 May 2021``."""
    return (
        f"{on.day} {MONTHS_EN[on.month - 1]} {on.year}" if english else f"{on.year}年{on.month}月{on.day}日"
    )


def full_instant(at: datetime, *, english: bool) -> str:
    """Date and minute of an instant that is already in the zone's own time."""
    return f"{full_date(at.date(), english=english)} {at:%H:%M}"


def light(colour: str) -> str:
    """The word that goes with a light."""
    named = {"blue": _("Near due"), "yellow": _("Behind"), "red": _("Overdue")}
    return named.get(colour, _("No light"))
