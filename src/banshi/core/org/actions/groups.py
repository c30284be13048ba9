"""Leading and working groups, whose members are posts."""

from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.zones import access, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.org.actions import common
from banshi.core.org.actions.names import index_names
from banshi.core.org.models import Group, GroupMember, GroupRole, Post, Unit
from banshi.core.org.rules import Span


@use_case("org.form_group")
def form_group(
    *,
    actor: Actor,
    code: str,
    name_zh: str,
    name_en: str,
    starts_on: date,
    now: datetime,
    office: Unit | None = None,
) -> Group:
    """A new group; ``office`` is the unit that runs it day to day."""
    access.require(actor, "org.edit", common.lock_zone(actor))
    office = common.fresh(actor, office)
    code = common.new_code(actor, Group, code)
    name_zh, name_en = common.named(name_zh, name_en)
    if office is not None:
        common.must_last(office, Span(starts_on), "office")
    group = Group.objects.create(
        subject=subjects.open_subject(actor.zone, "group", name_zh),
        zone=actor.zone,
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        office=office,
        starts_on=starts_on,
    )
    record(
        actor=actor,
        subject=group.subject,
        kind="org.group_formed",
        data={"code": code, "name_zh": name_zh, "name_en": name_en, "office": common.reference(office)},
        effective_on=starts_on,
    )
    index_names(group.subject)
    return group


@use_case("org.close_group")
def close_group(*, actor: Actor, group: Group, last_on: date, now: datetime) -> Group:
    """Dissolve a group with ``last_on``; its open seats end with it."""
    group = common.lock(actor, group)
    access.require(actor, "org.edit", group)
    common.still_open(group)
    common.last_day(group, last_on)
    for seat in group.members.lasting_after(last_on).select_related("post__subject"):
        common.last_day(seat, last_on)
        _end(actor, group, seat, last_on)
    group.ends_on = last_on
    group.save(update_fields=["ends_on"])
    record(
        actor=actor,
        subject=group.subject,
        kind="org.group_closed",
        data={"last_on": last_on.isoformat()},
        effective_on=last_on,
    )
    return group


@use_case("org.seat_post")
def seat_post(
    *,
    actor: Actor,
    group: Group,
    post: Post,
    role: str,
    starts_on: date,
    now: datetime,
    order: int | None = None,
) -> GroupMember:
    """Give a post a seat in a group from ``starts_on`` on: whoever holds the post is the member."""
    group = common.lock(actor, group)
    access.require(actor, "org.edit", group)
    post = common.fresh(actor, post)
    if role not in GroupRole.values:
        raise Refusal("org.role_unknown", _("Choose a seat from the list."), field="role")
    common.must_last(group, Span(starts_on), "starts_on")
    common.must_last(post, Span(starts_on), "post")
    _check_seat(group, post, role, Span(starts_on))
    if order is None:
        order = (group.members.aggregate(last=Max("order"))["last"] or 0) + 1
    seat = GroupMember.objects.create(
        zone=actor.zone, group=group, post=post, role=role, order=order, starts_on=starts_on
    )
    record(
        actor=actor,
        subject=group.subject,
        kind="org.seated",
        data={"post": common.reference(post), "role": role, "order": order},
        effective_on=starts_on,
    )
    return seat


@use_case("org.unseat_post")
def unseat_post(*, actor: Actor, seat: GroupMember, last_on: date, now: datetime) -> GroupMember:
    """End a post's seat with ``last_on``."""
    common.own(actor, seat)
    group = common.lock(actor, seat.group)
    access.require(actor, "org.edit", group)
    seat = GroupMember.objects.select_related("post__subject").get(pk=seat.pk)
    common.last_day(seat, last_on)
    if seat.ends_on is not None and seat.ends_on <= last_on:
        raise Refusal(
            "org.seat_ended",
            _("This already ended on %(day)s."),
            field="last_on",
            day=seat.ends_on.isoformat(),
        )
    _end(actor, group, seat, last_on)
    return seat


def _end(actor: Actor, group: Group, seat: GroupMember, last_on: date) -> None:
    seat.ends_on = last_on
    seat.save(update_fields=["ends_on"])
    record(
        actor=actor,
        subject=group.subject,
        kind="org.unseated",
        data={"post": common.reference(seat.post), "last_on": last_on.isoformat()},
        effective_on=last_on,
    )


def _check_seat(group: Group, post: Post, role: str, span: Span) -> None:
    seats = [seat for seat in group.members.select_related("post") if common.span_of(seat).overlaps(span)]
    if any(seat.post_id == post.pk for seat in seats):
        raise Refusal(
            "org.seated_already", _("%(name)s already has a seat here."), field="post", name=post.name
        )
    head = next((seat for seat in seats if seat.role == GroupRole.HEAD), None)
    if role == GroupRole.HEAD and head is not None:
        raise Refusal(
            "org.group_has_head",
            _("%(name)s already heads this group. End that seat first."),
            field="role",
            name=head.post.name,
        )
