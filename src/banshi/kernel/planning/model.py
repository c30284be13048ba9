"""The plan as it is written down: frozen values, checked when they are made.

Everything refers by code: `Activity.calendar`, `Activity.weather`, `Activity.project`, demand on a crew, both ends
of a link. "" as a calendar means every day of the week; "" as a weather class means work that rain does not stop.
Amounts of money are integer fen, durations are whole days, dates are days without a clock.

A `Plan` is whole and consistent once it exists: codes are unique and known, every activity has a mode that its
crews could ever staff, the links form no cycle. What is refused is refused with `PlanError`, whose message names
the activity. Size is bounded (`MAX_*`), so that a hostile file ends in a refusal and not in an exhausted machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from . import errors
from .calendars import Closure, DayCalendar, SpanRule, WeatherClass
from .errors import PlanError

MAX_ACTIVITIES = 20_000
MAX_LINKS = 200_000
MAX_CREWS = 1_000
MAX_CALENDARS = 2_000
MAX_PROJECTS = 2_000
MAX_MILESTONES = 20_000
MAX_BASELINES = 100
MAX_MODES = 50
MAX_DEMANDS = 50
MAX_STOPS = 1_000
MAX_STEPS = 5_000
MAX_DAYS = 3_660
MAX_HORIZON = 7_320
MAX_UNITS = 100_000
MAX_FEN = 10**15
MAX_PARTS = 400_000


class LinkType(StrEnum):
    """Which end of the predecessor binds which end of the successor."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


class LagUnit(StrEnum):
    """CALENDAR: every day counts (curing). WORKING: only days worked in the link's calendar count."""

    CALENDAR = "calendar"
    WORKING = "working"


class CrewKind(StrEnum):
    """CREW and ACCESS (a gate, a work face, a crane) are held day by day; a STOCK is used up once and for all."""

    CREW = "crew"
    ACCESS = "access"
    STOCK = "stock"


class OutOfSequence(StrEnum):
    """What holds for work that began before its predecessors allowed it.

    RETAIN: the rest still waits for them. OVERRIDE: the start is a fact, the rest goes on.
    """

    RETAIN = "retain"
    OVERRIDE = "override"


@dataclass(frozen=True, slots=True)
class Capacity:
    """From this day on a crew has so many units."""

    first: date
    units: int

    def __post_init__(self) -> None:
        errors.day(self.first, "Capacity step: first day")
        errors.whole(self.units, "Capacity step: units", 0, MAX_UNITS)


@dataclass(frozen=True, slots=True)
class Crew:
    """A renewable resource: a crew, or an access shared by several projects.

    capacity: units from the plan's first day until the first of `steps`. A crew is held on every day of the span of
    the activity that uses it, worked or not. On days off in its own calendar the activities it staffs do not work.
    cost_per_day: fen per unit and worked day.
    """

    code: str
    name: str = ""
    capacity: int = 1
    steps: tuple[Capacity, ...] = ()
    calendar: str = ""
    cost_per_day: int = 0
    kind: CrewKind = CrewKind.CREW

    def __post_init__(self) -> None:
        what = f"Crew {errors.code_of(self.code, 'A crew')}"
        errors.whole(self.capacity, f"{what}: capacity", 0, MAX_UNITS)
        errors.whole(self.cost_per_day, f"{what}: cost per day", 0, MAX_FEN)
        steps = errors.bounded(self.steps, MAX_STEPS, f"capacity steps of {what}")
        errors.of_kind(steps, Capacity, f"{what}: steps")
        if len({step.first for step in steps}) < len(steps):
            raise PlanError("twice", f"{what} has two capacity steps on one day", crew=self.code)
        object.__setattr__(self, "steps", tuple(sorted(steps, key=lambda step: step.first)))
        object.__setattr__(self, "kind", errors.choice(CrewKind, self.kind, f"{what}: kind"))
        errors.text(self.name, f"{what}: name")
        if self.kind is CrewKind.STOCK and steps:
            raise PlanError("stock_steps", f"{what} is a stock: one total, no dated steps", crew=self.code)

    @property
    def most(self) -> int:
        """Units on its best day."""
        return max([self.capacity, *(step.units for step in self.steps)])


@dataclass(frozen=True, slots=True)
class Demand:
    """So many units of a crew on every day of the span (of a stock: once)."""

    crew: str
    units: int = 1


@dataclass(frozen=True, slots=True)
class Mode:
    """One way of doing an activity: working days, crews, and its cost in fen beyond the crews' daily cost."""

    days: int
    demands: tuple[Demand, ...] = ()
    cost: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class ThreePoint:
    """Factors on the duration: at best, most likely, at worst (triangular)."""

    low: float = 1.0
    likely: float = 1.0
    high: float = 1.0


@dataclass(frozen=True, slots=True)
class Progress:
    """What has happened by the plan's `status_on`.

    remaining: working days still to do in the mode `mode` (its index); None: taken from `percent`.
    percent: 0 to 100 of the work, for earned value. cost: actual cost so far in fen.
    """

    started: date | None = None
    finished: date | None = None
    remaining: int | None = None
    percent: float | None = None
    cost: int = 0
    mode: int = 0


@dataclass(frozen=True, slots=True)
class Activity:
    """A piece of work.

    modes: at least one; the first is the way it is planned. span: None takes the weather class's rule.
    minimum_days: no option may shorten it below this (curing, inspection). stops: closures of this activity alone.
    not_before: earliest first day (a permit, a delivery).
    """

    code: str
    modes: tuple[Mode, ...]
    name: str = ""
    project: str = ""
    calendar: str = ""
    weather: str = ""
    span: SpanRule | None = None
    minimum_days: int = 0
    factors: ThreePoint = ThreePoint()
    progress: Progress = Progress()
    stops: tuple[Closure, ...] = ()
    not_before: date | None = None

    def __post_init__(self) -> None:
        from .validate import check_activity

        check_activity(self)

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}" if self.name and self.name != self.code else self.code

    @property
    def is_finished(self) -> bool:
        return self.progress.finished is not None

    @property
    def is_started(self) -> bool:
        return self.progress.started is not None

    def days_left(self, mode: int | None = None) -> int:
        """Working days still to do in a mode (default: the one in use); the full days when not begun.

        Remaining days are stated for the mode in use and carry over to another in proportion, rounded up.
        """
        progress = self.progress
        chosen = self.modes[progress.mode if mode is None else mode]
        if self.is_finished:
            return 0
        if not self.is_started:
            return chosen.days
        used = self.modes[progress.mode]
        if progress.remaining is not None:
            if mode is None or mode == progress.mode or used.days == 0:
                return progress.remaining
            return -(-progress.remaining * chosen.days // used.days)
        # in hundredths of a percent: a float would turn 20 % of 5 days into a fifth day left
        left = 10_000 - round((progress.percent or 0.0) * 100)
        return -(-left * chosen.days // 10_000)


@dataclass(frozen=True, slots=True)
class Link:
    """`before` binds `after`. lag in days, negative allowed.

    A working-day lag counts the days worked in `calendar`; "" there means the successor's own calendar (its
    weekdays and holidays, not its crews' leave nor rain).
    """

    before: str
    after: str
    type: LinkType = LinkType.FS
    lag: int = 0
    unit: LagUnit = LagUnit.CALENDAR
    calendar: str = ""

    def __post_init__(self) -> None:
        what = f"Link {errors.shown(self.before)} -> {errors.shown(self.after)}"
        errors.whole(self.lag, f"{what}: lag", -MAX_DAYS, MAX_DAYS)
        for name, kind in (("type", LinkType), ("unit", LagUnit)):
            object.__setattr__(self, name, errors.choice(kind, getattr(self, name), f"{what}: {name}"))


@dataclass(frozen=True, slots=True)
class Milestone:
    """Reached when all its activities are done. `must` is promised, `should` is wanted; both days included."""

    code: str
    activities: tuple[str, ...]
    name: str = ""
    must: date | None = None
    should: date | None = None

    def __post_init__(self) -> None:
        what = f"Milestone {errors.code_of(self.code, 'A milestone')}"
        object.__setattr__(
            self, "activities", errors.bounded(self.activities, MAX_ACTIVITIES, f"activities of {what}")
        )
        if not self.activities:
            raise PlanError("empty", f"{what} waits for no activity", milestone=self.code)
        errors.text(self.name, f"{what}: name")
        errors.day_or_none(self.must, f"{what}: must date")
        errors.day_or_none(self.should, f"{what}: should date")


@dataclass(frozen=True, slots=True)
class Project:
    """promised: the day the site promises to be done. contract: the contract's last day, never moved by a plan."""

    code: str
    name: str = ""
    promised: date | None = None
    contract: date | None = None

    def __post_init__(self) -> None:
        what = f"Project {errors.code_of(self.code, 'A project')}"
        errors.text(self.name, f"{what}: name")
        errors.day_or_none(self.promised, f"{what}: promised day")
        errors.day_or_none(self.contract, f"{what}: contract day")


@dataclass(frozen=True, slots=True)
class BaselineSpan:
    """Planned first and last day of an activity, and its budget in fen."""

    activity: str
    first: date
    last: date
    cost: int = 0

    def __post_init__(self) -> None:
        what = f"Baseline of activity {errors.code_of(self.activity, 'A baseline')}"
        errors.day(self.first, f"{what}: first day")
        errors.day(self.last, f"{what}: last day")
        errors.whole(self.cost, f"{what}: budget in fen", 0, MAX_FEN * 10)
        # an activity without days ends in the evening before the day it stands on
        if (self.first - self.last).days > 1:
            raise PlanError(
                "reversed", f"{what}: {self.last} lies before {self.first}", activity=self.activity
            )


@dataclass(frozen=True, slots=True)
class Baseline:
    """A plan as it stood on a day; never changed afterwards."""

    name: str
    taken_on: date
    spans: tuple[BaselineSpan, ...]

    def __post_init__(self) -> None:
        what = f"Baseline {errors.text(self.name, 'Baseline: name')}"
        errors.day(self.taken_on, f"{what}: day")
        spans = errors.bounded(self.spans, MAX_ACTIVITIES, f"activities in {what}")
        errors.of_kind(spans, BaselineSpan, f"{what}: spans")
        if len({span.activity for span in spans}) < len(spans):
            raise PlanError("twice", f"{what} names an activity twice")
        object.__setattr__(self, "spans", spans)


@dataclass(frozen=True)
class Plan:
    """Everything the engine needs to know.

    start: day index 0. horizon: number of days looked at; nothing is planned beyond. status_on: the evening up to
    which progress is reported (that day included); work left is planned from the next day. None: nothing has begun.
    """

    start: date
    horizon: int
    activities: tuple[Activity, ...]
    links: tuple[Link, ...] = ()
    crews: tuple[Crew, ...] = ()
    calendars: tuple[DayCalendar, ...] = ()
    weather: tuple[WeatherClass, ...] = ()
    projects: tuple[Project, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    status_on: date | None = None
    out_of_sequence: OutOfSequence = OutOfSequence.RETAIN
    name: str = field(default="")

    def __post_init__(self) -> None:
        from .validate import check_plan

        check_plan(self)

    @cached_property
    def position(self) -> dict[str, int]:
        """Index of each activity by code."""
        return {activity.code: i for i, activity in enumerate(self.activities)}

    @cached_property
    def crew_position(self) -> dict[str, int]:
        return {crew.code: i for i, crew in enumerate(self.crews)}

    @cached_property
    def calendar_of(self) -> dict[str, DayCalendar]:
        return {calendar.code: calendar for calendar in self.calendars}

    @cached_property
    def weather_of(self) -> dict[str, WeatherClass]:
        return {weather.code: weather for weather in self.weather}

    @cached_property
    def project_of(self) -> dict[str, Project]:
        return {project.code: project for project in self.projects}

    @property
    def work_from(self) -> int:
        """Day index from which open work is planned: the day after `status_on`, 0 without one."""
        return 0 if self.status_on is None else self.index(self.status_on) + 1

    def activity(self, code: str) -> Activity:
        return self.activities[self.position[code]]

    def index(self, day: date) -> int:
        """Day index of a date; negative before the first day, may lie beyond the horizon."""
        return (day - self.start).days

    def day(self, index: int) -> date:
        """Date of a day index."""
        return self.start + timedelta(days=int(index))

    def span_rule(self, activity: Activity) -> SpanRule:
        if activity.span is not None:
            return activity.span
        weather = self.weather_of.get(activity.weather)
        return weather.span if weather else SpanRule.MAY_SPAN

    def promises(self) -> Iterator[tuple[str, str, date, tuple[int, ...]]]:
        """Every named promise: (kind "project" | "milestone", code, last day, indices of its activities)."""
        for project in self.projects:
            if project.promised is not None:
                members = tuple(i for i, a in enumerate(self.activities) if a.project == project.code)
                yield "project", project.code, project.promised, members
        for milestone in self.milestones:
            if milestone.must is not None:
                yield (
                    "milestone",
                    milestone.code,
                    milestone.must,
                    tuple(self.position[code] for code in milestone.activities),
                )
