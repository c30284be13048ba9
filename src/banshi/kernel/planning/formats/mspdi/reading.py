"""From bytes to a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from banshi.kernel.planning import model
from banshi.kernel.planning.calendars import WeatherClass
from banshi.kernel.planning.errors import PlanError
from banshi.kernel.planning.formats.plan_json import made_of
from banshi.kernel.planning.model import Activity, Baseline, BaselineSpan, Plan

from . import words
from .crews import Crews
from .days import Calendars
from .links import Links
from .source import Source
from .tasks import Tasks
from .words import SPACE

MAX_BYTES = 32_000_000


@dataclass(frozen=True, slots=True)
class Read:
    """notes: sentences about what the file says and a plan cannot hold, at most `MAX_NOTES`."""

    plan: Plan
    notes: tuple[str, ...]


def read(content: bytes) -> Read:
    """The plan in an MSPDI file. PlanError when it is none, or when the plan it states cannot be used."""
    if len(content) > MAX_BYTES:
        raise PlanError("too_large", f"The file has more than {MAX_BYTES // 1_000_000} MB: split the plan")
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        why = "it declares entities or a document type" if isinstance(error, DefusedXmlException) else error
        raise PlanError("not_xml", f"This is not MS Project's XML: {why!s:.200}") from None
    if root.tag not in (f"{{{SPACE}}}Project", "Project"):
        raise PlanError("not_mspdi", "This is not MS Project's XML: its outermost element is no Project")
    return _Reader(root).result()


class _Reader:
    """The parts of one file, put together."""

    def __init__(self, root: Element) -> None:
        self.file = Source(root)
        self.calendars = Calendars(self.file)
        self.crews = Crews(self.file, self.calendars)
        self.tasks = Tasks(self.file, self.calendars, self.crews)

    def result(self) -> Read:
        start = words.day_of(self.file.text(self.file.root, "StartDate") or "", "StartDate")
        status = self.file.text(self.file.root, "StatusDate")
        activities, milestones = self.tasks.leaves
        rest = {name: self.file.rest[name] for name in ("out_of_sequence",) if name in self.file.rest}
        plan = Plan(
            start=start,
            horizon=self.horizon(start),
            activities=tuple(activities),
            links=tuple(Links(self.file, self.tasks).links()),
            crews=self.crews.of_plan,
            calendars=self.calendars.of_plan,
            weather=tuple(made_of(WeatherClass, one, "weather") for one in self.file.kept_rows("weather")),
            projects=tuple(self.tasks.projects.values()),
            milestones=tuple(milestones),
            baselines=tuple(self.baselines()),
            status_on=words.day_of(status, "StatusDate")
            if status and self.follows_status(activities)
            else None,
            name=(self.file.text(self.file.root, "Name") or "")[:200],
            **rest,
        )
        return Read(plan, tuple(self.file.notes))

    def horizon(self, start: date) -> int:
        kept = self.file.rest.get("horizon")
        if type(kept) is int:
            return kept
        finish = self.file.text(self.file.root, "FinishDate")
        days = (words.day_of(finish, "FinishDate") - start).days + 1 if finish else 0
        return min(max(days * 2, days + 365), model.MAX_HORIZON)

    def follows_status(self, activities: list[Activity]) -> bool:
        """MS Project writes a status date of today into plans that nobody reports on; without facts it is none."""
        return bool(self.file.rest) or any(one.is_started for one in activities)

    def baselines(self) -> list[Baseline]:
        spans: dict[int, list[BaselineSpan]] = {}
        for task in self.tasks.rows:
            codes = self.tasks.members.get(self.file.text(task, "UID") or "", [])
            if len(codes) != 1 or self.file.text(task, "Summary") == "1":
                continue
            for one in self.file.each(task, "Baseline"):
                index = words.whole(self.file.text(one, "Number") or "0", f"Task {codes[0]}: baseline")
                first, last = (self.file.text(one, name) for name in ("Start", "Finish"))
                if first and last:
                    what = f"Task {codes[0]}: baseline"
                    cost = words.whole(self.file.text(one, "Cost") or "0", what)
                    begins, ends = words.day_of(first, what), words.day_of(last, what)
                    spans.setdefault(index, []).append(BaselineSpan(codes[0], begins, ends, cost))
        kept = [_named(row) for row in self.file.kept_rows("baselines")]
        names = {i: (name, words.day_of(day, "baseline")) for i, (name, day) in enumerate(kept)}
        start = words.day_of(self.file.text(self.file.root, "StartDate") or "", "StartDate")
        position = {one.code: i for i, one in enumerate(self.tasks.leaves[0])}
        return [
            Baseline(
                *names.get(index, (f"Baseline {index}", start)),
                tuple(sorted(spans.get(index, ()), key=lambda span: position[span.activity])),
            )
            for index in sorted({*spans, *names})
        ]


def _named(row: Any) -> tuple[Any, str]:
    """Name and day of a baseline that is kept for us."""
    name, day = row if isinstance(row, list) and len(row) == 2 else (None, None)
    return name, day if isinstance(day, str) else ""
