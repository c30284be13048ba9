"""Groups whose members are posts: an appointment changes once and holds everywhere."""

from datetime import date

import pytest

from banshi.base.history.models import Entry
from banshi.base.zones.refusals import Refusal
from banshi.core.org import actions, queries
from banshi.core.org.models import GroupMember

from .conftest import START

TODAY = date(2021, 5, 31)


@pytest.fixture
def group(bureau):
    """A leading group: the secretary heads it, two heads of bureaus are members."""
    office = bureau.units["competition_office"]
    group = bureau.do(
        actions.form_group,
        code="contest_group",
        name_zh="项目竞赛活动领导小组",
        name_en="Competition leading group",
        starts_on=START,
        office=office,
    )
    bureau.post("secretary", bureau.units["party_committee"], kind="party", rank="principal_leader")
    bureau.post("economy_head", bureau.units["economic_development_bureau"], rank="head")
    bureau.post("construction_head", bureau.units["construction_bureau"], rank="head")
    for code, role in (("construction_head", "member"), ("economy_head", "member"), ("secretary", "head")):
        bureau.do(actions.seat_post, group=group, post=bureau.posts[code], role=role, starts_on=START)
    return group


def refused(org, action, **values):
    before = (list(GroupMember.objects.order_by("pk").values()), Entry.objects.count())
    with pytest.raises(Refusal) as refusal:
        org.do(action, **values)
    assert (list(GroupMember.objects.order_by("pk").values()), Entry.objects.count()) == before
    return refusal.value.code


def test_members_follow_the_posts_on_any_day(bureau, group, django_assert_num_queries):
    head, first, second = bureau.person(), bureau.person(), bureau.person()
    bureau.do(actions.appoint, post=bureau.posts["secretary"], person=head, starts_on=START)
    bureau.do(actions.appoint, post=bureau.posts["construction_head"], person=first, starts_on=START)
    bureau.do(actions.appoint, post=bureau.posts["economy_head"], person=first, starts_on=START)
    entries = Entry.objects.filter(subject=group.subject).count()
    bureau.do(actions.hand_over, post=bureau.posts["economy_head"], to_person=second, on=date(2021, 4, 1))
    assert Entry.objects.filter(subject=group.subject).count() == entries  # nothing to change in the group
    with django_assert_num_queries(3):
        before = queries.members_on(group, date(2021, 3, 31))
    assert [(seat.post.code, seat.person) for seat in before] == [
        ("secretary", head),
        ("construction_head", first),
        ("economy_head", first),
    ]
    after = queries.members_on(group, date(2021, 4, 1))
    assert after[2].person == second
    changes = queries.member_changes(group, date(2021, 2, 1), TODAY)
    assert [(c.on, c.post.code, c.before, c.after) for c in changes] == [
        (date(2021, 4, 1), "economy_head", first, second)
    ]


def test_a61_holds_on_any_day_and_names_the_vacant_seats(bureau, group):
    check = queries.members_follow_posts(bureau.zone, TODAY)
    assert not check.holds
    assert [seat.post.code for seat in check.vacant] == ["secretary", "construction_head", "economy_head"]
    person = bureau.person()
    for post in ("secretary", "construction_head", "economy_head"):
        bureau.do(actions.appoint, post=bureau.posts[post], person=person, starts_on=date(2021, 2, 1))
    assert queries.members_follow_posts(bureau.zone, TODAY).holds
    assert not queries.members_follow_posts(bureau.zone, date(2021, 1, 31)).holds
    assert not queries.members_follow_posts(bureau.zone, date(2020, 12, 31)).seats


def test_a_seat_ends_and_may_begin_again(bureau, group):
    seat = group.members.get(post__code="economy_head")
    bureau.do(actions.unseat_post, seat=seat, last_on=date(2021, 2, 28))
    codes = [s.post.code for s in queries.members_on(group, date(2021, 3, 1))]
    assert codes == ["secretary", "construction_head"]
    assert refused(bureau, actions.unseat_post, seat=seat, last_on=date(2021, 3, 5)) == "org.seat_ended"
    values = {"group": group, "post": bureau.posts["economy_head"], "role": "member"}
    assert refused(bureau, actions.seat_post, starts_on=date(2021, 2, 28), **values) == "org.seated_already"
    bureau.do(actions.seat_post, starts_on=date(2021, 3, 1), **values)


def test_a_group_has_one_head_and_ends_with_its_seats(bureau, group):
    deputy = bureau.post("director", bureau.units["party_committee"], rank="principal_leader")
    values = {"group": group, "post": deputy, "starts_on": TODAY}
    assert refused(bureau, actions.seat_post, role="head", **values) == "org.group_has_head"
    assert refused(bureau, actions.seat_post, role="chair", **values) == "org.role_unknown"
    assert (
        refused(bureau, actions.close_post, post=bureau.posts["secretary"], last_on=TODAY)
        == "org.post_seated"
    )
    bureau.do(actions.seat_post, role="deputy_head", **values)
    assert [seat.role for seat in queries.members_on(group, TODAY)][:2] == ["head", "deputy_head"]
    bureau.do(actions.close_group, group=group, last_on=TODAY)
    assert not group.members.filter(ends_on__isnull=True).exists()
    later = {"group": group, "role": "member", "starts_on": date(2021, 6, 1)}
    assert refused(bureau, actions.seat_post, post=deputy, **later) == "org.ended"
