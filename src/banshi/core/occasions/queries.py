"""Occasions as lists, pages and calendars show them."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, Q, QuerySet, Sum, Value
from django.utils.translation import gettext_lazy as _

from banshi.base.calendars.queries import load_calendar
from banshi.base.files.models import StoredFile
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.matters.models import Matter
from banshi.core.matters.rules.lifecycle import named
from banshi.core.occasions import rules
from banshi.core.occasions.models import Attendance, Occasion, State
from banshi.core.org.wording import timeline

WORDS = {
    rules.PLANNED: (State.PLANNED.label, "going"),
    rules.HELD: (State.HELD.label, "done"),
    rules.CANCELLED: (State.CANCELLED.label, "ended"),
    rules.MISSED: (_("Missed"), "overdue"),
}
VAULTED = ("agenda__key__subject", "minutes__key__subject", "reason__key__subject")
MOST = 50


def listed(actor: Actor, day: date | None = None) -> QuerySet[Occasion]:
    """Occasions open to the actor, each with ``judged_on`` and how many were there."""
    rows = Occasion.objects.visible_to(actor).select_related("subject", "host", "place")
    there = Q(attendances__ended_at__isnull=True)
    return rows.annotate(
        judged_on=Value(day or clock.today(actor.zone), DateField()),
        person_times=Sum("attendances__count", filter=there),
    )


def missed(rows: QuerySet, today: date) -> QuerySet:
    """Those that were planned for a day that has passed and were not recorded."""
    return rows.filter(state=State.PLANNED, planned_on__lt=today)


def kind_names(zone: Zone) -> dict[str, Any]:
    """Code → kind, of every version that was in force."""
    found: dict[str, Any] = {}
    for version in presets.versions(zone, "occasions"):
        found.update(version.rules.kinds)
    return found


@dataclass(frozen=True)
class OccasionPage:
    """One occasion as its page shows it."""

    occasion: Occasion
    kind: Any
    state: tuple[Any, str]
    people: list[Attendance]
    person_times: int
    agenda: str
    minutes: str
    reason: str
    photos: list[StoredFile]
    matters: list[Matter]
    entries: list
    may_keep: bool
    may_raise: bool

    @property
    def kind_name(self) -> str:
        """The kind in words."""
        return named(self.kind) if self.kind else self.occasion.kind

    @property
    def planned(self) -> bool:
        """Still to be held, or missed."""
        return self.occasion.state == State.PLANNED


def page(actor: Actor, row: Occasion) -> OccasionPage:
    """Everything that the page of an occasion shows; a fixed number of queries."""
    today = clock.today(actor.zone)
    people = list(
        row.attendances.filter(ended_at__isnull=True)
        .select_related("post__unit", "person__subject", "unit", "outside")
        .order_by("post__unit__protocol", "post__order", "pk")
    )
    matters = Matter.objects.visible_to(actor).filter(origin=row.subject).select_related("subject")
    return OccasionPage(
        occasion=row,
        kind=kind_names(actor.zone).get(row.kind),
        state=WORDS[rules.state_on(row.state, row.planned_on, today)],
        people=people,
        person_times=sum(one.count for one in people),
        agenda=vault.shown(row.agenda),
        minutes=vault.shown(row.minutes),
        reason=vault.shown(row.reason),
        photos=list(StoredFile.objects.of(row.subject).filter(erased_at=None)[:MOST]),
        matters=list(matters.order_by("number")[:MOST]),
        entries=timeline(row.subject),
        may_keep=row.state != State.CANCELLED and access.can(actor, "occasions.keep", row),
        may_raise=actor.holds("matters.register"),
    )


@dataclass(frozen=True)
class Day:
    """A day of the calendar: what is on it, and whether anybody works."""

    on: date
    inside: bool
    works: bool
    rows: list[tuple[Occasion, tuple[Any, str]]]


def month(actor: Actor, first: date) -> list[list[Day]]:
    """The weeks of the month that begins on ``first``; two queries."""
    today, calendar = clock.today(actor.zone), load_calendar(actor.zone)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    rows = Occasion.objects.visible_to(actor).select_related("subject")
    found: dict[date, list] = {}
    begin, end = weeks[0][0], weeks[-1][-1]
    inside = Q(planned_on__range=(begin, end), held_on__isnull=True) | Q(held_on__range=(begin, end))
    for row in rows.filter(inside).order_by("planned_on", "pk"):
        word = WORDS[rules.state_on(row.state, row.planned_on, today)]
        found.setdefault(row.held_on or row.planned_on, []).append((row, word))
    return [
        [Day(day, day.month == first.month, calendar.is_workday(day), found.get(day, [])) for day in week]
        for week in weeks
    ]


def neighbours(first: date) -> tuple[date, date]:
    """The first days of the month before and the month after."""
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)
