"""Calendars of a file: weeks and exceptions, a derived calendar on its base."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from xml.etree.ElementTree import Element

from banshi.kernel.planning import model
from banshi.kernel.planning.calendars import Closure, DayCalendar
from banshi.kernel.planning.errors import PlanError
from banshi.kernel.planning.formats.plan_json import made_of

from . import words
from .source import Source, code_of
from .writing import exceptions_of


class Calendars:
    """The calendars of one file."""

    def __init__(self, file: Source) -> None:
        self.file = file

    @property
    def of_plan(self) -> tuple[DayCalendar, ...]:
        """Those that a plan states."""
        return tuple(one for one in self.by_uid.values() if one)

    @cached_property
    def by_uid(self) -> dict[str, DayCalendar | None]:
        """None stands for calendar 1 of our own files: every day of the week, which a plan writes as ""."""
        kept = [made_of(DayCalendar, one, "calendars") for one in self.file.kept_rows("calendars")]
        mine = {str(uid): one for uid, one in enumerate(kept, 2)}
        elements = {
            self.file.text(one, "UID") or "": one
            for one in self.file.each(self.file.root, "Calendars", "Calendar")
        }
        found: dict[str, DayCalendar | None] = {}
        for uid in elements:
            if self.file.rest and uid == "1":
                found[uid] = None
                continue
            taken = {one.code for one in found.values() if one}
            found[uid] = self._calendar(uid, elements, mine.get(uid), taken)
        return found

    def _calendar(
        self, uid: str, elements: dict[str, Element], kept: DayCalendar | None, taken: set[str]
    ) -> DayCalendar:
        week, rows = self._days_of(uid, elements, 0)
        if kept and kept.week == week and list(exceptions_of(kept)) == sorted(rows):
            return kept
        name = self.file.text(elements[uid], "Name") or f"calendar {uid}"
        code = kept.code if kept else code_of(name, f"calendar {uid}", taken)
        closures = []
        for first, last, working, given in sorted(rows):
            kind, named = words.closure_of(given)
            if not working:
                closures.append(Closure(first, last, kind, named))
        worked = [
            first + timedelta(days=n)
            for first, last, working, _ in rows
            if working
            for n in range((last - first).days + 1)
        ]
        return DayCalendar(code, kept.name if kept else name[:80], week, tuple(closures), tuple(worked))

    def _days_of(
        self, uid: str, elements: dict[str, Element], depth: int
    ) -> tuple[tuple[bool, ...], list[tuple[date, date, bool, str]]]:
        """Week and exceptions; a derived calendar adds its own to its base's."""
        element = elements[uid]
        base = self.file.text(element, "BaseCalendarUID") or "-1"
        week, rows = [True] * 5 + [False] * 2, []
        if base in elements and base != uid and depth < 10:
            inherited, rows = self._days_of(base, elements, depth + 1)
            week = list(inherited)
        for day in self.file.each(element, "WeekDays", "WeekDay"):
            kind = self.file.text(day, "DayType") or ""
            if kind in words.DAY_TYPES:
                week[words.DAY_TYPES.index(kind)] = self.file.text(day, "DayWorking") == "1"
            elif kind == "0":
                rows = rows + self._exception(day, uid)
        for one in self.file.each(element, "Exceptions", "Exception"):
            rows = rows + self._exception(one, uid)
        return tuple(week), rows

    def _exception(self, element: Element, uid: str) -> list[tuple[date, date, bool, str]]:
        period = element.find(f"{self.file.space}TimePeriod")
        if period is None:
            return []
        first = words.day_of(self.file.text(period, "FromDate") or "", f"Calendar {uid}: exception")
        last = words.day_of(self.file.text(period, "ToDate") or "", f"Calendar {uid}: exception")
        if self.file.text(element, "Type") not in (None, "1") and self.file.text(
            element, "Occurrences"
        ) not in (
            None,
            "1",
        ):
            days = (last - first).days + 1
            if self.file.text(element, "Occurrences") != str(days):
                self.file.note(
                    f"Calendar {uid}: the recurring exception from {first} is taken as all days up to {last}"
                )
        if not 0 <= (last - first).days <= model.MAX_HORIZON:
            raise PlanError("reversed", f"Calendar {uid}: an exception runs from {first} to {last}")
        working = self.file.text(element, "DayWorking") == "1"
        return [(first, last, working, "" if working else self.file.text(element, "Name") or "")]

    def code_of_uid(self, uid: str | None) -> str:
        found = self.by_uid.get(uid or "")
        return found.code if found else ""
