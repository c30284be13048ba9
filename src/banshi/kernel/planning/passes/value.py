"""Baselines, deviation from them, earned value and the S-curve. All money in integer fen.

Earned value as in ANSI/EIA-748 and GB/T 19016-family practice: PV what was to be done by the day, EV what is done,
AC what it cost; SPI = EV / PV, CPI = EV / AC, each given with its denominator and empty when that is 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import numpy as np

from banshi.kernel.planning.errors import PlanError
from banshi.kernel.planning.model import Activity, Baseline, BaselineSpan, Plan
from banshi.kernel.planning.solution import Schedule


def budget(plan: Plan, activity: Activity, mode: int | None = None) -> int:
    """Budget of an activity in fen: the cost of the mode and its crews' daily cost over its working days."""
    chosen = activity.modes[activity.progress.mode if mode is None else mode]
    crews = sum(d.units * plan.crews[plan.crew_position[d.crew]].cost_per_day for d in chosen.demands)
    return chosen.cost + crews * chosen.days


def take_baseline(plan: Plan, schedule: Schedule, *, name: str, taken_on: date) -> Baseline:
    """The schedule frozen as a baseline. PlanError when an activity does not fit the horizon."""
    spans = []
    for i, activity in enumerate(plan.activities):
        if int(schedule.end[i]) > plan.horizon or int(schedule.start[i]) < 0:
            raise PlanError(
                "unplanned", f"Activity {activity.code} has no dates: no baseline", activity=activity.code
            )
        first, last = schedule.first_day(plan, i), schedule.last_day(plan, i)
        spans.append(BaselineSpan(activity.code, first, last, budget(plan, activity, int(schedule.mode[i]))))
    return Baseline(name, taken_on, tuple(spans))


@dataclass(frozen=True, slots=True)
class Deviation:
    """Calendar days that an activity begins and ends later (+) or earlier (-) than the baseline.

    None: the baseline does not have it (new), or the plan does not any more (`dropped`).
    """

    activity: str
    start_days: int | None = None
    end_days: int | None = None
    cost: int | None = None
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Deviations:
    """All activities of the plan in order, then those the plan dropped; and the end of all of them."""

    items: tuple[Deviation, ...]
    end_days: int


def deviation(plan: Plan, schedule: Schedule, baseline: Baseline) -> Deviations:
    """The schedule against a baseline. PlanError when the baseline is empty."""
    spans = {span.activity: span for span in baseline.spans}
    if not spans:
        raise PlanError("empty", f"Baseline {baseline.name} is empty")
    items = []
    for i, activity in enumerate(plan.activities):
        span = spans.pop(activity.code, None)
        if span is None:
            items.append(Deviation(activity.code))
            continue
        items.append(
            Deviation(
                activity.code,
                (schedule.first_day(plan, i) - span.first).days,
                (schedule.last_day(plan, i) - span.last).days,
                budget(plan, activity, int(schedule.mode[i])) - span.cost,
            )
        )
    items += [Deviation(code, dropped=True) for code in spans]
    planned = max(span.last for span in baseline.spans)
    now = max(schedule.last_day(plan, i) for i in range(len(plan.activities)))
    return Deviations(tuple(items), (now - planned).days)


@dataclass(frozen=True, slots=True)
class Ratio:
    """An exact ratio with what stands above and below the line; `value` is None when the line has 0 below."""

    above: int
    below: int

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.above, self.below) if self.below else None

    def say(self) -> str:
        """ "0.94 (47 of 50)", rounded half up; "- (47 of 0)"."""
        if self.value is None:
            return f"- ({self.above} of 0)"
        hundredths = int(self.value * 100 + Fraction(1, 2))
        return f"{hundredths // 100}.{hundredths % 100:02d} ({self.above} of {self.below})"


@dataclass(frozen=True, slots=True)
class EarnedValue:
    """PV, EV, AC and budget at completion (BAC) in fen, on the evening of `on`."""

    on: date
    pv: int
    ev: int
    ac: int
    bac: int

    @property
    def spi(self) -> Ratio:
        return Ratio(self.ev, self.pv)

    @property
    def cpi(self) -> Ratio:
        return Ratio(self.ev, self.ac)

    @property
    def schedule_variance(self) -> int:
        return self.ev - self.pv

    @property
    def cost_variance(self) -> int:
        return self.ev - self.ac

    @property
    def estimate_at_completion(self) -> int | None:
        """BAC / CPI rounded half up; None before anything is earned."""
        return int(Fraction(self.bac * self.ac, self.ev) + Fraction(1, 2)) if self.ev else None


def earned_value(plan: Plan, baseline: Baseline, on: date | None = None) -> EarnedValue:
    """Earned value against a baseline on the plan's status day (`on` may only move PV).

    Activities that the baseline does not have earn nothing, but what they cost counts. PlanError without a day.
    """
    on = on or plan.status_on
    if on is None:
        raise PlanError("no_status", "Earned value needs a status day")
    activities = {activity.code: activity for activity in plan.activities}
    curve = _Curve(plan)
    pv = sum(curve.planned(span, on) for span in baseline.spans)
    ev = sum(
        _part(span.cost, done_share(activities[s]))
        for span in baseline.spans
        if (s := span.activity) in activities
    )
    ac = sum(activity.progress.cost for activity in plan.activities)
    return EarnedValue(on, pv, ev, ac, sum(span.cost for span in baseline.spans))


def done_share(activity: Activity) -> Fraction:
    """Share of an activity that is done: reported percent, else what the remaining days leave. Exact."""
    progress = activity.progress
    if activity.is_finished:
        return Fraction(1)
    if not activity.is_started:
        return Fraction(0)
    if progress.percent is not None:
        return Fraction(round(progress.percent * 100), 10_000)
    days = activity.modes[progress.mode].days
    if progress.remaining is None or not days:
        return Fraction(0)
    return max(Fraction(0), Fraction(days - progress.remaining, days))


def _part(cost: int, share: Fraction) -> int:
    return int(cost * share + Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Cumulative fen on the evening of a day: as planned in the baseline, and as the schedule now expects."""

    on: date
    planned: int
    expected: int


def s_curve(plan: Plan, baseline: Baseline, schedule: Schedule, *, every: int = 7) -> tuple[CurvePoint, ...]:
    """Points every so many days from the first day of either to the last of both (that one always included).

    `expected` spreads each activity's budget over its dates in `schedule` (for work done: its actual dates).
    """
    if every < 1:
        raise PlanError("out_of_range", "An S-curve needs a point at least every day")
    current = take_baseline(plan, schedule, name="", taken_on=plan.start).spans
    both = (*baseline.spans, *current)
    day, last = min(span.first for span in both), max(span.last for span in both)
    days = [day + timedelta(days=k) for k in range(0, (last - day).days, every)] + [last]
    curve = _Curve(plan)
    return tuple(CurvePoint(on, curve.sum(baseline.spans, on), curve.sum(current, on)) for on in days)


class _Curve:
    """Spreads a cost evenly over the worked days of a span, in the activity's own calendar (rain not looked at)."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.calendar = {activity.code: activity.calendar for activity in plan.activities}
        self.counts: dict[str, np.ndarray] = {}

    def sum(self, spans: Iterable[BaselineSpan], on: date) -> int:
        return sum(self.planned(span, on) for span in spans)

    def planned(self, span: BaselineSpan, on: date) -> int:
        """Fen planned to be earned by the evening of `on`."""
        if on >= span.last:
            return span.cost
        if on < span.first:  # an activity without days ends before it begins: nothing, then all of it
            return 0
        done, whole = self._worked(span, on), self._worked(span, span.last)
        if not whole:
            done, whole = (on - span.first).days + 1, (span.last - span.first).days + 1
        return _part(span.cost, Fraction(done, whole))

    def _worked(self, span: BaselineSpan, until: date) -> int:
        plan = self.plan
        code = self.calendar.get(span.activity, "")
        if code not in self.counts:
            work = np.ones(plan.horizon, dtype=bool)
            if code:
                work = plan.calendar_of[code].reasons(plan.start, plan.horizon) == 0
            self.counts[code] = np.concatenate([[0], np.cumsum(work)])
        first, last = (
            min(max(plan.index(day), 0), plan.horizon) for day in (span.first, until + timedelta(days=1))
        )
        return int(self.counts[code][last] - self.counts[code][first])
