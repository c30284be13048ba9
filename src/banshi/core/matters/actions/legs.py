"""The clocks of a matter: started, paused, resumed and ended by its use cases."""

from dataclasses import dataclass
from datetime import datetime

from banshi.core.matters.models import Leg, LegKind, LegPause, Matter
from banshi.core.matters.rules.terms import limit_text, parse_limit
from banshi.core.org.models import Unit
from banshi.kernel.worktime import Limit, Pause, WorkCalendar, WorkClock


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
        leg.save()
        return leg

    def running(self, kind: LegKind) -> Leg | None:
        """The leg of this kind that has not ended."""
        return Leg.objects.filter(
            zone_id=self.matter.zone_id, matter=self.matter, kind=kind, ended_at__isnull=True
        ).first()

    def end(self, kind: LegKind, at: datetime, *, judged: bool = True) -> Leg | None:
        """End a leg; what ended while it stood still ended when it began to stand still.

        ``judged`` False leaves open whether it was in time (a leg that was taken away).
        """
        leg = self.running(kind)
        if leg is None:
            return None
        pause = leg.pauses.filter(ended_at__isnull=True).first()
        if pause is not None:
            LegPause.objects.filter(pk=pause.pk).update(ended_at=at)
            at = pause.started_at
        leg.ended_at = at
        leg.in_time = self._met(leg, at) if judged else None
        leg.save(update_fields=["ended_at", "in_time"])
        return leg

    def pause(self, kind: LegKind, reason: str, at: datetime) -> Leg | None:
        """Let a leg stand still from ``at`` on; one that stands still already goes on standing."""
        leg = self.running(kind)
        if leg is not None and not leg.pauses.filter(ended_at__isnull=True).exists():
            LegPause.objects.create(zone_id=leg.zone_id, leg=leg, reason=reason, started_at=at)
        return leg

    def resume(self, kind: LegKind, at: datetime) -> Leg | None:
        """Let a leg run again; its end moves by what it stood still."""
        leg = self.running(kind)
        if leg is None:
            return None
        leg.pauses.filter(ended_at__isnull=True).update(ended_at=at)
        self._settle(leg, self.pauses_of(leg))
        leg.save(update_fields=["due_at", "due_on", "provisional"])
        return leg

    def relimit(self, kind: LegKind, limit: Limit) -> Leg | None:
        """Give a running leg another limit (an approved extension), counted from its start."""
        leg = self.running(kind)
        if leg is None:
            return None
        leg.limit = limit_text(limit)
        self._settle(leg, self.pauses_of(leg))
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

    def _met(self, leg: Leg, at: datetime) -> bool:
        limit = parse_limit(leg.limit)
        if limit.in_days:  # a limit in days ends with its last day, not at the instant after it
            return leg.due_on is None or self.calendar.local_day(at) <= leg.due_on
        return leg.due_at is None or at <= leg.due_at

    def _settle(self, leg: Leg, pauses: tuple[Pause, ...]) -> None:
        deadline = self.clock.deadline(leg.started_at, parse_limit(leg.limit), pauses)
        leg.due_at, leg.due_on, leg.provisional = deadline.at, deadline.due_on, deadline.provisional
