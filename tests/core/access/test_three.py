"""The three administrators stay three people, however roles and posts are given; and what each opens."""

from datetime import date, timedelta

import pytest
from django.test import Client

from banshi.base.history.models import Entry
from banshi.base.presets import catalogue
from banshi.base.presets.actions import adopt_preset
from banshi.base.signin.models import Event, EventKind, Factor, Session
from banshi.base.zones import access, clock
from banshi.base.zones.models import Account, Zone
from banshi.base.zones.refusals import Refusal
from banshi.core.access.actions import grant_role, withdraw_role
from banshi.core.access.models import RoleGrant
from banshi.core.access.rules import Carried, pair_apart, parse_roles
from banshi.core.org.actions import appoint, deputise
from banshi.core.org.models import Deputyship, PostHolding
from support.zone import build

pytestmark = pytest.mark.django_db
TODAY = date(2021, 5, 17)
THREE = ("administrator", "security_administrator", "auditor")


def house():
    return next(one for one in catalogue.presets("roles") if one.code == "house").body


def by(world):
    return {"actor": world.actor("administrator"), "now": clock.now(world.zone)}


def client_of(world, name):
    client = Client()
    client.force_login(world.accounts[name])
    return client


@pytest.fixture
def counts():
    def count():
        return (
            RoleGrant.objects.count(),
            PostHolding.objects.count(),
            Deputyship.objects.count(),
            Entry.objects.count(),
        )

    return count


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_a_grant_that_would_join_two_is_refused(world, counts, role):
    before = counts()
    with pytest.raises(Refusal, match=r"access\.apart") as caught:
        grant_role(**by(world), post=world.posts["security"], role=role, starts_on=TODAY)
    assert caught.value.field == "role"
    assert "安全管理员" in caught.value.message
    assert counts() == before


def test_over_any_post_of_the_person(world, counts):
    """The auditor also holds an idle post; that post may not become a system administrator's."""
    appoint(**by(world), post=world.posts["idle"], person=world.people["auditor"], starts_on=TODAY)
    before = counts()
    with pytest.raises(Refusal, match=r"access\.apart"):
        grant_role(**by(world), post=world.posts["idle"], role="administrator", starts_on=TODAY)
    assert counts() == before
    grant_role(**by(world), post=world.posts["idle"], role="handler", starts_on=TODAY)


def test_an_appointment_that_would_join_two_is_refused(world, counts):
    before = counts()
    with pytest.raises(Refusal, match=r"access\.apart") as caught:
        appoint(**by(world), post=world.posts["auditor"], person=world.people["security"], starts_on=TODAY)
    assert caught.value.field == "person"
    assert counts() == before


def test_standing_in_counts_as_holding(world, counts):
    before = counts()
    given = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=3), "reason": "外出学习"}
    with pytest.raises(Refusal, match=r"access\.apart"):
        deputise(**by(world), post=world.posts["administrator"], person=world.people["auditor"], **given)
    assert counts() == before
    deputise(**by(world), post=world.posts["administrator"], person=world.people["idle"], **given)
    with pytest.raises(Refusal, match=r"access\.apart"):
        grant_role(**by(world), post=world.posts["idle"], role="auditor", starts_on=TODAY)


def test_days_that_do_not_meet_are_no_matter(world):
    grant = RoleGrant.objects.get(zone=world.zone, role="auditor")
    withdraw_role(**by(world), grant=grant, last_on=TODAY)
    with pytest.raises(Refusal, match=r"access\.apart"):
        grant_role(**by(world), post=world.posts["auditor"], role="administrator", starts_on=TODAY)
    grant_role(
        **by(world), post=world.posts["auditor"], role="administrator", starts_on=TODAY + timedelta(days=1)
    )


def test_whatever_way_two_came_into_one_hand_neither_acts(world):
    """Rows written past the actions, as somebody with the database's password might."""
    RoleGrant.objects.create(
        zone=world.zone, post=world.posts["security"], role="auditor", starts_on=date(2021, 1, 4)
    )
    access.note_standing(world.system, "access.grant")
    actor = world.actor("security")
    assert actor.roles == frozenset()
    assert not actor.grants
    page = client_of(world, "administrator").get("/roles/accounts")
    assert "互斥角色" in page.text


def test_which_roles_exclude_one_another_is_data(world):
    body = house()
    assert parse_roles(body).apart == (frozenset(THREE),)
    assert parse_roles({"roles": body["roles"]}).apart == ()
    for wrong in ({"x": ["administrator"]}, {"x": ["administrator", "king"]}):
        with pytest.raises(ValueError, match="apart x"):
            parse_roles({**body, "apart": wrong})


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ((date(2021, 1, 1), None), (date(2022, 1, 1), None), True),
        ((date(2021, 1, 1), date(2021, 12, 31)), (date(2022, 1, 1), None), False),
        ((date(2021, 1, 1), date(2022, 1, 1)), (date(2022, 1, 1), None), True),
    ],
)
def test_spans(one, other, joined):
    roles = parse_roles(house())
    carried = [Carried("auditor", *one), Carried("administrator", *other), Carried("handler", *one)]
    assert bool(pair_apart(carried, roles)) is joined


def test_the_separated_preset_follows_the_house_but_for_what_it_takes_away(world):
    separated = catalogue.preset("roles", "three_administrators").body
    house_body = house()
    gone = set(house_body["roles"]["administrator"]["verbs"]) - set(
        separated["roles"]["administrator"]["verbs"]
    )
    assert gone == {"access.grant", "presets.adopt", "api.manage", "vault.view", "vault.erase", "signin.bind"}
    house_body["roles"]["administrator"] = separated["roles"]["administrator"]
    assert separated == house_body


def test_with_the_separated_preset_only_the_security_administrator_grants(world):
    adopt_preset(
        actor=world.actor("security"), topic="roles", code="three_administrators", effective_on=TODAY,
        now=clock.now(world.zone),
    )  # fmt: skip
    assert not world.actor("administrator").holds("access.grant")
    assert client_of(world, "administrator").get("/roles/grant").status_code == 403
    assert client_of(world, "security").get("/roles/grant").status_code == 200


def test_roles_of_administrators_and_supervisors_sign_in_twice(world):
    asking = {name for name in world.accounts if world.actor(name).second_factor}
    assert asking == {"administrator", "security", "auditor", "supervisor"}


def test_a_role_that_is_withdrawn_is_gone_with_the_next_request(world):
    client = client_of(world, "auditor")
    assert client.get("/roles/accounts/audit").status_code == 200
    grant = RoleGrant.objects.get(zone=world.zone, role="auditor")
    withdraw_role(**by(world), grant=grant, last_on=TODAY - timedelta(days=1))
    assert client.get("/roles/accounts/audit").status_code == 403


# ------------------------------------------------------------------------------------------ audit rows


def test_the_auditor_reads_filters_and_exports(world):
    client_of(world, "clerk").get("/roles/")
    client = client_of(world, "auditor")
    page = client.get("/roles/accounts/audit")
    assert "403 access:roles" in page.text
    assert "人员" in page.text
    assert "留存" in page.text
    assert "403 access:roles" not in client.get("/roles/accounts/audit?kind=signed_in").text
    assert (
        "403 access:roles"
        in client.get("/roles/accounts/audit?kind=denied&outcome=refused&from=2021-05-17").text
    )
    assert "403 access:roles" not in client.get("/roles/accounts/audit?until=2021-05-16").text
    book = client.get("/roles/accounts/audit?export=xlsx")
    assert book["Content-Type"].endswith("spreadsheetml.sheet")


def test_a_refused_page_leaves_a_row_and_an_open_one_none(world):
    client = client_of(world, "clerk")
    uid = world.people["leader"].subject.uid
    client.get("/")
    assert not Event.objects.exists()
    client.post(f"/org/people/{uid}/end")
    client.get(f"/matters/{world.zone.uid}/")
    client.get("/there/is/no/such/page")
    rows = list(
        Event.objects.order_by("pk").values_list("kind", "ok", "status", "route", "thing", "posts", "account")
    )
    assert rows == [
        ("denied", False, 403, "org:end_person", str(uid), "clerk", world.accounts["clerk"].pk),
        ("denied", False, 404, "matters:matter", str(world.zone.uid), "clerk", world.accounts["clerk"].pk),
    ]


def test_rows_of_another_zone_are_not_shown(world):
    there = build("donghu")
    client_of(there, "clerk").get("/roles/")
    page = client_of(world, "auditor").get("/roles/accounts/audit")
    assert "access:roles" not in page.text
    assert page.context["listing"].count == 0


def test_rows_hold_no_address_and_cannot_be_changed(world):
    from django.db import Error, transaction

    client_of(world, "clerk").get("/roles/", REMOTE_ADDR="192.0.2.77")
    row = Event.objects.get()
    assert "192.0.2.77" not in str(Event.objects.values().get())
    assert len(row.origin) == 8
    for act in (lambda: Event.objects.update(ok=True), lambda: Event.objects.all().delete()):
        with pytest.raises(Error), transaction.atomic():
            act()
    assert not Event.objects.get().ok


# -------------------------------------------------------------------------------- sessions and accounts


def test_the_security_administrator_ends_a_session(world):
    clerk = client_of(world, "clerk")
    clerk.get("/")
    client = client_of(world, "security")
    row = Session.objects.get(account=world.accounts["clerk"])
    assert row.public in client.get("/roles/accounts/sessions").text
    assert client.post(f"/roles/accounts/sessions/{row.public}/end")["Location"] == "/roles/accounts/sessions"
    assert clerk.get("/")["Location"].startswith("/sign/in")
    assert Entry.objects.latest("pk").kind == "signin.sessions_ended"
    assert Event.objects.get(kind=EventKind.SESSION_ENDED).by == world.accounts["security"]
    assert client.post(f"/roles/accounts/sessions/{row.public}/end").status_code == 404


def test_sessions_of_another_zone_are_unknown(world):
    there = build("donghu")
    far = client_of(there, "clerk")
    far.get("/")
    public = Session.objects.get(account=there.accounts["clerk"]).public
    client = client_of(world, "security")
    assert public not in client.get("/roles/accounts/sessions").text
    assert client.post(f"/roles/accounts/sessions/{public}/end").status_code == 404
    assert client_of(world, "administrator").post(f"/roles/accounts/sessions/{public}/end").status_code == 403
    assert far.get("/").status_code == 200


def test_accounts_to_look_at(world):
    now = clock.now(world.zone)
    Account.objects.update(last_login=now - timedelta(days=3))
    Account.objects.filter(pk=world.accounts["builder"].pk).update(last_login=now - timedelta(days=91))
    for n in range(3):
        Event.objects.create(
            zone=world.zone,
            at=now,
            kind=EventKind.SIGNED_IN,
            account=world.accounts["clerk"],
            origin=f"mark{n}",
        )
    Account.objects.filter(pk=world.accounts["projects"].pk).update(is_active=False, last_login=None)
    found = client_of(world, "security").get("/roles/accounts").context["found"]
    said = {one.person.pk: [str(reason) for reason in one.reasons] for one in found}
    people = world.people
    assert said == {
        people["builder"].pk: ["超过 90 天未使用"],
        people["clerk"].pk: ["一天内从三处以上登录：可能共用"],
        people["idle"].pk: ["没有角色"],
    }


def test_a_factor_is_reset_from_the_persons_page(world):
    Factor.objects.create(
        account=world.accounts["clerk"],
        kind="passkey",
        name="钥匙",
        credential="c",
        added_at=clock.now(world.zone),
    )
    uid = world.people["clerk"].subject.uid
    where = f"/org/people/{uid}/account/factors"
    from banshi.base.zones.ids import uuid7

    assert (
        client_of(world, "administrator").post(where, {"reason": "lost", "key": uuid7()}).status_code == 404
    )
    assert Factor.objects.filter(ended_at=None).exists()
    client = client_of(world, "security")
    assert where in client.get(f"/org/people/{uid}").text
    assert client.post(where, {"reason": "", "key": uuid7()}).status_code == 422
    assert client.post(where, {"reason": "lost", "key": uuid7()}).status_code == 302
    assert not Factor.objects.filter(ended_at=None).exists()
    assert "设备丢失" in client.get(f"/org/people/{uid}").text
    assert Entry.objects.filter(kind="org.factors_reset", subject=world.people["clerk"].subject).count() == 1


def test_the_first_administrator_hands_over(db, now):
    """An empty zone: one person begins, appoints the other two, and gives granting away."""
    from banshi.base.signin import actions
    from banshi.base.signin.actions import Secret
    from banshi.core.access.founding import seat_administrator
    from banshi.core.org.actions import enter_person, open_post

    assert seat_administrator
    with clock.fixed(now):
        code = actions.issue_first_code(now=now)
        first = actions.first_administrator(
            code=code, zone_code="new", name_zh="新区", name_en="New", login="first",
            password=Secret("a-ledger-well-kept"), address="192.0.2.1", now=now,
        )  # fmt: skip

        def me():
            zone = Zone.objects.select_related("subject").get(code="new")
            return access.policy().actor_for(first, zone)

        unit = me().zone
        from banshi.core.org.models import Unit

        unit = Unit.objects.get(zone=me().zone, code="general_office")
        for code, role in (("security_administrator", "security_administrator"), ("auditor", "auditor")):
            given = {"now": now, "starts_on": TODAY}
            post = open_post(
                actor=me(), code=code, unit=unit, kind="administrative", rank="staff", name_zh=code, name_en=code,
                **given,
            )  # fmt: skip
            grant_role(actor=me(), post=post, role=role, **given)
            own = PostHolding.objects.get(post__code="system_administrator").person
            with pytest.raises(Refusal, match=r"access\.apart"):
                appoint(actor=me(), post=post, person=own, **given)
            appoint(actor=me(), post=post, person=enter_person(actor=me(), name="", **given), **given)
        adopt_preset(actor=me(), topic="roles", code="three_administrators", effective_on=TODAY, now=now)
        assert not me().holds("access.grant")
        assert me().holds("org.edit")


def test_the_first_administrator_of_a_real_zone_sets_up_a_second_factor_before_anything_else(client, db, now):
    from banshi.base.signin import actions, totp

    with clock.fixed(now):
        form = {
            "code": actions.issue_first_code(now=now),
            "name_zh": "新区",
            "name_en": "New",
            "zone_code": "new",
            "login": "first",
            "new": "a-ledger-well-kept",
            "again": "a-ledger-well-kept",
        }
        assert client.post("/sign/first", form)["Location"] == "/"
        for page in ("/", "/org/", "/roles/grant"):
            assert client.get(page)["Location"] == "/sign/factors"
        import base64

        text = client.get("/sign/factors/app").context["secret"].replace(" ", "")
        secret = base64.b32decode(text + "=" * (-len(text) % 8))
        shown = client.post("/sign/factors/app", {"code": totp.code_at(secret, totp.step_of(now))})
        assert len(shown.context["codes"]) == 10
        assert client.get("/roles/grant").status_code == 200
        client.post("/sign/out")
        assert (
            client.post("/sign/in", {"login": "first", "password": form["new"]})["Location"] == "/sign/second"
        )
        assert client.post("/sign/second", {"code": shown.context["codes"][0]})["Location"] == "/"
        assert client.get("/roles/grant").status_code == 200
