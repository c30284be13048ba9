"""Planning of building work: back from the promised day, through rain, crews and holidays.

A pure library: no Django, no files, no clock. Importing it loads numpy, never numba or ortools.
"""

from .calendars import Closure, ClosureKind, DayCalendar, Reason, SpanRule, WeatherClass
from .compiled import Compiled, compile_plan
from .errors import PlanError
from .model import (
    Activity,
    Baseline,
    BaselineSpan,
    Capacity,
    Crew,
    CrewKind,
    Demand,
    LagUnit,
    Link,
    LinkType,
    Milestone,
    Mode,
    OutOfSequence,
    Plan,
    Progress,
    Project,
    ThreePoint,
)
from .solution import Schedule

__all__ = [
    "Activity",
    "Baseline",
    "BaselineSpan",
    "Capacity",
    "Closure",
    "ClosureKind",
    "Compiled",
    "Crew",
    "CrewKind",
    "DayCalendar",
    "Demand",
    "LagUnit",
    "Link",
    "LinkType",
    "Milestone",
    "Mode",
    "OutOfSequence",
    "Plan",
    "PlanError",
    "Progress",
    "Project",
    "Reason",
    "Schedule",
    "SpanRule",
    "ThreePoint",
    "WeatherClass",
    "compile_plan",
]
