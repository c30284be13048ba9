"""Links of a file; one of a summary is a link of each activity that it sums up."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from banshi.kernel.planning import model
from banshi.kernel.planning.errors import PlanError
from banshi.kernel.planning.formats.plan_json import made_of
from banshi.kernel.planning.model import LagUnit, Link, LinkType

from . import words
from .source import ELAPSED, Source
from .tasks import Tasks

_TYPES = {code: kind for kind, code in words.LINK_TYPES.items()}
Key = tuple[str, str, LinkType, int]
_PERCENT = frozenset({"19", "20", "51", "52"})


class Links:
    """The links of one file."""

    def __init__(self, file: Source, tasks: Tasks) -> None:
        self.file, self.tasks = file, tasks

    def links(self) -> list[Link]:
        milestones = {one.code for one in self.tasks.leaves[1]}
        kept = self.kept()
        found: list[Link] = []
        for task in self.tasks.rows:
            for row in self.file.each(task, "PredecessorLink"):
                if self.file.kept_of(task, "milestone") and (self.file.text(task, "WBS") or "") in milestones:
                    continue
                found += self.link(task, row, kept, model.MAX_LINKS - len(found))
        position = {one.code: i for i, one in enumerate(self.tasks.leaves[0])}
        return sorted(found, key=lambda link: position[link.after])

    def kept(self) -> dict[Key, str]:
        """Calendars of working-day lags, for which the file has no place. Two links may join the same activities."""
        rows = [made_of(Link, one, "links") for one in self.file.kept_rows("links")]
        return {(one.before, one.after, one.type, one.lag): one.calendar for one in rows}

    def link(self, task: Element, row: Element, kept: dict[Key, str], room: int) -> list[Link]:
        before, after = self.file.text(row, "PredecessorUID") or "", self.file.text(task, "UID") or ""
        if before not in self.tasks.members:
            self.file.note(
                f"Task {after}: its predecessor {before} is not in this file; the link is left out"
            )
            return []
        if len(self.tasks.members[before]) * len(self.tasks.members.get(after, ())) > room:
            raise PlanError("too_many", f"More than {model.MAX_LINKS:,} links: split the plan")
        kind = _TYPES.get(self.file.text(row, "Type") or "1", LinkType.FS)
        lag, unit = self.lag(row, after)
        if len(self.tasks.members[before]) > 1 and kind in (LinkType.SS, LinkType.SF):
            self.file.note(
                f"Task {after}: a link from the start of a summary is taken from the start of each of its tasks"
            )
        return [
            Link(a, b, kind, lag, unit, kept.get((a, b, kind, lag), "") if unit is LagUnit.WORKING else "")
            for a in self.tasks.members[before]
            for b in self.tasks.members.get(after, ())
            if a != b
        ]

    def lag(self, row: Element, after: str) -> tuple[int, LagUnit]:
        tenths = words.whole(self.file.text(row, "LinkLag") or "0", f"Task {after}: lag")
        form = self.file.text(row, "LagFormat") or "7"
        if form in _PERCENT:
            self.file.note(f"Task {after}: a lag in percent is left out")
            return 0, LagUnit.CALENDAR
        elapsed = form in ELAPSED
        per_day = (1440 if elapsed else self.file.minutes) * 10
        if tenths % per_day:
            self.file.note(f"Task {after}: a lag of {tenths / 10:g} minutes is no whole days; rounded up")
        days = -(-tenths // per_day)
        return days, LagUnit.CALENDAR if elapsed else LagUnit.WORKING
