"""People: entered once, their names in the vault."""

from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.vault import store
from banshi.base.vault.models import What
from banshi.base.zones import access, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account
from banshi.base.zones.refusals import Refusal
from banshi.core.org.actions import common
from banshi.core.org.actions.posts import cut_deputies, end_at
from banshi.core.org.models import Person, Post


@use_case("org.enter_person")
def enter_person(
    *,
    actor: Actor,
    name: str,
    starts_on: date,
    now: datetime,
    party_member: bool = False,
    account: Account | None = None,
) -> Person:
    """Somebody who works in the zone. The name goes to the vault as it is given; it may be empty.

    Lists and history know the person by number only.
    """
    access.require(actor, "org.edit", common.lock_zone(actor))
    name = name.strip()
    common.too_long(name, 100, "name")
    _check_account(actor, account, None)
    number = (Person.objects.filter(zone=actor.zone).aggregate(last=Max("number"))["last"] or 0) + 1
    subject = subjects.open_subject(actor.zone, "person", f"人员 {number:04d}")
    item = store.put(subject, "name", name) if name else None
    person = Person.objects.create(
        subject=subject,
        zone=actor.zone,
        number=number,
        account=account,
        name_item=item,
        party_member=party_member,
        starts_on=starts_on,
    )
    record(
        actor=actor,
        subject=subject,
        kind="org.person_entered",
        data={
            "number": number,
            "name": item.commitment if item else None,
            "party_member": party_member,
            "account": str(account.uid) if account else None,
        },
        effective_on=starts_on,
    )
    return person


@use_case("org.name_person")
def name_person(*, actor: Actor, person: Person, name: str, now: datetime) -> Person:
    """Enter or correct a person's name; it goes to the vault as it is given."""
    person = common.lock(actor, person)
    access.require(actor, "org.edit", person)
    name = name.strip()
    if not name:
        raise Refusal("org.name_missing", _("Enter the name."), field="name")
    common.too_long(name, 100, "name")
    person.name_item = store.put(person.subject, "name", name)
    person.save(update_fields=["name_item"])
    record(
        actor=actor,
        subject=person.subject,
        kind="org.person_named",
        data={"name": person.name_item.commitment},
    )
    return person


@use_case("org.link_account")
def link_account(*, actor: Actor, person: Person, account: Account | None, now: datetime) -> Person:
    """Let ``person`` sign in with ``account`` (None takes it away)."""
    person = common.lock(actor, person)
    access.require(actor, "org.edit", person)
    common.still_open(person)
    _check_account(actor, account, person)
    before = person.account
    person.account = account
    person.save(update_fields=["account"])
    record(
        actor=actor,
        subject=person.subject,
        kind="org.account_linked",
        data={
            "account": str(account.uid) if account else None,
            "before": str(before.uid) if before else None,
        },
    )
    return person


@use_case("org.end_person")
def end_person(*, actor: Actor, person: Person, last_on: date, now: datetime) -> Person:
    """Somebody works here no longer after ``last_on``: every post and every standing in ends as well."""
    person = common.lock(actor, person)
    access.require(actor, "org.edit", person)
    common.still_open(person)
    common.last_day(person, last_on)
    for post in _posts_after(person, last_on):
        post = common.lock(actor, post)
        for holding in post.holdings.lasting_after(last_on).filter(person=person):
            common.last_day(holding, last_on)
            holding.person = person
            end_at(actor, post, holding, last_on)
        cut_deputies(actor, post, person, last_on)
    person.ends_on = last_on
    person.save(update_fields=["ends_on"])
    record(
        actor=actor,
        subject=person.subject,
        kind="org.person_ended",
        data={"last_on": last_on.isoformat()},
        effective_on=last_on,
    )
    return person


@use_case("org.reveal_name")
def reveal_name(*, actor: Actor, person: Person, now: datetime) -> str:
    """The name of a person out of the vault; asking leaves a line in the person's history."""
    person = common.lock(actor, person)
    access.require(actor, "org.reveal", person)
    store.looked(actor, person.subject, What.REVEALED)
    record(actor=actor, subject=person.subject, kind="org.name_revealed", data={})
    item = person.name_item
    return store.read(item)


def _posts_after(person: Person, last_on: date) -> list[Post]:
    held = person.holdings.lasting_after(last_on).values("post")
    stood_in = person.deputyships.lasting_after(last_on).values("post")
    return list(Post.objects.filter(pk__in=held.union(stood_in)).order_by("pk"))


def _check_account(actor: Actor, account: Account | None, person: Person | None) -> None:
    if account is None:
        return
    other = Person.objects.filter(zone=actor.zone, account=account).first()
    if other is not None and other != person:
        raise Refusal(
            "org.account_taken",
            _("This account already belongs to %(name)s. Choose another account."),
            field="account",
            name=other.name,
        )
    if not account.is_active:
        raise Refusal(
            "org.account_closed", _("This account is closed. Choose another account."), field="account"
        )
