"""A49 (names) and A61 (the group by posts) against the records, with their traps."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils.translation import override

from banshi.base.figures.replay import Status, outcome
from banshi.base.figures.statements import Claim, by_id
from banshi.base.search import find
from banshi.base.search.models import SearchDoc
from banshi.base.zones.refusals import Refusal
from banshi.core.org import actions
from banshi.core.org.models import Alias, PostHolding
from banshi.core.org.queries import members_on

from .conftest import START

DAY = date(2021, 5, 31)
OFFICIAL, SCANNED = "“迈好第一步 项目论英雄”领导小组", "“近好第一步 项目论英雄”领导小组"


def asked(org, number, as_of=DAY, actor=None):
    one = replace(by_id(number), claim=Claim())
    with override("en"):
        return outcome(one, actor or org.actor, as_of)


@pytest.fixture
def group(bureau):
    org = bureau
    for unit in ("party_committee", "economic_development_bureau", "construction_bureau"):
        org.post(f"{unit}_head", org.units[unit], rank="head")
        org.do(actions.appoint, post=org.posts[f"{unit}_head"], person=org.person(unit), starts_on=START)
    formed = org.do(actions.form_group, code="group", name_zh=OFFICIAL, name_en="Group", starts_on=START)
    roles = zip(org.posts.values(), ("head", "deputy_head", "member"), strict=True)
    for post, role in roles:
        org.do(actions.seat_post, group=formed, post=post, role=role, starts_on=START)
    return formed


# A49


def test_a49_either_spelling_finds_the_thing(org, group):
    assert asked(org, "A49").status is Status.OPEN
    org.do(actions.add_alias, subject=group.subject, text=SCANNED, reason="扫描字误")
    for word in ("近好", "迈好", "近好第一步", "迈好第一步"):
        assert group.subject_id in set(find.matching(org.zone, word).values_list("subject_id", flat=True))
    found = asked(org, "A49")
    assert (found.status, found.value.numerator, found.value.denominator) == (Status.MATCH, 2, 2)
    assert list(found.value.records) == [group.subject]


def test_a49_a_name_that_leads_nowhere_is_named(org, group):
    org.do(actions.add_alias, subject=group.subject, text=SCANNED)
    SearchDoc.objects.filter(subject=group.subject).delete()
    found = asked(org, "A49")
    assert found.status is Status.DIFFERS
    assert list(found.value.failing) == [group.subject]


def test_a49_masked_persons_stay_masked(org, group):
    org.do(actions.add_alias, subject=group.subject, text=SCANNED)
    with pytest.raises(Refusal):
        org.do(actions.add_alias, subject=group.subject, text="胡某星")
    with pytest.raises(Refusal):
        org.do(actions.add_alias, subject=org.person("乙").subject, text="喻某")
    assert "behind a mask: 0" in asked(org, "A49").value.says


def test_a49_a_name_given_to_a_person_differs(org, group):
    org.do(actions.add_alias, subject=group.subject, text=SCANNED)
    person = org.person("丙")
    Alias.objects.create(zone=org.zone, subject=person.subject, text="喻某", normal="喻某", core="喻某")
    assert asked(org, "A49").status is Status.DIFFERS


# A61


def test_a61_an_appointment_moves_the_group(org, group):
    assert asked(org, "A61").status is Status.MATCH
    post, newcomer = org.posts["construction_bureau_head"], org.person("新任")
    org.do(actions.hand_over, post=post, to_person=newcomer, on=date(2021, 5, 20))
    found = asked(org, "A61")
    assert (found.status, found.value.numerator, found.value.denominator) == (Status.MATCH, 3, 3)
    assert found.value.says.endswith("1 changes of hands followed")
    assert asked(org, "A61", date(2021, 5, 19)).value.says.endswith("0 changes of hands followed")
    assert newcomer.pk in {seat.person.pk for seat in members_on(group, DAY)}
    assert newcomer.pk not in {seat.person.pk for seat in members_on(group, date(2021, 5, 19))}


def test_a61_a_vacant_post_leaves_an_empty_seat(org, group):
    holding = PostHolding.objects.get(post=org.posts["construction_bureau_head"])
    org.do(actions.end_holding, holding=holding, last_on=date(2021, 5, 24))
    assert asked(org, "A61", date(2021, 5, 24)).status is Status.MATCH
    found = asked(org, "A61", date(2021, 5, 25))
    assert (found.status, found.value.numerator, found.value.denominator) == (Status.DIFFERS, 2, 3)
    assert list(found.value.failing) == [group.subject]


def test_a61_without_a_group_is_open(org):
    assert asked(org, "A61").status is Status.OPEN
