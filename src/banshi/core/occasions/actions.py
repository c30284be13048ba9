"""Every write of occasions: planning, holding, who was there, corrections, cancelling, series."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.calendars.queries import load_calendar
from banshi.base.files import store as files
from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.presets import queries as presets
from banshi.base.search import index as search
from banshi.base.vault import store as vault
from banshi.base.vault.models import VaultItem
from banshi.base.zones import access, clock, numbers, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Label, Subject
from banshi.base.zones.refusals import Refusal
from banshi.core.access.actions import involve_first
from banshi.core.occasions import rules
from banshi.core.occasions.models import Attendance, Occasion, Series, State
from banshi.core.occasions.rules import Kinds, Recurrence
from banshi.core.org.models import OutsideOrganisation, Person, Post, Unit
from banshi.core.org.queries import holders_on
from banshi.core.places.models import Place

TITLE_MISSING = _("Write in one line what it is, without names of people.")
REASON_MISSING = _("Give the reason; it stays with the occasion.")


@dataclass(frozen=True)
class Present:
    """Somebody who was there: a post or a person, or ``count`` of a unit, an organisation, or guests of none."""

    post: Post | None = None
    person: Person | None = None
    unit: Unit | None = None
    outside: OutsideOrganisation | None = None
    count: int = 1


@use_case("occasions.plan")
def plan_occasion(
    *,
    actor: Actor,
    kind: str,
    title: str,
    host: Unit,
    planned_on: date,
    now: datetime,
    place: Place | None = None,
    agenda: str = "",
    label: int = Label.INTERNAL,
    uid: object = None,
) -> Occasion:
    """Plan one occasion; a day that lies back is one that is entered late and is to be recorded as held."""
    access.require(actor, "occasions.plan")
    kinds = _kinds(actor, planned_on)
    _check(actor, kind, title, host, place, kinds)
    if planned_on < clock.on_date(actor.zone, now) - rules.OLDEST:
        raise Refusal(
            "occasions.long_ago",
            _("That day lies more than two years back. Check the year."),
            field="planned_on",
        )
    return _planned(actor, kind, title.strip(), host, planned_on, place, agenda, label=label, uid=uid)


def _kinds(actor: Actor, day: date) -> Kinds:
    return presets.rules(actor.zone, "occasions", max(day, clock.today(actor.zone)))


def _check(actor: Actor, kind: str, title: str, host: Unit, place: Place | None, kinds: Kinds) -> None:
    if any(thing is not None and thing.zone_id != actor.zone.pk for thing in (host, place)):
        raise access.unknown()
    if not title.strip():
        raise Refusal("occasions.title_missing", TITLE_MISSING, field="title")
    if len(title.strip()) > 120:
        raise Refusal(
            "occasions.too_long", _("This is too long. Enter at most 120 characters."), field="title"
        )
    if kind not in kinds.kinds:
        raise Refusal("occasions.kind_unknown", _("Choose a kind from the list."), field="kind")


def _planned(
    actor: Actor,
    kind: str,
    title: str,
    host: Unit,
    day: date,
    place: Place | None,
    agenda: str,
    *,
    series: Series | None = None,
    label: int = Label.INTERNAL,
    uid: object = None,
) -> Occasion:
    number = f"H{day.year}-{numbers.next_number(actor.zone, 'occasion', day.year):04d}"
    subject = subjects.open_subject(actor.zone, "occasion", f"{number} {title}", uid=uid, label=label)
    row = Occasion(
        subject=subject,
        zone=actor.zone,
        number=number,
        kind=kind,
        title=title,
        place=place,
        host=host,
        series=series,
        planned_on=day,
        agenda=_sealed(subject, "agenda", agenda),
        recorded_at=current().recorded_at,
    )
    row.save()
    involve_first(subject, [("host", host, None)])
    search.index(subject, title=f"{number} {title}", body=place.name_zh if place else "", fresh=True)
    data = {
        "number": number,
        "kind": kind,
        "title": title,
        "host": host.code,
        "planned_on": day.isoformat(),
        "place": str(place.subject.uid) if place else None,
        "series": str(series.subject.uid) if series else None,
        "agenda": _told(row.agenda),
    }
    record(actor=actor, subject=subject, kind="occasions.planned", data=data)
    return row


def _sealed(subject: Subject, field: str, text: str) -> VaultItem | None:
    return vault.put(subject, field, text.strip()) if text.strip() else None


def _told(item: VaultItem | None) -> dict[str, str] | None:
    return {"item": str(item.uid), "commitment": item.commitment} if item else None


def _lock(actor: Actor, occasion: Occasion) -> Occasion:
    rows = Occasion.objects.select_for_update(of=("self",)).select_related("subject", "host")
    found = rows.filter(pk=occasion.pk, zone=actor.zone).first()
    if found is None:
        raise access.unknown()
    found.subject.zone = found.zone = actor.zone
    access.require(actor, "occasions.keep", found)
    return found


@use_case("occasions.hold")
def hold_occasion(
    *,
    actor: Actor,
    occasion: Occasion,
    held_on: date,
    present: Sequence[Present],
    now: datetime,
    minutes: str = "",
    photos: Sequence[Any] = (),
) -> Occasion:
    """It was held: on which day, who was there, what was said, with photos."""
    row = _lock(actor, occasion)
    today = clock.on_date(actor.zone, now)
    people = _resolved(actor, present, held_on)
    persons = sum(one.count for one in people)
    fault = rules.fault_of_holding(row.state, held_on, today, persons=persons)
    if fault:
        raise fault.refusal()
    row.state, row.held_on, row.held_at = State.HELD, held_on, current().recorded_at
    row.minutes = _sealed(row.subject, "minutes", minutes)
    row.save(update_fields=["state", "held_on", "held_at", "minutes"])
    _note(row, people)
    data = {
        "held_on": held_on.isoformat(),
        "person_times": persons,
        "present": [_said(one) for one in people],
        "minutes": _told(row.minutes),
        "photos": _photos(actor, row, photos),
    }
    record(actor=actor, subject=row.subject, kind="occasions.held", data=data, effective_on=held_on)
    return row


def _photos(actor: Actor, row: Occasion, photos: Sequence[Any]) -> list[dict[str, str]]:
    kept = [files.receive_for(actor, row.subject, one, role="photo") for one in photos]
    return [{"file": str(one.uid), "sha256_received": one.sha256_received} for one in kept]


def _resolved(actor: Actor, present: Sequence[Present], day: date) -> list[Present]:
    """Each post with its holder of the day; nobody twice; nobody of another zone."""
    posts = [one.post.pk for one in present if one.post is not None and one.person is None]
    holders = holders_on(actor.zone, day, posts) if posts else {}
    found: dict[tuple, Present] = {}
    for one in present:
        things = (one.post, one.person, one.unit, one.outside)
        if any(thing is not None and thing.zone_id != actor.zone.pk for thing in things):
            raise access.unknown()
        if not 1 <= one.count <= 9999:
            raise Refusal("occasions.count", _("Enter how many people came: 1 to 9999."), field="guests")
        person = one.person
        if person is None and one.post is not None and one.post.pk in holders:
            holder = holders[one.post.pk]
            person = holder.person or holder.deputy
        key = ("person", person.pk) if person else ("thing", *(thing and thing.pk for thing in things))
        found.setdefault(key, Present(one.post, person, one.unit, one.outside, one.count))
    return list(found.values())


def _note(row: Occasion, people: Sequence[Present]) -> None:
    Attendance.objects.bulk_create(
        Attendance(
            zone=row.zone,
            occasion=row,
            person=one.person,
            post=one.post,
            unit=one.unit,
            outside=one.outside,
            count=one.count,
            noted_at=current().recorded_at,
        )
        for one in people
    )


def _said(one: Present) -> dict[str, Any]:
    things = {"post": one.post and one.post.code, "unit": one.unit and one.unit.code, "count": one.count}
    things["person"] = str(one.person.subject.uid) if one.person else None
    things["outside"] = str(one.outside.subject.uid) if one.outside else None
    return {name: value for name, value in things.items() if value}


@use_case("occasions.attendance")
def record_attendance(
    *, actor: Actor, occasion: Occasion, present: Sequence[Present], now: datetime
) -> Occasion:
    """Correct who was there; who was noted before stays in the history."""
    row = _lock(actor, occasion)
    if row.state != State.HELD or row.held_on is None:
        raise Refusal(
            "occasions.not_held", _("Who was there is recorded when it has been held. Record that first.")
        )
    people = _resolved(actor, present, row.held_on)
    if not people:
        raise Refusal("occasions.nobody", _("Tick who was there. Nothing is held by nobody."), field="posts")
    before = sum(row.attendances.filter(ended_at__isnull=True).values_list("count", flat=True))
    row.attendances.filter(ended_at__isnull=True).update(ended_at=current().recorded_at)
    _note(row, people)
    data = {
        "before": before,
        "person_times": sum(one.count for one in people),
        "present": [_said(one) for one in people],
    }
    record(actor=actor, subject=row.subject, kind="occasions.attended", data=data)
    return row


@use_case("occasions.amend")
def amend_occasion(
    *,
    actor: Actor,
    occasion: Occasion,
    title: str,
    now: datetime,
    place: Place | None = None,
    planned_on: date | None = None,
    agenda: str | None = None,
    minutes: str | None = None,
    photos: Sequence[Any] = (),
) -> Occasion:
    """Correct the wording, the place, the day that is still ahead, agenda and minutes; add photos."""
    row = _lock(actor, occasion)
    _check(actor, row.kind, title, row.host, place, _kinds(actor, row.planned_on))
    if row.state == State.CANCELLED:
        raise Refusal("occasions.cancelled", _("This was cancelled. Plan another one instead."))
    before = {"title": row.title, "planned_on": row.planned_on.isoformat()}
    row.title, row.place = title.strip(), place
    if planned_on is not None and planned_on != row.planned_on:
        _move(row, planned_on, clock.on_date(actor.zone, now))
    if agenda is not None:
        row.agenda = _sealed(row.subject, "agenda", agenda)
    if minutes is not None:
        row.minutes = _sealed(row.subject, "minutes", minutes)
    row.save()
    search.index(row.subject, title=f"{row.number} {row.title}", body=place.name_zh if place else "")
    data = {
        "before": before,
        "title": row.title,
        "planned_on": row.planned_on.isoformat(),
        "agenda": _told(row.agenda),
        "minutes": _told(row.minutes),
        "photos": _photos(actor, row, photos),
    }
    record(actor=actor, subject=row.subject, kind="occasions.amended", data=data)
    return row


def _move(row: Occasion, day: date, today: date) -> None:
    if row.state != State.PLANNED or day < today:
        raise Refusal(
            "occasions.day_fixed",
            _("Only an occasion that is still ahead is moved, and to a day that lies ahead."),
            field="planned_on",
        )
    row.planned_on = day


@use_case("occasions.cancel")
def cancel_occasion(*, actor: Actor, occasion: Occasion, reason: str, now: datetime) -> Occasion:
    """It is not held, with the reason; it stays in the list."""
    row = _lock(actor, occasion)
    if row.state != State.PLANNED:
        raise Refusal("occasions.not_planned", _("This was already recorded. Open it to see how it stands."))
    if not reason.strip():
        raise Refusal("occasions.reason_missing", REASON_MISSING, field="reason")
    row.state, row.reason = State.CANCELLED, _sealed(row.subject, "reason", reason)
    row.save(update_fields=["state", "reason"])
    record(actor=actor, subject=row.subject, kind="occasions.cancelled", data={"reason": _told(row.reason)})
    return row


@use_case("occasions.plan_series")
def plan_series(
    *,
    actor: Actor,
    kind: str,
    title: str,
    host: Unit,
    rule: Recurrence,
    starts_on: date,
    now: datetime,
    place: Place | None = None,
    ends_on: date | None = None,
) -> Series:
    """One that comes again; what falls into the days that are planned ahead is planned at once."""
    access.require(actor, "occasions.plan")
    kinds = _kinds(actor, starts_on)
    _check(actor, kind, title, host, place, kinds)
    fault = rules.fault_of_rule(rule)
    if fault:
        raise fault.refusal()
    if ends_on is not None and ends_on < starts_on:
        raise Refusal(
            "occasions.ends_early",
            _("The last day lies before the first. Choose a later day."),
            field="ends_on",
        )
    subject = subjects.open_subject(actor.zone, "occasion_series", title.strip())
    row = Series.objects.create(
        subject=subject,
        zone=actor.zone,
        kind=kind,
        title=title.strip(),
        place=place,
        host=host,
        every=rule.every,
        interval=rule.interval,
        weekday=rule.weekday if rule.every == rules.WEEK else None,
        month_day=rule.month_day if rule.every == rules.MONTH else None,
        shift=rule.shift,
        starts_on=starts_on,
        ends_on=ends_on,
        planned_until=starts_on - timedelta(days=1),
    )
    involve_first(subject, [("host", host, None)])
    current().answer_with(subject)
    planned = _ahead(actor, row, kinds, clock.on_date(actor.zone, now))
    data = {
        "kind": kind,
        "title": row.title,
        "host": host.code,
        "every": row.every,
        "interval": row.interval,
        "weekday": row.weekday,
        "month_day": row.month_day,
        "shift": row.shift,
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat() if ends_on else None,
        "planned": [one.number for one in planned],
    }
    record(actor=actor, subject=subject, kind="occasions.series_planned", data=data)
    return row


def _ahead(actor: Actor, row: Series, kinds: Kinds, today: date) -> list[Occasion]:
    """Plan what falls between what is planned and the days ahead."""
    until = max(today, row.starts_on) + timedelta(days=kinds.ahead_days)
    until = min(until, row.ends_on) if row.ends_on else until
    rule = Recurrence(row.every, row.interval, row.weekday, row.month_day, row.shift)
    first = row.planned_until + timedelta(days=1)
    found = rules.days(rule, load_calendar(actor.zone), row.starts_on, first, until)
    made = [_planned(actor, row.kind, row.title, row.host, day, row.place, "", series=row) for day in found]
    row.planned_until = max(until, row.planned_until)
    row.save(update_fields=["planned_until"])
    return made


def _lock_series(actor: Actor, series: Series) -> Series:
    rows = Series.objects.select_for_update(of=("self",)).select_related("subject", "host", "place__subject")
    found = rows.filter(pk=series.pk, zone=actor.zone).first()
    if found is None:
        raise access.unknown()
    found.subject.zone = found.zone = actor.zone
    access.require(actor, "occasions.keep", found)
    return found


@use_case("occasions.plan_ahead")
def plan_ahead(*, actor: Actor, series: Series, now: datetime) -> Series:
    """Plan the next ones of a series as far ahead as the rules say."""
    row = _lock_series(actor, series)
    today = clock.on_date(actor.zone, now)
    current().answer_with(row.subject)
    planned = _ahead(actor, row, _kinds(actor, today), today)
    if not planned:
        raise Refusal("occasions.nothing_ahead", _("All that falls into the days ahead is planned already."))
    data = {"planned": [one.number for one in planned], "until": row.planned_until.isoformat()}
    record(actor=actor, subject=row.subject, kind="occasions.series_ahead", data=data)
    return row


@use_case("occasions.end_series")
def end_series(*, actor: Actor, series: Series, last_on: date, reason: str, now: datetime) -> Series:
    """The series ends; what is planned after its last day is cancelled with the reason."""
    row = _lock_series(actor, series)
    if not reason.strip():
        raise Refusal("occasions.reason_missing", REASON_MISSING, field="reason")
    if last_on < row.starts_on or (row.ends_on is not None and last_on > row.ends_on):
        raise Refusal(
            "occasions.ends_early",
            _("The last day lies before the first. Choose a later day."),
            field="last_on",
        )
    row.ends_on = last_on
    row.save(update_fields=["ends_on"])
    current().answer_with(row.subject)
    later = row.occasions.filter(state=State.PLANNED, planned_on__gt=last_on).order_by("pk")
    numbers_of = [cancel_occasion(actor=actor, occasion=one, reason=reason, now=now).number for one in later]
    data = {"last_on": last_on.isoformat(), "cancelled": numbers_of}
    record(actor=actor, subject=row.subject, kind="occasions.series_ended", data=data)
    return row
