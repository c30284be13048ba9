"""Pages of the organisation: who may open them, what they show on which day, and the acts behind the forms."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from banshi.base.history.models import Entry
from banshi.base.ui import formkey
from banshi.base.zones.models import Account
from banshi.core.org import actions
from banshi.core.org.models import (
    Alias,
    Group,
    OutsideOrganisation,
    Person,
    Post,
    PostHolding,
    Unit,
    UnitPeriod,
)
from support.zone import START, build

KEPT = {"construction": "construction_bureau", "committee": "party_committee"}


@pytest.fixture
def world(world, now):
    """The zone of all tests, its units opened properly so that they have a past."""
    for unit in world.units.values():
        if not unit.periods.exists():
            UnitPeriod.objects.create(
                zone=world.zone,
                unit=unit,
                **{name: getattr(unit, name) for name in ("name_zh", "name_en", "short_zh", "kind", "order")},
                effective_from=START,
                recorded_from=now,
            )
    return world


@pytest.fixture
def reader(world, client):
    """Gives a client that is signed in as one of the people."""

    def sign_in(name, language="zh-hans"):
        client.force_login(Account.objects.get(pk=world.accounts[name].pk))
        client.cookies["language"] = language
        return client

    return sign_in


def send(client, act, *args, **fields):
    return client.post(reverse(act, args=args), {formkey.NAME: str(formkey.new())} | fields)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens(world, reader, language, now):
    admin, system = reader("administrator", language), world.system
    group = actions.form_group(
        actor=system,
        code="g",
        name_zh="专班",
        name_en="Task force",
        starts_on=START,
        now=now,
        office=world.units["construction_bureau"],
    )
    actions.seat_post(
        actor=system, group=group, post=world.posts["clerk"], role="member", starts_on=START, now=now
    )
    actions.add_alias(actor=system, subject=world.firm.subject, text="晴川", now=now)
    actions.deputise(
        actor=system,
        post=world.posts["clerk"],
        person=world.people["idle"],
        starts_on=date(2021, 5, 1),
        ends_on=date(2021, 6, 1),
        reason="休假",
        now=now,
    )
    unit, post = world.units["construction_bureau"].subject.uid, world.posts["clerk"].subject.uid
    person, firm = world.people["idle"].subject.uid, world.firm.subject.uid
    pages = [
        reverse(f"org:{name}")
        for name in (
            "units",
            "groups",
            "people",
            "outside_list",
            "open_unit",
            "form_group",
            "enter_person",
            "register_outside",
        )
    ]
    pages += [
        reverse(f"org:{name}", args=[unit]) for name in ("unit", "change_unit", "close_unit", "open_post")
    ]
    pages += [
        reverse(f"org:{name}", args=[post])
        for name in ("post", "appoint", "hand_over", "vacate", "deputise", "close_post", "change_post")
    ]
    pages.append(reverse("org:revoke_deputy", args=[post, "2021-05-01"]))
    pages += [
        reverse(f"org:{name}", args=[person])
        for name in ("person", "link_account", "name_person", "end_person")
    ]
    pages += [
        reverse(f"org:{name}", args=[group.subject.uid]) for name in ("group", "seat_post", "close_group")
    ]
    pages.append(reverse("org:unseat_post", args=[group.subject.uid, post]))
    pages += [
        reverse(f"org:{name}", args=[firm])
        for name in ("outside", "change_outside", "close_outside", "add_alias", "withdraw_alias")
    ]
    for page in pages:
        answer = admin.get(page)
        assert answer.status_code == 200, page
        assert b"%(" not in answer.content
    assert not Entry.objects.filter(kind="org.name_revealed").exists()


def test_acts_are_not_open_to_others_and_other_zones_are_unknown(world, reader, now):
    unit = world.units["construction_bureau"].subject.uid
    clerk = reader("clerk")
    assert clerk.get(reverse("org:unit", args=[unit])).status_code == 200
    assert clerk.get(reverse("org:open_unit")).status_code == 403
    assert clerk.get(reverse("org:people")).status_code == 403
    assert send(clerk, "org:close_unit", unit, last_on="2021-05-17").status_code == 403
    assert send(clerk, "org:reveal", world.people["idle"].subject.uid).status_code == 403
    assert reader("idle").get(reverse("org:unit", args=[unit])).status_code == 404
    other = build("other")
    admin = reader("administrator")
    for uid in (other.units["construction_bureau"].subject.uid, uuid4()):
        assert admin.get(reverse("org:unit", args=[uid])).status_code == 404
        assert send(admin, "org:close_unit", uid, last_on="2021-05-17").status_code == 404
        assert send(admin, "org:add_alias", uid, text="别名").status_code == 404
    assert not Alias.objects.exists()


def test_a_unit_is_opened_once_however_often_the_form_is_sent(world, reader):
    admin = reader("administrator")
    fields = {
        "name_zh": "财政局",
        "name_en": "Finance Bureau",
        "code": "finance_bureau",
        "kind": "department",
        "parent": str(world.units["party_committee"].subject.uid),
        "starts_on": "2021-05-17",
        formkey.NAME: str(formkey.new()),
    }
    first = admin.post(reverse("org:open_unit"), fields)
    unit = Unit.objects.get(code="finance_bureau")
    assert (first.status_code, unit.parent) == (302, world.units["party_committee"])
    second = admin.post(reverse("org:open_unit"), fields)
    assert (second.status_code, second.url) == (302, first.url)
    assert Unit.objects.filter(code="finance_bureau").count() == 1
    third = admin.post(reverse("org:open_unit"), fields | {formkey.NAME: str(formkey.new())})
    assert third.status_code == 422
    assert "财政局" in third.content.decode()


def test_an_appointment_changes_the_pages_of_a_past_and_a_present_day(world, reader):
    admin = reader("administrator")
    post, person = world.posts["clerk"], world.people["idle"]
    number = f"人员 {person.number:04d}"
    answer = send(
        admin, "org:hand_over", post.subject.uid, to_person=str(person.subject.uid), on="2021-05-17"
    )
    assert answer.status_code == 302
    assert PostHolding.objects.get(post=post, ends_on=None).person == person
    unit = reverse("org:unit", args=[post.unit.subject.uid])
    today = admin.get(unit).content.decode()
    before = admin.get(unit, {"as_of": "2021-05-16"}).content.decode()
    assert number in today
    assert number not in before.split("<ol")[0]
    assert "2021年5月16日" in before
    assert admin.get(unit, {"as_of": "soon"}).status_code == 200


def test_a_name_shows_only_when_asked_for(world, reader, now):
    person = actions.enter_person(actor=world.system, name="喻某", starts_on=START, now=now)
    admin = reader("administrator")
    page = reverse("org:person", args=[person.subject.uid])
    assert "喻某" not in admin.get(page).content.decode()
    shown = admin.post(reverse("org:reveal", args=[person.subject.uid]))
    assert "喻某" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert Entry.objects.filter(subject=person.subject, kind="org.name_revealed").count() == 1
    assert admin.get(reverse("org:reveal", args=[person.subject.uid])).status_code == 405
    assert "喻某" not in admin.get(page).content.decode()


def test_a_firm_is_registered_found_and_not_entered_twice(world, reader):
    clerk = reader("clerk")
    fields = {
        "name_zh": "远山食品有限公司",
        "name_en": "Yuanshan Foods",
        "kind": "enterprise",
        "starts_on": "2021-05-17",
    }
    wrong = send(clerk, "org:register_outside", **fields, credit_code="123")
    assert wrong.status_code == 422
    assert not OutsideOrganisation.objects.filter(name_zh=fields["name_zh"]).exists()
    assert send(clerk, "org:register_outside", **fields).status_code == 302
    twin = send(clerk, "org:register_outside", **(fields | {"name_zh": "远山食品"}))
    assert (twin.status_code, "远山食品有限公司" in twin.content.decode()) == (422, True)
    firm = OutsideOrganisation.objects.get(name_zh=fields["name_zh"])
    assert send(clerk, "org:add_alias", firm.subject.uid, text="远食").status_code == 302
    found = clerk.get(reverse("org:outside_list"), {"q": "远食"}).content.decode()
    assert "远山食品有限公司" in found
    assert "晴川精密" not in found
    assert clerk.get(reverse("org:outside_list"), {"export": "xlsx"}).status_code == 200
    assert send(clerk, "org:withdraw_alias", firm.subject.uid, alias="远食").status_code == 302
    assert "远山" not in clerk.get(reverse("org:outside_list"), {"q": "远食"}).content.decode()


def test_people_groups_and_seats_by_form(world, reader):
    admin = reader("administrator")
    assert send(admin, "org:enter_person", name="胡某星", starts_on="2021-05-17").status_code == 302
    person = Person.objects.order_by("number").last()
    assert send(admin, "org:link_account", person.subject.uid, account="nobody").status_code == 422
    fields = {"name_zh": "领导小组", "name_en": "Leading group", "code": "leading", "starts_on": "2021-05-17"}
    assert send(admin, "org:form_group", **fields).status_code == 302
    group, post = Group.objects.get(code="leading"), Post.objects.get(pk=world.posts["leader"].pk)
    seat = {"post": str(post.subject.uid), "role": "head", "starts_on": "2021-05-17"}
    assert send(admin, "org:seat_post", group.subject.uid, **seat).status_code == 302
    assert send(admin, "org:seat_post", group.subject.uid, **seat).status_code == 422
    ended = send(admin, "org:unseat_post", group.subject.uid, post.subject.uid, last_on="2021-05-17")
    assert ended.status_code == 302
    assert send(admin, "org:end_person", person.subject.uid, last_on="2021-05-17").status_code == 302


@pytest.mark.parametrize("name", ["units", "groups", "outside_list", "people"])
def test_more_rows_cost_no_more_queries(world, reader, name, now, django_assert_max_num_queries):
    admin, system = reader("administrator"), world.system
    admin.get(reverse(f"org:{name}"))

    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            assert admin.get(reverse(f"org:{name}")).status_code == 200
        return len(asked)

    def grow(at):
        unit = actions.open_unit(
            actor=system,
            code=f"u{at}",
            name_zh=f"单位{at}",
            name_en=f"Unit {at}",
            kind="department",
            starts_on=START,
            now=now,
        )
        post = actions.open_post(
            actor=system,
            code=f"p{at}",
            unit=unit,
            kind="party",
            rank="head",
            name_zh=f"岗位{at}",
            name_en=f"Post {at}",
            starts_on=START,
            now=now,
        )
        person = actions.enter_person(actor=system, name="", starts_on=START, now=now)
        actions.appoint(actor=system, post=post, person=person, starts_on=START, now=now)
        group = actions.form_group(
            actor=system, code=f"g{at}", name_zh=f"小组{at}", name_en=f"Group {at}", starts_on=START, now=now
        )
        actions.seat_post(actor=system, group=group, post=post, role="head", starts_on=START, now=now)
        actions.register_outside(
            actor=system,
            kind="village",
            name_zh=f"第{at}村",
            name_en=f"Village {at}",
            starts_on=START,
            now=now,
        )

    grow(0)
    admin.get(reverse(f"org:{name}"))
    few = count()
    for at in range(1, 8):
        grow(at)
    admin.get(reverse(f"org:{name}"))
    assert count() == few <= 14
