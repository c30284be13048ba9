"""Granting roles to posts, and saying who takes part in a subject."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.presets import queries as presets
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from banshi.core.access.models import Involvement, RoleGrant
from banshi.core.org.models import Post, Unit


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


def release(subject: Subject, kind: str, *, unit: Unit | None = None, post: Post | None = None) -> None:
    """End a part; the row stays, so that whoever took part can still read."""
    Involvement.objects.filter(zone=subject.zone, subject=subject, kind=kind, unit=unit, post=post).update(
        active=False
    )
