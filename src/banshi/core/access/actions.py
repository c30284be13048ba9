"""Granting roles to posts, and saying who takes part in a subject."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from banshi.base.engines.writing import insert_rows
from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.presets import queries as presets
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from banshi.core.access import queries
from banshi.core.access.models import Involvement, RoleGrant
from banshi.core.access.rules import Carried, pair_apart
from banshi.core.org.models import Person, Post, Unit


@use_case("access.grant")
def grant_role(
    *, actor: Actor, post: Post, role: str, starts_on: date, now: datetime, scope_unit: Unit | None = None
) -> RoleGrant:
    """Let a post carry a role from ``starts_on`` on."""
    subject = Subject.objects.select_for_update().get(pk=post.subject_id)
    access.require(actor, "access.grant", subject)
    if scope_unit is not None and scope_unit.zone_id != actor.zone.pk:
        raise access.unknown()
    if presets.rules(actor.zone, "roles", starts_on).get(role) is None:
        raise Refusal(
            "access.role_unknown", _("There is no such role. Choose one from the list."), field="role"
        )
    if RoleGrant.objects.filter(zone=actor.zone, post=post, role=role, ends_on__isnull=True).exists():
        raise Refusal("access.role_held", _("This post already carries this role."), field="role")
    _keep_apart_in_post(actor, post, Carried(role, starts_on, None))
    grant = RoleGrant.objects.create(
        zone=actor.zone, post=post, role=role, scope_unit=scope_unit, starts_on=starts_on
    )
    record(
        actor=actor,
        subject=subject,
        kind="access.granted",
        data={"role": role, "scope_unit": scope_unit.code if scope_unit else None},
        effective_on=starts_on,
    )
    return grant


def _keep_apart_in_post(actor: Actor, post: Post, added: Carried) -> None:
    """Refuse a role that would join two that exclude one another, in whoever holds the post or stands in."""
    if not _in_a_set(actor, {added.role}):
        return
    people = {row.person for row in post.holdings.lasting_after(added.starts_on - timedelta(days=1))}
    people |= {row.person for row in post.deputyships.lasting_after(added.starts_on - timedelta(days=1))}
    own = queries.carried_through(post.pk, added.starts_on, None)
    for carried in [own, *(queries.carried_by(person) for person in people)]:
        refuse_joined(actor, [*carried, added], "role")


def keep_apart_in_person(
    *, actor: Actor, post: Post, person: Person, starts_on: date, ends_on: date | None
) -> None:
    """Refuse an appointment or a deputyship that would join two roles that exclude one another in one person."""
    gained = queries.carried_through(post.pk, starts_on, ends_on)
    if _in_a_set(actor, {one.role for one in gained}):
        refuse_joined(actor, [*queries.carried_by(person), *gained], "person")


def _in_a_set(actor: Actor, codes: set[str]) -> bool:
    """Whether one of the roles excludes others; then one act at a time changes who carries them in the zone.

    A zone that has no rules yet has no roles to keep apart.
    """
    try:
        roles = presets.rules(actor.zone, "roles", clock.today(actor.zone))
    except presets.NoRules:
        return False
    if not any(codes & group for group in roles.apart):
        return False
    Subject.objects.select_for_update().get(pk=actor.zone.subject_id)
    return True


def refuse_joined(actor: Actor, carried: list[Carried], field: str) -> None:
    """Raise when two of these exclude one another on some day, by the rules of today."""
    roles = presets.rules(actor.zone, "roles", clock.today(actor.zone))
    pair = pair_apart(carried, roles)
    if pair is None:
        return
    names = dict(queries.role_names(roles))
    raise Refusal(
        "access.apart",
        _(
            "%(one)s and %(other)s may not be in one hand. Choose another person, or withdraw one of them first."
        ),
        field=field,
        one=names[pair[0]],
        other=names[pair[1]],
    )


@use_case("access.withdraw")
def withdraw_role(*, actor: Actor, grant: RoleGrant, last_on: date, now: datetime) -> RoleGrant:
    """Let a post carry a role no longer after ``last_on``; the day before its first means it never did."""
    subject = Subject.objects.select_for_update().get(pk=grant.post.subject_id)
    access.require(actor, "access.grant", subject)
    grant.refresh_from_db()
    if grant.ends_on is not None and grant.ends_on <= last_on:
        raise Refusal(
            "access.role_ended",
            _("This already ended on %(day)s."),
            field="last_on",
            day=grant.ends_on.isoformat(),
        )
    if last_on < grant.starts_on - timedelta(days=1):
        raise Refusal(
            "access.ends_before_start",
            _("The last day lies before the first. Choose a later day."),
            field="last_on",
        )
    RoleGrant.objects.filter(pk=grant.pk).update(ends_on=last_on)
    record(
        actor=actor, subject=subject, kind="access.withdrawn", data={"role": grant.role}, effective_on=last_on
    )
    grant.refresh_from_db()
    return grant


def involve(
    subject: Subject, kind: str, *, unit: Unit | None = None, post: Post | None = None, sole: bool = False
) -> None:
    """Say that a unit or a post takes part in ``subject`` as ``kind``; ``sole`` ends others of that kind.

    Part of the use cases of the subject's own app, which record the act.
    """
    if sole:
        Involvement.objects.filter(zone=subject.zone, subject=subject, kind=kind, active=True).update(
            active=False
        )
    Involvement.objects.update_or_create(
        zone=subject.zone, subject=subject, kind=kind, unit=unit, post=post, defaults={"active": True}
    )


def involve_first(subject: Subject, parts: Iterable[tuple[str, Unit | None, int | None]]) -> None:
    """Name the first parts of a subject that was made in this transaction: kind, unit or id of a post.

    As :func:`involve` for each, in one statement for all.
    """
    insert_rows(
        [
            Involvement(zone_id=subject.zone_id, subject=subject, kind=kind, unit=unit, post_id=post)
            for kind, unit, post in parts
        ]
    )


def release(subject: Subject, kind: str, *, unit: Unit | None = None, post: Post | None = None) -> None:
    """End a part; the row stays, so that whoever took part can still read."""
    Involvement.objects.filter(zone=subject.zone, subject=subject, kind=kind, unit=unit, post=post).update(
        active=False
    )
