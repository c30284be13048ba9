"""The day counter: how much time is left, by which calendar, and the days behind it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from banshi.core.matters.models import Leg, Matter
from banshi.core.matters.rules.terms import parse_limit
from banshi.kernel.worktime import ExcludedDay, Explanation, Limit, LimitUnit, Pause, WorkCalendar, WorkClock

LEG_OF_STATE = {
    "intake": "receipt_to_dispatch",
    "registered": "receipt_to_dispatch",
    "dispatched": "signing",
    "signed": "handling",
    "in_hand": "handling",
    "reopened": "handling",
    "submitted": "verification",
}


@dataclass(frozen=True)
class Left:
    """What is left until a day: the words, whether it is overdue, and the days behind it.

    ``excluded`` are stretches (first, last, why). ``standing`` says why the clock stands still now.
    """

    text: str
    due_on: date | None
    due_at: datetime | None = None
    overdue: bool = False
    provisional: bool = False
    day_and_night: bool = False
    limit: str = ""
    started_at: datetime | None = None
    counted: tuple[date, ...] = ()
    excluded: tuple[tuple[date, date, str], ...] = ()
    standing: str = ""


def of_turn(matter: Matter, calendar: WorkCalendar, now: datetime) -> Left | None:
    """The counter of whoever holds the matter now; None when nobody owes anything."""
    leg = running(matter, LEG_OF_STATE.get(matter.state, ""))
    if leg is not None:
        return of_leg(leg, calendar, now)
    return of_day(matter.turn_due_on, calendar, now) if matter.turn_due_on else None


def of_handling(matter: Matter, calendar: WorkCalendar, now: datetime) -> Left | None:
    """The counter of the responsible department, while it is not the one in front already."""
    leg = running(matter, "handling")
    if leg is None or LEG_OF_STATE.get(matter.state) == "handling":
        return None
    return of_leg(leg, calendar, now)


def running(matter: Matter, kind: str) -> Leg | None:
    """The leg of this kind that has not ended."""
    return next((leg for leg in matter.legs.all() if leg.kind == kind and leg.ended_at is None), None)


def of_leg(leg: Leg, calendar: WorkCalendar, now: datetime) -> Left:
    """A running clock as it stands at ``now``."""
    pauses = [Pause(row.started_at, row.ended_at, pause_word(row.reason)) for row in leg.pauses.all()]
    clock = WorkClock(calendar, round_the_clock=leg.round_the_clock)
    found = clock.explain(leg.started_at, parse_limit(leg.limit), pauses, now=now)
    standing = next((pause.reason for pause in pauses if pause.end is None), "")
    left = of_limit(found, started_at=leg.started_at, round_the_clock=leg.round_the_clock, standing=standing)
    return replace(left, due_on=left.due_on or leg.due_on)


def of_limit(found: Explanation, *, started_at: datetime, round_the_clock: bool, standing: str = "") -> Left:
    """A limit as the clock explains it: of a running leg, or of one that would start now."""
    limit = found.deadline.limit
    return Left(
        text=_("The clock stands still") if standing else time_text(found, limit),
        due_on=found.deadline.due_on,
        due_at=None if limit.in_days else found.deadline.at,
        overdue=not standing and _late(found),
        provisional=found.deadline.provisional,
        day_and_night=limit.unit in (LimitUnit.HOUR, LimitUnit.MINUTE) or round_the_clock,
        limit=limit_words(limit),
        started_at=started_at,
        counted=found.counted,
        excluded=stretches(found.excluded),
        standing=standing,
    )


def of_day(due_on: date, calendar: WorkCalendar, now: datetime) -> Left:
    """A promised day without a clock of its own (a wait, a review): the working days up to it."""
    today = calendar.local_day(now)
    late = due_on < today
    days = calendar.workdays_between(*((due_on, today) if late else (today, due_on)))
    between = [date.fromordinal(n) for n in range(today.toordinal() + 1, due_on.toordinal() + 1)]
    reasons = [calendar.why_not(day) for day in between]
    return Left(
        text=days_text(-days if late else days, working=True, late=late),
        due_on=due_on,
        overdue=late,
        provisional=calendar.is_provisional(*sorted((today, due_on))),
        counted=tuple(day for day, why in zip(between, reasons, strict=True) if why is None),
        excluded=stretches(why for why in reasons if why is not None),
    )


def _late(found: Explanation) -> bool:
    if found.time_left is not None:
        return found.time_left < timedelta(0)
    due = found.deadline.due_on
    return due is not None and found.today > due


def time_text(found: Explanation, limit: Limit) -> str:
    """``2 working days left``, ``due today``, ``3 working days overdue``, ``5 h 20 min left``."""
    if found.time_left is not None:
        return hours_text(found.time_left)
    return days_text(found.left or 0, working=limit.unit is LimitUnit.WORKDAY, late=_late(found))


def days_text(left: int, *, working: bool, late: bool) -> str:
    """Days left or late, in words."""
    days = abs(left)
    if late:
        if working:
            text = ngettext("%(days)s working day overdue", "%(days)s working days overdue", days)
            return text % {"days": days}
        return ngettext("%(days)s day overdue", "%(days)s days overdue", days) % {"days": days}
    if days == 0:
        return _("Due today")
    if working:
        return ngettext("%(days)s working day left", "%(days)s working days left", days) % {"days": days}
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


def hours_text(left: timedelta) -> str:
    """Hours and minutes left or late, in words."""
    minutes = abs(round(left.total_seconds() / 60))
    hours, rest = divmod(minutes, 60)
    values = {"hours": hours, "minutes": rest}
    if not hours:
        said = _("%(minutes)s min overdue") if left < timedelta(0) else _("%(minutes)s min left")
        return said % values
    if left < timedelta(0):
        return _("%(hours)s h %(minutes)s min overdue") % values
    return _("%(hours)s h %(minutes)s min left") % values


def limit_words(limit: Limit) -> str:
    """``7 working days``."""
    n = limit.amount
    named = {
        LimitUnit.MINUTE: ngettext("%(n)s minute", "%(n)s minutes", n),
        LimitUnit.HOUR: ngettext("%(n)s hour", "%(n)s hours", n),
        LimitUnit.WORKHOUR: ngettext("%(n)s working hour", "%(n)s working hours", n),
        LimitUnit.WORKDAY: ngettext("%(n)s working day", "%(n)s working days", n),
        LimitUnit.DAY: ngettext("%(n)s day", "%(n)s days", n),
        LimitUnit.MONTH: ngettext("%(n)s month", "%(n)s months", n),
    }
    if limit.unit is LimitUnit.MINUTE and n >= 60:
        hours = limit.amount // 60
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return named[limit.unit] % {"n": n}


def pause_word(reason: str) -> str:
    """Why a clock stands still."""
    named = {
        "outside": _("waiting for someone outside"),
        "explained": _("explained, until the review day"),
        "submitted": _("submitted, with the verifier"),
    }
    return named.get(reason, reason)


def leg_word(kind: str) -> str:
    """The leg in words."""
    named = {
        "receipt_to_dispatch": _("From receipt to dispatch"),
        "signing": _("Until signed for"),
        "handling": _("In the department's hands"),
        "verification": _("With the verifier"),
    }
    return named.get(kind, kind)


def stretches(excluded: Iterable[ExcludedDay]) -> tuple[tuple[date, date, str], ...]:
    """Days left out, joined where they follow each other for the same reason."""
    found: list[tuple[date, date, str]] = []
    for item in excluded:
        why = _why(item)
        if found and found[-1][2] == why and (item.day - found[-1][1]).days == 1:
            found[-1] = (found[-1][0], item.day, why)
        else:
            found.append((item.day, item.day, why))
    return tuple(found)


def _why(item: ExcludedDay) -> str:
    english = (get_language() or "").startswith("en")
    name = item.name_en if english and item.name_en else item.name
    return name or {"weekend": _("weekend"), "holiday": _("holiday")}.get(
        item.reason.value, _("clock stood still")
    )
