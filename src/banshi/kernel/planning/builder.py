"""Turns a plan into the arrays of `compiled.Compiled`, one concern after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from . import tables
from .calendars import Reason, SpanRule, closed_days
from .errors import PlanError
from .model import Activity, CrewKind, LagUnit, Link, LinkType, Mode, OutOfSequence, Plan

_TYPES = {LinkType.FS: 0, LinkType.SS: 1, LinkType.FF: 2, LinkType.SF: 3}


class Builder:
    """Collects arrays; `arrays()` hands them over."""

    def __init__(self, plan: Plan, rain: Sequence[float] | np.ndarray | None) -> None:
        self.plan = plan
        self.h = plan.horizon
        self.n = len(plan.activities)
        self.never = self.h + 1
        self.today = min(plan.work_from, self.h)
        self.found: dict[str, Any] = {
            "plan": plan, "horizon": self.h, "never": self.never, "today": self.today,
            "rain": _rain(rain, self.h),
        }  # fmt: skip
        self.calendar_reason = {
            "": np.zeros(self.h, dtype=np.uint8),
            **{c.code: c.reasons(plan.start, self.h) for c in plan.calendars},
        }
        self.weather_reason = [w.reasons(self.found["rain"]) for w in plan.weather]
        self.weather_position = {w.code: k for k, w in enumerate(plan.weather)}
        self.bases: dict[bytes, int] = {}
        self.classes: dict[tuple[int, int], int] = {}
        self.rows: dict[tuple[int, int, bool], int] = {}
        self.lags: dict[tuple[str, int], int] = {}
        self.lag_tables: list[np.ndarray] = []
        self.workdays: list[tables.WorkDays] = []

    def arrays(self) -> dict[str, Any]:
        self._facts()
        self._crews()
        self._modes()
        self._tables()
        self._links()
        self._finish()
        for value in self.found.values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        return self.found

    # facts: what has happened, releases, deadlines

    def _facts(self) -> None:
        n, found, plan = self.n, self.found, self.plan
        found["fixed"] = np.array([a.is_finished for a in plan.activities], dtype=bool)
        found["running"] = np.array([a.is_started and not a.is_finished for a in plan.activities], dtype=bool)
        for name in ("fixed_start", "fixed_end", "actual_start"):
            found[name] = np.full(n, -1, dtype=np.int32)
        found["release"] = np.full(n, self.today, dtype=np.int32)
        found["end_release"] = np.full(n, self.today, dtype=np.int32)
        found["deadline"] = np.full(n, self.h, dtype=np.int32)
        found["tri"] = np.array(
            [(a.factors.low, a.factors.likely, a.factors.high) for a in plan.activities], dtype=np.float64
        )
        for i, activity in enumerate(plan.activities):
            self._fact(i, activity)
        for _, _, day, members in plan.promises():
            for i in members:
                found["deadline"][i] = max(0, min(found["deadline"][i], plan.index(day) + 1))

    def _fact(self, i: int, activity: Activity) -> None:
        found, plan, progress = self.found, self.plan, activity.progress
        if progress.started is not None:
            found["actual_start"][i] = plan.index(progress.started)
        if progress.finished is not None and progress.started is not None:
            instant = activity.modes[progress.mode].days == 0 and progress.finished == progress.started
            found["fixed_end"][i] = plan.index(progress.finished) + 1
            found["fixed_start"][i] = plan.index(progress.started) + (1 if instant else 0)
        if activity.not_before is not None and not activity.is_started:
            found["release"][i] = min(self.never, max(self.today, plan.index(activity.not_before)))

    # crews

    def _crews(self) -> None:
        plan, r = self.plan, len(self.plan.crews)
        capacity = np.zeros((r, self.h), dtype=np.int32)
        stock = np.zeros(r, dtype=np.int64)
        for k, crew in enumerate(plan.crews):
            if crew.kind is CrewKind.STOCK:
                stock[k] = crew.capacity
                continue
            capacity[k, :] = crew.capacity
            for step in crew.steps:
                capacity[k, max(0, plan.index(step.first)) :] = step.units
        self.found["capacity"] = capacity
        self.found["stock"] = stock
        self.found["renewable"] = np.array([c.kind is not CrewKind.STOCK for c in plan.crews], dtype=bool)
        self.best = np.maximum(capacity.max(axis=1, initial=0), stock)

    # modes, calendar classes, tables

    def _modes(self) -> None:
        ptr, days, cost, classes, rows, ok = [0], [], [], [], [], []
        dem_ptr, dem_crew, dem_units = [0], [], []
        cache: dict[Any, int] = {}
        for activity in self.plan.activities:
            solid = self.plan.span_rule(activity) is SpanRule.MUST_NOT_SPAN
            for index, mode in enumerate(activity.modes):
                left = activity.days_left(index)
                klass = self._class(activity, mode, cache)
                key = (klass, left, solid and left > 1)
                row = self.rows.setdefault(key, len(self.rows))
                days.append(left)
                cost.append(mode.cost)
                classes.append(klass)
                rows.append(row)
                demands = [(self.plan.crew_position[d.crew], d.units) for d in mode.demands if d.units]
                ok.append(all(units <= self.best[crew] for crew, units in demands))
                dem_crew += [crew for crew, _ in demands]
                dem_units += [units for _, units in demands]
                dem_ptr.append(len(dem_crew))
            ptr.append(len(days))
        for name, values in (
            ("mode_ptr", ptr), ("mode_days", days), ("mode_class", classes), ("mode_table", rows),
            ("dem_ptr", dem_ptr), ("dem_crew", dem_crew), ("dem_units", dem_units),
        ):  # fmt: skip
            self.found[name] = np.array(values, dtype=np.int32)
        self.found["mode_cost"] = np.array(cost, dtype=np.int64)
        self.found["mode_ok"] = np.array(ok, dtype=bool)

    def _class(self, activity: Activity, mode: Mode, cache: dict[Any, int]) -> int:
        leave = tuple(
            sorted(
                {self.plan.crews[self.plan.crew_position[d.crew]].calendar for d in mode.demands if d.units}
            )
        )
        weather = self.weather_position.get(activity.weather, -1)
        key = (activity.calendar, activity.stops, leave, weather)
        if key not in cache:
            base = self._base(activity, leave)
            cache[key] = self.classes.setdefault((base, weather), len(self.classes))
        return cache[key]

    def _base(self, activity: Activity, leave: tuple[str, ...]) -> int:
        reason = self.calendar_reason[activity.calendar].copy()
        if activity.stops:
            reason[(reason == 0) & closed_days(activity.stops, self.plan.start, self.h)] = Reason.STOP
        for code in leave:
            reason[(reason == 0) & (self.calendar_reason[code] != 0)] = Reason.CREW
        base = self.bases.setdefault(reason.tobytes(), len(self.bases))
        if (base + 1) * self.h > tables.MAX_CELLS:
            raise PlanError(
                "too_many",
                f"{base + 1} different calendars over {self.h} days are too many: shorten the horizon",
            )
        return base

    def _tables(self) -> None:
        found, h = self.found, self.h
        if len(self.rows) * (h + 2) > tables.MAX_CELLS or len(self.classes) * h > tables.MAX_CELLS:
            raise PlanError(
                "too_many",
                f"{len(self.rows)} different durations and calendars over {h} days are too many: shorten the "
                "horizon or share calendars",
            )
        bases = np.array([np.frombuffer(key, dtype=np.uint8) for key in self.bases]).reshape(-1, h)
        reason = np.empty((len(self.classes), h), dtype=np.uint8)
        cw = np.empty((len(self.classes), h + 1), dtype=np.int32)
        wd = np.full((len(self.classes), h + 1), self.never, dtype=np.int32)
        for (base, weather), c in self.classes.items():
            reason[c] = bases[base]
            if weather >= 0:
                reason[c] = np.where(reason[c] == 0, self.weather_reason[weather], reason[c])
            days = tables.WorkDays.of(reason[c] == 0)
            self.workdays.append(days)
            cw[c], wd[c, : len(days.wd)] = days.cw, days.wd
        found.update(base_reason=bases, reason=reason, cw=cw, wd=wd)
        self._class_columns()
        stacked = np.empty((5, len(self.rows), h + 2), dtype=np.int32)
        for (klass, duration, solid), row in self.rows.items():
            stacked[:, row, :] = tables.build(self.workdays[klass], duration, solid)
        for name, part in zip(("first", "end", "begin", "last", "reach"), stacked, strict=True):
            found[name] = part
        found["mode_ok"] &= found["end"][found["mode_table"], 0] <= h

    def _class_columns(self) -> None:
        self.found["class_base"] = np.array([base for base, _ in self.classes], dtype=np.int32)
        self.found["class_weather"] = np.array([weather for _, weather in self.classes], dtype=np.int32)
        rows = list(self.rows)
        self.found["table_class"] = np.array([row[0] for row in rows], dtype=np.int32)
        self.found["table_days"] = np.array([row[1] for row in rows], dtype=np.int32)
        self.found["table_solid"] = np.array([row[2] for row in rows], dtype=bool)

    # links

    def _links(self) -> None:
        live: list[tuple[int, int, int, int, int, int]] = []
        for index, link in enumerate(self.plan.links):
            i, j = self.plan.position[link.before], self.plan.position[link.after]
            kind = _TYPES[link.type]
            row = self._lag_row(link)
            if self.found["fixed"][j] or self._overtaken(i, j, kind):
                continue
            fact = self._fact_of(i, kind)
            if fact is None:
                live.append((i, j, kind, link.lag, row, index))
                continue
            moved = int(self.lag_tables[row][0][fact]) if row >= 0 else fact + link.lag
            name = "release" if kind in (0, 1) else "end_release"
            bound = self.found[name]
            bound[j] = max(bound[j], min(max(moved, 0), self.never))
        self._csr(live)
        pairs = self.lag_tables or [np.zeros((2, self.h + 2), dtype=np.int32)]
        self.found["lag_forward"] = np.ascontiguousarray([pair[0] for pair in pairs])
        self.found["lag_back"] = np.ascontiguousarray([pair[1] for pair in pairs])

    def _overtaken(self, i: int, j: int, kind: int) -> bool:
        """A bound on the start of work that has begun is gone; the rest may still wait for an open predecessor."""
        if not self.found["running"][j] or kind not in (0, 1):
            return False
        if kind == 1 or self.found["fixed"][i]:
            return True
        return self.plan.out_of_sequence is OutOfSequence.OVERRIDE

    def _fact_of(self, i: int, kind: int) -> int | None:
        """The boundary a link leaves from, when it is a fact."""
        if kind in (0, 2):
            return int(self.found["fixed_end"][i]) if self.found["fixed"][i] else None
        begun = int(self.found["actual_start"][i])
        return begun if begun >= 0 else None

    def _lag_row(self, link: Link) -> int:
        if link.unit is LagUnit.CALENDAR or link.lag == 0:
            return -1
        code = link.calendar or self.plan.activity(link.after).calendar
        key = (code, link.lag)
        if key not in self.lags:
            if (len(self.lags) + 1) * (self.h + 2) > tables.MAX_CELLS:
                raise PlanError(
                    "too_many", "Too many different working-day lags: use fewer or shorten the horizon"
                )
            self.lags[key] = len(self.lag_tables)
            days = tables.WorkDays.of(self.calendar_reason[code] == 0)
            self.lag_tables.append(tables.lag_rows(days, link.lag))
        return self.lags[key]

    def _csr(self, live: list[tuple[int, int, int, int, int, int]]) -> None:
        table = np.array(live, dtype=np.int32).reshape(-1, 6)
        for prefix, own, other in (("pred", 1, 0), ("succ", 0, 1)):
            order = np.argsort(table[:, own], kind="stable")
            ptr = np.zeros(self.n + 1, dtype=np.int32)
            np.cumsum(np.bincount(table[:, own], minlength=self.n), out=ptr[1:])
            self.found[f"{prefix}_ptr"] = ptr
            for name, column in (("act", other), ("type", 2), ("lag", 3), ("row", 4), ("link", 5)):
                self.found[f"{prefix}_{name}"] = np.ascontiguousarray(table[order, column])

    def _finish(self) -> None:
        waiting = np.diff(self.found["pred_ptr"]).tolist()
        ptr, act = self.found["succ_ptr"].tolist(), self.found["succ_act"].tolist()
        order = [i for i in range(self.n) if not waiting[i]]
        for i in order:  # grows while it is walked
            for j in act[ptr[i] : ptr[i + 1]]:
                waiting[j] -= 1
                if not waiting[j]:
                    order.append(j)
        self.found["topo"] = np.array(order, dtype=np.int32)


def _rain(rain: Sequence[float] | np.ndarray | None, horizon: int) -> np.ndarray:
    row = np.zeros(horizon, dtype=np.float64)
    if rain is None:
        return row
    try:
        given = np.asarray(rain[:horizon], dtype=np.float64)
    except (TypeError, ValueError):
        given = np.full(1, np.nan)
    if given.ndim != 1 or not np.isfinite(given).all() or (given < 0).any():
        raise PlanError("rain", "Rain must be a row of daily amounts in mm, finite and not negative")
    row[: len(given)] = given
    return row
