"""What may be bought or asked for to win days back: crews, shifts, later promises, approvals. Prices in fen.

Offers are what somebody can really have; without any, the engine works with the modes that the plan's activities
have and with the crews' own daily cost. Night bans, examinations, heat and pollution alerts are closures of the
calendars: a shift that must keep off nights names a crew whose calendar has those closures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from banshi.kernel.planning import errors
from banshi.kernel.planning.errors import PlanError
from banshi.kernel.planning.model import MAX_FEN, MAX_MODES, Activity, CrewKind, Demand, Mode, Plan

#: So many crews may be strengthened at their own price: those with most work for each of their units.
MOST_OWN = 30


@dataclass(frozen=True, slots=True)
class CrewOffer:
    """More units of a crew between two days (None: from the first open day, to the last day that needs them).

    day_fen: per unit and working day of the crew; None: the crew's own `cost_per_day`. once_fen: for bringing it.
    """

    crew: str
    units: int = 1
    first: date | None = None
    last: date | None = None
    day_fen: int | None = None
    once_fen: int = 0
    name: str = ""

    def __post_init__(self) -> None:
        what = f"Offer of crew {self.crew!r:.40}"
        errors.whole(self.units, f"{what}: units", 1, 10_000)
        errors.whole(self.once_fen, f"{what}: price once", 0, MAX_FEN)
        if self.day_fen is not None:
            errors.whole(self.day_fen, f"{what}: price a day", 0, MAX_FEN)
        if self.first and self.last and self.last < self.first:
            raise PlanError("reversed", f"{what}: {self.last} lies before {self.first}")


@dataclass(frozen=True, slots=True)
class ShiftOffer:
    """A second shift or longer days for some activities: their working days times `factor`, rounded up.

    activities: codes; empty: every open activity that uses `crew`. extra: units that the shift needs besides (a
    night crew with its own calendar). day_fen: on top, per working day of the shortened activity.
    """

    name: str
    factor: float
    day_fen: int
    activities: tuple[str, ...] = ()
    crew: str = ""
    extra: tuple[Demand, ...] = ()

    def __post_init__(self) -> None:
        what = f"Shift {self.name!r:.40}"
        errors.finite(self.factor, f"{what}: factor", 0.05, 0.99)
        errors.whole(self.day_fen, f"{what}: price a day", 0, MAX_FEN)
        if not self.activities and not self.crew:
            raise PlanError("empty", f"{what} is for no activity and no crew")


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A promise that may be asked to move. kind: "project" or "milestone". latest: as far as it may go.

    day_fen: what a day later costs (the contract's damages). approved_by: post or office that has agreed; empty: the
    option is listed as needing approval and enters no package.
    """

    kind: str
    code: str
    latest: date
    day_fen: int = 0
    approved_by: str = ""

    def __post_init__(self) -> None:
        errors.whole(self.day_fen, f"Relaxation of {self.code!r:.40}: price a day", 0, MAX_FEN)
        if self.kind not in ("project", "milestone"):
            raise PlanError("bad_kind", f"A promise is of a project or a milestone, not {self.kind!r:.40}")


@dataclass(frozen=True, slots=True)
class Approval:
    """A named approval to end a project before its contract's last day, but not before `earliest`."""

    project: str
    by: str
    earliest: date

    def __post_init__(self) -> None:
        if not self.by.strip():
            raise PlanError("unnamed", f"The approval for project {self.project!r:.40} names nobody")


@dataclass(frozen=True, slots=True)
class Offers:
    """Everything on offer. indoor_day_fen: price of a day of inside work moved to a rain day (tools carried twice);
    own_crews: whether every crew with a daily cost may be strengthened by one unit at that cost."""

    crews: tuple[CrewOffer, ...] = ()
    shifts: tuple[ShiftOffer, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    approvals: tuple[Approval, ...] = ()
    indoor_day_fen: int = 0
    own_crews: bool = True

    def __post_init__(self) -> None:
        errors.whole(self.indoor_day_fen, "Price of inside work on a rain day", 0, MAX_FEN)
        for name in ("crews", "shifts", "relaxations", "approvals"):
            object.__setattr__(self, name, errors.bounded(getattr(self, name), 500, f"offers of {name}"))


def crew_offers(plan: Plan, offers: Offers) -> tuple[CrewOffer, ...]:
    """The offers given, and one unit at its own price for each crew with a daily cost that has no offer."""
    for offer in offers.crews:
        if offer.crew not in plan.crew_position:
            raise PlanError(
                "unknown", f"An offer names crew {offer.crew!r:.80}, which the plan does not have"
            )
    if not offers.own_crews:
        return offers.crews
    given = {offer.crew for offer in offers.crews}
    load = _load(plan)
    own = [
        crew
        for crew in plan.crews
        if crew.cost_per_day and crew.kind is CrewKind.CREW and crew.code not in given and load.get(crew.code)
    ]
    busiest = sorted(own, key=lambda crew: -load[crew.code] / max(1, crew.most))[:MOST_OWN]
    return (*offers.crews, *(CrewOffer(crew.code) for crew in own if crew in busiest))


def _load(plan: Plan) -> dict[str, int]:
    """Unit-days that open work asks of each crew, in the modes in use."""
    found: dict[str, int] = {}
    for activity in plan.activities:
        for demand in activity.modes[activity.progress.mode].demands:
            found[demand.crew] = found.get(demand.crew, 0) + demand.units * activity.days_left()
    return found


def with_shifts(plan: Plan, shifts: Iterable[ShiftOffer]) -> Plan:
    """The plan with a mode more for each open activity that a shift is for. Never below an activity's minimum."""
    activities = list(plan.activities)
    for shift in shifts:
        for code in shift.activities:
            if code not in plan.position:
                raise PlanError(
                    "unknown", f"Shift {shift.name} names activity {code!r:.80}, which is not in the plan"
                )
        for i, activity in enumerate(activities):
            if not activity.is_finished and _is_for(shift, activity):
                activities[i] = _with_shift(activity, shift)
    return replace(plan, activities=tuple(activities))


def _is_for(shift: ShiftOffer, activity: Activity) -> bool:
    if shift.activities:
        return activity.code in shift.activities
    used = activity.modes[activity.progress.mode]
    return any(demand.crew == shift.crew and demand.units for demand in used.demands)


def _with_shift(activity: Activity, shift: ShiftOffer) -> Activity:
    used = activity.modes[activity.progress.mode]
    days = max(activity.minimum_days, math.ceil(used.days * shift.factor - 1e-9))
    if days >= used.days or len(activity.modes) >= MAX_MODES:
        return activity
    units = {demand.crew: demand.units for demand in used.demands}
    for demand in shift.extra:
        units[demand.crew] = units.get(demand.crew, 0) + demand.units
    demands = tuple(Demand(crew, amount) for crew, amount in units.items())
    mode = Mode(days, demands, used.cost + shift.day_fen * days, shift.name)
    return replace(activity, modes=(*activity.modes, mode))
