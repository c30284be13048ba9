"""Writes of the counter: taking a matter in as its first contact, and a call-back that reached nobody."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.calendars.queries import load_calendar
from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.presets import queries as presets
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Label
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.actions import Raiser, record_answer, record_try
from banshi.core.matters.actions.entering import enter_matter
from banshi.core.matters.models import Channel, Matter, Satisfaction, Solved
from banshi.core.matters.queries.closing import tries_of
from banshi.core.places.models import Place
from banshi.doors.counter.models import CallBack, FirstContact, Way


@use_case("counter.take")
def take_in(
    *,
    actor: Actor,
    title: str,
    words: str,
    kind: str,
    category: str,
    source_kind: str,
    raiser: Raiser,
    raised_on: date,
    way: str,
    now: datetime,
    call_back: str = CallBack.RAISER,
    wanted_by: date | None = None,
    place: Place | None = None,
    label: int = Label.INTERNAL,
    same_as: Matter | None = None,
    photo: Any = None,
) -> Matter:
    """Enter a matter for somebody who calls, stands at the counter or wrote; the actor is its first contact.

    ``wanted_by`` is the day the raiser asked for, ``call_back`` through whom he is asked afterwards.
    """
    _check(way, call_back, raiser, wanted_by, raised_on)
    matter = enter_matter(
        actor=actor, title=title, words=words, kind=kind, category=category, source_kind=source_kind,
        raiser=raiser, raised_on=raised_on, now=now, place=place, label=label, same_as=same_as, photo=photo,
    )  # fmt: skip
    post = min(actor.post_ids, default=None)
    FirstContact.objects.create(
        zone=actor.zone,
        matter=matter,
        way=way,
        call_back=call_back,
        person_id=actor.person_id,
        post_id=post,
        unit_id=min(actor.unit_ids, default=None),
        taken_at=current().recorded_at,
        wanted_by=wanted_by,
    )
    data = {"way": way, "call_back": call_back, "wanted_by": wanted_by.isoformat() if wanted_by else None}
    record(actor=actor, subject=matter.subject, kind="counter.taken", data=data)
    return matter


def _check(way: str, call_back: str, raiser: Raiser, wanted_by: date | None, raised_on: date) -> None:
    if way not in Way.values:
        raise Refusal("counter.way_unknown", _("Choose how it came."), field="way")
    if call_back not in CallBack.values:
        raise Refusal("counter.call_back_unknown", _("Choose how to call back."), field="call_back")
    if way == Way.ON_BEHALF and not (raiser.name.strip() or raiser.phone.strip()):
        raise Refusal(
            "counter.neighbour_missing",
            _("Enter the name or the telephone of the neighbour: the matter is his, not yours."),
            field="raiser_name",
        )
    if wanted_by is not None and wanted_by < raised_on:
        raise Refusal(
            "counter.wanted_early",
            _("That day lies before the day on which it was raised. Check the date."),
            field="wanted_by",
        )


@use_case("counter.not_reached")
def record_not_reached(
    *, actor: Actor, matter: Matter, next_on: date, now: datetime, text: str = ""
) -> Matter:
    """A call-back that reached nobody: it stays on the list with its next day, a working day.

    With the number of tries that the terms name it is recorded as «no answer», which is never a good answer.
    """
    if not load_calendar(actor.zone).is_workday(next_on):
        raise Refusal(
            "counter.rest_day", _("Nobody calls on a rest day. Choose a working day."), field="next_on"
        )
    matter = record_try(actor=actor, matter=matter, text=text, now=now, next_on=next_on)
    today = clock.on_date(actor.zone, now)
    if tries_of(matter) < presets.rules(actor.zone, "terms", today).tries_before_no_answer:
        return matter
    return record_answer(
        actor=actor,
        matter=matter,
        solved=Solved.NO_ANSWER,
        satisfaction=Satisfaction.NO_ANSWER,
        channel=Channel.PHONE,
        answered_on=today,
        now=now,
    )
