"""Checks of an activity and of a whole plan. Every refusal names what it refuses; all of it is linear in size."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from . import errors, model
from .calendars import Closure, DayCalendar, SpanRule, WeatherClass
from .errors import PlanError

if TYPE_CHECKING:
    from .model import Activity, Link, Plan


def check_activity(activity: Activity) -> None:
    """Normalise and check one activity. PlanError names it."""
    what = f"Activity {errors.code_of(activity.code, 'An activity')}"
    errors.text(activity.name, f"{what}: name")
    modes = errors.bounded(activity.modes, model.MAX_MODES, f"modes of {what}")
    stops = errors.bounded(activity.stops, model.MAX_STOPS, f"stops of {what}")
    errors.of_kind(modes, model.Mode, f"{what}: modes")
    errors.of_kind(stops, Closure, f"{what}: stops")
    if not modes:
        raise PlanError("no_mode", f"{what} has no way of being done (no mode)", activity=activity.code)
    errors.whole(activity.minimum_days, f"{what}: minimum days", 0, model.MAX_DAYS)
    for mode in modes:
        _check_mode(activity, mode, what)
    object.__setattr__(activity, "modes", modes)
    object.__setattr__(activity, "stops", stops)
    if activity.span is not None:
        object.__setattr__(activity, "span", errors.choice(SpanRule, activity.span, f"{what}: span rule"))
    errors.day_or_none(activity.not_before, f"{what}: not before")
    _check_factors(activity.factors, what)
    _check_progress(activity, what)


def _check_mode(activity: Activity, mode: Any, what: str) -> None:
    errors.text(mode.name, f"{what}: name of a mode")
    errors.whole(mode.days, f"{what}: working days", 0, model.MAX_DAYS)
    errors.whole(mode.cost, f"{what}: cost in fen", 0, model.MAX_FEN)
    if mode.days < activity.minimum_days:
        raise PlanError(
            "below_minimum",
            f"{what} may not be cut below {activity.minimum_days} days, but has a mode of {mode.days}",
            activity=activity.code, minimum=activity.minimum_days, days=mode.days,
        )  # fmt: skip
    demands = errors.bounded(mode.demands, model.MAX_DEMANDS, f"crews in one mode of {what}")
    errors.of_kind(demands, model.Demand, f"{what}: demands")
    for demand in demands:
        errors.whole(demand.units, f"{what}: units of crew {demand.crew}", 0, model.MAX_UNITS)
    if len({demand.crew for demand in demands}) < len(demands):
        raise PlanError("twice", f"{what} names a crew twice in one mode", activity=activity.code)
    object.__setattr__(mode, "demands", demands)


def _check_factors(factors: Any, what: str) -> None:
    errors.of_kind((factors,), model.ThreePoint, f"{what}: factors")
    low, likely, high = (
        errors.finite(getattr(factors, part), f"{what}: {part} duration factor", 0.01, 100.0)
        for part in ("low", "likely", "high")
    )
    if not low <= likely <= high:
        raise PlanError("factors", f"{what}: duration factors must rise: {low}, {likely}, {high}")


def _check_progress(activity: Activity, what: str) -> None:
    progress = activity.progress
    errors.of_kind((progress,), model.Progress, f"{what}: progress")
    started = errors.day_or_none(progress.started, f"{what}: actual start")
    finished = errors.day_or_none(progress.finished, f"{what}: actual finish")
    errors.whole(progress.cost, f"{what}: actual cost in fen", 0, model.MAX_FEN)
    errors.whole(progress.mode, f"{what}: mode in use", 0, len(activity.modes) - 1)
    if progress.remaining is not None:
        errors.whole(progress.remaining, f"{what}: remaining days", 0, model.MAX_DAYS)
    if progress.percent is not None:
        errors.finite(progress.percent, f"{what}: percent done", 0.0, 100.0)
    if finished is not None and started is None:
        raise PlanError("no_start", f"{what} is finished but has no actual start", activity=activity.code)
    if finished is not None and started is not None and finished < started:
        raise PlanError("reversed", f"{what} finished on {finished}, before it started on {started}")
    if started is None and (progress.remaining is not None or progress.percent):
        raise PlanError(
            "no_start", f"{what} reports progress but has no actual start", activity=activity.code
        )
    if finished is not None and progress.remaining:
        raise PlanError("finished", f"{what} is finished but has {progress.remaining} days remaining")


def check_plan(plan: Plan) -> None:
    """Normalise and check a whole plan. PlanError with the first thing wrong."""
    errors.day(plan.start, "The plan's first day")
    errors.whole(plan.horizon, "The plan's horizon in days", 1, model.MAX_HORIZON)
    if (date.max - plan.start).days <= plan.horizon + model.MAX_DAYS:
        raise PlanError("out_of_range", f"The plan's first day {plan.start} is too late")
    rule = errors.choice(model.OutOfSequence, plan.out_of_sequence, "Work out of sequence")
    object.__setattr__(plan, "out_of_sequence", rule)
    errors.text(plan.name, "The plan's name")
    _gather(plan)
    _check_references(plan)
    _check_status(plan)
    _check_staffing(plan)
    cycle = find_cycle(len(plan.activities), _pairs(plan))
    if cycle:
        path = " -> ".join(plan.activities[i].code for i in cycle[:12])
        more = f" … ({len(cycle) - 1} activities)" if len(cycle) > 12 else ""
        raise PlanError(
            "cycle", f"The links run in a circle: {path}{more}", path=[plan.activities[i].code for i in cycle]
        )


def _gather(plan: Plan) -> None:
    parts = (
        ("activities", model.Activity, model.MAX_ACTIVITIES),
        ("links", model.Link, model.MAX_LINKS),
        ("crews", model.Crew, model.MAX_CREWS),
        ("calendars", DayCalendar, model.MAX_CALENDARS),
        ("weather", WeatherClass, model.MAX_CALENDARS),
        ("projects", model.Project, model.MAX_PROJECTS),
        ("milestones", model.Milestone, model.MAX_MILESTONES),
        ("baselines", model.Baseline, model.MAX_BASELINES),
    )
    for name, kind, most in parts:
        items = errors.bounded(getattr(plan, name), most, name)
        errors.of_kind(items, kind, name)
        object.__setattr__(plan, name, items)
        if name in ("links", "baselines"):
            continue
        _unique((item.code for item in items), name)
    _bound_parts(plan)
    _bound_baselines(plan)
    if not plan.activities:
        raise PlanError("empty", "The plan has no activities")


def _bound_parts(plan: Plan) -> None:
    """Each list is bounded, but many long ones together would not be."""
    parts = (
        ("modes and stops", (len(a.modes) + len(a.stops) for a in plan.activities)),
        ("crews in modes", (len(m.demands) for a in plan.activities for m in a.modes)),
        ("closures", (len(c.closures) + len(c.worked) for c in plan.calendars)),
        ("capacity steps", (len(c.steps) for c in plan.crews)),
        ("activities of milestones", (len(m.activities) for m in plan.milestones)),
        ("activities in baselines", (len(b.spans) for b in plan.baselines)),
    )
    for what, counts in parts:
        if sum(counts) > model.MAX_PARTS:
            raise PlanError("too_many", f"More than {model.MAX_PARTS:,} {what}: split the plan", what=what)


def _bound_baselines(plan: Plan) -> None:
    """A curve has a point for every few days of a baseline, so none may reach to the year 9999."""
    most = 2 * model.MAX_HORIZON
    for baseline in plan.baselines:
        for span in baseline.spans:
            if plan.index(span.first) < -most or plan.index(span.last) > most:
                raise PlanError(
                    "out_of_range",
                    f"Baseline {baseline.name}: activity {span.activity}, {span.first} to {span.last}, lies more "
                    f"than {most:,} days from the plan's first day",
                    activity=span.activity,
                )


def _unique(codes: Iterable[str], name: str) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise PlanError("twice", f"Two {name} have the code {code}", code_twice=code)
        seen.add(code)


def _known(code: str, known: Any, who: str, what: str) -> None:
    if not isinstance(code, str) or code not in known:
        raise PlanError("unknown", f"{who} names {what} {errors.shown(code)}, which the plan does not have")


def _check_references(plan: Plan) -> None:
    calendars = {"", *(calendar.code for calendar in plan.calendars)}
    weather = {"", *(item.code for item in plan.weather)}
    projects = {"", *(project.code for project in plan.projects)}
    crews = {crew.code for crew in plan.crews}
    codes = {activity.code for activity in plan.activities}
    for crew in plan.crews:
        _known(crew.calendar, calendars, f"Crew {crew.code}", "calendar")
    for activity in plan.activities:
        who = f"Activity {activity.code}"
        _known(activity.calendar, calendars, who, "calendar")
        _known(activity.weather, weather, who, "weather class")
        _known(activity.project, projects, who, "project")
        for mode in activity.modes:
            for demand in mode.demands:
                _known(demand.crew, crews, who, "crew")
    for milestone in plan.milestones:
        for code in milestone.activities:
            _known(code, codes, f"Milestone {milestone.code}", "activity")
    for link in plan.links:
        _check_link(link, codes, calendars)


def _check_link(link: Link, codes: set[str], calendars: set[str]) -> None:
    who = f"Link {link.before} -> {link.after}"
    _known(link.before, codes, who, "activity")
    _known(link.after, codes, who, "activity")
    _known(link.calendar, calendars, who, "calendar")
    if link.before == link.after:
        raise PlanError(
            "cycle", f"Activity {link.before} is linked to itself", path=[link.before, link.before]
        )


def _check_status(plan: Plan) -> None:
    status = errors.day_or_none(plan.status_on, "The status day")
    if status is not None and not -1 <= (status - plan.start).days < plan.horizon:
        raise PlanError("out_of_range", f"The status day {status} lies outside the plan's days")
    for activity in plan.activities:
        progress = activity.progress
        for word, happened in (("started", progress.started), ("finished", progress.finished)):
            if happened is None:
                continue
            if status is None or happened > status:
                raise PlanError(
                    "after_status",
                    f"Activity {activity.code} {word} on {happened}, after the status day {status}",
                    activity=activity.code,
                )
            if happened < plan.start:
                raise PlanError(
                    "before_start",
                    f"Activity {activity.code} {word} on {happened}, before the plan's first day {plan.start}: "
                    "let the plan begin earlier",
                    activity=activity.code,
                )


def _check_staffing(plan: Plan) -> None:
    most = {crew.code: crew.most for crew in plan.crews}
    for activity in plan.activities:
        if activity.is_finished:
            continue
        short = [[d for d in mode.demands if d.units > most[d.crew]] for mode in activity.modes]
        if not all(short):
            continue
        demand = short[0][0]
        raise PlanError(
            "understaffed",
            f"Activity {activity.code} needs {demand.units} of crew {demand.crew}, which never has more than "
            f"{most[demand.crew]}",
            activity=activity.code, crew=demand.crew, needs=demand.units, most=most[demand.crew],
        )  # fmt: skip


def _pairs(plan: Plan) -> list[tuple[int, int]]:
    position = plan.position
    return [(position[link.before], position[link.after]) for link in plan.links]


def find_cycle(n: int, pairs: list[tuple[int, int]]) -> list[int]:
    """A cycle as its path, first node repeated at the end; empty when there is none. O(n + links)."""
    after: list[list[int]] = [[] for _ in range(n)]
    waiting = [0] * n
    for before, later in pairs:
        after[before].append(later)
        waiting[later] += 1
    ready = [i for i in range(n) if not waiting[i]]
    while ready:
        for later in after[ready.pop()]:
            waiting[later] -= 1
            if not waiting[later]:
                ready.append(later)
    left = {i for i in range(n) if waiting[i]}
    if not left:
        return []
    # every node left over has a predecessor left over: walking backwards must return to a node seen before
    back = {later: before for before, later in pairs if before in left and later in left}
    path: list[int] = []
    at = min(left)
    seen: dict[int, int] = {}
    while at not in seen:
        seen[at] = len(path)
        path.append(at)
        at = back[at]
    loop = path[seen[at] :][::-1]
    return [*loop, loop[0]]


def last_day(plan: Plan) -> date:
    """The last day the plan looks at."""
    return plan.start + timedelta(days=plan.horizon - 1)
