"""Net duration of a project in a schedule: its days without ordered stops and holidays (净工期)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from banshi.kernel.planning.calendars import ClosureKind, DayCalendar
from banshi.kernel.planning.errors import PlanError
from banshi.kernel.planning.model import Plan
from banshi.kernel.planning.solution import Schedule


@dataclass(frozen=True, slots=True)
class Net:
    """Calendar days from first to last, both counted; days left out by kind; and what remains."""

    first: date
    last: date
    calendar_days: int
    left_out: dict[ClosureKind, int]

    @property
    def net_days(self) -> int:
        return self.calendar_days - sum(self.left_out.values())


def net_duration(plan: Plan, schedule: Schedule, project: str = "", calendar: str = "") -> Net:
    """Net duration of a project ("" for the whole plan) after the closures of a calendar.

    calendar "": the one that most of its activities work by. Weekends are not left out: sites work on them. Each day
    is left out once, under the closure that the calendar names for it. PlanError when the project has no activities.
    """
    members = [i for i, a in enumerate(plan.activities) if not project or a.project == project]
    if not members:
        raise PlanError("empty", f"Project {project} has no activities", project=project)
    if any(int(schedule.end[i]) > plan.horizon or int(schedule.start[i]) < 0 for i in members):
        raise PlanError("unplanned", f"Project {project} does not fit the plan's days", project=project)
    first = min(schedule.first_day(plan, i) for i in members)
    last = max(first, *(schedule.last_day(plan, i) for i in members))
    code = calendar or Counter(plan.activities[i].calendar for i in members).most_common(1)[0][0]
    days = (last - first).days + 1
    return Net(first, last, days, _left_out(plan, plan.calendar_of.get(code), first, days))


def _left_out(plan: Plan, calendar: DayCalendar | None, first: date, days: int) -> dict[ClosureKind, int]:
    if calendar is None:
        return {}
    found: Counter[ClosureKind] = Counter()
    worked = set(calendar.worked)
    begin = plan.index(first)
    for day in (plan.day(begin + k) for k in range(days)):
        closure = calendar.named(day)
        if closure is not None and not (closure.kind is ClosureKind.HOLIDAY and day in worked):
            found[closure.kind] += 1
    return dict(found)
