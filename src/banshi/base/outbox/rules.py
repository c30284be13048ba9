"""When somebody is told, and when something is tried again. Pure; the rules are a zone's own data."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from banshi.kernel.worktime import WorkCalendar

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=10)
AGREED, ANYBODY, NOBODY = "agreed", "anybody", "nobody"
"""Which raisers are sent text messages: who agreed where he left his phone, whoever left one, or none."""


@dataclass(frozen=True)
class Rules:
    """``quiet_from`` to ``quiet_until`` nobody is told anything that is not urgent, nor on a day off.

    What comes together within ``gather`` is one message; what could not be delivered for ``give_up`` is put aside.
    ``raisers`` says which of those who raised something are sent text messages.
    """

    quiet_from: time
    quiet_until: time
    workdays_only: bool
    gather: timedelta
    give_up: timedelta
    urgent: frozenset[str]
    raisers: str = AGREED


def parse(body: dict[str, Any]) -> Rules:
    """Read a ``messages`` rule set. Raises ValueError naming what is wrong."""
    start, end = time.fromisoformat(body["quiet_from"]), time.fromisoformat(body["quiet_until"])
    if end >= start:
        raise ValueError("quiet_until is in the morning and quiet_from in the evening")
    gather, give_up = int(body["gather_minutes"]), int(body["give_up_hours"])
    if not 0 <= gather <= 24 * 60 or not 1 <= give_up <= 30 * 24:
        raise ValueError("gather_minutes is 0 to 1440, give_up_hours 1 to 720")
    raisers = body.get("raisers", AGREED)
    if raisers not in (AGREED, ANYBODY, NOBODY):
        raise ValueError(f"raisers is {AGREED}, {ANYBODY} or {NOBODY}")
    return Rules(
        start,
        end,
        bool(body["workdays_only"]),
        timedelta(minutes=gather),
        timedelta(hours=give_up),
        frozenset(body["urgent"]),
        raisers,
    )


def due(at: datetime, rules: Rules, calendar: WorkCalendar, *, urgent: bool) -> datetime:
    """When a message that came up at ``at`` goes out: the end of its window, at an hour that is not quiet."""
    return at if urgent else open_from(_window_end(at, rules.gather), rules, calendar)


def _window_end(at: datetime, gather: timedelta) -> datetime:
    """The end of the window in which ``at`` lies, so that all of one window go out at one instant."""
    if not gather:
        return at
    seconds = int(gather.total_seconds())
    return datetime.fromtimestamp((int(at.timestamp()) // seconds + 1) * seconds, at.tzinfo)


def open_from(at: datetime, rules: Rules, calendar: WorkCalendar) -> datetime:
    """``at``, or the first instant after it that is neither quiet nor on a day off."""
    local = at.astimezone(calendar.tz)
    day = local.date()
    if local.time() >= rules.quiet_from:
        day += timedelta(days=1)
    elif local.time() >= rules.quiet_until and _open(day, rules, calendar):
        return at
    while not _open(day, rules, calendar):
        day += timedelta(days=1)
    return datetime.combine(day, rules.quiet_until, calendar.tz).astimezone(at.tzinfo)


def _open(day, rules: Rules, calendar: WorkCalendar) -> bool:
    return not rules.workdays_only or calendar.is_workday(day)


def pause(tries: int, chance: Callable[[], float]) -> timedelta:
    """How long to wait after the ``tries``-th failure: doubling up to ten minutes, and never all in step."""
    doubled = FIRST_PAUSE * 2 ** min(tries - 1, 10)
    return min(doubled, LONGEST_PAUSE) * (0.75 + 0.5 * chance())
