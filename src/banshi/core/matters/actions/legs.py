"""The clocks of a matter: started, paused, resumed and ended by its use cases."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from banshi.base.engines.writing import insert_row
from banshi.core.matters.models import Leg, LegKind, LegPause, Matter
from banshi.core.matters.rules.terms import limit_text, limit_until, parse_limit
from banshi.core.org.models import Unit
from banshi.kernel.worktime import Deadline, Limit, Pause, WorkCalendar, WorkClock


def ending(
    calendar: WorkCalendar, urgent: bool, started_at: datetime, limit: str, pauses: tuple[Pause, ...] = ()
) -> Deadline:
    """When a leg of this limit ends: by day and night for urgent kinds, in working time for the rest."""
    return WorkClock(calendar, round_the_clock=urgent).deadline(started_at, parse_limit(limit), pauses)


@dataclass
class Clocks:
    """The legs of one matter on the zone's calendar."""

    matter: Matter
    calendar: WorkCalendar
    urgent: bool

    @property
    def clock(self) -> WorkClock:
        """Day and night for urgent kinds, working time for the rest."""
        return WorkClock(self.calendar, round_the_clock=self.urgent)

    def start(self, kind: LegKind, unit: Unit, limit: Limit, at: datetime) -> Leg:
        """Start a leg for ``unit`` at ``at``."""
        return insert_row(self.prepare(kind, unit, limit, at))

    def prepare(self, kind: LegKind, unit: Unit, limit: Limit, at: datetime) -> Leg:
        """A leg as :meth:`start` would start it, not yet written."""
        leg = Leg(
            zone_id=self.matter.zone_id,
            matter=self.matter,
            kind=kind,
            unit=unit,
            limit=limit_text(limit),
            round_the_clock=self.urgent,
            started_at=at,
        )
        self._settle(leg, ())
        return leg

    def running(self, kind: LegKind) -> Leg | None:
        """The leg of this kind that has not ended."""
        return Leg.objects.filter(
            zone_id=self.matter.zone_id, matter=self.matter, kind=kind, ended_at__isnull=True
        ).first()

    def end(self, kind: LegKind, at: datetime, *, judged: bool = True) -> Leg | None:
        """End a leg; what ended while it stood still ended when it began to stand still.

        What was entered late cannot end before it began. ``judged`` False leaves open whether it was in
        time (a leg that was taken away).
        """
        leg = self.running(kind)
        if leg is None:
            return None
        at = max(at, leg.started_at)
        pause = leg.pauses.filter(ended_at__isnull=True).first()
        if pause is not None:
            LegPause.objects.filter(pk=pause.pk).update(ended_at=max(at, pause.started_at))
            at = pause.started_at
        leg.ended_at = at
        leg.in_time = self.met(leg, at) if judged else None
        leg.save(update_fields=["ended_at", "in_time"])
        return leg

    def end_all(self, at: datetime) -> None:
        """End every leg that runs; whether it was in time is left open."""
        for kind in LegKind:
            self.end(kind, at, judged=False)

    def pause(self, kind: LegKind, reason: str, at: datetime) -> Leg | None:
        """Let a leg stand still from ``at`` on; one that stands still already goes on standing."""
        leg = self.running(kind)
        if leg is not None and not leg.pauses.filter(ended_at__isnull=True).exists():
            began = max(at, leg.started_at)
            LegPause.objects.create(zone_id=leg.zone_id, leg=leg, reason=reason, started_at=began)
        return leg

    def resume(self, kind: LegKind, at: datetime) -> Leg | None:
        """Let a leg run again; its end moves by what it stood still."""
        leg = self.running(kind)
        if leg is None:
            return None
        for pause in leg.pauses.filter(ended_at__isnull=True):
            LegPause.objects.filter(pk=pause.pk).update(ended_at=max(at, pause.started_at))
        self._settle(leg, self.pauses_of(leg))
        leg.save(update_fields=["due_at", "due_on", "provisional"])
        return leg

    def until(self, start: datetime, due_on: date, due_at: datetime | None = None) -> Limit:
        """The limit by which a clock that starts at ``start`` ends on a promised day."""
        return limit_until(self.calendar, start, due_on, due_at, urgent=self.urgent)

    def aim(self, kind: LegKind, due_on: date) -> Leg | None:
        """Let a running leg end on ``due_on`` (an extension, a review day), whatever it stood still before."""
        leg = self.running(kind)
        if leg is None:
            return None
        limit, pauses = self.until(leg.started_at, due_on), self.pauses_of(leg)
        while limit.amount and (self.clock.deadline(leg.started_at, limit, pauses).due_on or due_on) > due_on:
            limit = replace(limit, amount=limit.amount - 1)
        leg.limit = limit_text(limit)
        self._settle(leg, pauses)
        leg.save(update_fields=["limit", "due_at", "due_on", "provisional"])
        return leg

    @staticmethod
    def pauses_of(leg: Leg) -> tuple[Pause, ...]:
        """The pauses of a leg that have ended, as the clock wants them."""
        return tuple(
            Pause(pause.started_at, pause.ended_at, pause.reason)
            for pause in leg.pauses.all()
            if pause.ended_at is not None
        )

    def met(self, leg: Leg, at: datetime) -> bool:
        """Was (or is) ``at`` in time for this leg?"""
        limit = parse_limit(leg.limit)
        if limit.in_days:  # a limit in days ends with its last day, not at the instant after it
            return leg.due_on is None or self.calendar.local_day(at) <= leg.due_on
        return leg.due_at is None or at <= leg.due_at

    def _settle(self, leg: Leg, pauses: tuple[Pause, ...]) -> None:
        deadline = ending(self.calendar, self.urgent, leg.started_at, leg.limit, pauses)
        leg.due_at, leg.due_on, leg.provisional = deadline.at, deadline.due_on, deadline.provisional
