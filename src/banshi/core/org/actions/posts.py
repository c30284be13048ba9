"""Opening and closing posts, and who holds them or stands in."""

from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.zones import access, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.org import hands, rules
from banshi.core.org.actions import common
from banshi.core.org.actions.names import index_names
from banshi.core.org.models import Deputyship, Person, Post, PostHolding, PostKind, PostRank, Unit
from banshi.core.org.rules import Span


@use_case("org.open_post")
def open_post(
    *,
    actor: Actor,
    code: str,
    unit: Unit,
    kind: str,
    rank: str,
    name_zh: str,
    name_en: str,
    starts_on: date,
    now: datetime,
    order: int | None = None,
) -> Post:
    """A new post in ``unit``, in protocol ``order`` within it (last when it is None)."""
    unit = common.lock(actor, unit)
    access.require(actor, "org.edit", unit)
    code = common.new_code(actor, Post, code)
    name_zh, name_en = common.named(name_zh, name_en)
    _check_sort(kind, rank)
    common.must_last(unit, Span(starts_on), "starts_on")
    if order is None:
        order = (unit.posts.aggregate(last=Max("order"))["last"] or 0) + 1
    post = Post.objects.create(
        subject=subjects.open_subject(actor.zone, "post", name_zh),
        zone=actor.zone,
        code=code,
        unit=unit,
        kind=kind,
        rank=rank,
        name_zh=name_zh,
        name_en=name_en,
        order=order,
        starts_on=starts_on,
    )
    record(
        actor=actor,
        subject=post.subject,
        kind="org.post_opened",
        data={
            "code": code,
            "unit": common.reference(unit),
            "kind": kind,
            "rank": rank,
            "name_zh": name_zh,
            "name_en": name_en,
            "order": order,
        },
        effective_on=starts_on,
    )
    index_names(post.subject)
    return post


@use_case("org.change_post")
def change_post(
    *,
    actor: Actor,
    post: Post,
    kind: str,
    rank: str,
    name_zh: str,
    name_en: str,
    order: int,
    effective_on: date,
    now: datetime,
) -> Post:
    """Rename or reorder a post, or correct its kind and rank; all five are given anew. Its holder stays."""
    post = common.lock(actor, post)
    access.require(actor, "org.edit", post)
    common.still_open(post)
    before = (post.kind, post.rank, post.name_zh, post.name_en, post.order)
    name_zh, name_en = common.named(name_zh, name_en)
    _check_sort(kind, rank)
    if before == (kind, rank, name_zh, name_en, order):
        raise Refusal("org.nothing_changed", _("Nothing was changed. Change something, or go back."))
    post.kind, post.rank, post.name_zh, post.name_en, post.order = kind, rank, name_zh, name_en, order
    post.save()
    post.subject.caption = name_zh
    post.subject.save(update_fields=["caption"])
    data = {"kind": kind, "rank": rank, "name_zh": name_zh, "name_en": name_en, "order": order}
    record(
        actor=actor,
        subject=post.subject,
        kind="org.post_changed",
        data=data | {"before": before[2]},
        effective_on=effective_on,
    )
    index_names(post.subject)
    return post


@use_case("org.close_post")
def close_post(*, actor: Actor, post: Post, last_on: date, now: datetime) -> Post:
    """Let a post end with ``last_on``; refused while it is held, deputised or seated longer."""
    post = common.lock(actor, post)
    access.require(actor, "org.edit", post)
    common.still_open(post)
    common.last_day(post, last_on)
    if post.holdings.lasting_after(last_on).exists() or post.deputyships.lasting_after(last_on).exists():
        raise Refusal(
            "org.post_held",
            _("Somebody holds %(name)s, or stands in, after that day. End this first."),
            field="last_on",
            name=post.name,
        )
    seat = post.seats.lasting_after(last_on).select_related("group").first()
    if seat is not None:
        raise Refusal(
            "org.post_seated",
            _("%(name)s still has a seat in %(group)s. End the seat first."),
            field="last_on",
            name=post.name,
            group=seat.group.name,
        )
    post.ends_on = last_on
    post.save(update_fields=["ends_on"])
    record(
        actor=actor,
        subject=post.subject,
        kind="org.post_closed",
        data={"last_on": last_on.isoformat()},
        effective_on=last_on,
    )
    return post


@use_case("org.appoint")
def appoint(*, actor: Actor, post: Post, person: Person, starts_on: date, now: datetime) -> PostHolding:
    """Let ``person`` hold ``post`` from ``starts_on`` on; who held it until then ends the day before.

    One person may hold several posts, a Party and an administrative one among them.
    """
    post, person = _locked(actor, post, person)
    _take_over(actor, post, person, starts_on)
    return _hold(actor, post, person, starts_on, "org.appointed")


@use_case("org.hand_over")
def hand_over(*, actor: Actor, post: Post, to_person: Person, on: date, now: datetime) -> PostHolding:
    """Pass ``post`` from whoever holds it to ``to_person``, whose first day is ``on``."""
    post, person = _locked(actor, post, to_person)
    held = post.holdings.on(rules.day_before(on)).exists()
    if not held:
        raise Refusal(
            "org.nobody_hands_over",
            _("Nobody holds %(name)s on the day before. Appoint somebody instead."),
            field="on",
            name=post.name,
        )
    _take_over(actor, post, person, on)
    return _hold(actor, post, person, on, "org.handed_over")


@use_case("org.end_holding")
def end_holding(*, actor: Actor, holding: PostHolding, last_on: date, now: datetime) -> PostHolding:
    """Let a holding end with ``last_on``; the post is vacant afterwards."""
    common.own(actor, holding)
    post = common.lock(actor, holding.post)
    access.require(actor, "org.edit", post)
    holding = PostHolding.objects.select_related("person__subject").get(pk=holding.pk)
    common.last_day(holding, last_on)
    if holding.ends_on is not None and holding.ends_on <= last_on:
        raise Refusal(
            "org.holding_ended",
            _("This already ended on %(day)s."),
            field="last_on",
            day=holding.ends_on.isoformat(),
        )
    end_at(actor, post, holding, last_on)
    return holding


@use_case("org.deputise")
def deputise(
    *, actor: Actor, post: Post, person: Person, starts_on: date, ends_on: date, reason: str, now: datetime
) -> Deputyship:
    """Let ``person`` stand in for ``post`` from ``starts_on`` to ``ends_on``, both included."""
    post, person = _locked(actor, post, person)
    reason = reason.strip()
    if not reason:
        raise Refusal("org.reason_missing", _("Say why somebody stands in, such as leave."), field="reason")
    common.too_long(reason, 200, "reason")
    if ends_on < starts_on:
        raise Refusal(
            "org.ends_before_start",
            _("The last day lies before the first (%(day)s). Choose a later day."),
            field="ends_on",
            day=starts_on.isoformat(),
        )
    span = Span(starts_on, ends_on)
    common.must_last(post, span, "starts_on")
    common.must_last(person, span, "person")
    _check_deputy(post, person, span)
    hands.ask(actor=actor, post=post, person=person, starts_on=starts_on, ends_on=ends_on)
    deputyship = Deputyship.objects.create(
        zone=actor.zone, post=post, person=person, starts_on=starts_on, ends_on=ends_on, reason=reason
    )
    record(
        actor=actor,
        subject=post.subject,
        kind="org.deputised",
        data={"person": common.reference(person), "ends_on": ends_on.isoformat(), "reason": reason},
        effective_on=starts_on,
    )
    return deputyship


@use_case("org.revoke_deputy")
def revoke_deputy(*, actor: Actor, deputyship: Deputyship, last_on: date, now: datetime) -> Deputyship:
    """End standing in early, with ``last_on``; a day before the first means that it never began."""
    common.own(actor, deputyship)
    post = common.lock(actor, deputyship.post)
    access.require(actor, "org.edit", post)
    deputyship = Deputyship.objects.select_related("person__subject").get(pk=deputyship.pk)
    if deputyship.revoked_at is not None or deputyship.ends_on <= last_on:
        raise Refusal(
            "org.deputy_ended",
            _("This already ends on %(day)s. Choose an earlier day."),
            field="last_on",
            day=deputyship.ends_on.isoformat(),
        )
    _cut(actor, post, deputyship, last_on)
    return deputyship


def end_at(actor: Actor, post: Post, holding: PostHolding, last_on: date) -> None:
    """End a holding and say so in the post's history. Part of a use case that locked the post."""
    holding.ends_on = last_on
    holding.save(update_fields=["ends_on"])
    record(
        actor=actor,
        subject=post.subject,
        kind="org.holding_ended",
        data={"person": common.reference(holding.person), "last_on": last_on.isoformat()},
        effective_on=last_on,
    )


def cut_deputies(actor: Actor, post: Post, person: Person, last_on: date) -> None:
    """End what ``person`` still stands in for after ``last_on``. Part of a use case that locked the post."""
    for deputyship in post.deputyships.lasting_after(last_on).filter(person=person):
        _cut(actor, post, deputyship, last_on)


def _cut(actor: Actor, post: Post, deputyship: Deputyship, last_on: date) -> None:
    deputyship.ends_on = max(last_on, rules.day_before(deputyship.starts_on))
    deputyship.revoked_at = current().recorded_at
    deputyship.save(update_fields=["ends_on", "revoked_at"])
    record(
        actor=actor,
        subject=post.subject,
        kind="org.deputy_revoked",
        data={"person": common.reference(deputyship.person), "last_on": deputyship.ends_on.isoformat()},
        effective_on=last_on,
    )


def _check_sort(kind: str, rank: str) -> None:
    if kind not in PostKind.values:
        raise Refusal("org.kind_unknown", _("Choose a kind from the list."), field="kind")
    if rank not in PostRank.values:
        raise Refusal("org.rank_unknown", _("Choose a rank from the list."), field="rank")


def _locked(actor: Actor, post: Post, person: Person) -> tuple[Post, Person]:
    post = common.lock(actor, post)
    access.require(actor, "org.edit", post)
    return post, common.fresh(actor, person)


def _take_over(actor: Actor, post: Post, person: Person, starts_on: date) -> None:
    common.must_last(post, Span(starts_on), "starts_on")
    common.must_last(person, Span(starts_on), "person")
    before = list(post.holdings.lasting_after(rules.day_before(starts_on)).select_related("person__subject"))
    if any(holding.person_id == person.pk for holding in before):
        raise Refusal("org.holds_already", _("%(name)s is already held by this person."), name=post.name)
    later = next((h for h in before if h.starts_on >= starts_on or h.ends_on is not None), None)
    if later is not None:
        raise Refusal(
            "org.holdings_overlap",
            _("%(name)s is already held from %(start)s to %(end)s. Choose a later day, or end that first."),
            field="starts_on",
            name=post.name,
            start=later.starts_on.isoformat(),
            end=later.ends_on.isoformat() if later.ends_on else "…",
        )
    for holding in before:
        end_at(actor, post, holding, rules.day_before(starts_on))


def _hold(actor: Actor, post: Post, person: Person, starts_on: date, kind: str) -> PostHolding:
    hands.ask(actor=actor, post=post, person=person, starts_on=starts_on, ends_on=None)
    holding = PostHolding.objects.create(zone=actor.zone, post=post, person=person, starts_on=starts_on)
    record(
        actor=actor,
        subject=post.subject,
        kind=kind,
        data={"person": common.reference(person)},
        effective_on=starts_on,
    )
    return holding


def _check_deputy(post: Post, person: Person, span: Span) -> None:
    if any(common.span_of(h).overlaps(span) for h in post.holdings.filter(person=person)):
        raise Refusal(
            "org.own_deputy",
            _("Nobody stands in for a post of their own. Choose another person."),
            field="person",
        )
    other = next((d for d in post.deputyships.all() if common.span_of(d).overlaps(span)), None)
    if other is not None:
        raise Refusal(
            "org.deputies_overlap",
            _("Somebody already stands in from %(start)s to %(end)s. Choose other days, or end that first."),
            field="starts_on",
            start=other.starts_on.isoformat(),
            end=other.ends_on.isoformat(),
        )
