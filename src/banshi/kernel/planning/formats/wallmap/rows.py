"""What stands in each row of the map: a project's heading, an activity, a milestone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from banshi.kernel.planning.compiled import Compiled
from banshi.kernel.planning.model import Baseline
from banshi.kernel.planning.risk.report import RiskReport
from banshi.kernel.planning.solution import Schedule


@dataclass(frozen=True, slots=True)
class Bar:
    """An activity. Boundaries of the plan; done: boundary up to which its bar is filled; due: of its promise."""

    label: str
    start: int
    end: int
    done: int
    due: int | None
    critical: bool
    finished: bool
    ghost: tuple[int, int] | None = None
    whisker: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A project, with the boundary of its promised day."""

    label: str
    due: int | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A milestone: when it is reached, when promised, its whisker."""

    label: str
    reached: int
    due: int | None
    whisker: tuple[int, int] | None = None


Row = Bar | Heading | Flag


class Rows:
    """The rows of one map, in order: projects as in the plan, their activities by start, then milestones."""

    def __init__(
        self,
        c: Compiled,
        schedule: Schedule,
        *,
        baseline: Baseline | None,
        outlook: RiskReport | None,
        critical: Collection[int],
    ) -> None:
        self.c, self.plan, self.schedule, self.critical = c, c.plan, schedule, frozenset(critical)
        self.ghosts = {
            one.activity: (self.plan.index(one.first), self.plan.index(one.last) + 1)
            for one in (baseline.spans if baseline else ())
        }
        self.whiskers = {one.code: _span(one.outlook) for one in (outlook.activities if outlook else ())}
        promises = outlook.promises if outlook else ()
        self.of_milestones = {one.code: _span(one.outlook) for one in promises if one.kind == "milestone"}

    def all(self) -> list[Row]:
        groups: dict[str, list[int]] = {project.code: [] for project in self.plan.projects}
        for i, activity in enumerate(self.plan.activities):
            groups.setdefault(activity.project, []).append(i)
        found: list[Row] = []
        for code, members in groups.items():
            if code:
                project = self.plan.project_of[code]
                due = self.plan.index(project.promised) + 1 if project.promised else None
                found.append(Heading(project.name or project.code, due))
            found += [self._bar(i) for i in sorted(members, key=lambda i: (int(self.schedule.start[i]), i))]
        return found + list(self._flags())

    def _bar(self, i: int) -> Bar:
        activity, c = self.plan.activities[i], self.c
        begun = int(c.actual_start[i])
        start = begun if begun >= 0 else int(self.schedule.start[i])
        end = max(int(self.schedule.end[i]), start)
        return Bar(
            label=activity.label,
            start=start,
            end=end,
            done=end if activity.is_finished else self._done(i, start, end),
            due=int(c.deadline[i]) if c.deadline[i] < c.horizon else None,
            critical=i in self.critical,
            finished=activity.is_finished,
            ghost=self.ghosts.get(activity.code),
            whisker=None if activity.is_finished else self.whiskers.get(activity.code),
        )

    def _done(self, i: int, start: int, end: int) -> int:
        """The share that is done, by its percent, else by the working days that are left."""
        activity = self.plan.activities[i]
        if not activity.is_started:
            return start
        percent = activity.progress.percent
        if percent is None:
            days = activity.modes[activity.progress.mode].days
            percent = 100.0 * (1 - activity.days_left() / days) if days else 100.0
        return start + round((end - start) * min(max(percent, 0.0), 100.0) / 100)

    def _flags(self) -> list[Flag]:
        found = []
        for one in self.plan.milestones:
            reached = max(int(self.schedule.end[self.plan.position[code]]) for code in one.activities)
            due = self.plan.index(one.must) + 1 if one.must else None
            found.append(Flag(one.name or one.code, reached, due, self.of_milestones.get(one.code)))
        return found


def _span(outlook: object) -> tuple[int, int]:
    return outlook.p50.boundary, outlook.p80.boundary  # type: ignore[attr-defined]


def extent(c: Compiled, rows: Collection[Row], extra: Mapping[str, int | None]) -> tuple[int, int]:
    """First and last boundary that must be seen, with a margin."""
    points = [value for value in extra.values() if value is not None]
    for row in rows:
        if isinstance(row, Bar):
            points += [row.start, row.end, *(row.ghost or ()), *(row.whisker or ())]
        elif isinstance(row, Flag):
            points += [row.reached, *(row.whisker or ())]
        due = row.due
        points += [due] if due is not None else []
    points = [min(max(point, -366), c.horizon) for point in points] or [0, 1]
    margin = max(2, (max(points) - min(points)) // 60)
    return min(points) - margin, max(points) + margin
