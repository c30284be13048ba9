"""Writing MSPDI. The order of elements is the schema's: MS Project refuses a file in another."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree as Xml

from banshi.kernel.planning.calendars import ClosureKind, DayCalendar
from banshi.kernel.planning.formats.plan_json import object_of
from banshi.kernel.planning.model import Activity, Crew, CrewKind, LagUnit, Milestone, Plan, Project
from banshi.kernel.planning.solution import Schedule

from . import words
from .words import ALIAS, LAG_FORMATS, LINK_TYPES, MARK, MINUTES, SPACE

CARRIED = {
    "activity": {"code", "name", "project", "calendar", "not_before"},
    "crew": {"code", "name", "capacity", "steps", "calendar", "cost_per_day"},
    "milestone": {"code", "name", "activities", "must"},
    "project": {"code", "name", "promised"},
}
"""Fields that the format itself carries; the others go into the extended attribute."""


def write(plan: Plan, schedule: Schedule | None = None) -> bytes:
    """The plan as MSPDI, UTF-8. With a schedule tasks carry its dates, else those of facts alone."""
    return _Writer(plan, schedule).document()


class _Writer:
    """One file in the making. UIDs: 0 the file itself, then projects, activities, milestones in their order."""

    def __init__(self, plan: Plan, schedule: Schedule | None) -> None:
        self.plan, self.schedule = plan, schedule
        self.calendar_uid = {"": 1} | {one.code: i for i, one in enumerate(plan.calendars, 2)}
        self.crew_uid = {one.code: i for i, one in enumerate(plan.crews, 1)}
        first = 1 + len(plan.projects)
        self.project_uid = {one.code: i for i, one in enumerate(plan.projects, 1)}
        self.activity_uid = {one.code: i for i, one in enumerate(plan.activities, first)}
        self.next_uid = first + len(plan.activities)
        self.incoming: dict[str, list[int]] = {}
        for i, link in enumerate(plan.links):
            self.incoming.setdefault(link.after, []).append(i)

    def document(self) -> bytes:
        root = Xml.Element("Project", xmlns=SPACE)
        self._head(root)
        attributes = _in(root, "ExtendedAttributes")
        for field, name in ((words.TEXT30_TASK, "Text30"), (words.TEXT30_RESOURCE, "Text30")):
            one = _in(attributes, "ExtendedAttribute")
            _put(one, FieldID=field, FieldName=name, Alias=ALIAS)
        calendars = _in(root, "Calendars")
        self._calendar(calendars, DayCalendar("all days", "All days"), 1)
        for calendar in self.plan.calendars:
            self._calendar(calendars, calendar, self.calendar_uid[calendar.code])
        self._tasks(_in(root, "Tasks"))
        resources = _in(root, "Resources")
        for crew in self.plan.crews:
            self._resource(resources, crew)
        self._assignments(_in(root, "Assignments"))
        Xml.indent(root, " ")
        return (
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + Xml.tostring(root, "utf-8") + b"\n"
        )

    def _head(self, root: Xml.Element) -> None:
        plan = self.plan
        kept = {"horizon", "weather", "out_of_sequence", "calendars"}
        rest = {name: value for name, value in object_of(plan).items() if name in kept}
        rest["baselines"] = [[one.name, one.taken_on.isoformat()] for one in plan.baselines]
        rest["links"] = [object_of(one) for one in plan.links if one.calendar]
        _put(
            root,
            SaveVersion=14,
            Name=plan.name,
            Comments=f"{MARK}{json.dumps(rest, ensure_ascii=False)}",
            ScheduleFromStart=1,
            StartDate=words.morning(plan.start),
            FinishDate=words.evening(self._finish()),
            CalendarUID=1,
            DefaultStartTime="08:00:00",
            DefaultFinishTime="17:00:00",
            MinutesPerDay=MINUTES,
            MinutesPerWeek=MINUTES * 7,
            StatusDate=words.evening(plan.status_on) if plan.status_on else None,
        )

    def _finish(self) -> date:
        days = self.schedule.makespan - 1 if self.schedule is not None else self.plan.horizon - 1
        return self.plan.day(max(0, min(days, self.plan.horizon - 1)))

    # calendars

    def _calendar(self, parent: Xml.Element, calendar: DayCalendar, uid: int) -> None:
        one = _in(parent, "Calendar")
        _put(
            one,
            UID=uid,
            Name=words.clean(calendar.name or calendar.code),
            IsBaseCalendar=1,
            BaseCalendarUID=-1,
        )
        week = _in(one, "WeekDays")
        for day_type, on in zip(words.DAY_TYPES, calendar.week, strict=True):
            day = _in(week, "WeekDay")
            _put(day, DayType=day_type, DayWorking=int(on))
            if on:
                _times(day)
        rows = list(exceptions_of(calendar))
        if rows:
            exceptions = _in(one, "Exceptions")
            for first, last, working, name in rows:
                _exception(exceptions, first, last, working, name)

    # tasks

    def _tasks(self, tasks: Xml.Element) -> None:
        order = 0
        loose = [one for one in self.plan.activities if not one.project]
        members: dict[str, list[Activity]] = {}
        for activity in self.plan.activities:
            members.setdefault(activity.project, []).append(activity)
        for project in self.plan.projects:
            order += 1
            self._project(tasks, project, order)
            for activity in members.get(project.code, ()):
                order += 1
                self._activity(tasks, activity, order, level=2)
        for activity in loose:
            order += 1
            self._activity(tasks, activity, order, level=1)
        for milestone in self.plan.milestones:
            order += 1
            self._milestone(tasks, milestone, order)

    def _project(self, tasks: Xml.Element, project: Project, order: int) -> None:
        one = _in(tasks, "Task")
        _put(
            one,
            UID=self.project_uid[project.code],
            ID=order,
            Name=words.clean(project.name or project.code),
            WBS=project.code,
            OutlineLevel=1,
            Summary=1,
            Deadline=words.evening(project.promised) if project.promised else None,
        )
        self._rest(one, "project", project, words.TEXT30_TASK, name=project.name)

    def _activity(self, tasks: Xml.Element, activity: Activity, order: int, *, level: int) -> None:
        one = _in(tasks, "Task")
        i, used, progress = self.plan.position[activity.code], activity.modes[0], activity.progress
        _put(
            one,
            UID=self.activity_uid[activity.code],
            ID=order,
            Name=words.clean(activity.name or activity.code),
            Type=1,
            WBS=activity.code,
            OutlineLevel=level,
            **self._dates(activity, i),
            Duration=words.duration(used.days),
            DurationFormat=7,
            Estimated=0,
            Milestone=int(used.days == 0),
            Summary=0,
            FixedCost=used.cost,
            PercentComplete=int(progress.percent or 0) if not progress.finished else 100,
            ActualStart=words.morning(progress.started) if progress.started else None,
            ActualFinish=words.evening(progress.finished) if progress.finished else None,
            ActualCost=progress.cost,
            RemainingDuration=words.duration(activity.days_left()),
            ConstraintType=words.SNET if activity.not_before else 0,
            CalendarUID=self.calendar_uid[activity.calendar],
            ConstraintDate=words.morning(activity.not_before) if activity.not_before else None,
            IgnoreResourceCalendar=0,
        )
        for index in self.incoming.get(activity.code, ()):
            self._link(one, index)
        self._rest(one, "activity", activity, words.TEXT30_TASK, name=activity.name)
        self._baselines(one, activity.code)

    def _dates(self, activity: Activity, i: int) -> dict[str, str | None]:
        if self.schedule is not None:
            first, last = self.schedule.first_day(self.plan, i), self.schedule.last_day(self.plan, i)
            return {"Start": words.morning(first), "Finish": words.evening(max(first, last))}
        facts = activity.progress
        return {
            "Start": words.morning(facts.started) if facts.started else None,
            "Finish": words.evening(facts.finished) if facts.finished else None,
        }

    def _link(self, task: Xml.Element, index: int) -> None:
        link = self.plan.links[index]
        per_day = MINUTES if link.unit is LagUnit.WORKING else 1440
        _put(
            _in(task, "PredecessorLink"),
            PredecessorUID=self.activity_uid[link.before],
            Type=LINK_TYPES[link.type],
            CrossProject=0,
            LinkLag=link.lag * per_day * 10,
            LagFormat=LAG_FORMATS[link.unit],
        )

    def _baselines(self, task: Xml.Element, code: str) -> None:
        for index, baseline in enumerate(self.plan.baselines):
            for span in baseline.spans:
                if span.activity == code:
                    _put(
                        _in(task, "Baseline"),
                        Number=index,
                        Start=words.morning(span.first),
                        Finish=words.evening(span.last),
                        Cost=span.cost,
                    )

    def _milestone(self, tasks: Xml.Element, milestone: Milestone, order: int) -> None:
        one = _in(tasks, "Task")
        _put(
            one,
            UID=self.next_uid,
            ID=order,
            Name=words.clean(milestone.name or milestone.code),
            WBS=milestone.code,
            OutlineLevel=1,
            Duration=words.duration(0),
            DurationFormat=7,
            Milestone=1,
            Summary=0,
            CalendarUID=1,
            Deadline=words.evening(milestone.must) if milestone.must else None,
        )
        self.next_uid += 1
        for code in milestone.activities:
            uid = self.activity_uid[code]
            _put(
                _in(one, "PredecessorLink"),
                PredecessorUID=uid,
                Type=1,
                CrossProject=0,
                LinkLag=0,
                LagFormat=7,
            )
        self._rest(one, "milestone", milestone, words.TEXT30_TASK, name=milestone.name, always=True)

    def _rest(
        self,
        element: Xml.Element,
        kind: str,
        value: Activity | Crew | Milestone | Project,
        field: str,
        *,
        name: str,
        always: bool = False,
    ) -> None:
        """What the format has no place for, in the extended attribute; nothing where there is nothing."""
        rest = {key: given for key, given in object_of(value).items() if key not in CARRIED[kind]}
        if not name:
            rest["unnamed"] = True
        if kind == "activity" and isinstance(value, Activity) and "modes" in rest and _is_plain(value):
            del rest["modes"]
        if rest or always:
            text = json.dumps({"kind": kind, **rest}, ensure_ascii=False)
            _put(_in(element, "ExtendedAttribute"), FieldID=field, Value=text)

    # resources

    def _resource(self, resources: Xml.Element, crew: Crew) -> None:
        one = _in(resources, "Resource")
        stock = crew.kind is CrewKind.STOCK
        _put(
            one,
            UID=self.crew_uid[crew.code],
            ID=self.crew_uid[crew.code],
            Name=words.clean(crew.name or crew.code),
            Type=int(not stock),
            Code=crew.code,
            MaxUnits=None if stock else crew.capacity,
            StandardRate=rate_of(crew.cost_per_day),
            CalendarUID=self.calendar_uid[crew.calendar],
        )
        rest = {"capacity": crew.capacity} if stock else {}
        if crew.kind is not CrewKind.CREW:
            rest["kind_of_crew"] = crew.kind.value
        if not crew.name:
            rest["unnamed"] = True
        if rest:
            text = json.dumps({"kind": "crew", **rest}, ensure_ascii=False)
            _put(_in(one, "ExtendedAttribute"), FieldID=words.TEXT30_RESOURCE, Value=text)
        if crew.steps:
            self._availability(_in(one, "AvailabilityPeriods"), crew)

    def _availability(self, periods: Xml.Element, crew: Crew) -> None:
        edges = [(None, crew.capacity), *((step.first, step.units) for step in crew.steps)]
        for (first, units), following in zip(edges, [*edges[1:], None], strict=True):
            last = following[0] - timedelta(days=1) if following and following[0] else None
            _put(
                _in(periods, "AvailabilityPeriod"),
                AvailableFrom=words.morning(first) if first else "NA",
                AvailableTo=words.evening(last) if last else "NA",
                AvailableUnits=units,
            )

    def _assignments(self, assignments: Xml.Element) -> None:
        uid = 0
        for activity in self.plan.activities:
            for demand in activity.modes[0].demands:
                uid += 1
                _put(
                    _in(assignments, "Assignment"),
                    UID=uid,
                    TaskUID=self.activity_uid[activity.code],
                    ResourceUID=self.crew_uid[demand.crew],
                    Units=demand.units,
                )


def _is_plain(activity: Activity) -> bool:
    """One mode without a name: days, crews and cost are the task's own."""
    return len(activity.modes) == 1 and not activity.modes[0].name


def exceptions_of(calendar: DayCalendar) -> Iterable[tuple[date, date, bool, str]]:
    """Exceptions that do not overlap, as MS Project wants them: what wins on a day stands for it."""
    chosen: dict[date, tuple[bool, str]] = {}
    for closure in (one for one in calendar.closures if one.kind is ClosureKind.HOLIDAY):
        chosen |= dict.fromkeys(_days(closure.first, closure.last), (False, closure.name))
    chosen |= dict.fromkeys(calendar.worked, (True, ""))
    for closure in (one for one in calendar.closures if one.kind is not ClosureKind.HOLIDAY):
        name = words.closure_name(closure.kind, closure.name)
        chosen |= dict.fromkeys(_days(closure.first, closure.last), (False, name))
    run: tuple[date, date, bool, str] | None = None
    for day in sorted(chosen):
        working, name = chosen[day]
        if run and run[1] + timedelta(days=1) == day and run[2:] == (working, name):
            run = (run[0], day, working, name)
            continue
        if run:
            yield run
        run = (day, day, working, name)
    if run:
        yield run


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range(min((last - first).days, 40_000) + 1))


def _exception(parent: Xml.Element, first: date, last: date, working: bool, name: str) -> None:
    one = _in(parent, "Exception")
    _put(one, EnteredByOccurrences=0)
    _put(_in(one, "TimePeriod"), FromDate=f"{first}T00:00:00", ToDate=f"{last}T23:59:00")
    _put(one, Occurrences=(last - first).days + 1, Name=words.clean(name), Type=1, DayWorking=int(working))
    if working:
        _times(one)


def _times(parent: Xml.Element) -> None:
    times = _in(parent, "WorkingTimes")
    for begin, end in (("08:00:00", "12:00:00"), ("13:00:00", "17:00:00")):
        _put(_in(times, "WorkingTime"), FromTime=begin, ToTime=end)


def _in(parent: Xml.Element, name: str) -> Xml.Element:
    return Xml.SubElement(parent, name)


def _put(parent: Xml.Element, **values: object) -> None:
    """Elements with text, in the order given; None leaves one out."""
    for name, value in values.items():
        if value is not None:
            _in(parent, name).text = words.clean(str(value))


def rate_of(per_day: int) -> str:
    """Fen a day as currency an hour, which is how the format states a rate."""
    return format((Decimal(per_day) / 100 / (MINUTES // 60)).normalize(), "f")
