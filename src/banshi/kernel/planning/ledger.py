"""The lost-rain-day ledger: which days rain took from which work, against what the contract allows.

A day is lost to an activity when it was under way (begun, not finished) on that day, its calendar, stops and crews'
leave would have let it work, and the measured rain stops its weather class (on the day or the days after). A quota
duration already contains ordinary rain, so a contract speaks of an allowance in days; what falls on top may be
claimed only where the contract says so, usually from a rainfall of 50 mm in 24 hours. That threshold is a term of
each contract: the default is widely used, and no standard that states it was found. Days without a measurement are
counted as unknown, never as dry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from . import errors
from .calendars import Reason
from .compiled import Compiled, compile_plan
from .errors import PlanError
from .model import Plan
from .weather import DailyRain

#: Rain of a day from which time may be claimed where a contract names no other (mm in 24 h). Per contract.
CLAIMABLE_MM = 50.0


@dataclass(frozen=True, slots=True)
class RainContract:
    """What a contract says of rain.

    allowance: (weather class, days) that the duration already contains; the class "" stands for the site as a whole.
    claimable_mm: from so much rain in 24 hours a lost day may be claimed; None: never. source: the clause.
    """

    allowance: tuple[tuple[str, int], ...] = ()
    claimable_mm: float | None = CLAIMABLE_MM
    source: str = "default, to be set per contract"

    def __post_init__(self) -> None:
        for code, days in self.allowance:
            errors.whole(days, f"Rain allowance of class {code!r:.40}", 0, 3_660)
        if len({code for code, _ in self.allowance}) < len(self.allowance):
            raise PlanError("twice", "The contract allows rain days twice for one weather class")
        if self.claimable_mm is not None:
            errors.finite(self.claimable_mm, "Claimable rain in mm", 0.1, 2_000.0)

    def days(self, code: str) -> int | None:
        return dict(self.allowance).get(code)


@dataclass(frozen=True, slots=True)
class WonBack:
    """Days of an activity that were won back by `on`, as reported: by a second shift, a rest day worked, inside work
    on a rain day."""

    activity: str
    on: date
    days: int
    how: str = ""

    def __post_init__(self) -> None:
        errors.whole(self.days, f"Days won back by activity {self.activity!r:.40}", 1, 3_660)


@dataclass(frozen=True, slots=True)
class LostDay:
    """mm: measured that day. after: lost to the rain of a day before. claimable: by the contract's threshold."""

    day: date
    mm: float
    after: bool
    claimable: bool


@dataclass(frozen=True, slots=True)
class ActivityLoss:
    """unknown: days under way whose rain was not measured."""

    code: str
    name: str
    weather: str
    lost: tuple[LostDay, ...]
    won_back: int
    unknown: int

    @property
    def net(self) -> int:
        """Days lost less days won back; negative when more was won back than lost."""
        return len(self.lost) - self.won_back


@dataclass(frozen=True, slots=True)
class ClassLoss:
    """One weather class, or the site as a whole (""). days: calendar days on which at least one activity lost;
    activity_days: their sum over activities. allowance: of the contract, None when it says nothing."""

    code: str
    name: str
    days: int
    activity_days: int
    won_back: int
    claimable: int
    allowance: int | None

    @property
    def left(self) -> int | None:
        """Days of the allowance not used up."""
        return None if self.allowance is None else max(0, self.allowance - self.days)

    @property
    def over(self) -> int | None:
        """Days lost beyond the allowance."""
        return None if self.allowance is None else max(0, self.days - self.allowance)


@dataclass(frozen=True)
class RainLedger:
    """classes[0] is the site as a whole. claimable: days with the contract's amount on which work was lost."""

    as_of: date
    contract: RainContract
    classes: tuple[ClassLoss, ...]
    activities: tuple[ActivityLoss, ...]
    claimable: tuple[date, ...]
    unknown: int


def rain_ledger(
    plan: Plan,
    rain: DailyRain,
    contract: RainContract | None = None,
    *,
    as_of: date | None = None,
    won_back: Iterable[WonBack] = (),
) -> RainLedger:
    """The ledger up to a day (counted; None: the plan's status day).

    PlanError without a day, for an entry of an activity or a class that the plan does not have, and for days won back
    after `as_of`.
    """
    contract = contract or RainContract()
    day = as_of or plan.status_on
    if day is None:
        raise PlanError(
            "no_day", "The ledger needs a day up to which it is kept, or a plan with a status day"
        )
    known = {weather.code for weather in plan.weather} | {""}
    for code, _ in contract.allowance:
        if code not in known:
            raise PlanError(
                "unknown", f"The contract allows rain days for class {code!r:.80}, which is not there"
            )
    won = _won(plan, day, won_back)
    compiled = compile_plan(plan)
    # one row for all: so many days before the plan's first that the days after them are known
    before = max((weather.after_days for weather in plan.weather), default=0)
    amounts = _amounts(rain, plan.day(-before), compiled.horizon + before)
    rows = [
        _activity(compiled, amounts, before, contract, i, day, won.get(activity.code, 0))
        for i, activity in enumerate(plan.activities)
        if activity.is_started
    ]
    codes = ("", *(weather.code for weather in plan.weather))
    claimable = sorted({lost.day for row in rows for lost in row.lost if lost.claimable})
    return RainLedger(
        day,
        contract,
        tuple(_class(plan, contract, rows, code) for code in codes),
        tuple(rows),
        tuple(claimable),
        sum(row.unknown for row in rows),
    )


def _won(plan: Plan, as_of: date, entries: Iterable[WonBack]) -> dict[str, int]:
    found: dict[str, int] = {}
    for entry in errors.bounded(entries, 100_000, "entries of days won back"):
        if entry.activity not in plan.position:
            raise PlanError(
                "unknown", f"Days won back name activity {entry.activity!r:.80}, which is not there"
            )
        if entry.on > as_of:
            raise PlanError("late", f"Activity {entry.activity} won days back on {entry.on}, after {as_of}")
        found[entry.activity] = found.get(entry.activity, 0) + entry.days
    return found


def _activity(
    compiled: Compiled, rain: np.ndarray, before: int, contract: RainContract, i: int, as_of: date, won: int
) -> ActivityLoss:
    plan = compiled.plan
    activity = plan.activities[i]
    weather = plan.weather_of.get(activity.weather)
    first = max(0, plan.index(activity.progress.started))
    until = min(as_of, activity.progress.finished or as_of)
    last = min(compiled.horizon, plan.index(until) + 1)
    if weather is None or last <= first:
        return ActivityLoss(activity.code, activity.name, activity.weather, (), won, 0)
    mode = compiled.mode_ptr[i] + activity.progress.mode
    open_days = (
        compiled.base_reason[compiled.class_base[compiled.mode_class[mode]]][first:last] == Reason.WORK
    )
    amounts = rain[before + first - weather.after_days : before + last]
    reasons = weather.reasons(amounts)[weather.after_days :]
    amounts = amounts[weather.after_days :]
    lost = []
    for k in np.flatnonzero(open_days & (reasons != Reason.WORK)).tolist():
        mm = 0.0 if np.isnan(amounts[k]) else float(amounts[k])
        may = contract.claimable_mm is not None and mm >= contract.claimable_mm
        lost.append(LostDay(plan.day(first + k), mm, reasons[k] == Reason.AFTER_RAIN, may))
    unknown = int((open_days & np.isnan(amounts) & (reasons == Reason.WORK)).sum())
    return ActivityLoss(activity.code, activity.name, activity.weather, tuple(lost), won, unknown)


def _amounts(rain: DailyRain, first: date, days: int) -> np.ndarray:
    """float64[days]: measured rain, NaN where nobody knows."""
    found = [rain.on(first + timedelta(days=k)) for k in range(days)]
    return np.array([np.nan if mm is None else mm for mm in found])


def _class(plan: Plan, contract: RainContract, rows: list[ActivityLoss], code: str) -> ClassLoss:
    own = [row for row in rows if not code or row.weather == code]
    weather = plan.weather_of.get(code)
    return ClassLoss(
        code,
        weather.name if weather else "",
        len({lost.day for row in own for lost in row.lost}),
        sum(len(row.lost) for row in own),
        sum(row.won_back for row in own),
        len({lost.day for row in own for lost in row.lost if lost.claimable}),
        contract.days(code),
    )
