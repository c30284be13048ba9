"""What few matters have is known with the matter: nothing that is there is left out, nothing is asked in vain."""

import pytest

from banshi.core.matters.models import Claim, CoHandler, Extension, ForeignNumber, Matter, Objection
from banshi.core.matters.queries import rows
from support.matters import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(world, now):
    walks = [Walk(world, now) for _n in range(2)]
    return [walk.dispatch() for walk in walks]


def hang(name, matter, other, now):
    of = {"zone_id": matter.zone_id, "matter": matter}
    day, reason, unit = matter.raised_on, matter.words, matter.collector
    if name == "co_handlers":
        CoHandler.objects.create(**of, unit=unit, due_on=day)
    elif name == "objections":
        Objection.objects.create(**of, unit=unit, reason=reason, raised_at=now)
    elif name == "extensions":
        Extension.objects.create(**of, reason=reason, asked_at=now, from_on=day, until_on=day)
    elif name == "foreign_numbers":
        ForeignNumber.objects.create(**of, system="hotline_12345", number="7", noted_at=now)
    elif name == "claimed":
        Claim.objects.create(**of, closed_on=day)
    else:
        link = {"children": "parent", "duplicates": "merged_into"}[name]
        Matter.objects.filter(pk=other.pk).update(**{link: matter})


@pytest.mark.parametrize("name", sorted(rows.SELDOM))
def test_it_is_known_and_shown_when_it_is_there(two, now, name, django_assert_num_queries):
    matter, other = two
    bare = rows.whole(matter.subject_id)
    assert not any(rows.may_have(bare, one) for one in rows.SELDOM)
    hang(name, matter, other, now)
    found = rows.whole(matter.subject_id)
    assert [one for one in rows.SELDOM if rows.may_have(found, one)] == [name]
    assert rows.may_have(Matter.objects.get(pk=matter.pk), name)  # loaded in another way: it may
    if name in rows.HANGING:
        with django_assert_num_queries(0):
            assert getattr(bare, name).all() == []
        with django_assert_num_queries(1):
            assert len(getattr(found, name).all()) == 1
