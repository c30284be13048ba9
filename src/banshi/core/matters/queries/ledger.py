"""The ledger as figures count it: the period rows of a day, cut to what the one who asks may see."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import F, Q, QuerySet

from banshi.base.figures.records import behind
from banshi.base.figures.registry import Question
from banshi.base.presets import queries as presets
from banshi.base.zones.models import Subject
from banshi.core.matters.models import MatterPeriod, Objection, Satisfaction
from banshi.core.matters.rules.kinds import RAISED

SCOPES = {
    "collector": "collector__code",
    "raiser": "raiser_kind",
    "unit": "responsible_unit__code",
    "kind": "kind",
}
UNANSWERED = ("", Satisfaction.NO_ANSWER)


@dataclass(frozen=True)
class Ledger:
    """The rows behind one question. The conditions below are combined with ``rows``."""

    question: Question

    @property
    def day(self) -> date:
        """The day at whose end is counted."""
        return self.question.as_of

    @cached_property
    def periods(self) -> QuerySet[MatterPeriod]:
        """Every matter as it stood, within the scope asked for."""
        asked = self.question
        narrowed = {SCOPES[key]: value for key, value in asked.scope.items() if key in SCOPES}
        rows = MatterPeriod.objects.as_of(asked.as_of, asked.known_on).filter(raised_on__lte=asked.as_of)
        return rows.visible_to(asked.actor).filter(**narrowed)

    @cached_property
    def rows(self) -> QuerySet[MatterPeriod]:
        """What was collected: without merged duplicates, what was not accepted, and parts split off.

        Problems and needs, as somebody raised them; what the zone itself issues (a rectification, a task) is
        counted by whoever issues it.
        """
        rows = self.periods.filter(state__in=self.listed("issue"), matter__parent__isnull=True)
        return rows.filter(nature__in=RAISED)

    @cached_property
    def claims(self) -> QuerySet[MatterPeriod]:
        """What a workbook says was closed out before Banshi, and nobody here has verified."""
        return self.periods.filter(state__in=self.listed("claimed"), matter__parent__isnull=True)

    def listed(self, name: str) -> tuple[str, ...]:
        """The states that a list shows, under any version of the life cycle that the zone has had."""
        return self._states(listed=name)

    @cached_property
    def open_states(self) -> tuple[str, ...]:
        """The states in which a matter is open."""
        return self._states(open_only=True)

    def _states(self, **which) -> tuple[str, ...]:
        versions = presets.versions(self.question.zone, "lifecycle")
        found = {code: None for version in versions for code in version.rules.states_where(**which)}
        return tuple(found)

    def subjects(self, rows: QuerySet) -> QuerySet[Subject]:
        """The subjects of the rows' matters, by number."""
        return behind(rows, "matter__subject").filter(zone=self.question.zone)

    def objections(self) -> QuerySet[Objection]:
        """«Not mine» as said by the day, about matters that are in the ledger."""
        return Objection.objects.filter(
            zone=self.question.zone,
            raised_at__lt=self.question.reaches_to,
            matter__in=self.rows.order_by().values("matter_id"),
        )

    # Conditions

    @property
    def key(self) -> Q:
        """On the key list."""
        return Q(key_listed=True)

    @property
    def closed(self) -> Q:
        """Closed out, and not re-opened since."""
        return Q(state="closed")

    @property
    def open(self) -> Q:
        """Still open."""
        return Q(state__in=self.open_states)

    @property
    def explained(self) -> Q:
        """Explained and still open (挂账)."""
        return Q(state="explained")

    @property
    def dispatched(self) -> Q:
        """Handed over to a department, and neither withdrawn nor merged since."""
        return Q(dispatched_on__isnull=False) & (self.open | self.closed)

    @property
    def overdue(self) -> Q:
        """Open, and the clock that runs has passed its day."""
        return self.dispatched & self.open & Q(clock_due_on__lt=self.day)

    @property
    def due(self) -> Q:
        """To be closed by the day: closed out, overdue, or handed in after the deadline."""
        return (self.dispatched & (self.closed | Q(submitted_on__gt=F("due_on")))) | self.overdue

    @property
    def closed_in_time(self) -> Q:
        """Closed out, the department's clock met."""
        return self.closed & Q(in_time=True)

    @property
    def answered(self) -> Q:
        """The department handed in its result, and it has not been sent back."""
        return self.dispatched & Q(submitted_on__isnull=False)

    @property
    def answer_due(self) -> Q:
        """A result was handed in, or the deadline for it lies behind."""
        return self.answered | self.overdue

    @property
    def answered_in_time(self) -> Q:
        """Handed in within the department's clock; before it is judged, by the deadline."""
        unjudged = Q(in_time__isnull=True, submitted_on__lte=F("due_on"))
        return self.answered & (Q(in_time=True) | unjudged)

    @property
    def asked(self) -> Q:
        """The raiser was asked, with or without an answer."""
        return ~Q(satisfaction="")

    @property
    def heard(self) -> Q:
        """The raiser gave an answer; silence is none."""
        return ~Q(satisfaction__in=UNANSWERED)

    @property
    def said_solved(self) -> Q:
        """The raiser's last answer: solved."""
        return self.heard & Q(solved="solved")

    @property
    def said_satisfied(self) -> Q:
        """The raiser's last answer: satisfied."""
        return self.heard & Q(satisfaction=Satisfaction.SATISFIED)

    @property
    def reopened(self) -> Q:
        """Re-opened at least once."""
        return Q(reopened__gt=0)

    @property
    def ever_closed(self) -> Q:
        """Closed out at least once."""
        return self.closed | self.reopened

    @property
    def returned(self) -> Q:
        """Sent back to the department at least once."""
        return Q(returned__gt=0)

    @property
    def ever_submitted(self) -> Q:
        """Handed in at least once."""
        return self.answered | self.returned | self.reopened

    @property
    def late_recorded(self) -> Q:
        """Entered after the day on which it was raised."""
        return Q(matter__recorded_on__gt=F("raised_on"))


def ledger(question: Question) -> Ledger:
    """The ledger behind a question, the same one for all figures of it."""
    return question.remember("matters.ledger", lambda: Ledger(question))
