"""Posts, who holds them, who stands in, and what a person is on a day."""

from datetime import date

import pytest

from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.history.verify import Tally, walk
from banshi.base.zones import access
from banshi.base.zones.models import Account
from banshi.base.zones.refusals import Forbidden, Refusal
from banshi.core.org import actions, queries
from banshi.core.org.models import Deputyship, PostHolding

from .conftest import NOW, START

TODAY = date(2021, 5, 31)


def refused(org, action, **values):
    before = (PostHolding.objects.count(), Deputyship.objects.count(), Entry.objects.count())
    with pytest.raises(Refusal) as refusal:
        org.do(action, **values)
    assert (PostHolding.objects.count(), Deputyship.objects.count(), Entry.objects.count()) == before
    assert refusal.value.message
    return refusal.value.code


def holder(org, post, day):
    found = queries.holders_on(org.zone, day).get(post.pk)
    return found.person if found else None


def test_an_appointment_ends_the_one_before_on_the_day_before(bureau):
    post = bureau.post("head", bureau.units["economic_development_bureau"], rank="head")
    first, second = bureau.person(), bureau.person()
    bureau.do(actions.appoint, post=post, person=first, starts_on=START)
    bureau.do(actions.appoint, post=post, person=second, starts_on=date(2021, 4, 1))
    assert holder(bureau, post, date(2021, 1, 3)) is None
    assert holder(bureau, post, date(2021, 3, 31)) == first
    assert holder(bureau, post, date(2021, 4, 1)) == second
    kinds = list(Entry.objects.filter(subject=post.subject).order_by("n").values_list("kind", flat=True))
    assert kinds == ["org.post_opened", "org.appointed", "org.holding_ended", "org.appointed"]
    assert not list(walk(Tally()))


def test_one_hand_holds_a_party_and_an_administrative_post(bureau):
    committee = bureau.units["party_committee"]
    secretary = bureau.post("secretary", committee, kind="party", rank="principal_leader")
    director = bureau.post("director", committee, rank="principal_leader")
    person = bureau.person()
    for post in (director, secretary):
        bureau.do(actions.appoint, post=post, person=person, starts_on=START)
    found = queries.holders_on(bureau.zone, TODAY)
    assert [post.code for post in found[director.pk].posts] == ["secretary", "director"]
    assert found[secretary.pk].posts == found[director.pk].posts
    assert queries.standing(person, TODAY).name_en == "secretary"


def test_overlapping_appointments_are_refused(bureau):
    post = bureau.post("head", bureau.units["economic_development_bureau"])
    first, second = bureau.person(), bureau.person()
    holding = bureau.do(actions.appoint, post=post, person=first, starts_on=date(2021, 3, 1))
    for starts_on in (date(2021, 2, 1), date(2021, 3, 1)):
        code = refused(bureau, actions.appoint, post=post, person=second, starts_on=starts_on)
        assert code == "org.holdings_overlap"
    assert refused(bureau, actions.appoint, post=post, person=first, starts_on=TODAY) == "org.holds_already"
    bureau.do(actions.end_holding, holding=holding, last_on=date(2021, 4, 30))
    code = refused(bureau, actions.appoint, post=post, person=second, starts_on=date(2021, 4, 30))
    assert code == "org.holdings_overlap"
    bureau.do(actions.appoint, post=post, person=second, starts_on=date(2021, 5, 1))


def test_who_has_left_is_not_appointed_and_leaving_ends_everything(bureau):
    post = bureau.post("head", bureau.units["economic_development_bureau"])
    other = bureau.post("clerk", bureau.units["construction_bureau"])
    person, colleague = bureau.person(), bureau.person()
    bureau.do(actions.appoint, post=post, person=person, starts_on=START)
    bureau.do(actions.appoint, post=other, person=colleague, starts_on=START)
    bureau.do(
        actions.deputise, post=other, person=person, starts_on=date(2021, 5, 1), ends_on=TODAY, reason="休假"
    )
    bureau.do(actions.end_person, person=person, last_on=date(2021, 5, 14))
    assert queries.standing(person, date(2021, 5, 14)).posts
    assert queries.standing(person, date(2021, 5, 15)).posts == ()
    assert (
        refused(bureau, actions.appoint, post=post, person=person, starts_on=date(2021, 5, 10)) == "org.ended"
    )


def test_a_closed_post_is_not_given_and_a_held_post_is_not_closed(bureau):
    post = bureau.post("head", bureau.units["economic_development_bureau"])
    person = bureau.person()
    holding = bureau.do(actions.appoint, post=post, person=person, starts_on=START)
    assert refused(bureau, actions.close_post, post=post, last_on=TODAY) == "org.post_held"
    bureau.do(actions.end_holding, holding=holding, last_on=date(2021, 5, 1))
    assert refused(bureau, actions.end_holding, holding=holding, last_on=TODAY) == "org.holding_ended"
    bureau.do(actions.close_post, post=post, last_on=date(2021, 5, 2))
    assert (
        refused(bureau, actions.appoint, post=post, person=person, starts_on=date(2021, 5, 3)) == "org.ended"
    )


def test_a_post_code_is_used_once(bureau):
    bureau.post("head", bureau.units["economic_development_bureau"])
    values = {"kind": "party", "rank": "head", "name_zh": "局长", "name_en": "Head", "starts_on": START}
    code = refused(bureau, actions.open_post, code="head", unit=bureau.units["construction_bureau"], **values)
    assert code == "org.code_used"


def test_a_post_is_renamed_and_keeps_its_holder(bureau):
    post = bureau.post("head", bureau.units["economic_development_bureau"], rank="head")
    person = bureau.person()
    bureau.do(actions.appoint, post=post, person=person, starts_on=START)
    given = {"post": post, "kind": "administrative", "rank": "head", "name_en": "Director", "order": 1}
    changed = bureau.do(actions.change_post, name_zh="经发局局长", effective_on=TODAY, **given)
    assert (changed.name_zh, changed.subject.caption) == ("经发局局长", "经发局局长")
    assert holder(bureau, post, TODAY) == person
    again = {"name_zh": "经发局局长", "effective_on": TODAY}
    assert refused(bureau, actions.change_post, **given, **again) == "org.nothing_changed"
    assert refused(bureau, actions.change_post, **(given | again | {"rank": "king"})) == "org.rank_unknown"


def test_a_name_is_entered_later_and_corrected(bureau):
    person = bureau.person()
    assert bureau.do(actions.reveal_name, person=person) == ""
    for name in ("张甲", "张乙"):
        bureau.do(actions.name_person, person=person, name=name)
        person.refresh_from_db()
        assert bureau.do(actions.reveal_name, person=person) == name
    assert refused(bureau, actions.name_person, person=person, name=" ") == "org.name_missing"


def test_hand_over_needs_somebody_who_hands_over(bureau):
    post = bureau.post("head", bureau.units["economic_development_bureau"])
    first, second = bureau.person(), bureau.person()
    assert refused(bureau, actions.hand_over, post=post, to_person=first, on=TODAY) == "org.nobody_hands_over"
    bureau.do(actions.appoint, post=post, person=first, starts_on=START)
    bureau.do(actions.hand_over, post=post, to_person=second, on=TODAY)
    assert holder(bureau, post, date(2021, 5, 30)) == first
    assert holder(bureau, post, TODAY) == second
    assert Entry.objects.get(subject=post.subject, kind="org.handed_over").effective_on == TODAY


def test_deputies_stand_in_between_two_dates(bureau):
    economy = bureau.units["economic_development_bureau"]
    post = bureau.post("head", economy, rank="head")
    own = bureau.post("clerk", bureau.units["construction_bureau"])
    head, deputy = bureau.person(), bureau.person()
    bureau.do(actions.appoint, post=post, person=head, starts_on=START)
    bureau.do(actions.appoint, post=own, person=deputy, starts_on=START)
    first, last = date(2021, 5, 10), date(2021, 5, 20)
    given = {"post": post, "person": deputy, "starts_on": first, "ends_on": last, "reason": "休假"}
    deputyship = bureau.do(actions.deputise, **given)
    assert [(p.code, p.deputised) for p in queries.posts_of(deputy, first)] == [
        ("clerk", False),
        ("head", True),
    ]
    assert queries.standing(deputy, first).name_en == "clerk"
    assert economy.pk in queries.standing(deputy, last).unit_ids
    assert economy.pk not in queries.standing(deputy, date(2021, 5, 21)).unit_ids
    assert queries.holders_on(bureau.zone, first)[post.pk].deputy == deputy
    for changes, code in (
        ({}, "org.deputies_overlap"),
        ({"person": head}, "org.own_deputy"),
        ({"ends_on": date(2021, 5, 9)}, "org.ends_before_start"),
        ({"reason": " "}, "org.reason_missing"),
        ({"starts_on": date(2020, 1, 1)}, "org.not_yet"),
    ):
        assert refused(bureau, actions.deputise, **(given | changes)) == code
    bureau.do(actions.revoke_deputy, deputyship=deputyship, last_on=date(2021, 5, 12))
    assert not queries.standing(deputy, date(2021, 5, 13)).unit_ids & {economy.pk}
    assert refused(bureau, actions.revoke_deputy, deputyship=deputyship, last_on=first) == "org.deputy_ended"


def test_a_deputyship_revoked_before_it_began_never_held(bureau):
    post = bureau.post("head", bureau.units["economic_development_bureau"])
    deputy = bureau.person()
    given = {"post": post, "person": deputy, "starts_on": date(2021, 6, 5), "ends_on": date(2021, 6, 9)}
    deputyship = bureau.do(actions.deputise, reason="学习", **given)
    bureau.do(actions.revoke_deputy, deputyship=deputyship, last_on=TODAY)
    assert queries.posts_of(deputy, date(2021, 6, 5)) == ()
    bureau.do(actions.deputise, reason="学习", **given)


def test_a_head_answers_for_what_lies_below_and_for_the_office_inside(bureau, django_assert_max_num_queries):
    economy = bureau.units["economic_development_bureau"]
    station = bureau.unit("statistics_station", "统计站", parent=economy)
    post, clerk = bureau.post("head", economy, rank="head"), bureau.post("clerk", economy)
    head, staff = bureau.person(), bureau.person()
    bureau.do(actions.appoint, post=post, person=head, starts_on=START)
    bureau.do(actions.appoint, post=clerk, person=staff, starts_on=START)
    office = bureau.units["competition_office"].pk
    with django_assert_max_num_queries(3):
        assert queries.standing(head, TODAY).unit_ids == {economy.pk, station.pk, office}
    assert queries.standing(staff, TODAY).unit_ids == {economy.pk, office}
    bureau.do(
        actions.change_unit,
        unit=bureau.units["competition_office"],
        effective_on=TODAY,
        co_located_with=bureau.units["construction_bureau"],
    )
    assert office in queries.standing(head, date(2021, 5, 30)).unit_ids
    assert office not in queries.standing(head, TODAY).unit_ids


def test_a_name_lies_in_the_vault_and_asking_leaves_a_line(bureau):
    person = bureau.person("胡某星")
    assert person.subject.caption == "人员 0001"
    bodies = b"".join(bytes(entry.body) for entry in Entry.objects.filter(subject=person.subject))
    assert "胡某星".encode() not in bodies
    assert bureau.do(actions.reveal_name, person=person) == "胡某星"
    last = Entry.objects.filter(subject=person.subject).order_by("n").last()
    assert last.kind == "org.name_revealed"
    assert read(last)["actor"] == str(bureau.actor.account_uid)


def test_an_account_belongs_to_one_person(bureau):
    account = Account.objects.create(login="reader", created_at=NOW)
    first, second = bureau.person(), bureau.person()
    bureau.do(actions.link_account, person=first, account=account)
    assert refused(bureau, actions.link_account, person=second, account=account) == "org.account_taken"
    bureau.do(actions.link_account, person=first, account=None)
    bureau.do(actions.link_account, person=second, account=account)


def test_who_may_not_edit_is_refused_and_nothing_changes(world):
    committee = world.units["party_committee"]
    values = {"code": "x", "name_zh": "新局", "name_en": "New", "kind": "department", "starts_on": START}
    entries = Entry.objects.count()
    for name in ("clerk", "leader", "builder", "supervisor"):
        with pytest.raises(Forbidden):
            actions.open_unit(actor=world.actor(name), now=NOW, parent=committee, **values)
        with pytest.raises(Forbidden):
            actions.reveal_name(actor=world.actor(name), now=NOW, person=world.people["clerk"])
    with pytest.raises(Refusal) as refusal:
        actions.close_unit(actor=world.actor("idle"), now=NOW, unit=committee, last_on=TODAY)
    assert refusal.value.code == "access.unknown"
    assert Entry.objects.count() == entries
    unit = actions.open_unit(actor=world.actor("administrator"), now=NOW, parent=committee, **values)
    assert access.can(world.actor("administrator"), "org.edit", unit)
