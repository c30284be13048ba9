"""What a site asks every evening: which promises does this schedule keep, and what has to begin now?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from banshi.kernel.planning import words
from banshi.kernel.planning.compiled import Compiled
from banshi.kernel.planning.model import Plan
from banshi.kernel.planning.solution import Schedule

from .levelled import Backward


@dataclass(frozen=True, slots=True)
class Outlook:
    """A project or milestone in a schedule. Days are the evenings by which it is, or should be, done.

    must: promised. should: wanted. contract: the contract's day, of projects only. ends: None when it does not fit
    the plan's days.
    """

    kind: str
    code: str
    name: str
    ends: date | None
    must: date | None = None
    should: date | None = None
    contract: date | None = None

    def late(self, against: str = "must") -> int | None:
        """Days later (+) or earlier (-) than the "must", "should" or "contract" day; None without either day."""
        day = getattr(self, against)
        return None if day is None or self.ends is None else (self.ends - day).days

    def say(self) -> str:
        label = f"{self.kind.capitalize()} {self.code}"
        if self.ends is None:
            return f"{label} does not end within the days that the plan looks at"
        parts = [f"{label} ends on {self.ends}"]
        for against, word in (("must", "promised"), ("should", "wanted"), ("contract", "contract")):
            days = self.late(against)
            if days is not None:
                side = (
                    "on the day"
                    if days == 0
                    else f"{words.days(abs(days))} {'later' if days > 0 else 'earlier'}"
                )
                parts.append(f"{word} {getattr(self, against)}: {side}")
        return "; ".join(parts)


def outlook(plan: Plan, schedule: Schedule) -> tuple[Outlook, ...]:
    """Every project that has activities, then every milestone, in the plan's order."""
    found = []
    for project in plan.projects:
        members = [i for i, a in enumerate(plan.activities) if a.project == project.code]
        if members:
            ends = _ends(plan, schedule, members)
            found.append(
                Outlook("project", project.code, project.name, ends, project.promised, None, project.contract)
            )
    for stone in plan.milestones:
        ends = _ends(plan, schedule, [plan.position[code] for code in stone.activities])
        found.append(Outlook("milestone", stone.code, stone.name, ends, stone.must, stone.should))
    return tuple(found)


def _ends(plan: Plan, schedule: Schedule, members: list[int]) -> date | None:
    if any(not 0 <= int(schedule.end[i]) <= plan.horizon for i in members):
        return None
    return max(schedule.last_day(plan, i) for i in members)


@dataclass(frozen=True, slots=True)
class LatestStart:
    """The last day on which an activity may begin so that the promises hold, crews included.

    planned, latest: days. latest None: no such day is left. slack: days between; negative or None: too late.
    """

    activity: int
    planned: date
    latest: date | None
    slack: int | None
    today: bool

    def say(self, plan: Plan) -> str:
        name = plan.activities[self.activity].label
        if self.latest is None:
            return f"{name} can no longer begin in time"
        must = "must begin today" if self.today else f"must begin by {self.latest}"
        return f"{name} {must}; planned for {self.planned} ({words.days(self.slack or 0)} in hand)"


def latest_starts(c: Compiled, late: Backward, schedule: Schedule) -> tuple[LatestStart, ...]:
    """Open activities not yet begun, the most urgent first. `today` is the plan's first day of open work."""
    plan, found = c.plan, []
    for i in np.flatnonzero(~c.fixed & ~c.running).tolist():
        at, planned = int(late.start[i]), int(schedule.start[i])
        if at < 0:
            found.append((-1, LatestStart(i, plan.day(planned), None, None, True)))
        else:
            found.append((at, LatestStart(i, plan.day(planned), plan.day(at), at - planned, at <= c.today)))
    return tuple(item for _, item in sorted(found, key=lambda pair: (pair[0], pair[1].activity)))
