"""Resources of a file as crews, and assignments as demands."""

from __future__ import annotations

from functools import cached_property
from xml.etree.ElementTree import Element

from banshi.kernel.planning import model
from banshi.kernel.planning.model import Capacity, Crew, CrewKind, Demand

from . import words
from .days import Calendars
from .source import Source, code_of
from .writing import rate_of


class Crews:
    """The resources and assignments of one file."""

    def __init__(self, file: Source, calendars: Calendars) -> None:
        self.file, self.calendars = file, calendars

    @cached_property
    def _resources(self) -> dict[str, Element]:
        rows = self.file.each(self.file.root, "Resources", "Resource")
        return {
            uid: one
            for one in rows
            if (uid := self.file.text(one, "UID")) not in (None, "0") and self.file.text(one, "IsNull") != "1"
        }

    @cached_property
    def codes(self) -> dict[str, str]:
        taken: set[str] = set()
        found = {}
        for uid, one in self._resources.items():
            found[uid] = code_of(
                self.file.text(one, "Code") or self.file.text(one, "Name") or "", f"R{uid}", taken
            )
            taken.add(found[uid])
        return found

    @property
    def of_plan(self) -> tuple[Crew, ...]:
        """Those that a plan states."""
        return tuple(self._crew(one, self.codes[uid]) for uid, one in self._resources.items())

    def _crew(self, one: Element, code: str) -> Crew:
        what, extra = f"Resource {code}", self.file.kept_of(one, "crew")
        stock = self.file.text(one, "Type") == "0"
        kind = CrewKind.STOCK if stock else CrewKind(extra.get("kind_of_crew", "crew"))
        units = (
            int(extra.get("capacity", 0)) if stock else self.file.units(self.file.text(one, "MaxUnits"), what)
        )
        if stock and "capacity" not in extra:
            self.file.note(f"{what}: a material without an amount; taken as unlimited")
            units = model.MAX_UNITS
        capacity, steps = self._availability(one, units, what)
        rate = words.number(self.file.text(one, "StandardRate") or "0", f"{what}: rate")
        per_day = int((rate * 100 * self.file.minutes / 60).to_integral_value())
        if rate_of(per_day) != format(rate.normalize(), "f") and rate:
            self.file.note(f"{what}: its rate is rounded to {per_day} fen a day")
        return Crew(
            code,
            "" if extra.get("unnamed") else (self.file.text(one, "Name") or "")[:200],
            capacity,
            () if stock else steps,
            self.calendars.code_of_uid(self.file.text(one, "CalendarUID")),
            max(per_day, 0),
            kind,
        )

    def _availability(self, one: Element, units: int, what: str) -> tuple[int, tuple[Capacity, ...]]:
        steps, first_units = [], units
        for period in self.file.each(one, "AvailabilityPeriods", "AvailabilityPeriod"):
            begins = self.file.text(period, "AvailableFrom") or "NA"
            amount = self.file.units(self.file.text(period, "AvailableUnits"), what)
            if begins == "NA" or begins.startswith("1984"):
                first_units = amount
            else:
                steps.append(Capacity(words.day_of(begins, f"{what}: available from"), amount))
        return first_units, tuple(steps)

    @cached_property
    def demands(self) -> dict[str, tuple[Demand, ...]]:
        """By the task's UID; assignments of nobody are left out, two of one crew are added."""
        found: dict[str, dict[str, int]] = {}
        for one in self.file.each(self.file.root, "Assignments", "Assignment"):
            task, crew = (
                self.file.text(one, "TaskUID") or "",
                self.codes.get(self.file.text(one, "ResourceUID") or ""),
            )
            if crew is not None:
                units = self.file.units(self.file.text(one, "Units"), f"Assignment of {crew}")
                row = found.setdefault(task, {})
                row[crew] = row.get(crew, 0) + units
        return {task: tuple(Demand(*pair) for pair in row.items()) for task, row in found.items()}
