"""Which calendar, crew or weather class took a day: the name that people know it by."""

from __future__ import annotations

from datetime import date

from banshi.kernel.planning.calendars import Reason
from banshi.kernel.planning.model import Activity, Mode, Plan


def cause(plan: Plan, activity: Activity, mode: Mode, day: date, reason: Reason) -> str:
    """The name behind a day's reason; "" where it has none (a weekend of the plain week)."""
    if reason in (Reason.RAIN, Reason.AFTER_RAIN):
        weather = plan.weather_of[activity.weather]
        return weather.name or weather.code
    if reason is Reason.STOP:
        return next((stop.name or stop.kind for stop in activity.stops if stop.covers(day)), "")
    if reason is Reason.CREW:
        return _crew_on_leave(plan, mode, day)
    calendar = plan.calendar_of.get(activity.calendar)
    if calendar is None or reason is Reason.WEEKEND:
        return ""
    closure = calendar.named(day)
    return (closure.name or closure.kind) if closure else ""


def _crew_on_leave(plan: Plan, mode: Mode, day: date) -> str:
    for demand in mode.demands:
        crew = plan.crews[plan.crew_position[demand.crew]]
        calendar = plan.calendar_of.get(crew.calendar)
        if calendar is not None and demand.units and calendar.reasons(day, 1)[0]:
            return crew.name or crew.code
    return ""
