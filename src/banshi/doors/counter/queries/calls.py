"""Whose raiser waits for a call, and what is asked in it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from banshi.base.calendars.queries import load_calendar
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.core.matters.models import Matter, NoteKind
from banshi.core.matters.queries import counter, rows
from banshi.core.matters.queries.counter import Left
from banshi.doors.counter.models import CallBack, FirstContact
from banshi.doors.counter.queries.words import words_of
from banshi.doors.counter.rules import next_try

ANSWER = "matters.answer"
AT_ONCE = 200


@dataclass(frozen=True)
class Call:
    """One matter whose raiser waits. ``phone`` is masked; ``tries`` of ``needed`` reached nobody so far."""

    matter: Matter
    left: Left | None
    phone: str
    tries: int
    needed: int
    next_on: date | None
    through: FirstContact | None

    @property
    def due(self) -> date:
        """The day on which to call: that of the next try, else the day the turn ends."""
        return self.next_on or self.matter.turn_due_on or date.max


@dataclass(frozen=True)
class Calls:
    """The list: to call today or late, to call later; ``others`` wait for somebody outside the department."""

    now: list[Call]
    later: list[Call]
    others: int
    today: date

    @property
    def count(self) -> int:
        """All that the reader may call."""
        return len(self.now) + len(self.later)


def calls(actor: Actor, now: datetime) -> Calls:
    """Verified matters whose raiser has not answered, by the day of the call; a fixed number of queries."""
    today, calendar = clock.on_date(actor.zone, now), load_calendar(actor.zone)
    needed = presets.rules(actor.zone, "terms", today).tries_before_no_answer
    waiting = [matter for matter in _verified(actor) if _asks(actor, matter) and not rows.last_answer(matter)]
    mine = [matter for matter in waiting if _may(actor, matter)]
    found = [_call(matter, needed, calendar, now) for matter in mine]
    found.sort(key=lambda call: (call.due, call.matter.number))
    at_once = [call for call in found if call.next_on is None or call.next_on <= today]
    return Calls(
        now=at_once,
        later=[call for call in found if call.next_on is not None and call.next_on > today],
        others=len(waiting) - len(mine),
        today=today,
    )


def _verified(actor: Actor) -> QuerySet[Matter]:
    found = access.visible(actor, Matter.objects.filter(state="verified"), ANSWER, "subject", "label")
    found = found.select_related(
        "subject", "raiser_org", "responsible_unit", "raiser_phone__key__subject", "first_contact__post__unit"
    )
    return found.prefetch_related("notes", "answers").order_by("turn_due_on", "pk")[:AT_ONCE]


def _asks(actor: Actor, matter: Matter) -> bool:
    return presets.rules(actor.zone, "kinds", matter.raised_on).kinds[matter.kind].asks_raiser


def _may(actor: Actor, matter: Matter) -> bool:
    """Whoever handled it, or sits in the department, asks nobody whether he is satisfied with it."""
    guards = presets.rules(actor.zone, "kinds", matter.raised_on).kinds[matter.kind].guards
    if "answer_by_other_hand" not in guards:
        return True
    return actor.person_id not in rows.hands(matter) and matter.responsible_unit_id not in actor.unit_ids


def _call(matter: Matter, needed: int, calendar, now: datetime) -> Call:
    last = rows.last_note(matter, NoteKind.TRY)
    tries = rows.tries(matter)
    contact = getattr(matter, "first_contact", None)
    phone = vault.read(matter.raiser_phone)
    return Call(
        matter=matter,
        left=counter.of_day(matter.turn_due_on, calendar, now) if matter.turn_due_on else None,
        phone=phone if phone == vault.ERASED else vault.masked_phone(phone) if phone else "",
        tries=tries,
        needed=needed,
        next_on=last.next_on if last and tries else None,
        through=contact if contact and contact.call_back == CallBack.AUTHOR else None,
    )


def usual_next(actor: Actor, today: date) -> date:
    """The day that is proposed for the next try."""
    days = words_of(actor.zone, today).next_try_workdays
    return next_try(today, days, load_calendar(actor.zone).add_workdays)
