"""Tasks of a file: summaries of the first level as projects, leaves as activities or milestones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

from banshi.kernel.planning import model
from banshi.kernel.planning.errors import PlanError
from banshi.kernel.planning.formats.plan_json import made_of
from banshi.kernel.planning.model import Activity, Demand, Milestone, Mode, Progress, Project

from . import words
from .crews import Crews
from .days import Calendars
from .source import ELAPSED, Source, code_of, fields_of


class Tasks:
    """The tasks of one file. `members`: UID -> codes of the activities that the task is or sums up."""

    def __init__(self, file: Source, calendars: Calendars, crews: Crews) -> None:
        self.file, self.calendars, self.crews = file, calendars, crews
        self.members: dict[str, list[str]] = {}

    @cached_property
    def rows(self) -> list[Element]:
        """Tasks in outline order, without blank rows and without the file's own row."""
        rows = self.file.each(self.file.root, "Tasks", "Task")
        if len(rows) > model.MAX_ACTIVITIES + model.MAX_PROJECTS + model.MAX_MILESTONES:
            raise PlanError("too_many", f"More than {model.MAX_ACTIVITIES:,} tasks: split the plan")
        rows = [
            one
            for one in rows
            if self.file.text(one, "IsNull") != "1" and self.file.text(one, "UID") not in (None, "0")
        ]
        return sorted(rows, key=lambda one: words.whole(self.file.text(one, "ID") or "0", "Task ID"))

    @cached_property
    def projects(self) -> dict[str, Project]:
        """Summary tasks of the first level, by UID."""
        found: dict[str, Project] = {}
        for one in self.rows:
            if self.file.text(one, "Summary") == "1" and self.file.text(one, "OutlineLevel") == "1":
                extra, uid = self.file.kept_of(one, "project"), self.file.text(one, "UID") or ""
                name = "" if extra.get("unnamed") else self.file.text(one, "Name") or ""
                code = code_of(
                    self.file.text(one, "WBS") or name, f"P{uid}", {each.code for each in found.values()}
                )
                deadline = self.file.text(one, "Deadline")
                made = made_of(Project, {**fields_of(extra), "code": code, "name": name[:200]}, f"task {uid}")
                promised = words.day_of(deadline, f"Task {uid}: deadline") if deadline else None
                found[uid] = replace(made, promised=promised)
        return found

    @cached_property
    def leaves(self) -> tuple[list[Activity], list[Milestone]]:
        """Activities in the order of the file (of our own files: of the plan), and milestones."""
        project, above, rows, milestones = "", [], [], []
        taken: set[str] = set()
        for one in self.rows:
            uid = self.file.text(one, "UID") or ""
            level = min(
                max(words.whole(self.file.text(one, "OutlineLevel") or "1", f"Task {uid}: level"), 1), 1_000
            )
            above = [(its, at) for its, at in above if at < level]
            if level == 1:
                project = self.projects[uid].code if uid in self.projects else ""
            if self.file.text(one, "Summary") == "1":
                above.append((uid, level))
                self.members.setdefault(uid, [])
                continue
            if self.file.kept_of(one, "milestone"):
                milestones.append(one)
                continue
            code = code_of(self.file.text(one, "WBS") or "", f"T{uid}", taken)
            taken.add(code)
            for its, _ in above:
                self.members[its].append(code)
            self.members[uid] = [code]
            rows.append((words.whole(uid, "Task UID"), self.activity(one, uid, code, project)))
        if self.file.rest:
            rows.sort(key=lambda row: row[0])
        activities = [one for _, one in rows]
        return activities, [self.milestone(one) for one in milestones]

    def activity(self, one: Element, uid: str, code: str, project: str) -> Activity:
        what, extra = f"Task {code}", self.file.kept_of(one, "activity")
        name = "" if extra.get("unnamed") else (self.file.text(one, "Name") or "")
        days = self.working_days(self.file.text(one, "Duration"), self.file.text(one, "DurationFormat"), what)
        stands_in = {"modes": [{"days": max(days, _whole_or_0(extra.get("minimum_days")))}]}
        kept = made_of(Activity, {**stands_in, **fields_of(extra), "code": code}, what)
        cost = words.whole(self.file.text(one, "FixedCost") or "0", f"{what}: FixedCost")
        demands = self.crews.demands.get(uid, ())
        same = "modes" in extra and (kept.modes[0].days, kept.modes[0].cost) == (days, cost)
        if same and sorted(kept.modes[0].demands, key=_crew) == sorted(demands, key=_crew):
            modes = kept.modes
        else:
            more = kept.modes[1:] if "modes" in extra else ()
            modes = (Mode(days, tuple(demands), max(cost, 0), kept.modes[0].name), *more)
        least = min(kept.minimum_days, *(mode.days for mode in modes))
        if least < kept.minimum_days:
            self.file.note(
                f"{what}: {days} days are below its minimum of {kept.minimum_days}; look at it again"
            )
        return replace(
            kept,
            name=name[:200],
            project=project,
            calendar=self._calendar(one),
            modes=modes,
            minimum_days=least,
            not_before=self.constraint(one, what),
            progress=self.progress(one, kept.progress, modes, what),
        )

    def _calendar(self, one: Element) -> str:
        """The task's own calendar, else the file's; MS Project writes -1 into a task that has none of its own."""
        own = self.file.text(one, "CalendarUID")
        if own is None or own == "-1":
            own = self.file.text(self.file.root, "CalendarUID")
        return self.calendars.code_of_uid(own)

    def working_days(self, text: str | None, form: str | None, what: str) -> int:
        minutes = words.minutes_of(text or "PT0H0M0S", f"{what}: duration")
        per_day = 1440 if form in ELAPSED else self.file.minutes
        if form in ELAPSED and minutes:
            self.file.note(
                f"{what}: its duration counts every hour of the clock; taken as days of its calendar"
            )
        if minutes % per_day:
            self.file.note(f"{what}: {minutes} minutes are no whole days of {per_day} minutes; rounded up")
        return -(-minutes // per_day)

    def constraint(self, one: Element, what: str) -> date | None:
        kind, day = self.file.text(one, "ConstraintType") or "0", self.file.text(one, "ConstraintDate")
        if kind == words.SNET and day:
            return words.day_of(day, f"{what}: constraint")
        if kind not in ("0", words.SNET):
            self.file.note(
                f"{what}: a constraint of type {kind} on {(day or '')[:10]} is left out; promise it instead"
            )
        return None

    def progress(self, one: Element, kept: Progress, modes: tuple[Mode, ...], what: str) -> Progress:
        """What the file says; the exact figures that it has no place for, where it says the same."""
        started, finished = self.file.text(one, "ActualStart"), self.file.text(one, "ActualFinish")
        percent = words.whole(self.file.text(one, "PercentComplete") or "0", f"{what}: percent")
        cost = max(words.whole(self.file.text(one, "ActualCost") or "0", f"{what}: actual cost"), 0)
        days = self.working_days(self.file.text(one, "RemainingDuration"), None, what)
        first = words.day_of(started, f"{what}: actual start") if started else None
        last = words.day_of(finished, f"{what}: actual finish") if finished else None
        if (kept.started, kept.finished, kept.cost) == (first, last, cost):
            shown = 100 if kept.finished else int(kept.percent or 0)
            left = Activity("x", modes, progress=kept).days_left() if kept.mode < len(modes) else -1
            if shown == percent and left == days:
                return kept
        if first is None:
            if percent:
                self.file.note(f"{what}: {percent} % done without an actual start is left out")
            return Progress(cost=cost)
        return Progress(first, last, None if last else days, float(min(max(percent, 0), 100)), cost)

    def milestone(self, one: Element) -> Milestone:
        uid, extra = self.file.text(one, "UID") or "", self.file.kept_of(one, "milestone")
        rows = [
            self.file.text(each, "PredecessorUID") or "" for each in self.file.each(one, "PredecessorLink")
        ]
        codes = [code for row in rows for code in self.members.get(row, ())]
        name = "" if extra.get("unnamed") else (self.file.text(one, "Name") or "")
        deadline = self.file.text(one, "Deadline")
        rest = {
            **fields_of(extra),
            "code": self.file.text(one, "WBS") or f"M{uid}",
            "activities": codes,
            "name": name,
        }
        made = made_of(Milestone, rest, f"task {uid}")
        return replace(made, must=words.day_of(deadline, f"Task {uid}: deadline") if deadline else None)


def _whole_or_0(given: Any) -> int:
    return given if type(given) is int and given > 0 else 0


def _crew(demand: Demand) -> str:
    return demand.crew
